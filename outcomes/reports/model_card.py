"""The model card of a version of the curve: one content for the page and for the paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from outcomes.change import Curve
from outcomes.change.small_cells import SMALLEST_CELL
from outcomes.change.validation import Coverage, CoverageGroup, Evaluation
from outcomes.charts import CoverageRow
from outcomes.measures import Yardstick, catalogue
from outcomes.reports.dates import long_day, period_words
from outcomes.reports.expected_courses import expected_table
from outcomes.storage import CurveVersion
from outcomes.wording.curve_figures import FigureTable, many, of_100, starts_words
from outcomes.wording.curves import model_card
from outcomes.wording.numbers import points
from outcomes.wording.reasons import curve_words

NOT_TESTED = "How well it predicts has not been tested."
PARTS = {"worst": "Most severe third", "middle": "Middle third", "best": "Mildest third"}
PARAMETERS = (
    ("g1", "Expected level at session 2, from an average start"),
    ("g2", "Rise with the logarithm of the session number"),
    ("b1", "How much of the start is still there at session 2"),
    ("b2", "How that changes with the logarithm of the session number"),
    ("s_0", "SD of clients' own levels"),
    ("s_1", "SD of clients' own rises"),
    ("rho", "Correlation of the two"),
    ("s_e", "SD of a single rating about a client's own course"),
)


@dataclass(frozen=True)
class Picture:
    """The picture of coverage with its title and sentence."""

    title: str
    description: str
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True)
class ModelCardReport:
    """Everything page and paper show, in this order.

    `parameters` are (name, words, value, standard error) in units of the measure's intake SD;
    `made` are (term, words) about how the version came about. `picture` is None where nothing
    was tested, `expects` where no curve could be made.
    """

    label: str
    measure: str
    verdict: str
    stage: str
    rows: tuple[tuple[str, str], ...]
    picture: Picture | None
    cannot_say: tuple[str, ...]
    expects: FigureTable | None
    tables: tuple[FigureTable, ...]
    parameters: tuple[tuple[str, str, str, str], ...]
    made: tuple[tuple[str, str], ...]


def model_card_report(version: CurveVersion) -> ModelCardReport:
    """The card of a stored version, from what was kept when it was made.

    Tables about an outcome that fewer than five episodes had, or had not, are left out: the card
    is read by colleagues who may know who they were.
    """
    evaluation = _kept(version)
    return _report(
        version.curve,
        _yardstick(version),
        evaluation,
        errors=version.fit_report.get("standard_errors") or {},
        made=_made(version, tested=evaluation.n_courses if evaluation else None),
        least=SMALLEST_CELL,
    )


def card_of_evaluation(
    evaluation: Evaluation, yardstick: Yardstick, *, made: tuple[tuple[str, str], ...]
) -> ModelCardReport:
    """The card of a test on files, for whoever holds the ratings: nothing is left out."""
    return _report(evaluation.curve, yardstick, evaluation, errors={}, made=made, least=0)


def _report(
    curve: Curve | None,
    yardstick: Yardstick,
    evaluation: Evaluation | None,
    *,
    errors: Mapping[str, float],
    made: tuple[tuple[str, str], ...],
    least: int,
) -> ModelCardReport:
    card = None if evaluation is None else model_card(evaluation, yardstick, least=least)
    return ModelCardReport(
        label=curve.label if curve else "no curve",
        measure=yardstick.measure_name,
        verdict=card.verdict if card else NOT_TESTED,
        stage=_capital(curve_words(curve)) if curve else "No curve could be made",
        rows=card.rows if card else (),
        picture=_picture(evaluation),
        cannot_say=card.cannot_say if card else (),
        expects=expected_table(curve, yardstick) if curve else None,
        tables=card.tables if card else (),
        parameters=_parameters(curve, errors) if curve else (),
        made=made,
    )


def coverage_picture(coverage: Coverage) -> Picture:
    """All later ratings, by session, and by third of the starts."""
    sessions = [(_sessions(each), each) for each in coverage.by_session if each.n_scores]
    thirds = [(_third(each), each) for each in coverage.by_intake if each.n_scores]
    rows = [
        _row("All later ratings", coverage.whole),
        *_part("By session", sessions),
        *_part("By the first rating", thirds),
    ]
    held = f"{of_100(100 * coverage.whole.central.value)} of 100"
    return Picture(
        title=f"The middle 80 % of the curve held {held} later ratings",
        description=(
            "Disc: share of ratings inside the middle 80 %, of clients whom the curve had not "
            "seen. Line: 95 % interval. Shaded: 75 to 85 %, where a local curve has to stand in "
            "each third of the first ratings."
        ),
        rows=tuple(rows),
    )


def _kept(version: CurveVersion) -> Evaluation | None:
    """With the version itself for its curve: when it was tested it had no name yet."""
    if version.evaluation is None:
        return None
    return replace(Evaluation.from_dict(version.evaluation), curve=version.curve)


def _yardstick(version: CurveVersion) -> Yardstick:
    return catalogue()[version.measure_id].yardstick(version.age_band or "adult", version.rater)


def _picture(evaluation: Evaluation | None) -> Picture | None:
    tested = evaluation.by_client if evaluation else None
    return coverage_picture(tested.coverage) if tested and tested.coverage else None


def _part(heading: str, groups: Sequence[tuple[str, CoverageGroup]]) -> list[CoverageRow]:
    return [
        _row(label, group, heading="" if place else heading)
        for place, (label, group) in enumerate(groups)
    ]


def _row(label: str, group: CoverageGroup, *, heading: str = "") -> CoverageRow:
    held = group.central
    if held is None:
        return CoverageRow(label, 0, None, None, None, heading)
    return CoverageRow(label, held.n, held.value, held.low, held.high, heading)


def _sessions(group: CoverageGroup) -> str:
    if group.high is None:
        return f"Session {group.low:.0f} and later"
    if group.low == group.high:
        return f"Session {group.low:.0f}"
    return f"Sessions {group.low:.0f} to {group.high:.0f}"


def _third(group: CoverageGroup) -> str:
    return f"{PARTS[group.name]}, {starts_words(group)}"


def _parameters(curve: Curve, errors: Mapping[str, float]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (
            name,
            words,
            points(getattr(curve, name), 3),
            points(errors[name], 3) if name in errors else "",
        )
        for name, words in PARAMETERS
    )


def _made(version: CurveVersion, *, tested: int | None) -> tuple[tuple[str, str], ...]:
    facts: dict[str, Any] = version.provenance
    by = version.made_by.name if version.made_by else "the console"
    rows = (
        ("Fitted on", f"{facts['population']}."),
        ("Episodes", _episodes(version)),
        ("Tested on", _tested(version, tested)),
        ("How", _how(version)),
        ("Made", f"{long_day(version.made_at.date())} by {by}, software {facts['software']}."),
    )
    return tuple((term, words) for term, words in rows if words)


def _episodes(version: CurveVersion) -> str:
    facts = version.provenance
    words = many(version.n_episodes, "closed episode")
    if facts.get("n_scores"):
        words += f" with {many(facts['n_scores'], 'rating')} after the first"
    if facts.get("first_closed_on"):
        days = (dt.date.fromisoformat(facts[f"{end}_closed_on"]) for end in ("first", "last"))
        words += f", closed from {period_words(*days)}"
    return f"{words}."


def _tested(version: CurveVersion, tested: int | None) -> str:
    """Said where a test left out what the fit used: each age group has thresholds of its own."""
    if tested is None or tested >= version.n_episodes:
        return ""
    return (
        f"The largest age group, {tested:,} of the {version.n_episodes:,} episodes: thresholds "
        "differ by age."
    )


def _how(version: CurveVersion) -> str:
    report = version.fit_report
    if report.get("method") != "blend":
        return f"{_capital(report.get('message', ''))}." if report.get("message") else ""
    return (
        f"Blended with {report['prior']}, which counts as {report['prior_episodes']:.0f} episodes; "
        f"{report['rounds']} rounds, {report['message'].split(',')[0]}. Sessions from "
        f"{version.cap} on count alike."
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
