"""A client rates: with a finger, with keys alone, without scripts, on a tablet and on a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from outcomes.storage import Administration, Answer
from tests import cast as story

PHONE, TABLET = (390, 844), (820, 1180)
LINES = ("feeling", "close", "days", "life")


def track(page: Page, item: str) -> Locator:
    return page.locator(f"[data-line={item}] [data-track]")


def tap(page: Page, item: str, share: float) -> None:
    """Touch a line at a share of its drawn length, a little off its height as fingers are."""
    track(page, item).wait_for()  # the lines replace the number fields
    box = track(page, item).bounding_box()
    page.touchscreen.tap(box["x"] + share * box["width"], box["y"] + box["height"] / 2 + 6)


def answers(clinic) -> dict[str, float]:
    """The answers of today's rating."""
    query = (
        select(Answer.item_id, Answer.value)
        .join(Administration)
        .where(Administration.submitted_at >= story.NOW)
    )
    return dict(clinic.rows(query))


def manner(clinic) -> tuple:
    """How today's rating was given: layout, device, kinds of input."""
    query = (
        select(Administration.layout, Administration.device_class, Answer.input_kind)
        .join(Answer)
        .where(Administration.submitted_at >= story.NOW)
        .distinct()
    )
    return clinic.rows(query)


def test_with_a_finger_on_the_tablet(clinic, tablet) -> None:
    # Given the form in the client's hands, with nothing marked and no need to scroll
    page = tablet.begin()
    expect(page.get_by_role("heading", level=1)).to_have_text("How has life been this week?")
    expect(page.locator("[data-count]")).to_have_text("0 of 4 marked")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    # When the client touches the four lines, the last one twice, and sends
    for item, share in zip(LINES, (0.25, 0.0, 1.0, 0.8), strict=True):
        tap(page, item, share)
    tap(page, "life", 0.45)
    expect(page.locator("[data-count]")).to_have_text("4 of 4 marked")
    page.get_by_role("button", name="Send").tap()
    # Then the thanks are there, by name, and the answers are what was touched
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    expect(page.get_by_text("Answers are not read straight away.")).to_be_visible()
    stored = answers(clinic)
    assert stored["feeling"] == pytest.approx(2.5, abs=0.1)
    assert (stored["close"], stored["days"]) == (0, 10)
    assert stored["life"] == pytest.approx(4.5, abs=0.1)
    assert manner(clinic) == [("one_page", "tablet", "line")]


def test_one_line_at_a_time_on_the_phone(clinic, device) -> None:
    # Given a narrow screen
    phone = device(PHONE, touch=True)
    page = phone.begin()
    # When the client goes from line to line, back once, and looks at the review
    for number, item in enumerate(LINES, 1):
        expect(page.get_by_text(f"{number} of 4", exact=True)).to_be_visible()
        expect(track(page, item)).to_be_visible()
        tap(page, item, 0.6)
        page.get_by_role("button", name="Next").tap()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).tap()
    tap(page, "life", 0.3)
    page.get_by_role("button", name="Next").tap()
    # Then nothing went on by itself, and what was changed last is what is sent
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    stored = answers(clinic)
    assert stored["close"] == pytest.approx(6.0, abs=0.1)
    assert stored["life"] == pytest.approx(3.0, abs=0.1)
    assert manner(clinic) == [("one_by_one", "phone", "line")]


def test_with_keys_alone(clinic, device) -> None:
    # Given no mouse and no finger
    page = device(TABLET).begin()
    page.keyboard.press("Tab")
    # When the client tabs through the form, nothing is marked by that
    for _ in range(30):
        page.keyboard.press("Tab")
    expect(page.locator("[data-count]")).to_have_text("0 of 4 marked")
    # When each line is set by keys
    for item, keys in zip(
        LINES, (["Home"], ["End"], ["ArrowRight"], ["PageDown"] * 2), strict=True
    ):
        page.locator(f"#range-{item}").focus()
        for key in keys:
            page.keyboard.press(key)
    said = page.locator("#range-days").get_attribute("aria-valuetext")
    assert said == "51 of 100, from Going very badly to Going very well"
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    # Then the answers are stored
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert answers(clinic) == {"feeling": 0, "close": 10, "days": 5.1, "life": 3}


def test_without_scripts(clinic, device) -> None:
    # Given a browser that runs no scripts, and the fields of the form filled in but one
    plain = device(TABLET, java_script_enabled=False)
    plain.sign_in("miriam@harbour.example")
    page = plain.open("/today")
    row = page.locator("li.comer", has_text="Jonas")
    row.get_by_role("button", name="Start wellbeing check-in").click()
    page.get_by_role("button", name="Start").click()
    for item, number in (("feeling", "3.1"), ("close", "5.8"), ("days", "4")):
        page.locator(f"#answer-{item}").fill(number)
    # When it is sent, what is missing is said and everything else is kept
    plain.expect_complaint("422")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("One answer is missing.")
    expect(page).to_have_title("Error: How has life been this week? – Harbour Street Practice")
    expect(page.locator("#answer-feeling")).to_have_value("3.1")
    page.locator("#answer-life").fill("4.5")
    page.get_by_role("button", name="Send").click()
    # Then it is stored like any other
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert answers(clinic) == {"feeling": 3.1, "close": 5.8, "days": 4, "life": 4.5}
    assert manner(clinic) == [("one_page", None, "typed")]


