"""The one row a list needs of an episode: its latest progress, and the points of its drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from outcomes.actions.standing import Standing
from outcomes.change import Progress
from outcomes.change.courses import LAST_INTAKE_SESSION
from outcomes.storage import EpisodeProgress, db

DRAWN_AT_LEAST, DRAWN_AHEAD = 8, 3
"""Sessions the expected course is drawn for: eight, or three more than were attended."""

SHADED = (25, 75)
"""Benefit percentiles between which the small drawing is shaded."""


def keep_progress(standings: Iterable[Standing], *, at: dt.datetime) -> None:
    """Write the progress rows of these episodes anew; belongs inside a writing transaction."""
    known = list(standings)
    ids = [standing.episode.id for standing in known]
    query = select(EpisodeProgress).where(EpisodeProgress.episode_id.in_(ids))
    stored = {row.episode_id: row for row in db.session.scalars(query)}
    for standing in known:
        row = stored.get(standing.episode.id)
        if row is None:
            row = EpisodeProgress(
                episode_id=standing.episode.id, clinic_id=standing.episode.clinic_id
            )
            db.session.add(row)
        for name, value in progress_columns(standing).items():
            setattr(row, name, value)
        row.computed_at = at


def progress_columns(standing: Standing) -> dict[str, Any]:
    """Column name to value. Changes are directional: positive is better, whatever the scale."""
    progress = standing.progress
    last = standing.last_outcome
    since_last = progress.since_last
    drawing = sparkline(standing)
    return {
        "status": progress.status,
        "n_scores": progress.n,
        "n_attended": len(standing.attended),
        "n_missed": standing.n_missed,
        "n_unrated": len(standing.unrated),
        "unrated_run": len(standing.unrated_run),
        "intake": progress.intake,
        "latest": progress.latest,
        "change": progress.gain,
        "change_since_last": (
            None if since_last is None else progress.yardstick.direction * since_last + 0.0
        ),
        "reliable": bool(progress.reliable),
        "change_class": progress.class_,
        "intake_clinical": progress.intake_clinical,
        "improvement_attainable": progress.attainable_improvement,
        "benefit_percentile": progress.benefit_percentile,
        "rated_on": last.held_on if last else None,
        "new_rating": standing.new_rating,
        "progress": progress.to_dict(),
        "sparkline": drawing,
        "curve": progress.curve.label if progress.curve and drawing["expected"] else None,
    }


def sparkline(standing: Standing) -> dict[str, Any]:
    """What the small drawing shows, as plain data.

    ``sessions``: number, days since the first session, outcome score or None; ``ahead``: numbers
    drawn ahead of an open episode; ``expected``: percentile to one value for each of both, or
    None where the curve does not speak of this course.
    """
    attended, stick = standing.attended, standing.progress.yardstick
    first_on = attended[0].held_on if attended else None
    ahead = _ahead(standing)
    return {
        "sessions": [
            [each.number, (each.held_on - first_on).days, each.outcome and each.outcome.value]
            for each in attended
        ],
        "ahead": ahead,
        "expected": _expected(standing.progress, [each.number for each in attended] + ahead),
        "cut_off": stick.clinical.value if stick.clinical else None,
        "minimum": stick.minimum,
        "maximum": stick.maximum,
        "direction": stick.direction,
        "status": standing.progress.status,
    }


def _ahead(standing: Standing) -> list[int]:
    latest = len(standing.attended)
    if not latest or not standing.episode.is_open:
        return []
    return list(range(latest + 1, max(DRAWN_AT_LEAST, latest + DRAWN_AHEAD) + 1))


def _expected(progress: Progress, numbers: list[int]) -> dict[str, list[float | None]] | None:
    start, stick, curve = progress.intake_session, progress.yardstick, progress.curve
    if start is None or start > LAST_INTAKE_SESSION:
        return None
    if curve is None or curve.why_not(stick) is not None:
        return None
    lines = curve.bands(
        stick, progress.intake, sessions=numbers, percentiles=SHADED, intake_session=start
    )
    return {
        str(percentile): [
            None if number < start else round(float(value), 2)
            for number, value in zip(numbers, line, strict=True)
        ]
        for percentile, line in zip(SHADED, lines, strict=True)
    }
