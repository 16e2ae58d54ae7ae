"""The moment, for everything in `web`. Tests set another clock in the application's settings."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from flask import current_app

from outcomes.storage import Clinic


def system_clock() -> dt.datetime:
    """The machine's moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def now() -> dt.datetime:
    """The moment of this request, in UTC: what actions take as `at`."""
    return current_app.config["CLOCK"]()


def today(clinic: Clinic) -> dt.date:
    """The clinic's own day: what relationships, appointments and lists go by."""
    return now().astimezone(ZoneInfo(clinic.time_zone)).date()


def hour_at(clinic: Clinic | None) -> int:
    """The hour of the day at the clinic, for a greeting."""
    zone = ZoneInfo(clinic.time_zone) if clinic else dt.UTC
    return now().astimezone(zone).hour
