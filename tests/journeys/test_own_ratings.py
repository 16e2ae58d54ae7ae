"""A client looks at their own ratings: with a finger, without scripts, from right to left."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from outcomes.actions import showing
from outcomes.languages import say
from outcomes.storage import Remark, db
from tests import cast as story
from tests.journeys.devices import PHONE, TABLET, Clinic, Device
from tests.journeys.test_every_page import COLOURS, TORN, broken_rules

JONAS = "0417"
ITEMS = ("feeling", "close", "days", "life")


@pytest.fixture
def chosen(clinic: Clinic) -> Clinic:
    """Jonas has chosen with Miriam to see his ratings after each rating, of both kinds."""
    with clinic.app.app_context():
        cast = story.Cast()
        showing.choose_showing(
            episode=cast.episode(JONAS),
            outcome="after_rating",
            alliance="after_rating",
            by=cast.staff("miriam"),
            at=story.NOW,
        )
        db.session.remove()
    return clinic


def rate(device: Device, *, language: str = "en") -> Page:
    """Rate as Jonas; ends at the thanks."""
    page = device.begin(JONAS, language=language)
    for item in ITEMS:
        page.locator(f"#range-{item}").focus()
        page.keyboard.press("Home")
        page.keyboard.press("PageUp")
    page.get_by_role("button", name=say(language, "form.send"), exact=True).click()
    page.wait_for_url("**/rate/thanks")
    return page


def problems(page: Page) -> list[object]:
    """What is wrong with the page at three widths, in the dark, and with forced colours."""
    found: list[object] = []
    page.evaluate(AXE_SCRIPT)
    for width in (1440, 820, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found += [(width, *each) for each in broken_rules(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"scrolls sideways at {width} px")
    found += [f"torn at 320 px: {word}" for word in page.evaluate(TORN)]
    for scheme in ({"color_scheme": "dark"}, {"forced_colors": "active"}):
        page.emulate_media(**scheme)
        found += [(scheme, *each) for each in broken_rules(page, rules=COLOURS)]
        page.emulate_media(color_scheme="light", forced_colors="none")
    return found


def test_on_a_tablet_that_was_handed_over(chosen: Clinic, tablet: Device) -> None:
    # Given Jonas has rated, and follows the one link of the thanks
    page = rate(tablet)
    page.get_by_role("link", name="See my ratings").tap()
    # Then he reads what his latest rating says beside the first: 4.0 after 17.5
    words = "Your latest rating is lower than when you started – worth talking about together."
    expect(page.locator(".own-finding")).to_have_text(words)
    picture = page.get_by_role("img", name=words)
    expect(picture.locator("visible=true")).to_have_count(1)
    assert problems(page) == []
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    # When he says that it feels otherwise, and to whom
    page.locator("summary").tap()
    page.get_by_label("A line to Miriam Aalto, if you like").fill("I had a fever.")
    assert problems(page) == []
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    page.get_by_role("button", name="Send").tap()
    # Then it is kept, and can be changed
    expect(
        page.get_by_role("status").get_by_text("Sent: this is not how it feels.")
    ).to_be_visible()
    assert problems(page) == []
    assert chosen.rows(db.select(Remark.text)) == [("I had a fever.",)]
    # And it is gone for whoever takes the tablet next
    tablet.sign_in("miriam@harbour.example")
    tablet.expect_complaint("404")
    assert tablet.page.goto(f"{chosen.address}/rate/ratings").status == 404


def test_without_scripts(chosen: Clinic, device) -> None:
    plain = device(TABLET, java_script_enabled=False)
    plain.sign_in("miriam@harbour.example")
    page = plain.open(f"/episodes/{chosen.episode(JONAS)}")
    page.get_by_role("button", name="Start a rating").click()
    page.get_by_role("button", name="Start").click()
    for item in ITEMS:
        page.locator(f"#answer-{item}").fill("6")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="See my ratings").click()
    words = "Your latest rating is higher than when you started."
    expect(page.locator(".own-finding")).to_have_text(words)
    page.locator("summary").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Sent: this is not how it feels.")).to_be_visible()
    assert chosen.rows(db.select(Remark.text)) == [("",)]


def test_from_right_to_left_on_a_small_screen(chosen: Clinic, device) -> None:
    page = rate(device(TABLET, touch=True), language="ar")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.get_by_role("link", name=say("ar", "own.see")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("ar", "own.title"))
    assert page.locator("html").get_attribute("dir") == "rtl"
    # The start stands on the right, the number of the scale beside it
    drawing = page.locator(".own-narrow svg")
    box = drawing.bounding_box()
    start = drawing.locator("circle[r='8']").bounding_box()
    assert start["x"] > box["x"] + box["width"] / 2
    # And no word leaves the drawing
    ends = drawing.evaluate(
        "(svg) => [...svg.querySelectorAll('text')].map((each) => each.getBBox())"
        ".map((box) => [box.x, box.x + box.width])"
    )
    assert all(0 <= left < right <= 342 for left, right in ends), ends
    assert problems(page) == []


def test_with_keys_alone(chosen: Clinic, tablet: Device) -> None:
    page = rate(tablet)
    page.get_by_role("link", name="See my ratings").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/rate/ratings")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Typed with keys.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Typed with keys.").first).to_be_visible()
    assert chosen.rows(db.select(Remark.text)) == [("Typed with keys.",)]
