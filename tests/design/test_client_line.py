"""The client's line in a browser: ux.md section 2, one sentence each."""

import importlib.util
import json
import re
import urllib.parse
from pathlib import Path

import pytest

from tests.chromium import chromium_path

HERE = Path(__file__).parent


def beside(name):
    """A module of this folder; the tests run without packages."""
    spec = importlib.util.spec_from_file_location(f"design_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


browser_module = beside("browser")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(chromium_path() is None, reason="chromium is not installed"),
]
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("components")
    beside("render_components").main(target)
    return target


@pytest.fixture
def form(browser, folder):
    with browser_module.opened(browser, folder, "form", **TABLET) as page:
        yield page
        assert page.complaints == []


@pytest.fixture
def phone(browser, folder):
    with browser_module.opened(browser, folder, "form", **PHONE) as page:
        yield page
        assert page.complaints == []


def answer(page, item="feeling"):
    return page.locator(f"#answer-{item}").input_value()


def place(page, share, item="feeling"):
    box = page.locator(f"#line-{item} [data-track]").bounding_box()
    return box["x"] + box["width"] * share, box["y"] + box["height"] / 2


def state(page, item="feeling"):
    return page.locator(f"#line-{item} [data-track]").get_attribute("data-state")


def spoken(page, item="feeling"):
    return page.locator(f"#range-{item}").get_attribute("aria-valuetext")


def posts(page):
    """Every body that is sent; the first answers fail as a lost connection would."""
    found = []

    def catch(route):
        found.append(dict(urllib.parse.parse_qsl(route.request.post_data, True)))
        if len(found) < 2:
            route.abort("connectionfailed")
        else:
            body = json.dumps({"next": f"{browser_module.ADDRESS}/thanks.html"})
            route.fulfill(body=body, content_type="application/json")

    page.route("**/sent", catch)
    return found


def test_nothing_is_marked_before_the_first_touch(form):
    assert state(form) == "unmarked"
    assert answer(form) == ""
    assert spoken(form) == "Not marked yet"
    assert form.locator("[data-count]").inner_text() == "0 of 4 marked"


@pytest.mark.parametrize("share", [0.0, 0.02, 0.25, 0.48, 0.5, 0.52, 0.77, 1.0])
def test_a_tap_marks_exactly_that_place(form, share):
    form.touchscreen.tap(*place(form, share))
    assert float(answer(form)) == pytest.approx(share * 10, abs=0.1)
    assert state(form) == "marked"
    assert form.locator("input[name=input-feeling]").input_value() == "line"


def test_the_ends_of_the_drawn_line_are_0_and_100(form):
    form.touchscreen.tap(*place(form, 0))
    assert answer(form) == "0.0"
    x, y = place(form, 1)
    form.touchscreen.tap(x - 0.5, y)
    assert answer(form) == "10.0"


def test_a_second_tap_beside_the_mark_moves_it_exactly(form):
    form.touchscreen.tap(*place(form, 0.5))
    form.touchscreen.tap(*place(form, 0.52))
    assert answer(form) == "5.2"


def test_the_mark_stands_under_the_finger(form):
    x, y = place(form, 0.3)
    form.touchscreen.tap(x, y)
    mark = form.locator("#line-feeling .line-mark").bounding_box()
    assert mark["x"] + mark["width"] / 2 == pytest.approx(x, abs=3.1)
    assert mark["y"] + mark["height"] / 2 == pytest.approx(y, abs=1)


def test_finger_down_is_provisional_and_finger_up_sets(form):
    form.mouse.move(*place(form, 0.4))
    form.mouse.down()
    assert state(form) == "provisional"
    assert answer(form) == ""
    form.mouse.up()
    assert answer(form) == "4.0"


def test_a_press_without_moving_sets_even_an_unchanged_value(form):
    form.touchscreen.tap(*place(form, 0.5))
    assert answer(form) == "5.0"


def test_a_cancelled_pointer_restores_what_was_there(form):
    form.touchscreen.tap(*place(form, 0.2))
    track = form.locator("#line-feeling [data-track]")
    x, y = place(form, 0.9)
    where = {"clientX": x, "clientY": y, "pointerId": 1, "isPrimary": True, "button": 0}
    form.evaluate("HTMLElement.prototype.setPointerCapture = () => {}")
    track.dispatch_event("pointerdown", where)
    assert state(form) == "provisional"
    track.dispatch_event("pointercancel", where)
    assert state(form) == "marked"
    assert answer(form) == "2.0"


def test_letting_go_far_away_changes_nothing(form):
    x, y = place(form, 0.6)
    form.mouse.move(x, y)
    form.mouse.down()
    form.mouse.move(x, y + 300)
    form.mouse.up()
    assert state(form) == "unmarked"
    assert answer(form) == ""


def test_scrolling_over_the_line_is_left_to_the_browser(form):
    action = form.locator("#line-feeling [data-track]").evaluate(
        "track => getComputedStyle(track).touchAction"
    )
    assert action == "pan-y"


