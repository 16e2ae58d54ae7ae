"""An analysis as the report that `reports/analysis.py` prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from outcomes.change.rates import OutcomeRates
from outcomes.charts import ChartSession
from outcomes.cli.analysis_text import settings
from outcomes.exchange.analysis import Analysis
from outcomes.exchange.ordering import NO_DAY
from outcomes.exchange.problems import printable
from outcomes.reports.analysis import AnalysisReport, analysis_report
from outcomes.reports.analysis_courses import AnalysedClient, Facts
from outcomes.reports.dates import long_day
from outcomes.reports.paper import Paper

MOST_FILLED = 60
"""Session numbers passed over between two rows that are still drawn as sessions without a
rating; beyond that a number is likelier a code than a count."""


def report_of(
    analysis: Analysis,
    summary: dict[str, Any],
    rates: OutcomeRates | None,
    *,
    drawn: Sequence[int],
) -> AnalysisReport:
    """The report with the client-episodes `drawn`, in their order."""
    facts = Facts(
        file_name=printable(analysis.ratings.source.name),
        clients=summary["clients"],
        episodes=summary["episodes"],
        ratings=summary["ratings"],
        missing=summary["missing_ratings"],
        statuses=summary["statuses"],
        rates=rates,
        yardstick=analysis.yardstick,
        curve=analysis.curve,
        occasions=analysis.occasions,
        settings=settings(analysis),
    )
    return analysis_report([_client(analysis, int(index)) for index in drawn], facts)


def paper_of(analysis: Analysis, *, made_at: dt.datetime, version: str) -> Paper:
    """The frame around the report."""
    source = analysis.ratings.source
    name = printable(source.name)
    return Paper(
        title=f"Analysis of {name}",
        clinic="outcomes",
        subject=f"Analysis of {name} · {analysis.yardstick.measure_name}",
        number=f"File {source.sha256[:12]}",
        made=f"Made by outcomes {version} on {long_day(made_at.date())}, "
        f"{made_at:%H:%M} {made_at:%Z}",
        reference="outcomes analyse",
    )


def _client(analysis: Analysis, index: int) -> AnalysedClient:
    ratings, rows = analysis.ratings, analysis.rows_of(index)
    code = printable(ratings.names[index])
    following = ratings.episode[index + 1] if index + 1 < len(analysis) else 1
    if ratings.episode[index] > 1 or following > 1:
        code = f"{code}, episode {ratings.episode[index]}"
    return AnalysedClient(code, analysis.progress[index], _sessions(analysis, rows))


def _sessions(analysis: Analysis, rows: slice) -> tuple[ChartSession, ...]:
    ratings = analysis.ratings
    numbers, days = ratings.session[rows].tolist(), ratings.day[rows].tolist()
    values = [None if score != score else score for score in ratings.score[rows].tolist()]
    # Dates only where all are known: a course drawn half by date and half by number would mislead.
    if NO_DAY not in days:
        places = _risen([float(day - days[0]) for day in days])
        return tuple(
            ChartSession(number, place, value=value)
            for number, place, value in zip(numbers, places, values, strict=True)
        )
    known = dict(zip(numbers, values, strict=True))
    span = range(numbers[0], numbers[-1] + 1)
    shown = span if len(span) - len(numbers) <= MOST_FILLED else numbers
    return tuple(ChartSession(number, float(number), value=known.get(number)) for number in shown)


def _risen(places: list[float]) -> list[float]:
    """Two sessions on one day stand side by side, not one upon the other."""
    out: list[float] = []
    for place in places:
        out.append(max(place, out[-1] + 0.4) if out else place)
    return out
