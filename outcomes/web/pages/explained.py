"""How a status was worked out, and the evidence that each signal was made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from outcomes.change.signals import UNRATED_SESSIONS
from outcomes.measures import catalogue
from outcomes.reports.course import CourseView, course_of
from outcomes.reports.what_followed import reasons_in, signals_of
from outcomes.storage import Episode, Signal, SignalEvent
from outcomes.web.pages.words import begin, spoken_day
from outcomes.wording import (
    curve_note,
    definitions,
    finding,
    how_worked_out,
    limit_text,
    plain,
    points,
    status_label,
)
from outcomes.wording.explanation import RULE_SENTENCES
from outcomes.wording.reasons import lower_first
from outcomes.wording.responses import (
    asked_again_sentence,
    closed_sentence,
    curve_changed_sentence,
    signal_label,
)

EVENT_WORDS = {
    "opened": "opened",
    "raised": "raised",
    "asked_again": "asked again",
    "closed": "closed",
    "reopened": "opened again",
    "escalated": "escalated",
}
THRESHOLD_WORDS = {
    "clinical": "Cut-off",
    "reliable_change": "Reliable change",
    "norm_mean": "Mean of clients before treatment",
    "norm_sd": "Spread of clients before treatment (SD)",
}


@dataclass(frozen=True)
class Evidence:
    """One event of a signal with what was known then: (term, words) pairs."""

    heading: str
    shape: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ExplainedPage:
    """Everything the page "How this is worked out" shows."""

    name: str
    back_url: str
    status: str
    status_label: str
    finding: str
    curve_note: str
    worked_out: tuple[tuple[str, str], ...]
    alliance: tuple[tuple[str, str], ...]
    rules: tuple[tuple[int, str], ...]
    rule: int
    definitions: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]


def explained_page(episode: Episode, *, on: dt.date) -> ExplainedPage:
    """The explanation of an episode as it stands, and of every signal it raised."""
    course = course_of(episode)
    progress = course.progress
    return ExplainedPage(
        name=episode.client.name,
        back_url=url_for("episodes.page", episode_id=episode.id),
        status=progress.status,
        status_label=status_label(progress.status),
        finding=finding(progress),
        curve_note=curve_note(progress) or "",
        worked_out=tuple(how_worked_out(progress)),
        alliance=_alliance(course),
        rules=tuple(RULE_SENTENCES.items()),
        rule=progress.rule,
        definitions=tuple(definitions(progress)),
        evidence=tuple(
            _evidence(signal, event, on=on)
            for signal in reversed(signals_of([episode.id])[episode.id])
            for event in reversed(signal.events)
        ),
    )


def _alliance(course: CourseView) -> tuple[tuple[str, str], ...]:
    """The alliance rules with their limits, where the alliance is rated at all."""
    measure, own = course.alliance_measure, course.alliance
    if measure is None or measure.alliance is None or own is None or own.latest is None:
        return ()
    rules = measure.alliance
    provisional = " Provisional." if rules.provisional else ""
    level = "not known before the second rating" if own.level is None else points(own.level)
    return (
        ("Own level", f"{begin(level)}: the median of up to {rules.level_window} ratings before."),
        (
            "Signal",
            f"A rating {plain(rules.fall)} points or more below the own level.{provisional}",
        ),
        (
            "Worth asking",
            f"A line of {plain(rules.line)} or less, a total below {plain(rules.total)}, or "
            f"{rules.ceiling_run} totals in a row of {plain(rules.ceiling)} or more.{provisional}",
        ),
        ("Source", rules.provenance),
    )


def _evidence(signal: Signal, event: SignalEvent, *, on: dt.date) -> Evidence:
    kept = event.evidence
    level = kept["progress"]["status"] if "progress" in kept else signal.level
    label = signal_label(signal.kind, level)
    return Evidence(
        heading=f"{label}, {EVENT_WORDS[event.event]} {spoken_day(event.happened_on, on=on)}",
        shape=(level or "watch") if signal.kind == "outcome" else signal.kind,
        pairs=tuple((term, words) for term, words in _pairs(signal, event, kept) if words),
    )


def _pairs(signal: Signal, event: SignalEvent, kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("Because", _because(signal, event, kept)),
        ("Rule", _rule(signal, kept)),
        ("Ratings then", _ratings(kept)),
        ("Expected", _percentile(kept)),
        ("Thresholds", _thresholds(kept)),
        ("Made with", _versions(kept)),
        ("Recorded", f"{event.happened_at:%Y-%m-%d %H:%M} UTC, signal {signal.id}"),
    ]


def _because(signal: Signal, event: SignalEvent, kept: Mapping[str, Any]) -> str:
    because = kept.get("because", "")
    changed = curve_changed_sentence(kept)
    if event.event == "closed":
        return f"{closed_sentence(because, signal.kind)} {changed}".strip()
    sentences = [*reasons_in(dict(kept)), *([changed] if changed else [])]
    if event.event == "asked_again":
        sentences.insert(0, asked_again_sentence(because))
    return " ".join(begin(each if each.endswith(".") else f"{each}.") for each in sentences)


def _rule(signal: Signal, kept: Mapping[str, Any]) -> str:
    if "progress" in kept:
        number = kept["progress"]["rule"]
        return f"{number}. {RULE_SENTENCES[number]}"
    if signal.kind == "no_rating" and "sessions" in kept:
        return f"{UNRATED_SESSIONS} attended sessions in a row without a rating."
    if signal.kind == "risk" and "answers" in kept:
        return " ".join(
            f"Answer {plain(each['value'])} to item {each['item']}, from "
            f"{plain(each['at_least'])} on. {each['provenance']}"
            for each in kept["answers"]
        )
    return ""


def _ratings(kept: Mapping[str, Any]) -> str:
    """``Session 1: 17.5; session 2: 18.0``"""
    known = kept.get("ratings", [])
    return begin("; ".join(f"session {number}: {points(total)}" for number, _, total, _ in known))


def _percentile(kept: Mapping[str, Any]) -> str:
    then = kept.get("progress")
    if not then or then["benefit_percentile"] is None:
        return ""
    words = (
        f"Benefit percentile {points(then['benefit_percentile'])}; middle course "
        f"{points(then['median_expected'])}"
    )
    chance = then["p_no_reliable_improvement"]
    if chance is None:
        return f"{words}."
    return f"{words}; chance of no reliable improvement {points(100 * chance, 0)} %."


def _thresholds(kept: Mapping[str, Any]) -> str:
    known = kept.get("thresholds")
    if not known:
        return ""
    parts = [
        f"{lower_first(words)} {limit_text(known[name])}"
        for name, words in THRESHOLD_WORDS.items()
        if known.get(name) is not None
    ]
    provisional = " Provisional." if known.get("provisional") else ""
    return f"{begin('; '.join(parts))}.{provisional}" if parts else ""


def _versions(kept: Mapping[str, Any]) -> str:
    made = kept["progress"]["versions"] if "progress" in kept else kept
    parts = []
    if made.get("measure_id"):
        measure = catalogue().get(made["measure_id"])
        version = f" version {made['measure_version']}" if made.get("measure_version") else ""
        parts.append(f"{measure.name if measure else made['measure_id']}{version}")
    if made.get("curve_id"):
        parts.append(f"curve {made['curve_id']}-{made['curve_version']}")
    if made.get("rules"):
        parts.append(f"rules version {made['rules']}")
    if made.get("software"):
        parts.append(f"outcomes {made['software']}")
    return f"{', '.join(parts)}." if parts else ""
