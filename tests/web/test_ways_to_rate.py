"""The clinic's settings for links for home, and the page on which staff choose a way to rate."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast as story
from tests.browsing import send, sign_in
from tests.web.enrolling import enrolled, type_code

GOOD = {"home_link_hours": "48", "reminder_hours": "0", "exit_address": "https://a.example/b"}


@pytest.fixture
def director(harbour: Flask) -> FlaskClient:
    browser = harbour.test_client()
    sign_in(browser, story.address("director"))
    return browser


@pytest.fixture
def reception(harbour: Flask) -> FlaskClient:
    browser = harbour.test_client()
    sign_in(browser, story.address("reception"))
    return browser


def keep(director: FlaskClient, **changes: str):
    return send(director, "/ways-to-rate/home-links", **GOOD | changes)


def test_settings_are_kept_for_the_clinic(harbour: Flask, director: FlaskClient) -> None:
    assert keep(director).status_code == 303
    with harbour.app_context():
        clinic = story.Cast().staff("director").clinic
        assert (clinic.home_link_hours, clinic.reminder_hours) == (48, 0)
        assert clinic.exit_address == "https://a.example/b"
        assert story.Cast().staff("mark").clinic.home_link_hours == 72


@pytest.mark.parametrize(
    "changes",
    [
        {"home_link_hours": "0"},
        {"home_link_hours": "337"},
        {"home_link_hours": "soon"},
        {"reminder_hours": "48"},
        {"reminder_hours": "-1"},
        {"exit_address": "http://a.example"},
        {"exit_address": "javascript:alert(1)"},
        {"exit_address": "https://user:secret@a.example"},
        {"exit_address": 'https://a.example/"><script>'},
        {"exit_address": "https://a.example/;url=x"},
    ],
)
def test_settings_that_cannot_be_are_said_and_not_kept(
    harbour: Flask, director: FlaskClient, changes: dict[str, str]
) -> None:
    answer = keep(director, **changes)
    assert answer.status_code == 400
    assert "another look" in answer.text
    with harbour.app_context():
        assert story.Cast().staff("director").clinic.home_link_hours == 72


def ways(harbour: Flask) -> str:
    with harbour.app_context():
        return f"/episodes/{story.Cast().episode('0417').id}"


def test_without_a_tablet_no_code_is_offered(harbour: Flask, reception: FlaskClient) -> None:
    page = reception.get(f"{ways(harbour)}/ways").text
    assert "No tablet is set up yet." in page
    assert "Show a code" not in page


def test_desk_shows_a_code_and_stays_signed_in(harbour: Flask, reception: FlaskClient) -> None:
    tablet = enrolled(harbour)
    assert "Show a code" in reception.get(f"{ways(harbour)}/ways").text
    shown = send(reception, f"{ways(harbour)}/code", kind="outcome", who="self", language="en")
    code = re.search(r'class="rating-code">([A-Z2-9 ]+)<', shown.text)[1]
    assert reception.get("/today").status_code == 200
    assert type_code(tablet, code).status_code == 303


def test_enter_in_a_field_never_signs_staff_out(harbour: Flask, reception: FlaskClient) -> None:
    page = reception.get(f"{ways(harbour)}/ways").text
    form = page.split('<form class="stack"')[1]
    first = re.search(r"<button[^>]*>", form)[0]
    assert f'formaction="{ways(harbour)}/home-link"' in first


def test_rated_session_is_refused_on_the_page_itself(
    harbour: Flask, reception: FlaskClient
) -> None:
    with harbour.app_context():
        cast = story.Cast()
        story.rate(cast.episode("0417"), on=story.TODAY, by=cast.staff("miriam"), total=17)
    answer = send(reception, f"{ways(harbour)}/code", kind="outcome", who="self", language="en")
    assert answer.status_code == 400
    assert "This session is rated already." in answer.text
