"""A clock that went back is written down: moments in the records before and after it mislead.

Order never goes by the clock: the audit's goes by sequence, a course's by session number.
"""

from __future__ import annotations

import datetime as dt
from threading import Lock

from sqlalchemy import select

from outcomes.actions.audit import record
from outcomes.storage import AuditEvent, db

TOLERATED = dt.timedelta(minutes=5)
"""Time servers move a clock by less."""


class Watch:
    """Remembers the latest moment that was seen while the software runs."""

    def __init__(self) -> None:
        self._latest: dt.datetime | None = None
        self._lock = Lock()

    def went_back_from(self, at: dt.datetime) -> dt.datetime | None:
        """The moment that the clock jumped back from, told once; None while it goes on."""
        with self._lock:
            before, latest = self._latest, self._latest or at
            jumped = at < latest - TOLERATED
            self._latest = at if jumped else max(latest, at)
        return before if jumped else None


def note_went_back(*, at: dt.datetime, was: dt.datetime) -> None:
    """Write down that the machine's clock went back from one moment to an earlier one."""
    facts = {"from": was.astimezone(dt.UTC).isoformat(), "seconds": int((was - at).total_seconds())}
    record("clock_went_back", by="nobody", at=at, facts=facts)


def compare_with_records(*, at: dt.datetime) -> bool:
    """At a start: whether the clock is behind the latest event of the audit; written down if so."""
    latest = select(AuditEvent.happened_at).order_by(AuditEvent.sequence.desc()).limit(1)
    was = db.session.scalars(latest).first()
    if was is None or at >= was - TOLERATED:
        return False
    note_went_back(at=at, was=was)
    return True
