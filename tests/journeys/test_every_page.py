"""Every page there is: no rule of accessibility broken, no sideways scrolling, one heading.

The pages are found in the application itself, so a new one is looked at from its first day. A page
with a new kind of id in its address needs a line in `ids`.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from outcomes import create_app
from outcomes.access import ROLE_PERMISSIONS
from outcomes.actions import clinics, devices, home_links, links, paper, reflections
from outcomes.storage import PaperForm, Reflection, Signal, StaffMember, db
from outcomes.web.guards import policy_of
from tests import cast as story
from tests.closed_clinic import kept_version
from tests.conftest import settings_for
from tests.journeys.devices import Clinic, Device

NOT_PAGES = re.compile(
    r"\.(pdf|csv|json|zip|crt)$|^/static/|^/healthz|^/session$|^/caseload/new$|^/$|^/rate/."
)
BESIDE = (
    ("therapist", "/caseload?text=zzz"),
    ("therapist", "/search?q=a"),
    ("therapist", "/today?q=a"),
    ("therapist", "/no-such-page"),
    ("reception", "/today?q=a"),
    ("reception", "/search?q=a"),
    ("public", "/rate/no-such-page"),
)
"""Pages that an address alone does not show: with something looked for, and where nothing is."""
SIGN_INS = {
    "therapist": "miriam",
    "supervisor": "ingrid",
    "director": "director",
    "reception": "reception",
}
WIDTHS = (1440, 820, 390)
COLOURS = ["color-contrast"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STRUCTURE = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all("[id]").map((each) => each.id);
  const named = (each) =>
    each.labels?.length || each.ariaLabel || each.getAttribute("aria-labelledby");
  const fields = all("input:not([type=hidden], [aria-hidden=true]), select, textarea");
  return {
    headings: all("h1").length,
    mains: all("main").length,
    title: Boolean(document.title.trim()),
    language: document.documentElement.lang,
    skip: all("a[href='#main']").length,
    "ids twice": ids.filter((id, index) => ids.indexOf(id) !== index),
    "without label": fields.filter((each) => !named(each)).map((each) => each.outerHTML),
  };
}"""

TORN = """() => {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const torn = [];
  while (texts.nextNode()) {
    if (!texts.currentNode.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    const words = texts.currentNode.data.matchAll(
      /(?<![\\p{L}\\d])\\p{L}{4,12}(?![\\p{L}\\d])/gu
    );
    for (const found of words) {
      range.setStart(texts.currentNode, found.index);
      range.setEnd(texts.currentNode, found.index + found[0].length);
      const tops = [...range.getClientRects()].map((each) => Math.round(each.top));
      if (new Set(tops).size > 1) torn.push(found[0]);
    }
  }
  return torn;
}"""
"""Words of usual length that stand on two lines: a column is too narrow for what is in it."""


def pages() -> list[Rule]:
    """Every address that can be read and is a page."""
    with tempfile.TemporaryDirectory() as folder:
        rules = list(create_app(settings_for(Path(folder))).url_map.iter_rules())
    found = [rule for rule in rules if "GET" in rule.methods and not NOT_PAGES.search(rule.rule)]
    return sorted(found, key=lambda rule: rule.rule)


def visitors(app: Flask, rule: Rule) -> list[str]:
    """The roles that may open the page; nobody signed in for a public one."""
    policy = policy_of(app.view_functions[rule.endpoint])
    if policy.kind == "client_side":
        return ["kiosk" if rule.endpoint.startswith("kiosk.") else "public"]
    if policy.kind != "staff":
        return [policy.kind]
    roles = [role for role in SIGN_INS if ROLE_PERMISSIONS[role] & set(policy.any_of)]
    return ["supervisor"] if "reflection_id" in rule.arguments else roles


