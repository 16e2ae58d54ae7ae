"""The latest progress of an episode as it was kept, for lists: nothing is worked out anew.

A list of fifty clients would otherwise read fifty courses. What is kept holds every number that
the sentences need, so a row says the same as the client's page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from outcomes.change import Progress, Reason
from outcomes.change.progress import Predicted
from outcomes.charts import ChartSession, CutOff, TrajectoryChart
from outcomes.measures import catalogue
from outcomes.storage import EpisodeProgress, curves_in_use
from outcomes.wording import chart_title, curves_words, main_reason

_LISTS = ("sub_marks", "prompts", "patterns")


def kept_progress(row: EpisodeProgress) -> Progress:
    """The progress that `Progress.to_dict` kept, with the episode's measure beside it and the very
    version of the curve that made it."""
    kept, episode = dict(row.progress), row.episode
    kept["class_"] = kept.pop("class")
    kept["reasons"] = tuple(Reason.from_dict(each) for each in kept["reasons"])
    kept["predicted"] = Predicted(**kept["predicted"]) if kept["predicted"] else None
    interval = kept["change_interval"]
    kept["change_interval"] = tuple(interval) if interval else None
    kept |= {name: tuple(kept[name]) for name in _LISTS}
    kept["why_null"] = MappingProxyType(kept["why_null"])
    kept["versions"] = MappingProxyType(kept["versions"])
    measure = catalogue()[episode.outcome_measure_id]
    known = {each.name for each in fields(Progress)}
    return Progress(
        **{name: value for name, value in kept.items() if name in known},
        yardstick=measure.yardstick(episode.age_band),
        curve=curves_in_use(row.clinic_id).made(kept["versions"]),
    )


def shading_words(rows: Iterable[EpisodeProgress]) -> str:
    """Where the shading of the rows' small drawings comes from; empty where none is shaded."""
    drawn = [curves_in_use(row.clinic_id).curve_version(row.curve) for row in rows if row.curve]
    return curves_words(drawn) if drawn else ""


def kept_sparkline(row: EpisodeProgress, progress: Progress) -> TrajectoryChart | None:
    """The small drawing of a row; None before the first attended session."""
    kept: dict[str, Any] = row.sparkline
    if not kept["sessions"]:
        return None
    held = [ChartSession(number, float(day), value=value) for number, day, value in _apart(kept)]
    gap = _usual_gap(held)
    ahead = [
        ChartSession(number, held[-1].position + gap * (index + 1), planned=True)
        for index, number in enumerate(kept["ahead"])
    ]
    expected = kept["expected"]
    return TrajectoryChart(
        key=f"row-{row.episode_id}",
        title=chart_title(progress),
        description=main_reason(progress),
        heading="",
        provenance="",
        sessions=(*held, *ahead),
        minimum=kept["minimum"],
        maximum=kept["maximum"],
        ticks=(kept["minimum"], kept["maximum"]),
        higher_is_better=kept["direction"] > 0,
        expected={int(each): tuple(line) for each, line in expected.items()} if expected else None,
        cut_off=CutOff(kept["cut_off"], "") if kept["cut_off"] is not None else None,
        status=kept["status"],
    )


def _apart(kept: dict[str, Any]) -> list[tuple[int, float, float | None]]:
    """Sessions in order; two on one day stand side by side, not one upon the other."""
    placed: list[tuple[int, float, float | None]] = []
    for number, day, value in kept["sessions"]:
        least = placed[-1][1] + 0.4 if placed else 0.0
        placed.append((number, max(float(day), least), value))
    return placed


def _usual_gap(held: list[ChartSession]) -> float:
    span = held[-1].position - held[0].position
    return span / (len(held) - 1) if span else 7.0
