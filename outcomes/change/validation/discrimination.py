"""How well a figure tells those to whom something will happen from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from outcomes.change.validation.bootstrap import Statistic


class _Order(NamedTuple):
    """Where the positives stand among the negatives, by one marker.

    `negatives` are the clients of the negative rows, by rising marker; `below` and `upto` count,
    for each positive row, the negatives with a smaller marker and with one no larger.
    """

    negatives: np.ndarray
    below: np.ndarray
    upto: np.ndarray


@dataclass(frozen=True, slots=True)
class AreaUnderCurve:
    """AUC of several markers on the same rows, and how far the others are above the first.

    AUC is the chance that the marker is higher for someone to whom it happened than for someone
    to whom it did not, ties counted half: (rank sum of the positives - n1 (n1 + 1)/2) / (n1 n0)
    (Hanley & McNeil 1982). .5 is no better than a coin. It does not say whether the chances
    themselves are right (see `calibration`), nor where to draw a limit.

    As a statistic it gives m areas, then m - 1 differences from the first; the two figures of a
    difference come from the same draw, because they come from the same clients.
    """

    positives: np.ndarray
    """Clients of the rows where it happened."""
    orders: tuple[_Order, ...]

    def __call__(self, weights: np.ndarray) -> np.ndarray:
        positive = weights[self.positives]
        n1 = positive.sum(axis=0)
        areas = np.stack([_area(order, positive, n1, weights) for order in self.orders])
        return np.concatenate([areas, areas[1:] - areas[0]])


def areas(markers: Sequence[np.ndarray], happened: np.ndarray, *, client: np.ndarray) -> Statistic:
    """The statistic of the areas under the curve of `markers`, high where it is to be feared.

    All arrays have one entry a row; `client` says whose it is.
    """
    return AreaUnderCurve(
        client[happened], tuple(_order(marker, happened, client) for marker in markers)
    )


def _order(marker: np.ndarray, happened: np.ndarray, client: np.ndarray) -> _Order:
    negative = marker[~happened]
    rising = np.argsort(negative, kind="stable")
    negative = negative[rising]
    return _Order(
        client[~happened][rising],
        np.searchsorted(negative, marker[happened], side="left"),
        np.searchsorted(negative, marker[happened], side="right"),
    )


def _area(order: _Order, positive: np.ndarray, n1: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted share of pairs in the right order; nan where a draw lacks one of the groups."""
    rank = np.zeros((len(order.negatives) + 1, weights.shape[1]))
    np.cumsum(weights[order.negatives], axis=0, out=rank[1:])
    won = (positive * (rank[order.below] + rank[order.upto])).sum(axis=0) / 2.0
    pairs = n1 * rank[-1]
    return np.where(pairs > 0, won / np.where(pairs > 0, pairs, 1.0), np.nan)
