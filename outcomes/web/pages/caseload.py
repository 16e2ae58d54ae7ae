"""The caseload: the therapist's start page, in order of need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app, url_for

from outcomes.change.need import GROUPS, NEEDS_A_LOOK, NEW_RATING
from outcomes.reports.kept import shading_words
from outcomes.storage import StaffMember
from outcomes.web.filters import count
from outcomes.web.listed import note_listed
from outcomes.web.pages.caseload_filter import (
    GROUP_HEADINGS,
    SORTS,
    CaseloadFilter,
    FilterForm,
    filter_form,
)
from outcomes.web.pages.caseload_row import CaseloadRow, caseload_row
from outcomes.web.pages.entries import Entry, entries_of
from outcomes.web.pages.words import begin
from outcomes.wording import number_word


@dataclass(frozen=True)
class Head:
    """A word over a column, with the address that sorts by it."""

    label: str
    is_number: bool = False
    url: str | None = None
    words: str = ""
    is_current: bool = False


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
    return CaseloadPage(
        lead=_lead(entries),
        shown=_shown(len(shown), of=len(entries)),
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
            rows = tuple(caseload_row(each) for each in chosen.sorted(members))
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


def _drawing_note(entries: list[Entry]) -> str:
    """What the small drawings show, and where their curve comes from."""
    source = shading_words(each.row for each in entries)
    if not source:
        return ""
    return (
        "In the drawings: the full scale, the cut-off dotted, and shaded the middle half of the "
        f"course expected from the same start ({source})."
    )
