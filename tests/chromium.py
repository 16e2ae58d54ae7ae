"""The one headless browser of the suite: the stories' and the design's pages share it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""The last one keeps every page from any other machine, and leaves the browser its cache: requests
that Playwright looks at one by one are never answered from it."""


def chromium_path() -> str | None:
    """The system's own Chromium, where there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with its memory of pages gone back to switched on.

    Playwright switches that memory (the back/forward cache) off; people's browsers have it. A
    second Playwright in one process would refuse to start, so that there is one for a whole run.
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
