"""A reflection is kept while it is written: between two keys, in two windows, without scripts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from outcomes.storage import Reflection, db
from tests.journeys.devices import DESKTOP, PHONE, Device

FIRST = "What did I learn from the clients who benefited, and from those who did not?"
SECOND = "What happened that was new or different?"


def kept(desk: Device) -> list[tuple[str, str, int]]:
    return desk.clinic.rows(
        db.select(Reflection.learned, Reflection.new_or_different, Reflection.version)
    )


def reflect(desk: Device) -> Page:
    desk.sign_in("miriam@harbour.example")
    return desk.open("/reflection")


def test_text_is_kept_while_it_is_typed(device):
    # Given Miriam's reflection
    desk = device(DESKTOP)
    page = reflect(desk)
    # When she types, pauses, and types on
    page.get_by_label(FIRST).fill("I let the drop pass.")
    expect(page.get_by_text("Kept as you type. Last kept at 13:52.")).to_be_visible()
    with page.expect_response("**/reflection/keep"):
        page.get_by_label(SECOND).fill("0340 had told me.")
    # Then both are kept, and stand there when she comes back
    assert kept(desk) == [("I let the drop pass.", "0340 had told me.", 2)]
    page.reload()
    expect(page.get_by_label(FIRST)).to_have_value("I let the drop pass.")


def test_second_window_is_told_and_shows_both_texts(device):
    # Given the same reflection in two windows
    desk = device(DESKTOP)
    first = reflect(desk)
    second = desk.context.new_page()
    second.goto(first.url)
    desk.expect_complaint("409")
    # When both are written in
    with first.expect_response("**/reflection/keep"):
        first.get_by_label(FIRST).fill("From the first window.")
    second.get_by_label(FIRST).fill("From the second window.")
    # Then the second is told, and its button shows both texts
    expect(second.get_by_text("Not kept: this was changed in another window.")).to_be_visible()
    second.get_by_role("button", name="Keep my answers").click()
    expect(second.get_by_label(FIRST)).to_have_value("From the second window.")
    expect(second.get_by_text("From the first window.")).to_be_visible()
    # And what she makes of the two can be kept
    second.get_by_label(FIRST).fill("From both windows.")
    second.get_by_role("button", name="Keep my answers").click()
    expect(second.get_by_text("Your answers are kept.")).to_be_visible()
    assert kept(desk)[0][0] == "From both windows."


def test_reflection_is_kept_without_scripts(device):
    phone = device(PHONE, java_script_enabled=False)
    page = reflect(phone)
    page.get_by_label(FIRST).fill("I let the drop pass.")
    page.get_by_role("button", name="Keep my answers").click()
    expect(page.get_by_text("Your answers are kept.")).to_be_visible()
    assert kept(phone)[0][0] == "I let the drop pass."
