"""What is stored of some episodes' courses, read in a fixed number of queries however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from outcomes.storage import Answer, Episode, LifeEvent, TherapySession, db
from outcomes.storage.ratings import submitted


@dataclass(frozen=True)
class StoredCourse:
    """The rows behind one episode's course, each list in order of time.

    `outcome` and `alliance` map attended-session numbers to totals of the episode's own measures;
    where a session has two ratings of one kind the later one stands. `lowest_lines` maps session
    numbers to the lowest single answer of the alliance rating.
    """

    episode: Episode
    sessions: tuple[TherapySession, ...]
    events: tuple[LifeEvent, ...]
    outcome: dict[int, float]
    alliance: dict[int, float]
    lowest_lines: dict[int, float]


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
    outcome = _scores("outcome", ids, {each.id: each.outcome_measure_id for each in wanted})
    alliance = _scores("alliance", ids, {each.id: each.alliance_measure_id for each in wanted})
    lowest = _lowest_answers(row.id for rows in alliance.values() for row in rows.values())
    return [
        StoredCourse(
            episode=episode,
            sessions=tuple(sessions[episode.id]),
            events=tuple(events[episode.id]),
            outcome={j: row.value for j, row in outcome[episode.id].items()},
            alliance={j: row.value for j, row in alliance[episode.id].items()},
            lowest_lines={
                j: lowest[row.id] for j, row in alliance[episode.id].items() if row.id in lowest
            },
        )
        for episode in wanted
    ]


def _by_episode(query: Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.episode_id].append(row)
    return found


def _scores(kind: str, ids: list[int], measures: dict[int, str]) -> dict[int, dict[int, Any]]:
    """Per episode the rows with a value, by session number; a later rating replaces an earlier."""
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in db.session.execute(submitted(kind, episodes=ids)):
        of_its_measure = row.measure_id == measures[row.episode_id]
        if row.value is not None and row.number is not None and of_its_measure:
            found[row.episode_id][row.number] = row
    return found


def _lowest_answers(administrations: Iterable[int]) -> dict[int, float]:
    query = (
        select(Answer.administration_id, func.min(Answer.value))
        .where(Answer.administration_id.in_(list(administrations)), Answer.value.is_not(None))
        .group_by(Answer.administration_id)
    )
    return dict(db.session.execute(query).all())
