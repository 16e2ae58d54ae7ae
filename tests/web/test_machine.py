"""What the machine runs short of: room on its disk (F8), time that goes on (F10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.storage import AuditEvent, db
from outcomes.storage.space import MEGABYTE, Space, space_of
from tests.browsing import form_token
from tests.cast import NOW, Cast


def leave(harbour: Flask, megabytes: float) -> None:
    harbour.config["SPACE"] = lambda: Space(int(megabytes * MEGABYTE))


def report_of(miriam: FlaskClient, harbour: Flask):
    with harbour.app_context():
        episode_id = Cast().episode("0417").id
    return miriam.get(f"/episodes/{episode_id}/report.pdf")


@pytest.mark.parametrize(
    ("megabytes", "low", "very_low"),
    [(500, False, False), (499.9, True, False), (200, True, False), (199.9, True, True)],
)
def test_limits_are_five_hundred_and_two_hundred_megabytes(megabytes, low, very_low) -> None:
    space = Space(int(megabytes * MEGABYTE))
    assert (space.is_low, space.is_very_low) == (low, very_low)


def test_room_is_read_from_the_disk(tmp_path) -> None:
    assert space_of(tmp_path).free > 0


def test_directors_are_told_before_reports_stop(
    signed_in: Callable[[str], FlaskClient], harbour: Flask
) -> None:
    director = signed_in("director")
    leave(harbour, 501)
    assert "MB left" not in director.get("/people").text
    leave(harbour, 430)
    page = director.get("/people").text
    assert "The disk of the server has 430 MB left. Reports stop at 200 MB" in page
    leave(harbour, 150)
    assert "150 MB left. Reports are not made any more" in director.get("/people").text


def test_therapists_are_not_bothered_with_the_disk(miriam: FlaskClient, harbour: Flask) -> None:
    leave(harbour, 430)
    assert "MB left" not in miriam.get("/caseload").text


def test_reports_stop_first_and_ratings_go_on(miriam: FlaskClient, harbour: Flask) -> None:
    leave(harbour, 199)
    refused = report_of(miriam, harbour)
    assert refused.status_code == 409
    assert "Reports are not made until there is room" in refused.text
    assert events(harbour, "report_exported") == []
    with harbour.app_context():
        episode_id = Cast().episode("0417").id
    sent = {"csrf_token": form_token(miriam.get("/account")), "kind": "outcome"}
    assert miriam.post(f"/episodes/{episode_id}/ratings", data=sent).status_code == 303
    assert "Hello, Jonas." in miriam.get("/rate/").text


def test_clock_that_goes_back_is_written_down_once(harbour: Flask, client_of) -> None:
    clock = harbour.config["CLOCK"]
    client_of.get("/sign-in")
    clock.set(NOW - dt.timedelta(minutes=31))
    for _ in range(3):
        client_of.get("/sign-in")
    (row,) = events(harbour, "clock_went_back")
    assert row.happened_at == NOW - dt.timedelta(minutes=31)
    assert row.facts == {"from": NOW.astimezone(dt.UTC).isoformat(), "seconds": 31 * 60}
    assert row.clinic_id is None


def test_small_corrections_of_the_clock_are_no_news(harbour: Flask, client_of) -> None:
    clock = harbour.config["CLOCK"]
    client_of.get("/sign-in")
    clock.set(NOW - dt.timedelta(minutes=5))
    client_of.get("/sign-in")
    clock.set(NOW + dt.timedelta(days=3))
    client_of.get("/sign-in")
    assert events(harbour, "clock_went_back") == []


def test_a_second_jump_is_written_down_too(harbour: Flask, client_of) -> None:
    clock = harbour.config["CLOCK"]
    for hours in (0, -1, -3, -2):
        clock.set(NOW + dt.timedelta(hours=hours))
        client_of.get("/sign-in")
    assert [row.facts["seconds"] for row in events(harbour, "clock_went_back")] == [3600, 7200]


@pytest.fixture
def client_of(harbour: Flask) -> FlaskClient:
    """A browser in which nobody has signed in."""
    return harbour.test_client()


def events(harbour: Flask, name: str) -> list[AuditEvent]:
    with harbour.app_context():
        query = db.select(AuditEvent).where(AuditEvent.event == name)
        found = db.session.scalars(query.order_by(AuditEvent.sequence)).all()
        db.session.expunge_all()
    return list(found)
