"""The browser is killed after Send was pressed and before the answer came: the answers rest on the
device, unreadable, and the next page of ours brings them. There is one rating in the end."""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import select

from outcomes.storage import Administration, Answer, AuditEvent, RestingKey
from tests import cast as story
from tests.journeys.devices import DESKTOP, Clinic, Device
from tests.journeys.profiles import Profile
from tests.journeys.test_kiosk import code_for_jonas, enrol, open_form

TODAY = select(Administration.id).where(Administration.submitted_at >= story.NOW)
EVENTS = select(AuditEvent.sequence).where(
    AuditEvent.event == "rating_submitted", AuditEvent.happened_at >= story.NOW
)
LINES = ("feeling", "close", "days", "life")
WRITTEN_DOWN = 4000
"""ms after which Chromium has written down what its pages hold, to restore them after a crash."""
WHAT_RESTS = """async () => {
  if (!(await indexedDB.databases()).length) return [];
  const request = indexedDB.open("outcomes-resting");
  const database = await new Promise((done) => { request.onsuccess = () => done(request.result); });
  const asked = database.transaction("sealed").objectStore("sealed").getAll();
  const all = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  database.close();
  const letters = (some) => [...some].map((each) => String.fromCharCode(each)).join("");
  return all.map((each) => ({ ...each, nonce: letters(each.nonce), sealed: letters(each.sealed) }));
}"""
EVERYTHING_KEPT = """async () => ({
  local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie,
  databases: (await indexedDB.databases()).map(({ name }) => name), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


@pytest.fixture
def profile(browser: Browser, clinic: Clinic, tmp_path: Path) -> Iterator[Profile]:
    """The client's device, whose browser can be killed."""
    found = Profile(browser, clinic, tmp_path / "profile")
    yield found
    found.close()
    assert [each for one in found.devices for each in one.unexpected] == []


@pytest.fixture
def office(device: Callable[..., Device]) -> Device:
    """The screen of staff, which stays with them."""
    return device(DESKTOP)


def mark_all(page: Page) -> None:
    for item in LINES:
        track = page.locator(f"[data-line={item}] [data-track]")
        track.wait_for()  # the lines replace the number fields
        box = track.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] * 0.73, box["y"] + box["height"] / 2)


def choose_all(page: Page) -> None:
    for question in page.locator("[data-choices]").all():
        question.locator(".option").nth(1).tap()
        following = page.get_by_role("button", name="Next", exact=True)
        if following.is_visible():
            following.tap()


