"""`outcomes curves pool`: one curve from the sums of several clinics."""

from __future__ import annotations

from pathlib import Path

import click

from outcomes.cli.curve_episodes import fit_pool
from outcomes.cli.curve_options import (
    check_files,
    check_out,
    choice_of,
    measure_of,
    measure_options,
    no_prior_options,
    saying_options,
    yardstick_of,
)
from outcomes.cli.curve_text import say_fit
from outcomes.cli.refusals import Doubts, refusals
from outcomes.exchange.curves.json_files import write_json


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="SUMS.json...")
@measure_options
@no_prior_options
@click.option("--out", type=click.Path(path_type=Path), metavar="CURVE.json",
              help="Keep the fit as a curve file.")  # fmt: skip
@saying_options
def pool(
    files: tuple[Path, ...],
    measure_name: str | None,
    age_band: str | None,
    method: str | None,
    no_prior: bool,
    out: Path | None,
    as_json: bool,
) -> None:
    """Fit one expected course to files made by outcomes curves export-statistics.

    The same as fitting the joined ratings, but for what each file says it withheld.
    """
    with refusals(as_json=as_json):
        doubts = Doubts()
        check_files(doubts, files, what="a file of sums made by outcomes curves export-statistics")
        choice = choice_of(doubts, method=method, no_prior=no_prior, raw=False, model=None)
        measure = measure_of(doubts, measure_name)
        yardstick = yardstick_of(doubts, measure, age_band, raw=False)
        check_out(doubts, out)
        doubts.refuse()
        fitted = fit_pool(files, yardstick, choice=choice)
        if out:
            write_json(out, fitted.record)
    say_fit(fitted.printed, as_json=as_json, out=out)
