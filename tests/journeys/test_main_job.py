"""The whole of the main job, as one story: from a rating to what was learned from it."""

import io
from pathlib import Path

import pypdf
from playwright.sync_api import Page, expect

from tests.journeys.devices import DESKTOP, Device

LINES = ("feeling", "close", "days", "life")
MIRIAM, INGRID = "miriam@harbour.example", "ingrid@harbour.example"


def row_of(page: Page, name: str):
    return page.locator("li.caseload-row", has_text=name)


def client_rates(tablet: Device, share: float) -> None:
    """Miriam starts a rating on Jonas's page and hands the tablet over; Jonas rates and sends."""
    page = tablet.sign_in(MIRIAM)
    page.get_by_role("link", name="Jonas K.", exact=True).click()
    page.get_by_role("button", name="Start a rating").click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/rate/form")
    for item in LINES:
        track = page.locator(f"[data-line={item}] [data-track]")
        track.wait_for()  # the lines replace the number fields
        box = track.bounding_box()
        page.touchscreen.tap(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")


def test_from_a_rating_to_what_was_learned(clinic, tablet, device) -> None:
    # Given Jonas, who is not on track, in the chair
    client_rates(tablet, 0.4)

    # When Miriam signs in again at her desk
    desk = device(DESKTOP)
    page = desk.sign_in(MIRIAM)
    # Then the new rating is on the caseload, in the group of those who need a look
    expect(row_of(page, "Jonas K.").locator(".caseload-figure")).to_contain_text("New")
    expect(row_of(page, "Jonas K.").locator(".caseload-figure")).to_contain_text("16.0")
    group = page.get_by_role("region", name="Needs a look")
    expect(row_of(group, "Jonas K.")).to_be_visible()

    # When she opens the signal and answers it in three taps
    row_of(page, "Jonas K.").get_by_role("link", name="Respond").click()
    panel = page.locator("#respond")
    panel.get_by_role("button", name="Talked about it with the client").click()
    panel.get_by_role("button", name="Goals and motivation").click()
    panel.get_by_role("button", name="Next session").click()
    # Then it is saved, can be undone, and waits for the next three ratings
    expect(panel.get_by_role("heading", name="Saved at")).to_be_visible()
    expect(panel.get_by_role("button", name="Undo")).to_be_visible()
    expect(panel.get_by_text("The next three ratings will show here")).to_be_visible()

    # When a week later Jonas rates again, much better
    clinic.clock.forward(days=7)
    client_rates(tablet, 0.65)
    page = desk.sign_in(MIRIAM)
    desk.open(f"/episodes/{clinic.episode('0417')}")
    # Then what followed the response is shown under it
    fate = page.locator("section", has_text="After the response of 19 November")
    expect(fate.locator(".fate li")).to_have_count(4)
    expect(fate.locator(".fate")).to_contain_text("26.0")

    # When she writes down what she has learned
    page.get_by_role("link", name="Reflection").click()
    learned = page.get_by_label("What did I learn from the clients who benefited")
    learned.fill("He came back when I asked what he wanted from our work.")
    page.get_by_role("button", name="Keep my answers").click()
    # Then it is still there after the page was left
    desk.open("/caseload")
    page.get_by_role("link", name="Reflection").click()
    expect(learned).to_have_value("He came back when I asked what he wanted from our work.")

    # When her supervisor makes the progress report of Jonas
    supervision = device(DESKTOP, accept_downloads=True)
    page = supervision.sign_in(INGRID)
    supervision.open(f"/episodes/{clinic.episode('0417')}/report")
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Make the PDF").click()
    # Then it is a PDF under the code of the client, without the name
    assert download.value.suggested_filename.startswith("progress-0417-")
    paper = pypdf.PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    words = "".join(sheet.extract_text() for sheet in paper.pages)
    assert "0417" in words
    assert "Jonas" not in words
    # And she does not read Miriam's reflection, which was not shared
    assert supervision.open("/reflection").get_by_text("That is not open to you").is_visible()
    supervision.expect_complaint("status of 403")
