"""A therapist's five minutes between sessions: who needs a look, what was done, who is next."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from outcomes.storage import Response
from outcomes.storage import db as database
from tests import cast as story
from tests.journeys.devices import DESKTOP, Clinic, Device
from tests.journeys.test_every_page import broken_rules, look_lightly

PANEL = "#respond"


def heading_of_panel(page: Page) -> object:
    return page.locator("#panel-title")


def problems_of(device: Device) -> list[object]:
    """What is wrong with the page that is open. Its colours and widths are looked at elsewhere."""
    device.page.evaluate(AXE_SCRIPT)
    found = broken_rules(device.page) + look_lightly(device)
    device.page.set_viewport_size({"width": 1440, "height": 900})
    return found


def given_responses(clinic: Clinic) -> int:
    return clinic.count(database.select(Response.id).where(Response.undone_at.is_(None)))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_three_taps_answer_a_signal_and_undo_takes_it_back(clinic, device, scripts) -> None:
    # Given a therapist whose caseload says that two clients need a look
    desk = device(DESKTOP, java_script_enabled=scripts)
    page = desk.sign_in(story.address("miriam"))
    expect(page.get_by_text("Two clients need a look.")).to_be_visible()
    before = given_responses(clinic)
    # When she presses Respond and taps three times
    page.get_by_role("link", name="Respond to Aylin D.").click()
    page.get_by_role("button", name="Talked about it with the client").click()
    page.get_by_role("button", name=re.compile("^Goals and motivation")).click()
    expect(heading_of_panel(page)).to_have_text("When do you look again?")
    page.get_by_label("Note").fill("She had not told me about the flat.")
    page.get_by_role("button", name=re.compile("^Next session")).click()
    # Then it is saved, and the next client is one press away
    expect(heading_of_panel(page)).to_have_text("Saved at 13:52.")
    assert given_responses(clinic) == before + 1
    expect(page.get_by_role("link", name="Next client: Jonas K.")).to_be_visible()
    # And Undo asks the first question again
    page.locator(PANEL).get_by_role("button", name="Undo").click()
    expect(heading_of_panel(page)).to_have_text("What did you do?")
    assert given_responses(clinic) == before


def test_going_back_goes_back_one_step(device) -> None:
    # Given a response at its third step
    page = device(DESKTOP).sign_in(story.address("miriam"))
    page.get_by_role("link", name="Respond to Aylin D.").click()
    page.get_by_role("button", name="Consulted a colleague").click()
    page.get_by_role("button", name=re.compile("^Way of working")).click()
    # When she presses Back in the panel
    page.locator(PANEL).get_by_role("link", name="Back").click()
    # Then the second step is there, with the first kept
    expect(heading_of_panel(page)).to_have_text("What was it about?")
    expect(page.locator(".chosen")).to_contain_text("Consulted a colleague")


def test_a_note_survives_choosing_a_date(device) -> None:
    # Given a note that was written before the day to look again
    page = device(DESKTOP).sign_in(story.address("miriam"))
    page.get_by_role("link", name="Respond to Aylin D.").click()
    page.get_by_role("button", name="Referred").click()
    page.get_by_role("button", name=re.compile("^Medical or risk")).click()
    page.get_by_label("Note").fill("Letter to the GP.")
    # When she chooses a date instead of a session
    page.get_by_role("button", name="At a date").click()
    # Then the note is still there, and both are saved
    expect(page.get_by_label("Note")).to_have_value("Letter to the GP.")
    page.get_by_label("Look again on").fill("2026-12-03")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".chosen")).to_contain_text("3 December")


def test_a_rating_that_comes_in_is_announced_and_the_list_stays_as_it_is(clinic, device) -> None:
    # Given an open caseload
    page = device(DESKTOP).sign_in(story.address("miriam"))
    rows = page.locator(".caseload-client").all_inner_texts()
    # When a client sends a rating
    clinic.clock.forward(minutes=1)
    with clinic.app.app_context():
        cast = story.Cast()
        form = story.ratings.open_rating(
            episode=cast.episode("0376"), kind="outcome", by=cast.staff("miriam"),
            at=clinic.clock(), on=story.TODAY,
        )  # fmt: skip
        story.ratings.submit_rating(
            form_uuid=form.form_uuid, answers=story.spread("wellbeing", 28.0), at=clinic.clock()
        )
    # Then a note says so, nothing moves, and Refresh shows it
    note = page.get_by_text("1 new rating since you opened this page")
    expect(note).to_be_visible()
    assert page.locator(".caseload-client").all_inner_texts() == rows
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_text("Three more have a new rating.")).to_be_visible()


def test_a_rating_runs_two_presses_after_the_start_page(device) -> None:
    # Given the start page
    page = device(DESKTOP).sign_in(story.address("miriam"))
    # When she opens a client and starts a rating
    page.get_by_role("link", name="Tomasz R.").click()
    page.get_by_role("button", name="Start a rating").click()
    # Then the device is the client's
    page.wait_for_url("**/rate/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Tomasz.")


def test_ctrl_k_opens_the_search_and_finds_a_client(device) -> None:
    # Given any page
    page = device(DESKTOP).sign_in(story.address("miriam"))
    # When she presses Ctrl+K and types
    page.keyboard.press("Control+k")
    page.wait_for_url("**/search")
    page.keyboard.type("jonas")
    page.keyboard.press("Enter")
    # Then the client is one press away
    page.get_by_role("link", name="Jonas K.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jonas K.")


def test_ctrl_k_can_be_switched_off_in_this_browser(device) -> None:
    # Given the search page, on which it is switched off
    desk = device(DESKTOP)
    page = desk.sign_in(story.address("miriam"))
    desk.open("/search")
    page.get_by_label("Ctrl+K opens the search in this browser").uncheck()
    # When she presses it on another page
    desk.open("/caseload")
    page.keyboard.press("Control+k")
    page.wait_for_timeout(300)
    # Then she stays where she is
    assert urlsplit(page.url).path == "/caseload"


def test_the_interactive_figure_replaces_the_drawing_and_shows_its_numbers(clinic, device) -> None:
    # Given a wide window
    desk = device(DESKTOP)
    desk.sign_in(story.address("miriam"))
    # When the client's page has loaded
    page = desk.open(f"/episodes/{clinic.episode('0417')}")
    # Then the figure is there, and the drawing stays for those who do not see it
    figure = page.locator(".chart-figure.js-plotly-plot")
    expect(figure).to_be_visible()
    expect(figure.get_by_text("16.4", exact=True)).to_be_visible()
    expect(page.locator(".chart-wide svg title").first).to_have_text(
        "Falls from 17.5 to 16.4 over 7 sessions"
    )


STEPS = (
    "?did=talked_with_client",
    "?did=talked_with_client&about=goals",
    "?did=changed_something&about=method",
    "?did=false_alarm",
)


def test_every_step_of_the_panel_keeps_the_rules(clinic, device) -> None:
    desk = device(DESKTOP)
    desk.sign_in(story.address("miriam"))
    jonas = f"/episodes/{clinic.episode('0417')}"

    for step in STEPS:
        desk.open(jonas + step)
        assert problems_of(desk) == []


def test_a_form_that_came_back_and_the_saved_panel_keep_the_rules(clinic, device) -> None:
    desk = device(DESKTOP)
    desk.expect_complaint("status of 400")
    desk.sign_in(story.address("miriam"))
    page = desk.open(f"/episodes/{clinic.episode('0388')}?did=false_alarm")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing needs another look")
    assert problems_of(desk) == []

    page.get_by_label("In one line").fill("Rated for last year")
    page.get_by_role("button", name="Save").click()
    expect(heading_of_panel(page)).to_have_text("Saved at 13:52.")
    assert problems_of(desk) == []


def test_the_form_for_a_risk_answer_keeps_the_rules(clinic, device) -> None:
    desk = device(DESKTOP)
    desk.sign_in(story.address("samir"))
    desk.open(f"/episodes/{clinic.episode('0431')}")

    assert problems_of(desk) == []


def test_every_fold_of_the_page_keeps_the_rules_when_open(clinic, device) -> None:
    desk = device(DESKTOP)
    desk.sign_in(story.address("miriam"))
    page = desk.open(f"/episodes/{clinic.episode('0395')}")
    page.evaluate("document.querySelectorAll('main details').forEach((each) => each.open = true)")

    assert problems_of(desk) == []
