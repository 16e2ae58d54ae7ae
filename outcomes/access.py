"""Who may see what: a relationship gives access, and one Select says so.

`visible` lists and `fetch` looks up with the same Select, so a list and a page cannot disagree.
What is not yours is `NotFound`, exactly like what does not exist. Every successful `fetch` of a
client's record leaves a `Sighting`; the web layer hands them to the audit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from outcomes.errors import NotFound
from outcomes.storage import (
    Administration,
    CareRelationship,
    Client,
    CurveVersion,
    Device,
    Episode,
    LearningGoal,
    LifeEvent,
    PaperForm,
    Reflection,
    Response,
    RiskSettings,
    Signal,
    StaffMember,
    TherapySession,
    db,
)
from outcomes.storage.people import supervised_by
from outcomes.storage.risk_answers import hours_of, in_order, is_waiting, waits_too_long

Record = TypeVar("Record", bound=db.Model)


class Permission(StrEnum):
    """What somebody wants to do with an episode, or with the clinic."""

    READ_EPISODE = "read_episode"
    """See ratings, signals, responses, reports: clinical content."""
    TREAT = "treat"
    """Respond, record events, close: the responsible side of the relationship."""
    START_RATING = "start_rating"
    HANDLE_RISK = "handle_risk"
    """See risk answers that wait for one, and acknowledge them; nothing else of the record."""
    READ_APPOINTMENTS = "read_appointments"
    """Names, appointments, who is due; no scores."""
    REFLECT = "reflect"
    """One's own reflections."""
    READ_REFLECTIONS = "read_reflections"
    """One's own, and those shared with one."""
    SUPERVISE = "supervise"
    MANAGE_PEOPLE = "manage_people"
    READ_AGGREGATES = "read_aggregates"
    """Figures of the whole clinic with minimum cells."""
    MANAGE_CURVES = "manage_curves"
    """Fit, try and activate the clinic's expected-change curves; no course is read for it."""
    BE_STAFF = "be_staff"
    """Pages of one's own that hold nobody's record: account, session, search."""


ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "therapist": frozenset(
        {
            Permission.READ_EPISODE,
            Permission.TREAT,
            Permission.START_RATING,
            Permission.HANDLE_RISK,
            Permission.READ_APPOINTMENTS,
            Permission.REFLECT,
            Permission.READ_REFLECTIONS,
            Permission.BE_STAFF,
        }
    ),
    "supervisor": frozenset(
        {
            Permission.READ_EPISODE,
            Permission.SUPERVISE,
            Permission.HANDLE_RISK,
            Permission.READ_REFLECTIONS,
            Permission.BE_STAFF,
        }
    ),
    "director": frozenset(
        {
            Permission.MANAGE_PEOPLE,
            Permission.READ_AGGREGATES,
            Permission.MANAGE_CURVES,
            Permission.BE_STAFF,
        }
    ),
    "reception": frozenset(
        {Permission.START_RATING, Permission.READ_APPOINTMENTS, Permission.BE_STAFF}
    ),
}


@dataclass(frozen=True)
class Sighting:
    """A record somebody opened, and the relationship that let them."""

    kind: str
    id: int
    relationship: str


def may(staff: StaffMember, permission: Permission) -> bool:
    """Whether the person's role carries the permission at all, before any relationship."""
    return staff.is_active and permission in ROLE_PERMISSIONS.get(staff.role, frozenset())


def visible(staff: StaffMember, permission: Permission, *, on: dt.date) -> Select[tuple[Episode]]:
    """The episodes this person may use in this way on this day.

    Args:
        staff: who asks.
        permission: what for; one the role lacks gives the empty Select.
        on: the clinic's day, because relationships start and end.
    """
    own_clinic = Episode.clinic_id == staff.clinic_id
    return select(Episode).where(own_clinic, _related(staff, permission, on=on))


def counted(staff: StaffMember) -> Select[tuple[Episode]]:
    """The episodes that figures of the whole clinic are made of; empty without the permission.

    For counting only. It is no relationship, so that no record can be fetched by way of a figure.
    """
    may_count = may(staff, Permission.READ_AGGREGATES)
    own_clinic = Episode.clinic_id == staff.clinic_id
    return select(Episode).where(own_clinic if may_count else false())


def _related(staff: StaffMember, permission: Permission, *, on: dt.date) -> ColumnElement[bool]:
    if not may(staff, permission):
        return false()
    ways = [condition for _, condition in _relationships(staff, permission, on=on)]
    return or_(false(), *ways)


