"""How soon the client's form is there, over a slow telephone network and on a slow tablet.

The application is served as in production; Chromium looks at the four-line form with an empty
cache, each time in a window of its own with a form of its own. Medians and the worst are printed.
What else runs on the machine slows the browser too: times are an upper bound, weights are exact.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from bench.form_page import SLOW_4G, SLOWER_PROCESSOR, Look, watched
from bench.open_forms import OpenForm, open_forms
from bench.served import Served, free_port
from outcomes import create_app
from outcomes.cli.database import bring_up_to_date
from outcomes.config import settings_from

FOLDER = Path(__file__).resolve().parents[1] / ".bench" / "form"
ROUNDS = 9
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Measured:
    """One look for each round, and the seconds from the first touch to the thanks."""

    looks: list[Look] = field(default_factory=list)
    fill_in: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    """Requests from the load event to the thanks."""


def chromium() -> str | None:
    """The system's own Chromium, where there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def forms_of(folder: Path, *, count: int) -> list[OpenForm]:
    """A clinic made anew in a folder, with so many open forms of four lines."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    app = create_app(settings_from({"OUTCOMES_INSTANCE": str(folder)}))
    bring_up_to_date(app)
    forms = open_forms(app, clients=count)
    return [each for each in forms if "answer-feeling" in each.fields]


def measure(path: str, folder: Path = FOLDER, *, rounds: int = ROUNDS) -> Measured:
    """Make the clinic anew, serve it, look at one form after the other."""
    forms = forms_of(folder, count=rounds + 1)
    found, port = Measured(), free_port()
    with Served(folder, port=port) as served, sync_playwright() as playwright:
        served.wait_until_ready()
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        _look(browser, forms[0], port, Measured())  # the server's first answer compiles the page
        for form in forms[1:]:
            _look(browser, form, port, found)
        browser.close()
    return found


def _look(browser, form: OpenForm, port: int, found: Measured) -> None:
    address = f"http://127.0.0.1:{port}"
    name, _, token = form.cookie.partition("=")
    cookie = {"name": name, "value": token, "url": address.replace("http:", "https:")}
    with watched(browser, cookies=[cookie | {"secure": True}], slow=True) as watch:
        look = watch.open(f"{address}/rate/form")
        begun = time.perf_counter()
        watch.fill_in()
        found.fill_in.append(time.perf_counter() - begun)
        found.looks.append(look)
        found.sent.append(len(watch.asked) - len(look.files) + len(look.after_load))


def main() -> None:
    """Measure and print the table."""
    path = chromium()
    if path is None:
        print("the client's form in a browser: not measured, Chromium is missing")
        return
    found = measure(path)
    looks = found.looks
    print(
        f"the four-line form, 820 x 1180, empty cache, {len(looks)} rounds; "
        f"{SLOW_4G['latency']} ms, {SLOW_4G['downloadThroughput'] * 8 / 1e6:g} Mbit/s, "
        f"processor {SLOWER_PROCESSOR} times slower"
    )
    rows = {
        "first contentful paint": ([each.first_paint for each in looks], "ms"),
        "largest contentful paint": ([each.largest_paint for each in looks], "ms"),
        "load event": ([each.loaded for each in looks], "ms"),
        "first touch to thanks, by script": ([each * 1000 for each in found.fill_in], "ms"),
        "bytes over the wire, with headers": ([each.weight for each in looks], "B"),
        "requests until all is still": ([len(each.files) for each in looks], ""),
        "requests after load, the send included": (found.sent, ""),
    }
    print(f"{'':42}{'median':>10}{'worst':>10}")
    for name, (values, unit) in rows.items():
        print(f"{name:42}{median(values):>10,.0f}{max(values):>10,.0f} {unit}")
    print(
        f"{'cumulative layout shift':42}{median(_shifts(looks)):>10.3f}{max(_shifts(looks)):>10.3f}"
    )
    for what, size in looks[-1].files.items():
        print(f"  {size:>7,} B  {what}")


def _shifts(looks: list[Look]) -> list[float]:
    return [each.shift for each in looks]


if __name__ == "__main__":
    main()
