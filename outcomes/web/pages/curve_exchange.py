"""Curves between clinics, from the director's page: sums that leave, sums that come in."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage

from outcomes.actions.closed_episodes import closed_episodes
from outcomes.actions.curve_exports import last_export, record_statistics_export
from outcomes.actions.curves import record_version
from outcomes.change.fitting import FEWEST_EPISODES, blended
from outcomes.errors import Refused
from outcomes.exchange.curves.clinic_sums import clinic_record, next_period
from outcomes.exchange.curves.sums_files import SumsFile, read_pool
from outcomes.measures import Yardstick, catalogue
from outcomes.storage import CurveVersion, StaffMember
from outcomes.storage.curves import Stratum


def sums_that_leave(
    *, by: StaffMember, at: dt.datetime, stratum: Stratum, on: dt.date
) -> dict[str, Any]:
    """The file of sums of the closed episodes that have not left yet, recorded before it leaves.

    Raises Refused where nothing new can leave.
    """
    last = last_export(by.clinic_id, stratum)
    known = (last.series, last.until) if last else None
    period = next_period(known, yesterday=on - dt.timedelta(days=1))
    bands = closed_episodes(by.clinic_id, stratum)
    if not bands:
        raise Refused("Nothing can leave: no episode is closed with two ratings.")
    band = bands[0]
    record = clinic_record(band.caseload, band.closed_on, band.yardstick, period=period)
    record_statistics_export(
        by=by,
        at=at,
        stratum=stratum,
        series=period.series,
        after=period.after,
        until=period.until,
        n_episodes=record["n_episodes"],
        checksum=record["checksum"],
    )
    return record


def pooled_version(
    *, by: StaffMember, at: dt.datetime, stratum: Stratum, uploads: Sequence[FileStorage]
) -> CurveVersion:
    """One curve from files of sums, kept as a version that nothing is held against yet.

    Raises ImportProblems with everything that is wrong with the files, Refused where they hold
    too few episodes.
    """
    pool = _read(uploads, catalogue()[stratum.measure_id].yardstick(stratum.age_band or "adult"))
    sums = reduce(add, (each.sums for each in pool))
    if sums.n_episodes < FEWEST_EPISODES:
        raise Refused(
            f"These files hold {sums.n_episodes} episodes together; a curve needs "
            f"{FEWEST_EPISODES}."
        )
    fitted = blended(sums, name=stratum.measure_id)
    files = f"{len(pool)} file{'s' if len(pool) != 1 else ''}"
    sentence = (
        f"Pooled from {files} of sums over {fitted.n_episodes:,} closed episodes with "
        f"{fitted.n_scores:,} scores after the intake; blended with {fitted.prior}, which counts "
        f"as {fitted.prior_episodes:.0f} episodes."
    )
    return record_version(
        by=by,
        at=at,
        curve=replace(fitted.curve, stage="pooled", provenance=sentence),
        stratum=stratum,
        provenance={
            "population": f"Closed episodes of several clinics, as sums in {files}",
            "n_scores": fitted.n_scores,
            "pooled": [_source(each) for each in pool],
        },
        fit_report=fitted.report(),
    )


def _read(uploads: Sequence[FileStorage], yardstick: Yardstick) -> list[SumsFile]:
    """The files under their own names, in a folder that is gone afterwards."""
    given = [each for each in uploads if each.filename]
    if not given:
        raise Refused("Choose one or more files of sums.")
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, each in enumerate(given):
            place = Path(folder) / str(number)
            place.mkdir()
            paths.append(place / (Path(each.filename).name or f"{number}.json"))
            each.save(paths[-1])
        return read_pool(paths, yardstick)


def _source(file: SumsFile) -> dict[str, Any]:
    names = ("checksum", "series", "after", "until", "n_episodes", "n_scores", "withheld")
    return {"name": file.name} | {name: file.record[name] for name in names}