def send_without_an_answer(page: Page, *, arrives: bool = False) -> None:
    """Press Send; the server gets it or not, and the browser never hears of it."""
    tries = []

    def hang(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()
            return
        if arrives:
            route.fetch(max_redirects=0)
        tries.append(route)

    page.route("**/rate/form", hang)
    page.get_by_role("button", name="Send", exact=True).tap()
    for _ in range(100):
        if tries:
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was sent")


def wait_until_nothing_rests(page: Page) -> None:
    for _ in range(200):
        # A page that goes on meanwhile cannot answer.
        with contextlib.suppress(PlaywrightError):
            if page.evaluate("async () => (await indexedDB.databases()).length") == 0:
                return
        page.wait_for_timeout(50)
    raise AssertionError("something rests on the device still")


def wait_for_one_rating(clinic: Clinic, page: Page) -> None:
    """What rested was brought, is stored once, and nothing of it is left on the device."""
    wait_until_nothing_rests(page)
    assert clinic.count(TODAY) == 1
    assert clinic.count(EVENTS) == 1
    assert clinic.count(select(RestingKey.form_uuid)) == 0
    values = select(Answer.value).join(Administration)
    assert set(clinic.rows(values.where(Administration.submitted_at >= story.NOW))) == {(7.3,)}


@pytest.mark.parametrize("arrives", [False, True], ids=["before it arrived", "after it arrived"])
def test_handed_device(clinic: Clinic, profile: Profile, arrives: bool) -> None:
    # Given a handed device whose browser is killed while the form is on its way
    tablet = profile.start()
    mark_all(tablet.begin())
    send_without_an_answer(tablet.page, arrives=arrives)
    assert len(tablet.page.evaluate(WHAT_RESTS)) == 1
    profile.kill()
    assert clinic.count(TODAY) == int(arrives)
    # When staff open it again, where nobody is signed in and no form is open any more
    page = profile.start().open("/")
    expect(page).to_have_url(re.compile("/sign-in"))
    # Then there is one rating, and the page is the one it always is
    wait_for_one_rating(clinic, page)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert "Jonas" not in page.content()


def send_on_clinics_tablet(profile: Profile, office: Device) -> None:
    """Enrolled, restarted once as every evening, and killed after Send was pressed."""
    enrol(office, profile.start())
    profile.close()
    page = profile.start().open("/kiosk/")
    open_form(page, code_for_jonas(office))
    page.get_by_role("button", name="Start").tap()
    mark_all(page)
    send_without_an_answer(page)
    profile.kill()


def test_tablet_of_the_clinic(clinic: Clinic, profile: Profile, office: Device) -> None:
    # Given the clinic's own tablet, killed while the form is on its way
    send_on_clinics_tablet(profile, office)
    # When it starts again, locked
    page = profile.start().open("/kiosk/")
    # Then there is one rating, and the tablet waits for the next client
    wait_for_one_rating(clinic, page)
    expect(page.get_by_role("heading", level=1)).to_have_text("This tablet is ready.")
    assert "Jonas" not in page.content()


def test_tablet_that_was_taken_out_of_use(clinic: Clinic, profile: Profile, office: Device) -> None:
    # Given a tablet that is lost with answers resting on it, and taken out of use
    send_on_clinics_tablet(profile, office)
    office.context.clear_cookies()
    office.sign_in("director@harbour.example")
    page = office.open("/ways-to-rate")
    row = page.locator(".tablets li", has_text="Tablet 3")
    row.get_by_role("button", name="Take out of use").click()
    expect(row).to_have_count(0)
    # When somebody opens it
    found = profile.start()
    found.expect_complaint("status of 404")
    page = found.open("/kiosk/")
    # Then the answers open nothing any more and are gone
    wait_until_nothing_rests(page)
    assert clinic.count(TODAY) == 0


@pytest.mark.parametrize("cookie", [True, False], ids=["with its cookie", "without its cookie"])
def test_at_home(clinic: Clinic, profile: Profile, office: Device, cookie: bool) -> None:
    # Given a link for home, opened on the client's phone, killed while the form is on its way
    office.sign_in("miriam@harbour.example")
    staff = office.open(f"/episodes/{clinic.episode('0417')}/ways")
    staff.get_by_role("button", name="Make a link").click()
    link = re.search(r"/rate/link/[\w-]+", staff.locator(".one-time-link").inner_text())[0]
    page = profile.start().open(link)
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/rate/form")
    profile.close()
    page = profile.start().open("/rate/form")
    mark_all(page)
    send_without_an_answer(page)
    profile.kill()
    # When the client opens the link again
    phone = profile.start()
    phone.expect_complaint("status of 410")
    if not cookie:
        phone.context.clear_cookies()
    page = phone.open(link)
    # Then it says that the form was sent
    expect(page.get_by_role("heading", level=1)).to_have_text("This form was sent already.")
    expect(page.get_by_text("Your answers are saved.")).to_be_visible()
    wait_for_one_rating(clinic, page)


def test_form_that_is_opened_again_goes_on_to_the_thanks(
    clinic: Clinic, device: Callable[..., Device]
) -> None:
    # Given a form that was sent into nothing, in a browser that lives on
    tablet = device(touch=True)
    page = tablet.begin()
    mark_all(page)
    send_without_an_answer(page)
    # And a server that is away for a moment when the page is loaded anew
    tries = []

    def away(route: Route) -> None:
        tries.append(route)
        if len(tries) == 1:
            route.fulfill(status=502, body="Bad gateway")
        else:
            route.continue_()

    tablet.expect_complaint("status of 502")
    page.route("**/rate/resting", away)
    page.reload()
    # Then it is tried again, and the page says what it says after sending, to nobody by name
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you.", timeout=15_000)
    wait_for_one_rating(clinic, page)
    assert len(tries) == 2


def test_next_clients_form_is_left_alone(clinic: Clinic, device: Callable[..., Device]) -> None:
    # Given answers of one client that rest on a device, and a server that does not hear of them
    tablet = device(touch=True)
    page = tablet.begin()
    mark_all(page)
    send_without_an_answer(page)
    tablet.context.route("**/rate/resting", lambda route: route.abort())
    tablet.expect_complaint("net::ERR")
    page.goto("about:blank")
    tablet.context.clear_cookies()
    page.unroute_all()
    # When the next client has a form on it and the server hears again
    page = tablet.begin("0402")
    mark_all(page)
    tablet.context.unroute("**/rate/resting")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    # Then the first one's answers are stored, and the second one's marks stay
    wait_until_nothing_rests(page)
    assert clinic.count(TODAY) == 1
    expect(page.locator("[data-count]")).to_have_text("4 of 4 marked")
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert clinic.count(TODAY) == 2


@pytest.mark.parametrize(
    ("code", "answer"),
    [("0417", "answer-feeling"), ("0431", "answer-q1")],
    ids=["lines", "choices"],
)
def test_nothing_readable_is_on_the_device(
    clinic: Clinic, profile: Profile, code: str, answer: str
) -> None:
    # Given a form with answers, open for longer than a browser waits to write its state down
    page = profile.start().begin(code)
    mark_all(page) if code == "0417" else choose_all(page)
    page.wait_for_timeout(WRITTEN_DOWN)
    # When it is on its way, encrypted answers are all that is kept
    send_without_an_answer(page)
    assert page.evaluate(EVERYTHING_KEPT) == {
        "local": {},
        "session": {},
        "cookies": "",
        "databases": ["outcomes-resting"],
        "caches": [],
        "workers": 0,
    }
    [resting] = page.evaluate(WHAT_RESTS)
    assert set(resting) == {"uuid", "nonce", "sealed", "at"}
    assert "answer" not in resting["sealed"]
    # And when the browser is killed, there is no more than that on the disk, and no key to it
    page.wait_for_timeout(WRITTEN_DOWN)
    [[key]] = clinic.rows(select(RestingKey.key))
    profile.kill()
    assert all("IndexedDB" in name for name in profile.holding(resting["uuid"]))
    assert profile.holding(resting["uuid"]) != []
    for readable in (answer, base64.b64encode(key).decode(), "Jonas", "Mei "):
        assert profile.holding(readable) == [], readable
    assert [path for path, found in profile.files() if key in found] == []


def test_form_that_comes_back_with_questions_missing_is_not_written_down(profile: Profile) -> None:
    # Given a form with some of its questions answered, which the server asks about once more
    tablet = profile.start()
    tablet.expect_complaint("status of 422")
    page = tablet.begin("0431")
    for question in page.locator("[data-choices]").all():
        if question.get_attribute("data-choices") not in ("q3", "q4"):
            question.locator(".option").nth(1).tap()
        following = page.get_by_role("button", name="Next", exact=True)
        if following.is_visible():
            following.tap()
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(page.get_by_role("heading", name="2 answers are missing.")).to_be_visible()
    # When the browser is killed
    page.wait_for_timeout(WRITTEN_DOWN)
    assert page.evaluate("indexedDB.databases()") == []
    profile.kill()
    # Then none of it is on the disk
    assert profile.holding("answer-q1") == []


def test_device_keeps_nothing_once_the_answers_have_arrived(
    clinic: Clinic, device: Callable[..., Device]
) -> None:
    page = device(touch=True).begin()
    mark_all(page)
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    wait_for_one_rating(clinic, page)


@pytest.mark.parametrize("missing", ["indexedDB", "crypto"])
def test_browser_that_cannot_keep_anything_sends_all_the_same(
    clinic: Clinic, device: Callable[..., Device], missing: str
) -> None:
    tablet = device(touch=True)
    hidden = f"Object.defineProperty(window, '{missing}', {{ value: undefined }})"
    tablet.context.add_init_script(hidden)
    page = tablet.begin()
    mark_all(page)
    page.get_by_role("button", name="Send", exact=True).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Jonas.")
    assert clinic.count(TODAY) == 1
