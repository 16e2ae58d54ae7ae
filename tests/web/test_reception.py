"""The desk sees who comes and which check-ins are done, and no score."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import therapy_sessions, treatment
from outcomes.storage import AuditEvent, db
from tests import cast as story
from tests.browsing import form_token, sign_in
from tests.reading import read


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


def test_day_without_appointments_shows_who_comes_next(harbour: Flask, desk: FlaskClient) -> None:
    # Of the cast, Aylin comes next: on Tuesday 24 November at 10:00.
    harbour.config["CLOCK"].set(story.at(story.day(22, 11), "09:00"))
    sign_in(desk, "reception@harbour.example")
    page = read(desk, "/today")
    assert "Next: Tuesday 24 November" in page.each("h2")
    assert page.each(".comer") == ["10:00 Aylin D. 0388 · Miriam Aalto"]
    assert not [button for button in page.buttons() if button.startswith("Start")]


def test_day_with_appointments_shows_no_other_day(desk: FlaskClient) -> None:
    assert not [words for words in read(desk, "/today").each("h2") if words.startswith("Next")]


def test_next_day_is_that_of_ones_own_clients(harbour: Flask) -> None:
    client = harbour.test_client()
    sign_in(client, "samir@harbour.example")
    assert not read(client, "/today").has("#next-day")


def test_closed_episode_and_cancelled_appointment_are_no_next_day(
    harbour: Flask, desk: FlaskClient
) -> None:
    with harbour.app_context():
        cast = story.Cast()
        for code, attendance in (("0388", "planned"), ("0352", "cancelled")):
            therapy_sessions.record_session(
                episode=cast.episode(code), held_on=story.day(23, 11), attendance=attendance,
                by=cast.staff("miriam"), at=story.NOW,
            )  # fmt: skip
        treatment.close_episode(
            episode=cast.episode("0388"), closed_on=story.TODAY, ending_kind="planned",
            by=cast.staff("miriam"), at=story.NOW,
        )  # fmt: skip
        db.session.remove()
    harbour.config["CLOCK"].set(story.at(story.day(22, 11), "09:00"))
    sign_in(desk, "reception@harbour.example")
    page = read(desk, "/today")
    assert not page.has("#next-day")
    assert page.has(".empty")


def test_who_comes_next_is_in_the_audit_like_any_list(harbour: Flask, desk: FlaskClient) -> None:
    harbour.config["CLOCK"].set(story.at(story.day(22, 11), "09:00"))
    sign_in(desk, "reception@harbour.example")
    desk.get("/today")
    with harbour.app_context():
        wanted = story.Cast().episode("0388").id
        latest = db.session.scalars(
            db.select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)
        ).one()
        assert wanted in latest.facts["episodes"]
