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
    rows = np.flatnonzero(modelled_rows(caseload))
    z = z_score(yardstick, caseload.score)
    clock = SessionClock(first=EXPECTED.first, unit=EXPECTED.unit, cap=cap)
    return _sums(caseload, z, rows, clock=clock, terms=INTAKE_TERMS)


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
        everything = np.arange(len(caseload))
        return _sums(caseload, scores, everything, clock=ALL_SESSIONS, terms=("1",), origin=origin)
    counts = np.diff(caseload.start)
    begun = np.zeros(caseload.n_clients, dtype=bool)
    begun[counts > 0] = caseload.session[caseload.start[:-1][counts > 0]] == 1
    rows = np.flatnonzero(np.repeat(begun, counts) & (caseload.session > 1))
    return _sums(caseload, scores, rows, clock=GIVEN_INTAKE, terms=INTAKE_TERMS, origin=origin)


def _sums(
    caseload: Caseload,
    scores: np.ndarray,
    rows: np.ndarray,
    *,
    clock: SessionClock,
    terms: tuple[str, ...],
    origin: float = 0.0,
) -> PatternSums:
    client = caseload.client[rows]
    start = np.flatnonzero(np.diff(client, prepend=-1))
    intake = scores[caseload.start[client[start]]]
    return sums_by_pattern(
        caseload.session[rows],
        scores[rows],
        start=start,
        covariates=np.column_stack([np.ones(len(start)), intake])[:, : len(terms)],
        clock=clock,
        terms=terms,
        origin=origin,
    )
