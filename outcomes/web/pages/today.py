"""Who comes today, and which check-ins are done. Names and times; never a score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for

from outcomes.access import Permission, may, visible
from outcomes.storage import Episode, StaffMember, TherapySession, db
from outcomes.storage.ratings import forms_of_sessions
from outcomes.storage.treatment import names, next_day_planned, sessions_on
from outcomes.web.filters import count
from outcomes.web.listed import note_listed
from outcomes.web.pages.appointments import WEEKDAYS
from outcomes.web.pages.words import spoken_day

LONGEST_TEXT = 80
MOST_FOUND = 20
CHECK_INS = {"outcome": "Wellbeing check-in", "alliance": "Session check-in"}
"""What the two kinds of ratings are called at the desk, whatever measure the episode uses."""


@dataclass(frozen=True)
class CheckIn:
    """One of the two ratings of a session: ``done``, ``in_use`` on a tablet, or ``due``."""

    kind: str
    name: str
    state: str

    @property
    def words(self) -> str:
        return {"done": "done", "in_use": "on a tablet now", "due": "not yet"}[self.state]


@dataclass(frozen=True)
class Comer:
    """One appointment. `start_url` is None for those who may not start a rating.

    Neither check-ins nor a start belong to an appointment of another day.
    """

    time: str
    client: str
    code: str
    therapist: str
    check_ins: tuple[CheckIn, ...]
    start_url: str | None
    paper_url: str | None = None
    ways_url: str | None = None


@dataclass(frozen=True)
class NextDay:
    """The next day with appointments, ``Monday 23 November``, and who comes then."""

    day: str
    summary: str
    comers: tuple[Comer, ...]


@dataclass(frozen=True)
class TodayPage:
    """Everything the page shows; `next_day` where nobody comes today and somebody later."""

    day: dt.date
    summary: str
    comers: tuple[Comer, ...]
    next_day: NextDay | None
    text: str
    found: tuple[Comer, ...]
    found_words: str


def today_page(staff: StaffMember, text: str, *, on: dt.date, at: dt.datetime) -> TodayPage:
    """The day's sessions that this person may see, and clients found by name or code."""
    seen = visible(staff, Permission.READ_APPOINTMENTS, on=on)
    sessions = db.session.scalars(sessions_on(on, within=seen)).unique().all()
    states = _states(sessions, at=at)
    comers = tuple(_comer(each, states, staff) for each in sessions)
    note_listed(each.episode_id for each in sessions)
    text = " ".join(text.split())[:LONGEST_TEXT]
    found = _found(text, staff, seen=seen, coming={each.episode_id for each in sessions})
    return TodayPage(
        day=on,
        summary=_summary(comers),
        comers=comers,
        next_day=None if comers else _next_day(seen, on=on),
        text=text,
        found=found[:MOST_FOUND],
        found_words=_found_words(text, len(found)),
    )


def _next_day(seen: Any, *, on: dt.date) -> NextDay | None:
    day = db.session.scalar(next_day_planned(on, within=seen))
    if day is None:
        return None
    sessions = db.session.scalars(sessions_on(day, within=seen)).unique().all()
    note_listed(each.episode_id for each in sessions)
    return NextDay(
        day=f"{WEEKDAYS[day.weekday()]} {spoken_day(day, on=on)}",
        summary=f"{count(len(sessions), 'appointment')}.",
        comers=tuple(_appointment(each) for each in sessions),
    )


def _appointment(session: TherapySession) -> Comer:
    episode = session.episode
    return Comer(
        time=session.starts_at or "",
        client=episode.client.name,
        code=episode.client.code,
        therapist=episode.therapist.name,
        check_ins=(),
        start_url=None,
    )


def _states(sessions: Iterable[TherapySession], *, at: dt.datetime) -> dict[tuple[int, str], str]:
    rows = db.session.execute(forms_of_sessions([each.id for each in sessions], at=at))
    # A sent form counts more than one that was opened beside it.
    ordered = sorted(rows, key=lambda row: row.state == "submitted")
    words = {"submitted": "done", "open": "in_use"}
    return {(row.therapy_session_id, row.kind): words[row.state] for row in ordered}


def _comer(
    session: TherapySession, states: dict[tuple[int, str], str], staff: StaffMember
) -> Comer:
    return replace(
        _appointment(session),
        check_ins=_check_ins(lambda kind: states.get((session.id, kind), "due")),
        start_url=_start_url(session.episode_id, staff),
        paper_url=_paper_url(session.episode_id, staff),
        ways_url=_ways_url(session.episode_id, staff),
    )


def _check_ins(state_of: Any) -> tuple[CheckIn, ...]:
    return tuple(CheckIn(kind, name, state_of(kind)) for kind, name in CHECK_INS.items())


def _start_url(episode_id: int, staff: StaffMember) -> str | None:
    if not may(staff, Permission.START_RATING):
        return None
    return url_for("ratings.start", episode_id=episode_id)


def _paper_url(episode_id: int, staff: StaffMember) -> str | None:
    if not may(staff, Permission.START_RATING):
        return None
    return url_for("paper.page", episode_id=episode_id)


def _ways_url(episode_id: int, staff: StaffMember) -> str | None:
    if not may(staff, Permission.START_RATING):
        return None
    return url_for("ratings.ways", episode_id=episode_id)


def _found(text: str, staff: StaffMember, *, seen: Any, coming: set[int]) -> tuple[Comer, ...]:
    if not text:
        return ()
    rows = db.session.execute(names(within=seen.where(Episode.closed_on.is_(None))))
    found = [row for row in rows if row.id not in coming and _matches(row, text.casefold())]
    note_listed(row.id for row in found[:MOST_FOUND])
    return tuple(
        Comer(
            "",
            row.client,
            row.code,
            row.therapist,
            _check_ins(lambda _kind: "due"),
            _start_url(row.id, staff),
            _paper_url(row.id, staff),
            _ways_url(row.id, staff),
        )
        for row in found
    )


def _matches(row: Any, text: str) -> bool:
    # In Python, because databases fold only the letters of English in the same way.
    return text in row.client.casefold() or text in row.code.casefold()


def _summary(comers: tuple[Comer, ...]) -> str:
    if not comers:
        return "Nobody has an appointment today."
    done = sum(each.check_ins[0].state == "done" for each in comers)
    check_ins = "no wellbeing check-in" if not done else count(done, "wellbeing check-in")
    return f"{count(len(comers), 'appointment')}, {check_ins} done so far."


def _found_words(text: str, number: int) -> str:
    if not text:
        return ""
    if not number:
        return f"Nobody else has “{text}” in name or code."
    words = f"{count(number, 'client')} without an appointment today."
    return f"{words} The first {MOST_FOUND} are shown." if number > MOST_FOUND else words
