"""How a clinic uses its ratings and signals: what is there, what is missing, what was answered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Select

from outcomes.change.rates import SMALLEST_GROUP, Rate, rate
from outcomes.change.signals import alarm_load
from outcomes.change.small_cells import SMALLEST_CELL, readable
from outcomes.measures import catalogue
from outcomes.reports.figures import SignalFigures, sessions_since, signal_figures
from outcomes.storage import Episode, db
from outcomes.storage.clinic_figures import (
    form_counts,
    form_moments,
    session_counts,
    signals_opened,
)
from outcomes.storage.signals import alarms
from outcomes.wording.clinic import (
    MOST_SIGNALS,
    goal_words,
    load_words,
    seconds_words,
    share_words,
)

ANSWERED_GOAL, UNSENT_GOAL, SECONDS_GOAL = 0.8, 0.03, 60
"""Signals answered within two sessions, forms never sent, seconds of a four-line form."""


@dataclass(frozen=True)
class Span:
    """The episodes that may be counted, and the days that are looked at."""

    first: dt.date
    last: dt.date
    within: Select[tuple[Episode]]

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return self.first, self.last


@dataclass(frozen=True)
class Work:
    """One figure of how the ratings and signals are used, with its goal where there is one."""

    what: str
    count: str
    goal: str


def session_work(span: Span) -> list[Work]:
    """How many sessions were rated, and appointments missed."""
    counts = session_counts(*span.days, within=span.within)
    attended, rated, missed = db.session.execute(counts).one()
    told, gone = rate(rated, attended), rate(missed, attended + missed)
    return [
        Work("Attended sessions with a rating", _in_words(told, "sessions"), ""),
        Work("Appointments missed, of all", _in_words(gone, "appointments"), ""),
    ]


def signal_work(span: Span) -> list[Work]:
    """How many signals were opened, and answered in time."""
    told, load = _answers(span).answered_in_time, _load(span)
    return [
        Work(
            "New outcome signals",
            load_words(*load),
            goal_words(f"{MOST_SIGNALS:.0f} per 100 or fewer", _light(*load)),
        ),
        Work(
            "Signals answered within two sessions",
            _in_words(told, "signals"),
            goal_words("80 % or more", _at_least(told, ANSWERED_GOAL)),
        ),
    ]


def too_many_signals(span: Span) -> bool:
    """Whether the clinic has reason to look at its thresholds."""
    return _light(*_load(span)) is False


def _load(span: Span) -> tuple[int, int]:
    """Outcome signals opened, and outcome ratings made."""
    found = alarms(within=span.within, first=span.first, last=span.last)
    opened, ratings = db.session.execute(found).one()
    return opened, ratings


def _light(opened: int, ratings: int) -> bool | None:
    """Whether the alarm load is small enough, as far as the count of signals may be told."""
    if ratings < SMALLEST_GROUP:
        return None
    if opened >= SMALLEST_CELL:
        return alarm_load(opened, ratings) <= MOST_SIGNALS
    return True if alarm_load(SMALLEST_CELL - 1, ratings) <= MOST_SIGNALS else None


def form_work(span: Span, *, at: dt.datetime) -> list[Work]:
    """How long the forms took, and how many were opened and never sent."""
    counts = form_counts(*span.days, at=at, within=span.within)
    opened, not_sent = db.session.execute(counts).one()
    unsent = rate(not_sent, opened)
    too_many = _at_least(unsent, UNSENT_GOAL)
    seconds = [
        (sent - begun).total_seconds()
        for begun, sent in db.session.execute(
            form_moments(*span.days, measures=_four_lines(), within=span.within)
        )
    ]
    middle = median(seconds) if len(seconds) >= SMALLEST_GROUP else None
    quick = None if middle is None else middle < SECONDS_GOAL
    return [
        Work("Time for a form of four lines", seconds_words(seconds, middle),
             goal_words("below 60 s", quick)),
        Work("Forms opened and not sent", _in_words(unsent, "forms"),
             goal_words("below 3 %", None if too_many is None else not too_many)),
    ]  # fmt: skip


def _in_words(share: Rate, of: str) -> str:
    """ "657 of 683 (96 %)"; or why there is no share."""
    count, words = share_words(share, of=of)
    return f"{count} ({words})" if count else words


def _at_least(share: Rate, goal: float) -> bool | None:
    """Whether a share reaches a goal, as far as its count may be told."""
    if not share.enough:
        return None
    least, most = readable(share)
    if least / share.n >= goal:
        return True
    return False if most / share.n < goal else None


def _four_lines() -> list[str]:
    """Ids of the measures whose form is four lines, which is what the goal of a minute is for."""
    return [
        measure.id
        for measure in catalogue().values()
        if len(measure.items) == 4 and all(item.kind == "line" for item in measure.items)
    ]


def _answers(span: Span) -> SignalFigures:
    """Of the signals of the period; sessions after it are looked at for the answers."""
    found = defaultdict(list)
    for signal in db.session.scalars(signals_opened(*span.days, within=span.within)):
        found[signal.episode_id].append(signal)
    sessions = sessions_since(span.first, within=span.within.where(Episode.id.in_(found)))
    return signal_figures(found, sessions, episodes=found)
