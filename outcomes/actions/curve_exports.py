"""Sums that leave a clinic: which closings have left already, so that none leaves twice.

Whoever holds two files that share episodes can take one from the other. So the audit remembers up
to which day a stratum's closed episodes have been exported, and the next export begins after it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from sqlalchemy import select

from outcomes.actions.audit import record
from outcomes.actions.curves import By, clinic_of
from outcomes.actions.writing import writing
from outcomes.errors import Refused
from outcomes.storage import AuditEvent, db
from outcomes.storage.curves import Stratum

EVENT = "curve_statistics_exported"


@dataclass(frozen=True, slots=True)
class LastExport:
    """The series of a stratum's files of sums, and the last closing day they hold."""

    series: str
    until: dt.date


def last_export(clinic_id: int, stratum: Stratum) -> LastExport | None:
    """What of a stratum has left the clinic already; None before the first export.

    An export of a wider or narrower stratum shares episodes with this one and counts too: the
    latest day of any of the same measure and rater decides.
    """
    query = select(AuditEvent.facts).where(
        AuditEvent.clinic_id == clinic_id, AuditEvent.event == EVENT
    )
    shared = [
        facts
        for facts in db.session.scalars(query.order_by(AuditEvent.sequence))
        if _overlap(facts, stratum)
    ]
    if not shared:
        return None
    days = [dt.date.fromisoformat(each["until"]) for each in shared]
    return LastExport(shared[0]["series"], max(days))


def record_statistics_export(
    *,
    by: By,
    at: dt.datetime,
    stratum: Stratum,
    series: str,
    after: dt.date | None,
    until: dt.date,
    n_episodes: int,
    checksum: str,
    clinic_id: int | None = None,
) -> None:
    """Record that the sums of a stratum's closings up to a day are leaving the clinic.

    Raises:
        NotFound: not the director of this clinic.
        Refused: closings of these days have left already.
    """
    own = clinic_of(by, clinic_id)
    with writing():
        last = last_export(own, stratum)
        if last is not None and (after is None or after < last.until):
            raise Refused(f"The episodes closed until {last.until} have left already.")
        record(
            EVENT,
            by=by,
            at=at,
            about=("measure", stratum.measure_id),
            clinic_id=own,
            facts=asdict(stratum) | {
                "series": series,
                "after": after.isoformat() if after else None,
                "until": until.isoformat(),
                "n_episodes": n_episodes,
                "checksum": checksum,
            },
        )  # fmt: skip


def _overlap(facts: dict[str, str | None], stratum: Stratum) -> bool:
    """Whether an earlier export can hold episodes of this stratum."""
    if (facts["measure_id"], facts["rater"]) != (stratum.measure_id, stratum.rater):
        return False
    pairs = ((facts[name], getattr(stratum, name)) for name in ("age_band", "service_kind"))
    return all(None in pair or pair[0] == pair[1] for pair in pairs)
