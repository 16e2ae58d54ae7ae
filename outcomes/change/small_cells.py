"""Which counts of a break-down may be shown, so that no small one can be read off or reckoned.

A count below five says too much about too few people. Leaving it out is not enough: where the
total is known, the counts that are shown give the missing one away. So one more is left out, the
smallest, until every hidden small count could still be one of several numbers.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from outcomes.change.rates import Rate

SMALLEST_CELL = 5
"""A count below this is never shown, nor is one that would let it be reckoned."""

STILL_POSSIBLE = 3
"""A hidden small count must be able to be any of at least this many numbers."""

Cell = Literal["shown", "small", "withheld"]
"""`small` may be called "fewer than 5"; `withheld` may not be called anything."""


def guarded(counts: Sequence[int], *, never_shown: Collection[int] = ()) -> tuple[Cell, ...]:
    """What may be said of each count of a break-down whose total is known.

    Args:
        counts: how many in each cell; together they are the known total.
        never_shown: places of cells that stand nowhere on the page. They cannot be read, but
            reckoned: they are protected like all others, and are "withheld".

    >>> guarded([20, 9, 2, 2])
    ('shown', 'shown', 'small', 'small')
    >>> guarded([20, 9, 2])  # 2 could be reckoned from the total
    ('shown', 'withheld', 'small')
    """
    cells: list[Cell] = ["small" if count < SMALLEST_CELL else "shown" for count in counts]
    for place in never_shown:
        cells[place] = "withheld"
    while not _protected(cells, counts, never_shown):
        shown = [place for place, cell in enumerate(cells) if cell == "shown"]
        if not shown:
            # Even "fewer than 5" would say too much: the total leaves too little room.
            return ("withheld",) * len(cells)
        cells[min(shown, key=lambda place: counts[place])] = "withheld"
    return tuple(cells)


def _protected(cells: Sequence[Cell], counts: Sequence[int], never_shown: Collection[int]) -> bool:
    """Whether each hidden small count could still be several numbers, for who reads the rest."""
    hidden = [place for place, cell in enumerate(cells) if cell != "shown"]
    together = sum(counts[place] for place in hidden)
    known = {place: _known(cells[place], place in never_shown) for place in hidden}
    for place in hidden:
        if counts[place] >= SMALLEST_CELL:
            continue
        low, high = known[place]
        others = [known[other] for other in hidden if other != place]
        least = max(low, together - sum(most for _, most in others))
        most = min(high, together - sum(least for least, _ in others))
        if most - least + 1 < STILL_POSSIBLE:
            return False
    return True


def _known(cell: Cell, never_shown: bool) -> tuple[float, float]:
    """The least and the most that a hidden count can be, for a reader of the page.

    A count withheld beside one that is "fewer than 5" must itself be five or more.
    """
    if cell == "small":
        return 0, SMALLEST_CELL - 1
    return (0 if never_shown else SMALLEST_CELL), math.inf


def readable(rate: Rate) -> tuple[int, int]:
    """The least and the most that the count of a share may be shown to be.

    Both are the count itself where it and its complement are large enough: 18 of 31 gives
    (18, 18), 2 of 31 (0, 4), 29 of 31 (27, 31).
    """
    if rate.count < SMALLEST_CELL:
        return 0, min(SMALLEST_CELL - 1, rate.n)
    if rate.n - rate.count < SMALLEST_CELL:
        return max(rate.n - SMALLEST_CELL + 1, 0), rate.n
    return rate.count, rate.count


@dataclass(frozen=True, slots=True)
class ShownOutcomes:
    """Which of the shares of closed episodes may be shown beside one another."""

    improved_or_recovered: bool
    recovered: bool
    deteriorated: bool


def shown_outcomes(
    *, complete: Rate, improved_or_recovered: Rate, recovered: Rate, deteriorated: Rate
) -> ShownOutcomes:
    """Whether each share may be shown, so that none gives away the rest.

    Of the episodes with two ratings, those improved or recovered and those deteriorated leave
    those without reliable change; of those improved or recovered, the recovered leave the
    improved. A share may be shown if these differences are five or more, or cannot be reckoned.
    "May be shown" includes the words "fewer than 5".
    """
    better, worse = improved_or_recovered.count, deteriorated.count
    unchanged = complete.count - better - worse
    first, _, third = guarded([better, unchanged, worse], never_shown=(1,))
    told = first == "shown" and readable(improved_or_recovered) == (better, better)
    improved = better - recovered.count
    beside = guarded([recovered.count, improved], never_shown=(1,))[0] if told else "shown"
    return ShownOutcomes(
        improved_or_recovered=first != "withheld",
        recovered=beside != "withheld",
        deteriorated=third != "withheld",
    )
