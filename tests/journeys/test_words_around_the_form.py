"""The pages before and after the form, in a language whose words are two fifths longer, on a phone:
no word of them is fixed, nothing is cut off, at the usual size of type and at twice that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from outcomes.actions import clinics
from outcomes.languages import say, use_languages_of_clinic
from tests import cast as story
from tests import pseudo
from tests.journeys.devices import PHONE, Clinic, Device, served
from tests.journeys.test_reading_any_way import look, sideways
from tests.journeys.ways import Ways

LINES = ("feeling", "close", "days", "life")
EXIT = "https://weather.example/"


@pytest.fixture
def clinic(tmp_path: Path, cast_database: Path) -> Iterator[Clinic]:
    pseudo.install(tmp_path)
    with served(tmp_path, cast_database) as found:
        yield found
    use_languages_of_clinic({})


@pytest.fixture
def ways(clinic: Clinic) -> Ways:
    return Ways(clinic)


@pytest.fixture
def phone(device: Callable[..., Device]) -> Device:
    """A phone whose browser asks for the language; what it is refused is part of the stories."""
    wanted = {"Accept-Language": pseudo.CODE}
    made = device(PHONE, touch=True, extra_http_headers=wanted)
    made.expect_complaint(*(f"status of {status}" for status in (404, 409, 410, 422, 429)))
    return made


def wrong(page: Page) -> list[str]:
    """What is wrong with a page at 100 and at 200 per cent."""
    return [f"{text} %: {each}" for text in (100, 200) for each in look(page, text)]


def spoken(key: str, **values: object) -> str:
    return say(pseudo.CODE, key, **values)


def press(page: Page, key: str) -> None:
    page.get_by_role("button", name=spoken(key), exact=True).tap()


def send(page: Page) -> None:
    """Answer everything and send."""
    for item in LINES:
        page.locator(f"#range-{item}").focus()
        page.keyboard.press("End")
        press(page, "form.next")
    press(page, "form.send")


def test_the_clinics_own_tablet(ways: Ways, phone: Device) -> None:
    assert wrong(phone.open("/kiosk/")) == []  # not set up yet
    # The page that sets it up speaks to the director, in English
    page = phone.open(ways.enrolment())
    assert page.locator("html").get_attribute("lang") == "en"
    assert sideways(page) <= 0
    page.get_by_role("button", name="Set up this tablet").tap()
    page.wait_for_url("**/kiosk/")
    assert wrong(page) == []
    for path in ("/kiosk/help", "/kiosk/code"):
        assert wrong(phone.open(path)) == []
    # Five wrong codes: the sentence for one, and the one that asks to wait
    for _ in range(6):
        page.get_by_label(spoken("kiosk.code_label")).fill("AAAAAA")
        with page.expect_navigation():
            press(page, "kiosk.open")
    expect(page.get_by_text(spoken("kiosk.pause", count=5))).to_be_visible()
    assert wrong(page) == []
    # A form on it, its question whether anybody is there, and its thanks
    ways.kiosk(phone, pseudo.CODE)
    page.evaluate("document.querySelector('[data-idle]').hidden = false")
    assert wrong(page) == []
    page.reload()
    send(page)
    page.wait_for_url("**/rate/thanks")
    assert wrong(page) == []


def test_a_link_for_home(ways: Ways, phone: Device, device) -> None:
    with_an_exit(ways.clinic)
    link = ways.link(pseudo.CODE)
    assert wrong(phone.open(link)) == []
    press(phone.page, "opening.start")
    phone.page.wait_for_url("**/rate/form")
    assert wrong(phone.page) == []
    # Opened already: here it leads back to the form, elsewhere it opens nothing
    assert wrong(phone.open(link)) == []
    other = device(PHONE, touch=True, extra_http_headers={"Accept-Language": pseudo.CODE})
    other.expect_complaint("status of 410", "status of 404")
    assert wrong(other.open(link)) == []
    assert wrong(other.open(f"{link}x")) == []
    # Sent
    page = phone.open("/rate/form")
    send(page)
    page.wait_for_url("**/rate/thanks")
    assert wrong(page) == []
    assert wrong(phone.open(link)) == []


def test_leaving_from_home(ways: Ways, phone: Device) -> None:
    with_an_exit(ways.clinic)
    phone.expect_complaint("foreign request")
    # Given a neutral site that shows nothing, so that the page before it stays
    phone.page.route(f"{EXIT}**", lambda route: route.fulfill(status=204))
    ways.home(phone, pseudo.CODE)
    press(phone.page, "form.exit")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(spoken("home.left"))
    assert wrong(phone.page) == []


def test_thanks_and_answers_that_are_not_taken(ways: Ways, phone: Device) -> None:
    # Given a form that stands in two tabs
    ways.hand_over(phone, pseudo.CODE)
    page, tab = phone.page, phone.context.new_page()
    tab.goto(phone.clinic.address + "/rate/form")
    send(page)
    page.wait_for_url("**/rate/thanks")
    assert wrong(page) == []
    # When other answers come from the second
    for item in LINES:
        tab.locator(f"#range-{item}").evaluate(
            "each => { each.value = 20; each.dispatchEvent(new Event('input')); }"
        )
    tab.locator("form.client-form").evaluate("form => form.requestSubmit()")
    expect(tab.get_by_role("heading", level=1)).to_have_text(spoken("not_taken.sent_before"))
    assert wrong(tab) == []


def test_given_back_while_it_was_open(ways: Ways, phone: Device) -> None:
    ways.hand_over(phone, pseudo.CODE)
    page, tab = phone.page, phone.context.new_page()
    tab.goto(phone.clinic.address + "/rate/form")
    press(page, "form.not_you")
    expect(page.get_by_role("heading", level=1)).to_have_text(spoken("thanks.give_back"))
    assert wrong(page) == []
    send(tab)
    expect(tab.get_by_role("heading", level=1)).to_have_text(spoken("not_taken.closed"))
    assert wrong(tab) == []


def with_an_exit(clinic: Clinic) -> None:
    with clinic.app.app_context():
        clinics.set_home_links(
            link_hours=72,
            reminder_hours=24,
            exit_address=EXIT,
            by=story.Cast().staff("director"),
            at=story.NOW,
        )
