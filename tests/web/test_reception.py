"""The desk sees who comes and which check-ins are done, and no score."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.storage import db
from tests import cast as story
from tests.browsing import form_token, sign_in


@pytest.fixture
def desk(harbour: Flask) -> FlaskClient:
    """Noor at the desk."""
    client = harbour.test_client()
    sign_in(client, "reception@harbour.example")
    return client


def rated(harbour: Flask, code: str, **rating: object) -> None:
    with harbour.app_context():
        cast = story.Cast()
        story.rate(cast.episode(code), on=story.TODAY, by=cast.staff("miriam"), **rating)
        db.session.remove()


def test_desk_sees_time_name_and_therapist(desk: FlaskClient) -> None:
    page = desk.get("/today").text
    for words in ("14:00", "Jonas K.", "Miriam Aalto", "1 appointment, no wellbeing check-in"):
        assert words in page
    assert "Aylin" not in page


def test_desk_sees_no_score(harbour: Flask, desk: FlaskClient) -> None:
    rated(harbour, "0417", total=13.7)
    page = desk.get("/today").text
    assert "Wellbeing check-in: <b>done</b>" in page
    assert "Session check-in: <b>not yet</b>" in page
    for score in ("13.7", "16.4", "17.5", "track"):
        assert score not in page


def test_done_check_in_cannot_be_started_again_from_the_list(
    harbour: Flask, desk: FlaskClient
) -> None:
    rated(harbour, "0417", total=13.7)
    page = desk.get("/today").text
    assert "session check-in for Jonas K." in page
    assert "wellbeing check-in for Jonas K." not in page


def test_desk_starts_a_rating_and_is_signed_out_by_it(harbour: Flask, desk: FlaskClient) -> None:
    page = desk.get("/today")
    [url] = set(re.findall(r'action="(/episodes/\d+/ratings)"', page.text))
    answer = desk.post(url, data={"csrf_token": form_token(page), "kind": "outcome"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/")
    assert "Hello, Jonas." in desk.get("/rate/").text
    assert desk.get("/today").headers["Location"].startswith("/sign-in")


def test_form_in_use_shows_at_the_desk(harbour: Flask, desk: FlaskClient) -> None:
    page = desk.get("/today")
    [url] = set(re.findall(r'action="(/episodes/\d+/ratings)"', page.text))
    desk.post(url, data={"csrf_token": form_token(page), "kind": "outcome"})
    sign_in(desk, "reception@harbour.example")
    assert "Wellbeing check-in: <b>on a tablet now</b>" in desk.get("/today").text


def test_client_without_an_appointment_is_found_by_name_or_code(desk: FlaskClient) -> None:
    for text in ("aylin", "0388"):
        page = desk.get(f"/today?q={text}").text
        assert "Aylin D." in page
        assert "1 client without an appointment today." in page
    assert "Nobody else has “zzz” in name or code." in desk.get("/today?q=zzz").text


def test_closed_episode_is_not_found(desk: FlaskClient) -> None:
    assert "Arvid N." not in desk.get("/today?q=arvid").text


def test_client_of_another_clinic_is_not_found(desk: FlaskClient) -> None:
    assert "Grace" not in desk.get("/today?q=grace").text


def test_therapist_sees_own_clients_only(harbour: Flask) -> None:
    client = harbour.test_client()
    sign_in(client, "samir@harbour.example")
    assert "Jonas" not in client.get("/today?q=jonas").text
    assert "Olga V." in client.get("/today?q=olga").text


def test_day_without_appointments_says_so(harbour: Flask, desk: FlaskClient) -> None:
    harbour.config["CLOCK"].forward(days=1)
    sign_in(desk, "reception@harbour.example")
    assert "Nobody has an appointment today." in desk.get("/today").text
