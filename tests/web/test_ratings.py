"""Opening a rating hands the device over: from then on it is the client's."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.storage import Administration, AuditEvent, TherapySession, WebSession, db
from tests import cast as story
from tests.browsing import form_token, sign_in

STAFF, TABLET = "__Host-outcomes", "__Host-outcomes-rate"


@pytest.fixture
def miriam(harbour: Flask) -> FlaskClient:
    """Miriam, signed in."""
    client = harbour.test_client()
    sign_in(client, "miriam@harbour.example")
    return client


def start(harbour: Flask, client: FlaskClient, code: str, **sent: str):
    with harbour.app_context():
        episode_id = story.Cast().episode(code).id
    token = form_token(client.get("/account"))
    sent = {"csrf_token": token, "kind": "outcome"} | sent
    return client.post(f"/episodes/{episode_id}/ratings", data=sent)


def test_hand_over_ends_the_staff_session_and_begins_one_form(
    harbour: Flask, miriam: FlaskClient
) -> None:
    before = miriam.get_cookie(STAFF).value
    answer = start(harbour, miriam, "0417")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/")
    assert miriam.get_cookie(STAFF) is None
    assert miriam.get_cookie(TABLET).value != before
    with harbour.app_context():
        [session] = db.session.scalars(db.select(WebSession))
        assert (session.scope, session.staff_id) == ("tablet", None)
        form = db.session.get(Administration, session.administration_id)
        assert form.episode.client.code == "0417"


def test_old_staff_cookie_opens_nothing(harbour: Flask, miriam: FlaskClient) -> None:
    old = miriam.get_cookie(STAFF).value
    start(harbour, miriam, "0417")
    miriam.set_cookie(STAFF, old)
    assert miriam.get("/account").headers["Location"].startswith("/sign-in")


def test_tablet_cookie_opens_no_staff_page(harbour: Flask, miriam: FlaskClient) -> None:
    start(harbour, miriam, "0417")
    stolen = miriam.get_cookie(TABLET).value
    thief = harbour.test_client()
    thief.set_cookie(STAFF, stolen)
    assert thief.get("/account").headers["Location"].startswith("/sign-in")


def test_every_other_page_asks_to_sign_in(harbour: Flask, miriam: FlaskClient) -> None:
    start(harbour, miriam, "0417")
    rules = [rule for rule in harbour.url_map.iter_rules() if "GET" in rule.methods]
    elsewhere = (
        "/authority",  # how a device learns to trust the clinic; anybody's
        "/kiosk/",  # for enrolled tablets only, whoever asks
        "/rate/",
        "/static/",
        "/healthz",
        "/sign-in",
        "/cannot-sign-in",
        "/set-password",
        "/session",
    )
    asked = [
        re.sub(r"<[^>]+>", "1", rule.rule) for rule in rules if not rule.rule.startswith(elsewhere)
    ]
    assert len(asked) > 3
    for path in asked:
        answer = miriam.get(path)
        assert (answer.status_code, answer.headers["Location"][:8]) == (303, "/sign-in"), path


def test_rating_joins_the_planned_session_of_the_day(harbour: Flask, miriam: FlaskClient) -> None:
    start(harbour, miriam, "0417")
    with harbour.app_context():
        episode = story.Cast().episode("0417")
        query = db.select(TherapySession).filter_by(episode_id=episode.id, held_on=story.TODAY)
        [session] = db.session.scalars(query)
        assert (session.attendance, session.number) == ("attended", 8)


def test_alliance_at_the_end_belongs_to_the_same_session(
    harbour: Flask, miriam: FlaskClient
) -> None:
    start(harbour, miriam, "0417")
    sign_in(miriam, "miriam@harbour.example")
    start(harbour, miriam, "0417", kind="alliance")
    with harbour.app_context():
        forms = db.session.scalars(db.select(Administration).filter_by(state="open")).all()
        assert {form.kind for form in forms} == {"outcome", "alliance"}
        assert len({form.therapy_session_id for form in forms}) == 1


def test_hand_over_is_in_the_audit(harbour: Flask, miriam: FlaskClient) -> None:
    start(harbour, miriam, "0417")
    with harbour.app_context():
        events = db.select(AuditEvent.event).where(AuditEvent.happened_at == story.NOW)
        assert {"rating_opened", "tablet_handed_over"} <= set(db.session.scalars(events))


def test_client_of_a_colleague_is_not_found(harbour: Flask, miriam: FlaskClient) -> None:
    assert start(harbour, miriam, "0440").status_code == 404
    assert miriam.get("/account").status_code == 200


def test_unknown_kind_is_refused_and_nobody_is_signed_out(
    harbour: Flask, miriam: FlaskClient
) -> None:
    assert start(harbour, miriam, "0417", kind="mood").status_code == 409
    assert miriam.get("/account").status_code == 200


def test_second_rating_of_a_session_is_refused_until_a_second_session_is_meant(
    harbour: Flask, miriam: FlaskClient
) -> None:
    with harbour.app_context():
        cast = story.Cast()
        story.rate(cast.episode("0417"), on=story.TODAY, by=cast.staff("miriam"), total=13.7)
        db.session.remove()
    refused = start(harbour, miriam, "0417")
    assert refused.status_code == 409
    assert "This session is rated already." in refused.text
    assert start(harbour, miriam, "0417", second_session="yes").status_code == 303
