"""Ratings that stand beside a client's course: what others answered, and what came ahead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for

from outcomes.measures import catalogue
from outcomes.storage import Administration, db
from outcomes.storage.ratings import beside_the_course, helped
from outcomes.web.filters import score
from outcomes.web.pages.known import Known
from outcomes.web.pages.words import spoken_day

RATERS = {"caregiver": "Caregiver", "therapist": "Therapist", "other": "Somebody else"}
HELPERS = {
    "relative_or_friend": "a relative or friend",
    "interpreter": "an interpreter",
    "therapist": "the therapist",
    "other_staff": "another member of staff",
    "other": "somebody else",
}


@dataclass(frozen=True)
class BesideRow:
    """One rating: by whom, of which session, the total. `held_url` says that it was held."""

    rater: str
    session: str
    measure: str
    score: str
    held_url: str


@dataclass(frozen=True)
class Beside:
    """Everything beside the course, and who helped with what is in it."""

    rows: tuple[BesideRow, ...]
    helped: tuple[str, ...]


def beside(known: Known) -> Beside:
    """What stands beside the course of an episode."""
    forms = db.session.scalars(beside_the_course(known.episode.id)).all()
    return Beside(
        rows=tuple(_row(form, known) for form in forms),
        helped=tuple(
            f"Session {number}: filled in with help from {HELPERS[who]}."
            for number, _kind, who in db.session.execute(helped(known.episode.id))
        ),
    )


def _row(form: Administration, known: Known) -> BesideRow:
    session = form.therapy_session
    waits = session.number is None
    return BesideRow(
        rater=RATERS.get(form.rater, "The client, ahead of the session"),
        session=_session_words(session.number, session.held_on, on=known.on),
        measure=catalogue()[form.measure_id].name,
        score=score(form.score.value),
        held_url=(
            url_for("episodes.session_held", session_id=session.id)
            if waits and known.may_treat and session.held_on <= known.on
            else ""
        ),
    )


def _session_words(number: int | None, day: dt.date, *, on: dt.date) -> str:
    """``session 8, 19 November``; ``planned for 24 November``"""
    if number is None:
        return f"planned for {spoken_day(day, on=on)}"
    return f"session {number}, {spoken_day(day, on=on)}"
