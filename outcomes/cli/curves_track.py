"""`outcomes curves track`: every real score, and where it lies in what the curve expects."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from outcomes.change import ASSESSMENTS, Curve
from outcomes.cli.analysis_options import how_to_read, reading_options
from outcomes.cli.curve_episodes import read_episodes
from outcomes.cli.curve_named import curve_named
from outcomes.cli.curve_options import (
    ADULT,
    check_files,
    check_out,
    measure_of,
    measure_options,
    occasions_option,
    practice_option,
    progress_option,
    saying_options,
)
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts, refusals
from outcomes.exchange.curves.json_files import written
from outcomes.exchange.curves.measures import measure_record
from outcomes.exchange.curves.tracking import tracked, write_records, write_table
from outcomes.wording import why_sentence


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@measure_options
@click.option("--curve", "curve_name", default="starter", metavar="CURVE",
              help="A curve file, or the starter curve. Default: starter.")  # fmt: skip
@occasions_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Write to a file. Default: to standard output.")  # fmt: skip
@practice_option
@saying_options
@progress_option
@reading_options
def track(
    file: Path,
    measure_name: str | None,
    age_band: str | None,
    curve_name: str,
    occasions: str,
    out: Path | None,
    practice: str | None,
    as_json: bool,
    show_progress: bool | None,
    **reading: Any,
) -> None:
    """Set every score of FILE against what the curve expects there, as CSV or JSON."""
    bar = ProgressBar(shown=show_progress)
    with refusals(as_json=as_json, bar=bar):
        doubts = Doubts()
        check_files(doubts, (file,), what="a table of ratings")
        measure = measure_of(doubts, measure_name)
        stick = measure and measure.yardstick(age_band or ADULT)
        found = curve_named(doubts, curve_name, stick, practice=practice)
        if found.table:
            doubts.add(f"--curve {curve_name}: a table; fit it first with outcomes curves fit")
        if occasions == ASSESSMENTS and isinstance(found.curve, Curve):
            doubts.add(f"--occasions assessments: {why_sentence('assessments')}")
        check_out(doubts, out)
        doubts.refuse()
        episodes = read_episodes([file], measure, how_to_read(reading), occasions=occasions,
                                 bar=bar)  # fmt: skip
        records = tracked(episodes, stick, found.curve, tick=bar.stage("working out", "scores"))
        with written(out) if out else nullcontext(sys.stdout) as text:
            if as_json:
                head = {"curve": found.source, "measure": measure_record(stick)}
                write_records(text, records, head)
            else:
                write_table(text, records)
