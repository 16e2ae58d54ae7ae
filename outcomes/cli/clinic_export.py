"""`outcomes curves export-statistics --clinic`: sums of closed episodes, each leaving once."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from outcomes.actions.closed_episodes import closed_episodes
from outcomes.actions.curve_exports import last_export, record_statistics_export
from outcomes.cli.clinic_curves import clinic_at_console, stratum_named
from outcomes.cli.refusals import Wrong
from outcomes.errors import Refused
from outcomes.exchange.curves.clinic_sums import clinic_record, next_period
from outcomes.exchange.curves.json_files import written
from outcomes.exchange.curves.statistics import Period
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
    yesterday = at.astimezone(ZoneInfo(clinic.time_zone)).date() - dt.timedelta(days=1)
    last = last_export(clinic.id, stratum)
    known = (last.series, last.until) if last else None
    try:
        return next_period(known, yesterday=yesterday, until=until)
    except Refused as refused:
        raise Wrong("Nothing can leave.", problems=[refused.message]) from refused


def _record(clinic_id: int, stratum: Stratum, period: Period, *, smallest: int) -> dict[str, Any]:
    bands = closed_episodes(clinic_id, stratum)
    if not bands:
        raise Wrong("Nothing can leave.", problems=["no episode is closed with two ratings"])
    band = bands[0]
    try:
        return clinic_record(
            band.caseload, band.closed_on, band.yardstick, period=period, smallest=smallest
        )
    except Refused as refused:
        raise Wrong("Nothing can leave.", problems=[refused.message]) from refused