def ids(app: Flask) -> dict[str, object]:
    """What stands for each name in an address; from the cast."""
    cast = story.Cast()
    with app.app_context():
        staff = cast.staff("judith")
        return {
            "episode_id": cast.episode("0417").id,
            "client_id": cast.client("0417").id,
            "signal_id": db.session.scalar(db.select(db.func.max(Signal.id))),
            "reflection_id": shared_reflection(cast).id,
            "paper_form_id": waiting_paper_form(cast).id,
            "staff_id": staff.id,
            "therapist_id": cast.staff("miriam").id,
            "version_id": kept_version(cast.staff("director")).id,
            "token": links.issue(
                staff=db.session.get(StaffMember, staff.id),
                purpose="reset",
                by="console",
                at=story.NOW,
            ),
        }


def waiting_paper_form(cast: story.Cast) -> PaperForm:
    """A form on paper that Miriam has entered waits for its second reading."""
    return paper.enter_form(
        episode=cast.episode("0417"),
        form_uuid="3f0a1c5e-6c1b-4b7e-9a57-0d1f2f9f8a01",
        form=paper.FilledIn(kind="outcome", completed_on=story.TODAY),
        reading={"feeling": 43.0, "close": 51.5, "days": 38.0, "life": 40.0},
        second_reading=True,
        by=cast.staff("miriam"),
        at=story.NOW,
        on=story.TODAY,
    )


def shared_reflection(cast: story.Cast) -> Reflection:
    """Miriam has shared a reflection with her supervisor."""
    miriam, year = cast.staff("miriam"), story.TODAY.year
    reflection = reflections.keep_reflection(
        by=miriam,
        period_from=dt.date(year, 1, 1),
        period_to=dt.date(year, 12, 31),
        texts=reflections.Texts(learned="Jonas came back when I asked what he wanted."),
        version=0,
        at=story.NOW,
    )
    reflections.share_reflection(
        reflection=reflection,
        supervisor=cast.staff("ingrid"),
        by=miriam,
        at=story.NOW,
        on=story.TODAY,
    )
    return reflection


class Windows:
    """One signed-in window for each role, opened when it is first needed."""

    def __init__(self, make: Callable[[], Device], clinic: Clinic) -> None:
        self.make, self.clinic = make, clinic
        self.open: dict[str, Device] = {}
        self.ids = ids(clinic.app)

    def of(self, role: str) -> Device:
        """The window of a role, with no complaint in it yet."""
        if role not in self.open:
            device = self.make()
            if role in SIGN_INS:
                device.sign_in(story.address(SIGN_INS[role]))
            elif role == "tablet":
                device.sign_in(story.address("miriam"))
                device.hand_over("0417")
            elif role == "kiosk":
                device.open(f"/kiosk/enrol/{self.tablet_link('Tablet 3')}")
                device.page.get_by_role("button", name="Set up this tablet").click()
            self.open[role] = device
        self.open[role].complaints.clear()
        return self.open[role]

    def tablet_link(self, name: str) -> str:
        """The token of a link that enrols a new tablet."""
        with self.clinic.app.app_context():
            director = story.Cast().staff("director")
            return devices.add_device(name=name, by=director, at=story.NOW).token

    def home_link(self) -> str:
        """The path of a link for Daniel, from a clinic with an exit."""
        with self.clinic.app.app_context():
            cast, at = story.Cast(), story.NOW
            exit_address = "https://weather.example/"
            clinics.set_home_links(
                link_hours=72,
                reminder_hours=24,
                exit_address=exit_address,
                by=cast.staff("director"),
                at=at,
            )
            made = home_links.make_link(
                episode=cast.episode("0402"),
                kind="outcome",
                held_on=story.TODAY,
                by=cast.staff("miriam"),
                at=at,
                on=story.TODAY,
            )
            return f"/rate/link/{made.token}"

    def path(self, rule: Rule) -> str:
        if rule.endpoint == "kiosk.enrol_page":
            return f"/kiosk/enrol/{self.tablet_link('Tablet 4')}"
        with self.clinic.app.test_request_context():
            values = {name: self.ids[name] for name in rule.arguments}
            return self.clinic.app.url_for(rule.endpoint, **values)


@pytest.fixture(scope="module")
def windows(browser: Browser, standing_clinic: Clinic) -> Iterator[Windows]:
    found = Windows(lambda: Device.made(browser, standing_clinic), standing_clinic)
    yield found
    for device in found.open.values():
        device.context.close()


