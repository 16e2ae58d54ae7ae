"""Tablets of the clinic's, and codes on the screens of staff, made by their real pages."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import devices, rating_codes, ratings
from outcomes.storage import Device, db
from tests import cast as story
from tests.browsing import form_token


def enrolment_link(app: Flask, name: str = "Tablet 3", *, by: str = "director") -> str:
    """The path of a link that enrols a new tablet."""
    with app.app_context():
        made = devices.add_device(name=name, by=story.Cast().staff(by), at=app.config["CLOCK"]())
        db.session.remove()
        return f"/kiosk/enrol/{made.token}"


def enrolled(app: Flask, name: str = "Tablet 3", *, by: str = "director") -> FlaskClient:
    """A browser that is one of the clinic's tablets."""
    tablet = app.test_client()
    link = enrolment_link(app, name, by=by)
    answer = tablet.post(link, data={"csrf_token": form_token(tablet.get(link))})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kiosk/")
    return tablet


def device_of(app: Flask, name: str = "Tablet 3") -> int:
    with app.app_context():
        return db.session.scalar(db.select(Device.id).filter_by(name=name))


def shown_code(app: Flask, code: str = "0417", *, kind: str = "outcome") -> str:
    """A fresh code for a client's form of today, as it stands on the screen of staff."""
    with app.app_context():
        cast, now = story.Cast(), app.config["CLOCK"]()
        episode = cast.episode(code)
        by = episode.therapist
        form = ratings.open_rating(episode=episode, kind=kind, by=by, at=now, on=story.TODAY)
        shown = rating_codes.show_code(form=form, by=by, at=now).code
        db.session.remove()
        return shown


def type_code(tablet: FlaskClient, code: str):
    """Type a code into the tablet and send it."""
    token = form_token(tablet.get("/kiosk/code"))
    return tablet.post("/kiosk/code", data={"csrf_token": token, "code": code})


def wrong_code(right: str) -> str:
    """A code of the same shape that is not the right one."""
    return re.sub(r"^.", lambda found: "B" if found[0] == "A" else "A", right)
