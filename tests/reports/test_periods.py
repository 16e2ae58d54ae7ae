"""The spans that figures of a clinic can be had for: whole months, and never two that overlap."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from outcomes.reports.periods import Period, end_of_month, periods

START = dt.date(2025, 6, 11)


def test_last_twelve_whole_months_and_the_twelve_before_them() -> None:
    assert periods(dt.date(2026, 11, 19), since=START) == (
        Period(dt.date(2025, 11, 1), dt.date(2026, 10, 31)),
        Period(dt.date(2024, 11, 1), dt.date(2025, 10, 31)),
    )


def test_every_day_of_a_month_gives_the_same_periods() -> None:
    first, last = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
    assert periods(first, since=START) == periods(last, since=START)


def test_no_two_periods_share_a_day() -> None:
    found = periods(dt.date(2027, 3, 1), since=dt.date(2022, 1, 1))
    assert len(found) == 6
    for later, earlier in pairwise(found):
        assert earlier.last + dt.timedelta(days=1) == later.first


@pytest.mark.parametrize("since", [None, dt.date(2026, 11, 1), dt.date(2026, 11, 19)])
def test_no_period_before_the_first_whole_month_is_over(since) -> None:
    assert periods(dt.date(2026, 11, 30), since=since) == ()


def test_in_january_the_period_is_the_calendar_year() -> None:
    [period] = periods(dt.date(2027, 1, 19), since=dt.date(2026, 1, 5))
    assert (period.words, period.key) == ("January to December 2026", "2026-12")


def test_period_ends_with_the_leap_day() -> None:
    [period] = periods(dt.date(2028, 3, 4), since=dt.date(2027, 5, 1))
    assert (period.first, period.last) == (dt.date(2027, 3, 1), dt.date(2028, 2, 29))


def test_end_of_a_month() -> None:
    assert end_of_month(dt.date(2026, 12, 5)) == dt.date(2026, 12, 31)