def _relationships(
    staff: StaffMember, permission: Permission, *, on: dt.date
) -> list[tuple[str, ColumnElement[bool]]]:
    """Each kind of relationship with its condition; a new kind of colleague is one more line."""
    responsible = ("therapist", Episode.therapist_id == staff.id)
    colleague = ("colleague", _is_colleague(staff, on=on))
    supervisor = ("supervisor", Episode.therapist_id.in_(supervised_by(staff, on=on)))
    front_desk = ("reception", Episode.closed_on.is_(None))
    by_role = {
        ("therapist", Permission.READ_EPISODE): [responsible, colleague],
        ("therapist", Permission.TREAT): [responsible],
        ("therapist", Permission.START_RATING): [responsible, colleague],
        ("therapist", Permission.READ_APPOINTMENTS): [responsible, colleague],
        ("supervisor", Permission.READ_EPISODE): [supervisor],
        ("supervisor", Permission.SUPERVISE): [supervisor],
        ("reception", Permission.START_RATING): [front_desk],
        ("reception", Permission.READ_APPOINTMENTS): [front_desk],
    }
    return by_role.get((staff.role, permission), [])


def _is_colleague(staff: StaffMember, *, on: dt.date) -> ColumnElement[bool]:
    return Episode.id.in_(
        select(CareRelationship.episode_id).where(
            CareRelationship.staff_id == staff.id,
            CareRelationship.clinic_id == staff.clinic_id,
            CareRelationship.kind == "colleague",
            CareRelationship.started_on <= on,
            or_(CareRelationship.ended_on.is_(None), CareRelationship.ended_on > on),
        )
    )


def _risk_relationships(
    staff: StaffMember, *, at: dt.datetime, on: dt.date
) -> list[tuple[str, ColumnElement[bool]]]:
    """Whom a risk answer waits for. Being on duty is a relationship to the answer alone: it gives
    access to no episode, and ends when the answer is acknowledged."""
    if not may(staff, Permission.HANDLE_RISK):
        return []
    on_duty = select(RiskSettings.clinic_id).where(
        RiskSettings.clinic_id == staff.clinic_id, RiskSettings.duty_contact_id == staff.id
    )
    ways = [("duty_contact", on_duty.exists())]
    if staff.role == "therapist":
        own = select(Episode.id).where(Episode.therapist_id == staff.id)
        ways.insert(0, ("therapist", Signal.episode_id.in_(own)))
    if staff.role == "supervisor":
        too_long = waits_too_long(at, hours=hours_of(staff.clinic_id))
        theirs = select(Episode.id).where(Episode.therapist_id.in_(supervised_by(staff, on=on)))
        ways.insert(0, ("supervisor", and_(Signal.episode_id.in_(theirs), too_long)))
    return ways


def waiting_risk_answers(
    staff: StaffMember, *, at: dt.datetime, on: dt.date
) -> Select[tuple[Signal]]:
    """The risk answers that wait for this person to acknowledge, the longest waiting first.

    A therapist's own; of the whole clinic for whoever is on duty; for a supervisor those that
    have waited for the clinic's hours. Closed episodes are among them.
    """
    ways = [condition for _, condition in _risk_relationships(staff, at=at, on=on)]
    return in_order(is_waiting(staff.clinic_id), or_(false(), *ways))


def fetch_risk_answer(
    staff: StaffMember, signal_id: int, *, at: dt.datetime, on: dt.date
) -> Signal:
    """One risk answer that waits for this person.

    Raises:
        NotFound: it does not exist, is not theirs, or was acknowledged already.
    """
    for word, condition in _risk_relationships(staff, at=at, on=on):
        query = in_order(Signal.id == signal_id, is_waiting(staff.clinic_id), condition)
        signal = db.session.scalars(query).unique().one_or_none()
        if signal is not None:
            _sightings().append(Sighting("risk_answer", signal.id, word))
            return signal
    raise NotFound(f"Signal {signal_id}")


def overdue_risk_answers(staff: StaffMember, *, at: dt.datetime) -> Select[tuple[Signal]]:
    """Those of the clinic that have waited for too long, to be counted by a director only."""
    may_count = may(staff, Permission.READ_AGGREGATES)
    too_long = waits_too_long(at, hours=hours_of(staff.clinic_id))
    return in_order(is_waiting(staff.clinic_id), too_long if may_count else false())


def _acknowledgement(staff: StaffMember, *, on: dt.date) -> ColumnElement[bool]:
    """What was said about a risk answer, so that it can be taken back: by whoever said it, by the
    therapist, and by their supervisor."""
    theirs = or_(
        Response.responded_by_id == staff.id,
        Episode.therapist_id == staff.id,
        Episode.therapist_id.in_(supervised_by(staff, on=on)),
    )
    return Response.id.in_(
        select(Response.id)
        .join(Signal, Signal.id == Response.signal_id)
        .join(Episode, Episode.id == Signal.episode_id)
        .where(Signal.kind == "risk", Signal.clinic_id == staff.clinic_id, theirs)
    )


