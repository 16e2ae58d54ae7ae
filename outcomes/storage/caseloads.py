"""Named queries over whole caseloads, for the reports; what may be seen comes as an argument."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from outcomes.storage.people import Client
from outcomes.storage.ratings import Administration, Score
from outcomes.storage.signals import EpisodeProgress
from outcomes.storage.treatment import MISSED, Episode, TherapySession


def progress_of_all(*, within: Select[tuple[Episode]]) -> Select[tuple[EpisodeProgress]]:
    """Progress of every episode that may be seen, open or closed, by the client's code."""
    ids = within.with_only_columns(Episode.id)
    return (
        select(EpisodeProgress)
        .join(Episode, Episode.id == EpisodeProgress.episode_id)
        .join(Client, Client.id == Episode.client_id)
        .where(EpisodeProgress.episode_id.in_(ids))
        .order_by(Client.code, Episode.id)
    )


def rated_session() -> ColumnElement[bool]:
    """Whether a therapy session has an outcome rating with a total, made by the client."""
    return (
        select(Administration.id)
        .join(Score, Score.administration_id == Administration.id)
        .where(
            Administration.therapy_session_id == TherapySession.id,
            Administration.kind == "outcome",
            Administration.rater == "self",
            Administration.state == "submitted",
            Score.value.is_not(None),
        )
        .exists()
    )


def attended_since(day: dt.date, *, within: Select[tuple[Episode]]) -> Select[tuple[Any, ...]]:
    """Attended sessions from a day on. Rows: episode_id, number, held_on, rated.

    `rated` is true where the session has an outcome rating with a total.
    """
    return (
        select(
            TherapySession.episode_id,
            TherapySession.number,
            TherapySession.held_on,
            rated_session().label("rated"),
        )
        .where(
            TherapySession.episode_id.in_(within.with_only_columns(Episode.id)),
            TherapySession.attendance == "attended",
            TherapySession.held_on >= day,
        )
        .order_by(TherapySession.episode_id, TherapySession.number)
    )


def missed_since(day: dt.date, *, within: Select[tuple[Episode]]) -> Select[tuple[int]]:
    """The episode of every appointment from a day on that was cancelled or not attended."""
    return select(TherapySession.episode_id).where(
        TherapySession.episode_id.in_(within.with_only_columns(Episode.id)),
        TherapySession.attendance.in_(MISSED),
        TherapySession.held_on >= day,
    )
