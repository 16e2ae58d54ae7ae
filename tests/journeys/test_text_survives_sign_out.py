"""Somebody types, is called away, is signed out; on their return the text is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from outcomes.storage import db
from outcomes.storage.sign_in import FormDraft
from tests.journeys.devices import DESKTOP

MINUTE = 60_000


@pytest.fixture
def desk(device):
    """Miriam's desktop, with a clock that the story moves."""
    device = device(DESKTOP)
    device.context.clock.install()
    device.sign_in("miriam@harbour.example")
    return device


def type_an_event(desk) -> Page:
    page = desk.open(f"/episodes/{desk.clinic.episode('0417')}")
    page.locator("form[action$='/events']").evaluate(
        "form => form.closest('details')?.setAttribute('open', '')"
    )
    page.locator("form[action$='/events'] input[name=event_label]").fill("moved to her sister")
    return page


def pass_minutes(desk, page: Page, minutes: int) -> None:
    """Time goes by on the server first, as it would."""
    desk.clinic.clock.forward(minutes=minutes)
    page.clock.fast_forward(minutes * MINUTE)


def sign_in_again(page: Page) -> None:
    page.get_by_label("Work email").fill("miriam@harbour.example")
    page.get_by_label("Password", exact=True).fill("blue kettle over seven hills")
    page.get_by_role("button", name="Sign in", exact=True).click()


def assert_text_is_back(page: Page) -> None:
    expect(page.get_by_text("What you typed before is back")).to_be_visible()
    field = page.locator("form[action$='/events'] input[name=event_label]")
    expect(field).to_have_value("moved to her sister")


def test_text_is_back_after_an_idle_sign_out(desk) -> None:
    # Given a text that was typed and not sent
    page = type_an_event(desk)
    with page.expect_response("**/session/draft"):
        page.clock.fast_forward(11_000)
    # When nobody comes back for a quarter of an hour
    pass_minutes(desk, page, 16)
    # Then the page says why it is signed out, and after signing in the text is there
    expect(page.get_by_text("Your text is kept")).to_be_visible()
    sign_in_again(page)
    assert_text_is_back(page)


def test_text_is_back_when_the_form_was_sent_too_late(desk) -> None:
    # Given a text that was kept, and a laptop that slept while the session ended
    page = type_an_event(desk)
    with page.expect_response("**/session/draft"):
        page.clock.fast_forward(11_000)
    desk.clinic.clock.forward(minutes=16)
    # When the form is sent
    desk.expect_complaint("session/draft")
    page.locator("form[action$='/events'] button[type=submit]").click()
    # Then signing in leads back to the page with the text
    sign_in_again(page)
    assert_text_is_back(page)


def test_text_that_was_sent_does_not_come_back(desk) -> None:
    page = type_an_event(desk)
    with page.expect_response("**/session/draft"):
        page.clock.fast_forward(11_000)
    with page.expect_response("**/session/draft/take"):
        page.locator("form[action$='/events'] button[type=submit]").click()
    # Then no copy of it stays on the server, and the field is empty
    with desk.clinic.app.app_context():
        assert db.session.scalars(db.select(FormDraft)).all() == []
    desk.open(f"/episodes/{desk.clinic.episode('0417')}")
    expect(page.locator("form[action$='/events'] input[name=event_label]")).to_have_value("")
    expect(page.get_by_text("What you typed before is back")).to_have_count(0)


def test_staying_signed_in_is_offered_two_minutes_before(desk) -> None:
    # Given a page that nobody has touched for thirteen minutes
    page = desk.open("/caseload")
    pass_minutes(desk, page, 13)
    # When the offer to stay is taken
    page.clock.fast_forward(2_000)
    stay = page.get_by_role("button", name="Stay signed in")
    with page.expect_response("**/session/extend"):
        stay.click()
    # Then a quarter of an hour begins anew
    expect(stay).to_have_count(0)
    pass_minutes(desk, page, 12)
    assert desk.open("/account").url.endswith("/account")
