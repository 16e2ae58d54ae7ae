"""Quantities that run along each course: sums, maxima, last known values, neighbours.

Everything goes client by client through the k-th score of all clients at once. A plain
cumulative sum over the whole caseload, less its value at each client's start, would be shorter;
but its rounding depends on who else is in the file, and a signal must come out bit for bit the
same whether a client is looked at alone or among a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

Step = Callable[[np.ndarray, np.ndarray], np.ndarray]


def running(step: Step, values: np.ndarray, *, position: np.ndarray) -> np.ndarray:
    """`step(value so far, new value)` carried along each client's rows.

    `values` has one row per score (further columns are carried side by side); `position` is
    each row's place in its course, from 0. Returns an array like `values`.
    """
    out = values.copy()
    order = np.argsort(position, kind="stable")
    edges = np.searchsorted(position[order], np.arange(1, int(position.max(initial=0)) + 2))
    for low, high in pairwise(edges):
        rows = order[low:high]
        out[rows] = step(out[rows - 1], out[rows])
    return out


def last_known(known: np.ndarray, new: np.ndarray) -> np.ndarray:
    """A step for `running`: keep what was known where the new value is 0."""
    return np.where(new != 0, new, known)


def neighbour(values: np.ndarray, steps: int, *, client: np.ndarray) -> np.ndarray:
    """The same client's value `steps` rows earlier (positive) or later (negative); else nan."""
    out = np.full(len(values), np.nan)
    if steps == 0 or abs(steps) >= len(values):
        return values.astype(float) if steps == 0 else out
    here = slice(steps, None) if steps > 0 else slice(None, steps)
    there = slice(None, -steps) if steps > 0 else slice(-steps, None)
    same = client[here] == client[there]
    out[here] = np.where(same, values[there], np.nan)
    return out
