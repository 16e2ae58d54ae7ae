"""Sums that no scores can have: what gives away a file that was made up or changed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from outcomes.change.expected import z_score
from outcomes.change.mixed import PatternSums
from outcomes.measures import Yardstick

ROUNDING = 5e-7
"""Half a step of the sixth decimal, to which every sum was rounded."""


def impossible(sums: PatternSums, yardstick: Yardstick) -> Iterator[str]:
    """A sentence for each cell whose sums contradict each other or the ends of the scale."""
    low, high = sorted(
        float(z_score(yardstick, end)) for end in (yardstick.minimum, yardstick.maximum)
    )
    for place, sessions in enumerate(sums.patterns):
        named = f"sessions {', '.join(map(str, sessions[:12]))}"
        cell = sums.take(np.array([place]))
        if _beyond_scale(cell, low=low, high=high):
            yield f"{named}: sums that scores inside the scale cannot have"
        elif _contradictory(cell, sessions):
            yield f"{named}: sums that contradict each other"


def _beyond_scale(cell: PatternSums, *, low: float, high: float) -> bool:
    """Sums outside what the ends of the scale allow, or negative sums of squares."""
    n, scores = cell.episodes[0], cell.episodes[0] * cell.zz[0, 0]
    slack = ROUNDING * (1 + n)
    x, xx, s, yy = cell.ww[0, 0, 1], cell.ww[0, 1, 1], cell.sw[0, 0, 0], cell.yy[0]
    largest = max(low**2, high**2)
    return not (
        n * low - slack <= x <= n * high + slack
        and scores * low - slack <= s <= scores * high + slack
        and 0 <= xx <= n * largest + slack
        and 0 <= yy <= scores * largest + slack
    )


def _contradictory(cell: PatternSums, sessions: tuple[int, ...]) -> bool:
    """Whether no scores at all can have these sums.

    The sums of products of (1, x, s, t) are a matrix without negative eigenvalues (Cauchy and
    Schwarz), the sum of squares of an episode's scores is at least that of their projection on
    the level and the logarithm of the session, and where these cannot be told apart (one score,
    or all from the cap on) t is L times s.
    """
    square = np.block([[cell.ww[0], cell.sw[0].T], [cell.sw[0], cell.ss[0]]])
    slack = 8 * ROUNDING
    if np.linalg.eigvalsh(square)[0] < -slack:
        return True
    z = np.column_stack([np.ones(len(sessions)), cell.clock.log_session(np.array(sessions))])
    inverse = np.linalg.pinv(z.T @ z)
    if cell.yy[0] < np.trace(inverse @ cell.ss[0]) - slack * (1 + np.abs(inverse).sum()):
        return True
    left = np.eye(2) - inverse @ (z.T @ z)
    return bool(np.trace(left @ cell.ss[0] @ left.T) > slack * (1 + np.abs(left).sum()))
