"""The caseload: the therapist's start page, in order of need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app, url_for

from outcomes.change.need import GROUPS, NEEDS_A_LOOK, NEW_RATING, NO_RATING
from outcomes.charts import Svg, svg
from outcomes.measures import catalogue
from outcomes.reports.kept import kept_sparkline
from outcomes.reports.what_followed import effective, reasons_in
from outcomes.storage import Signal, StaffMember
from outcomes.web.filters import clock_time, count, local
from outcomes.web.listed import note_listed
from outcomes.web.pages.caseload_filter import (
    GROUP_HEADINGS,
    SORTS,
    CaseloadFilter,
    FilterForm,
    filter_form,
)
from outcomes.web.pages.entries import Entry, entries_of
from outcomes.web.pages.entry_links import respond_url
from outcomes.web.pages.words import (
    appointment_words,
    begin,
    day_in,
    done_briefly,
    spoken_day,
)
from outcomes.wording import (
    change_label,
    main_reason,
    no_rating_reason,
    number_word,
    points,
    signed,
    status_label,
)


@dataclass(frozen=True)
class Link:
    """A link or a button that is one."""

    label: str
    url: str
    solid: bool = False


@dataclass(frozen=True)
class RiskBanner:
    """One risk answer that nobody has acknowledged yet."""

    when: str
    words: str
    url: str


@dataclass(frozen=True)
class Head:
    """A word over a column, with the address that sorts by it."""

    label: str
    is_number: bool = False
    url: str | None = None
    words: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class CaseloadRow:
    """One client; see the head of `components/caseload_row.html`."""

    name: str
    url: str
    detail: str
    is_new: bool
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


@dataclass(frozen=True)
class Group:
    """One group of the list, with its rows in the chosen order."""

    name: str
    heading: str
    rows: tuple[CaseloadRow, ...]


@dataclass(frozen=True)
class CaseloadPage:
    """Everything the caseload shows. `as_of` is the moment new ratings are counted from."""

    lead: str
    shown: str
    risks: tuple[RiskBanner, ...]
    groups: tuple[Group, ...]
    heads: tuple[Head, ...]
    filter: FilterForm
    sort_words: str
    as_of: str
    is_empty: bool
    nothing_matches: bool
    drawing_note: str
    new_url: str
    here_url: str
    add_url: str
    today_url: str | None


def caseload_page(
    staff: StaffMember, chosen: CaseloadFilter, *, on: dt.date, at: dt.datetime
) -> CaseloadPage:
    """The caseload of a therapist at a moment."""
    entries = entries_of(staff, on=on)
    shown = [each for each in entries if chosen.matches(each)]
    note_listed(each.episode_id for each in shown)
    note_listed(each.episode_id for each in entries if each.risks)
    return CaseloadPage(
        lead=_lead(entries),
        shown=_shown(len(shown), of=len(entries)),
        risks=tuple(_risk(each, signal) for each in entries for signal in each.risks),
        groups=_groups(shown, chosen),
        heads=_heads(chosen),
        filter=filter_form(chosen, entries),
        sort_words=chosen.sort_words,
        as_of=at.isoformat(),
        is_empty=not entries,
        nothing_matches=bool(entries) and not shown,
        drawing_note=_drawing_note(shown),
        new_url=url_for("caseload.new", since=at.isoformat()),
        here_url=chosen.url(),
        add_url=url_for("clients.new"),
        today_url=_today_url(),
    )


def new_ratings_words(number: int) -> str:
    """``1 new rating since you opened this page``; empty for none."""
    return f"{count(number, 'new rating')} since you opened this page" if number else ""


def _lead(entries: list[Entry]) -> str:
    """``Three clients need a look. Two more have a new rating.``"""
    if not entries:
        return ""
    need = sum(each.need.group == NEEDS_A_LOOK for each in entries)
    new = sum(each.need.group == NEW_RATING for each in entries)
    some = "client needs" if need == 1 else "clients need"
    first = f"{begin(number_word(need))} {some} a look." if need else "No client needs a look."
    if not new:
        return first
    more = " more" if need else ""
    return f"{first} {begin(number_word(new))}{more} {'has' if new == 1 else 'have'} a new rating."


def _today_url() -> str | None:
    """The day's appointments, from which a rating starts with one press."""
    exists = "reception.today" in current_app.view_functions
    return url_for("reception.today") if exists else None


