"""What the director's page about the clinic shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.access import counted
from outcomes.reports.clinic import ClinicReport, clinic_report
from outcomes.reports.dates import long_day
from outcomes.reports.periods import Period, end_of_month, periods
from outcomes.storage import StaffMember, curves_in_use, db
from outcomes.storage.clinic_figures import first_opened


@dataclass(frozen=True)
class ClinicPage:
    """`report` is None while no whole month has passed; `nothing_yet` then says so.

    `choices` are the periods to choose from, as (key, words); `chosen` is the key of one.
    `own_ratings` and `own_ratings_at_home` are what clients may be shown: ``yes`` or ``no``.
    """

    report: ClinicReport | None
    nothing_yet: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    own_ratings: str
    own_ratings_at_home: str


def clinic_page(staff: StaffMember, wanted: str, *, on: dt.date, at: dt.datetime) -> ClinicPage:
    """The figures of the period named `wanted` (its last month), else of the latest one."""
    within = counted(staff)
    since = db.session.scalar(first_opened(within=within))
    offered = periods(on, since=since)
    settings = {
        "own_ratings": _yes_or_no(staff.clinic.own_ratings),
        "own_ratings_at_home": _yes_or_no(staff.clinic.own_ratings_at_home),
    }
    if not offered:
        return ClinicPage(None, _nothing_yet(on, since=since), (), "", **settings)
    period = next((each for each in offered if each.key == wanted), offered[0])
    return ClinicPage(
        report=clinic_report(period, within=within, at=at, curves=curves_in_use(staff.clinic_id)),
        nothing_yet="",
        choices=tuple((each.key, _choice(each, offered[0])) for each in offered),
        chosen=period.key,
        **settings,
    )


def _yes_or_no(setting: bool) -> str:
    return "yes" if setting else "no"


def _choice(period: Period, latest: Period) -> str:
    return f"Last twelve months: {period.words}" if period == latest else period.words


def _nothing_yet(on: dt.date, *, since: dt.date | None) -> str:
    words = "Here the figures of the whole clinic will stand, made of whole months."
    if since is None:
        return f"{words} No episode has been opened yet."
    return f"{words} The first one ends on {long_day(end_of_month(since))}."
