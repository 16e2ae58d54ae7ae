"""Small words that staff pages share: what was done in short, dates as one says them."""

from __future__ import annotations

import datetime as dt

from outcomes.reports.dates import day_and_month, long_day
from outcomes.storage import Response, TherapySession
from outcomes.web.filters import short_day, weekday

DID_BRIEFLY = {
    "talked_with_client": "Talked",
    "changed_something": "Changed",
    "consulted": "Consulted",
    "referred": "Referred",
    "false_alarm": "False alarm",
    "remind_me": "Put off",
}
ABOUT_BRIEFLY = {
    "alliance": "working together",
    "goals": "goals",
    "method": "way of working",
    "life_and_support": "life, support",
    "medical_or_risk": "medical or risk",
}
LONGEST_BRIEF = 28


def done_briefly(response: Response) -> str:
    """``Talked: goals``; ``Changed: weekly sessions``."""
    did = DID_BRIEFLY[response.action]
    if response.action == "changed_something" and response.detail:
        return f"{did}: {shortened(response.detail)}"
    return f"{did}: {ABOUT_BRIEFLY[response.domain]}" if response.domain else did


def shortened(text: str) -> str:
    """At most 28 characters, cut at a word, with an ellipsis."""
    if len(text) <= LONGEST_BRIEF:
        return text
    return text[:LONGEST_BRIEF].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def appointment_words(appointment: TherapySession, *, on: dt.date) -> str:
    """``today 14:00``, ``Tue 24 Nov``: the hour matters on the day itself."""
    if appointment.held_on != on:
        return weekday(appointment.held_on)
    return f"today {appointment.starts_at}" if appointment.starts_at else "today"


def day_in(day: dt.date, *, on: dt.date) -> str:
    """``12 Nov``; with its year where that is not this year."""
    return short_day(day) if day.year == on.year else f"{short_day(day)} {day.year}"


def spoken_day(day: dt.date, *, on: dt.date) -> str:
    """``12 November``; with its year where that is not this year."""
    return day_and_month(day) if day.year == on.year else long_day(day)


def sentence(words: str) -> str:
    """The same words with a capital first letter and a full stop."""
    return begin(words) if not words or words.endswith(".") else f"{begin(words)}."


def begin(words: str) -> str:
    """The same words with a capital first letter."""
    return words[:1].upper() + words[1:]
