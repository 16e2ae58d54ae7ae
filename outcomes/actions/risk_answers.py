"""Risk answers: who answers for them in a clinic, acknowledging, and when one is escalated.

An unacknowledged risk answer reaches the supervisor by the clock alone, see
`outcomes.access.waiting_risk_answers`. What is done here besides is to write it down once, in the
history of the signal and in the audit, and to say to whom a mail goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from outcomes.actions.audit import record
from outcomes.actions.responses import acknowledge_risk
from outcomes.actions.signals import append
from outcomes.actions.writing import writing
from outcomes.errors import Refused
from outcomes.storage import Clinic, Response, RiskSettings, Signal, StaffMember, db
from outcomes.storage.people import supervisors_of
from outcomes.storage.risk_answers import (
    HOURS,
    duty_contact_of,
    hours_of,
    in_order,
    is_waiting,
    not_noted,
    waits_too_long,
)

ON_DUTY = ("therapist", "supervisor")
"""Roles that can be on duty for risk answers: clinical staff."""


@dataclass(frozen=True)
class Recipient:
    """Somebody to whom an escalated risk answer is to be mailed, with those they had no mail of."""

    staff: StaffMember
    hours: int
    signals: tuple[Signal, ...]


def set_risk_settings(
    *, contact: StaffMember | None, hours: int, by: StaffMember, at: dt.datetime
) -> None:
    """Who is told of every risk answer of a clinic, and when one goes to the supervisor.

    Args:
        contact: a therapist or supervisor of the clinic who can sign in; None for nobody.
        hours: of `outcomes.storage.risk_answers.HOURS`.

    Raises:
        Refused: `problems` names each setting that cannot be kept.
    """
    problems = []
    if contact is not None and not _can_be_on_duty(contact, by):
        problems.append("Choose a therapist or supervisor of the clinic who can sign in.")
    if hours not in HOURS:
        problems.append(f"Write a number of hours from {HOURS[0]} to {HOURS[-1]}.")
    if problems:
        raise Refused("These settings cannot be kept.", problems=problems)
    with writing() as session:
        kept = session.get(RiskSettings, by.clinic_id) or RiskSettings(clinic_id=by.clinic_id)
        kept.duty_contact_id, kept.hours = contact.id if contact else None, hours
        session.add(kept)
        facts = {"duty_contact": kept.duty_contact_id, "hours": hours}
        record("risk_settings_set", by=by, at=at, about=("clinic", by.clinic_id), facts=facts)


def acknowledge(
    *,
    signal: Signal,
    action: str,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
    detail: str = "",
    note: str = "",
) -> Response:
    """Say that a risk answer was seen and what was done; refused once somebody else has.

    Raises:
        Refused: as `acknowledge_risk`, or it was acknowledged in the meantime.
    """
    with writing() as session:
        session.refresh(signal, with_for_update=True)
        if not signal.is_open:
            raise Refused("Somebody has acknowledged this risk answer in the meantime.")
        return acknowledge_risk(
            signal=signal, action=action, by=by, at=at, on=on, detail=detail, note=note
        )


def acknowledged_by(signal_id: int, *, by: StaffMember) -> bool:
    """Whether it was this person who acknowledged a risk answer."""
    own = select(Response.id).where(
        Response.signal_id == signal_id,
        Response.responded_by_id == by.id,
        Response.undone_at.is_(None),
    )
    return db.session.scalars(own.limit(1)).first() is not None


def note_escalations(*, clinic: Clinic, by: StaffMember | str, at: dt.datetime) -> int:
    """Write down, once each, which risk answers of a clinic have waited for too long.

    Cheap where there is nothing to write: then it only reads. Returns how many it wrote down.
    """
    due = in_order(*_due(clinic, at=at), not_noted())
    if not db.session.scalars(due).first():
        return 0
    with writing() as session:
        signals = session.scalars(due.with_for_update(of=Signal)).unique().all()
        for signal in signals:
            _note(signal, clinic, by=by, at=at)
    return len(signals)


def to_mail(*, clinic: Clinic, at: dt.datetime) -> list[Recipient]:
    """Who is to have a mail about risk answers that have waited for too long, once about each.

    The supervisors of the therapist; whoever is on duty where there is none; else nobody.
    """
    waiting: dict[int, tuple[StaffMember, list[Signal]]] = {}
    for signal in db.session.scalars(in_order(*_due(clinic, at=at))).unique():
        for staff in escalates_to(signal, clinic, at=at):
            if staff.id not in signal.mailed_to:
                waiting.setdefault(staff.id, (staff, []))[1].append(signal)
    hours = hours_of(clinic.id)
    return [Recipient(staff, hours, tuple(signals)) for staff, signals in waiting.values()]


def claim_mail(*, recipient: Recipient, at: dt.datetime) -> bool:
    """Take one mail for sending; False where another run has it, or nothing waits any more.

    It is claimed before it is sent, so that two runs at once never send it twice.
    """
    staff = recipient.staff
    with writing() as session:
        for signal in recipient.signals:
            session.refresh(signal, with_for_update=True)
            if not signal.is_open or staff.id in signal.mailed_to:
                return False
        for signal in recipient.signals:
            signal.mailed_to = [*signal.mailed_to, staff.id]
        _record_mail("risk_answers_mailed", recipient, at=at)
    return True


def release_mail(*, recipient: Recipient, at: dt.datetime) -> None:
    """The mail could not be handed over: the next run may try again."""
    with writing():
        for signal in recipient.signals:
            signal.mailed_to = [each for each in signal.mailed_to if each != recipient.staff.id]
        _record_mail("risk_answers_not_mailed", recipient, at=at)


def escalates_to(signal: Signal, clinic: Clinic, *, at: dt.datetime) -> list[StaffMember]:
    """Who is asked once a risk answer has waited for too long; nobody where nobody can be."""
    day = at.astimezone(ZoneInfo(clinic.time_zone)).date()
    query = supervisors_of(signal.episode.therapist, on=day)
    supervisors = [each for each in db.session.scalars(query) if each.is_active]
    return supervisors or list(db.session.scalars(duty_contact_of(clinic.id)))


def clinics_with_risk_answers() -> list[Clinic]:
    """Those in which a risk answer waits, for the console."""
    waiting = select(Signal.clinic_id).where(Signal.kind == "risk", Signal.closed_at.is_(None))
    return list(db.session.scalars(select(Clinic).where(Clinic.id.in_(waiting))))


def _due(clinic: Clinic, *, at: dt.datetime) -> Iterable[object]:
    return is_waiting(clinic.id), waits_too_long(at, hours=hours_of(clinic.id))


def _note(signal: Signal, clinic: Clinic, *, by: StaffMember | str, at: dt.datetime) -> None:
    to = [staff.id for staff in escalates_to(signal, clinic, at=at)]
    facts = {"hours": hours_of(clinic.id), "to": to}
    day = at.astimezone(ZoneInfo(clinic.time_zone)).date()
    append(signal, "escalated", on=day, at=at, evidence=facts)
    about = ("signal", signal.id)
    record("risk_answer_escalated", by=by, at=at, about=about, clinic_id=clinic.id, facts=facts)


def _record_mail(event: str, recipient: Recipient, *, at: dt.datetime) -> None:
    staff = recipient.staff
    facts = {"signals": [signal.id for signal in recipient.signals]}
    about = ("staff", staff.id)
    record(event, by="console", at=at, about=about, clinic_id=staff.clinic_id, facts=facts)


def _can_be_on_duty(staff: StaffMember, by: StaffMember) -> bool:
    return staff.clinic_id == by.clinic_id and staff.is_active and staff.role in ON_DUTY
