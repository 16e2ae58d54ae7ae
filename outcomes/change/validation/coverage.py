"""Whether the bands hold what they say: 10 in 100 scores below the 10th percentile, and so on.

Scores are compared with what was expected before they were seen, given the intake alone. A score
on a whole-number scale stands for an interval (see `predictions.cell`), part of which can lie
below a percentile: it then counts for that part, (p - F_below) / (F_upto - F_below). That is the
non-randomised probability integral transform (Czado, Gneiting & Held 2009, Biometrics 65:1254).
The mid-point rule, which counts a score wholly by (F_below + F_upto)/2, stands beside it; it errs
where much is piled up at an end of the scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outcomes.change.rates import wilson
from outcomes.change.validation.bootstrap import Estimate, Ratio, Resampled, Statistic, ratios
from outcomes.change.validation.predictions import Predictions
from outcomes.change.validation.record import Record
from outcomes.measures import Yardstick

PERCENTILES = (10, 25, 50, 75, 90)
SESSION_GROUPS = ((2, 2), (3, 4), (5, 8), (9, None))
THIRDS = ("worst", "middle", "best")
"""Thirds of the courses by intake, from the most severe start to the mildest."""


@dataclass(frozen=True, slots=True)
class CoverageGroup(Record):
    """How the bands fared among some of the scores.

    `low` and `high` bound the group: session numbers, or intakes in points (the lower number
    first); None where it is open. `below` gives the share of scores below each percentile that
    `PERCENTILES` names, `central` the share between the 10th and the 90th (should be .80).
    Intervals are Wilson's on the number of scores divided by the design effect, since scores of
    one client hang together. `n` of each figure is the number of scores.
    """

    name: str
    low: float | None
    high: float | None
    n_clients: int
    n_scores: int
    below: tuple[Estimate, ...]
    central: Estimate | None


@dataclass(frozen=True, slots=True)
class Coverage(Record):
    """Coverage of the percentile bands over held-out scores.

    `error` is the mean absolute difference between the five shares and what they should be, and
    `error_by_chance` about how large it would be from sampling alone if the curve were right
    (mean of sqrt(2/pi) x standard error): an `error` near it is no sign of anything wrong.
    `mid_point` repeats the whole by the mid-point rule, `error_mid_point` its error.
    """

    percentiles: tuple[int, ...]
    whole: CoverageGroup
    by_session: tuple[CoverageGroup, ...]
    by_intake: tuple[CoverageGroup, ...]
    error: float
    error_by_chance: float | None
    mid_point: CoverageGroup
    error_mid_point: float


@dataclass(frozen=True, slots=True, eq=False)
class CoverageRows:
    """The groups of scores, before their figures."""

    rows: Predictions
    groups: tuple[tuple[str, float | None, float | None, np.ndarray], ...]
    """Name, lower and upper bound, and which rows; the first is the whole."""
    n_clients: int


def coverage_rows(predictions: Predictions, yardstick: Yardstick) -> CoverageRows:
    """All scores after the intake: together, by session group, by third of the intakes."""
    rows = predictions.take(predictions.modelled)
    whole = ("all", None, None, np.ones(len(rows), dtype=bool))
    sessions = [_sessions(rows, first, last) for first, last in SESSION_GROUPS]
    return CoverageRows(
        rows, (whole, *sessions, *_thirds(rows, yardstick.direction)), predictions.n_clients
    )


def coverage_statistic(asked: CoverageRows) -> Statistic:
    """Six shares a group (five percentiles and the central band), by both rules for the whole."""
    spread, single = _shares_spread(asked.rows), _shares_mid_point(asked.rows)
    every = [
        Ratio(share * rows, rows.astype(float)) for *_, rows in asked.groups for share in spread
    ]
    every += [Ratio(share, np.ones(len(share))) for share in single]
    return ratios(every, asked.rows.client, clients=asked.n_clients)


def coverage_of(asked: CoverageRows, found: Resampled) -> Coverage | None:
    """The coverage from its resampled shares; None without any score to judge by."""
    if not len(asked.rows):
        return None
    groups = [_group(asked, found, place) for place in range(len(asked.groups))]
    mid_point = _group(asked, found, len(asked.groups), "mid_point")
    sessions = len(SESSION_GROUPS)
    return Coverage(
        percentiles=PERCENTILES,
        whole=groups[0],
        by_session=tuple(groups[1 : 1 + sessions]),
        by_intake=tuple(groups[1 + sessions :]),
        error=_error(groups[0]),
        error_by_chance=_by_chance(found.sd[: len(PERCENTILES)]),
        mid_point=mid_point,
        error_mid_point=_error(mid_point),
    )


def _sessions(
    rows: Predictions, first: int, last: int | None
) -> tuple[str, float | None, float | None, np.ndarray]:
    name = f"{first}" if first == last else f"{first}+" if last is None else f"{first}-{last}"
    upto = math.inf if last is None else last
    return name, first, last, (rows.session >= first) & (rows.session <= upto)


def _thirds(
    rows: Predictions, direction: int
) -> list[tuple[str, float | None, float | None, np.ndarray]]:
    """Each course counts once for where the thirds lie; equal intakes stay together."""
    if not len(rows):
        return [(name, None, None, np.zeros(0, dtype=bool)) for name in THIRDS]
    _, first = np.unique(rows.course, return_index=True)
    benefit = direction * rows.intake
    edges = np.quantile(benefit[first], [1 / 3, 2 / 3], method="inverted_cdf")
    place = np.searchsorted(edges, benefit, side="left")
    return [_third(name, rows.intake, place == number) for number, name in enumerate(THIRDS)]


def _third(
    name: str, intake: np.ndarray, rows: np.ndarray
) -> tuple[str, float | None, float | None, np.ndarray]:
    if not rows.any():
        return name, None, None, rows
    return name, float(intake[rows].min()), float(intake[rows].max()), rows


def _shares_spread(rows: Predictions) -> list[np.ndarray]:
    """How much of each score counts as below each percentile, then inside the central band."""
    width = rows.upto - rows.below
    wide = width > 0
    below = [
        np.where(
            wide,
            np.clip((p / 100 - rows.below) / np.where(wide, width, 1.0), 0.0, 1.0),
            rows.below < p / 100,
        )
        for p in PERCENTILES
    ]
    return [*below, below[-1] - below[0]]


def _shares_mid_point(rows: Predictions) -> list[np.ndarray]:
    middle = (rows.below + rows.upto) / 2.0
    below = [(middle < p / 100).astype(float) for p in PERCENTILES]
    return [*below, below[-1] - below[0]]


def _group(
    asked: CoverageRows, found: Resampled, place: int, name: str | None = None
) -> CoverageGroup:
    own, low, high, rows = asked.groups[place if name is None else 0]
    n, clients = int(rows.sum()), len(np.unique(asked.rows.client[rows]))
    first = place * (len(PERCENTILES) + 1)
    shares = [
        _clustered(found.value[at], found.sd[at], n=n, clients=clients)
        for at in range(first, first + len(PERCENTILES) + 1)
    ]
    below = tuple(shares[:-1]) if n else ()
    return CoverageGroup(name or own, low, high, clients, n, below, shares[-1])


def _clustered(value: float, sd: float, *, n: int, clients: int) -> Estimate | None:
    """A share of scores with Wilson's interval on n / design effect scores.

    The design effect is the variance over the draws of clients against p (1 - p)/n. Where the
    draws all agree (a share of 0 or 1), each client counts as one score.
    """
    if not n:
        return None
    share = float(np.clip(value, 0.0, 1.0))
    variance = share * (1.0 - share)
    if math.isnan(sd):
        return Estimate(share, None, None, n)
    worth = float(clients) if sd == 0 or variance == 0 else variance / sd**2
    low, high = wilson(share, min(float(worth), float(n)))
    return Estimate(share, low, high, n)


def _error(group: CoverageGroup) -> float:
    wanted = [p / 100 for p in PERCENTILES]
    return sum(abs(each.value - p) for each, p in zip(group.below, wanted, strict=True)) / len(
        PERCENTILES
    )


def _by_chance(sds: Sequence[float]) -> float | None:
    if np.isnan(sds).any():
        return None
    return math.sqrt(2.0 / math.pi) * float(np.mean(sds))
