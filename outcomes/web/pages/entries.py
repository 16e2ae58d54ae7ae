"""The entries of a therapist's own caseload, see `outcomes.reports.entries`."""

from __future__ import annotations

import datetime as dt

from outcomes.access import Permission, visible
from outcomes.reports.entries import Entry, asks, entries_within
from outcomes.storage import StaffMember


def entries_of(staff: StaffMember, *, on: dt.date) -> list[Entry]:
    """The open episodes this therapist is responsible for, in order of need."""
    return entries_within(visible(staff, Permission.TREAT, on=on), on=on)


__all__ = ["Entry", "asks", "entries_of"]
