"""Tables that are appended only: the database itself refuses to change or delete their rows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import DDL, Table, event

_CHANGES = {
    "sqlite": """
        CREATE TRIGGER {table}_refuse_{verb} BEFORE {VERB} ON {table}
        BEGIN SELECT RAISE(ABORT, '{words}'); END
    """,
    "postgresql": """
        CREATE RULE {table}_refuse_{verb} AS ON {VERB} TO {table} DO INSTEAD NOTHING
    """,
}

# INSERT OR REPLACE deletes the older row without asking the trigger on DELETE.
_REPLACE = """
        CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
        BEGIN SELECT RAISE(ABORT, '{words}'); END
    """


@dataclass(frozen=True)
class AppendedOnly:
    """How a table refuses every change of its rows.

    `words` are said by SQLite in refusing; PostgreSQL leaves the rows as they are in silence.
    `keys` are the sets of columns that are unique, each of which would let a row be replaced.
    """

    table: str
    words: str
    keys: tuple[tuple[str, ...], ...] = (("id",),)

    def statements(self, dialect: str) -> list[str]:
        """DDL for ``sqlite`` or ``postgresql``; a migration holds what this gives."""
        named = {"table": self.table, "words": self.words}
        changes = [
            _CHANGES[dialect].format(verb=verb, VERB=verb.upper(), **named)
            for verb in ("update", "delete")
        ]
        if dialect != "sqlite":
            return changes
        return [*changes, _REPLACE.format(same=self._same(), **named)]

    def protect(self, table: Table) -> None:
        """Make the refusals wherever the table itself is made."""
        for dialect in _CHANGES:
            for statement in self.statements(dialect):
                event.listen(table, "after_create", DDL(statement).execute_if(dialect=dialect))

    def _same(self) -> str:
        each = [" AND ".join(f"{name} = NEW.{name}" for name in key) for key in self.keys]
        return each[0] if len(each) == 1 else " OR ".join(f"({words})" for words in each)
