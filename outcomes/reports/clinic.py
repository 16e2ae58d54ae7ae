"""The figures of a whole clinic: nobody named, nobody to be recognised, for those who lead it.

How large a group is stands in the open, because a share without it would be dishonest; how the
people in it fared, and what was done, only in counts that are large enough.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from outcomes.change import Curve
from outcomes.change.rates import SMALLEST_GROUP, Rate
from outcomes.change.small_cells import readable, shown_outcomes
from outcomes.charts import ShareInterval
from outcomes.measures import catalogue
from outcomes.reports.clinic_work import (
    Span,
    Work,
    form_work,
    session_work,
    signal_work,
    too_many_signals,
)
from outcomes.reports.fates import fates_of
from outcomes.reports.figures import (
    ASKING_KINDS,
    AfterAction,
    ClosedFigures,
    after_actions,
    closed_figures,
)
from outcomes.reports.periods import Period
from outcomes.storage import Episode, db
from outcomes.storage.clinic_figures import (
    episode_counts,
    measures_used,
    progress_of_closed,
    responses_given,
)
from outcomes.storage.curves_in_use import CurvesInUse
from outcomes.wording.clinic import (
    BAND_LABELS,
    CANNOT_SAY_OF_CLINIC,
    HIDDEN_NOTE,
    NOT_SHOWN,
    curve_rows,
    ending_rows,
    interval_share_words,
    measure_rows,
    opening_words,
    share_words,
    small_count,
)
from outcomes.wording.episodes import service_label
from outcomes.wording.rates import CANNOT_TELL
from outcomes.wording.responses import ACTION_LABELS

KIND_LABELS = {"outcome": "How life has been", "alliance": "How the session was"}
TO_COUNT = "to count"
FEW_TO_COUNT = f"fewer than {SMALLEST_GROUP} to count"


@dataclass(frozen=True)
class Outcome:
    """One share of the closed episodes; `interval` only where its count may be shown."""

    name: str
    label: str
    count: str
    words: str
    interval: ShareInterval | None = None


@dataclass(frozen=True)
class MeasureUsed:
    """A measure with a rating in the period; `rows` say what it decides with, and from where."""

    name: str
    about: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ClinicReport:
    """Everything the page shows, in its order.

    `endings` are (kind, words) and empty below ten closed episodes; `actions` (action,
    responses, recovered after it). `too_many_signals` asks to look at the thresholds. `curve`
    is empty where no measure in use has one.
    """

    period: str
    opening: str
    hidden_note: str
    outcomes: tuple[Outcome, ...]
    endings: tuple[tuple[str, str], ...]
    no_endings: str
    work: tuple[Work, ...]
    too_many_signals: bool
    actions: tuple[tuple[str, str, str], ...]
    measures: tuple[MeasureUsed, ...]
    curve: tuple[tuple[str, str], ...]
    cannot_tell: tuple[str, ...]


def clinic_report(
    period: Period, *, within: Select[tuple[Episode]], at: dt.datetime, curves: CurvesInUse
) -> ClinicReport:
    """The figures of a period from the episodes that may be counted, at a moment.

    `curves` are those in use at that moment, which are named but made none of the figures.
    """
    span = Span(period.first, period.last, within)
    opened, closed, still = db.session.execute(episode_counts(*span.days, within=within)).one()
    rows = db.session.scalars(progress_of_closed(*span.days, within=within)).all()
    figures = closed_figures(rows, since=span.first)
    enough = closed >= SMALLEST_GROUP
    used = db.session.execute(measures_used(*span.days, within=within)).all()
    return ClinicReport(
        period=period.words,
        opening=opening_words(opened=opened, closed=closed, open_at_end=still),
        hidden_note=HIDDEN_NOTE,
        outcomes=_outcomes(figures, closed=closed),
        endings=ending_rows(figures.endings) if enough else (),
        no_endings="" if enough else f"{CANNOT_TELL}.",
        work=(*session_work(span), *signal_work(span), *form_work(span, at=at)),
        too_many_signals=too_many_signals(span),
        actions=_actions(span),
        measures=_measures(used),
        curve=curve_rows(_curves(used, curves)),
        cannot_tell=CANNOT_SAY_OF_CLINIC,
    )


def _outcomes(figures: ClosedFigures, *, closed: int) -> tuple[Outcome, ...]:
    may = shown_outcomes(
        complete=figures.complete,
        improved_or_recovered=figures.improved_or_recovered,
        recovered=figures.recovered,
        deteriorated=figures.deteriorated,
    )
    named = (
        ("complete", "Two ratings or more", figures.complete, True),
        ("improved", "Improved or recovered, where there was room to",
         figures.improved_or_recovered, may.improved_or_recovered),
        ("recovered", "Recovered, of those who began in the clinical range",
         figures.recovered, may.recovered),
        ("deteriorated", "Deteriorated, where there was room to",
         figures.deteriorated, may.deteriorated),
    )  # fmt: skip
    return tuple(
        _outcome(name, label, share, closed=closed, may=allowed)
        for name, label, share, allowed in named
    )


def _outcome(name: str, label: str, share: Rate, *, closed: int, may: bool) -> Outcome:
    if closed < SMALLEST_GROUP:
        return Outcome(name, label, "", CANNOT_TELL)
    if share.enough and not may:
        return Outcome(name, label, "", f"{NOT_SHOWN[0].upper()}{NOT_SHOWN[1:]}")
    count, words = interval_share_words(share, of=TO_COUNT)
    least, most = readable(share)
    exact = bool(count) and least == most
    interval = ShareInterval(share.share, share.low, share.high) if exact else None
    return Outcome(name, label, count, words, interval)


def _actions(span: Span) -> tuple[tuple[str, str, str], ...]:
    given = [
        (episode_id, response)
        for episode_id, response in db.session.execute(
            responses_given(*span.days, within=span.within)
        )
        if response.action != "remind_me" and response.signal.kind in ASKING_KINDS
    ]
    wanted = span.within.where(Episode.id.in_({episode_id for episode_id, _ in given}))
    episodes = db.session.scalars(wanted).all()
    return tuple(_action_row(each) for each in after_actions(fates_of(given, episodes)))


def _action_row(found: AfterAction) -> tuple[str, str, str]:
    count, words = share_words(found.recovered, of=TO_COUNT)
    recovered = f"{count} ({words})" if count else FEW_TO_COUNT
    return ACTION_LABELS[found.action], small_count(found.responses), recovered


def _measures(used: Iterable[Any]) -> tuple[MeasureUsed, ...]:
    """The measures with a rating in the period, each with the age bands that it was used for."""
    bands: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in used:
        bands[row.kind, row.measure_id, row.measure_version].add(row.age_band)
    known = catalogue()
    return tuple(_measure_used(key, sorted(found)) for key, found in bands.items()
                 if key[1] in known)  # fmt: skip


def _curves(used: Iterable[Any], curves: CurvesInUse) -> tuple[tuple[str, Curve], ...]:
    """(for whom, curve) of the outcome measures with a rating, each pair once."""
    known, found = catalogue(), {}
    for row in used:
        if row.kind != "outcome" or row.measure_id not in known:
            continue
        curve = curves.of(row.measure_id, age_band=row.age_band, service_kind=row.service_kind)
        if curve.why_not(known[row.measure_id].yardstick(row.age_band)) is None:
            whom = f"{known[row.measure_id].name}, {BAND_LABELS[row.age_band]}"
            found[f"{whom}, {service_label(row.service_kind).lower()}"] = curve
    return tuple(sorted(found.items()))


def _measure_used(key: tuple[str, str, str], bands: Sequence[str]) -> MeasureUsed:
    kind, name, version = key
    measure = catalogue()[name]
    whom = " and ".join(BAND_LABELS[band] for band in bands)
    return MeasureUsed(
        name=f"{measure.name}, version {version}",
        about=f"{KIND_LABELS[kind]}; {whom}",
        rows=measure_rows(measure, bands, version=version),
    )
