"""The audit: every sign-in, refusal, look and change. Appended only; triggers refuse the rest."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import DDL, ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from outcomes.storage.database import PlainJSON, UTCDateTime, db, one_of


class AuditEvent(db.Model):
    """One thing that was done or seen. Holds ids and words of fixed lists, no clinical content."""

    __tablename__ = "audit_events"
    __table_args__ = (
        one_of("actor_kind", "staff", "client", "console", "nobody"),
        {"sqlite_autoincrement": True},
    )

    sequence: Mapped[int] = mapped_column(primary_key=True)
    """Rises by one with each event and is never reused."""
    clinic_id: Mapped[int | None] = mapped_column(ForeignKey("clinics.id"), index=True)
    happened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    actor_kind: Mapped[str]
    actor_id: Mapped[int | None]
    """Staff id; for a client on a tablet the administration id."""
    event: Mapped[str] = mapped_column(index=True)
    """A past-tense name, such as ``rating_submitted``; names stay for ever."""
    object_kind: Mapped[str | None]
    object_id: Mapped[str | None]
    relationship: Mapped[str | None]
    """Why the actor could see it: ``therapist``, ``supervisor``, ``colleague``, ``self``."""
    facts: Mapped[dict[str, Any]] = mapped_column(PlainJSON)


REFUSALS = {
    "sqlite": """
        CREATE TRIGGER audit_events_refuse_{verb} BEFORE {VERB} ON audit_events
        BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END
    """,
    "postgresql": """
        CREATE RULE audit_events_refuse_{verb} AS ON {VERB} TO audit_events DO INSTEAD NOTHING
    """,
}

# INSERT OR REPLACE deletes the older row without asking the trigger on DELETE.
REFUSE_REPLACE = """
        CREATE TRIGGER audit_events_refuse_replace BEFORE INSERT ON audit_events
        WHEN EXISTS (SELECT 1 FROM audit_events WHERE sequence = NEW.sequence)
        BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END
    """


def refusal_statements(dialect: str) -> list[str]:
    """DDL that makes a database refuse UPDATE and DELETE of audit rows; used by the migration."""
    template = REFUSALS[dialect]
    verbs = [template.format(verb=verb, VERB=verb.upper()) for verb in ("update", "delete")]
    return [*verbs, REFUSE_REPLACE] if dialect == "sqlite" else verbs


for _dialect in REFUSALS:
    for _statement in refusal_statements(_dialect):
        event.listen(
            AuditEvent.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect)
        )
