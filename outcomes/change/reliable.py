"""Reliable and clinically significant change (Jacobson & Truax 1991).

Direction: d = +1 where higher is better, -1 where lower is better. A gain D = d (latest - intake)
is positive when the client fares better, whatever the measure. Thresholds are reached by
equality ("at least the reliable change of 6").
"""

from __future__ import annotations

import math

import numpy as np

from outcomes.measures import Yardstick

Z95, Z90, Z80 = 1.96, 1.645, 1.282
"""Two-sided 95, 90 and 80 % limits of the standard normal distribution."""

EXACT = 6
"""Decimals kept before comparing with a threshold: 20.0 to 26.0 in steps of 0.1 is a gain of 6,
never 5.999..., while a pro-rated total such as 13.125 stays what it is."""

SINGLE_SCORE, RECOVERED, IMPROVED, NO_RELIABLE_CHANGE, DETERIORATED, UNKNOWN = range(6)
CLASSES = np.array(
    ["single_score", "recovered", "improved", "no_reliable_change", "deteriorated", None],
    dtype=object,
)
"""Names of the classes by code; None where the measure has no reliable change."""

SUB_MARKS = np.array([None, "harmed", "crossed_only"], dtype=object)


def sem(sd: float, reliability: float) -> float:
    """Standard error of measurement in points: SD sqrt(1 - r)."""
    return sd * math.sqrt(1.0 - reliability)


def s_diff(sd: float, reliability: float) -> float:
    """Standard error of a difference of two scores in points: sqrt(2) SEM."""
    return math.sqrt(2.0) * sem(sd, reliability)


def reliable_change(sd: float, reliability: float, *, z: float = Z95) -> float:
    """The change in points that measurement error alone exceeds in 5 % of cases (z = 1.96)."""
    return z * s_diff(sd, reliability)


def whole_points(change: float) -> int:
    """The threshold for a scale of whole points: the next whole number upwards."""
    return math.ceil(round(change, EXACT))


def rci(pre: float, post: float, *, s_diff: float, direction: int) -> float:
    """Reliable change index d (post - pre) / S_diff; positive = better, |rci| >= 1.96 reliable."""
    return direction * (post - pre) / s_diff


def gulliksen_lord_novick(
    pre: float, post: float, *, mean: float, sd: float, reliability: float
) -> float:
    """Index after Gulliksen, Lord and Novick: residual from the expected retest score, as
    post - pre (the sign of the scale, not of benefit)."""
    residual = post - mean - reliability * (pre - mean)
    return residual / (sd * math.sqrt(1.0 - reliability**2))


def edwards_nunnally(
    pre: float, post: float, *, mean: float, sd: float, reliability: float
) -> float:
    """Index after Edwards and Nunnally: the same residual over the SEM, signed as post - pre."""
    return (post - mean - reliability * (pre - mean)) / sem(sd, reliability)


def nunnally_kotsch(
    pre: float, post: float, *, mean: float, sd: float, reliability: float, reliability_post: float
) -> float:
    """Index after Nunnally and Kotsch, with a reliability of its own after treatment; signed as
    post - pre."""
    variance = reliability**2 * sd**2 * (1.0 - reliability) + sd**2 * (1.0 - reliability_post)
    return (post - mean - reliability * (pre - mean)) / math.sqrt(variance)


def cut_off_a(clinical_mean: float, clinical_sd: float, *, direction: int) -> float:
    """Two SDs of the clinical group beyond its mean, in the direction of benefit."""
    return clinical_mean + direction * 2.0 * clinical_sd


def cut_off_b(functional_mean: float, functional_sd: float, *, direction: int) -> float:
    """Two SDs of the functional group short of its mean.

    The functional group's SD, as in the definition of 1991; the R package clinicalsignificance
    uses the clinical group's.
    """
    return functional_mean - direction * 2.0 * functional_sd


