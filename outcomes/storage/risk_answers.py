"""Risk answers that nobody has acknowledged: who answers for them in a clinic, and which wait.

A risk answer is a signal of the kind ``risk``, see `outcomes.storage.signals`. How long it waits is
reckoned by the clock whenever somebody looks, so no job has to run for it to reach a supervisor.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, ForeignKey, Select, and_, func, or_, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column

from outcomes.storage.database import db
from outcomes.storage.people import StaffMember, Supervision
from outcomes.storage.signals import Signal, SignalEvent
from outcomes.storage.treatment import Episode

USUAL_HOURS = 24
HOURS = range(1, 7 * 24 + 1)
"""After how many hours an unacknowledged risk answer can be set to go to the supervisor."""


class RiskSettings(db.Model):
    """Who looks at the risk answers of a whole clinic, and when they go to a supervisor.

    A clinic without a row has nobody on duty and `USUAL_HOURS`.
    """

    __tablename__ = "risk_settings"

    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinics.id"), primary_key=True)
    duty_contact_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    """A therapist or supervisor who is told of every risk answer; NULL for nobody."""
    hours: Mapped[int] = mapped_column(default=USUAL_HOURS, server_default=str(USUAL_HOURS))


def duty_contact_of(clinic_id: int) -> Select[tuple[StaffMember]]:
    """Who is on duty for a clinic's risk answers: at most one, who can sign in."""
    return (
        select(StaffMember)
        .join(RiskSettings, RiskSettings.duty_contact_id == StaffMember.id)
        .where(RiskSettings.clinic_id == clinic_id, StaffMember.disabled_at.is_(None))
    )


def hours_of(clinic_id: int) -> int:
    """After how many hours a clinic's unacknowledged risk answer goes to the supervisor."""
    kept = select(RiskSettings.hours).where(RiskSettings.clinic_id == clinic_id)
    return db.session.scalar(kept) or USUAL_HOURS


def is_waiting(clinic_id: int) -> ColumnElement[bool]:
    """A clinic's risk answers that nobody has acknowledged, closed episodes among them."""
    return and_(Signal.clinic_id == clinic_id, Signal.kind == "risk", Signal.closed_at.is_(None))


def waits_too_long(at: dt.datetime, *, hours: int) -> ColumnElement[bool]:
    """Those that have waited for the clinic's hours, or longer, at a moment."""
    return Signal.waits_from <= at - dt.timedelta(hours=hours)


def in_order(*conditions: ColumnElement[bool]) -> Select[tuple[Signal]]:
    """Risk answers with all that is shown of them, the longest waiting first."""
    return (
        select(Signal)
        .join(Signal.episode)
        .where(*conditions)
        .options(contains_eager(Signal.episode))
        .order_by(Signal.waits_from, Signal.id)
    )


def not_noted() -> ColumnElement[bool]:
    """Of those that wait too long: no escalation is in the history since they wait."""
    escalated, reopened = SignalEvent.__table__.alias(), SignalEvent.__table__.alias()
    since = (
        select(func.coalesce(func.max(reopened.c.id), 0))
        .where(reopened.c.signal_id == Signal.id, reopened.c.event == "reopened")
        .scalar_subquery()
    )
    return ~(
        select(escalated.c.id)
        .where(
            escalated.c.signal_id == Signal.id,
            escalated.c.event == "escalated",
            escalated.c.id > since,
        )
        .exists()
    )


def supervised_on(day: dt.date) -> ColumnElement[bool]:
    """Episodes whose therapist has, on that day, a supervisor who can sign in."""
    return (
        select(Supervision.id)
        .join(StaffMember, StaffMember.id == Supervision.supervisor_id)
        .where(
            Supervision.therapist_id == Episode.therapist_id,
            Supervision.started_on <= day,
            or_(Supervision.ended_on.is_(None), Supervision.ended_on > day),
            StaffMember.disabled_at.is_(None),
        )
        .exists()
    )
