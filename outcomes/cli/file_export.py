"""Sums of files of ratings, as the next of a series or the first of one."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

from outcomes.cli.refusals import Doubts, Wrong
from outcomes.exchange.curves.cells import shared_part
from outcomes.exchange.curves.episodes import Episodes
from outcomes.exchange.curves.statistics import Period, statistics_record
from outcomes.exchange.curves.sums_files import SumsFile, read_sums
from outcomes.measures import Yardstick


def export_of_files(
    episodes: Episodes,
    yardstick: Yardstick,
    *,
    last: SumsFile | None,
    until: dt.date | None,
    smallest: int,
) -> dict[str, Any]:
    """The record of sums. Raises Wrong where nothing can leave, or dates are needed and missing."""
    period = period_of(episodes, last=last, until=until)
    return _record(episodes, yardstick, period, smallest=smallest)


def period_of(episodes: Episodes, *, last: SumsFile | None, until: dt.date | None) -> Period:
    """The sender's series and the days that the file speaks for. Raises Wrong without dates."""
    if episodes.last_date is None and (last or until):
        raise Wrong("This cannot be done as asked.",
                    problems=["--previous and --until need dates of the ratings"])  # fmt: skip
    # A day beyond the ratings would make the next file begin too late.
    upto = min(until or dt.date.max, episodes.last_date) if episodes.last_date else None
    if last is None:
        return Period(secrets.token_hex(8), None, upto)
    after = dt.date.fromisoformat(last.record["until"])
    if upto <= after:
        late = f"no rating is later than {after}, where the last file ends"
        raise Wrong("This cannot be done as asked.", problems=[late])
    return Period(last.record["series"], after, upto)


def _record(
    episodes: Episodes, yardstick: Yardstick, period: Period, *, smallest: int
) -> dict[str, Any]:
    if period.after or (period.until and period.until < episodes.last_date):
        episodes = episodes.part(episodes.closed_between(period.after, period.until))
    shared = shared_part(episodes.caseload, smallest=smallest)
    if not shared.caseload.n_clients:
        raise Wrong(
            "Nothing can leave.",
            problems=[
                f"no session pattern has {smallest} episodes; {shared.withheld.episodes} episodes "
                "would be withheld"
            ],
        )
    return statistics_record(shared, yardstick, smallest=smallest, period=period)


def previous_of(doubts: Doubts, path: Path | None, yardstick: Yardstick | None) -> SumsFile | None:
    if path is None or yardstick is None:
        return None
    with doubts.noting():
        found = read_sums(path, yardstick)
        if found.record["until"] is None:
            doubts.add(f"--previous {path}: made without dates, so that nothing can follow it")
            return None
        return found
    return None
