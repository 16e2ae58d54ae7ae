"""The client's form for everybody: large type, narrow windows, own spacing, few colours, keys.

In English and in Arabic, which runs from right to left; and in a language made on the fly whose
words are long, to find what would be cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from outcomes.languages import say, use_languages_of_clinic
from outcomes.measures import catalogue as measures
from tests import pseudo
from tests.journeys.devices import TABLET, Clinic, Device, served

BOTH = ("en", "ar")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LINES = ("feeling", "close", "days", "life")
SPACING = """* {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""
"""The text spacing of WCAG 2.2, 1.4.12."""
CUT_OFF = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest(".visually-hidden, script, style")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`outside: ${text.data.trim()}`);
    }
    for (let around = element; around; around = around.parentElement) {
      const cuts = getComputedStyle(around).overflow !== "visible";
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = around;
      const tooBig = scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
      if (cuts && tooBig && !around.matches("html, body")) {
        found.push(`cut off: ${text.data.trim()}`);
      }
    }
  }
  return [...new Set(found)];
}"""


@pytest.fixture(scope="module", params=BOTH)
def opened(
    request: pytest.FixtureRequest, browser: Browser, standing_clinic: Clinic
) -> Iterator[Device]:
    """A tablet with a begun form, for tests that only look."""
    client = {"en": "0417", "ar": "0388"}[request.param]
    device = Device.made(browser, standing_clinic, TABLET, has_touch=True)
    device.begin(client, language=request.param)
    device.language = request.param
    yield device
    complaints = device.unexpected
    device.context.close()
    assert complaints == []


@pytest.fixture
def form(opened: Device) -> Page:
    """The form as it was opened, with nothing answered."""
    opened.page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    opened.page.emulate_media(forced_colors="none", color_scheme="light")
    return opened.open("/rate/form")


def sideways(page: Page) -> int:
    """By how much the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def larger(page: Page, share: int) -> None:
    """The device's text size, in per cent."""
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", f"{share}%")
    page.evaluate("dispatchEvent(new Event('resize'))")


def broken_rules(page: Page) -> list[tuple[str, str]]:
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(tags) => axe.run({ runOnly: { type: 'tag', values: tags } })", RULES)
    return [(each["id"], each["nodes"][0]["html"][:160]) for each in found["violations"]]


def test_low_end_stands_where_reading_begins(opened: Device, form: Page) -> None:
    # Given a line and its two ends
    low, high = form.locator("#ends-feeling > span").all()
    right_to_left = opened.language == "ar"
    # Then the low one is on the right in Arabic, on the left in English
    assert (low.bounding_box()["x"] > high.bounding_box()["x"]) is right_to_left
    # And the arrow that points to the high end raises the answer
    line = form.locator("#range-feeling")
    line.focus()
    for key in ["Home"] + ["ArrowLeft" if right_to_left else "ArrowRight"] * 3:
        form.keyboard.press(key)
    expect(form.locator("#answer-feeling")).to_have_value("0.3")
    mark = form.locator("[data-line=feeling] .line-mark").bounding_box()
    track = form.locator("[data-line=feeling] [data-track]").bounding_box()
    centre = mark["x"] + mark["width"] / 2 - track["x"]
    expected = 0.97 if right_to_left else 0.03
    assert centre / track["width"] == pytest.approx(expected, abs=0.01)


def test_tap_marks_its_place_counted_from_where_reading_begins(opened: Device, form: Page) -> None:
    box = form.locator("[data-line=feeling] [data-track]").bounding_box()
    for share, expected in ((0.25, 25), (0, 0), (0.75, 75), (1, 100)):
        from_left = 1 - share if opened.language == "ar" else share
        x = min(box["x"] + box["width"] * from_left, box["x"] + box["width"] - 0.5)
        form.touchscreen.tap(x, box["y"] + box["height"] / 2)
        marked = float(form.locator("#answer-feeling").input_value()) * 10
        assert marked == pytest.approx(expected, abs=1 if share in (0.25, 0.75) else 0)


def test_no_rule_is_broken_with_and_without_what_is_missing(opened: Device, form: Page) -> None:
    assert broken_rules(form) == []
    form.get_by_role("button", name=say(opened.language, "form.send"), exact=True).tap()
    expect(form.get_by_role("alert")).to_be_focused()
    assert broken_rules(form) == []
    form.set_viewport_size({"width": 390, "height": 844})
    assert broken_rules(form) == []
    assert sideways(form) <= 0


@pytest.mark.parametrize(("width", "text"), [(820, 200), (320, 100), (320, 200), (820, 400)])
def test_large_text_and_narrow_windows_never_scroll_sideways(
    form: Page, width: int, text: int
) -> None:
    form.set_viewport_size({"width": width, "height": 900})
    larger(form, text)
    assert sideways(form) <= 0
    assert form.evaluate(CUT_OFF) == []


def test_own_text_spacing_loses_nothing(form: Page) -> None:
    form.set_viewport_size({"width": 390, "height": 844})
    form.evaluate(
        "(rules) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules);"
        " document.adoptedStyleSheets = [sheet]; }",
        SPACING,
    )
    assert sideways(form) <= 0
    assert form.evaluate(CUT_OFF) == []


def test_marks_and_lines_are_seen_with_forced_colours(form: Page) -> None:
    form.emulate_media(forced_colors="active", color_scheme="dark")
    form.locator("#range-feeling").focus()
    form.keyboard.press("End")
    seen = form.evaluate(
        """() => {
          const look = (selector, part) =>
            getComputedStyle(document.querySelector(selector), part);
          return {
            ground: look("body").backgroundColor,
            line: look("[data-line=feeling] [data-track]", "::before").borderTopColor,
            mark: look("[data-line=feeling] .line-mark").backgroundColor,
          };
        }"""
    )
    assert seen["line"] != seen["ground"]
    assert seen["mark"] not in (seen["ground"], "rgba(0, 0, 0, 0)")
    assert broken_rules(form) == []


