"""A therapist's signals: what asks for a look, what was done, and whether anything followed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import url_for

from outcomes.access import Permission, visible
from outcomes.change.fate import recovered_by_action
from outcomes.change.rates import SMALLEST_GROUP
from outcomes.change.signals import alarm_load
from outcomes.reports.course import CourseView, courses_of
from outcomes.reports.dates import period_words
from outcomes.reports.what_followed import (
    ResponseStory,
    SignalPhase,
    effective,
    reasons_in,
    signals_of,
    stories_of,
)
from outcomes.storage import Episode, Signal, StaffMember, db
from outcomes.storage.signals import alarms, with_signals_since
from outcomes.web.listed import note_listed
from outcomes.web.pages.entries import asks
from outcomes.web.pages.entry_links import respond_url
from outcomes.web.pages.fates import FateLine, fate_line
from outcomes.web.pages.words import begin, spoken_day
from outcomes.wording import counted, number_word, points, rate_words
from outcomes.wording.responses import ACTION_LABELS, signal_label

YEAR = dt.timedelta(days=365)
KINDS = ("outcome", "alliance", "no_rating")
SHOWN = 10
"""Responses that stand in the open; earlier ones are folded."""

MANY = 20
"""Outcome signals per 100 ratings above which thresholds are worth a review."""


@dataclass(frozen=True)
class OpenRow:
    """One signal that waits for a response."""

    client: str
    code: str
    url: str
    shape: str
    label: str
    reason: str
    since: str
    respond_url: str
    solid: bool


@dataclass(frozen=True)
class AnsweredRow:
    """One response with what followed it."""

    client: str
    code: str
    url: str
    done: str
    on: str
    line: FateLine


@dataclass(frozen=True)
class ByAction:
    """One kind of response: how many, and of those with three more ratings how many recovered."""

    action: str
    responses: int
    recovered: str


@dataclass(frozen=True)
class SignalsPage:
    """Everything the page of signals shows."""

    lead: str
    risks: tuple[OpenRow, ...]
    asking: tuple[OpenRow, ...]
    answered: tuple[AnsweredRow, ...]
    earlier: tuple[AnsweredRow, ...]
    earlier_words: str
    n_answered: int
    by_action: tuple[ByAction, ...]
    period: str
    load: str
    is_empty: bool
    caseload_url: str


@dataclass(frozen=True)
class _Told:
    """One episode with everything the page counts."""

    episode: Episode
    course: CourseView
    signals: list[Signal]
    responses: list[tuple[SignalPhase, ResponseStory]]


def signals_page(staff: StaffMember, *, on: dt.date) -> SignalsPage:
    """The signals of the past year in the episodes this therapist is responsible for."""
    since = on - YEAR
    within = visible(staff, Permission.TREAT, on=on)
    opened, ratings = db.session.execute(alarms(within=within, first=since, last=on)).one()
    told = _read(with_signals_since(since, within=within), on=on)
    waiting = [
        (signal, each.episode) for each in told for signal in each.signals if asks(signal, on=on)
    ]
    waiting.sort(key=lambda pair: pair[0].asking_since)
    note_listed(episode.id for _, episode in waiting)
    note_listed(each.episode.id for each in told if each.responses)
    asking = tuple(_open_row(s, e, on=on) for s, e in waiting if s.kind in KINDS)
    answered = _answered(told, since=since, on=on)
    return SignalsPage(
        lead=_lead(len(asking)),
        risks=tuple(_open_row(s, e, on=on) for s, e in waiting if s.kind == "risk"),
        asking=asking,
        answered=answered[:SHOWN],
        earlier=answered[SHOWN:],
        earlier_words=counted(len(answered[SHOWN:]), "earlier response"),
        n_answered=len(answered),
        by_action=_by_action(told, since=since),
        period=period_words(since, on),
        load=_load(opened, ratings=ratings),
        is_empty=not waiting and not answered,
        caseload_url=url_for("caseload.page"),
    )


def _read(query: Any, *, on: dt.date) -> list[_Told]:
    episodes = db.session.scalars(query).all()
    signals = signals_of([episode.id for episode in episodes])
    found = []
    for episode, course in zip(episodes, courses_of(episodes), strict=True):
        own = signals[episode.id]
        stories = stories_of(episode, course, [s for s in own if s.kind in KINDS], on=on)
        responses = [(p, r) for story in stories for p in story.phases for r in p.responses]
        found.append(_Told(episode, course, own, responses))
    return found


def _lead(asking: int) -> str:
    if not asking:
        return "No signal waits for a response."
    verb = "signal waits" if asking == 1 else "signals wait"
    return f"{begin(number_word(asking))} {verb} for a response."


def _open_row(signal: Signal, episode: Episode, *, on: dt.date) -> OpenRow:
    is_outcome = signal.kind == "outcome"
    return OpenRow(
        client=episode.client.name,
        code=episode.client.code,
        url=url_for("episodes.page", episode_id=episode.id),
        shape=(signal.level or "watch") if is_outcome else signal.kind,
        label=signal_label(signal.kind, signal.level),
        reason=begin(" ".join(reasons_in(_latest_evidence(signal))[:1])),
        since=spoken_day(signal.asking_since, on=on),
        respond_url=respond_url(signal),
        solid=not effective(signal),
    )


def _latest_evidence(signal: Signal) -> dict[str, Any]:
    """That of the last time it was opened, raised or asked again."""
    told = [each.evidence for each in signal.events if each.event != "closed" and each.evidence]
    return told[-1] if told else signal.evidence


def _answered(told: list[_Told], *, since: dt.date, on: dt.date) -> tuple[AnsweredRow, ...]:
    found = [
        (response, phase, each.episode)
        for each in told
        for phase, response in each.responses
        if response.on >= since
    ]
    found.sort(key=lambda row: (row[0].on, row[0].id), reverse=True)
    return tuple(
        AnsweredRow(
            client=episode.client.name,
            code=episode.client.code,
            url=url_for("episodes.page", episode_id=episode.id),
            done=response.done,
            on=spoken_day(response.on, on=on),
            line=fate_line(phase, response),
        )
        for response, phase, episode in found
    )


def _by_action(told: list[_Told], *, since: dt.date) -> tuple[ByAction, ...]:
    given = [r for each in told for _, r in each.responses if r.on >= since]
    rates = recovered_by_action((each.action, each.fate) for each in given)
    rows = []
    for action, label in ACTION_LABELS.items():
        number = sum(each.action == action for each in given)
        decided = rates.get(action)
        if number:
            rows.append(ByAction(label, number, rate_words(decided) if decided else "–"))
    return tuple(rows)


def _load(opened: int, *, ratings: int) -> str:
    """``9 outcome signals opened in 112 outcome ratings: 8.0 per 100 ratings.``"""
    words = f"{counted(opened, 'outcome signal')} opened in {counted(ratings, 'outcome rating')}"
    per_hundred = alarm_load(opened, ratings)
    if per_hundred is None or ratings < SMALLEST_GROUP:
        return f"{words}."
    advice = " Above 20 it is worth reviewing the thresholds." if per_hundred > MANY else ""
    return f"{words}: {points(per_hundred)} per 100 ratings.{advice}"
