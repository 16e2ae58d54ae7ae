"""Which scores of a caseload may leave as sums: no cell of fewer than so many episodes.

A cell is a session pattern. An episode of a rare pattern loses its last scores until its shorter
pattern is common enough; one that never gets there is withheld. Nothing is averaged or guessed,
so that sums of what is left are exactly those of records one could have had.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from outcomes.change import Caseload
from outcomes.change.expected import modelled_rows
from outcomes.change.mixed import EXPECTED, SessionClock
from outcomes.change.mixed.sums import grouped

SMALLEST_CELL = 10
"""Episodes of a cell unless another number is asked for; `docs/decisions/0007` says why."""
FEWEST_ALLOWED = 5

Pattern = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What a caseload loses on the way out: whole `episodes` with their `scores`, and episodes
    `shortened` by `last_scores` in all. Modelled scores only."""

    episodes: int
    scores: int
    shortened: int
    last_scores: int


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What may leave, as a caseload of its own, and what stays behind."""

    caseload: Caseload
    withheld: Withheld


def shared_part(
    caseload: Caseload, *, smallest: int = SMALLEST_CELL, clock: SessionClock = EXPECTED
) -> Shared:
    """The scores that may leave. Raises ValueError for cells below `FEWEST_ALLOWED`."""
    if smallest < FEWEST_ALLOWED:
        raise ValueError(f"a cell of fewer than {FEWEST_ALLOWED} episodes never leaves")
    rows = modelled_rows(caseload)
    client = caseload.client[rows]
    start = np.flatnonzero(np.diff(client, prepend=-1))
    key = clock.keys(caseload.session[rows], start)
    first, place = grouped(key)
    patterns = [clock.sessions(each) for each in key[first]]
    lengths = kept_lengths(patterns, np.bincount(place, minlength=len(first)), smallest=smallest)
    had = np.diff(np.append(start, len(client)))
    kept = lengths[place] if len(place) else had
    return Shared(
        caseload=_only(caseload, owners=client[start], kept=kept),
        withheld=Withheld(
            episodes=int((kept == 0).sum()),
            scores=int(had[kept == 0].sum()),
            shortened=int(((kept > 0) & (kept < had)).sum()),
            last_scores=int((had - kept)[kept > 0].sum()),
        ),
    )


def kept_lengths(patterns: list[Pattern], episodes: np.ndarray, *, smallest: int) -> np.ndarray:
    """How many of its first scores each pattern keeps, so that no cell is below `smallest`.

    From the longest patterns down: one that is too rare joins the pattern without its last
    score, with whatever has joined it already. 0 where nothing common enough is left.
    """
    kept = np.zeros(len(patterns), dtype=np.int64)
    waiting: dict[int, dict[Pattern, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, pattern in enumerate(patterns):
        waiting[len(pattern)][pattern].append(place)
    for length in range(max(waiting, default=0), 0, -1):
        for pattern, places in waiting[length].items():
            if episodes[places].sum() >= smallest:
                kept[places] = length
            elif length > 1:
                waiting[length - 1][pattern[:-1]] += places
    return kept


def _only(caseload: Caseload, *, owners: np.ndarray, kept: np.ndarray) -> Caseload:
    """The intake and the first `kept` modelled scores of each owner; the others vanish."""
    allowed = np.zeros(caseload.n_clients, dtype=np.int64)
    allowed[owners] = kept
    rows = (allowed[caseload.client] > 0) & (caseload.position <= allowed[caseload.client])
    place = np.cumsum(allowed > 0) - 1
    return Caseload(
        place[caseload.client[rows]],
        caseload.session[rows],
        caseload.score[rows],
        n_clients=int((allowed > 0).sum()),
        occasions=caseload.occasions,
    )
