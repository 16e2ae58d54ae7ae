"""One client's small course in the report on a file of ratings: drawing, figures, reason."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.change import ASSESSMENTS, Curve, Progress
from outcomes.change.rates import OutcomeRates
from outcomes.charts import ChartSession, CutOff, ReliableChange, Svg, TrajectoryChart, svg
from outcomes.measures import Yardstick
from outcomes.reports.course_chart import expected_course, ticks
from outcomes.wording import (
    change_label,
    chart_title,
    counted,
    main_reason,
    points,
    rounded,
    signed,
    status_label,
)

MULTIPLE_WIDTH = 206
SPEAKING = ("not_on_track", "watch")
"""Statuses whose courses carry their reason as a sentence; in the others the figures say it."""


@dataclass(frozen=True)
class AnalysedClient:
    """One client-episode: its name in the file, where it stands, and every session it had."""

    code: str
    progress: Progress
    sessions: tuple[ChartSession, ...]


@dataclass(frozen=True)
class Facts:
    """What was analysed, in numbers and names; the words are made here.

    `statuses` counts every client-episode, shown or not; `settings` are (term, sentence) pairs on
    the file and the options. `occasions` is "sessions" or "assessments".
    """

    file_name: str
    clients: int
    episodes: int
    ratings: int
    missing: int
    statuses: dict[str, int]
    rates: OutcomeRates | None
    yardstick: Yardstick
    curve: Curve | None
    occasions: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Multiple:
    """One small course with what stands below it."""

    drawing: Svg
    code: str
    status: str
    status_words: str
    course: str
    detail: str
    reason: str | None


def why_no_curve(facts: Facts) -> str | None:
    """Code of the reason why no expected course is drawn; None where one is."""
    if facts.occasions == ASSESSMENTS:
        return "assessments"
    return "no_curve" if facts.curve is None else facts.curve.why_not(facts.yardstick)


def small_course(client: AnalysedClient, facts: Facts, *, key: str) -> Multiple:
    """The drawing of a client's course with the words below it."""
    progress = client.progress
    chart = _chart(client, facts, key=key)
    return Multiple(
        drawing=svg(chart, variant="paper-small", width=MULTIPLE_WIDTH),
        code=client.code,
        status=progress.status,
        status_words=status_label(progress.status),
        course=_course(progress),
        detail=_detail(client),
        reason=main_reason(progress) if progress.status in SPEAKING else None,
    )


def _chart(client: AnalysedClient, facts: Facts, *, key: str) -> TrajectoryChart:
    progress, stick = client.progress, facts.yardstick
    limit, cut_off = stick.reliable_change, stick.clinical
    expected = None
    if facts.curve is not None and facts.occasions != ASSESSMENTS:
        numbers = [session.number for session in client.sessions]
        expected = expected_course(progress, facts.curve, numbers)
    title = f"Client {client.code}: {chart_title(progress)}"
    if facts.occasions == ASSESSMENTS:
        title = title.replace("session", "assessment")
    return TrajectoryChart(
        key=key,
        title=f"{title}. {status_label(progress.status)}.",
        description="",
        heading="",
        provenance="",
        sessions=client.sessions,
        minimum=stick.minimum,
        maximum=stick.maximum,
        ticks=ticks(stick.minimum, stick.maximum),
        higher_is_better=stick.direction > 0,
        decimals=1 if stick.step < 1 else 0,
        expected=expected,
        cut_off=CutOff(cut_off.value, "") if cut_off else None,
        reliable=ReliableChange(progress.intake, limit.value)
        if limit and progress.intake is not None
        else None,
        status=progress.status,
    )


def _course(progress: Progress) -> str:
    """ "29 to 2, −27 reliable"; with one rating that rating alone."""
    decimals = 1 if progress.yardstick.step < 1 else 0
    if progress.latest is None:
        return "no rating"
    if progress.change is None:
        return points(progress.latest, decimals)
    size = change_label(progress)
    size = "" if size == "–" else f" {size}"
    return (
        f"{points(progress.intake, decimals)} to {points(progress.latest, decimals)}, "
        f"{signed(progress.change, decimals)}{size}"
    )


def _detail(client: AnalysedClient) -> str:
    """ "5 ratings, 2 missing · benefit percentile 12"."""
    missing = sum(session.value is None for session in client.sessions if not session.planned)
    words = counted(client.progress.n, "rating")
    if missing:
        words += f", {missing} missing"
    benefit = client.progress.benefit_percentile
    if benefit is None:
        return words
    return f"{words} · percentile {_percentile(benefit)}"


def _percentile(benefit: float) -> str:
    """Whole, and never 0 or 100: no curve is that sure of anybody."""
    if benefit < 1:
        return "below 1"
    return "above 99" if benefit > 99 else str(rounded(benefit, 0))
