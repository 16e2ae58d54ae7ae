"""The clinic's own tablet, from its set-up to the next client, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from outcomes.storage import Administration
from tests import cast as story
from tests.journeys.devices import DESKTOP, TABLET, Device

TODAY = select(Administration.id).where(Administration.submitted_at >= story.NOW)
LINES = ("feeling", "close", "days", "life")


@pytest.fixture
def office(device) -> Device:
    """The screen of staff, which stays with them."""
    return device(DESKTOP)


def enrol(office: Device, tablet: Device) -> Page:
    """The director adds a tablet and opens its link on it."""
    office.sign_in("director@harbour.example")
    page = office.open("/ways-to-rate")
    page.get_by_label("Name, as it is written on the tablet too").fill("Tablet 3")
    page.get_by_role("button", name="Add the tablet").click()
    link = re.search(r"/kiosk/enrol/[\w-]+", page.locator(".one-time-link").inner_text())[0]
    shown = tablet.open(link)
    shown.get_by_role("button", name="Set up this tablet").click()
    shown.wait_for_url("**/kiosk/")
    office.context.clear_cookies()
    return shown


def code_for_jonas(office: Device) -> str:
    """The therapist shows a code, and stays signed in."""
    office.sign_in("miriam@harbour.example")
    page = office.open(f"/episodes/{office.clinic.episode('0417')}")
    page.get_by_role("link", name="Other ways").click()
    page.get_by_role("button", name="Show a code").click()
    return page.locator(".rating-code").inner_text()


def open_form(tablet: Page, code: str) -> None:
    tablet.get_by_role("link", name="Staff: enter code").click()
    tablet.get_by_label("Code").fill(code.lower())
    tablet.get_by_role("button", name="Open").click()
    expect(tablet.get_by_role("heading", level=1)).to_have_text("Hello, Jonas.")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_set_up_to_the_next_client(clinic, device, office, scripts: bool) -> None:
    # Given a tablet that waits, locked
    tablet = device(TABLET, touch=True, java_script_enabled=scripts)
    page = enrol(office, tablet)
    expect(page.get_by_role("heading", level=1)).to_have_text("This tablet is ready.")
    expect(page.get_by_text("Tablet 3")).to_be_visible()
    # When a code is typed and the form is filled in
    open_form(page, code_for_jonas(office))
    page.get_by_role("button", name="Start").click()
    if scripts:
        for item in LINES:
            track = page.locator(f"[data-line={item}] [data-track]")
            expect(track).to_be_visible()  # the lines replace the number fields
            box = track.bounding_box()
            page.touchscreen.tap(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    else:
        for item in LINES:
            page.locator(f"#answer-{item}").fill("6")
    page.get_by_role("button", name="Send").click()
    # Then the thanks lead back to the locked page, and there is one rating
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    refresh = page.locator("meta[http-equiv=refresh]").get_attribute("content")
    assert refresh == "20;url=/kiosk/"
    page.get_by_role("link", name="Finish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This tablet is ready.")
    assert clinic.count(TODAY) == 1
    # And Back, reload and typed addresses show nothing of the client
    tablet.expect_complaint("404")
    if scripts:
        tablet.back()
        assert "Jonas" not in page.content()
    for path in ("/rate/form", "/rate/thanks", "/caseload", "/sign-in"):
        tablet.open(path)
        assert "Jonas" not in page.content()
        expect(page.get_by_role("button", name="Sign in")).to_have_count(0)


def test_form_that_nobody_touches_is_locked_away(clinic, device, office) -> None:
    # Given a form on the tablet, by a clock that the story moves
    tablet = device(TABLET, touch=True)
    page = enrol(office, tablet)
    open_form(page, code_for_jonas(office))
    page.clock.install()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/rate/form")
    # When nobody touches it for four minutes, it asks first
    page.clock.run_for(4 * 60_000 + 500)
    expect(page.get_by_role("alertdialog")).to_contain_text("Are you still there?")
    page.get_by_role("button", name="Go on").tap()
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    # And when nobody answers, it locks
    page.clock.run_for(5 * 60_000 + 500)
    page.wait_for_url("**/kiosk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This tablet is ready.")
    assert clinic.count(TODAY) == 0


def test_waiting_tablet_asks_the_server_nothing(device, office) -> None:
    tablet = device(TABLET, touch=True)
    page = enrol(office, tablet)
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(1500)
    assert asked == []
    kept = page.evaluate(
        """async () => ({
          local: { ...localStorage }, session: { ...sessionStorage },
          databases: await indexedDB.databases(), cookies: document.cookie,
          workers: (await navigator.serviceWorker.getRegistrations()).length,
        })"""
    )
    assert kept == {"local": {}, "session": {}, "databases": [], "cookies": "", "workers": 0}
