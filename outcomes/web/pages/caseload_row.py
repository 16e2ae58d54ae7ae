"""One row of the caseload: one client, one reason, one button."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from outcomes.change.need import NEEDS_A_LOOK, NO_RATING
from outcomes.charts import Svg, svg
from outcomes.reports.caseload import reason_of
from outcomes.reports.kept import kept_sparkline
from outcomes.reports.what_followed import effective
from outcomes.web.pages.entries import Entry
from outcomes.web.pages.entry_links import respond_url
from outcomes.web.pages.words import appointment_words, day_in, done_briefly, spoken_day
from outcomes.wording import change_label, no_rating_reason, points, signed, status_label


@dataclass(frozen=True)
class Link:
    """A link or a button that is one."""

    label: str
    url: str
    solid: bool = False


@dataclass(frozen=True)
class CaseloadRow:
    """One client; see the head of `components/caseload_row.html`."""

    name: str
    url: str
    detail: str
    is_new: bool
    remark: str
    status: str
    status_label: str
    reason: str
    reason_url: str | None
    course: Svg | str
    last: str
    last_date: str
    since_start: str
    since_start_note: str
    since_last: str
    sessions: int
    unrated: str
    action: str
    action_date: str
    button: Link | None
    link: Link | None
    answered: str


def caseload_row(entry: Entry) -> CaseloadRow:
    """One row, ready to print."""
    row, progress = entry.row, entry.progress
    client = row.episode.client
    decimals = 1 if progress.yardstick.step < 1 else 0
    chart = kept_sparkline(row, progress)
    missing = entry.need.group == NO_RATING
    response = entry.last_response
    return CaseloadRow(
        name=client.name,
        url=url_for("episodes.page", episode_id=row.episode_id),
        detail=_detail(entry),
        is_new=row.new_rating,
        remark="new remark" if entry.remarked else "",
        status="no_rating" if missing else row.status,
        status_label=status_label("no_rating" if missing else row.status),
        reason=_reason(entry),
        reason_url=None,
        course=svg(chart, variant="sparkline") if chart else "",
        last="" if progress.latest is None else points(progress.latest, decimals),
        last_date=day_in(row.rated_on, on=entry.on) if row.rated_on else "",
        since_start="" if progress.change is None else signed(progress.change, decimals),
        since_start_note=_change_note(entry),
        since_last="" if progress.since_last is None else signed(progress.since_last, decimals),
        sessions=row.n_attended,
        unrated=f"{row.n_unrated} unrated" if row.n_unrated else "",
        action=_action(entry),
        action_date=day_in(response.responded_on, on=entry.on) if response else "",
        button=_button(entry),
        link=_start_link(entry) if missing else None,
        answered="Answered" if entry.need.name == "answered" else "",
    )


def _reason(entry: Entry) -> str:
    """Of what asks for a look, else of where the course stands; a missing rating has its own."""
    if entry.need.group != NO_RATING:
        return reason_of(entry)
    last_on = spoken_day(entry.row.rated_on, on=entry.on) if entry.row.rated_on else ""
    return no_rating_reason(entry.progress, sessions=entry.row.unrated_run, last_on=last_on)


def _detail(entry: Entry) -> str:
    code = entry.row.episode.client.code
    if entry.appointment is None:
        return code
    return f"{code} · {appointment_words(entry.appointment, on=entry.on)}"


def _change_note(entry: Entry) -> str:
    """``reliable``, ``within error``; where lower is better also which way it went."""
    progress = entry.progress
    if progress.change is None:
        return ""
    note = change_label(progress)
    if progress.yardstick.direction > 0 or not progress.reliable:
        return note
    return f"{note}, {'better' if progress.gain > 0 else 'worse'}"


def _button(entry: Entry) -> Link | None:
    signal = entry.asking
    if signal is None or entry.need.group != NEEDS_A_LOOK:
        return None
    return Link("Respond", respond_url(signal), solid=not effective(signal))


def _start_link(entry: Entry) -> Link:
    url = url_for("episodes.page", episode_id=entry.episode_id, _anchor="start")
    return Link("Start a rating", url)


def _action(entry: Entry) -> str:
    if entry.last_response is not None:
        return done_briefly(entry.last_response)
    return "None yet" if _button(entry) else ""
