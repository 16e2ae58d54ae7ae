"""The sums of a clinic's closed episodes as a file: which period leaves now, and its record."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

import numpy as np

from outcomes.change import Caseload
from outcomes.errors import Refused
from outcomes.exchange.curves.cells import SMALLEST_CELL, shared_part
from outcomes.exchange.curves.statistics import Period, statistics_record
from outcomes.measures import Yardstick


def next_period(
    last: tuple[str, dt.date] | None, *, yesterday: dt.date, until: dt.date | None = None
) -> Period:
    """From the last export to yesterday, whose closings are complete, or to an earlier day.

    `last` is the series and last day of the export before. Raises Refused where nothing is new.
    """
    upto = min(until or yesterday, yesterday)
    if last is None:
        return Period(secrets.token_hex(8), None, upto)
    series, left_until = last
    if upto <= left_until:
        raise Refused(
            f"Nothing can leave: the episodes closed until {left_until} have left already."
        )
    return Period(series, left_until, upto)


def clinic_record(
    caseload: Caseload,
    closed_on: Sequence[dt.date],
    yardstick: Yardstick,
    *,
    period: Period,
    smallest: int = SMALLEST_CELL,
) -> dict[str, Any]:
    """The file of sums of the courses closed in a period.

    Raises Refused where no session pattern has enough episodes to leave.
    """
    shared = shared_part(closed_in(caseload, closed_on, period), smallest=smallest)
    if not shared.caseload.n_clients:
        raise Refused(
            f"Nothing can leave: no session pattern has {smallest} episodes; "
            f"{shared.withheld.episodes} episodes would be withheld."
        )
    return statistics_record(shared, yardstick, smallest=smallest, period=period)


def closed_in(caseload: Caseload, closed_on: Sequence[dt.date], period: Period) -> Caseload:
    """The courses closed after the period's first day and not after its last."""
    chosen = np.array([
        (period.after is None or day > period.after) and day <= period.until for day in closed_on
    ], dtype=bool)  # fmt: skip
    rows = chosen[caseload.client]
    return Caseload(
        (np.cumsum(chosen) - 1)[caseload.client[rows]],
        caseload.session[rows],
        caseload.score[rows],
        n_clients=int(chosen.sum()),
    )
