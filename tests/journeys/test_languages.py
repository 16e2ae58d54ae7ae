"""One rating in each language: on a tablet, on a phone, and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from outcomes.languages import catalogue, say
from outcomes.measures import Wording
from outcomes.measures import catalogue as measures
from outcomes.storage import Administration, Answer
from tests import cast as story
from tests.journeys.devices import PHONE, TABLET, Clinic, Device

LANGUAGES = tuple(catalogue())
CLIENTS = dict(zip(LANGUAGES, ("0417", "0388", "0352", "0421", "0402", "0395"), strict=True))
OTHERS = dict(zip(LANGUAGES, ("0376", "0409", "0414", "0426", "0440", "0329"), strict=True))
"""A client of the cast for each language: everybody is rated once with each measure."""


@pytest.fixture
def device(browser: Browser, standing_clinic: Clinic) -> Iterator[Callable[..., Device]]:
    """Makes devices in the one clinic of this file."""
    made: list[Device] = []

    def make(size: tuple[int, int], **more: object) -> Device:
        made.append(Device.made(browser, standing_clinic, size, **more))
        return made[-1]

    yield make
    complaints = [each for one in made for each in one.unexpected]
    for one in made:
        one.context.close()
    assert complaints == []


def tap(page: Page, item: str, share: float, *, wording: Wording) -> None:
    """Touch a line at a share of its length, seen from where its low end stands."""
    track = page.locator(f"[data-line={item}] [data-track]")
    track.wait_for()  # the lines replace the number fields
    box = track.bounding_box()
    place = 1 - share if wording.text_direction == "rtl" else share
    page.touchscreen.tap(box["x"] + place * box["width"], box["y"] + box["height"] / 2)


def button(page: Page, code: str, key: str) -> Locator:
    return page.get_by_role("button", name=say(code, key), exact=True)


def stored(clinic: Clinic, client: str, *, kind: str) -> dict[str, float]:
    """The answers of a client's latest rating."""
    latest = (
        select(Administration.id)
        .where(Administration.episode_id == clinic.episode(client), Administration.kind == kind)
        .order_by(Administration.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = select(Answer.item_id, Answer.value).where(Answer.administration_id == latest)
    return dict(clinic.rows(rows))


@pytest.mark.parametrize("code", LANGUAGES)
def test_on_the_tablet(standing_clinic: Clinic, device, code: str) -> None:
    # Given the wellbeing check-in in the client's hands
    wording = measures()["wellbeing"].wording(code)
    page = device(TABLET, has_touch=True).begin(CLIENTS[code], language=code)
    expect(page.get_by_role("heading", level=1)).to_have_text(wording.title)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
    # When three lines are marked and it is sent, one summary says what is missing
    for item, share in (("feeling", 0.25), ("close", 0.0), ("days", 1.0)):
        tap(page, item, share, wording=wording)
    expect(page.locator("[data-count]")).to_have_text(say(code, "form.marked", done=3, all=4))
    button(page, code, "form.send").tap()
    expect(page.get_by_role("alert")).to_contain_text(say(code, "missing.title", count=1))
    titled = say(code, "page.error_title", title=wording.title)
    expect(page).to_have_title(f"{titled} – Harbour Street Practice")
    page.get_by_role("alert").get_by_role("link", name=wording.items[3].text).tap()
    # Then the last one is marked by keys, and the end of the line that is high is 100
    page.keyboard.press("End")
    life = wording.items[3]
    said = say(code, "form.value", value=100, low=life.low_label, high=life.high_label)
    expect(page.locator("#range-life")).to_have_attribute("aria-valuetext", said)
    button(page, code, "form.send").tap()
    page.wait_for_url("**/rate/thanks")
    expect(page.get_by_text(say(code, "thanks.saved"))).to_be_visible()
    answers = stored(standing_clinic, CLIENTS[code], kind="outcome")
    assert answers["feeling"] == pytest.approx(2.5, abs=0.1)
    assert (answers["close"], answers["days"], answers["life"]) == (0, 10, 10)


@pytest.mark.parametrize("code", LANGUAGES)
def test_on_the_phone(standing_clinic: Clinic, device, code: str) -> None:
    # Given the session check-in on a narrow screen, one line at a time
    wording = measures()["session"].wording(code)
    phone = device(PHONE, has_touch=True)
    page = phone.begin(CLIENTS[code], kind="alliance", language=code)
    for number, item in enumerate(wording.items, 1):
        expect(page.locator("[data-step-place]")).to_have_text(
            say(code, "form.place", step=number, all=4)
        )
        tap(page, item.id, 0.7, wording=wording)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        button(page, code, "form.next").tap()
    # When the review is shown and the form is sent
    expect(page.get_by_role("heading", name=say(code, "form.review"))).to_be_visible()
    button(page, code, "form.send").tap()
    # Then each answer is what was touched
    page.wait_for_url("**/rate/thanks")
    answers = stored(standing_clinic, CLIENTS[code], kind="alliance")
    assert list(answers.values()) == [pytest.approx(7.0, abs=0.15)] * 4


@pytest.mark.parametrize("code", LANGUAGES)
def test_without_scripts(standing_clinic: Clinic, device, code: str) -> None:
    # Given a form that the client finds in English, in a browser that runs no scripts
    client = OTHERS[code]
    plain = device(TABLET, java_script_enabled=False)
    with standing_clinic.app.app_context():
        email = story.Cast().episode(client).therapist.email
    plain.sign_in(email)
    page = plain.open(f"/episodes/{standing_clinic.episode(client)}")
    page.get_by_role("button", name="Start a rating").click()
    # When the client changes the language and begins
    if code != "en":
        page.get_by_role("button", name=catalogue()[code].name, exact=True).click()
    button(page, code, "opening.start").click()
    for item in measures()["wellbeing"].wording(code).items:
        page.get_by_role("spinbutton", name=item.text).fill("6.5")
    button(page, code, "form.send").click()
    # Then it is stored like any other
    expect(page.get_by_text(say(code, "thanks.saved"))).to_be_visible()
    assert set(stored(standing_clinic, client, kind="outcome").values()) == {6.5}
