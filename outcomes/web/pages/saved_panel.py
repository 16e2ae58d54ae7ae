"""The panel after a response was saved: what was said, Undo, and the place of the next scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from outcomes.reports.what_followed import ResponseStory, SignalPhase, SignalStory
from outcomes.storage import Response, Signal, StaffMember, TherapySession
from outcomes.web.filters import clock_time
from outcomes.web.pages.entries import entries_of
from outcomes.web.pages.entry_links import next_in_need, row_url
from outcomes.web.pages.fates import FateLine, fate_line
from outcomes.web.pages.response_words import DID_CHOSEN, DOMAINS, LOOK_AGAIN, QUIET
from outcomes.web.pages.words import spoken_day


@dataclass(frozen=True)
class SavedChoice:
    """What was said in one step; `again` names the step that changing it goes back to."""

    term: str
    words: str
    again: str


@dataclass(frozen=True)
class NextClient:
    """Who needs a look next."""

    name: str
    url: str


@dataclass(frozen=True)
class SavedPanel:
    """Everything the panel shows once a response is saved."""

    saved_at: str
    undo_url: str
    chosen: tuple[SavedChoice, ...]
    line: FateLine | None
    quiet: str
    next_client: NextClient | None
    step: str = "saved"


def saved_panel(
    response: Response,
    story: SignalStory,
    *,
    staff: StaffMember,
    appointments: Sequence[TherapySession],
    on: dt.date,
) -> SavedPanel:
    """The panel for a response that was just given."""
    is_risk = response.signal.kind == "risk"
    return SavedPanel(
        saved_at=clock_time(response.responded_at),
        undo_url=url_for("signals.undo", response_id=response.id),
        chosen=_chosen(response, on=on),
        line=None if is_risk else _line(response, story, appointments),
        quiet="" if is_risk else QUIET[response.look_again],
        next_client=_next_client(staff, response.signal, on=on),
    )


def saved_response(signals: Sequence[Signal], response_id: int | None) -> Response | None:
    """The response that was just saved, if it is one of these signals' and still stands."""
    given = [response for signal in signals for response in signal.responses]
    stands = (each for each in given if each.id == response_id and each.undone_at is None)
    return next(stands, None)


def _chosen(response: Response, *, on: dt.date) -> tuple[SavedChoice, ...]:
    found = [SavedChoice("Did", DID_CHOSEN[response.action], "did")]
    if response.domain and response.signal.kind != "risk":
        found.append(SavedChoice("About", DOMAINS[response.domain].label, "about"))
    if response.look_again:
        words = LOOK_AGAIN[response.look_again]
        if response.remind_on is not None:
            words = spoken_day(response.remind_on, on=on)
        found.append(SavedChoice("Look again", words, "when"))
    return tuple(found)


def _line(
    response: Response, story: SignalStory, appointments: Sequence[TherapySession]
) -> FateLine | None:
    for phase, told in _told(story):
        if told.id == response.id:
            return fate_line(phase, told, appointments)
    return None


def _told(story: SignalStory) -> list[tuple[SignalPhase, ResponseStory]]:
    return [(phase, told) for phase in story.phases for told in phase.responses]


def _next_client(staff: StaffMember, signal: Signal, *, on: dt.date) -> NextClient | None:
    entry = next_in_need(entries_of(staff, on=on), after=signal.episode_id)
    return NextClient(entry.name, row_url(entry)) if entry else None
