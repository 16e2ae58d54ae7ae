"""The clinic's tablet by keys alone, and the form with large type, few colours and nothing that
moves: what is in focus is seen, and nothing has to be scrolled for sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from outcomes.languages import say
from outcomes.storage import Administration, Answer
from tests.journeys.devices import PHONE, TABLET, Clinic, Device
from tests.journeys.test_reading_any_way import larger, tab_to
from tests.journeys.ways import Ways

LINES = ("feeling", "close", "days", "life")
AROUND = 10
"""Pixels around a control in which its ring may stand."""


@pytest.fixture
def ways(clinic: Clinic) -> Ways:
    return Ways(clinic)


def reach(control: Locator, *, seen_on: Locator | None = None) -> None:
    """Press Tab until a control has the focus, which is seen on it (or on what it stands in)."""
    page, shown = control.page, seen_on or control
    tab_to(page, control)
    focused = picture(shown)
    control.evaluate("each => each.blur()")
    assert picture(shown) != focused, "the focus is not seen"
    control.evaluate("each => each.focus()")


def picture(shown: Locator) -> bytes:
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    clip = {
        "x": max(box["x"] - AROUND, 0),
        "y": max(box["y"] - AROUND, 0),
        "width": box["width"] + 2 * AROUND,
        "height": box["height"] + 2 * AROUND,
    }
    return shown.page.screenshot(clip=clip)


def track(page: Page, item: str) -> Locator:
    return page.locator(f"[data-line={item}] [data-track]")


@pytest.mark.parametrize("code", ["en", "ar"])
def test_the_clinics_own_tablet_by_keys_alone(ways: Ways, device, code: str) -> None:
    # Given the locked tablet, and a code on the screen of staff
    tablet = device(TABLET, locale=code)
    typed, number = ways.code(tablet, code)
    page = tablet.open("/kiosk/")
    # When somebody opens the form with Tab, letters and Enter
    reach(page.get_by_role("link", name=say(code, "kiosk.enter_code"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiosk/code")
    field = page.get_by_label(say(code, "kiosk.code_label"))
    expect(field).to_be_focused()
    reach(field)
    page.keyboard.type(typed)
    reach(page.get_by_role("button", name=say(code, "kiosk.open"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/rate/")
    reach(page.get_by_role("button", name=say(code, "opening.start"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/rate/form")
    # And answers, and sends
    for item in LINES:
        track(page, item).wait_for()  # the lines replace the number fields
        reach(page.locator(f"#range-{item}"), seen_on=track(page, item))
        page.keyboard.press("Home")
        page.keyboard.press("PageUp")
    reach(page.get_by_role("button", name=say(code, "form.send"), exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text(say(code, "thanks.saved"))).to_be_visible()
    # Then it is stored, and Finish locks the tablet again
    values = select(Answer.value).where(Answer.administration_id == number)
    assert ways.clinic.rows(values) == [(1.0,)] * 4
    manner = select(Administration.device_class).where(Administration.id == number)
    assert ways.clinic.rows(manner) == [("desktop",)]  # as one without a touch screen calls itself
    reach(page.get_by_role("link", name=say(code, "kiosk.finish"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiosk/")


@pytest.mark.parametrize(("size", "sizes"), [(TABLET, (200, 400)), (PHONE, (200,))])
@pytest.mark.parametrize("code", ["ar", "de"])
def test_large_type_and_forced_colours_never_scroll_sideways(
    ways: Ways, device: Callable[..., Device], code: str, size, sizes: tuple[int, ...]
) -> None:
    # Given few colours, and a device that asks for nothing to move
    shown = device(size, touch=True, forced_colors="active")
    ways.hand_over(shown, code)
    page = shown.page
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    for text in sizes:
        page.reload()
        # When type is twice and four times as large, in every step of the form
        larger(page, text)
        assert_fits(page)
        if page.locator("form.client-form").get_attribute("data-layout") == "steps":
            go_through(page, code)
        page.get_by_role("button", name=say(code, "form.send"), exact=True).tap()
        expect(page.get_by_role("alert")).to_be_focused()
        assert_fits(page)


def go_through(page: Page, code: str) -> None:
    """Look at every step, up to the review."""
    for step in ("2", "3", "4", "review"):
        page.get_by_role("button", name=say(code, "form.next"), exact=True).tap()
        expect(page.locator("form.client-form")).to_have_attribute("data-step", step)
        assert_fits(page)


def assert_fits(page: Page) -> None:
    page.screenshot(full_page=True)  # drawn as it is seen
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window
