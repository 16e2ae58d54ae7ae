"""The client's form as a browser meets it: paints, shifts, and what goes over the wire.

Chromium's own figures, by its developer protocol: bytes are those of answers with their headers,
as they came. Each look is a window of its own with nothing in its cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, CDPSession, Page

TABLET = {"width": 820, "height": 1180}
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""150 ms to each answer, 1.6 Mbit/s down, 750 kbit/s up."""
SLOWER_PROCESSOR = 4
SETTLED_MS = 1500
"""So long after the load event a page is watched for what it still does."""
OBSERVER = """
window.seen = { shift: 0, largest: 0 };
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.seen.shift += each.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) window.seen.largest = each.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
"""


@dataclass(frozen=True)
class Look:
    """What one loading of the form came to. Times are milliseconds from its start."""

    first_paint: float
    largest_paint: float
    loaded: float
    shift: float
    """Cumulative layout shift, 0 where nothing moved by itself."""
    weight: int
    """Bytes of all answers, headers included."""
    files: dict[str, int]
    """What was asked for until all was still, with its bytes."""
    after_load: tuple[str, ...]
    """What was asked for after the load event."""


@dataclass
class Watch:
    """A window on one form, and what its page has asked for."""

    page: Page
    protocol: CDPSession
    asked: dict[str, str] = field(default_factory=dict)
    """Request to method and path, in order."""
    bytes: dict[str, int] = field(default_factory=dict)
    loader: str = ""

    def listen(self) -> None:
        self.protocol.on("Network.requestWillBeSent", self._ask)
        self.protocol.on("Network.loadingFinished", self._finish)
        self.protocol.send("Network.enable")

    def open(self, url: str) -> Look:
        """Load the form and wait until all is still."""
        self.page.goto(url, wait_until="load")
        self.loader = self._own_loader()
        before = set(self.asked)
        self.page.wait_for_timeout(SETTLED_MS)
        timing = self.page.evaluate(
            """() => ({
              first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
              loaded: performance.getEntriesByType("navigation")[0].loadEventEnd,
              ...window.seen,
            })"""
        )
        files = {self.asked[each]: size for each, size in self.bytes.items()}
        return Look(
            first_paint=timing["first"],
            largest_paint=timing["largest"],
            loaded=timing["loaded"],
            shift=timing["shift"],
            weight=sum(self.bytes.values()),
            files=files,
            after_load=tuple(words for each, words in self.asked.items() if each not in before),
        )

    def fill_in(self) -> None:
        """Touch every line, send, and wait for the thanks."""
        for track in self.page.locator("[data-track]").all():
            track.tap()
        self.page.locator("button[type=submit]").last.tap()
        self.page.wait_for_url("**/rate/thanks")

    def shift_now(self) -> float:
        """What has moved by itself so far."""
        return self.page.evaluate("window.seen.shift")

    def _own_loader(self) -> str:
        return self.protocol.send("Page.getFrameTree")["frameTree"]["frame"]["loaderId"]

    def _ask(self, event: dict) -> None:
        request = event["request"]
        if request["url"].startswith("data:") or self.loader not in ("", event["loaderId"]):
            return  # nothing goes over the wire; or the page that follows asks
        path = "/" + request["url"].split("/", 3)[3]
        self.asked[event["requestId"]] = f"{request['method']} {path}"

    def _finish(self, event: dict) -> None:
        if event["requestId"] in self.asked:
            self.bytes[event["requestId"]] = round(event["encodedDataLength"])


@contextmanager
def watched(
    browser: Browser, *, cookies: list[dict], slow: bool, size: dict[str, int] | None = None
) -> Iterator[Watch]:
    """A tablet with a form's session and an empty cache.

    Args:
        slow: over slow 4G, by a processor that takes four times as long.
    """
    context = browser.new_context(
        viewport=size or TABLET, screen=size or TABLET, has_touch=True, device_scale_factor=2
    )
    context.add_cookies(cookies)
    context.add_init_script(OBSERVER)
    page = context.new_page()
    watch = Watch(page, context.new_cdp_session(page))
    watch.listen()
    if slow:
        watch.protocol.send("Network.emulateNetworkConditions", SLOW_4G)
        watch.protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    try:
        yield watch
    finally:
        context.close()
