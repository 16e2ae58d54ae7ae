"""The report on the ratings of a file: how the caseload fares, then a small course per client.

It needs no database: `outcomes analyse` fills it from a table, and a clinic may fill it from
whatever else yields courses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from outcomes.change.rates import OutcomeRates, Rate
from outcomes.charts import (
    ShareInterval,
    Svg,
    interval_svg,
)
from outcomes.reports.analysis_courses import (
    AnalysedClient,
    Facts,
    Multiple,
    small_course,
    why_no_curve,
)
from outcomes.reports.course_chart import scale_words
from outcomes.wording import (
    curve_words,
    limit_marks,
    limit_text,
    status_label,
    why_sentence,
)
from outcomes.wording.caseloads import (
    CANNOT_SAY_OF_CASELOAD,
    RATES_NOTE,
    change_sentences,
    need_sentence,
    rate_rows,
    size_sentence,
    source_rows,
    status_meaning,
    status_note,
)

ACROSS = 3
INTERVAL_WIDTH = 130


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
    """Everything the report shows, ready to print. `counts` are (status, label, count);
    `counts_note` says how little On track means without an expected course, else it is empty."""

    title: str
    opened: str
    summary: tuple[str, ...]
    counts: tuple[tuple[str, str, str], ...]
    counts_note: str
    rates: tuple[RateRow, ...]
    rates_note: str
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
        counts_note=status_note(facts.statuses, curve=_curve_label(facts)),
        rates=tuple(_rate_rows(facts.rates)),
        rates_note=RATES_NOTE,
        drawn=tuple(_drawn(facts)),
        shown=_shown(len(clients), facts.episodes),
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
        episodes=facts.episodes,
        ratings=facts.ratings,
        missing=facts.missing,
        measure=facts.yardstick.measure_name,
    )
    yield need_sentence(facts.statuses)
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
    if why := why_no_curve(facts):
        yield why_sentence(why)
    else:
        yield (
            "Grey: the middle half of what is to be expected from the same start; hatched: better "
            f"than 3 in 4; dotted: worse than 3 in 4 ({curve_words(facts.curve)})."
        )
        yield "Percentile: of 100 clients with the same start, so many fare worse by that session."
    if stick.clinical is not None:
        words = limit_marks(
            provisional=stick.clinical.provisional, verified=stick.clinical.verified
        )
        marked = f", {words}" if words else ""
        yield f"Dashed: the cut-off, {limit_text(stick.clinical.value)}{marked}."
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
        multiples = [small_course(client, facts, key=f"c{place}") for place, client in members]
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


def _curve_label(facts: Facts) -> str | None:
    return None if why_no_curve(facts) or facts.curve is None else facts.curve.label


def _curve_source(facts: Facts) -> str:
    if why := why_no_curve(facts):
        return why_sentence(why)
    words = curve_words(facts.curve)
    return f"{words[0].upper()}{words[1:]} ({facts.curve.label}). {facts.curve.provenance}"
