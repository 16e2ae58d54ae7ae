"""Files of sums: what clinics exchange to make one curve together, and no client's record.

    statistics_record(shared, yardstick, ...)   what is written
    sums_of(record)                             the same sums again, ready to be added and fitted

`docs/curves.md` says what such a file reveals. Reading one with every doubt is `sums_files`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from outcomes import __version__
from outcomes.change.mixed import EXPECTED, PatternSums, SessionClock
from outcomes.change.modelled import INTAKE_TERMS, curve_sums
from outcomes.exchange.curves.cells import Shared
from outcomes.exchange.curves.measures import canonical, measure_record
from outcomes.measures import Yardstick

FORMAT = "outcomes-statistics/1"
DECIMALS = 6
"""Of every sum. More would not help a fit, and would give away more of single scores than the
sums are meant to; see `docs/decisions/0007`."""

SUMS = ("intake", "intake_intake", "score", "score_log", "intake_score", "intake_score_log",
        "score_score", "score_score_log", "score_log_score_log", "squares")  # fmt: skip
"""Sums over the episodes of a cell, in z: with x the intake, s the sum of an episode's scores and
t that of its scores times L: x, xx, s, t, xs, xt, ss, st, tt, and all scores squared."""


@dataclass(frozen=True, slots=True)
class Period:
    """Which file of a sender this is: `series` ties the files of one sender together, and each
    holds the episodes whose last rating lies after `after` and not after `until`."""

    series: str
    after: dt.date | None
    until: dt.date | None


def statistics_record(
    shared: Shared, yardstick: Yardstick, *, smallest: int, period: Period
) -> dict[str, Any]:
    """Sums by session pattern as plain data, with a checksum over everything else."""
    sums = curve_sums(shared.caseload, yardstick)
    record = {
        "format": FORMAT,
        "measure": measure_record(yardstick),
        "model": model_record(sums.clock),
        "smallest_cell": smallest,
        "series": period.series,
        "after": period.after.isoformat() if period.after else None,
        "until": period.until.isoformat() if period.until else None,
        "n_episodes": sums.n_episodes,
        "n_scores": sums.n_scores,
        "withheld": asdict(shared.withheld),
        "cells": cell_records(sums),
        "software": {"name": "outcomes", "version": __version__},
    }
    return record | {"checksum": checksum(record)}


def checksum(record: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form of everything but the checksum itself."""
    rest = {name: value for name, value in record.items() if name != "checksum"}
    return hashlib.sha256(canonical(rest)).hexdigest()


def model_record(clock: SessionClock = EXPECTED) -> dict[str, Any]:
    """Of what the sums are sums."""
    return {
        "name": "expected",
        "units": "z",
        "log_session": f"ln(min(session, {clock.cap}) / {clock.unit:g})",
        "cap": clock.cap,
    }


def cell_records(sums: PatternSums) -> list[dict[str, Any]]:
    """One entry a session pattern, in the order of the patterns."""
    ww, sw, ss = sums.ww, sums.sw, sums.ss
    columns = (ww[:, 0, 1], ww[:, 1, 1], sw[:, 0, 0], sw[:, 1, 0], sw[:, 0, 1], sw[:, 1, 1],
               ss[:, 0, 0], ss[:, 0, 1], ss[:, 1, 1], sums.yy)  # fmt: skip
    values = np.round(np.column_stack(columns), DECIMALS) + 0.0  # no minus zero
    cells = [
        {
            "sessions": list(pattern),
            "episodes": round(float(n)),
            **dict(zip(SUMS, row, strict=True)),
        }
        for pattern, n, row in zip(sums.patterns, sums.episodes, values.tolist(), strict=True)
    ]
    return sorted(cells, key=lambda cell: cell["sessions"])


def sums_of(record: Mapping[str, Any]) -> PatternSums:
    """The sums of a record that has been looked at."""
    cells, clock = record["cells"], EXPECTED
    n = np.array([cell["episodes"] for cell in cells], dtype=float)
    x, xx, s, t, xs, xt, ss, st, tt, yy = (
        np.array([cell[name] for cell in cells], dtype=float) for name in SUMS
    )
    keys = [clock.key(tuple(cell["sessions"])) for cell in cells]
    levels = [clock.log_session(np.array(cell["sessions"])) for cell in cells]
    zz = np.array([[len(each), each.sum(), (each**2).sum()] for each in levels], dtype=float)
    return PatternSums(
        clock=clock,
        terms=INTAKE_TERMS,
        origin=0.0,
        key=np.array(keys, dtype=np.int64).reshape(len(cells), -1),
        zz=zz.reshape(len(cells), 3),
        ww=_square(n, x, xx),
        sw=np.stack([np.stack([s, xs], -1), np.stack([t, xt], -1)], axis=1),
        ss=_square(ss, st, tt),
        yy=yy,
    )


def _square(first: np.ndarray, both: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.stack([np.stack([first, both], -1), np.stack([both, second], -1)], axis=1)
