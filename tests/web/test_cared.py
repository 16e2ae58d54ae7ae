"""After a risk answer the client is told at once where help is, and nothing names the answer."""

from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import help_texts
from outcomes.languages import catalogue, language
from outcomes.storage import Clinic
from outcomes.web.pages.cared import cared_for
from tests import cast as story
from tests.browsing import sign_in
from tests.reading import Page
from tests.web.enrolling import enrolled, shown_code, type_code
from tests.web.test_home import made_link
from tests.web.test_home import start as start_at_home
from tests.web.test_tablet import begin, handed_over, send

MEI = "0431"
PLAIN = {f"q{number}": "1" for number in range(1, 9)} | {"q9": "0"}
RISKY = PLAIN | {"q9": "1"}
HELP = "call 0800 555 0142, day and night."


@pytest.fixture
def harbour(harbour: Flask) -> Flask:
    with harbour.app_context():
        director = story.Cast().staff("director")
        help_texts.keep_help_texts(texts={"en": HELP}, language="en", by=director, at=story.NOW)
    return harbour


def thanks_of(tablet: FlaskClient, answers: dict[str, str]) -> Page:
    assert send(tablet, begin(tablet), answers).headers["Location"] == "/rate/thanks"
    return Page(tablet.get("/rate/thanks"))


def test_help_comes_first_and_once_after_a_risk_answer(harbour: Flask) -> None:
    page = thanks_of(handed_over(harbour, MEI), RISKY)
    assert page.says(".help-first").startswith(
        "You told us something that matters. Your therapist will talk about it with you. "
        f"If you need help now: {HELP}"
    )
    assert not page.has(".help-now")
    assert page.html.count(HELP) == 2  # once to read, once to hear
    order = [page.html.index(f'class="{each}') for each in ("help-first", "greeting-words")]
    assert order == sorted(order)


def test_everybody_else_finds_it_at_the_foot_as_ever(harbour: Flask) -> None:
    page = thanks_of(handed_over(harbour, MEI), PLAIN)
    assert not page.has(".help-first")
    assert page.says(".help-now").endswith(HELP)


def test_the_page_names_no_answer_and_raises_no_alarm(harbour: Flask) -> None:
    html = thanks_of(handed_over(harbour, MEI), RISKY).html.casefold()
    words = ("risk", "dead", "hurt", "suicid", "urgent", "danger", "emergency", "banner", "!</")
    assert [each for each in words if each in html] == []


def test_it_is_still_there_when_the_page_is_opened_again(harbour: Flask) -> None:
    tablet = handed_over(harbour, MEI)
    thanks_of(tablet, RISKY)
    assert Page(tablet.get("/rate/thanks")).has(".help-first")


def test_a_clinics_tablet_leaves_time_to_read(harbour: Flask) -> None:
    kiosk = enrolled(harbour)
    type_code(kiosk, shown_code(harbour, MEI))
    html = thanks_of(kiosk, RISKY).html
    assert 'http-equiv="refresh" content="120;url=/kiosk/"' in html


def test_at_home_it_is_the_same(harbour: Flask) -> None:
    phone, staff = harbour.test_client(), harbour.test_client()
    sign_in(staff, story.address("samir"))
    form = start_at_home(phone, made_link(harbour, staff, MEI))
    send(phone, form, RISKY)
    page = Page(phone.get("/rate/thanks"))
    assert HELP in page.says(".help-first")
    assert "Mei" not in page.html


@pytest.mark.parametrize("code", list(catalogue()))
@pytest.mark.parametrize("at_home", [False, True])
def test_without_a_text_of_the_clinic_there_is_a_number_to_call(code: str, at_home: bool) -> None:
    cared = cared_for(rated("self", code), at_home=at_home)
    key = "cared.help_at_home" if at_home else "cared.help_here"
    assert cared.help[0].text == language(code).say(key)
    assert cared.sentences == (
        language(code).say("cared.told"),
        language(code).say("cared.talks"),
    )


def test_who_answers_about_a_client_is_told_who_looks_at_it() -> None:
    assert cared_for(rated("caregiver"), at_home=False).sentences[-1] == (
        "Samir Haddad will look at it and talk about it with you."
    )


def test_a_therapist_who_answers_is_shown_the_help_alone() -> None:
    cared = cared_for(rated("therapist"), at_home=False)
    assert cared.sentences == ()
    assert cared.help


def rated(rater: str, code: str = "en") -> SimpleNamespace:
    """A rating with a risk answer, in a clinic without a help text."""
    clinic = Clinic(name="Harbour", help_text="", help_language="en", help_texts={})
    return SimpleNamespace(
        score=SimpleNamespace(risk=[{"item": "q9"}]),
        language=code,
        rater=rater,
        opened_by=SimpleNamespace(clinic=clinic),
        episode=SimpleNamespace(therapist=SimpleNamespace(name="Samir Haddad")),
    )