def broken_rules(page: Page, *, rules: list[str] | None = None) -> list[tuple[str, str]]:
    """What axe finds on the page as it is now: rule and element."""
    wanted = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    found = page.evaluate(
        "(wanted) => axe.run({ runOnly: wanted, resultTypes: ['violations'] })", wanted
    )
    return [
        (each["id"], each["nodes"][0]["html"][:200], each["nodes"][0]["failureSummary"][:300])
        for each in found["violations"]
    ]


def look(device: Device, path: str, *, status: int = 200) -> list[object]:
    """Look at one page in every way; what is wrong with it."""
    page = device.page
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    answer = page.goto(device.clinic.address + path)
    problems: list[object] = [] if answer.status == status else [f"status {answer.status}"]
    return problems + look_again(device)


def look_again(device: Device) -> list[object]:
    """The same for the page that is open."""
    page = device.page
    problems: list[object] = []
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        problems += [(width, *each) for each in broken_rules(page)]
    for width, scheme in ((1440, {"color_scheme": "dark"}), (390, {"forced_colors": "active"})):
        # Other colours in the same places: only what depends on colour is asked again.
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(**scheme)
        problems += [(width, scheme, *each) for each in broken_rules(page, rules=COLOURS)]
        page.emulate_media(color_scheme="light", forced_colors="none")
    return problems + look_lightly(device)


def look_lightly(device: Device) -> list[object]:
    """What costs nothing: structure, sideways scrolling, complaints of the browser."""
    page = device.page
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    sideways = [f"scrolls sideways at 320 px: {wide} px wide"] if wide > 320 else []
    torn = [f"torn at 320 px: {word}" for word in page.evaluate(TORN)]
    return sideways + torn + wrong_structure(page) + device.unexpected


def wrong_structure(page: Page) -> list[str]:
    found = page.evaluate(STRUCTURE)
    expected = {
        "headings": 1,
        "mains": 1,
        "title": True,
        "language": "en",
        "ids twice": [],
        "without label": [],
    }
    problems = [
        f"{what}: {found[what]}" for what, right in expected.items() if found[what] != right
    ]
    on_tablet = page.locator("div.client").count()
    return problems + ([] if found["skip"] == 1 or on_tablet else ["no link to skip to the page"])


@pytest.mark.parametrize("rule", pages(), ids=lambda rule: rule.endpoint)
def test_page(windows: Windows, rule: Rule) -> None:
    path = windows.path(rule)
    first, *others = visitors(windows.clinic.app, rule)
    problems = [(first, path, each) for each in look(windows.of(first), path)]
    for role in others:
        device = windows.of(role)
        device.open(path)
        problems += [(role, path, each) for each in look_lightly(device)]
    assert problems == []


@pytest.mark.parametrize(("role", "path"), BESIDE)
def test_page_with_something_asked_for(windows: Windows, role: str, path: str) -> None:
    status = 404 if "no-such" in path else 200
    device = windows.of(role)
    device.expected = ("status of 404",)
    assert look(device, path, status=status) == []


def test_pages_at_home(windows: Windows) -> None:
    """The link's page, the form with its exit, the thanks, and the link that was used."""
    link, device = windows.home_link(), windows.of("at home")
    page = device.page
    assert look(device, link) == []
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/rate/form")
    assert look_again(device) == []
    page.set_viewport_size({"width": 820, "height": 1180})
    for item in ("feeling", "close", "days", "life"):
        page.locator(f"#range-{item}").focus()
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/rate/thanks")
    assert look_again(device) == []
    assert look(device, link) == []


def test_pages_of_the_client(windows: Windows) -> None:
    """Opening, form, what is missing, and the thanks: one is reached from the other only."""
    device = windows.of("tablet")
    page = device.page
    assert look(device, "/rate/") == []
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/rate/form")
    assert look_again(device) == []
    page.set_viewport_size({"width": 820, "height": 1180})
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").wait_for()
    assert look_again(device) == []
    page.set_viewport_size({"width": 820, "height": 1180})
    for item in ("feeling", "close", "days", "life"):
        page.locator(f"#range-{item}").focus()
        page.keyboard.press("End")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/rate/thanks")
    assert look_again(device) == []
