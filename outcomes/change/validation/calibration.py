"""Whether predicted chances are right: of those told 30 %, should 30 in 100 turn out so.

Slope and intercept come from a logistic regression of what happened on the logit of the chance
(Cox 1958; Miller, Hui & Tierney 1991). A slope of 1 with an intercept of 0 is right. A slope
below 1 says that the chances are too extreme, above 1 that they are too timid; the intercept has
a meaning of its own only where the slope is near 1. Cautions (Van Calster and others 2019, BMC
Medicine 17:230): a right average can hide wrong chances in parts of the range, so look at the
bins; a few dozen outcomes fix the slope only roughly; nothing here says whether anyone is helped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outcomes.change.rates import rate
from outcomes.change.validation.bootstrap import Estimate, Statistic
from outcomes.change.validation.record import Record

BINS = 10
FEWEST_IN_A_BIN = 10
NEAR_CERTAIN = 1e-6
"""Chances are kept this far from 0 and 1, where the logit has no end."""

_ROUNDS = 25
_LONGEST_STEP = 3.0
_SMALL_STEP = 1e-8
_NO_SLOPE = 50.0  # beyond this the outcome is told apart without error, and the slope has no end


@dataclass(frozen=True, slots=True)
class Bin(Record):
    """Rows with a chance of `low` to `high`: the mean chance they were told, and the share to
    whom it happened, with its Wilson interval."""

    low: float
    high: float
    predicted: float
    observed: Estimate


@dataclass(frozen=True, slots=True)
class Calibration(Record):
    """Chances beside what happened.

    `predicted` is the mean chance, `observed` the share to whom it happened. `slope` and
    `intercept` are None with the reason in `why_null`: "too_few" (fewer than ten with, or
    without, the outcome) or "no_finite_slope" (the chances tell them apart without error).
    `brier` is the mean squared difference of chance and outcome (0 is perfect), `brier_of_share`
    that of telling everyone the share observed here; a lower `brier` says more than the share.
    """

    predicted: Estimate
    observed: Estimate
    slope: Estimate | None
    intercept: Estimate | None
    brier: Estimate
    brier_of_share: float
    bins: tuple[Bin, ...]
    why_null: dict[str, str]


def line(chance: np.ndarray, happened: np.ndarray, *, client: np.ndarray) -> Statistic:
    """The statistic (intercept, slope) of the logistic regression of what happened on the logit
    of the chance; nan where there is no finite slope."""
    x, y = logit(chance), happened.astype(float)
    whole = logistic(x, y, np.ones((len(x), 1)))
    # Draws lie near the whole, so that their search begins there and takes a few rounds.
    begin = whole[:, 0] if np.isfinite(whole).all() else np.array([0.0, 1.0])

    def statistic(weights: np.ndarray) -> np.ndarray:
        return logistic(x, y, weights[client], begin=begin)

    return statistic


def logit(chance: np.ndarray) -> np.ndarray:
    """ln(p / (1 - p)), with p kept a millionth away from 0 and 1."""
    inside = np.clip(chance, NEAR_CERTAIN, 1.0 - NEAR_CERTAIN)
    return np.log(inside) - np.log1p(-inside)


def logistic(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, begin: Sequence[float] = (0.0, 1.0)
) -> np.ndarray:
    """Maximum-likelihood intercept and slope of y (0 or 1) on x, for each column of weights.

    Newton's method on all columns at once; `weights` has shape (rows, columns), the answer
    (2, columns). The likelihood has one top, and a step is kept short enough not to run past it.
    A column is nan where there is no finite answer: one outcome only, a constant x, or an x that
    tells the outcomes apart without error.
    """
    b = np.repeat(np.asarray(begin, dtype=float)[:, None], weights.shape[1], axis=1)
    powers = np.stack([np.ones_like(x), x, x * x])
    moved = np.full(weights.shape[1], np.inf)
    for _ in range(_ROUNDS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(b[0] + x[:, None] * b[1], -700.0, 700.0)))
        slope = powers[:2] @ (weights * (y[:, None] - chance))
        curvature = powers @ (weights * chance * (1.0 - chance))
        step = _newton(slope, curvature)
        b = b + step
        moved = np.abs(step).max(axis=0)
        if not (moved > _SMALL_STEP).any():  # nan has given up and counts as done
            break
    found = (moved <= _SMALL_STEP) & (np.abs(b[1]) < _NO_SLOPE)
    return np.where(found, b, np.nan)


def _newton(slope: np.ndarray, curvature: np.ndarray) -> np.ndarray:
    h00, h01, h11 = curvature
    det = h00 * h11 - h01 * h01
    steep = det > 1e-12 * np.maximum(h00 * h11, 1e-300)
    det = np.where(steep, det, np.nan)
    step = np.stack([h11 * slope[0] - h01 * slope[1], h00 * slope[1] - h01 * slope[0]]) / det
    longest = np.abs(step).max(axis=0)
    return step * (_LONGEST_STEP / np.maximum(longest, _LONGEST_STEP))


def bins_of(chance: np.ndarray, happened: np.ndarray) -> tuple[Bin, ...]:
    """Tenths of the rows by chance, each with ten rows or more (so fewer bins below 100 rows).

    Equal chances stay in one bin, so that bins can differ in size. Nothing below ten rows.
    """
    wanted = min(BINS, len(chance) // FEWEST_IN_A_BIN)
    if wanted < 1:
        return ()
    edges = np.quantile(chance, np.arange(1, wanted) / wanted, method="inverted_cdf")
    place = np.searchsorted(edges, chance, side="left")
    return tuple(_bin(chance[place == each], happened[place == each]) for each in np.unique(place))


def _bin(chance: np.ndarray, happened: np.ndarray) -> Bin:
    seen = rate(int(happened.sum()), len(happened))
    observed = Estimate(seen.share, seen.low, seen.high, seen.n, seen.count)
    return Bin(float(chance.min()), float(chance.max()), float(chance.mean()), observed)
