"""What the director's pages show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from outcomes.storage import StaffMember, Supervision, db
from outcomes.storage.people import ROLES, staff_of, supervisions_around, teams_of

COUNTERPART = {"therapist": "supervisor", "supervisor": "therapist"}


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    name: str
    email: str
    role: str
    state: str


@dataclass(frozen=True, kw_only=True)
class PeopleGroup:
    """The people of one team, or those of none."""

    title: str
    rows: tuple[PersonRow, ...]


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """Everybody of the clinic, by team."""

    groups: tuple[PeopleGroup, ...]
    empty_teams: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class InvitePage:
    """The form for a new colleague."""

    teams: tuple[tuple[str, str], ...]
    problem: str | None
    roles: tuple[tuple[str, str], ...] = tuple((role, role.capitalize()) for role in ROLES)


@dataclass(frozen=True, kw_only=True)
class LinkPage:
    """A one-time link, shown once."""

    name: str
    email: str
    link: str


@dataclass(frozen=True, kw_only=True)
class SupervisionRow:
    """One assignment, seen from one of its two people."""

    id: int
    name: str
    started_on: dt.date
    ended_on: dt.date | None
    can_end: bool


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """One colleague: account, links, supervision."""

    person: PersonRow
    team: str
    is_active: bool
    is_oneself: bool
    supervision_title: str
    supervisions: tuple[SupervisionRow, ...]
    choices: tuple[tuple[str, str], ...]
    problem: str | None


def people_page(director: StaffMember) -> PeoplePage:
    """The page of everybody in the director's clinic."""
    staff = db.session.scalars(staff_of(director.clinic_id)).all()
    by_team = sorted(staff, key=_team_name)  # stable: by name within a team
    groups = tuple(
        PeopleGroup(title=team or "In no team", rows=tuple(_row(person) for person in members))
        for team, members in groupby(by_team, key=_team_name)
    )
    used = {person.team_id for person in staff}
    teams = db.session.scalars(teams_of(director.clinic_id)).all()
    empty = tuple(team.name for team in teams if team.id not in used)
    return PeoplePage(groups=groups, empty_teams=empty)


def person_page(
    director: StaffMember,
    staff: StaffMember,
    *,
    choices: tuple[tuple[str, str], ...],
    on: dt.date,
    problem: str | None,
) -> PersonPage:
    """The page of one colleague on a day."""
    assigned = db.session.scalars(supervisions_around(staff)).all()
    titles = {"therapist": "Supervised by", "supervisor": "Supervises"}
    return PersonPage(
        person=_row(staff),
        team=_team_name(staff) or "none",
        is_active=staff.is_active,
        is_oneself=staff.id == director.id,
        supervision_title=titles.get(staff.role, ""),
        supervisions=tuple(_supervision_row(one, staff, on=on) for one in assigned),
        choices=choices,
        problem=problem,
    )


def supervision_choices(director: StaffMember, staff: StaffMember) -> tuple[tuple[str, str], ...]:
    """Whom this person could be paired with in a supervision; empty where there is none."""
    wanted = COUNTERPART.get(staff.role)
    colleagues = db.session.scalars(staff_of(director.clinic_id)).all()
    fitting = [one for one in colleagues if one.role == wanted and one.is_active]
    return tuple((str(one.id), one.name) for one in fitting)


def _row(staff: StaffMember) -> PersonRow:
    return PersonRow(
        id=staff.id,
        name=staff.name,
        email=staff.email,
        role=staff.role.capitalize(),
        state=_state(staff),
    )


def _state(staff: StaffMember) -> str:
    if not staff.is_active:
        return "disabled"
    return "can sign in" if staff.password_hash else "invited, no password yet"


def _team_name(staff: StaffMember) -> str:
    return staff.team.name if staff.team else ""


def _supervision_row(one: Supervision, staff: StaffMember, *, on: dt.date) -> SupervisionRow:
    other = one.therapist if one.supervisor_id == staff.id else one.supervisor
    return SupervisionRow(
        id=one.id,
        name=other.name,
        started_on=one.started_on,
        ended_on=one.ended_on,
        can_end=one.started_on <= on and (one.ended_on is None or one.ended_on > on),
    )
