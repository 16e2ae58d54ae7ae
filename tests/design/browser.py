"""The rendered components in headless Chromium, without a server: every request is answered from
files, with the content security policy of the application."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

ADDRESS = "http://outcomes.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)


@contextmanager
def opened(browser: Browser, folder: Path, name: str, **context: object) -> Iterator[Page]:
    """A page of the folder; `page.complaints` gathers what the browser complains of."""
    window = browser.new_context(**context)

    def answer(route: Route) -> None:
        path = folder / route.request.url.removeprefix(f"{ADDRESS}/").partition("?")[0]
        if route.request.method != "GET" or not path.is_file():
            route.fulfill(status=404)
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        route.fulfill(body=path.read_bytes(), content_type=kind, headers=headers)

    window.route("**/*", answer)
    page = window.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(f"{ADDRESS}/{name}.html")
    page.wait_for_load_state("networkidle")
    yield page
    window.close()
