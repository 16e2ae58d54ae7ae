"""However a client rates, wherever the network is cut: one rating, stored as it was given.

Four ways (hand-over, the clinic's tablet, a link at home, a caregiver on the device handed over),
six languages, three devices (an upright tablet and a phone under a finger, and a browser that runs
no scripts) and three cuts (before the form is sent, while the answer is on its way, while the next
page is) would make 216 stories. The 72 told here hold every combination of any three of the four;
a fourth combination is not told for each. Paper knows no network: `test_paper.py` enters it.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Error, Page, expect
from sqlalchemy import func, select

from outcomes.languages import catalogue, say
from outcomes.measures import catalogue as measures
from outcomes.storage import Administration, Answer, AuditEvent
from tests.journeys.devices import PHONE, TABLET, Clinic, Device
from tests.journeys.ways import WAYS, Ways
from tests.journeys.wire import Wire, offline

LINES = ("feeling", "close", "days", "life")
SHARE = 0.7
"""Where on each line the finger comes down; seven of ten, within the width of a finger's pixel."""


@dataclass(frozen=True)
class Kind:
    """A kind of device, and what is stored of a form that was filled in on it."""

    size: tuple[int, int]
    scripts: bool
    layout: str
    device_class: str | None
    input_kind: str


KINDS = {
    "tablet": Kind(TABLET, True, "one_page", "tablet", "line"),
    "phone": Kind(PHONE, True, "one_by_one", "phone", "line"),
    "no scripts": Kind(TABLET, False, "one_page", None, "typed"),
}
CUTS = ("before", "during", "after")


def combinations() -> Iterator[tuple[str, str, str, str]]:
    """Each way, language and kind once, with the cut that makes any three of the four complete."""
    wheels = (tuple(WAYS), tuple(catalogue()), tuple(KINDS))
    for places in itertools.product(*(range(len(wheel)) for wheel in wheels)):
        chosen = (wheel[place] for wheel, place in zip(wheels, places, strict=True))
        yield (*chosen, CUTS[sum(places) % len(CUTS)])


@pytest.fixture(scope="module")
def ways(standing_clinic: Clinic) -> Ways:
    return Ways(standing_clinic)


@pytest.fixture(scope="module")
def wire(standing_clinic: Clinic) -> Wire:
    return Wire(standing_clinic.app)


@pytest.fixture
def device(browser: Browser, standing_clinic: Clinic) -> Iterator[Callable[..., Device]]:
    """Makes a device of a kind, in the clinic of this file, speaking a language."""
    made: list[Device] = []

    def make(kind: Kind, language: str) -> Device:
        more = {"has_touch": True, "java_script_enabled": kind.scripts, "locale": language}
        made.append(Device.made(browser, standing_clinic, kind.size, **more))
        made[-1].expect_complaint("net::ERR")
        return made[-1]

    yield make
    complaints = [each for one in made for each in one.unexpected]
    for one in made:
        one.context.close()
    assert complaints == []


def test_any_three_are_complete() -> None:
    told = set(combinations())
    wheels = (tuple(WAYS), tuple(catalogue()), tuple(KINDS), CUTS)
    for three in itertools.combinations(range(4), 3):
        wanted = set(itertools.product(*(wheels[place] for place in three)))
        assert {tuple(each[place] for place in three) for each in told} == wanted


@pytest.mark.parametrize(("way", "language", "kind", "cut"), list(combinations()))
def test_one_rating(ways: Ways, wire: Wire, device, way, language, kind, cut) -> None:
    # Given a form that the client has answered
    held = KINDS[kind]
    hers = device(held, language)
    number = ways.begin(way, hers, language)
    fill_in(hers.page, language, held)
    # When it is sent, and the network is cut
    SENDING[cut](wire, hers, language, held)
    # Then it is saved, and says so however often the page is loaded
    expect_saved(hers.page, language)
    hers.page.reload()
    expect_saved(hers.page, language)
    # And there is one rating, stored as it was given
    assert stored(ways.clinic, number) == [
        ("submitted", language, held.layout, held.device_class, 4, held.input_kind)
    ]
    assert answers(ways.clinic, number) == [pytest.approx(10 * SHARE, abs=0.15)] * 4
    assert recorded(ways.clinic, number) == 1


