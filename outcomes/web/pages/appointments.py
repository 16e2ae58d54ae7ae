"""When a client comes next: planned appointments, and where there are none the usual distance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from outcomes.reports.rows import CourseRow
from outcomes.storage import TherapySession
from outcomes.web.pages.words import appointment_words, spoken_day

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class AppointmentsAhead:
    """Planned appointments in order, and the usual days between sessions, if there are any."""

    planned: tuple[TherapySession, ...]
    usual_days: float | None
    last_on: dt.date | None

    def next_words(self, *, on: dt.date) -> str:
        """``Thursday 26 November`` as planned, ``about 26 November`` as usual; else empty."""
        return self._words(1, on=on)

    def third_words(self, *, on: dt.date) -> str:
        """``about 10 December``"""
        return self._words(3, on=on)

    def _words(self, number: int, *, on: dt.date) -> str:
        if len(self.planned) >= number:
            appointment = self.planned[number - 1]
            day = appointment.held_on
            if day == on:
                return appointment_words(appointment, on=on)
            return f"{WEEKDAYS[day.weekday()]} {spoken_day(day, on=on)}"
        if self.usual_days is None:
            return ""
        return f"about {spoken_day(self._reckoned(number, on=on), on=on)}"

    def _reckoned(self, number: int, *, on: dt.date) -> dt.date:
        """From the last planned appointment, or the last session; never a day that has gone by."""
        gap = dt.timedelta(days=round(self.usual_days * (number - len(self.planned))))
        if self.planned:
            return self.planned[-1].held_on + gap
        usual = (self.last_on or on) + gap
        return usual if usual > on else on + gap


def appointments_ahead(
    planned: Sequence[TherapySession], rows: Sequence[CourseRow]
) -> AppointmentsAhead:
    """From what is planned and the sessions held so far."""
    days = [row.held_on for row in rows]
    gaps = [(later - earlier).days for earlier, later in pairwise(days) if later > earlier]
    return AppointmentsAhead(
        planned=tuple(planned),
        usual_days=float(median(gaps)) if gaps else None,
        last_on=days[-1] if days else None,
    )
