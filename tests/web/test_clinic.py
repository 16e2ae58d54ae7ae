"""The director's page about the clinic: everybody together, nobody alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from outcomes.storage import db
from tests import cast as story_of
from tests.browsing import sign_in
from tests.cast import Cast, address, day
from tests.reading import read, words


def director_on(harbour: Flask, moment: dt.datetime, key: str = "director") -> FlaskClient:
    """The director's browser at another moment."""
    harbour.config["CLOCK"].set(moment)
    client = harbour.test_client()
    assert sign_in(client, address(key)).status_code == 303
    return client


@pytest.fixture
def director(harbour: Flask) -> FlaskClient:
    """Helena in January 2027, when the twelve whole months are the year of the story."""
    return director_on(harbour, story_of.at(dt.date(2027, 1, 19), "09:00"))


def test_page_has_its_place_in_the_directors_menu_and_in_nobody_elses(
    director: FlaskClient, signed_in
) -> None:
    page = read(director, "/people")
    assert page.link("Clinic") == "/clinic"
    assert "Clinic" not in read(signed_in("ingrid"), "/account").links()


def test_page_says_the_period_and_what_cannot_be_told_yet(director: FlaskClient) -> None:
    page = read(director, "/clinic")
    assert page.heading == "Clinic"
    text = " ".join(page.each("p"))
    assert "January to December 2026" in text
    assert "15 episodes were opened and 1 closed; 14 were open at the end." in text
    assert page.html.count("Cannot tell yet: fewer than 10 closed") == 5
    assert page.each("h2")[:6] == [  # settings follow
        "Closed episodes", "How they ended", "Ratings and signals", "After a response",
        "What the figures rest on", "What these figures cannot tell",
    ]  # fmt: skip


def test_page_names_no_client_and_no_colleague(director: FlaskClient) -> None:
    # Whoever is on duty for risk answers is chosen there by name, and nothing is said of them.
    text = re.sub(
        r'<select[^>]* id="duty_contact".*?</select>',
        "",
        read(director, "/clinic").html,
        flags=re.S,
    )
    people = [name for name, role, _ in story_of.STAFF.values() if role != "director"]
    clients = [word for course in story_of.COURSES for word in (course.name, f">{course.code}")]
    assert not [word for word in (*people, *clients) if word in text]


def test_first_month_of_a_clinic_has_no_figures(harbour: Flask) -> None:
    # The other clinic's only episode began on 29 October 2026.
    director = director_on(harbour, story_of.at(day(30, 10), "09:00"), key="other_director")
    page = read(director, "/clinic")
    assert page.says(".empty-words") == (
        "Here the figures of the whole clinic will stand, made of whole months. The first one "
        "ends on 31 October 2026."
    )
    assert not page.has("table")


def test_earlier_period_is_chosen_by_the_address(harbour: Flask) -> None:
    director = director_on(harbour, story_of.at(dt.date(2027, 10, 2), "09:00"))
    page = read(director, "/clinic")
    assert [words(each) for each in page.within(page.one("#to"), "option")] == [
        "Last twelve months: October 2026 to September 2027", "October 2025 to September 2026",
    ]  # fmt: skip
    earlier = read(director, "/clinic?to=2026-09")
    assert earlier.value("to") == "2026-09"
    # Arvid began on 10 September, Jonas on the 24th, Emeka on the 28th.
    said = "3 episodes were opened and 0 closed; 3 were open at the end."
    assert earlier.says(".finding-words") == said


@pytest.mark.parametrize("wanted", ["2026-11", "2026-12-24", "2031-12", "x", ""])
def test_other_spans_cannot_be_had(director: FlaskClient, wanted: str) -> None:
    # Spans a day or a month apart would tell how a single episode ended.
    assert "January to December 2026" in read(director, f"/clinic?to={wanted}").html


@pytest.mark.parametrize("clients", [1, 12])
def test_number_of_queries_does_not_grow_with_the_clinic(harbour: Flask, clients: int) -> None:
    with harbour.app_context():
        for number in range(clients):
            course = story_of.Course(
                f"9{number:03}", f"Client {number}", "judith", story_of.weekly(day(12, 11), 3),
                (20.0, 15.5, 13.0), ending=(day(13, 11), "planned"),
            )  # fmt: skip
            story_of.live_through(course, Cast())
        db.session.remove()
        engine = db.engine
    director = director_on(harbour, story_of.at(dt.date(2027, 1, 19), "09:00"))
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    read(director, "/clinic")
    assert len([each for each in asked if each.startswith("SELECT")]) <= 30