def fill_in(page: Page, language: str, held: Kind) -> None:
    """Answer every item with a finger; without scripts by typing numbers."""
    for item in LINES:
        if not held.scripts:
            page.locator(f"#answer-{item}").fill(f"{10 * SHARE:g}")
            continue
        touch(page, item, language)
        if held.layout == "one_by_one":
            page.get_by_role("button", name=say(language, "form.next"), exact=True).tap()


def touch(page: Page, item: str, language: str) -> None:
    """Touch a line, seen from where its low end stands."""
    track = page.locator(f"[data-line={item}] [data-track]")
    track.wait_for()  # the lines replace the number fields
    box = track.bounding_box()
    rightwards = measures()["wellbeing"].wording(language).text_direction == "ltr"
    share = SHARE if rightwards else 1 - SHARE
    page.touchscreen.tap(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def send(page: Page, language: str) -> None:
    page.get_by_role("button", name=say(language, "form.send"), exact=True).tap()


def cut_before(wire: Wire, device: Device, language: str, held: Kind) -> None:
    with offline(device):
        send(device.page, language)
        expect_unsent(device.page, language, held)
    if not held.scripts:  # with them it is sent by itself
        device.page.reload()


def cut_during(wire: Wire, device: Device, language: str, held: Kind) -> None:
    with wire.breaks("POST", "/rate/form"):
        send(device.page, language)
        expect_unsent(device.page, language, held)
    assert wire.asked
    if held.scripts:
        device.page.get_by_role("button", name=say(language, "form.try_again")).tap()
    else:
        device.page.reload()


def cut_after(wire: Wire, device: Device, language: str, held: Kind) -> None:
    with wire.breaks("GET", "/rate/thanks"):
        send(device.page, language)
        expect_page_of_the_browser(device.page)
    assert wire.asked
    with contextlib.suppress(Error):  # where the browser's own page loads again just now
        device.page.reload()


SENDING = {"before": cut_before, "during": cut_during, "after": cut_after}


def expect_unsent(page: Page, language: str, held: Kind) -> None:
    """The page says so; without scripts the browser does."""
    if held.scripts:
        expect(page.get_by_text(say(language, "form.not_sent"))).to_be_visible()
    else:
        expect_page_of_the_browser(page)


def expect_page_of_the_browser(page: Page) -> None:
    """Chromium's own page that says that there is no connection; empty where no scripts run."""
    expect(page.locator("body.neterror")).to_be_attached()


def expect_saved(page: Page, language: str) -> None:
    expect(page.get_by_text(say(language, "thanks.saved"))).to_be_visible()


def stored(clinic: Clinic, number: int) -> list[tuple]:
    """Every form of the client, how it was given, and the kinds of input of its answers."""
    this = select(Administration.episode_id).where(Administration.id == number).scalar_subquery()
    return clinic.rows(
        select(
            Administration.state,
            Administration.language,
            Administration.layout,
            Administration.device_class,
            func.count(Answer.id),
            Answer.input_kind,
        )
        .outerjoin(Answer)
        .where(Administration.episode_id == this)
        .group_by(Administration.id, Answer.input_kind)
    )


def answers(clinic: Clinic, number: int) -> list[float]:
    query = select(Answer.value).where(Answer.administration_id == number)
    return [value for (value,) in clinic.rows(query)]


def recorded(clinic: Clinic, number: int) -> int:
    """How many ratings of this form stand in the audit."""
    return clinic.count(
        select(AuditEvent.sequence).where(
            AuditEvent.event == "rating_submitted",
            AuditEvent.object_kind == "administration",
            AuditEvent.object_id == str(number),
        )
    )
