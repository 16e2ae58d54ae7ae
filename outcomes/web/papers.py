"""Reports on paper: what stands around them, one at a time for each person, and as a download."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, send_file

from outcomes.errors import PdfError, Refused
from outcomes.reports.dates import long_day
from outcomes.reports.paper import CONFIDENTIAL, INVENTED, Paper
from outcomes.reports.pdf import render_pdf
from outcomes.storage import StaffMember
from outcomes.web.machine import check_room_for_reports

SIZES = ("a4", "letter")
READERS = {
    "own": ("Own records", "for own records"),
    "supervisor": ("My supervisor", "for the supervisor"),
    "client": ("The client", "for the client"),
    "agency": ("An agency or colleague", "for an agency"),
}
"""Whom a report is made for: words to choose from, and words of the footer."""

MULTIPLE = 203
"""Width in px of a small drawing, three in a row on A4."""

BUSY = (
    "Another report of yours is being made at this moment. One at a time: wait until it has "
    "arrived, then ask for this one again."
)

_making: set[int] = set()
_making_lock = Lock()


@dataclass(frozen=True)
class Wish:
    """How somebody wants a report: paper size, for whom, with the client's name or the code."""

    size: str
    reader: str
    with_name: bool


@dataclass(frozen=True)
class ExportForm:
    """What the form beside a report offers; see `reports/parts/export_form.html`."""

    url: str
    file_name: str
    readers: tuple[tuple[str, str], ...]
    with_name: bool = False


def wish() -> Wish:
    """What the request asks for; anything unknown is the plain case (A4, own records, code)."""
    size, reader = request.args.get("paper", "a4"), request.args.get("for", "own")
    return Wish(
        size=size if size in SIZES else "a4",
        reader=reader if reader in READERS else "own",
        with_name=request.args.get("name") == "yes",
    )


def readers(*names: str) -> tuple[tuple[str, str], ...]:
    """The readers a form offers, as value and words."""
    return tuple((name, READERS[name][0]) for name in names)


def paper_for(
    by: StaffMember,
    wanted: Wish,
    *,
    at: dt.datetime,
    number: str,
    title: str,
    subject: str,
    reference: str,
) -> Paper:
    """The surroundings of a report that somebody makes at a moment."""
    here = at.astimezone(ZoneInfo(by.clinic.time_zone))
    when = f"{long_day(here.date())}, {here:%H:%M} {here.tzname()}"
    return Paper(
        title=title,
        clinic=by.clinic.name,
        banner=INVENTED if by.clinic.invented else CONFIDENTIAL,
        subject=subject,
        number=f"Report {number}",
        made=f"Made by {by.name} {READERS[wanted.reader][1]}, on {when}",
        reference=f"{reference} · outcomes",
        size=wanted.size,
    )


@contextmanager
def one_at_a_time(staff: StaffMember) -> Iterator[None]:
    """Costly work of one person: a second piece is refused while the first runs (security D6).

    Raises:
        Refused: the person's other report is still being made, or the disk is nearly full.
    """
    check_room_for_reports()
    with _making_lock:
        if staff.id in _making:
            raise Refused(BUSY)
        _making.add(staff.id)
    try:
        yield
    finally:
        with _making_lock:
            _making.discard(staff.id)


def pdf_download(
    template: str, paper: Paper, *, at: dt.datetime, file_name: str, content: Mapping[str, Any]
) -> Response:
    """The template as a PDF to download.

    Raises:
        Refused: it could not be laid out within its limits.
    """
    html = render_template(template, paper=paper, **content)
    try:
        pdf = render_pdf(html, made_at=at)
    except PdfError as error:
        raise Refused(str(error)) from error
    return send_file(
        io.BytesIO(pdf),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=file_name,
    )


def safe_name(*parts: str) -> str:
    """Parts of a file name joined with dashes: letters and digits only, never a person's name."""
    kept = [re.sub(r"[^A-Za-z0-9]+", "-", part).strip("-") for part in parts]
    return "-".join(part for part in kept if part)
