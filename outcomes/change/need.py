"""The order of a caseload: who needs a look first, and since when.

Six groups; within a group the longest waiting comes first. The order is about what the therapist
has to do, never about how people compare.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from outcomes.change.signals import CONCERNS, UNRATED_SESSIONS

NEEDS_A_LOOK, NEW_RATING, NO_RATING, ANSWERED, ON_TRACK, TOO_EARLY = range(1, 7)
GROUPS = {
    NEEDS_A_LOOK: "needs_a_look",
    NEW_RATING: "new_rating",
    NO_RATING: "no_rating",
    ANSWERED: "answered",
    ON_TRACK: "on_track",
    TOO_EARLY: "too_early",
}
UNTOLD = ("insufficient", "cannot_tell")


@dataclass(frozen=True, slots=True)
class OpenSignal:
    """An open signal as the list sees it; `remind_on` and `responded_on` of its last response."""

    kind: str
    asking: bool
    asking_since: dt.date
    remind_on: dt.date | None = None
    responded_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A group (1 to 6) and the day since which it waits; sorts by group, then longest waiting."""

    group: int
    since: dt.date

    @property
    def name(self) -> str:
        """The group's name, such as ``needs_a_look``."""
        return GROUPS[self.group]

    @property
    def order(self) -> tuple[int, dt.date]:
        """Sort key."""
        return self.group, self.since


def need_of(
    *,
    status: str,
    signals: tuple[OpenSignal, ...],
    new_rating: bool,
    unrated_run: int,
    rated_on: dt.date | None,
    opened_on: dt.date,
    on: dt.date,
) -> Need:
    """The group an open episode belongs to on a day.

    Args:
        status: of the latest progress.
        signals: the episode's open signals of every kind.
        new_rating: a rating the responsible therapist has not opened.
        unrated_run: attended sessions since the last one with an outcome rating.
        rated_on: day of the latest outcome score.
        opened_on: day the episode began, since which one without ratings waits.
        on: today, for reminders whose day has come.
    """
    last = rated_on or opened_on
    # A missing rating has a group of its own.
    unrated = [each for each in signals if each.kind == "no_rating"]
    asking = _asking(signals, on=on) - _asking(unrated, on=on)
    if asking:
        return Need(NEEDS_A_LOOK, min(since for _, since in asking))
    if new_rating:
        return Need(NEW_RATING, last)
    missing = _asking(unrated, on=on)
    if unrated_run >= UNRATED_SESSIONS and (missing or not unrated):
        return Need(NO_RATING, min((since for _, since in missing), default=last))
    answered = [each.responded_on for each in signals if each.responded_on and not each.asking]
    if answered:
        return Need(ANSWERED, min(answered))
    if status in CONCERNS:
        return Need(NEEDS_A_LOOK, last)
    return Need(TOO_EARLY if status in UNTOLD else ON_TRACK, last)


def _asking(signals: Iterable[OpenSignal], *, on: dt.date) -> set[tuple[str, dt.date]]:
    """Kind and day of the signals that ask to be looked at, a reminder that has come included."""
    found = set()
    for each in signals:
        if each.asking:
            found.add((each.kind, each.asking_since))
        elif each.remind_on is not None and each.remind_on <= on:
            found.add((each.kind, each.remind_on))
    return found