def test_numbers_may_be_typed_instead(clinic, tablet) -> None:
    page = tablet.begin()
    page.get_by_role("button", name="Type a number instead").tap()
    for item in LINES:
        page.locator(f"#answer-{item}").fill("7.2")
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert set(answers(clinic).values()) == {7.2}
    assert manner(clinic) == [("one_page", "tablet", "typed")]


def test_missing_lines_are_said_once_and_everything_is_kept(clinic, tablet) -> None:
    # Given two lines marked of four
    page = tablet.begin()
    tap(page, "feeling", 0.5)
    tap(page, "days", 0.5)
    # When the client sends
    page.get_by_role("button", name="Send").tap()
    # Then one summary has the focus, names both, leads to the line, and nothing was sent
    summary = page.get_by_role("alert")
    expect(summary).to_have_count(1)
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 answers are missing.")
    expect(page).to_have_title("Error: How has life been this week? – Harbour Street Practice")
    summary.get_by_role("link", name="My life as a whole").tap()
    expect(page.locator("#range-life")).to_be_focused()
    expect(page.locator("[data-count]")).to_have_text("2 of 4 marked")
    assert answers(clinic) == {}


def test_scrolling_over_a_line_does_not_mark_it(device) -> None:
    # Given a screen on which the form must be scrolled
    low = device((820, 500), touch=True)
    page = low.begin()
    page.evaluate("document.querySelector('form.client-form').dataset.layout = 'page'")
    box = track(page, "feeling").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # When a finger comes down on the line and moves up to scroll
    touches = low.context.new_cdp_session(page)
    at = {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    touches.send("Input.dispatchTouchEvent", at)
    for step in range(1, 9):
        at = {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 20 * step}]}
        touches.send("Input.dispatchTouchEvent", at)
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    # Then the page has scrolled and the line is as it was
    page.wait_for_function("scrollY > 20")
    expect(page.locator("[data-count]")).to_have_text("0 of 4 marked")
    expect(page.locator("#answer-feeling")).to_have_value("")


def test_wrong_person_gives_the_tablet_back(clinic, tablet) -> None:
    page = tablet.begin()
    tap(page, "feeling", 0.5)
    page.get_by_role("button", name="Not you? Give the tablet back").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please give the tablet back.")
    assert "Jonas" not in page.content()
    assert answers(clinic) == {}
    page.get_by_role("link", name="Staff: sign in").tap()
    page.wait_for_url("**/sign-in")


def test_questions_with_choices_go_one_by_one(clinic, tablet) -> None:
    # Given PHQ-9, which does not fit on one page
    page = tablet.begin("0431")
    for number in range(1, 10):
        expect(page.get_by_text(f"{number} of 9", exact=True)).to_be_visible()
        page.locator(f"[data-choices=q{number}]").get_by_text("Several days").tap()
        page.get_by_role("button", name="Next").tap()
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Mei.")
    assert answers(clinic) == {f"q{number}": 1 for number in range(1, 10)}


def seconds(clinic) -> dict[str, float | None]:
    """How long each answer of today's rating took, as the form measured it."""
    query = (
        select(Answer.item_id, Answer.seconds)
        .join(Administration)
        .where(Administration.submitted_at >= story.NOW)
    )
    return dict(clinic.rows(query))


def test_each_line_takes_the_time_since_the_mark_before_it(clinic, device) -> None:
    # Given the form on a tablet whose clock stands still, so that the story moves it
    tablet = device(TABLET, touch=True)
    tablet.page.add_init_script("performance.now = () => window.moment ?? 0")
    page = tablet.begin()
    # When lines are marked after 4, 2.5 and 1 second, the first again after 10, the last in an hour
    for item, moment in (
        ("feeling", 4.0), ("close", 6.5), ("days", 7.5), ("feeling", 17.5), ("life", 3700),
    ):  # fmt: skip
        page.evaluate("moment => { window.moment = 1000 * moment }", moment)
        tap(page, item, 0.5)
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    # Then each has its own time, and one too long to believe is none
    assert seconds(clinic) == {"feeling": 14.0, "close": 2.5, "days": 1.0, "life": None}


def test_one_line_at_a_time_counts_from_its_coming_into_view(clinic, device) -> None:
    phone = device(PHONE, touch=True)
    phone.page.add_init_script("performance.now = () => window.moment ?? 0")
    page = phone.begin()
    now = 0
    for item in LINES:
        # Two seconds to mark, five more before Next, which belong to no question
        now += 2
        page.evaluate("moment => { window.moment = 1000 * moment }", now)
        tap(page, item, 0.5)
        now += 5
        page.evaluate("moment => { window.moment = 1000 * moment }", now)
        page.get_by_role("button", name="Next").tap()
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert seconds(clinic) == dict.fromkeys(LINES, 2.0)
