"""Days as reports print them, months always in letters so that no order can be mistaken."""

from __future__ import annotations

import datetime as dt

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: dt.date) -> str:
    """ "24 Sep"."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}"


def day_and_month(day: dt.date) -> str:
    """ "24 September"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def long_day(day: dt.date) -> str:
    """ "24 September 2026"."""
    return f"{day_and_month(day)} {day.year}"


def period_words(first: dt.date, last: dt.date) -> str:
    """ "24 September to 12 November 2026"; both years where they differ."""
    if first == last:
        return long_day(first)
    start = day_and_month(first) if first.year == last.year else long_day(first)
    return f"{start} to {long_day(last)}"


def months_words(first: dt.date, last: dt.date) -> str:
    """ "July to October 2026" for whole months; else as `period_words`."""
    whole = first.day == 1 and (last + dt.timedelta(days=1)).day == 1
    if not whole:
        return period_words(first, last)
    end = f"{MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    start = MONTHS[first.month - 1]
    return f"{start} to {end}" if first.year == last.year else f"{start} {first.year} to {end}"
