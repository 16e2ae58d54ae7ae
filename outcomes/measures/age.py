"""Age bands: which wording and which thresholds apply to a person."""

from datetime import date
from typing import Literal

AgeBand = Literal["child", "youth", "adult"]
AGE_BANDS: tuple[AgeBand, ...] = ("child", "youth", "adult")

_YOUTH_FROM = 13
_ADULT_FROM = 18


def completed_years(birth_date: date, on: date) -> int:
    """Age in completed years on a day.

    A person born on 29 February completes a year on 1 March of a year without that day.
    `on` before `birth_date` is a ValueError: it is always a mistyped date.
    """
    if on < birth_date:
        raise ValueError(f"the day {on} is before the birth date {birth_date}")
    birthday_to_come = (on.month, on.day) < (birth_date.month, birth_date.day)
    return on.year - birth_date.year - birthday_to_come


def age_band(birth_date: date, on: date) -> AgeBand:
    """`child` under 13, `youth` from 13 to 17, `adult` from 18, by completed years on a day.

    An episode asks once, for the day it starts, and keeps the answer: a birthday in the middle
    must not move the cut-off under a course of scores.
    """
    years = completed_years(birth_date, on)
    if years < _YOUTH_FROM:
        return "child"
    return "youth" if years < _ADULT_FROM else "adult"
