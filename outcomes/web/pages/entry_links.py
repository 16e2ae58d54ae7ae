"""Where the entries of a caseload lead to."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from outcomes.change.need import NEEDS_A_LOOK
from outcomes.storage import Signal
from outcomes.web.pages.entries import Entry


def row_url(entry: Entry) -> str:
    """The client's page, at the response where one is asked for."""
    signal = entry.asking
    if signal is None:
        return url_for("episodes.page", episode_id=entry.episode_id)
    return respond_url(signal)


def respond_url(signal: Signal) -> str:
    """The client's page with the response to this signal open."""
    return url_for(
        "episodes.page", episode_id=signal.episode_id, signal=signal.id, _anchor="respond"
    )


def risk_url(signal: Signal) -> str:
    """This risk answer on the page of those that wait."""
    return url_for("risk_answers.overview", _anchor=f"risk-{signal.id}")


def next_in_need(entries: Iterable[Entry], *, after: int) -> Entry | None:
    """The next client who needs a look, other than the one just seen."""
    waiting = (each for each in entries if each.need.group == NEEDS_A_LOOK)
    return next((each for each in waiting if each.episode_id != after), None)
