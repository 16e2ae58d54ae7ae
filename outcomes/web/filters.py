"""How values are written for people. Each docstring is an example of what comes out.

Moments become local time here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from flask import Flask
from flask_login import current_user

MINUS = "\u2212"
NONE = "\u2013"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def init_app(app: Flask) -> None:
    for name, write in FILTERS.items():
        app.add_template_filter(write, name)


def score(value: float | None) -> str:
    """``16.5``; ``–`` where there is none; half a tenth goes up."""
    if value is None:
        return NONE
    return _tenths(value).replace("-", MINUS)


def change(value: float | None) -> str:
    """``+4.0``, ``−1.5``, ``0.0``; always with its sign, ``–`` where there is none."""
    if value is None:
        return NONE
    text = _tenths(value)
    if text.startswith("-"):
        return text.replace("-", MINUS)
    return text if text == "0.0" else f"+{text}"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 client``, ``3 clients``, ``no clients``."""
    word = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {word}"


def short_day(day: dt.date | None) -> str:
    """``12 Nov``; ``–`` where there is none."""
    return NONE if day is None else f"{day.day} {MONTHS[day.month - 1]}"


def weekday(day: dt.date | None) -> str:
    """``Tue 24 Nov``."""
    return NONE if day is None else f"{WEEKDAYS[day.weekday()]} {short_day(day)}"


def long_day(day: dt.date | None) -> str:
    """``12 November 2025``; the month in letters, so that no order can be mistaken."""
    return NONE if day is None else f"{day.day} {LONG_MONTHS[day.month - 1]} {day.year}"


def local(moment: dt.datetime, zone: str | None = None) -> dt.datetime:
    """The moment in the clinic's time zone (that of the person signed in, unless named)."""
    name = zone or (current_user.clinic.time_zone if current_user else "UTC")
    return moment.astimezone(ZoneInfo(name))


def clock_time(moment: dt.datetime | None) -> str:
    """``14:05`` in the clinic's zone."""
    return NONE if moment is None else f"{local(moment):%H:%M}"


def moment(moment: dt.datetime | None) -> str:
    """``12 November 2025, 14:05`` in the clinic's zone."""
    if moment is None:
        return NONE
    here = local(moment)
    return f"{long_day(here.date())}, {here:%H:%M}"


def role_name(role: str) -> str:
    """``Therapist``; ``Reception``."""
    return role.replace("_", " ").capitalize()


def _tenths(value: float) -> str:
    rounded = Decimal(repr(float(value))).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return str(abs(rounded) if rounded == 0 else rounded)


FILTERS = {
    "score": score,
    "change": change,
    "count_of": count,
    "short_day": short_day,
    "weekday": weekday,
    "long_day": long_day,
    "local": local,
    "clock_time": clock_time,
    "moment": moment,
    "role_name": role_name,
}
