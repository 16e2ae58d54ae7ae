"""What the machine underneath is short of: time that goes on, room on its disk."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, current_app

from outcomes.actions import clock as stored
from outcomes.errors import NotStored, Refused
from outcomes.storage.fence import EVERY_CLINIC, clinic_named, enter
from outcomes.storage.space import Space, space_of
from outcomes.web.clock import now


def init_app(app: Flask) -> None:
    """Tests set another ``SPACE`` in the application's settings, as they do with the clock."""
    folder = app.config["SETTINGS"].instance
    app.config.setdefault("SPACE", lambda: space_of(folder))
    watch = stored.Watch()
    app.before_request(lambda: _watch_clock(watch))


def space() -> Space:
    """The room left on the disk of the records."""
    return current_app.config["SPACE"]()


def check_room_for_reports() -> None:
    """Reports stop before ratings do.

    Raises:
        Refused: the disk is nearly full.
    """
    left = space()
    if left.is_very_low:
        raise Refused(
            f"The disk of the server is nearly full ({left.megabytes} MB are left). Reports are "
            "not made until there is room, so that ratings can go on being stored. Tell whoever "
            "runs this."
        )


def low_space_words() -> str:
    """What a director is told on every page; empty while there is room."""
    left = space()
    if not left.is_low:
        return ""
    stops = "are not made any more" if left.is_very_low else "stop at 200 MB"
    return (
        f"The disk of the server has {left.megabytes} MB left. Reports {stops}, so that ratings "
        "can go on being stored. Tell whoever runs this."
    )


def _watch_clock(watch: stored.Watch) -> None:
    was = watch.went_back_from(now())
    if was is None:
        return
    # It is no clinic's own event.
    here = clinic_named()
    enter(EVERY_CLINIC)
    try:
        with suppress(NotStored):
            stored.note_went_back(at=now(), was=was)
    finally:
        enter(here)
