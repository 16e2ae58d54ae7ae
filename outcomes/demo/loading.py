"""Making the demonstration clinic: one transaction, everything or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
from sqlalchemy import select

from outcomes.actions import clinics, links, people
from outcomes.actions.audit import record
from outcomes.actions.risk_answers import set_risk_settings
from outcomes.actions.writing import writing
from outcomes.demo.courses import booked, generated
from outcomes.demo.curves import fit_curve
from outcomes.demo.days import TIME_ZONE, Diary, moment, open_day, working_days
from outcomes.demo.last_evening import answer_at_home
from outcomes.demo.own_ratings import show_own_ratings
from outcomes.demo.reflections import write_reflections
from outcomes.demo.replay import Replay
from outcomes.demo.sign_ins import SignIn, passphrase_for
from outcomes.demo.staff import (
    CLINIC,
    DIRECTOR,
    FORMERLY_SUPERVISED,
    HELP_TEXT,
    ON_DUTY,
    STAFF,
    SUPERVISED,
    SUPERVISOR,
    TEAMS,
    Person,
)
from outcomes.demo.store import store
from outcomes.demo.story import Story
from outcomes.demo.told import caseload_of_miriam, closed_of_miriam
from outcomes.demo.told_others import cases_of_colleagues, closed_of_colleagues
from outcomes.errors import Refused
from outcomes.storage import Clinic, StaffMember
from outcomes.storage.risk_answers import USUAL_HOURS

OPENED_YEARS_AGO = 3


def load(*, as_of: dt.date, seed: int = 1, at: dt.datetime | None = None) -> list[SignIn]:
    """Fill an empty database with the demonstration clinic as it stands on a day's morning.

    Args:
        as_of: the day on which it is looked at. Everything rated lies on working days before it;
            appointments are planned from it on.
        seed: the same seed and day give the same clinic, but for the passphrases.
        at: the moment of making it, for the audit; the beginning of the day where not given.

    Raises:
        Refused: the database holds a clinic already; invented and real records never share one.
    """
    anchor = open_day(as_of)
    until = moment(as_of, "00:00")
    with writing() as session:
        if session.execute(select(Clinic.id).limit(1)).first():
            raise Refused("This database holds a clinic already. The demonstration needs its own.")
        staff, sign_ins = _found(anchor)
        rng = np.random.default_rng(seed)
        stored = store(stories(as_of, seed=seed), staff=staff, session=session, rng=rng)
        Replay(stored, staff=staff, until=until).run()
        answer_at_home(stored, as_of=as_of, rng=rng)
        show_own_ratings(stored)
        write_reflections(anchor, staff=staff)
        fit_curve(anchor, director=staff[DIRECTOR])
        made = {"seed": seed, "as_of": as_of.isoformat()}
        record("demonstration_made", by="console", at=at or until,
               clinic_id=staff[DIRECTOR].clinic_id, facts=made)  # fmt: skip
    return sign_ins


def stories(as_of: dt.date, *, seed: int) -> list[Story]:
    """Everything that is told, for a day: by hand first, then generated from the seed."""
    anchor = open_day(as_of)
    told = [
        *caseload_of_miriam(anchor),
        *closed_of_miriam(anchor),
        *cases_of_colleagues(anchor),
        *closed_of_colleagues(anchor),
    ]
    diaries = {person.key: Diary() for person in STAFF}
    told = [booked(story, diaries[story.therapist]) for story in told]
    rng = np.random.default_rng([seed, 1])
    drawn = generated(told, anchor=anchor, diaries=diaries, rng=rng)
    return [*(_today(story, anchor, as_of) for story in told), *drawn]


def _today(story: Story, anchor: dt.date, as_of: dt.date) -> Story:
    """At a weekend the appointments of a first look lie on that day all the same.

    Otherwise whoever tries the clinic on a Sunday would find no list and nobody to rate.
    """
    planned = tuple((as_of if day == anchor else day, time) for day, time in story.planned)
    return replace(story, planned=planned)


def _found(anchor: dt.date) -> tuple[dict[str, StaffMember], list[SignIn]]:
    """The clinic with its staff, teams and supervision."""
    opened = working_days(anchor, -OPENED_YEARS_AGO * 260)
    at = moment(opened, "09:00")
    clinic = clinics.new_clinic(name=CLINIC, time_zone=TIME_ZONE, invented=True, at=at)
    clinic.help_text = HELP_TEXT
    chief = next(person for person in STAFF if person.key == DIRECTOR)
    first = clinics.first_director(name=chief.name, email=chief.email, at=at)
    director = first.staff
    teams = {name: people.add_team(by=director, at=at, name=name) for name in TEAMS}
    staff, sign_ins = {}, []
    for person in STAFF:
        invitation = first
        if person is not chief:
            invitation = people.invite(
                by=director, at=at, name=person.name, email=person.email, role=person.role,
                team=teams.get(person.team),
            )  # fmt: skip
        staff[person.key] = invitation.staff
        sign_ins.append(_signed_up(person, invitation.token, at))
    _supervise(staff, opened, at)
    set_risk_settings(contact=staff[ON_DUTY], hours=USUAL_HOURS, by=director, at=at)
    return staff, sign_ins


def _signed_up(person: Person, token: str, at: dt.datetime) -> SignIn:
    passphrase = passphrase_for(person)
    links.set_password(token=token, password=passphrase, at=at)
    return SignIn(person.role, person.name, person.email, passphrase)


def _supervise(staff: dict[str, StaffMember], opened: dt.date, at: dt.datetime) -> None:
    ended = working_days(opened, 500)
    for key in (*SUPERVISED, FORMERLY_SUPERVISED):
        people.assign_supervision(
            by=staff[DIRECTOR], at=at, supervisor=staff[SUPERVISOR], therapist=staff[key],
            started_on=opened, ended_on=ended if key == FORMERLY_SUPERVISED else None,
        )  # fmt: skip
