"""After hand-over and after sign-out no way back leads to anything that was on the screen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from outcomes.web.sessions import STAFF_COOKIE, TABLET_COOKIE
from tests.journeys.devices import PHONE, TABLET, Clinic, Device
from tests.journeys.profiles import Profile

SIZES = pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
LINES = ("feeling", "close", "days", "life")
SECRET = ("Jonas K.", "0417", "Miriam Aalto")
"""Words of the staff pages that a client must not read on the tablet."""


def assert_nothing_old(page, *secrets: str) -> None:
    page.wait_for_load_state()
    shown = page.locator("body").inner_text() if page.locator("body").is_visible() else ""
    assert not [word for word in secrets if word in shown], page.url


@pytest.fixture
def profile(browser: Browser, clinic: Clinic, tmp_path: Path) -> Iterator[Profile]:
    """A device whose browser can be closed and started again."""
    found = Profile(browser, clinic, tmp_path / "profile")
    yield found
    found.close()
    assert [each for one in found.devices for each in one.unexpected] == []


def answer(page: Page) -> None:
    """Mark every line, one by one where they do not fit on the page."""
    for item in LINES:
        track = page.locator(f"[data-line={item}] [data-track]")
        track.wait_for()  # the lines replace the number fields
        box = track.bounding_box()
        page.touchscreen.tap(box["x"] + 200, box["y"] + box["height"] / 2)
        if page.locator("form.client-form").get_attribute("data-layout") == "steps":
            page.get_by_role("button", name="Next").tap()


def cookie(device: Device, name: str) -> str:
    return next(each["value"] for each in device.context.cookies() if each["name"] == name)


@SIZES
def test_back_after_hand_over_leads_to_sign_in(clinic, device: Callable[..., Device], size) -> None:
    # Given a tablet that was handed over from a page about Jonas
    tablet = device(size, touch=True)
    tablet.sign_in("miriam@harbour.example")
    page = tablet.hand_over("0417")
    # When the client presses Back, Forward, reloads, and types the addresses
    tablet.back()
    # Then there is only the sign-in page, never what was there
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert_nothing_old(page, *SECRET)
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    tablet.forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Jonas.")
    for path in ("/", "/account", f"/episodes/{clinic.episode('0417')}"):
        tablet.open(path)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        assert_nothing_old(page, *SECRET)


def test_restored_tab_after_hand_over_shows_sign_in(tablet) -> None:
    # Given a second tab that still shows a staff page when the tablet is handed over
    tablet.sign_in("miriam@harbour.example")
    tab = tablet.context.new_page()
    tab.goto(tablet.clinic.address + "/account")
    expect(tab.get_by_text("Miriam Aalto").first).to_be_visible()
    tablet.hand_over("0417")
    # When the tab is opened again
    tab.reload()
    # Then it asks to sign in
    expect(tab.get_by_role("button", name="Sign in")).to_be_visible()
    assert_nothing_old(tab, *SECRET)


@SIZES
def test_browser_started_again_after_hand_over_shows_sign_in(profile: Profile, size) -> None:
    # Given a browser that is closed with a form in the client's hands
    tablet = profile.start(size)
    tablet.sign_in("miriam@harbour.example")
    pages = ("/", "/caseload", f"/episodes/{tablet.clinic.episode('0417')}")
    tablet.open(pages[-1])
    expect(tablet.page.get_by_text("Jonas K.").first).to_be_visible()
    of_staff = cookie(tablet, STAFF_COOKIE)
    tablet.hand_over("0417")
    of_form = cookie(tablet, TABLET_COOKIE)
    profile.close()
    # When it comes back with its tabs and every cookie it ever had
    again = profile.start(size)
    again.keep_cookie(STAFF_COOKIE, of_staff)
    again.keep_cookie(TABLET_COOKIE, of_form)
    # Then what staff had open asks to sign in, and only the form goes on
    for path in pages:
        page = again.open(path)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        assert_nothing_old(page, *SECRET)
    page = again.open("/rate/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Jonas.")


@SIZES
def test_browser_started_again_after_sending_shows_no_answers(profile: Profile, size) -> None:
    tablet = profile.start(size)
    page = tablet.begin()
    answer(page)
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    of_form = cookie(tablet, TABLET_COOKIE)
    profile.close()
    again = profile.start(size)
    again.keep_cookie(TABLET_COOKIE, of_form)
    for path in ("/rate/", "/rate/form", "/rate/thanks"):
        page = again.open(path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
        assert_nothing_old(page, "Jonas")


@SIZES
def test_back_after_sending_never_shows_the_answers(device: Callable[..., Device], size) -> None:
    # Given a rating that was sent
    tablet = device(size, touch=True)
    page = tablet.begin()
    answer(page)
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    # When somebody presses Back, Forward or types the form's address
    for go in (tablet.back, tablet.forward, lambda: tablet.open("/rate/form")):
        go()
        # Then there are thanks without a name, and no form
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.")
        assert page.locator("form.client-form").count() == 0
        assert_nothing_old(page, "Jonas")


@pytest.mark.parametrize("path", ["/account", "/"])
def test_back_after_sign_out_shows_sign_in(device, path: str) -> None:
    desk = device((1440, 900))
    page = desk.sign_in("miriam@harbour.example")
    desk.open(path)
    page.locator("details.person > summary").click()
    page.locator("header").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    desk.back()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert_nothing_old(page, *SECRET)


def test_staff_who_sign_in_again_end_the_client_s_session(clinic, tablet) -> None:
    # Given a form in the client's hands
    page = tablet.begin()
    # When staff take the tablet back and sign in
    tablet.sign_in("miriam@harbour.example")
    # Then the form is not reachable on it any more
    tablet.open("/rate/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This tablet is ready.")
    assert_nothing_old(page, "Jonas")
