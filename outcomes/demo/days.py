"""The days and hours of the demonstration clinic: weekdays, in office hours, in its own zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

TIME_ZONE = "Europe/Oslo"
ZONE = ZoneInfo(TIME_ZONE)
HOURS = ("09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "16:00")
IF_NEED_BE = ("17:00", "08:00", "12:00")
DAY = dt.timedelta(days=1)


def moment(day: dt.date, time: str, *, minutes: int = 0) -> dt.datetime:
    """A moment of the clinic's day, some minutes after the clock time ``HH:MM``."""
    local = dt.datetime.combine(day, dt.time.fromisoformat(time), tzinfo=ZONE)
    return local.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)


def is_working(day: dt.date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def open_day(day: dt.date) -> dt.date:
    """The day itself, or the Monday after a weekend."""
    while not is_working(day):
        day += DAY
    return day


def working_days(day: dt.date, count: int) -> dt.date:
    """The working day `count` working days after (or, negative, before) a working day."""
    step = DAY if count > 0 else -DAY
    while count:
        day += step
        count -= is_working(day) * (1 if step > dt.timedelta() else -1)
    return day


def weekly(last: dt.date, count: int, *, every: int = 1) -> tuple[dt.date, ...]:
    """`count` days up to `last`, `every` weeks apart."""
    return tuple(last - dt.timedelta(weeks=every * back) for back in reversed(range(count)))


class Diary:
    """One therapist's taken hours."""

    def __init__(self) -> None:
        self._taken: set[tuple[dt.date, str]] = set()

    def book(self, day: dt.date, time: str) -> str:
        """The wanted hour of a day, or the next free one of that day."""
        place = HOURS.index(time) if time in HOURS else 0
        wishes = (time, *HOURS[place:], *HOURS[:place], *IF_NEED_BE)
        free = next((wish for wish in wishes if (day, wish) not in self._taken), time)
        self._taken.add((day, free))
        return free
