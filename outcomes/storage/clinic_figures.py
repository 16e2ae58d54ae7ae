"""Named queries for the figures of a whole clinic: counts and moments, and nobody's name.

Each takes the first and the last day of a span, both inside, and `within`, the episodes that may
be counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload

from outcomes.storage.caseloads import rated_session
from outcomes.storage.ratings import Administration, Score
from outcomes.storage.signals import EpisodeProgress, Response, Signal
from outcomes.storage.treatment import MISSED, Episode, TherapySession


def first_opened(*, within: Select[tuple[Episode]]) -> Select[tuple[dt.date | None]]:
    """The day on which the first episode was opened; NULL where there is none."""
    return select(func.min(Episode.opened_on)).where(Episode.id.in_(_ids(within)))


def episode_counts(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[int, int, int]]:
    """One row: episodes opened in the span, closed in the span, open at its end."""
    still_open = or_(Episode.closed_on.is_(None), Episode.closed_on > last)
    return select(
        _count(Episode.opened_on.between(first, last)),
        _count(Episode.closed_on.between(first, last)),
        _count(and_(Episode.opened_on <= last, still_open)),
    ).where(Episode.id.in_(_ids(within)))


def progress_of_closed(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[EpisodeProgress]]:
    """Progress of the episodes closed in the span; client and therapist are not read along."""
    episode = joinedload(EpisodeProgress.episode, innerjoin=True)
    closed = within.where(Episode.closed_on.between(first, last))
    return (
        select(EpisodeProgress)
        .where(EpisodeProgress.episode_id.in_(_ids(closed)))
        .options(episode.options(lazyload(Episode.client), lazyload(Episode.therapist)))
    )


def session_counts(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[int, int, int]]:
    """One row: sessions attended, of these with an outcome total, appointments missed."""
    attended = TherapySession.attendance == "attended"
    missed = TherapySession.attendance.in_(MISSED)
    return select(_count(attended), _count(and_(attended, rated_session())), _count(missed)).where(
        TherapySession.episode_id.in_(_ids(within)), TherapySession.held_on.between(first, last)
    )


def signals_opened(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[Signal]]:
    """Signals opened in the span, their responses read along, but not who responded."""
    return (
        select(Signal)
        .where(Signal.episode_id.in_(_ids(within)), Signal.opened_on.between(first, last))
        .options(selectinload(Signal.responses))
        .order_by(Signal.id)
    )


def responses_given(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[int, Response]]:
    """Responses of the span that still stand, their signals read along.

    Rows: episode_id, response.
    """
    return (
        select(Signal.episode_id, Response)
        .join(Response, Response.signal_id == Signal.id)
        .where(
            Signal.episode_id.in_(_ids(within)),
            Response.undone_at.is_(None),
            Response.responded_on.between(first, last),
        )
        .options(contains_eager(Response.signal))
        .order_by(Response.id)
    )


def form_counts(
    first: dt.date, last: dt.date, *, at: dt.datetime, within: Select[tuple[Episode]]
) -> Select[tuple[int, int]]:
    """One row: forms opened for clients at sessions of the span, and of these never sent.

    A form that can still be sent at the moment `at` is in neither count; one that was sent and
    withdrawn later was sent.
    """
    unsent = Administration.submitted_at.is_(None)
    in_use = and_(Administration.state == "open", Administration.expires_at > at)
    return (
        select(func.count(), _count(unsent))
        .select_from(Administration)
        .where(*_at_sessions(first, last, within=within), ~in_use)
    )


def form_moments(
    first: dt.date,
    last: dt.date,
    *,
    measures: Iterable[str],
    within: Select[tuple[Episode]],
) -> Select[tuple[dt.datetime, dt.datetime]]:
    """When each form of these measures was begun and sent on a screen; paper has no clock."""
    return select(Administration.started_at, Administration.submitted_at).where(
        *_at_sessions(first, last, within=within),
        Administration.state == "submitted",
        Administration.measure_id.in_(list(measures)),
        Administration.started_at.is_not(None),
        or_(Administration.device_class.is_(None), Administration.device_class != "paper"),
    )


def measures_used(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[Any, ...]]:
    """Measures with a rating at a session of the span, outcome first.

    Rows: kind, measure_id, measure_version, age_band, service_kind.
    """
    columns = (
        Administration.kind,
        Administration.measure_id,
        Administration.measure_version,
        Episode.age_band,
        Episode.service_kind,
    )
    return (
        select(*columns)
        .join(Episode, Episode.id == Administration.episode_id)
        .join(Score, Score.administration_id == Administration.id)
        .where(*_at_sessions(first, last, within=within), Administration.state == "submitted")
        .group_by(*columns)
        .order_by(Administration.kind.desc(), *columns[1:])
    )


def _ids(within: Select[tuple[Episode]]) -> Select[tuple[int]]:
    return within.with_only_columns(Episode.id)


def _count(condition: Any) -> Any:
    # CASE without ELSE is NULL, which COUNT leaves out; SUM would be NULL over no rows.
    return func.count(case((condition, 1)))


def _at_sessions(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> tuple[Any, ...]:
    """Self-ratings that belong to a session held in the span, whatever their state."""
    held = select(TherapySession.id).where(
        TherapySession.episode_id.in_(_ids(within)), TherapySession.held_on.between(first, last)
    )
    return Administration.therapy_session_id.in_(held), Administration.rater == "self"
