"""Render every component to plain HTML files, to look at them in a browser.

    python tests/design/render_components.py FOLDER

Jinja alone, no Flask. Pages take their style sheets and scripts from `static/` beside them, so the
folder can be served as it is (the files are linked relative to it).
"""

import functools
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outcomes import charts
from outcomes.languages import language, say

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Shell:
    """What the application's context processor would provide."""

    clinic: str = "Harbour Street Practice"
    navigation: tuple = ()
    person: object | None = None
    account_url: str | None = None
    sign_out_url: str | None = None
    search_url: str | None = None
    home_url: str = "#"
    is_demo: bool = False
    demo_reset_url: str | None = None
    idle_seconds: int | None = None
    extend_url: str | None = None
    is_kiosk: bool = True
    low_space: str = ""
    language: str = "en"
    direction: str = "ltr"


def shell(current: str) -> Shell:
    """A signed-in therapist at one of the places."""
    return Shell(
        navigation=tuple(
            {"label": each, "url": "#", "current": each == current}
            for each in ("Caseload", "Reflection", "Signals", "Reports")
        ),
        person=SimpleNamespace(name="Miriam Aalto", role=""),
        account_url="#",
        sign_out_url="#",
        search_url="#",
    )


def environment() -> Environment:
    """The application's settings of Jinja, with stand-ins for what Flask would add."""
    env = Environment(
        loader=FileSystemLoader(str(ROOT / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
    )
    env.globals.update(
        url_for=lambda endpoint, filename="": f"{endpoint}/{filename}",
        csrf_token=lambda: "token",
        get_flashed_messages=lambda with_categories: [],
        status_shape=charts.status_shape,
        say=functools.partial(say, "en"),
        pattern=language("en").pattern,
    )
    env.policies["json.dumps_function"] = lambda value, **_: json.dumps(value)
    return env


def jonas() -> charts.TrajectoryChart:
    """The course of the design's client 0417: starter curve, intake 17.5, one session unrated."""
    values = [17.5, 18.0, 17.2, 18.8, None, 18.1, 16.4]
    alliance = [31.2, 33.0, 32.4, 33.1, None, 29.8, 26.9]
    days = [0, 7, 14, 28, 35, 42, 49, 56, 63, 70]
    dates = ["24 Sep", "1 Oct", "8 Oct", "22 Oct", "29 Oct", "5 Nov", "12 Nov"]
    held = tuple(
        charts.ChartSession(index + 1, days[index], dates[index], values[index], alliance[index])
        for index in range(7)
    )
    planned = tuple(charts.ChartSession(j, days[j - 1], planned=True) for j in (8, 9, 10))
    return charts.TrajectoryChart(
        key="course",
        title="Falls from 17.5 to 16.4 over 7 sessions",
        description="Six ratings of seven sessions beside the course expected from 17.5.",
        heading="Wellbeing check-in (outcome), 0–40, higher is better",
        provenance="Shaded and patterned: expected from a start of 17.5 "
        "(starter curve, not from local clients).",
        sessions=held + planned,
        expected={
            10: (17.5, 13.2, 14.3, 14.9, 15.1, 15.3, 15.5, 15.6, 15.7, 15.7),
            25: (17.5, 16.2, 17.6, 18.5, 18.9, 19.3, 19.6, 19.9, 20.1, 20.3),
            50: (17.5, 19.7, 21.2, 22.2, 23.0, 23.7, 24.2, 24.7, 25.1, 25.5),
            75: (17.5, 23.2, 24.8, 25.9, 26.9, 27.8, 28.7, 29.4, 30.1, 30.7),
            90: (17.5, 26.2, 28.0, 29.4, 30.7, 31.9, 32.9, 33.8, 34.6, 35.4),
        },
        cut_off=charts.CutOff(25, "cut-off 25, provisional"),
        reliable=charts.ReliableChange(17.5, 6),
        events=(
            charts.ChartEvent(21, "cancelled"),
            charts.ChartEvent(26, "medication started"),
            charts.ChartEvent(39, "lost his job"),
        ),
        alliance=charts.AllianceCourse(
            "Session check-in (alliance), 0–40, higher is better", level=32.4
        ),
        status="not_on_track",
    )


def rows() -> list[tuple[str, list[SimpleNamespace]]]:
    """Groups of the caseload."""
    course = charts.svg(jonas(), variant="sparkline")

    def row(name: str, status: str, label: str, reason: str, **more: object) -> SimpleNamespace:
        plain = {
            "url": "#",
            "detail": "0417 · today 14:00",
            "is_new": False,
            "reason_url": None,
            "course": course,
            "last": "16.4",
            "last_date": "12 Nov",
            "since_start": "−1.1",
            "since_start_note": "within error",
            "since_last": "−1.7",
            "sessions": 7,
            "unrated": "",
            "remark": "",
            "action": "",
            "action_date": "",
            "button": None,
            "link": None,
            "answered": "",
        }
        words = {"name": name, "status": status, "status_label": label, "reason": reason}
        return SimpleNamespace(**(plain | words | more))

    need = [
        row(
            "Jonas K.", "not_on_track", "Not on track",
            "Outcome is 1.1 below the start after 6 ratings; the middle course is 6.7 above.",
            is_new=True, unrated="1 unrated", action="Talked: goals", action_date="8 Oct",
            button=SimpleNamespace(label="Respond", url="#", solid=False),
        ),
        row(
            "Aylin D.", "not_on_track", "Not on track",
            "Outcome fell by 6.5 since the start, more than measurement error (6).",
            is_new=True, since_start="−6.5", since_start_note="reliable",
            button=SimpleNamespace(label="Respond", url="#", solid=True),
        ),
        row(
            "Peter W.", "watch", "Watch",
            "Outcome is 0.4 above the start after 6 ratings; the middle course is 7.5 above.",
            action="Changed: weekly", action_date="5 Nov", answered="Answered",
        ),
    ]  # fmt: skip
    rest = [
        row("Rosa M.", "recovered", "Recovered", "Outcome rose by 9.5 and passed the cut-off."),
        row(
            "Hanna Zielińska-Öberg", "no_rating", "No rating",
            "No rating for two sessions; the last, on 29 October, was 3.3 above the start.",
            link=SimpleNamespace(label="Start a rating", url="#"),
        ),
        row("Emil T.", "insufficient", "Too early to say", "One rating so far.", last="",
            last_date="", since_start="", since_start_note="", since_last=""),
    ]  # fmt: skip
    return [("Needs a look", need), ("New rating", rest)]


def small(index: int) -> charts.Svg:
    """A small multiple with a key of its own."""
    return charts.svg(replace(jonas(), key=f"small-{index}"), variant="small")


def pages() -> dict[str, dict]:
    """The pages to render, with what each needs."""
    chart = jonas()
    signal = SimpleNamespace(status="watch", value="17.2")

    def mark(kind: str, words: str) -> SimpleNamespace:
        return SimpleNamespace(kind=kind, words=words)

    share = charts.ShareInterval(0.56, 0.27, 0.81)
    others = charts.ShareInterval(0.19, 0.09, 0.35)
    return {
        "components": {
            "shell": shell("Caseload"),
            "statuses": [
                ("not_on_track", "Not on track"), ("watch", "Watch"), ("on_track", "On track"),
                ("improved", "Improved"), ("recovered", "Recovered"),
                ("insufficient", "Too early to say"), ("no_rating", "No rating"),
                ("risk", "Risk answer"),
            ],
            "spark": lambda code: charts.svg(
                replace(chart, key=f"spark-{code}", status=code), variant="sparkline"
            ),
            "shares": charts.interval_svg(share, key="share", title="27 to 81 %", others=others),
            "errors": [
                SimpleNamespace(text="My days: work, study, home, friends", field="a"),
                SimpleNamespace(text="My life as a whole", field="b"),
            ],
        },
        "caseload": {"shell": shell("Caseload"), "groups": rows()},
        "client": {
            "shell": shell("Caseload"),
            "chart": chart,
            "wide": charts.svg(chart),
            "narrow": charts.svg(replace(chart, key="course-narrow"), variant="narrow"),
            "figure": charts.plotly_figure(chart),
            "signal": signal,
            "marks": [
                mark("rating", "18.8"),
                mark("missing", "no rating"),
                mark("coming", "26 Nov"),
            ],
        },
        "reflection": {
            "shell": shell("Reflection"),
            "small": small,
            "shares": charts.interval_svg(share, key="share", title="27 to 81 %", others=others),
        },
        "sign_in": {"shell": Shell()},
        "form": {"shell": Shell()},
        "thanks": {"shell": Shell(), "marked": True},
        "wait": {"shell": Shell(), "marked": False},
    }  # fmt: skip


def main(folder: Path) -> None:
    """Write the pages and link the static files beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "static"
    if not link.exists():
        link.symlink_to(ROOT / "static")
    env = environment()
    env.loader.searchpath.append(str(Path(__file__).parent / "pages"))
    for name, values in pages().items():
        text = env.get_template(f"{name}.html").render(**values)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