def test_tab_alone_never_sets_a_mark(form):
    form.locator("#range-feeling").focus()
    for _ in range(4):
        form.keyboard.press("Tab")
    assert {state(form, item) for item in ("feeling", "people", "days", "life")} == {"unmarked"}


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["ArrowRight"], "5.1"), (["ArrowLeft"], "4.9"), (["ArrowUp", "ArrowUp"], "5.2"),
        (["PageUp"], "6.0"), (["PageDown"], "4.0"), (["Home"], "0.0"), (["End"], "10.0"),
        (["End", "ArrowRight"], "10.0"),
    ],
)  # fmt: skip
def test_keys_move_the_mark(form, keys, value):
    form.locator("#range-feeling").focus()
    for key in keys:
        form.keyboard.press(key)
    assert answer(form) == value


def test_a_marked_line_says_its_place_between_its_ends(form):
    form.touchscreen.tap(*place(form, 0.37))
    assert spoken(form) == "37 of 100, from Very bad to Very good"
    assert form.locator("[data-count]").inner_text() == "1 of 4 marked"


def test_a_typed_number_is_another_kind_of_input(form):
    form.get_by_role("button", name="Type a number instead").click()
    form.locator("#answer-people").fill("7.5")
    assert form.locator("input[name=input-people]").input_value() == "typed"
    form.get_by_role("button", name="Use the lines instead").click()
    assert spoken(form, "people") == "75 of 100, from Going very badly to Going very well"


def test_right_to_left_lines_begin_at_the_right(form):
    form.evaluate("document.querySelector('#line-feeling').dir = 'rtl'")
    form.reload()
    form.evaluate("document.querySelector('#line-feeling').dir = 'rtl'")
    start = form.locator("#line-feeling .line-ends span").first.bounding_box()
    track = form.locator("#line-feeling [data-track]").bounding_box()
    assert start["x"] > track["x"] + track["width"] / 2


def test_targets_are_at_least_48_px_high(form):
    for target in form.locator("a:visible, button:visible, [data-track]").all():
        assert target.bounding_box()["height"] >= 48


def test_everything_fits_on_a_tablet_without_scrolling(form):
    assert form.locator("form").get_attribute("data-layout") == "page"
    assert form.locator("input[name=layout]").input_value() == "page"
    assert form.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_phone_shows_one_line_at_a_time(phone):
    assert phone.locator(".question:visible").count() == 1
    assert phone.locator("[data-step-place]").inner_text() == "1 of 4"
    phone.get_by_role("button", name="Next").click()
    assert phone.locator("#line-people").is_visible()
    assert phone.locator("[data-step-place]").inner_text() == "2 of 4"
    phone.get_by_role("button", name="Back").click()
    assert phone.locator("#line-feeling").is_visible()


def test_marking_never_moves_on_by_itself(phone):
    phone.touchscreen.tap(*place(phone, 0.4))
    assert phone.locator("#line-feeling").is_visible()


def test_the_review_shows_every_answer_and_leads_back(phone):
    phone.touchscreen.tap(*place(phone, 0.4))
    for _ in range(4):
        phone.get_by_role("button", name="Next").click()
    assert phone.locator("[data-review-lines] > li").count() == 4
    assert phone.locator("[data-review-lines]").get_by_text("Not marked yet").count() == 3
    phone.get_by_role("button", name=re.compile("People close to me")).click()
    assert phone.locator("#line-people").is_visible()
    phone.get_by_role("button", name="Next").click()
    assert phone.get_by_role("button", name="Send").is_visible()


def test_missing_lines_are_named_once_and_focused(form):
    form.touchscreen.tap(*place(form, 0.4))
    form.get_by_role("button", name="Send").click()
    summary = form.locator(".error-summary")
    assert summary.evaluate("box => box === document.activeElement")
    assert summary.locator("h2").inner_text() == "3 answers are missing."
    summary.get_by_role("link", name="My life as a whole").click()
    assert form.locator("#range-life").evaluate("range => range === document.activeElement")


def test_a_lost_connection_keeps_the_answers_and_sends_the_same_again(form):
    for index, item in enumerate(("feeling", "people", "days", "life")):
        form.touchscreen.tap(*place(form, 0.2 * (index + 1), item))
    sent = posts(form)
    form.get_by_role("button", name="Send").click()
    form.get_by_text("Not sent yet. We keep trying.").wait_for()
    assert answer(form) == "2.0"
    form.get_by_role("button", name="Try again").click()
    form.wait_for_url("**/thanks.html")
    assert sent[0] == sent[1]
    assert sent[0]["form_uuid"] == "u"
    assert {sent[0][f"answer-{item}"] for item in ("feeling", "people", "days", "life")} == {
        "2.0", "4.0", "6.0", "8.0",
    }  # fmt: skip
    form.complaints.clear()  # the failed connection itself


def test_without_scripts_the_form_asks_for_numbers(browser, folder):
    window = TABLET | {"java_script_enabled": False}
    with browser_module.opened(browser, folder, "form", **window) as page:
        assert page.locator("input[type=number]:visible").count() == 4
        assert page.locator("[data-track]:visible").count() == 0
