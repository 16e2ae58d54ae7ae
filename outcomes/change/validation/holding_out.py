"""Who is held out: the clients that a curve is tested on have not been in its making."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LATER_SHARE = 0.30
"""About this share of the dated episodes is tested when holding out by closing date."""


@dataclass(frozen=True, slots=True, eq=False)
class DateSplit:
    """Episodes closed before `first_day` make the curve (`before`), those closed on it or later
    test it (`after`); one entry a course. `left_out` counts the episodes in neither: without a
    closing date, or earlier episodes of people who are tested."""

    first_day: dt.date
    before: np.ndarray
    after: np.ndarray
    left_out: int


def folds_of(person: np.ndarray, courses: np.ndarray, *, folds: int, seed: int) -> np.ndarray:
    """The fold of each course, 0 to folds - 1, and -1 for courses that are not True.

    All courses of a person are in one fold; folds differ by one person at most. The same seed
    and the same people give the same folds. With fewer people than folds each has a fold alone.
    """
    people, place = np.unique(person[courses], return_inverse=True)
    number = np.random.default_rng(seed).permutation(len(people)) % max(folds, 1)
    out = np.full(len(person), -1)
    out[courses] = number[place]
    return out


def split_by_date(
    closed_on: Sequence[dt.date | None] | np.ndarray, person: np.ndarray, courses: np.ndarray
) -> DateSplit | None:
    """The split at the day that leaves nearest to 30 % of the dated courses on it or later.

    None where there is no such day: no dates, or all closed on one. Nobody is on both sides:
    who has an episode after the day loses the earlier ones.
    """
    day = np.array(closed_on, dtype="datetime64[D]")
    dated = courses & ~np.isnat(day)
    days, counts = np.unique(day[dated], return_counts=True)
    if len(days) < 2:
        return None
    later = 1.0 - np.cumsum(counts)[:-1] / counts.sum()
    first = days[1:][np.argmin(np.abs(later - LATER_SHARE))]
    after = dated & (day >= first)
    before = dated & ~after & ~np.isin(person, person[after])
    left_out = int(courses.sum() - before.sum() - after.sum())
    return DateSplit(first.astype(dt.date), before, after, left_out)
