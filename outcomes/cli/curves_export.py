"""`outcomes curves export-statistics`: sums that may leave a clinic, and no client's record."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from pathlib import Path
from typing import Any

import click

from outcomes.cli.analysis_options import how_to_read, reading_options
from outcomes.cli.curve_episodes import read_episodes
from outcomes.cli.curve_options import (
    check_files,
    check_out,
    day_of,
    measure_of,
    measure_options,
    progress_option,
    saying_options,
    yardstick_of,
)
from outcomes.cli.export_text import export_lines
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts, Wrong, refusals
from outcomes.exchange.curves.cells import FEWEST_ALLOWED, SMALLEST_CELL, shared_part
from outcomes.exchange.curves.episodes import Episodes
from outcomes.exchange.curves.json_files import write_json
from outcomes.exchange.curves.statistics import Period, statistics_record
from outcomes.exchange.curves.sums_files import SumsFile, read_sums
from outcomes.measures import Yardstick


@click.command("export-statistics")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@measure_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="SUMS.json",
    help="The file to write. Required.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="SUMS.json",
    help="Your last file: only episodes that ended after it are in the new one.",
)
@click.option(
    "--until",
    metavar="DATE",
    help="Only episodes whose last rating is not later. Default: the latest rating.",
)
@click.option(
    "--smallest-cell",
    type=click.IntRange(min=FEWEST_ALLOWED),
    default=SMALLEST_CELL,
    metavar="N",
    help="Fewest episodes of a session pattern that leave. "
    f"Default: {SMALLEST_CELL}, at least {FEWEST_ALLOWED}.",
)
@saying_options
@progress_option
@reading_options
def export_statistics(
    files: tuple[Path, ...],
    measure_name: str | None,
    age_band: str,
    out: Path | None,
    previous: Path | None,
    until: str | None,
    smallest_cell: int,
    as_json: bool,
    show_progress: bool | None,
    **reading: Any,
) -> None:
    """Write the sums of FILE by session pattern, for outcomes curves pool.

    They hold no client's record; docs/curves.md says exactly what they reveal.
    """
    bar = ProgressBar(shown=show_progress)
    with refusals(as_json=as_json):
        doubts = Doubts()
        check_files(doubts, files, what="a table of ratings")
        measure = measure_of(doubts, measure_name)
        yardstick = yardstick_of(doubts, measure, age_band, raw=False)
        last_day = day_of(doubts, until, option="--until")
        if out is None:
            doubts.add("--out: missing; expected the name of the file to write")
        check_out(doubts, out)
        last = _previous(doubts, previous, yardstick)
        doubts.refuse()
        episodes = read_episodes(files, measure, how_to_read(reading), occasions="sessions",
                                 bar=bar)  # fmt: skip
        period = period_of(episodes, last=last, until=last_day)
        record = _record(episodes, yardstick, period, smallest=smallest_cell)
        write_json(out, record)
        bar.close()
    if as_json:
        told = {name: value for name, value in record.items() if name != "cells"}
        click.echo(json.dumps(told | {"n_cells": len(record["cells"])}, ensure_ascii=False))
        return
    for line in export_lines(record, out):
        click.echo(line)


def period_of(episodes: Episodes, *, last: SumsFile | None, until: dt.date | None) -> Period:
    """The sender's series and the days that the file speaks for. Raises Wrong without dates."""
    upto = until or episodes.last_date
    if episodes.last_date is None and (last or until):
        raise Wrong("This cannot be done as asked.",
                    problems=["--previous and --until need dates of the ratings"])  # fmt: skip
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


def _previous(doubts: Doubts, path: Path | None, yardstick: Yardstick | None) -> SumsFile | None:
    if path is None or yardstick is None:
        return None
    with doubts.noting():
        found = read_sums(path, yardstick)
        if found.record["until"] is None:
            doubts.add(f"--previous {path}: made without dates, so that nothing can follow it")
            return None
        return found
    return None
