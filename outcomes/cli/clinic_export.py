"""`outcomes curves export-statistics --clinic`: sums of closed episodes, each leaving once."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from outcomes.actions.closed_episodes import ClosedEpisodes, closed_episodes
from outcomes.actions.curve_exports import last_export, record_statistics_export
from outcomes.change import Caseload
from outcomes.cli.clinic_curves import clinic_at_console, stratum_named
from outcomes.cli.refusals import Wrong
from outcomes.exchange.curves.cells import shared_part
from outcomes.exchange.curves.json_files import written
from outcomes.exchange.curves.statistics import Period, statistics_record
from outcomes.storage import Clinic
from outcomes.storage.curves import Stratum
from outcomes.web.clock import system_clock


def export_of_clinic(
    measure_id: str,
    *,
    age_band: str,
    service_kind: str | None,
    practice: str | None,
    until: dt.date | None,
    smallest: int,
    out: Path,
) -> dict[str, Any]:
    """Write the sums of an age band's closed episodes that have not left yet; the record.

    Raises Wrong where nothing can leave. The audit has its event before the file is there.
    """
    at = system_clock()
    with clinic_at_console(practice) as clinic:
        stratum = stratum_named(measure_id, age_band=age_band, service_kind=service_kind)
        period = _period(clinic, stratum, until, at=at)
        record = _record(clinic.id, stratum, period, smallest=smallest)
        with written(out) as file:
            file.write(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
            record_statistics_export(
                by="console",
                at=at,
                stratum=stratum,
                series=period.series,
                after=period.after,
                until=period.until,
                n_episodes=record["n_episodes"],
                checksum=record["checksum"],
                clinic_id=clinic.id,
            )
    return record


def _period(clinic: Clinic, stratum: Stratum, until: dt.date | None, *, at: dt.datetime) -> Period:
    """From the last export to yesterday, whose closings are complete, or to an earlier day."""
    yesterday = at.astimezone(ZoneInfo(clinic.time_zone)).date() - dt.timedelta(days=1)
    upto = min(until or yesterday, yesterday)
    last = last_export(clinic.id, stratum)
    if last is None:
        return Period(secrets.token_hex(8), None, upto)
    if upto <= last.until:
        raise Wrong(
            "Nothing can leave.",
            problems=[f"the episodes closed until {last.until} have left already"],
        )
    return Period(last.series, last.until, upto)


def _record(clinic_id: int, stratum: Stratum, period: Period, *, smallest: int) -> dict[str, Any]:
    bands = closed_episodes(clinic_id, stratum)
    shared = shared_part(_closed_in(bands[0], period), smallest=smallest) if bands else None
    if shared is None or not shared.caseload.n_clients:
        count = shared.withheld.episodes if shared else 0
        raise Wrong(
            "Nothing can leave.",
            problems=[
                f"no session pattern has {smallest} episodes; {count} episodes would be withheld"
            ],
        )
    return statistics_record(shared, bands[0].yardstick, smallest=smallest, period=period)


def _closed_in(found: ClosedEpisodes, period: Period) -> Caseload:
    """The courses closed after the period's first day and not after its last."""
    chosen = np.array([
        (period.after is None or day > period.after) and day <= period.until
        for day in found.closed_on
    ])  # fmt: skip
    mine = found.caseload
    rows = chosen[mine.client]
    return Caseload(
        (np.cumsum(chosen) - 1)[mine.client[rows]], mine.session[rows], mine.score[rows],
        n_clients=int(chosen.sum()),
    )  # fmt: skip
