"""Small counts of a break-down stay hidden, also from a reader who reckons with the total.

The expected cells are written down by hand; what a reader can find out is tried by brute force.
"""

from __future__ import annotations

from itertools import product

import pytest

from outcomes.change.small_cells import SMALLEST_CELL, STILL_POSSIBLE, guarded

BY_HAND = [
    # counts, never shown, cells
    ((14, 9, 8), (), ("shown", "shown", "shown")),
    # 31 - 14 - 9 - 6 leaves 2 for both: each may be 0, 1 or 2.
    ((14, 9, 6, 1, 1), (), ("shown", "shown", "shown", "small", "small")),
    # One hidden count alone is the total less the rest: the smallest other one goes too.
    ((20, 9, 2), (), ("shown", "withheld", "small")),
    # Two that are never used: 31 - 31 would say so.
    ((14, 9, 8, 0, 0), (), ("shown", "shown", "withheld", "small", "small")),
    # 4 and 4: their sum, 8, can only be 4 and 4.
    ((20, 11, 4, 4), (), ("shown", "withheld", "small", "small")),
    # 5 and 0: together 5, and what is withheld is 5 or more.
    ((20, 12, 5, 0), (), ("shown", "withheld", "withheld", "small")),
    # Too little room whatever is left out: nothing is said at all.
    ((4, 4, 4), (), ("withheld", "withheld", "withheld")),
    # A count and its complement, which is never shown.
    ((18, 13), (1,), ("shown", "withheld")),
    ((29, 2), (1,), ("withheld", "withheld")),
    ((2, 29), (1,), ("small", "withheld")),
]


@pytest.mark.parametrize(("counts", "never_shown", "cells"), BY_HAND)
def test_cells_written_down_by_hand(counts, never_shown, cells):
    assert guarded(counts, never_shown=never_shown) == cells


@pytest.mark.parametrize(
    ("size", "most", "never_shown"),
    [(2, 16, ()), (3, 11, ()), (4, 7, ()), (2, 16, (1,)), (3, 11, (1,))],
)
def test_no_small_count_can_be_reckoned_from_the_page(size, most, never_shown):
    for counts in product(range(most + 1), repeat=size):
        cells = guarded(counts, never_shown=never_shown)
        for place, count in enumerate(counts):
            if count >= SMALLEST_CELL:
                continue
            assert cells[place] != "shown"
            known = _possible(counts, cells, place=place, never_shown=never_shown)
            nothing_said = sum(counts) < STILL_POSSIBLE
            assert known >= STILL_POSSIBLE or nothing_said, (counts, cells)


def _possible(counts, cells, *, place, never_shown) -> int:
    """How many numbers a hidden count can be, tried one by one against the total and the words."""
    total = sum(counts)
    least, most = 0, 0
    for other, cell in enumerate(cells):
        if other == place:
            continue
        if cell == "shown":
            least, most = least + counts[other], most + counts[other]
        elif cell == "small":
            most += SMALLEST_CELL - 1
        else:
            mixed = "shown" in cells or "small" in cells
            least += 0 if other in never_shown or not mixed else SMALLEST_CELL
            most += total
    top = SMALLEST_CELL - 1 if cells[place] == "small" else total
    return sum(least <= total - one <= most for one in range(top + 1))
