"""What the director's pages show."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from outcomes.reports.dates import long_day
from outcomes.storage import StaffMember, Supervision, db
from outcomes.storage.people import (
    ROLES,
    staff_of,
    supervisions_around,
    supervisions_on,
    teams_of,
)
from outcomes.web.pages.forms import Problem
from outcomes.wording import counted

COUNTERPART = {"therapist": "supervisor", "supervisor": "therapist"}
NOBODY = "nobody"
IN_NO_TEAM = "In no team"
CAN_SIGN_IN, INVITED, DISABLED = "can sign in", "invited, no password yet", "disabled"

ROLE_MEANINGS = {
    "therapist": "Their own clients, with everything in the record.",
    "supervisor": "The clients of the therapists assigned to them, from the first day to the last.",
    "director": "People, and figures of the whole clinic. No client's record.",
    "reception": "Names and appointments, and starting a rating. No scores.",
}
"""What somebody sees with each role, for who gives it."""


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One line of the list of people; `supervision` says by whom, or of how many."""

    id: int
    name: str
    email: str
    role: str
    state: str
    supervision: str = ""


@dataclass(frozen=True, kw_only=True)
class PeopleGroup:
    """The people of one team, or those of none."""

    title: str
    rows: tuple[PersonRow, ...]


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """Everybody of the clinic, by team; those in no team last."""

    summary: str
    groups: tuple[PeopleGroup, ...]
    empty_teams: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class InvitePage:
    """The form for a new colleague."""

    teams: tuple[tuple[str, str], ...]
    problem: str | None
    roles: tuple[tuple[str, str], ...] = tuple((role, role.capitalize()) for role in ROLES)
    meanings: tuple[tuple[str, str], ...] = tuple(
        (role.capitalize(), ROLE_MEANINGS[role]) for role in ROLES
    )


@dataclass(frozen=True, kw_only=True)
class LinkPage:
    """A one-time link, shown once; it works before the moment `until`."""

    name: str
    email: str
    link: str
    until: dt.datetime


@dataclass(frozen=True, kw_only=True)
class SupervisionRow:
    """One assignment, seen from one of its two people."""

    id: int
    name: str
    when: str
    can_end: bool


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """One colleague: account, links, supervision."""

    person: PersonRow
    team: str
    is_active: bool
    is_oneself: bool
    supervision_title: str
    assign_title: str
    supervisions: tuple[SupervisionRow, ...]
    choices: tuple[tuple[str, str], ...]
    problem: Problem | None


def people_page(director: StaffMember, *, on: dt.date) -> PeoplePage:
    """The page of everybody in the director's clinic on a day."""
    staff = db.session.scalars(staff_of(director.clinic_id)).all()
    supervision = _supervision_words(staff, clinic_id=director.clinic_id, on=on)
    by_team = sorted(staff, key=_team_order)  # stable: by name within a team
    groups = tuple(
        PeopleGroup(
            title=name or IN_NO_TEAM,
            rows=tuple(_row(person, supervision[person.id]) for person in members),
        )
        for name, members in groupby(by_team, key=_team_name)
    )
    used = {person.team_id for person in staff}
    teams = db.session.scalars(teams_of(director.clinic_id)).all()
    empty = tuple(team.name for team in teams if team.id not in used)
    return PeoplePage(summary=_summary(staff), groups=groups, empty_teams=empty)


def _summary(staff: Sequence[StaffMember]) -> str:
    """``9 people can sign in. 1 is invited and has no password yet. 1 account is disabled.``"""
    count = Counter(_state(person) for person in staff)
    known, invited, disabled = (count[state] for state in (CAN_SIGN_IN, INVITED, DISABLED))
    parts = [f"{counted(known, 'person', 'people')} can sign in."]
    if invited:
        verb, have = ("is", "has") if invited == 1 else ("are", "have")
        parts.append(f"{invited} {verb} invited and {have} no password yet.")
    if disabled:
        verb = "is" if disabled == 1 else "are"
        parts.append(f"{counted(disabled, 'account')} {verb} disabled.")
    return " ".join(parts)


def _supervision_words(
    staff: Sequence[StaffMember], *, clinic_id: int, on: dt.date
) -> dict[int, str]:
    """By person: ``Ingrid Solberg``, ``3 therapists``, ``nobody``; empty where none is due."""
    names = {person.id: person.name for person in staff}
    by, of = defaultdict(list), Counter()
    for supervisor_id, therapist_id in db.session.execute(supervisions_on(on, clinic_id=clinic_id)):
        by[therapist_id].append(names[supervisor_id])
        of[supervisor_id] += 1
    words = {
        "therapist": lambda person: ", ".join(by[person.id]) or NOBODY,
        "supervisor": lambda person: (
            counted(of[person.id], "therapist") if of[person.id] else NOBODY
        ),
    }
    return {
        person.id: words[person.role](person) if person.role in words and person.is_active else ""
        for person in staff
    }


def person_page(
    director: StaffMember,
    staff: StaffMember,
    *,
    choices: tuple[tuple[str, str], ...],
    on: dt.date,
    problem: Problem | None,
) -> PersonPage:
    """The page of one colleague on a day."""
    assigned = db.session.scalars(supervisions_around(staff)).all()
    titles = {"therapist": "Supervised by", "supervisor": "Supervises"}
    other = COUNTERPART.get(staff.role, "")
    return PersonPage(
        person=_row(staff),
        team=_team_name(staff) or "none",
        is_active=staff.is_active,
        is_oneself=staff.id == director.id,
        supervision_title=titles.get(staff.role, ""),
        assign_title=f"Assign a {other}" if other else "",
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


def _row(staff: StaffMember, supervision: str = "") -> PersonRow:
    return PersonRow(
        id=staff.id,
        name=staff.name,
        email=staff.email,
        role=staff.role.capitalize(),
        state=_state(staff),
        supervision=supervision,
    )


def _state(staff: StaffMember) -> str:
    if not staff.is_active:
        return DISABLED
    return CAN_SIGN_IN if staff.password_hash else INVITED


def _team_name(staff: StaffMember) -> str:
    return staff.team.name if staff.team else ""


def _team_order(staff: StaffMember) -> tuple[bool, str]:
    return staff.team is None, _team_name(staff).casefold()


def _supervision_row(one: Supervision, staff: StaffMember, *, on: dt.date) -> SupervisionRow:
    other = one.therapist if one.supervisor_id == staff.id else one.supervisor
    return SupervisionRow(
        id=one.id,
        name=other.name,
        when=_when(one, on=on),
        can_end=one.started_on <= on and (one.ended_on is None or one.ended_on > on),
    )


def _when(one: Supervision, *, on: dt.date) -> str:
    """``since 27 November 2023``; ``1 May 2026 to 3 June 2026``, both days inside."""
    first = long_day(one.started_on)
    if one.ended_on is None:
        return f"since {first}" if one.started_on <= on else f"from {first}"
    if one.ended_on <= one.started_on:
        return f"{first}, ended on the same day"
    return f"{first} to {long_day(one.ended_on - dt.timedelta(days=1))}"
