"""Counts over episodes: shares with their intervals and denominators, and how two compare.

Every share says how many it counts and out of how many; a case that could not have reached a
class (no room on the scale) leaves that share's denominator.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outcomes.change.caseload import CaseloadProgress
from outcomes.change.reliable import DETERIORATED, IMPROVED, RECOVERED, Z95

SMALLEST_GROUP = 10
"""Below this many episodes only counts are shown, no percentages."""

FUNNEL_LIMITS = (0.025, 0.975, 0.001, 0.999)


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `n`, with its share and 95 % Wilson interval (0 to 1); None where n is 0."""

    count: int
    n: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def enough(self) -> bool:
        """True where the group is large enough for a percentage (n >= 10)."""
        return self.n >= SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Comparison:
    """Difference of two shares, first - second, with its 95 % interval.

    `clear` is False where the interval holds 0: too close to tell.
    """

    first: Rate
    second: Rate
    difference: float | None
    low: float | None
    high: float | None

    @property
    def clear(self) -> bool:
        """True where the interval of the difference leaves 0 out."""
        return self.low is not None and (self.low > 0.0 or self.high < 0.0)


@dataclass(frozen=True, slots=True)
class OutcomeRates:
    """Shares of a set of episodes by reliable and clinically significant change.

    Denominators: `improved_or_recovered` episodes with two scores or more where an improvement
    was attainable; `recovered` those of them that began in the clinical range; `deteriorated`
    two scores or more where a deterioration was attainable; `complete` all episodes, counting
    those with two scores or more.
    """

    improved_or_recovered: Rate
    recovered: Rate
    deteriorated: Rate
    complete: Rate


def rate(count: int, n: int, *, z: float = Z95) -> Rate:
    """A share with its Wilson interval.

    Centre (p + z^2/2n) / (1 + z^2/n), half-width z sqrt(p(1-p)/n + z^2/4n^2) / (1 + z^2/n).
    13 of 20 gives .433 to .819. Raises ValueError unless 0 <= count <= n.
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    if n == 0:
        return Rate(0, 0, None, None, None)
    low, high = wilson(count / n, n, z=z)
    # 0 of n and n of n reach the ends exactly; rounding must not show -0.0 or 1.0000000002.
    return Rate(count, n, count / n, 0.0 if count == 0 else low, 1.0 if count == n else high)


def wilson(share: float, n: float, *, z: float = Z95) -> tuple[float, float]:
    """Wilson interval of a share among n > 0, which need not be whole (scores of one client hang
    together and are worth fewer than they are): see `rate` for the formula."""
    square = z * z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def compare(first: Rate, second: Rate) -> Comparison:
    """Difference of two independent shares with Newcombe's hybrid score interval.

    d = p1 - p2; low = d - sqrt((p1 - l1)^2 + (u2 - p2)^2), high = d + sqrt((u1 - p1)^2 +
    (p2 - l2)^2) with the Wilson limits l, u (Newcombe 1998, method 10). 56/70 and 48/80 give
    .2 with .0524 to .3339.
    """
    if first.share is None or second.share is None:
        return Comparison(first, second, None, None, None)
    p1, p2 = first.share, second.share
    difference = p1 - p2
    low = difference - math.hypot(p1 - first.low, second.high - p2)
    high = difference + math.hypot(first.high - p1, p2 - second.low)
    return Comparison(first, second, difference, low, high)


def outcome_rates(progress: CaseloadProgress) -> OutcomeRates:
    """Shares improved or recovered, recovered and deteriorated, one entry an episode.

    Raises ValueError for a measure without a reliable change: nobody can be classed.
    """
    if progress.yardstick.reliable_change is None:
        raise ValueError(f"{progress.yardstick.measure_id} has no reliable change, so no rates")
    scored = progress.n >= 2
    can_improve = scored & progress.attainable_improvement
    can_recover = can_improve & progress.intake_clinical
    can_deteriorate = scored & progress.attainable_deterioration
    better = np.isin(progress.class_code, (IMPROVED, RECOVERED))
    return OutcomeRates(
        improved_or_recovered=_counted(better, can_improve),
        recovered=_counted(progress.class_code == RECOVERED, can_recover),
        deteriorated=_counted(progress.class_code == DETERIORATED, can_deteriorate),
        complete=_counted(scored, np.ones(len(progress), dtype=bool)),
    )


def funnel(share: float, n: int, *, limits: Sequence[float] = FUNNEL_LIMITS) -> tuple[float, ...]:
    """Shares within which n episodes fall by chance alone if the true share is `share`.

    Binomial quantiles over n, at .025, .975, .001 and .999 unless told otherwise: for .5 and 10
    episodes .2, .8, .1, .9. Raises ValueError unless 0 <= share <= 1 and n > 0.
    """
    if n < 1 or not 0 <= share <= 1:
        raise ValueError("a funnel needs a share between 0 and 1 and at least one episode")
    cumulative = np.cumsum([_binomial(k, n, share=share) for k in range(n + 1)])
    return tuple(min(int(np.searchsorted(cumulative, limit)), n) / n for limit in limits)


def _binomial(k: int, n: int, *, share: float) -> float:
    """Chance of k of n, by logarithms: the coefficient itself overflows beyond n = 1,029."""
    if share in (0.0, 1.0):
        return float(k == n * share)
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return math.exp(ways + k * math.log(share) + (n - k) * math.log1p(-share))


def _counted(which: np.ndarray, among: np.ndarray) -> Rate:
    return rate(int((which & among).sum()), int(among.sum()))
