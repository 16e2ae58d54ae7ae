"""Stories in headless Chromium, against a served clinic with the cast in it.

A story fails when the browser complains of anything: an error in the console, a break of the
content security policy, a request to anywhere else. Without Chromium each story is skipped by its
name; with OUTCOMES_REQUIRE_JOURNEYS=1 (as CI says) it fails instead.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Route,
    expect,
    sync_playwright,
)
from werkzeug.serving import WSGIRequestHandler, make_server

from outcomes import create_app
from outcomes.storage import db
from tests import cast as story
from tests.browsing import PASSWORD
from tests.conftest import Clock, settings_for

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TABLET, PHONE, DESKTOP = (820, 1180), (390, 844), (1440, 900)
REPORT_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


def chromium_path() -> str | None:
    """The system's own Chromium, where there is one."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


@pytest.hookimpl(tryfirst=True)  # before `-m journey` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    missing = chromium_path() is None
    required = os.environ.get("OUTCOMES_REQUIRE_JOURNEYS") == "1"
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.journey)
        if missing and not required:
            item.add_marker(pytest.mark.skip(reason=f"{item.name}: Chromium is missing"))


@dataclass
class Clinic:
    """The clinic being served, and what became of it."""

    app: Flask
    address: str
    clock: Clock = field(default_factory=lambda: Clock(story.NOW))

    def episode(self, code: str) -> int:
        """The id of a client's episode."""
        with self.app.app_context():
            return story.Cast().episode(code).id

    def count(self, query: object) -> int:
        """How many rows a query finds."""
        return len(self.rows(query))

    def rows(self, query: object) -> list:
        """The rows a query finds, as plain tuples."""
        with self.app.app_context():
            return [tuple(row) for row in db.session.execute(query)]


class _Quiet(WSGIRequestHandler):
    """Answers without writing a line for each request."""

    protocol_version = "HTTP/1.1"

    def log(self, *_args: object, **_more: object) -> None:
        """Requests are in the application's own log."""


@pytest.fixture
def clinic(tmp_path: Path, cast_database: Path) -> Iterator[Clinic]:
    """Harbour Street Practice with its cast, served on a port of its own."""
    shutil.copy(cast_database, tmp_path / "clinic.sqlite")
    app = create_app(settings_for(tmp_path))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    served = Clinic(app, f"http://127.0.0.1:{server.server_port}")
    app.config["CLOCK"] = served.clock
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all stories, with its memory of pages gone back to switched on.

    Playwright switches that memory (the back/forward cache) off; people's browsers have it.
    """
    path = chromium_path()
    assert path, "Chromium is missing: apt-get install chromium"
    expect.set_options(timeout=5000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=ARGUMENTS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


class Device:
    """One browser profile: a tablet, a phone, a desktop. Gathers what the browser complains of."""

    def __init__(self, context: BrowserContext, clinic: Clinic) -> None:
        self.context, self.clinic = context, clinic
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        context.set_default_timeout(10_000)
        context.add_init_script(REPORT_POLICY)
        context.route(lambda url: not url.startswith(clinic.address), self._refuse)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        self.page: Page = context.new_page()

    def expect_complaint(self, *parts: str) -> None:
        """A story that breaks something on purpose says which complaint belongs to it."""
        self.expected += parts

    @property
    def unexpected(self) -> list[str]:
        return [each for each in self.complaints if not any(part in each for part in self.expected)]

    def open(self, path: str) -> Page:
        self.page.goto(self.clinic.address + path)
        return self.page

    def sign_in(self, email: str) -> Page:
        """Sign in through the page, as anybody does."""
        page = self.open("/sign-in")
        page.get_by_label("Work email").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    def hand_over(self, code: str, *, kind: str = "outcome") -> Page:
        """Send the form that starts a rating and hands the device to the client."""
        page = self.open("/account")
        page.evaluate(
            """([url, kind]) => {
              const form = document.createElement("form");
              const token = document.querySelector("[name=csrf_token]").value;
              Object.assign(form, { method: "post", action: url });
              for (const [name, value] of [["csrf_token", token], ["kind", kind]]) {
                form.append(Object.assign(document.createElement("input"), { name, value }));
              }
              document.body.append(form);
              form.submit();
            }""",
            [f"/episodes/{self.clinic.episode(code)}/ratings", kind],
        )
        page.wait_for_url("**/rate/")
        return page

    def begin(self, code: str = "0417", *, kind: str = "outcome") -> Page:
        """Sign in as the client's therapist, hand over, and press Start as the client."""
        with self.clinic.app.app_context():
            email = story.Cast().episode(code).therapist.email
        self.sign_in(email)
        page = self.hand_over(code, kind=kind)
        page.get_by_role("button", name="Start").click()
        page.wait_for_url("**/rate/form")
        return page

    def back(self) -> None:
        """Press Back and wait until the browser shows something again.

        Not `page.go_back`: it waits for a load that a page out of the browser's memory never has.
        """
        self._travel(-1)

    def forward(self) -> None:
        self._travel(1)

    def _travel(self, steps: int) -> None:
        self.page.evaluate(f"setTimeout(() => history.go({steps}), 0)")
        self.page.wait_for_timeout(400)
        self.page.wait_for_load_state()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _refuse(self, route: Route) -> None:
        self.complaints.append(f"foreign request: {route.request.url}")
        route.abort()


@pytest.fixture
def device(browser: Browser, clinic: Clinic) -> Iterator[Callable[..., Device]]:
    """Makes devices: ``device(TABLET, touch=True)``. What they complain of fails the story."""
    devices: list[Device] = []

    def make(size: tuple[int, int] = TABLET, *, touch: bool = False, **more: object) -> Device:
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            screen={"width": width, "height": height},
            has_touch=touch,
            reduced_motion="reduce",
            **more,
        )
        devices.append(Device(context, clinic))
        return devices[-1]

    yield make
    complaints = [each for one in devices for each in one.unexpected]
    for one in devices:
        one.context.close()
    assert complaints == []


@pytest.fixture
def tablet(device: Callable[..., Device]) -> Device:
    """The clinic's tablet, upright, touched with a finger."""
    return device(TABLET, touch=True)
