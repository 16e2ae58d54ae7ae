"""What a client reads and touches is large enough, on every page and in every language: letters of
20 px, lines of sixty letters, targets of 48 px."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from outcomes.actions import clinics, devices, home_links
from outcomes.languages import catalogue, say
from outcomes.storage import db
from tests import cast as story
from tests.journeys.devices import PHONE, TABLET, Clinic, Device

SMALL = """() => {
  const seen = (each) =>
    each.checkVisibility({ visibilityProperty: true }) && !each.closest(".visually-hidden");
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const rows = new Map();
  while (texts.nextNode()) {
    const { data, parentElement: around } = texts.currentNode;
    if (!data.trim() || !seen(around) || around.closest("script, style, svg, noscript")) continue;
    const size = parseFloat(getComputedStyle(around).fontSize);
    if (size < 20) found.push(`letters of ${size} px: ${data.trim()}`);
    const block = around.closest("p, li, h1, h2, label, div, button");
    for (let index = 0; index < data.length; index += 1) {
      const range = document.createRange();
      range.setStart(texts.currentNode, index);
      range.setEnd(texts.currentNode, index + 1);
      const [box] = range.getClientRects();
      if (!box?.width) continue;
      if (!rows.has(block)) rows.set(block, {});
      const row = Math.round((box.top + box.bottom) / 16);
      rows.get(block)[row] = (rows.get(block)[row] ?? "") + data[index];
    }
  }
  for (const [block, lines] of rows) {
    if (block.querySelector("p, li, div")) continue;
    for (const line of Object.values(lines)) {
      if (line.trim().length > 60) found.push(`${line.trim().length} letters: ${line.trim()}`);
    }
  }
  const targets = "a, button, summary, label.option, .control, [data-track]";
  for (const each of document.querySelectorAll(targets)) {
    const { width, height } = each.getBoundingClientRect();
    if (seen(each) && Math.min(width, height) < 47.5) {
      found.push(`${width} x ${height} px: ${each.outerHTML.slice(0, 80)}`);
    }
  }
  return found;
}"""


def too_small(page: Page) -> list[str]:
    """Everything on the page that is too small, on a tablet and on a phone."""
    found = []
    for width, height in (TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("() => document.fonts.status === 'loaded'")
        found += [f"{page.url} at {width}: {each}" for each in page.evaluate(SMALL)]
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    return found


@pytest.fixture
def tablet(browser: Browser, standing_clinic: Clinic) -> Iterator[Device]:
    device = Device.made(browser, standing_clinic, TABLET, has_touch=True)
    yield device
    device.context.close()


def change(clinic: Clinic, what: Callable[[story.Cast], Any]) -> Any:
    with clinic.app.app_context():
        made = what(story.Cast())
        db.session.commit()
        db.session.remove()
        return made


CLIENTS = dict(zip(catalogue(), ("0417", "0388", "0421", "0402", "0395", "0376"), strict=True))


@pytest.mark.parametrize("code", CLIENTS)
def test_a_rating_in_the_clinic(tablet: Device, code: str) -> None:
    tablet.sign_in("miriam@harbour.example")
    page = tablet.hand_over(CLIENTS[code], language=code)
    found = too_small(page)
    page.get_by_role("button", name=say(code, "opening.start"), exact=True).tap()
    page.wait_for_url("**/rate/form")
    found += too_small(page)
    page.reload()
    send = page.get_by_role("button", name=say(code, "form.send"), exact=True)
    send.tap()
    found += too_small(page)
    for item in ("feeling", "close", "days", "life"):
        page.locator(f"#range-{item}").focus()
        page.keyboard.press("End")
    send.evaluate("button => button.form.requestSubmit(button)")
    page.wait_for_url("**/rate/thanks")
    assert found + too_small(page) == []


@pytest.mark.parametrize(("client", "measure"), [("0409", "phq9"), ("0414", "faces")])
def test_questions_with_choices(
    standing_clinic: Clinic, tablet: Device, client: str, measure: str
) -> None:
    def take_up(cast: story.Cast) -> None:
        episode = cast.episode(client)
        episode.outcome_measure_id = measure
        episode.age_band = "child" if measure == "faces" else "adult"

    change(standing_clinic, take_up)
    assert too_small(tablet.begin(client)) == []


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_rating_at_home(standing_clinic: Clinic, tablet: Device, code: str) -> None:
    def link(cast: story.Cast) -> str:
        made = home_links.make_link(
            episode=cast.episode("0426"),
            kind="outcome",
            held_on=story.TODAY,
            language=code,
            by=cast.staff("miriam"),
            at=story.NOW,
            on=story.TODAY,
        )
        return f"/rate/link/{made.token}"

    def with_exit(cast: story.Cast) -> None:
        clinics.set_home_links(
            link_hours=72,
            reminder_hours=24,
            exit_address="https://weather.example/",
            by=cast.staff("director"),
            at=story.NOW,
        )

    change(standing_clinic, with_exit)
    path = change(standing_clinic, link)
    found = too_small(tablet.open(path))
    tablet.page.get_by_role("button", name=say(code, "opening.start"), exact=True).tap()
    tablet.page.wait_for_url("**/rate/form")
    found += too_small(tablet.page)
    assert found + too_small(tablet.open("/rate/link/none")) == []


def test_the_clinics_own_tablet(standing_clinic: Clinic, tablet: Device) -> None:
    found = too_small(tablet.open("/kiosk/")) + too_small(tablet.open("/rate/"))
    token = change(
        standing_clinic,
        lambda cast: (
            devices.add_device(name="Tablet 3", by=cast.staff("director"), at=story.NOW).token
        ),
    )
    tablet.open(f"/kiosk/enrol/{token}")
    tablet.page.get_by_role("button", name="Set up this tablet").tap()
    tablet.page.wait_for_url("**/kiosk/")
    for path in ("/kiosk/", "/kiosk/code", "/kiosk/help", "/caseload"):
        found += too_small(tablet.open(path))
    page = tablet.open("/kiosk/code")
    page.get_by_label("Code").fill("AAAAAA")
    page.get_by_role("button", name="Open").tap()
    page.get_by_role("alert").wait_for()
    assert found + too_small(page) == []
