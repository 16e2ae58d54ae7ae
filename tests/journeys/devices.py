"""A served clinic, and the devices that look at it: what the stories are told with."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from werkzeug.serving import WSGIRequestHandler, make_server

from outcomes import create_app
from outcomes.languages import say
from outcomes.storage import db
from tests import cast as story
from tests.browsing import PASSWORD
from tests.conftest import Clock, settings_for

TABLET, PHONE, DESKTOP = (820, 1180), (390, 844), (1440, 900)
REPORT_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


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

    def connection_dropped(
        self, error: BaseException, environ: dict[str, Any] | None = None
    ) -> None:
        """A browser that goes elsewhere drops its connections; this server leaves the file of a
        half-sent answer open then, which a production server does not."""
        if environ and ANSWER in environ:
            environ[ANSWER].close()


ANSWER = "journeys.answer"


def _remembered(app: Flask) -> Callable[..., Any]:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        environ[ANSWER] = app(environ, start)
        return environ[ANSWER]

    return answer


@contextmanager
def served(folder: Path, database: Path) -> Iterator[Clinic]:
    """Serve a copy of a database on a port of its own until the end of the block."""
    shutil.copy(database, folder / "clinic.sqlite")
    app = create_app(settings_for(folder))
    server = make_server("127.0.0.1", 0, _remembered(app), threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    clinic = Clinic(app, f"http://127.0.0.1:{server.server_port}")
    app.config["CLOCK"] = clinic.clock
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield clinic
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


class Device:
    """One browser profile: a tablet, a phone, a desktop. Gathers what the browser complains of."""

    def __init__(self, context: BrowserContext, clinic: Clinic) -> None:
        self.context, self.clinic = context, clinic
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        context.set_default_timeout(10_000)
        context.add_init_script(REPORT_POLICY)
        context.on("request", self._watch)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        self.page: Page = context.new_page()

    @classmethod
    def made(
        cls, browser: Browser, clinic: Clinic, size: tuple[int, int] = TABLET, **more: object
    ) -> Device:
        """A device with a window of this size."""
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height},
            screen={"width": width, "height": height},
            reduced_motion="reduce",
            **more,
        )
        return cls(context, clinic)

    def expect_complaint(self, *parts: str) -> None:
        """A story that breaks something on purpose says which complaint belongs to it."""
        self.expected += parts

    @property
    def unexpected(self) -> list[str]:
        return [each for each in self.complaints if not any(part in each for part in self.expected)]

    def keep_cookie(self, name: str, token: str) -> None:
        """Give the device a session that the server has begun for it."""
        # A browser takes such a cookie from its own machine over plain http, a tool does not.
        where = {"url": self.clinic.address.replace("http:", "https:")}
        kept = {"httpOnly": True, "sameSite": "Lax"}
        self.context.add_cookies([{"name": name, "value": token, **where, **kept}])

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

    def hand_over(self, code: str, *, kind: str = "outcome", language: str = "en") -> Page:
        """Send the form that starts a rating and hands the device to the client."""
        page = self.open("/account")
        page.evaluate(
            """([url, kind, language]) => {
              const form = document.createElement("form");
              const token = document.querySelector("[name=csrf_token]").value;
              Object.assign(form, { method: "post", action: url });
              const sent = { csrf_token: token, kind, language };
              for (const [name, value] of Object.entries(sent)) {
                form.append(Object.assign(document.createElement("input"), { name, value }));
              }
              document.body.append(form);
              form.submit();
            }""",
            [f"/episodes/{self.clinic.episode(code)}/ratings", kind, language],
        )
        page.wait_for_url("**/rate/")
        return page

    def begin(self, code: str = "0417", *, kind: str = "outcome", language: str = "en") -> Page:
        """Sign in as the client's therapist, hand over, and press Start as the client."""
        with self.clinic.app.app_context():
            email = story.Cast().episode(code).therapist.email
        self.sign_in(email)
        page = self.hand_over(code, kind=kind, language=language)
        page.get_by_role("button", name=say(language, "opening.start"), exact=True).click()
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
        with self.page.expect_event("framenavigated"):
            self.page.evaluate(f"setTimeout(() => history.go({steps}), 0)")
        self.page.wait_for_load_state()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.clinic.address, "data:", "blob:")):
            self.complaints.append(f"foreign request: {request.url}")
