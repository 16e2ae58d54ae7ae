"""The first director opens the link of the console, names the clinic, and is in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import clinics
from outcomes.storage import Clinic, StaffMember, db
from tests.browsing import PASSWORD, form_token
from tests.conftest import NOW

WHO = {
    "clinic_name": "Harbour Street Practice",
    "time_zone": "Europe/Oslo",
    "name": "Helena Brandt",
    "email": "Helena@harbour.example",
    "password": PASSWORD,
}


@pytest.fixture
def link(app: Flask) -> str:
    with app.app_context():
        return f"/set-password/{clinics.first_director(at=NOW).token}"


def set_up(client: FlaskClient, link: str, **changes: str):
    token = form_token(client.get(link))
    return client.post(link, data={"csrf_token": token} | WHO | changes)


def test_first_director_is_in_and_the_clinic_has_its_name(
    app: Flask, client: FlaskClient, link: str
) -> None:
    assert set_up(client, link).status_code == 303
    assert "Helena Brandt" in client.get("/account").text
    assert client.get("/people").status_code == 200
    with app.app_context():
        clinic = db.session.scalars(db.select(Clinic)).one()
        assert (clinic.name, clinic.time_zone) == ("Harbour Street Practice", "Europe/Oslo")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"time_zone": "Oslo"}, "no time zone"),
        ({"clinic_name": " "}, "A name is missing"),
        ({"email": "helena"}, "is not an e-mail address"),
        ({"password": "short"}, "at least 15"),
        ({"password": "harbour street 2026"}, "mostly the name of the clinic"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored_by_halves(
    app: Flask, client: FlaskClient, link: str, changes: dict[str, str], reason: str
) -> None:
    answer = set_up(client, link, **changes)
    assert answer.status_code == 400
    assert reason in answer.text
    assert "Helena Brandt" in answer.text
    with app.app_context():
        assert db.session.scalars(db.select(Clinic)).one().name == "New practice"
    assert set_up(client, link).status_code == 303


def test_somebody_who_can_sign_in_ends_the_set_up_for_good(
    app: Flask, client: FlaskClient, link: str
) -> None:
    set_up(client, link)
    from outcomes.errors import Refused

    with app.app_context(), pytest.raises(Refused, match="invited from inside"):
        clinics.first_director(at=NOW)
    assert app.test_client().get(link).status_code == 404


def test_next_start_makes_a_new_link_and_ends_the_older(app: Flask, link: str) -> None:
    with app.app_context():
        newer = f"/set-password/{clinics.first_director(at=NOW).token}"
    assert app.test_client().get(link).status_code == 404
    assert app.test_client().get(newer).status_code == 200


def test_name_given_at_the_console_replaces_the_unknown_director(app: Flask, link: str) -> None:
    with app.app_context():
        clinics.first_director(at=NOW)
        named = clinics.first_director(at=NOW, name="Ada Lund", email="ada@harbour.example")
        clinics.first_director(at=NOW)
        staff = db.session.scalars(db.select(StaffMember)).all()
        assert [(one.id, one.name) for one in staff] == [(named.staff.id, "Ada Lund")]
