"""From the tablet to the therapist: a risk answer, help at once, seen apart, acknowledged."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from outcomes.actions import risk_answers
from outcomes.storage import db
from tests import cast as story
from tests.journeys.devices import DESKTOP, Clinic, Device
from tests.journeys.test_every_page import look_again

MEI, SAMIR = "0431", story.address("samir")
ITEMS = [f"q{number}" for number in range(1, 10)]


@pytest.fixture
def clinic(clinic: Clinic) -> Clinic:
    """Nothing waits yet: Samir has acknowledged what Mei had answered three days before."""
    with clinic.app.app_context():
        cast = story.Cast()
        risk_answers.acknowledge(
            signal=cast.signal(MEI, kind="risk"),
            action="consulted",
            by=cast.staff("samir"),
            at=story.NOW,
            on=story.TODAY,
        )
        db.session.remove()
    return clinic


def answer_all(page: Page) -> None:
    """Choose the second answer everywhere, the ninth among them, and send."""
    one_by_one = page.locator("form[data-layout=steps]").count()
    for item in ITEMS:
        page.locator(f"input[name=answer-{item}][value='1']").check(force=True)
        if one_by_one:
            page.locator("[data-next]").click()
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/rate/thanks")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_help_at_once_and_the_therapist_before_the_session(clinic, device, scripts) -> None:
    # Given Mei, who fills in the PHQ-9 on the tablet that Samir hands her
    tablet: Device = device(touch=True, java_script_enabled=True)
    page = tablet.begin(MEI)
    if not scripts:
        tablet = without_scripts(device, tablet)
        page = tablet.open("/rate/form")
    page.locator("input[name=answer-q1]").first.wait_for(state="attached")
    answer_all(page)

    # Then help stands first and in large, and nothing on the page is an alarm
    first = page.locator(".help-first")
    expect(first).to_contain_text("You told us something that matters.")
    expect(first).to_contain_text("If you need help now")
    top = first.bounding_box()
    assert top["y"] + top["height"] < page.viewport_size["height"]
    size = "(each) => parseFloat(getComputedStyle(each).fontSize)"
    assert page.locator(".help-first-words").evaluate(size) >= 24
    expect(page.locator("main")).not_to_contain_text("dead")
    if scripts:
        assert look_again(tablet) == []

    # When Samir signs in, it stands above his caseload, apart from every signal
    desk = device(DESKTOP).sign_in(SAMIR)
    banner = desk.get_by_role("region", name="Risk answers")
    expect(banner).to_contain_text("A risk answer waits: Mei L., PHQ-9")
    banner.get_by_role("link", name="Say what was done").click()
    card = desk.locator("section.panel")
    expect(card).to_contain_text("Several days (1)")
    card.get_by_text("Talked about it with the client").click()
    card.get_by_role("button", name="Acknowledge").click()

    # Then it waits for nobody any more
    expect(desk.get_by_text("No risk answer waits.")).to_be_visible()
    desk.get_by_role("link", name="Caseload", exact=True).click()
    expect(desk.get_by_role("region", name="Risk answers")).to_have_count(0)


def without_scripts(device, tablet: Device) -> Device:
    """The same form in a browser that runs no scripts."""
    plain = device(touch=True, java_script_enabled=False)
    plain.context.add_cookies(tablet.context.cookies())
    return plain