def cut_off_c(
    clinical_mean: float, clinical_sd: float, *, functional_mean: float, functional_sd: float
) -> float:
    """The point as many SDs from the clinical mean as from the functional one; used when both
    norms exist."""
    top = clinical_sd * functional_mean + functional_sd * clinical_mean
    return top / (clinical_sd + functional_sd)


def gain(
    yardstick: Yardstick, intake: np.ndarray | float, latest: np.ndarray | float
) -> np.ndarray:
    """D = d (latest - intake) in points, positive = better, free of float error."""
    difference = np.asarray(latest, dtype=float) - np.asarray(intake, dtype=float)
    return np.round(yardstick.direction * difference, EXACT) + 0.0


def is_clinical(yardstick: Yardstick, scores: np.ndarray | float) -> np.ndarray:
    """True where a score lies in the clinical range: below the cut-off where higher is better,
    at or above it where lower is better. All False without a cut-off."""
    values = np.round(np.asarray(scores, dtype=float), EXACT)
    if yardstick.clinical is None:
        return np.zeros(values.shape, dtype=bool)
    cut_off = yardstick.clinical.value
    return values < cut_off if yardstick.direction > 0 else values >= cut_off


def room(yardstick: Yardstick, end: float, scores: np.ndarray | float) -> np.ndarray:
    """Points between a score and one `end` of the scale."""
    return np.round(np.abs(end - np.asarray(scores, dtype=float)), EXACT)


def attainable_improvement(yardstick: Yardstick, intake: np.ndarray | float) -> np.ndarray:
    """True where the scale leaves room for a reliable improvement from this intake."""
    return _reaches(yardstick, room(yardstick, yardstick.best, intake))


def attainable_deterioration(yardstick: Yardstick, intake: np.ndarray | float) -> np.ndarray:
    """True where the scale leaves room for a reliable deterioration from this intake."""
    return _reaches(yardstick, room(yardstick, yardstick.worst, intake))


def _reaches(yardstick: Yardstick, points: np.ndarray) -> np.ndarray:
    if yardstick.reliable_change is None:
        return np.zeros(np.shape(points), dtype=bool)
    return points >= yardstick.reliable_change.value


def change_interval(
    yardstick: Yardstick, gains: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval D +/- 1.96 S_diff of a gain, in points; nan without S_diff."""
    half = math.nan if yardstick.s_diff is None else Z95 * yardstick.s_diff
    values = np.asarray(gains, dtype=float)
    return values - half, values + half


def classify(
    yardstick: Yardstick, intake: np.ndarray, *, latest: np.ndarray, n: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Class code (see CLASSES) and sub-mark code (see SUB_MARKS) of each course.

    1 fewer than two scores; 2 a gain of RC or more: recovered if the cut-off was crossed as
    well, else improved; 3 a loss of RC or more; 4 else no reliable change. `harmed` marks a
    deterioration into the clinical range, `crossed_only` a crossing out of it without reliable
    change. Without a reliable change the class is unknown.
    """
    scored = np.asarray(n) >= 2
    if yardstick.reliable_change is None:
        return np.where(scored, UNKNOWN, SINGLE_SCORE), np.zeros(scored.shape, dtype=int)
    limit = yardstick.reliable_change.value
    gains = gain(yardstick, intake, latest)
    was, now = is_clinical(yardstick, intake), is_clinical(yardstick, latest)
    better, worse = gains >= limit, gains <= -limit
    codes = np.select(
        [~scored, better & was & ~now, better, worse],
        [SINGLE_SCORE, RECOVERED, IMPROVED, DETERIORATED],
        default=NO_RELIABLE_CHANGE,
    )
    crossed = (codes == NO_RELIABLE_CHANGE) & was & ~now
    marks = np.select([(codes == DETERIORATED) & ~was & now, crossed], [1, 2], default=0)
    # Without a cut-off `was` and `now` are both False, so that no mark is set.
    return codes, marks
