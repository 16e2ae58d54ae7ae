"""Counts over a therapist's episodes: what is missing, what changed, what was done about signals.

Every figure says how many it counts and out of how many. Shares carry their Wilson interval and
are shown from ten cases on; what is shown is decided in `outcomes.wording`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select

from outcomes.change.fate import Fate, recovered_by_action
from outcomes.change.rates import SMALLEST_GROUP, Rate, rate
from outcomes.change.signals import alarm_load
from outcomes.reports.what_followed import effective
from outcomes.storage import Episode, EpisodeProgress, Signal, db
from outcomes.storage.caseloads import attended_since, missed_since

ASKING_KINDS = ("outcome", "alliance", "no_rating")
"""Signals that wait for a response; a risk answer is acknowledged at once and counted apart."""

IN_TIME = 2
"""Attended sessions after a signal within which a response counts as in time."""

BETTER = ("improved", "recovered")


@dataclass(frozen=True)
class SpanSessions:
    """Attended sessions from a day on by episode, as (day, rated), and missed appointments."""

    since: dt.date
    held: Mapping[int, Sequence[tuple[dt.date, bool]]]
    missed: Mapping[int, int]

    def days(self, episode_id: int) -> list[dt.date]:
        """The days on which an episode had an attended session."""
        return [day for day, _ in self.held.get(episode_id, ())]


@dataclass(frozen=True)
class Completeness:
    """What is there and what is missing: sessions with a rating of those attended, and misses."""

    sessions: Rate
    missed: int


@dataclass(frozen=True)
class ClosedFigures:
    """How the closed episodes of a span ended.

    `complete`: two scores or more, of all closed. `improved_or_recovered` of those where an
    improvement was attainable, `recovered` of those of them who began in the clinical range,
    `deteriorated` of those where a deterioration was attainable. `endings` counts kinds.
    """

    complete: Rate
    improved_or_recovered: Rate
    recovered: Rate
    deteriorated: Rate
    endings: Mapping[str, int]


@dataclass(frozen=True)
class SignalFigures:
    """What became of the signals of a span.

    `answered_in_time`: of the signals with a response, or with two sessions attended since,
    those answered within these two; `too_soon` have neither yet. `load` is newly opened outcome
    signals per 100 ratings, None below ten ratings.
    """

    opened: int
    answered_in_time: Rate
    too_soon: int
    load: float | None


@dataclass(frozen=True)
class AfterAction:
    """Responses of one kind: how many have three scores after them, and recovered after it."""

    action: str
    responses: int
    recovered: Rate


def looked_back_to(on: dt.date) -> dt.date:
    """The first day of a span of twelve months up to `on`."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:  # 29 February
        return on.replace(year=on.year - 1, day=28)


def sessions_since(day: dt.date, *, within: Select[tuple[Episode]]) -> SpanSessions:
    """The sessions of the episodes that may be seen, from a day on, in two queries."""
    held: dict[int, list[tuple[dt.date, bool]]] = defaultdict(list)
    for row in db.session.execute(attended_since(day, within=within)):
        held[row.episode_id].append((row.held_on, bool(row.rated)))
    missed = Counter(db.session.scalars(missed_since(day, within=within)))
    return SpanSessions(since=day, held=held, missed=missed)


def completeness(sessions: SpanSessions, *, episodes: Iterable[int]) -> Completeness:
    """Sessions rated of those attended, and appointments missed, of these episodes."""
    ids = list(episodes)
    rated = [rated for each in ids for _, rated in sessions.held.get(each, ())]
    missed = sum(sessions.missed.get(each, 0) for each in ids)
    return Completeness(rate(sum(rated), len(rated)), missed)


def closed_figures(rows: Iterable[EpisodeProgress], *, since: dt.date) -> ClosedFigures:
    """The figures of the episodes closed from a day on."""
    closed = [row for row in rows if row.episode.closed_on and row.episode.closed_on >= since]
    told = [row for row in closed if row.n_scores >= 2]
    can_improve = [row for row in told if row.improvement_attainable]
    from_clinical = [row for row in can_improve if row.intake_clinical]
    can_worsen = [row for row in told if row.progress["attainable_deterioration"]]
    return ClosedFigures(
        complete=rate(len(told), len(closed)),
        improved_or_recovered=_share(can_improve, BETTER),
        recovered=_share(from_clinical, ("recovered",)),
        deteriorated=_share(can_worsen, ("deteriorated",)),
        endings=Counter(row.episode.ending_kind for row in closed),
    )


def signal_figures(
    signals: Mapping[int, Sequence[Signal]], sessions: SpanSessions, *, episodes: Iterable[int]
) -> SignalFigures:
    """The figures of the signals of these episodes that were opened within the span."""
    ids = list(episodes)
    counted = [
        signal
        for each in ids
        for signal in signals.get(each, ())
        if signal.kind in ASKING_KINDS and signal.opened_on >= sessions.since
    ]
    ratings = completeness(sessions, episodes=ids).sessions.count
    in_time = [answered_in_time(each, sessions.days(each.episode_id)) for each in counted]
    known = [each for each in in_time if each is not None]
    opened = sum(each.kind == "outcome" for each in counted)
    return SignalFigures(
        opened=len(counted),
        answered_in_time=rate(sum(known), len(known)),
        too_soon=sum(each.is_open for each, told in zip(counted, in_time, strict=True)
                     if told is None),
        load=alarm_load(opened, ratings) if ratings >= SMALLEST_GROUP else None,
    )  # fmt: skip


def answered_in_time(signal: Signal, sessions: Sequence[dt.date]) -> bool | None:
    """Whether a signal was answered before a third session was held after it.

    None where that cannot be said: it is too soon, or the signal closed by itself before two
    sessions had passed, so that there was nothing left to answer. `sessions` are the days of
    the episode's attended sessions.
    """
    after = [day for day in sessions if day > signal.opened_on]
    given = effective(signal)
    if given:
        answered_on = given[0].responded_on
        return sum(day < answered_on for day in after) <= IN_TIME
    until = signal.closed_at.date() if signal.closed_at else None
    waited = [day for day in after if until is None or day <= until]
    return False if len(waited) >= IN_TIME else None


def after_actions(fates: Iterable[tuple[str, Fate]]) -> tuple[AfterAction, ...]:
    """By action, from (action, fate) pairs: recovered after a signal, of those decided."""
    known = list(fates)
    recovered = recovered_by_action(known)
    responses = Counter(action for action, _ in known)
    return tuple(
        AfterAction(action, n, recovered.get(action, rate(0, 0)))
        for action, n in sorted(responses.items())
    )


def _share(rows: Sequence[EpisodeProgress], classes: tuple[str, ...]) -> Rate:
    return rate(sum(row.change_class in classes for row in rows), len(rows))
