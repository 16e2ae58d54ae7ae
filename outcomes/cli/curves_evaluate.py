"""`outcomes curves evaluate`: how well a curve predicts clients it was not made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from outcomes.change import Curve
from outcomes.change.points import PointsCurve
from outcomes.change.validation import Evaluation
from outcomes.change.validation.evaluation import FEWEST_DRAWS
from outcomes.cli.analysis_options import how_to_read, reading_options
from outcomes.cli.card_text import card_lines
from outcomes.cli.curve_episodes import read_episodes
from outcomes.cli.curve_named import curve_named
from outcomes.cli.curve_options import (
    check_files,
    check_out,
    choice_of,
    measure_of,
    measure_options,
    no_prior_options,
    progress_option,
    saying_options,
    yardstick_of,
)
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts, refusals
from outcomes.exchange.curves.evaluations import evaluation_of, evaluation_record
from outcomes.exchange.curves.json_files import write_json
from outcomes.exchange.curves.provenance import tested_on
from outcomes.measures import Yardstick
from outcomes.wording.curves import model_card


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@measure_options
@click.option(
    "--curve",
    "curve_name",
    metavar="CURVE",
    help="Test a curve file, or the starter, as it stands. Default: the curve that the "
    "ratings make, fitted anew without each part of the clients.",
)
@no_prior_options
@click.option(
    "--folds",
    type=click.IntRange(2, 100),
    default=10,
    help="Parts of the clients, each held out once. Default: 10.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    help="Of the parts and of the draws. Default: 1.",
)
@click.option(
    "--draws",
    type=click.IntRange(min=0),
    default=1000,
    help=f"Of clients, for the intervals; 0 for none, else {FEWEST_DRAWS} or more. Default: 1000.",
)
@click.option("--tables", is_flag=True, help="Print every figure, too.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.json", help="Keep the figures as JSON."
)
@saying_options
@progress_option
@reading_options
def evaluate(
    files: tuple[Path, ...],
    measure_name: str | None,
    age_band: str,
    curve_name: str | None,
    method: str | None,
    no_prior: bool,
    folds: int,
    seed: int,
    draws: int,
    tables: bool,
    out: Path | None,
    as_json: bool,
    show_progress: bool | None,
    **reading: Any,
) -> None:
    """Test how well the expected course predicts the clients of FILE, and say it as a model card.

    Each client's ratings are taken as a closed episode, the latest date as its end.
    """
    bar = ProgressBar(shown=show_progress)
    with refusals(as_json=as_json):
        doubts = Doubts()
        check_files(doubts, files, what="a table of ratings")
        choice = choice_of(doubts, method=method, no_prior=no_prior, raw=False, model=None)
        measure = measure_of(doubts, measure_name)
        yardstick = yardstick_of(doubts, measure, age_band, raw=False)
        curve = _curve(doubts, curve_name, yardstick, refit=no_prior)
        if 0 < draws < FEWEST_DRAWS:
            doubts.add(f"--draws {draws}: expected 0 for none, or {FEWEST_DRAWS} or more")
        check_out(doubts, out)
        doubts.refuse()
        episodes = read_episodes(files, measure, how_to_read(reading), occasions="sessions",
                                 bar=bar)  # fmt: skip
        found = evaluation_of(episodes, yardstick, curve=curve, choice=choice, folds=folds,
                              seed=seed, draws=draws)  # fmt: skip
        record = evaluation_record(found, yardstick, provenance=tested_on(episodes))
        if out:
            write_json(out, record)
        bar.close()
    say_evaluation(found, yardstick, record, as_json=as_json, tables=tables)
    if out and not as_json:
        click.echo(f"Written to {out}")


def say_evaluation(
    found: Evaluation,
    yardstick: Yardstick,
    record: dict[str, Any],
    *,
    as_json: bool,
    tables: bool,
) -> None:
    """Print an evaluation, as JSON or as a model card."""
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in card_lines(model_card(found, yardstick), tables=tables):
        click.echo(line)


def _curve(
    doubts: Doubts, name: str | None, yardstick: Yardstick | None, *, refit: bool
) -> Curve | None:
    """The curve to be tested as it stands; None where the ratings are to make one."""
    if name is None:
        return None
    if refit:
        doubts.add("--no-prior: a curve that is tested as it stands is not fitted")
    found = curve_named(doubts, name, yardstick)
    if found.table:
        doubts.add(f"--curve {name}: a table; leave --curve out to test the curve it makes")
    if isinstance(found.curve, PointsCurve):
        doubts.add(f"--curve {name}: fitted on the score itself; only a curve in z is evaluated")
        return None
    return found.curve
