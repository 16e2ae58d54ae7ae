"""Rating at home by a link: on a phone and a tablet, without scripts, with a failing connection."""

import re

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from outcomes.storage import Administration, Answer
from tests import cast as story
from tests.journeys.devices import DESKTOP, PHONE, TABLET, Device

TODAY = select(Administration.id).where(Administration.submitted_at >= story.NOW)
LINES = ("feeling", "close", "days", "life")


@pytest.fixture
def link(device) -> str:
    """The path of a link for Jonas, made on the page of staff."""
    office = device(DESKTOP)
    office.sign_in("miriam@harbour.example")
    page = office.open(f"/episodes/{office.clinic.episode('0417')}/ways")
    page.get_by_role("button", name="Make a link").click()
    return re.search(r"/rate/link/[\w-]+", page.locator(".one-time-link").inner_text())[0]


@pytest.fixture
def tablet(device) -> Device:
    """The client's own."""
    return device(TABLET, touch=True)


def start(home: Device, link: str) -> Page:
    page = home.open(link)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/rate/form")
    return page


def mark_all(page: Page) -> None:
    for item in LINES:
        track = page.locator(f"[data-line={item}] [data-track]")
        track.wait_for()  # the lines replace the number fields
        box = track.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)


def thanked(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
    expect(page.get_by_text("Miriam Aalto will look at this before you next meet.")).to_be_visible()
    assert "Jonas" not in page.content()


def test_on_the_phone(clinic, device, link) -> None:
    phone = device(PHONE, touch=True)
    page = start(phone, link)
    for item in LINES:
        track = page.locator(f"[data-line={item}] [data-track]")
        track.wait_for()  # the lines replace the number fields
        box = track.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
        page.get_by_role("button", name="Next").tap()
    page.get_by_role("button", name="Send").tap()
    thanked(page)
    assert clinic.count(TODAY) == 1
    assert link.rpartition("/")[2] not in page.url


def test_on_a_tablet(clinic, tablet, link) -> None:
    page = start(tablet, link)
    assert "Jonas" not in page.content()
    mark_all(page)
    page.get_by_role("button", name="Send").tap()
    thanked(page)
    assert clinic.count(TODAY) == 1
    # The link opens nothing any more, and Back shows no answers
    page = tablet.open(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This form was sent already.")


def test_without_scripts(clinic, device, link) -> None:
    page = start(device(PHONE, java_script_enabled=False), link)
    for item in LINES:
        page.locator(f"#answer-{item}").fill("6")
    page.get_by_role("button", name="Send").click()
    thanked(page)
    values = select(Answer.value).join(Administration)
    assert set(clinic.rows(values.where(Administration.submitted_at >= story.NOW))) == {(6.0,)}


def test_preview_of_the_message_does_not_use_the_link_up(clinic, device, tablet, link) -> None:
    # Given a messenger and a mail scanner that open the link, one of them with scripts
    for preview in (device(DESKTOP), device(DESKTOP, java_script_enabled=False)):
        preview.open(link)
    # Then the client starts it all the same
    page = start(tablet, link)
    mark_all(page)
    page.get_by_role("button", name="Send").tap()
    thanked(page)
    assert clinic.count(TODAY) == 1


def test_lost_before_sending(clinic, tablet, link) -> None:
    tablet.expect_complaint("net::ERR")
    page = start(tablet, link)
    mark_all(page)
    tablet.context.set_offline(True)
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    assert clinic.count(TODAY) == 0
    tablet.context.set_offline(False)
    thanked(page)
    assert clinic.count(TODAY) == 1


@pytest.mark.parametrize("arrives", [False, True])
def test_lost_while_sending_and_on_the_way_back(clinic, tablet, link, arrives: bool) -> None:
    # Given a connection that breaks under the first try, before or after the server has stored it
    tablet.expect_complaint("net::ERR")
    page = start(tablet, link)
    mark_all(page)
    tries = []

    def break_first(route: Route) -> None:
        tries.append(route.request.post_data)
        if len(tries) > 1:
            route.continue_()
            return
        if arrives:
            route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/rate/form", break_first)
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    assert clinic.count(TODAY) == int(arrives)
    page.get_by_role("button", name="Try again").tap()
    # Then the same form is sent again, and there is one rating
    thanked(page)
    assert tries[0] == tries[1]
    assert clinic.count(TODAY) == 1
