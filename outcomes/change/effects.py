"""Sizes of change over episodes, in standard deviations: pre-post, against the expected course,
and a therapist's mean drawn towards that of all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outcomes.change.caseload import CaseloadProgress
from outcomes.change.expected import Curve, z_score
from outcomes.change.reliable import Z95

INTRACLASS = 0.05
"""Share of the variance of outcome that lies between therapists (Wampold & Brown 2005)."""


@dataclass(frozen=True, slots=True)
class EffectSize:
    """Pre-post effect in SDs of the intake, positive = better: d, and g without d's small-sample
    bias, with its standard error and 95 % interval."""

    n: int
    d: float
    correction: float
    g: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ShrunkenMean:
    """A mean residual drawn towards 0 by how little n episodes can say, with its 95 % interval."""

    n: int
    weight: float
    estimate: float
    sd: float
    low: float
    high: float


def pre_post(
    intake_mean: float, latest_mean: float, *, sd: float, n: int, r: float, direction: int
) -> EffectSize:
    """Standardised pre-post change d (M_last - M_intake) / SD_intake.

    g = J d with J = 1 - 3 / (4(n - 1) - 1); variance 2(1 - r)/n + g^2/(2n), r the correlation
    of intake and last score. It holds neither a control group nor regression to the mean, so it
    is no effect of treatment. Raises ValueError below three episodes.
    """
    if n < 3:
        raise ValueError("an effect size needs at least three episodes")
    d = direction * (latest_mean - intake_mean) / sd
    correction = 1.0 - 3.0 / (4.0 * (n - 1) - 1.0)
    g = correction * d
    error = math.sqrt(2.0 * (1.0 - r) / n + g * g / (2.0 * n))
    return EffectSize(n, d, correction, g, error, g - Z95 * error, g + Z95 * error)


def residuals(progress: CaseloadProgress, curve: Curve) -> np.ndarray:
    """(z_latest - m) at each latest score, in SDs of the intake norm: 0 = as expected, positive
    = better; nan where there is no expected course. Their mean is the relative effect size."""
    if curve.why_not(progress.yardstick) is not None:
        return np.full(len(progress), np.nan)
    level = curve.log_session(progress.session)
    middle = curve.mean(z_score(progress.yardstick, progress.intake), level)
    beyond = z_score(progress.yardstick, progress.latest) - middle
    return np.where(np.isnan(progress.benefit_percentile), np.nan, beyond)


def severity_adjusted(reference_change: float, residual: float, *, sd: float) -> float:
    """(mean change of the clinical-range reference + residual in points) / SD: the severity
    adjusted effect size in its published form, for clinical-range intakes only."""
    return (reference_change + residual) / sd


def shrunken_mean(
    mean: float, n: int, *, intraclass: float = INTRACLASS, variance: float = 1.0
) -> ShrunkenMean:
    """A therapist's mean residual, w x mean with w = n / (n + (1 - ICC) / ICC).

    SD sqrt(tau^2 (1 - w)) with tau^2 = ICC x variance. At ICC .05 the weight is .345 for 10
    episodes and .725 for 50: one's own cases say little until there are many.
    """
    weight = n / (n + (1.0 - intraclass) / intraclass)
    sd = math.sqrt(intraclass * variance * (1.0 - weight))
    estimate = weight * mean
    return ShrunkenMean(n, weight, estimate, sd, estimate - Z95 * sd, estimate + Z95 * sd)


def auc(marker: Sequence[float], happened: Sequence[bool]) -> float | None:
    """Chance that the marker is higher where it happened than where it did not (ties half).

    (rank sum of positives - n1 (n1 + 1) / 2) / (n1 n0); None where one group is empty.
    """
    values, positive = np.asarray(marker, dtype=float), np.asarray(happened, dtype=bool)
    n1, n0 = int(positive.sum()), int((~positive).sum())
    if not n1 or not n0:
        return None
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2.0)[place]
    return float((ranks[positive].sum() - n1 * (n1 + 1) / 2.0) / (n1 * n0))
