"""Signing in through the page, as a browser does it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import clinics, links
from outcomes.storage import StaffMember, WebSession, db
from tests.browsing import PASSWORD, form_token, send, sign_in
from tests.conftest import NOW, Clock

EMAIL = "ada@harbour.example"


@pytest.fixture
def director(app: Flask) -> str:
    with app.app_context():
        invitation = clinics.first_director(
            name="Ada Lund", email=EMAIL, clinic_name="Harbour Street Practice", at=NOW
        )
        links.set_password(token=invitation.token, password=PASSWORD, at=NOW)
    return EMAIL


def test_right_password_leads_in(client: FlaskClient, director: str) -> None:
    answer = sign_in(client, director)
    assert answer.status_code == 303
    assert "Ada Lund" in client.get("/account").text


def test_address_in_any_letter_case_leads_in(client: FlaskClient, director: str) -> None:
    assert sign_in(client, director.upper()).status_code == 303


def test_wrong_password_stays_out_and_keeps_the_address(client: FlaskClient, director: str) -> None:
    answer = sign_in(client, director, password="not the one at all")
    assert answer.status_code == 401
    assert f'value="{director}"' in answer.text
    assert client.get("/account").status_code == 303


def test_page_asked_for_comes_after_signing_in(client: FlaskClient, director: str) -> None:
    to_sign_in = client.get("/account?part=one").headers["Location"]
    assert to_sign_in == "/sign-in?next=/account?part%3Done"
    assert sign_in(client, director, next_page="/account?part=one").headers["Location"] == (
        "/account?part=one"
    )


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "a"],
)
def test_next_page_is_never_another_site(
    client: FlaskClient, director: str, elsewhere: str
) -> None:
    answer = sign_in(client, director, next_page=elsewhere)
    assert "evil" not in answer.headers["Location"]
    assert answer.headers["Location"].startswith("/")


def test_signing_in_gives_a_new_session_id_and_kills_the_old(
    app: Flask, client: FlaskClient, director: str
) -> None:
    client.get("/sign-in")
    before = client.get_cookie("__Host-outcomes").value
    sign_in(client, director)
    after = client.get_cookie("__Host-outcomes").value
    assert before != after
    thief = app.test_client()
    thief.set_cookie("__Host-outcomes", before)
    assert thief.get("/account").status_code == 303
    with app.app_context():
        stored = db.session.scalars(db.select(WebSession)).all()
        assert len(stored) == 1
        assert after not in repr([(row.id_hash, row.contents) for row in stored])


def test_cookie_cannot_be_read_or_sent_elsewhere(client: FlaskClient, director: str) -> None:
    cookie = sign_in(client, director).headers["Set-Cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-outcomes=")
    assert set(attributes) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert len(name.partition("=")[2]) >= 43


def test_signing_out_ends_the_session_everywhere(
    app: Flask, client: FlaskClient, director: str
) -> None:
    sign_in(client, director)
    stolen = client.get_cookie("__Host-outcomes").value
    assert send(client, "/sign-out").status_code == 303
    thief = app.test_client()
    thief.set_cookie("__Host-outcomes", stolen)
    assert thief.get("/account").status_code == 303


def test_disabled_account_is_out_at_the_next_request(
    app: Flask, client: FlaskClient, director: str
) -> None:
    sign_in(client, director)
    with app.app_context():
        staff = db.session.scalars(db.select(StaffMember)).one()
        staff.disabled_at, staff.disabled_by_id = NOW, staff.id
        db.session.commit()
    assert client.get("/account").status_code == 303


def test_form_without_its_token_is_refused(client: FlaskClient, director: str) -> None:
    sign_in(client, director)
    answer = client.post("/sign-out")
    assert answer.status_code == 400
    assert "open for too long" in answer.text
    assert client.get("/account").status_code == 200


def test_fifteen_idle_minutes_end_the_session_and_say_so(
    client: FlaskClient, director: str, clock: Clock
) -> None:
    sign_in(client, director)
    clock.forward(minutes=15)
    assert client.get("/account").status_code == 303
    page = client.get("/sign-in?next=/account")
    assert "signed out because nobody used this page" in page.text
    assert form_token(page)


def test_use_keeps_a_session_and_twelve_hours_end_it(
    client: FlaskClient, director: str, clock: Clock
) -> None:
    sign_in(client, director)
    for _ in range(71):
        clock.forward(minutes=10)
        assert client.get("/account").status_code == 200
    clock.forward(minutes=10)
    assert client.get("/account").status_code == 303


def test_asking_for_the_time_left_does_not_extend_it(
    client: FlaskClient, director: str, clock: Clock
) -> None:
    sign_in(client, director)
    clock.forward(minutes=10)
    assert client.get("/session").json == {"seconds_left": 300}
    clock.forward(minutes=4)
    assert client.get("/session").json == {"seconds_left": 60}
    clock.forward(minutes=1)
    assert client.get("/session").json == {"seconds_left": 0}
    assert client.get("/account").status_code == 303


def test_staying_signed_in_gives_the_whole_time_again(
    client: FlaskClient, director: str, clock: Clock
) -> None:
    sign_in(client, director)
    token = form_token(client.get("/account"))
    clock.forward(minutes=14)
    answer = client.post("/session/extend", data={"csrf_token": token})
    assert answer.json == {"seconds_left": 900}


def test_page_counts_down_from_its_own_opening(
    client: FlaskClient, director: str, clock: Clock
) -> None:
    sign_in(client, director)
    clock.forward(minutes=10)
    assert 'data-idle-seconds="900"' in client.get("/account").text
    clock.forward(seconds=10)
    assert 'data-idle-seconds="890"' in client.get("/account").text
