"""Whatever the network does, a rating is stored once, and the client is told the truth."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from outcomes.storage import Administration
from tests import cast as story

TODAY = select(Administration.id).where(Administration.submitted_at >= story.NOW)
LINES = ("feeling", "close", "days", "life")
SHORT_PATIENCE = """() => {
  const patience = AbortSignal.timeout;
  AbortSignal.timeout = (ms) => patience.call(AbortSignal, ms / 10);
}"""
"""A story does not wait as long for an answer as a client does."""


@pytest.fixture
def form(tablet) -> Page:
    """A form with all four lines marked, on a tablet whose troubles are part of the story."""
    tablet.expect_complaint("net::ERR", "status of 502")
    page = tablet.begin()
    for item in LINES:
        track = page.locator(f"[data-line={item}] [data-track]")
        track.wait_for()  # the lines replace the number fields
        box = track.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    return page


def test_lost_before_sending(clinic, tablet, form) -> None:
    # Given no connection
    tablet.context.set_offline(True)
    # When the client sends
    form.get_by_role("button", name="Send").tap()
    # Then the answers stay, and the page says so
    expect(form.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    expect(form.locator("[data-count]")).to_have_text("4 of 4 marked")
    expect(form.locator("#answer-life")).to_have_value("7.0")
    assert clinic.count(TODAY) == 0
    # And when the connection is back it is sent by itself
    tablet.context.set_offline(False)
    expect(form.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert clinic.count(TODAY) == 1


def test_lost_on_the_way_back(clinic, form) -> None:
    # Given a connection that breaks after the server has stored the rating
    tries = []

    def swallow(route: Route) -> None:
        tries.append(route.request.post_data)
        if len(tries) > 1:
            route.continue_()
            return
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    form.route("**/rate/form", swallow)
    # When the client sends, and presses the button that is offered
    form.get_by_role("button", name="Send").tap()
    expect(form.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    assert clinic.count(TODAY) == 1
    form.get_by_role("button", name="Try again").tap()
    # Then the thanks are the same, the form was the same, and there is one rating
    expect(form.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert tries[0] == tries[1]
    assert clinic.count(TODAY) == 1


def test_answer_that_never_comes(clinic, form) -> None:
    # Given a connection that stays open after the server has stored the rating, and is silent
    form.evaluate(SHORT_PATIENCE)
    tries = []

    def keep_silent(route: Route) -> None:
        tries.append(route.request.post_data)
        if len(tries) > 1:
            route.continue_()
        else:
            route.fetch(max_redirects=0)

    form.route("**/rate/form", keep_silent)
    # When the client sends, then the page gives up waiting, and sends again by itself
    form.get_by_role("button", name="Send").tap()
    expect(form.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    expect(form.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert tries[0] == tries[1]
    assert clinic.count(TODAY) == 1


def test_server_away_for_a_moment(clinic, form) -> None:
    # Given a proxy that answers for a server that is being restarted
    tries = []

    def away(route: Route) -> None:
        tries.append(route.request.post_data)
        if len(tries) == 1:
            route.fulfill(status=502, body="Bad gateway")
        else:
            route.continue_()

    form.route("**/rate/form", away)
    form.get_by_role("button", name="Send").tap()
    expect(form.get_by_text("Not sent yet. We keep trying.")).to_be_visible()
    # Then it is sent again without anybody doing anything
    expect(form.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert len(tries) == 2
    assert clinic.count(TODAY) == 1


def test_two_quick_presses_on_send(clinic, form) -> None:
    form.get_by_role("button", name="Send").dblclick()
    expect(form.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert clinic.count(TODAY) == 1


def test_two_quick_presses_on_send_without_scripts(clinic, device) -> None:
    # Given the form in a browser that runs no scripts
    plain = device((820, 1180), java_script_enabled=False)
    plain.sign_in("miriam@harbour.example")
    page = plain.open("/today")
    page.locator("li.comer", has_text="Jonas").get_by_role(
        "button", name="Start wellbeing check-in"
    ).click()
    page.get_by_role("button", name="Start").click()
    for item in LINES:
        page.locator(f"#answer-{item}").fill("6")
    # When Send is pressed twice, two requests go out
    page.get_by_role("button", name="Send").dblclick(no_wait_after=True)
    # Then there is one rating and one thanks
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert clinic.count(TODAY) == 1


def test_nothing_readable_is_kept_on_the_tablet(form, tablet) -> None:
    form.get_by_role("button", name="Send").tap()
    expect(form.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    kept = form.evaluate(
        """async () => ({
          local: { ...localStorage }, session: { ...sessionStorage },
          databases: await indexedDB.databases(), cookies: document.cookie,
        })"""
    )
    assert kept == {"local": {}, "session": {}, "databases": [], "cookies": ""}
