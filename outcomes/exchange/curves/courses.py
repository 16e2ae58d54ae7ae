"""What a curve expects, session by session: the bands of `outcomes curves show`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from outcomes.change import Curve, normal
from outcomes.change.points import PointsCurve
from outcomes.exchange.curves.measures import measure_record
from outcomes.measures import Yardstick
from outcomes.wording import curve_words

FORMAT = "outcomes-curve-bands/1"
DIGITS = 6
"""Decimals of what is worked out from a curve; the curve itself is kept exactly."""


class Expected(NamedTuple):
    """Mean and SD of a new client's score in points, not cut at the ends of the scale."""

    mean: np.ndarray
    sd: np.ndarray


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: the first score (None where the curve knows none), sessions, benefit
    and score percentiles, and whether scores are kept inside the scale."""

    intake: float | None
    sessions: tuple[int, ...]
    percentiles: tuple[float, ...]
    inside: bool


def expected(
    curve: Curve | PointsCurve,
    yardstick: Yardstick,
    intake: np.ndarray | float | None,
    *,
    session: np.ndarray,
) -> Expected:
    """Mean and SD at each session, of sessions from 2 on where the curve needs an intake."""
    if isinstance(curve, PointsCurve):
        return Expected(curve.mean(intake, session), curve.sd(session))
    level = curve.log_session(session)
    z1 = yardstick.direction * (np.asarray(intake) - yardstick.norm_mean) / yardstick.norm_sd
    mean = yardstick.norm_mean + yardstick.direction * yardstick.norm_sd * curve.mean(z1, level)
    return Expected(mean, yardstick.norm_sd * np.sqrt(curve.variance(level)))


def knows_intake(curve: Curve | PointsCurve) -> bool:
    """Whether what the curve expects depends on the first score."""
    return not isinstance(curve, PointsCurve) or curve.knows_intake


def bands_record(
    curve: Curve | PointsCurve, yardstick: Yardstick, asked: Asked, *, source: dict[str, Any]
) -> dict[str, Any]:
    """The bands as plain data. `source` says of the curve what there is to know."""
    return {
        "format": FORMAT,
        "curve": source,
        "measure": measure_record(yardstick),
        "intake": asked.intake,
        "inside_scale": asked.inside,
        "sessions": [
            _session_record(curve, yardstick, asked, session) for session in asked.sessions
        ],
    }


def curve_source(curve: Curve | PointsCurve, record: dict[str, Any] | None) -> dict[str, Any]:
    """Label, scale, stage, cap, n and provenance of a curve, from its file where it has one."""
    if isinstance(curve, PointsCurve):
        return {
            "label": record["label"],
            "scale": "points",
            "model": curve.model,
            "stage": None,
            "words": f"fitted on the score itself, n = {record['n_clients']:,}",
            "cap": None,
            "n_clients": record["n_clients"],
            "provenance": record["provenance"]["sentence"],
        }
    return {
        "label": curve.label,
        "scale": "z",
        "model": "expected",
        "stage": curve.stage,
        "words": curve_words(curve),
        "cap": curve.cap,
        "n_clients": curve.n_episodes,
        "provenance": curve.provenance,
    }


def _session_record(
    curve: Curve | PointsCurve, yardstick: Yardstick, asked: Asked, session: int
) -> dict[str, Any]:
    held = session == 1 and knows_intake(curve)
    if held:
        mean, sd = float(asked.intake), 0.0
    else:
        found = expected(curve, yardstick, asked.intake, session=np.array([float(session)]))
        mean, sd = float(found.mean[0]), float(found.sd[0])
    scores = {p: _score(mean, sd, p, yardstick, asked) for p in asked.percentiles}
    benefits = {
        p: _score(mean, sd, p if yardstick.direction == 1 else 100.0 - p, yardstick, asked)
        for p in asked.percentiles
    }
    return {
        "session": session,
        "held_at_intake": held,
        "mean": round(mean, DIGITS),
        "sd": round(sd, DIGITS),
        "benefit_percentiles": _keyed(benefits),
        "score_percentiles": _keyed(scores),
    }


def _score(mean: float, sd: float, p: float, yardstick: Yardstick, asked: Asked) -> float:
    score = mean + normal.quantile(p / 100.0) * sd
    if not asked.inside:
        return score
    return float(np.clip(score, yardstick.minimum, yardstick.maximum))


def _keyed(scores: dict[float, float]) -> dict[str, float]:
    return {f"{p:g}": round(score, DIGITS) for p, score in scores.items()}
