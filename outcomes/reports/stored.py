"""What is stored of some episodes' courses, read in a fixed number of queries however many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from outcomes.storage import Episode, LifeEvent, TherapySession, db
from outcomes.storage.ratings import courses


@dataclass(frozen=True)
class StoredRating:
    """The total of one submitted rating; `lowest_line` is its lowest single answer."""

    value: float
    submitted_at: dt.datetime
    lowest_line: float | None


@dataclass(frozen=True)
class StoredCourse:
    """The rows behind one episode's course, each list in order of time.

    `outcome` and `alliance` map attended-session numbers to ratings with the episode's own
    measures; where a session has two ratings of one kind the later one stands.
    """

    episode: Episode
    sessions: tuple[TherapySession, ...] = ()
    events: tuple[LifeEvent, ...] = ()
    outcome: dict[int, StoredRating] = field(default_factory=dict)
    alliance: dict[int, StoredRating] = field(default_factory=dict)


def stored_courses(episodes: Iterable[Episode]) -> list[StoredCourse]:
    """The stored courses of these episodes, in their order."""
    wanted = list(episodes)
    ids = [episode.id for episode in wanted]
    sessions = _by_episode(
        select(TherapySession)
        .where(TherapySession.episode_id.in_(ids))
        .order_by(TherapySession.held_on, TherapySession.number, TherapySession.id)
    )
    events = _by_episode(
        select(LifeEvent)
        .where(LifeEvent.episode_id.in_(ids))
        .order_by(LifeEvent.happened_on, LifeEvent.id)
    )
    ratings = _ratings(wanted)
    return [
        StoredCourse(
            episode=episode,
            sessions=tuple(sessions[episode.id]),
            events=tuple(events[episode.id]),
            outcome=ratings[episode.id, "outcome"],
            alliance=ratings[episode.id, "alliance"],
        )
        for episode in wanted
    ]


def _by_episode(query: Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.episode_id].append(row)
    return found


def _ratings(episodes: list[Episode]) -> dict[tuple[int, str], dict[int, StoredRating]]:
    """By episode and kind, then by session number; only totals of the episode's own measures."""
    own = {(each.id, "outcome"): each.outcome_measure_id for each in episodes}
    own |= {(each.id, "alliance"): each.alliance_measure_id for each in episodes}
    found: dict[tuple[int, str], dict[int, StoredRating]] = defaultdict(dict)
    for row in db.session.execute(courses([each.id for each in episodes])):
        key = row.episode_id, row.kind
        if row.value is not None and row.measure_id == own[key]:
            found[key][row.number] = StoredRating(row.value, row.submitted_at, row.lowest_line)
    return found
