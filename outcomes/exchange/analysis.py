"""Ratings of a file set against reliable change and the expected course, client by client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np

from outcomes.change import SESSIONS, Caseload, CaseloadProgress, Curve, progress_of
from outcomes.exchange.ratings_csv import Ratings
from outcomes.measures import Measure, Yardstick

RATINGS_AT_ONCE = 100_000
"""Ratings worked out together. What is known of each single score takes some 300 bytes, so that
a whole file of them would fill the memory; of a client only the latest is kept."""

NEED = ("not_on_track", "watch", "cannot_tell", "on_track", "insufficient", "improved", "recovered")
"""Statuses in the order in which courses are shown: those worth talking about come first."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Where each client of a file stands at the latest rating.

    `progress` has one entry a client-episode, in the order of `ratings.names`; `first_row` are
    the places in `ratings` where each begins, with the number of rows appended.
    """

    ratings: Ratings
    measure: Measure
    yardstick: Yardstick
    curve: Curve | None
    occasions: str
    progress: CaseloadProgress
    first_row: np.ndarray

    def __len__(self) -> int:
        return len(self.ratings.names)

    def rows_of(self, index: int) -> slice:
        """The rows of client-episode `index` in `ratings`."""
        return slice(int(self.first_row[index]), int(self.first_row[index + 1]))


def analyse(
    ratings: Ratings,
    measure: Measure,
    *,
    age_band: str = "adult",
    curve: Curve | None,
    occasions: str = SESSIONS,
    tick: Callable[[int, int], None] = lambda done, of: None,
) -> Analysis:
    """Work out every course, some at a time; `tick(done, of)` hears of clients."""
    yardstick = measure.yardstick(age_band)
    count = len(ratings.names)
    rated = ratings.rated
    client, session, score = (
        each[rated] for each in (ratings.client, ratings.session, ratings.score)
    )
    start = np.searchsorted(client, np.arange(count + 1))
    parts, done = [], 0
    while done < count:
        enough = int(np.searchsorted(start, start[done] + RATINGS_AT_ONCE, side="right")) - 1
        upto = min(max(enough, done + 1), count)
        rows = slice(start[done], start[upto])
        block = Caseload(
            client[rows] - done, session[rows], score[rows],
            n_clients=upto - done, occasions=occasions,
        )  # fmt: skip
        parts.append(replace(progress_of(block, yardstick, curve), history=None))
        done = upto
        tick(done, count)
    return Analysis(
        ratings=ratings,
        measure=measure,
        yardstick=yardstick,
        curve=curve,
        occasions=occasions,
        progress=_joined(parts),
        first_row=np.searchsorted(ratings.client, np.arange(count + 1)),
    )


def in_order_of_need(progress: CaseloadProgress) -> np.ndarray:
    """Clients by status as in NEED, within one by benefit percentile and gain, lowest first.

    The order of a heap of papers, not a ranking of people: what is most worth talking about is
    found first. Clients with no percentile follow those with one.
    """
    rank = {status: place for place, status in enumerate(NEED)}
    status = np.array([rank[each] for each in progress.status], dtype=np.int64)
    percentile = np.nan_to_num(progress.benefit_percentile, nan=101.0)
    gain = np.nan_to_num(progress.gain, nan=0.0)
    return np.lexsort((np.arange(len(progress)), gain, percentile, status))


def _joined(parts: list[CaseloadProgress]) -> CaseloadProgress:
    arrays = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts])
        for each in fields(CaseloadProgress)
        if isinstance(getattr(parts[0], each.name), np.ndarray)
    }
    arrays["client"] = np.arange(sum(len(part) for part in parts))
    return replace(parts[0], **arrays)
