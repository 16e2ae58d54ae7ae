"""What clients of the demonstration clinic are shown of their own ratings, and their remarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from outcomes.actions import ratings, remarks, showing
from outcomes.demo.store import StoredStory, StoredVisit

ROSA, EMEKA, AYLIN, PETER, FARID, LEA = "0421", "0376", "0388", "0352", "0433", "0409"


@dataclass(frozen=True)
class Chosen:
    """A choice made at the end of an attended session, by the therapist with the client."""

    code: str
    session: int
    outcome: str
    alliance: str


@dataclass(frozen=True)
class Remarked:
    """A remark on the outcome rating of an attended session; `seen` before the day of the story."""

    code: str
    session: int
    text: str
    seen: bool


CHOSEN = (
    Chosen(ROSA, 1, "after_rating", "together"),
    Chosen(EMEKA, 2, "after_rating", "after_rating"),
    Chosen(AYLIN, 1, "after_rating", "never"),
    Chosen(PETER, 3, "never", "never"),
    Chosen(FARID, 2, "never", "never"),
    Chosen(LEA, 1, "together", "together"),
)
REMARKED = (
    Remarked(EMEKA, 5, "", seen=True),
    Remarked(
        AYLIN,
        4,
        "I was ill all week. Coming here helps me more than this line says.",
        seen=False,
    ),
)


def show_own_ratings(stories: Iterable[StoredStory]) -> None:
    """Let the choices and the remarks happen, each at its session."""
    told = {each.story.code: each for each in stories}
    for choice in CHOSEN:
        stored = told[choice.code]
        showing.choose_showing(
            episode=stored.episode,
            outcome=choice.outcome,
            alliance=choice.alliance,
            by=stored.episode.therapist,
            at=_end(_attended(stored, choice.session)),
        )
    for remark in REMARKED:
        _remark(told[remark.code], remark)


def _remark(stored: StoredStory, remark: Remarked) -> None:
    visit, therapist = _attended(stored, remark.session), stored.episode.therapist
    sent_at = visit.outcome.submitted_at
    made_at = sent_at + dt.timedelta(minutes=2)
    remarks.keep_remark(rating=visit.outcome, text=remark.text, at=made_at)
    if remark.seen:
        ratings.mark_seen(episode=stored.episode, by=therapist, at=_end(visit))


def _attended(stored: StoredStory, number: int) -> StoredVisit:
    return next(visit for visit in stored.visits if visit.session.number == number)


def _end(visit: StoredVisit) -> dt.datetime:
    return visit.outcome.submitted_at + dt.timedelta(minutes=58)
