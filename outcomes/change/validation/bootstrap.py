"""Intervals by resampling clients: whole clients are drawn again, with all their scores.

Scores of one client hang together, so that an interval which counts scores as if they were
independent is too narrow; drawing clients keeps them together (Davison & Hinkley 1997, 3.8). The
interval is that of the percentiles. It holds the curve fixed: what another fit would have said
is not in it.

A draw of n clients with replacement is the same as giving each client a weight, how often it was
drawn. All statistics here are functions of weights, many draws at once, so that 1,000 draws cost
a few matrix products.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np

from outcomes.change.rates import rate
from outcomes.change.validation.record import Record

Key = TypeVar("Key", bound=Hashable)
Statistic = Callable[[np.ndarray], np.ndarray]
"""From weights, shape (clients, draws), to values, shape (quantities, draws); nan where a draw
leaves a quantity without meaning (a draw without anyone who deteriorated has no sensitivity)."""

LEVEL = (0.025, 0.975)
DEFINED = 0.95
"""Share of the draws in which a quantity must have a meaning, or it gets no interval."""

_AT_ONCE = 200_000  # weights in one piece: they stay in the processor's cache
_FEWEST_DRAWS = 16


@dataclass(frozen=True, slots=True)
class Estimate(Record):
    """A figure with its 95 % interval. `n` is what it rests on (clients, or scores, as its place
    says), `count` the numerator where it is a share of n. `low` and `high` are None where no
    interval can be had: without resampling, where too few draws had a meaning, or where all draws
    agree."""

    value: float
    low: float | None
    high: float | None
    n: int
    count: int | None = None


class Resampled(NamedTuple):
    """Values of a statistic on the clients as they are, and over the draws: limits of the
    interval and standard deviation. Flat arrays, nan where there is none."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    sd: np.ndarray

    def estimate(self, place: int, *, n: int) -> Estimate | None:
        """The figure at `place`; None where the clients as they are give none. Draws that all
        agree (an area of 1, no alarm at all) would look certain, and give no interval."""
        value = float(self.value[place])
        if math.isnan(value):
            return None
        if self.sd[place] == 0.0:
            return Estimate(value, None, None, n)
        return Estimate(value, _known(self.low[place]), _known(self.high[place]), n)

    def share(self, place: int, *, count: int, n: int) -> Estimate | None:
        """A share of clients, one each. Where none or all of n count, every draw says the same
        and its interval would be a point: there the Wilson interval stands instead."""
        found = self.estimate(place, n=n)
        if found is None:
            return None
        if count in (0, n):
            wilson = rate(count, n)
            return Estimate(wilson.share, wilson.low, wilson.high, n, count)
        return Estimate(found.value, found.low, found.high, n, count)


class Ratio(NamedTuple):
    """A sum over rows divided by another: shares, means. Arrays of one length, one entry a row."""

    above: np.ndarray
    below: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class OfSums:
    """A statistic that needs no more than weighted sums over clients: `columns` has one row a
    sum and one entry a client, `finish` makes the values of the sums. All of this kind share one
    matrix product in `resampled`; many small ones would take several times as long."""

    columns: np.ndarray
    finish: Statistic

    def __call__(self, weights: np.ndarray) -> np.ndarray:
        return self.finish(self.columns @ weights)


def resampled(
    statistics: Mapping[Key, Statistic], *, clients: int, draws: int, seed: int
) -> dict[Key, Resampled]:
    """Every statistic on the clients as they are and, over the same draws, its interval.

    With 0 draws there are no intervals. The same seed gives the same figures.
    """
    as_they_are = np.ones((clients, 1))
    values = {key: statistic(as_they_are)[:, 0] for key, statistic in statistics.items()}
    drawn: dict[Key, list[np.ndarray]] = {key: [] for key in statistics}
    summed = {key: each for key, each in statistics.items() if isinstance(each, OfSums)}
    columns = np.concatenate([np.zeros((0, clients)), *(each.columns for each in summed.values())])
    ends = np.cumsum([len(each.columns) for each in summed.values()])
    for weights in _weights(clients, draws=draws, seed=seed):
        sums = dict(zip(summed, np.split(columns @ weights, ends), strict=False))
        for key, statistic in statistics.items():
            found = statistic.finish(sums[key]) if key in summed else statistic(weights)
            drawn[key].append(found)
    return {key: _summed_up(values[key], drawn[key]) for key in statistics}


def ratios(each: Sequence[Ratio], client: np.ndarray, *, clients: int) -> Statistic:
    """The statistic of several ratios; `client` says whose row it is, counted from 0."""
    place: dict[bytes, int] = {}  # many shares have the same denominator: each sum once
    columns: list[np.ndarray] = []
    for column in [ratio.above for ratio in each] + [ratio.below for ratio in each]:
        if place.setdefault(column.tobytes(), len(columns)) == len(columns):
            columns.append(column)
    above = [place[ratio.above.tobytes()] for ratio in each]
    below = [place[ratio.below.tobytes()] for ratio in each]

    def finish(sums: np.ndarray) -> np.ndarray:
        top, bottom = sums[above], sums[below]
        return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)

    return OfSums(by_client(columns, client, clients=clients), finish)


def by_client(columns: Sequence[np.ndarray], client: np.ndarray, *, clients: int) -> np.ndarray:
    """Sums of each column over each client's rows, shape (columns, clients)."""
    if not columns:
        return np.zeros((0, clients))
    sums = [np.bincount(client, weights=column, minlength=clients) for column in columns]
    return np.stack(sums)


def _weights(clients: int, *, draws: int, seed: int) -> Iterator[np.ndarray]:
    """How often each client is in each draw, in pieces of shape (clients, some draws)."""
    if not clients:
        return
    random = np.random.default_rng(seed)
    piece = max(_FEWEST_DRAWS, _AT_ONCE // clients)
    for begin in range(0, draws, piece):
        some = min(piece, draws - begin)
        who = random.integers(0, clients, size=(some, clients))
        who += clients * np.arange(some)[:, None]
        counts = np.bincount(who.ravel(), minlength=some * clients)
        yield np.ascontiguousarray(counts.reshape(some, clients).T, dtype=float)


def _summed_up(value: np.ndarray, drawn: list[np.ndarray]) -> Resampled:
    low, high, sd = (np.full(len(value), np.nan) for _ in range(3))
    if drawn:
        every = np.concatenate(drawn, axis=1)
        enough = np.isfinite(every).mean(axis=1) >= DEFINED
        if enough.any():
            low[enough], high[enough] = np.nanquantile(every[enough], LEVEL, axis=1)
            sd[enough] = np.nanstd(every[enough], axis=1)
    return Resampled(value, low, high, sd)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
