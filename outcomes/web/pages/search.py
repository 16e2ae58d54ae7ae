"""Finding a client by name or code among those one may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import url_for

from outcomes.access import Permission, may, visible
from outcomes.storage import StaffMember, db
from outcomes.storage.treatment import names
from outcomes.web.filters import count
from outcomes.web.listed import note_listed
from outcomes.web.pages.words import spoken_day

LONGEST_TEXT = 80
MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """One episode; `url` is None for those who may see names but no ratings."""

    client: str
    code: str
    detail: str
    url: str | None


@dataclass(frozen=True)
class SearchPage:
    """Everything the search page shows."""

    text: str
    summary: str
    found: tuple[Found, ...]


def search_page(staff: StaffMember, text: str, *, on: dt.date) -> SearchPage:
    """What matches in name or code, in any letter case; nothing without a text."""
    text = " ".join(text.split())[:LONGEST_TEXT]
    if not text:
        return SearchPage("", "", ())
    reads = may(staff, Permission.READ_EPISODE)
    permission = Permission.READ_EPISODE if reads else Permission.READ_APPOINTMENTS
    rows = db.session.execute(names(within=visible(staff, permission, on=on))).all()
    matching = [row for row in rows if _matches(row, text.casefold())]
    shown = matching[:MOST_FOUND]
    note_listed(row.id for row in shown)
    return SearchPage(
        text=text,
        summary=_summary(len(matching), text),
        found=tuple(_found(row, staff, on=on, reads=reads) for row in shown),
    )


def _matches(row: Any, text: str) -> bool:
    # In Python, because databases fold only the letters of English in the same way.
    return text in row.client.casefold() or text in row.code.casefold()


def _summary(number: int, text: str) -> str:
    if not number:
        return f"No client of yours has “{text}” in name or code."
    words = f"{count(number, 'episode')} found."
    return f"{words} The first {MOST_FOUND} are shown." if number > MOST_FOUND else words


def _found(row: Any, staff: StaffMember, *, on: dt.date, reads: bool) -> Found:
    state = f"since {spoken_day(row.opened_on, on=on)}"
    if row.closed_on is not None:
        state = f"closed {spoken_day(row.closed_on, on=on)}"
    parts = [state] if row.therapist == staff.name else [state, row.therapist]
    return Found(
        client=row.client,
        code=row.code,
        detail=" · ".join(parts),
        url=url_for("episodes.page", episode_id=row.id) if reads else None,
    )