def _shown(number: int, *, of: int) -> str:
    episodes = "open episode" if of == 1 else "open episodes"
    if number == of:
        return f"All {of} {episodes}" if of > 1 else f"{of} {episodes}"
    return f"{number} of {of} {episodes}"


def _groups(entries: list[Entry], chosen: CaseloadFilter) -> tuple[Group, ...]:
    found = []
    for name in GROUPS.values():
        members = [each for each in entries if each.need.name == name]
        if members:
            rows = tuple(_row(each) for each in chosen.sorted(members))
            found.append(Group(name, GROUP_HEADINGS[name], rows))
    return tuple(found)


def _heads(chosen: CaseloadFilter) -> tuple[Head, ...]:
    """The words over the columns. Pressing the one in use goes back to the order of need."""
    sorted_by = {
        "Client": "name",
        "Status": "status",
        "Last": "last",
        "Since start": "change",
        "Since last": "since_last",
        "Sessions": "sessions",
        "Last action": "action",
    }
    plain = ("Client", "Status", "Why", "Course", "Last", "Since start", "Since last", "Sessions",
             "Last action")  # fmt: skip
    heads = []
    for label in plain:
        sort = sorted_by.get(label)
        current = sort is not None and chosen.sort == sort
        heads.append(
            Head(
                label=label,
                is_number=label in ("Last", "Since start", "Since last", "Sessions"),
                url=chosen.url(sort="need" if current else sort) if sort else None,
                words=SORTS[sort].words if sort else "",
                is_current=current,
            )
        )
    return tuple(heads)


def _risk(entry: Entry, signal: Signal) -> RiskBanner:
    opened = local(signal.opened_at)
    today = opened.date() == entry.on
    when = clock_time(signal.opened_at) if today else day_in(signal.opened_on, on=entry.on)
    measure = catalogue().get(str(signal.evidence.get("measure_id")))
    about = "; ".join(reasons_in(signal.evidence))
    return RiskBanner(
        when=f"Risk answer, {when}.",
        words=f"{entry.name}: {measure.name if measure else 'rating'}, {about}.",
        url=respond_url(signal),
    )


def _row(entry: Entry) -> CaseloadRow:
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
        status="no_rating" if missing else row.status,
        status_label=status_label("no_rating" if missing else row.status),
        reason=reason_of(entry),
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


def reason_of(entry: Entry) -> str:
    """The one sentence of a row: of what asks for a look, else of where the course stands."""
    if entry.need.group == NO_RATING:
        last_on = spoken_day(entry.row.rated_on, on=entry.on) if entry.row.rated_on else ""
        return no_rating_reason(entry.progress, sessions=entry.row.unrated_run, last_on=last_on)
    if entry.asking is not None and entry.asking.kind != "outcome":
        sentences = reasons_in(entry.asking.evidence)
        return sentences[0] if sentences else main_reason(entry.progress)
    return main_reason(entry.progress)


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


def _action(entry: Entry) -> str:
    if entry.last_response is not None:
        return done_briefly(entry.last_response)
    return "None yet" if _button(entry) else ""


def _start_link(entry: Entry) -> Link:
    url = url_for("episodes.page", episode_id=entry.episode_id, _anchor="start")
    return Link("Start a rating", url)


def _drawing_note(entries: list[Entry]) -> str:
    """What the small drawings show, and that their curve is not from here."""
    if not any(each.row.sparkline.get("expected") for each in entries):
        return ""
    return (
        "In the drawings: the full scale, the cut-off dotted, and shaded the middle half of the "
        "course expected from the same start (starter curve, not from local clients)."
    )
