"""`outcomes curves export-statistics`: sums that may leave a clinic, and no client's record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from outcomes.cli.analysis_options import how_to_read, reading_options
from outcomes.cli.curve_episodes import read_episodes
from outcomes.cli.curve_options import (
    ADULT,
    check_clinic,
    check_files,
    check_no_clinic,
    check_out,
    clinic_options,
    day_of,
    measure_of,
    measure_options,
    progress_option,
    saying_options,
    yardstick_of,
)
from outcomes.cli.export_text import NEXT_OF_CLINIC, NEXT_OF_FILES, export_lines
from outcomes.cli.file_export import export_of_files, previous_of
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts, refusals
from outcomes.exchange.curves.cells import FEWEST_ALLOWED, SMALLEST_CELL
from outcomes.exchange.curves.json_files import write_json


@click.command("export-statistics")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@measure_options
@clinic_options
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
    age_band: str | None,
    clinic_measure: str | None,
    service_kind: str | None,
    practice: str | None,
    out: Path | None,
    previous: Path | None,
    until: str | None,
    smallest_cell: int,
    as_json: bool,
    show_progress: bool | None,
    **reading: Any,
) -> None:
    """Write the sums of FILE by session pattern, for outcomes curves pool.

    They hold no client's record; docs/curves.md says exactly what they reveal. With --clinic, of
    the closed episodes of one age band that have not left the database in an earlier file.
    """
    bar = ProgressBar(shown=show_progress)
    with refusals(as_json=as_json, bar=bar):
        doubts = Doubts()
        last_day = day_of(doubts, until, option="--until")
        if out is None:
            doubts.add("--out: missing; expected the name of the file to write")
        check_out(doubts, out)
        if clinic_measure:
            check_clinic(doubts, {"FILE": files, "--measure": measure_name, "--previous": previous})
            doubts.refuse()
            from outcomes.cli.clinic_export import export_of_clinic

            record = export_of_clinic(
                clinic_measure, age_band=age_band or ADULT, service_kind=service_kind,
                practice=practice, until=last_day, smallest=smallest_cell, out=out,
            )  # fmt: skip
        else:
            check_no_clinic(doubts, service_kind, practice)
            check_files(doubts, files, what="a table of ratings")
            measure = measure_of(doubts, measure_name)
            yardstick = yardstick_of(doubts, measure, age_band, raw=False)
            last = previous_of(doubts, previous, yardstick)
            doubts.refuse()
            episodes = read_episodes(files, measure, how_to_read(reading), occasions="sessions",
                                     bar=bar)  # fmt: skip
            record = export_of_files(episodes, yardstick, last=last, until=last_day,
                                     smallest=smallest_cell)  # fmt: skip
            write_json(out, record)
    if as_json:
        told = {name: value for name, value in record.items() if name != "cells"}
        click.echo(json.dumps(told | {"n_cells": len(record["cells"])}, ensure_ascii=False))
        return
    next_time = NEXT_OF_CLINIC if clinic_measure else NEXT_OF_FILES
    for line in export_lines(record, out, next_time=next_time):
        click.echo(line)
