"""Ratings as sums for a mixed model: on the curve's own scale, or in points as they are."""

from __future__ import annotations

import numpy as np

from outcomes.change.courses import Caseload
from outcomes.change.expected import modelled_rows, z_score
from outcomes.change.mixed import (
    ALL_SESSIONS,
    EXPECTED,
    GIVEN_INTAKE,
    PatternSums,
    SessionClock,
    sums_by_pattern,
)
from outcomes.measures import Yardstick

MODELS = ("given-intake", "all-sessions")
INTAKE_TERMS = ("1", "intake")


def curve_sums(caseload: Caseload, yardstick: Yardstick, *, cap: int = 12) -> PatternSums:
    """Sums in units of z = d (score - M_pre) / SD_pre given the intake, L = ln(min(j, cap) / 2).

    Modelled are the scores after an intake at session 1, 2 or 3; the intake is the first score.
    Episodes without such a score leave no trace. Raises ValueError for a measure without norms.
    """
    rows = modelled_rows(caseload)
    z = z_score(yardstick, caseload.score)
    intake = z[caseload.first]
    clock = SessionClock(first=EXPECTED.first, unit=EXPECTED.unit, cap=cap)
    return _sums(caseload, z, rows, clock=clock, intake=intake)


def points_sums(caseload: Caseload, *, model: str = "given-intake") -> PatternSums:
    """Sums of the scores themselves, L the natural logarithm of the session number, uncapped.

    "given-intake" models the scores of sessions 2 and later given the score of session 1, and
    leaves out episodes without one; "all-sessions" models every score and knows no intake. The
    mean score is taken off before anything is summed, so that no digits are lost.
    """
    if model not in MODELS:
        raise ValueError(f"model must be one of {MODELS}, not {model!r}")
    origin = float(caseload.score.mean()) if len(caseload) else 0.0
    scores = caseload.score - origin
    if model == "all-sessions":
        everything = np.ones(len(caseload), dtype=bool)
        return _sums(caseload, scores, everything, clock=ALL_SESSIONS, origin=origin)
    begun = caseload.session[caseload.first] == 1
    rows = begun & (caseload.position > 0)
    intake = scores[caseload.first]
    return _sums(caseload, scores, rows, clock=GIVEN_INTAKE, intake=intake, origin=origin)


def _sums(
    caseload: Caseload,
    scores: np.ndarray,
    rows: np.ndarray,
    *,
    clock: SessionClock,
    intake: np.ndarray | None = None,
    origin: float = 0.0,
) -> PatternSums:
    client = caseload.client[rows]
    new = np.ones(len(client), dtype=bool)
    new[1:] = client[1:] != client[:-1]
    start = np.flatnonzero(new)
    columns = [np.ones(len(start))]
    if intake is not None:
        columns.append(intake[rows][start])
    return sums_by_pattern(
        caseload.session[rows],
        scores[rows],
        start=start,
        covariates=np.column_stack(columns),
        clock=clock,
        terms=INTAKE_TERMS[: len(columns)],
        origin=origin,
    )
