"""Named queries over whole caseloads, for the reports; what may be seen comes as an argument."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Select, select

from outcomes.storage.people import Client
from outcomes.storage.ratings import Administration, Score
from outcomes.storage.signals import EpisodeProgress
from outcomes.storage.treatment import Episode, TherapySession


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


def rated_between(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[EpisodeProgress]]:
    """Progress of the episodes whose latest outcome score lies in a period, both days included."""
    return progress_of_all(within=within).where(EpisodeProgress.rated_on.between(first, last))


def attended_since(day: dt.date, *, within: Select[tuple[Episode]]) -> Select[tuple[Any, ...]]:
    """Attended sessions from a day on. Rows: episode_id, number, held_on, rated.

    `rated` is true where the session has an outcome rating with a total.
    """
    rated = (
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
    return (
        select(
            TherapySession.episode_id,
            TherapySession.number,
            TherapySession.held_on,
            rated.label("rated"),
        )
        .where(
            TherapySession.episode_id.in_(within.with_only_columns(Episode.id)),
            TherapySession.attendance == "attended",
            TherapySession.held_on >= day,
        )
        .order_by(TherapySession.episode_id, TherapySession.number)
    )


def missed_since(day: dt.date, *, within: Select[tuple[Episode]]) -> Select[tuple[int]]:
    """Ids of appointments from a day on that were cancelled or not attended."""
    return select(TherapySession.id).where(
        TherapySession.episode_id.in_(within.with_only_columns(Episode.id)),
        TherapySession.attendance.in_(("cancelled", "did_not_attend")),
        TherapySession.held_on >= day,
    )


def intakes_of_clinic(clinic_id: int, *, measure_id: str, age_band: str) -> Select[tuple[float]]:
    """Intake scores of the clinic's episodes with one measure and age band: no names, no ids."""
    return (
        select(EpisodeProgress.intake)
        .join(Episode, Episode.id == EpisodeProgress.episode_id)
        .where(
            Episode.clinic_id == clinic_id,
            Episode.outcome_measure_id == measure_id,
            Episode.age_band == age_band,
            EpisodeProgress.intake.is_not(None),
        )
    )
