"""The spans that figures of a whole clinic can be had for: twelve whole months each.

Whole months, and no other spans: figures that could be had from any day to any other would show,
by what one day more or less changes, how a single episode ended.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.reports.dates import months_words

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Twelve months, both days inside."""

    first: dt.date
    last: dt.date

    @property
    def key(self) -> str:
        """How an address names it, by its last month: ``2026-10``."""
        return f"{self.last:%Y-%m}"

    @property
    def words(self) -> str:
        """``November 2025 to October 2026``."""
        return months_words(self.first, self.last)


def periods(on: dt.date, *, since: dt.date | None) -> tuple[Period, ...]:
    """The last twelve whole months before a day, the twelve before those, and so on back to the
    day `since` something was there; latest first. Empty while no whole month has passed since.

    They do not overlap: two that do would give away what lies in the one and not in the other.
    """
    last = on.replace(day=1) - ONE_DAY
    if since is None or since > last:
        return ()
    found = [_to(last.year - back, last.month) for back in range(last.year - since.year + 1)]
    return tuple(each for each in found if each.last >= since)


def _to(year: int, month: int) -> Period:
    """The twelve months that end with this one."""
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return Period(after.replace(year=after.year - 1), after - ONE_DAY)


def end_of_month(day: dt.date) -> dt.date:
    """The last day of a day's month: 30 November 2026 for the 19th."""
    return _to(day.year, day.month).last
