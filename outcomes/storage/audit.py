"""The audit: every sign-in, refusal, look and change. Appended only; triggers refuse the rest."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from outcomes.storage.appended import AppendedOnly
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


def last_about(kind: str, object_id: int) -> Select[tuple[AuditEvent]]:
    """What was recorded last about one object."""
    return (
        select(AuditEvent)
        .where(AuditEvent.object_kind == kind, AuditEvent.object_id == str(object_id))
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    )


REFUSALS = AppendedOnly("audit_events", "the audit is appended only", keys=(("sequence",),))
REFUSALS.protect(AuditEvent.__table__)
