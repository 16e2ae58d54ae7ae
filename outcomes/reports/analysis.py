"""The report on the ratings of a file: how the caseload fares, then a small course per client.

It needs no database: `outcomes analyse` fills it from a table, and a clinic may fill it from
whatever else yields courses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from outcomes.change import ASSESSMENTS, Curve, Progress
from outcomes.change.rates import OutcomeRates, Rate
from outcomes.charts import (
    ChartSession,
    CutOff,
    ReliableChange,
    ShareInterval,
    Svg,
    TrajectoryChart,
    interval_svg,
    svg,
)
from outcomes.measures import Yardstick
from outcomes.reports.course_chart import expected_course, scale_words, ticks
from outcomes.wording import (
    change_label,
    chart_title,
    counted,
    curve_words,
    plain,
    points,
    rounded,
    signed,
    status_label,
    why_sentence,
)
from outcomes.wording.caseloads import (
    CANNOT_SAY_OF_CASELOAD,
    change_sentences,
    need_sentence,
    rate_rows,
    short_reason,
    size_sentence,
    source_rows,
    status_meaning,
)

ACROSS = 3
MULTIPLE_WIDTH = 206
INTERVAL_WIDTH = 130
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

    `statuses` counts every client, shown or not; `settings` are (term, sentence) pairs on the
    file and the options. `occasions` is "sessions" or "assessments".
    """

    file_name: str
    clients: int
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


@dataclass(frozen=True)
class StatusGroup:
    """The courses of one status, in rows of `ACROSS`, with how many clients have it in all."""

    status: str
    label: str
    count: str
    rows: tuple[tuple[Multiple, ...], ...]


@dataclass(frozen=True)
class RateRow:
    """A share with its interval in words and as a drawing; None where there are too few."""

    what: str
    count: str
    interval: str
    drawing: Svg | None


@dataclass(frozen=True)
class AnalysisReport:
    """Everything the report shows, ready to print. `counts` are (status, label, count)."""

    title: str
    opened: str
    summary: tuple[str, ...]
    counts: tuple[tuple[str, str, str], ...]
    rates: tuple[RateRow, ...]
    drawn: tuple[str, ...]
    shown: str
    groups: tuple[StatusGroup, ...]
    meanings: tuple[tuple[str, str, str], ...]
    sources: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]
    cannot_say: tuple[str, ...]


def analysis_report(clients: Sequence[AnalysedClient], facts: Facts) -> AnalysisReport:
    """`clients` are those drawn, in the order of need; `facts` speak of all."""
    stick = facts.yardstick
    present = [status for status, count in facts.statuses.items() if count]
    return AnalysisReport(
        title="How the clients are faring",
        opened=f"{stick.measure_name}, {scale_words(stick)} · {facts.file_name}",
        summary=tuple(_summary(facts)),
        counts=tuple(
            (status, status_label(status), f"{count:,}")
            for status, count in facts.statuses.items()
            if count or status != "cannot_tell"
        ),
        rates=tuple(_rate_rows(facts.rates)),
        drawn=tuple(_drawn(facts)),
        shown=_shown(len(clients), facts.clients),
        groups=tuple(_groups(clients, facts)),
        meanings=tuple(
            (each, status_label(each), status_meaning(each, curve=_curve_label(facts)))
            for each in present
        ),
        sources=(*source_rows(stick), ("Expected course", _curve_source(facts))),
        settings=facts.settings,
        cannot_say=CANNOT_SAY_OF_CASELOAD,
    )


def _summary(facts: Facts) -> Iterable[str]:
    yield size_sentence(
        clients=facts.clients,
        ratings=facts.ratings,
        missing=facts.missing,
        measure=facts.yardstick.measure_name,
    )
    yield need_sentence(not_on_track=facts.statuses["not_on_track"], watch=facts.statuses["watch"])
    if facts.rates is None:
        yield why_sentence("no_limit")
    else:
        yield from change_sentences(facts.rates)


def _rate_rows(rates: OutcomeRates | None) -> Iterable[RateRow]:
    if rates is None:
        return
    figures = (rates.improved_or_recovered, rates.recovered, rates.deteriorated, rates.complete)
    for place, (words, rate) in enumerate(zip(rate_rows(rates), figures, strict=True)):
        yield RateRow(*words, _interval(rate, key=f"rate-{place}", title=", ".join(words)))


def _interval(rate: Rate, *, key: str, title: str) -> Svg | None:
    if not rate.enough:
        return None
    return interval_svg(
        ShareInterval(rate.share, rate.low, rate.high),
        key=key, title=title, width=INTERVAL_WIDTH, variant="paper",
    )  # fmt: skip


def _drawn(facts: Facts) -> Iterable[str]:
    """How to read the drawings, and where the shading comes from."""
    stick = facts.yardstick
    if why := _why_no_curve(facts):
        yield why_sentence(why)
    else:
        yield (
            "Grey: the middle half of what is to be expected from the same start; hatched: better "
            f"than 3 in 4; dotted: worse than 3 in 4 ({curve_words(facts.curve.stage)})."
        )
        yield "Percentile: of 100 clients with the same start, so many fare worse by that session."
    if stick.clinical is not None:
        provisional = ", provisional" if stick.clinical.provisional else ""
        yield f"Dashed: the cut-off, {plain(stick.clinical.value)}{provisional}."
    yield "A short dash at the foot: no rating; the line is broken there."


def _shown(shown: int, clients: int) -> str:
    if shown == clients:
        return "Every client is drawn, those most worth talking about first."
    return (
        f"{shown:,} of {clients:,} clients are drawn, those most worth talking about; the table "
        "beside this report holds all."
    )


def _groups(clients: Sequence[AnalysedClient], facts: Facts) -> Iterable[StatusGroup]:
    numbered = enumerate(clients)
    for status, members in groupby(numbered, key=lambda each: each[1].progress.status):
        multiples = [_multiple(client, facts, key=f"c{place}") for place, client in members]
        total = facts.statuses[status]
        count = f"{total:,}" if total == len(multiples) else f"{len(multiples):,} of {total:,}"
        yield StatusGroup(
            status=status,
            label=status_label(status),
            count=count,
            rows=tuple(
                tuple(multiples[at : at + ACROSS]) for at in range(0, len(multiples), ACROSS)
            ),
        )


def _multiple(client: AnalysedClient, facts: Facts, *, key: str) -> Multiple:
    progress = client.progress
    chart = _chart(client, facts, key=key)
    return Multiple(
        drawing=svg(chart, variant="paper-small", width=MULTIPLE_WIDTH),
        code=client.code,
        status=progress.status,
        status_words=status_label(progress.status),
        course=_course(progress),
        detail=_detail(client),
        reason=short_reason(progress) if progress.status in SPEAKING else None,
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


def _why_no_curve(facts: Facts) -> str | None:
    if facts.occasions == ASSESSMENTS:
        return "assessments"
    return "no_curve" if facts.curve is None else facts.curve.why_not(facts.yardstick)


def _curve_label(facts: Facts) -> str | None:
    return None if _why_no_curve(facts) or facts.curve is None else facts.curve.label


def _curve_source(facts: Facts) -> str:
    if why := _why_no_curve(facts):
        return why_sentence(why)
    words = curve_words(facts.curve.stage)
    return f"{words[0].upper()}{words[1:]} ({facts.curve.label}). {facts.curve.provenance}"