def test_nothing_moves_for_those_who_asked_for_it(form: Page) -> None:
    moving = form.evaluate(
        """() => [...document.querySelectorAll("*")].filter((each) => {
          const { transitionDuration, animationName } = getComputedStyle(each);
          const times = transitionDuration.split(", ").map(parseFloat);
          return animationName !== "none" || Math.max(...times) > 0.01;
        }).map((each) => each.className)"""
    )
    assert moving == []


@pytest.mark.parametrize("code", BOTH)
def test_a_whole_rating_with_one_key_at_a_time(clinic: Clinic, device, code: str) -> None:
    """Tab, arrows and Enter alone, as keyboards and switches send them; from the opening on."""
    keys = device(TABLET)
    with clinic.app.app_context():
        keys.sign_in("miriam@harbour.example")
    page = keys.hand_over("0417", language=code)
    tab_to(page, page.get_by_role("button", name=say(code, "opening.start"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/rate/form")
    for item in LINES:
        tab_to(page, page.locator(f"#range-{item}"))
        page.keyboard.press("End")
    tab_to(page, page.get_by_role("button", name=say(code, "form.send"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/rate/thanks")


@pytest.mark.parametrize("code", BOTH)
def test_one_question_at_a_time_with_keys_alone(clinic: Clinic, device, code: str) -> None:
    # Given a narrow screen
    page = device((390, 844)).begin("0417", kind="alliance", language=code)
    later = page.get_by_role("button", name=say(code, "form.next"), exact=True)
    for item in measures()["session"].wording(code).items:
        tab_to(page, page.locator(f"#range-{item.id}"))
        page.keyboard.press("PageUp")
        tab_to(page, later)
        page.keyboard.press("Enter")
    # Then the review has the focus, and leads back and on with the same keys
    expect(page.get_by_role("heading", name=say(code, "form.review"))).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-step-place]")).to_have_text(say(code, "form.place", step=1, all=4))
    tab_to(page, later)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name=say(code, "form.send"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url("**/rate/thanks")


def tab_to(page: Page, control) -> None:
    """Press Tab until the control has the focus, and see that it shows."""
    for _ in range(40):
        if control.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(control).to_be_focused()


class TestLongWords:
    """Two fifths longer than English: nothing is cut off, and no script speaks English."""

    @pytest.fixture
    def clinic(self, tmp_path: Path, cast_database: Path) -> Iterator[Clinic]:
        pseudo.install(tmp_path)
        with served(tmp_path, cast_database) as found:
            yield found
        use_languages_of_clinic({})

    @pytest.mark.parametrize(("width", "text"), [(820, 100), (320, 100), (320, 200)])
    def test_nothing_is_cut_off(
        self, clinic: Clinic, device: Callable[..., Device], width: int, text: int
    ) -> None:
        tablet = device((width, 900), touch=True)
        tablet.sign_in("miriam@harbour.example")
        page = tablet.hand_over("0417", language=pseudo.CODE)
        assert look(page, text) == []
        page.get_by_role("button", name=say(pseudo.CODE, "opening.start")).tap()
        page.wait_for_url("**/rate/form")
        assert look(page, text) == []
        if page.locator("form").nth(1).get_attribute("data-layout") == "steps":
            for _ in LINES:
                page.get_by_role("button", name=say(pseudo.CODE, "form.next")).tap()
            assert look(page, text) == []
        page.get_by_role("button", name=say(pseudo.CODE, "form.send")).tap()
        expect(page.get_by_role("alert")).to_be_visible()
        assert look(page, text) == []

    def test_what_the_scripts_say_is_in_the_language(self, clinic: Clinic, device) -> None:
        # Given a form whose connection breaks when it is sent
        tablet = device((1000, 1600), touch=True)
        page = tablet.begin("0417", language=pseudo.CODE)
        page.get_by_role("button", name=say(pseudo.CODE, "form.type_numbers")).tap()
        page.get_by_role("button", name=say(pseudo.CODE, "form.use_lines")).tap()
        for item in LINES:
            page.locator(f"#range-{item}").focus()
            page.keyboard.press("End")
        tablet.expect_complaint("ERR_INTERNET_DISCONNECTED")
        tablet.context.set_offline(True)
        page.get_by_role("button", name=say(pseudo.CODE, "form.send")).tap()
        # Then the page says so, and every word that is read or heard is of the language
        expect(page.get_by_text(say(pseudo.CODE, "form.not_sent"))).to_be_visible()
        assert plain_words(page) == []


def look(page: Page, text: int) -> list[str]:
    """What is wrong with the page at a text size."""
    larger(page, text)
    wide = sideways(page)
    return (
        page.evaluate(CUT_OFF) + plain_words(page) + ([f"{wide} px too wide"] if wide > 0 else [])
    )


def plain_words(page: Page) -> list[str]:
    """Plain English among what the page shows or tells assistive technology."""
    said = page.evaluate(
        """() => {
          const texts = [document.title];
          for (const each of document.body.querySelectorAll("*")) {
            if (each.closest("[lang]").lang !== "qps" || each.matches("script, style")) continue;
            texts.push(each.ariaLabel ?? "", each.getAttribute("aria-valuetext") ?? "");
            for (const node of each.childNodes) if (node.nodeType === 3) texts.push(node.data);
          }
          return texts.join("\\n");
        }"""
    )
    for name in ("Harbour Street Practice", "Jonas", "Miriam Aalto"):
        said = said.replace(name, "")
    return re.findall(r"[A-Za-z]{2,}", said)
