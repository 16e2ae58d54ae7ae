"""What stands beside a course: the panel to respond in, what else waits, what followed before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from outcomes.access import waiting_risk_answers
from outcomes.reports.course import CourseView
from outcomes.reports.what_followed import reasons_in
from outcomes.storage import Signal, db
from outcomes.web.clock import now
from outcomes.web.filters import clock_time, count, local
from outcomes.web.pages.appointments import appointments_ahead
from outcomes.web.pages.entry_links import respond_url, risk_url
from outcomes.web.pages.fates import AfterResponse, after_responses
from outcomes.web.pages.forms import BLANK, FormState
from outcomes.web.pages.known import Known
from outcomes.web.pages.response_panel import (
    PanelChoice,
    ResponsePanel,
    Waiting,
    other_waiting,
    response_panel,
    signal_to_answer,
)
from outcomes.web.pages.saved_panel import SavedPanel, saved_panel, saved_response
from outcomes.web.pages.words import day_in, sentence
from outcomes.wording import reason_sentence

SHOWN_FATES = 3
"""Responses whose line stands beside the course; earlier ones are told in the list below."""


@dataclass(frozen=True)
class EpisodeRequest:
    """What the address, or a form that came back, asks of the page."""

    choice: PanelChoice = field(default_factory=PanelChoice)
    saved: int | None = None
    form: FormState = BLANK


@dataclass(frozen=True)
class RiskNotice:
    """A risk answer that nobody has acknowledged; `url` leads to its form where one may."""

    when: str
    words: str
    url: str | None


@dataclass(frozen=True)
class Responding:
    """Everything beside the course; what the reader may not do is None or empty.

    `add_url` leads to one more response to a signal that is answered and still open.
    """

    risks: tuple[RiskNotice, ...]
    panel: ResponsePanel | SavedPanel | None
    others: tuple[Waiting, ...]
    fates: tuple[AfterResponse, ...]
    more_fates: str
    add_url: str | None

    @property
    def has_column(self) -> bool:
        """Whether there is anything to stand beside the course."""
        return bool(self.panel or self.others or self.fates or self.add_url)


def responding(known: Known, wanted: EpisodeRequest) -> Responding:
    """What stands beside the course for this reader."""
    signals, on = known.signals, known.on
    shown = signal_to_answer(signals, wanted.choice, on=on) if known.may_treat else None
    panel = _panel(known, wanted, shown) if known.may_treat else None
    just_saved = wanted.saved if isinstance(panel, SavedPanel) else None
    fates = after_responses(known.stories, on=on, without=just_saved)
    return Responding(
        risks=_risks(known),
        panel=panel,
        others=other_waiting(signals, shown, on=on) if known.may_treat else (),
        fates=fates[:SHOWN_FATES],
        more_fates=_more(len(fates) - SHOWN_FATES),
        add_url=_add_url(signals) if known.may_treat and panel is None else None,
    )


def _panel(
    known: Known, wanted: EpisodeRequest, shown: Signal | None
) -> ResponsePanel | SavedPanel | None:
    response, on = saved_response(known.signals, wanted.saved), known.on
    if response is not None:
        story = next(each for each in known.stories if each.signal_id == response.signal_id)
        return saved_panel(response, story, staff=known.staff, appointments=known.planned, on=on)
    if shown is None:
        return None
    return response_panel(
        shown,
        wanted.choice,
        alliance_note=_alliance_note(known.course),
        ahead=appointments_ahead(known.planned, known.course.rows),
        on=on,
    )


def _alliance_note(course: CourseView) -> str:
    """What speaks for "working together": the first thing the alliance ratings say."""
    if course.alliance is None or not course.alliance.reasons:
        return ""
    return reason_sentence(course.alliance.reasons[0])


def _add_url(signals: tuple[Signal, ...]) -> str | None:
    quiet = [each for each in signals if each.is_open and each.kind != "risk"]
    return respond_url(quiet[-1]) if quiet else None


def _more(number: int) -> str:
    if number < 1:
        return ""
    return f"{count(number, 'earlier response')} told under What happened."


def _is_risk(signal: Signal) -> bool:
    return signal.kind == "risk" and signal.is_open


def _risks(known: Known) -> tuple[RiskNotice, ...]:
    found = [each for each in known.signals if _is_risk(each)]
    if not found or known.may_treat:
        return tuple(_risk(each, respond_url(each), on=known.on) for each in found)
    waiting = waiting_risk_answers(known.staff, at=now(), on=known.on)
    ids = {each.id for each in db.session.scalars(waiting).unique()}
    return tuple(
        _risk(each, risk_url(each) if each.id in ids else None, on=known.on) for each in found
    )


def _risk(signal: Signal, url: str | None, *, on: dt.date) -> RiskNotice:
    today = local(signal.opened_at).date() == on
    when = clock_time(signal.opened_at) if today else day_in(signal.opened_on, on=on)
    words = sentence("; ".join(reasons_in(signal.evidence)))
    return RiskNotice(f"Risk answer, {when}.", words, url)
