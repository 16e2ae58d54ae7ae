"""Staff, teams and supervision: who works here, in which role, and who answers for whom.

Nobody can set somebody else's password. A new colleague, and one who cannot sign in, gets a
one-time link; it is shown once to whoever made it and stored only as a hash.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select

from outcomes.actions import links
from outcomes.actions.audit import record
from outcomes.actions.sessions import end_all_of
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import Clinic, StaffMember, Supervision, Team, db
from outcomes.storage.people import ROLES, staff_by_email

Owned = TypeVar("Owned", StaffMember, Team)


@dataclass(frozen=True)
class Invitation:
    """A staff member and the token of their one-time link, known only now."""

    staff: StaffMember
    token: str


def invite(
    *,
    by: StaffMember,
    at: dt.datetime,
    name: str,
    email: str,
    role: str,
    team: Team | None = None,
) -> Invitation:
    """A new colleague in the director's own clinic, with a link to set a password.

    Raises:
        Refused: the address is taken or not an address, the role unknown, the name missing.
    """
    _check_person(name=name, email=email, role=role)
    with writing() as session:
        if session.execute(staff_by_email(email)).first():
            raise Refused("Somebody already signs in with this address.")
        team_id = None if team is None else _of(by, team).id
        staff = new_staff(
            clinic=by.clinic, name=name, email=email, role=role, at=at, team_id=team_id
        )
        record("staff_invited", by=by, at=at, about=("staff", staff.id), facts={"role": role})
        token = links.issue(staff=staff, purpose="invitation", by=by, at=at)
    return Invitation(staff, token)


def start_reset(*, by: StaffMember, at: dt.datetime, staff: StaffMember) -> Invitation:
    """A link with which a colleague sets a new password; the old one works until then."""
    with writing():
        _of(by, staff)
        if not staff.is_active:
            raise Refused("This account is disabled. Enable it first.")
        token = links.issue(staff=staff, purpose="reset", by=by, at=at)
    return Invitation(staff, token)


def disable(*, by: StaffMember, at: dt.datetime, staff: StaffMember) -> None:
    """End a colleague's access at once, in every browser. What they wrote stays.

    Raises:
        Refused: it is oneself, so that a clinic is never left without a director.
    """
    with writing():
        _of(by, staff)
        if staff.id == by.id:
            raise Refused("You cannot disable your own account. Ask another director.")
        if not staff.is_active:
            return
        staff.disabled_at = at
        staff.disabled_by_id = by.id
        end_all_of(staff)
        record("staff_disabled", by=by, at=at, about=("staff", staff.id))


def enable(*, by: StaffMember, at: dt.datetime, staff: StaffMember) -> None:
    """Let a disabled colleague sign in again, with the password they had."""
    with writing():
        _of(by, staff)
        if staff.is_active:
            return
        staff.disabled_at = None
        staff.disabled_by_id = None
        record("staff_enabled", by=by, at=at, about=("staff", staff.id))


def add_team(*, by: StaffMember, at: dt.datetime, name: str) -> Team:
    """A new team in the director's clinic.

    Raises:
        Refused: there is one of this name, or the name is missing.
    """
    name = tidy_name(name)
    with writing() as session:
        same = Team.clinic_id == by.clinic_id, func.lower(Team.name) == name.lower()
        if session.execute(select(Team.id).where(*same)).first():
            raise Refused("There is a team of this name already.")
        team = Team(clinic_id=by.clinic_id, name=name)
        session.add(team)
        session.flush()
        record("team_added", by=by, at=at, about=("team", team.id))
    return team


def assign_supervision(
    *,
    by: StaffMember,
    at: dt.datetime,
    supervisor: StaffMember,
    therapist: StaffMember,
    started_on: dt.date,
    ended_on: dt.date | None = None,
) -> Supervision:
    """Make a supervisor responsible for a therapist's work from one day to another.

    Args:
        ended_on: the first day on which it no longer holds; None for open-ended.

    Raises:
        Refused: the roles do not fit, the days are the wrong way round, or it exists already.
    """
    with writing() as session:
        _check_supervision(_of(by, supervisor), _of(by, therapist), started_on, ended_on)
        supervision = Supervision(
            clinic_id=by.clinic_id,
            supervisor_id=supervisor.id,
            therapist_id=therapist.id,
            started_on=started_on,
            ended_on=ended_on,
        )
        session.add(supervision)
        session.flush()
        record("supervision_assigned", by=by, at=at, about=("supervision", supervision.id))
    return supervision


def end_supervision(
    *, by: StaffMember, at: dt.datetime, supervision_id: int, ended_on: dt.date
) -> None:
    """End an assignment; `ended_on` is the first day on which it no longer holds.

    Raises:
        NotFound: no such assignment in this clinic.
        Refused: it would end before it began.
    """
    with writing() as session:
        found = session.get(Supervision, supervision_id)
        if found is None or found.clinic_id != by.clinic_id:
            raise NotFound(f"Supervision {supervision_id}")
        if ended_on < found.started_on:
            raise Refused("A supervision cannot end before it began.")
        found.ended_on = ended_on
        record("supervision_ended", by=by, at=at, about=("supervision", found.id))


def new_staff(
    *,
    clinic: Clinic,
    name: str,
    email: str,
    role: str,
    at: dt.datetime,
    team_id: int | None = None,
) -> StaffMember:
    """A staff member without a password, inside the action that records why.

    Raises:
        Refused: the address or the name cannot be used, or the role is unknown.
    """
    _check_person(name=name, email=email, role=role)
    staff = StaffMember(
        clinic_id=clinic.id,
        team_id=team_id,
        name=tidy_name(name),
        email=tidy_email(email),
        role=role,
        created_at=at,
    )
    db.session.add(staff)
    db.session.flush()
    return staff


def _of(by: StaffMember, record_: Owned) -> Owned:
    """The record, if it belongs to the same clinic as the person acting."""
    if record_.clinic_id != by.clinic_id:
        raise NotFound(f"{type(record_).__name__} {record_.id}")
    return record_


def tidy_name(name: str) -> str:
    """A name of one line without stray spaces.

    Raises:
        Refused: it is empty or longer than 200 characters.
    """
    tidy = " ".join(name.split())
    if not tidy:
        raise Refused("A name is missing.")
    if len(tidy) > 200:
        raise Refused("A name can have up to 200 characters.")
    return tidy


def tidy_email(email: str) -> str:
    """An address as it is stored: without spaces around it, in lower case.

    Raises:
        Refused: it is not an address.
    """
    tidy = email.strip().casefold()
    local, _, host = tidy.partition("@")
    if not local or not host or len(tidy) > 254 or any(sign.isspace() for sign in tidy):
        raise Refused(f"{email.strip()!r} is not an e-mail address.")
    return tidy


def _check_person(*, name: str, email: str, role: str) -> None:
    tidy_name(name)
    tidy_email(email)
    if role not in ROLES:
        raise Refused(f"There is no role {role!r}.")


def _check_supervision(
    supervisor: StaffMember,
    therapist: StaffMember,
    started_on: dt.date,
    ended_on: dt.date | None,
) -> None:
    if supervisor.role != "supervisor":
        raise Refused(f"{supervisor.name} is not a supervisor.")
    if therapist.role != "therapist":
        raise Refused(f"{therapist.name} is not a therapist.")
    if ended_on is not None and ended_on < started_on:
        raise Refused("A supervision cannot end before it began.")
    same = (
        Supervision.supervisor_id == supervisor.id,
        Supervision.therapist_id == therapist.id,
        (Supervision.ended_on.is_(None)) | (Supervision.ended_on > started_on),
    )
    overlap = select(Supervision.started_on).where(*same)
    for (other,) in db.session.execute(overlap):
        if ended_on is None or other < ended_on:
            raise Refused(f"{supervisor.name} already supervises {therapist.name} in that time.")
