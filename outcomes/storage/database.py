"""The database: naming, types, and what every SQLite connection promises.

Nothing here knows only SQLite except `harden_sqlite`; the models are written so that PostgreSQL
can hold them unchanged.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    MetaData,
    Text,
    event,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from outcomes.errors import ConfigurationError

SAFE_WAL = (3, 51, 3)
"""SQLite libraries older than this can corrupt a WAL database in a race (security F5)."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table: constraints named by one convention, so that migrations can name them too."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """A moment, stored as naive UTC, handed out aware.

    Raises:
        ValueError: a naive datetime was given; which zone it meant cannot be guessed.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


class PlainJSON(TypeDecorator[Any]):
    """Plain data as JSON text with sorted keys, the same bytes on every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def one_of(column: str, *values: str) -> CheckConstraint:
    """CHECK that a text column holds one of the given words; NULL passes."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


def both_or_neither(first: str, second: str) -> CheckConstraint:
    """CHECK that two paired fields are set together (when, and by whom)."""
    return CheckConstraint(f"({first} IS NULL) = ({second} IS NULL)", name=f"{first}_with_{second}")


def clinic_key() -> Mapped[int]:
    """The clinic a row belongs to; on every table (security C4)."""
    return mapped_column(ForeignKey("clinics.id"), index=True)


def journal_for(library: tuple[int, ...]) -> str:
    """The journal mode that is safe with a version of SQLite's library.

    >>> journal_for((3, 51, 3)), journal_for((3, 45, 1))
    ('WAL', 'TRUNCATE')
    """
    return "WAL" if library >= SAFE_WAL else "TRUNCATE"


def harden_sqlite(engine: Engine, *, key: str | None = None, journal: str = "WAL") -> None:
    """Set what every SQLite connection of this engine promises, and read it back.

    Args:
        engine: an engine on SQLite; other databases are left alone.
        key: the whole-file key, where the driver encrypts.
        journal: ``WAL``, or ``TRUNCATE`` for libraries older than 3.51.3 (security F5).

    Raises, at the first connection:
        ConfigurationError: the library does not keep one of the promises.

    Writing transactions begin IMMEDIATE: a transaction that reads first and writes later could
    otherwise be refused in the middle, with the work of the request lost. Which ones write is
    said by the execution option ``writing`` (see `outcomes.actions.writing`).
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _promise(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        if key:
            quoted = key.replace("'", "''")
            cursor.execute(f"PRAGMA key = '{quoted}'")
        wanted = {
            "journal_mode": journal.lower(),
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 10000,
            "trusted_schema": 0,
        }
        for pragma, value in wanted.items():
            cursor.execute(f"PRAGMA {pragma} = {value}")
        for pragma, value in wanted.items():
            found = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            # An in-memory database keeps its journal in memory; it holds nothing to lose.
            if found != value and found != "memory":
                raise ConfigurationError(f"SQLite has {pragma}={found}, and it must be {value}.")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def answers() -> bool:
    """Whether the database can be reached and holds the tables."""
    try:
        db.session.execute(text("SELECT id FROM clinics LIMIT 1"))
    except SQLAlchemyError:
        return False
    return True


__all__ = [
    "Base",
    "PlainJSON",
    "UTCDateTime",
    "answers",
    "both_or_neither",
    "clinic_key",
    "db",
    "harden_sqlite",
    "journal_for",
    "one_of",
]
