"""The figures of a whole clinic: nobody named, nobody to be recognised, for those who lead it.

How large a group is stands in the open, because a share without it would be dishonest; how the
people in it fared, and what was done, only in counts that are large enough.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Select

from outcomes.change import STARTER, Curve
from outcomes.change.rates import SMALLEST_GROUP, Rate, rate
from outcomes.change.signals import alarm_load
from outcomes.change.small_cells import SMALLEST_CELL, readable, shown_outcomes
from outcomes.charts import ShareInterval
from outcomes.measures import catalogue
from outcomes.reports.fates import fates_of
from outcomes.reports.figures import (
    ASKING_KINDS,
    AfterAction,
    ClosedFigures,
    SignalFigures,
    after_actions,
    closed_figures,
    sessions_since,
    signal_figures,
)
from outcomes.reports.periods import Period
from outcomes.storage import Episode, db
from outcomes.storage.clinic_figures import (
    episode_counts,
    form_counts,
    form_moments,
    measures_used,
    progress_of_closed,
    responses_given,
    session_counts,
    signals_opened,
)
from outcomes.storage.signals import alarms
from outcomes.wording.clinic import (
    BAND_LABELS,
    CANNOT_SAY_OF_CLINIC,
    HIDDEN_NOTE,
    MOST_SIGNALS,
    NOT_SHOWN,
    curve_rows,
    ending_rows,
    goal_words,
    interval_share_words,
    load_words,
    measure_rows,
    opening_words,
    seconds_words,
    share_words,
    small_count,
)
from outcomes.wording.rates import CANNOT_TELL
from outcomes.wording.responses import ACTION_LABELS

ANSWERED_GOAL, UNSENT_GOAL, SECONDS_GOAL = 0.8, 0.03, 60
"""Signals answered within two sessions, forms never sent, seconds of a four-line form."""

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
class Work:
    """One figure of how the ratings and signals are used, with its goal where there is one."""

    what: str
    count: str
    goal: str


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


@dataclass(frozen=True)
class _Span:
    """The episodes that may be counted, and the days that are looked at."""

    first: dt.date
    last: dt.date
    within: Select[tuple[Episode]]

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        return self.first, self.last


def clinic_report(
    period: Period, *, within: Select[tuple[Episode]], at: dt.datetime, curve: Curve = STARTER
) -> ClinicReport:
    """The figures of a period from the episodes that may be counted, at a moment."""
    span = _Span(period.first, period.last, within)
    opened, closed, still = db.session.execute(episode_counts(*span.days, within=within)).one()
    rows = db.session.scalars(progress_of_closed(*span.days, within=within)).all()
    figures = closed_figures(rows, since=span.first)
    enough = closed >= SMALLEST_GROUP
    signals, ratings = db.session.execute(
        alarms(within=within, first=span.first, last=span.last)
    ).one()
    measures, with_curve = _measures(span, curve)
    return ClinicReport(
        period=period.words,
        opening=opening_words(opened=opened, closed=closed, open_at_end=still),
        hidden_note=HIDDEN_NOTE,
        outcomes=_outcomes(figures, closed=closed),
        endings=ending_rows(figures.endings) if enough else (),
        no_endings="" if enough else f"{CANNOT_TELL}.",
        work=(*_session_work(span), *_signal_work(span, signals, ratings), *_form_work(span, at)),
        too_many_signals=_light(signals, ratings) is False,
        actions=_actions(span),
        measures=measures,
        curve=curve_rows(curve) if with_curve else (),
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


def _session_work(span: _Span) -> list[Work]:
    counts = session_counts(*span.days, within=span.within)
    attended, rated, missed = db.session.execute(counts).one()
    return [
        Work("Attended sessions with a rating", _share(rate(rated, attended), "sessions"), ""),
        Work("Appointments missed, of all", _share(rate(missed, attended + missed),
                                                   "appointments"), ""),
    ]  # fmt: skip


def _signal_work(span: _Span, opened: int, ratings: int) -> list[Work]:
    told = _signals(span).answered_in_time
    return [
        Work(
            "New outcome signals",
            load_words(opened, ratings),
            goal_words(f"{MOST_SIGNALS:.0f} per 100 or fewer", _light(opened, ratings)),
        ),
        Work(
            "Signals answered within two sessions",
            _share(told, "signals"),
            goal_words("80 % or more", _at_least(told, ANSWERED_GOAL)),
        ),
    ]


def _light(opened: int, ratings: int) -> bool | None:
    """Whether the alarm load is small enough, as far as the count of signals may be told."""
    if ratings < SMALLEST_GROUP:
        return None
    if opened >= SMALLEST_CELL:
        return alarm_load(opened, ratings) <= MOST_SIGNALS
    return True if alarm_load(SMALLEST_CELL - 1, ratings) <= MOST_SIGNALS else None


def _form_work(span: _Span, at: dt.datetime) -> list[Work]:
    unsent = rate(*reversed(db.session.execute(
        form_counts(*span.days, at=at, within=span.within)
    ).one()))  # fmt: skip
    below = _at_least(unsent, UNSENT_GOAL)
    seconds = [
        (sent - begun).total_seconds()
        for begun, sent in db.session.execute(
            form_moments(*span.days, measures=_four_lines(), within=span.within)
        )
    ]
    middle = median(seconds) if len(seconds) >= SMALLEST_GROUP else None
    quick = None if middle is None else middle < SECONDS_GOAL
    return [
        Work("Time for a form of four lines", seconds_words(seconds, middle),
             goal_words("below 60 s", quick)),
        Work("Forms opened and not sent", _share(unsent, "forms"),
             goal_words("below 3 %", None if below is None else not below)),
    ]  # fmt: skip


def _share(share: Rate, of: str) -> str:
    count, words = share_words(share, of=of)
    return f"{count} ({words})" if count else words


def _at_least(share: Rate, goal: float) -> bool | None:
    """Whether a share reaches a goal, as far as its count may be told."""
    if not share.enough:
        return None
    least, most = readable(share)
    if least / share.n >= goal:
        return True
    return False if most / share.n < goal else None


def _four_lines() -> list[str]:
    """Ids of the measures whose form is four lines, which is what the goal of a minute is for."""
    return [
        measure.id
        for measure in catalogue().values()
        if len(measure.items) == 4 and all(item.kind == "line" for item in measure.items)
    ]


def _signals(span: _Span) -> SignalFigures:
    """Of the signals of the period; sessions after it are looked at for the answers."""
    found = defaultdict(list)
    for signal in db.session.scalars(signals_opened(*span.days, within=span.within)):
        found[signal.episode_id].append(signal)
    sessions = sessions_since(span.first, within=span.within.where(Episode.id.in_(found)))
    return signal_figures(found, sessions, episodes=found)


def _actions(span: _Span) -> tuple[tuple[str, str, str], ...]:
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


def _measures(span: _Span, curve: Curve) -> tuple[tuple[MeasureUsed, ...], bool]:
    """The measures with a rating in the period, and whether the curve stands behind any."""
    bands: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in db.session.execute(measures_used(*span.days, within=span.within)):
        bands[row.kind, row.measure_id, row.measure_version].append(row.age_band)
    known = catalogue()
    used = [_measure_used(key, found) for key, found in bands.items() if key[1] in known]
    with_curve = any(
        kind == "outcome" and curve.why_not(known[name].yardstick(band)) is None
        for (kind, name, _), found in bands.items()
        if name in known
        for band in found
    )
    return tuple(used), with_curve


def _measure_used(key: tuple[str, str, str], bands: Sequence[str]) -> MeasureUsed:
    kind, name, version = key
    measure = catalogue()[name]
    whom = " and ".join(BAND_LABELS[band] for band in sorted(bands))
    return MeasureUsed(
        name=f"{measure.name}, version {version}",
        about=f"{KIND_LABELS[kind]}; {whom}",
        rows=measure_rows(measure, bands, version=version),
    )