def _by_episode(column: ColumnElement[int]) -> Callable[..., ColumnElement[bool]]:
    def within(staff: StaffMember, permission: Permission, *, on: dt.date) -> ColumnElement[bool]:
        ids = visible(staff, permission, on=on).with_only_columns(Episode.id)
        return column.in_(ids)

    return within


def _own_reflection(
    staff: StaffMember, permission: Permission, *, on: dt.date
) -> ColumnElement[bool]:
    own = Reflection.therapist_id == staff.id
    if permission is Permission.REFLECT:
        return own
    if permission is Permission.READ_REFLECTIONS:
        # Sharing ends with the supervision that it was meant for.
        shared = and_(
            Reflection.shared_with_id == staff.id,
            Reflection.therapist_id.in_(supervised_by(staff, on=on)),
        )
        return or_(own, shared)
    return false()


def _colleague_person(
    staff: StaffMember, permission: Permission, *, on: dt.date
) -> ColumnElement[bool]:
    if permission is Permission.MANAGE_PEOPLE:
        return StaffMember.clinic_id == staff.clinic_id
    if permission is Permission.SUPERVISE:
        return StaffMember.id.in_(supervised_by(staff, on=on))
    return StaffMember.id == staff.id


WITHIN: dict[type[Any], Callable[..., ColumnElement[bool]]] = {
    Episode: lambda staff, permission, *, on: _related(staff, permission, on=on),
    Client: lambda staff, permission, *, on: Client.id.in_(
        visible(staff, permission, on=on).with_only_columns(Episode.client_id)
    ),
    TherapySession: _by_episode(TherapySession.episode_id),
    LifeEvent: _by_episode(LifeEvent.episode_id),
    PaperForm: _by_episode(PaperForm.episode_id),
    Administration: _by_episode(Administration.episode_id),
    Signal: _by_episode(Signal.episode_id),
    Response: lambda staff, permission, *, on: (
        Response.signal_id.in_(
            select(Signal.id).where(_by_episode(Signal.episode_id)(staff, permission, on=on))
        )
        if permission is not Permission.HANDLE_RISK
        else _acknowledgement(staff, on=on)
    ),
    Reflection: _own_reflection,
    LearningGoal: lambda staff, permission, *, on: LearningGoal.reflection_id.in_(
        select(Reflection.id).where(_own_reflection(staff, permission, on=on))
    ),
    StaffMember: _colleague_person,
    Device: lambda staff, permission, *, on: (
        Device.clinic_id == staff.clinic_id if permission is Permission.MANAGE_PEOPLE else false()
    ),
    # Anybody of the clinic may read where a curve comes from and how well it predicts.
    CurveVersion: lambda staff, permission, *, on: CurveVersion.clinic_id == staff.clinic_id,
}
"""How each kind of record is reached from a relationship; a kind without a line is refused."""


def fetch(
    staff: StaffMember,
    permission: Permission,
    model: type[Record],
    record_id: int,
    *,
    on: dt.date,
) -> Record:
    """One record by its id, if this person may use it so on this day.

    Raises:
        NotFound: it does not exist, or it is not theirs; the two cannot be told apart.
    """
    if not may(staff, permission):
        raise NotFound(f"{model.__name__} {record_id}")
    query = select(model).where(
        model.id == record_id,
        model.clinic_id == staff.clinic_id,
        WITHIN[model](staff, permission, on=on),
    )
    record = db.session.execute(query).scalar_one_or_none()
    if record is None:
        raise NotFound(f"{model.__name__} {record_id}")
    _note(staff, permission, record, on=on)
    return record


def explain(
    staff: StaffMember, permission: Permission, episode: Episode, *, on: dt.date
) -> str | None:
    """The word for the relationship that gives access to an episode; None where there is none."""
    if episode.clinic_id != staff.clinic_id or not may(staff, permission):
        return None
    for word, condition in _relationships(staff, permission, on=on):
        found = select(Episode.id).where(Episode.id == episode.id, condition)
        if db.session.execute(found).first():
            return word
    return None


def _note(staff: StaffMember, permission: Permission, record: Any, *, on: dt.date) -> None:
    episode = record if isinstance(record, Episode) else getattr(record, "episode", None)
    if episode is not None:
        word = explain(staff, permission, episode, on=on) or "unknown"
        _sightings().append(Sighting("episode", episode.id, word))
    elif isinstance(record, Reflection) and record.therapist_id != staff.id:
        _sightings().append(Sighting("reflection", record.id, "shared"))


def _sightings() -> list[Sighting]:
    return db.session().info.setdefault("sightings", [])


def take_sightings() -> tuple[Sighting, ...]:
    """What `fetch` opened since the last call, each once; the notes are handed over and gone."""
    return tuple(dict.fromkeys(db.session().info.pop("sightings", [])))
