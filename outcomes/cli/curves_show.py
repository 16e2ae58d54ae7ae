"""`outcomes curves show`: what a curve expects of a client who begins at a score."""

from __future__ import annotations

import json
from typing import Any

import click

from outcomes.change import Curve
from outcomes.cli.analysis_options import how_to_read, reading_options
from outcomes.cli.curve_episodes import fit_files
from outcomes.cli.curve_named import check_fitting, curve_named, needs_intake
from outcomes.cli.curve_options import (
    ADULT,
    choice_of,
    fitting_options,
    measure_of,
    measure_options,
    practice_option,
    progress_option,
    saying_options,
    yardstick_of,
)
from outcomes.cli.curve_text import bands_lines
from outcomes.cli.number_options import number, whole_numbers
from outcomes.cli.number_options import percentiles as percentiles_of
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts, refusals
from outcomes.exchange.curves.courses import Asked, bands_record
from outcomes.measures import Yardstick
from outcomes.wording import plain


@click.command()
@click.argument("source", default="starter", metavar="[CURVE]")
@measure_options
@click.option("--intake", metavar="SCORE", help="The first score.")
@click.option(
    "--sessions", default="2,4,8,12", metavar="J,...", help="Session numbers. Default: 2,4,8,12."
)
@click.option(
    "--percentiles",
    default="5,10,25,50,75,90,95",
    metavar="P,...",
    help="Above 0, below 100. Default: 5,10,25,50,75,90,95.",
)
@click.option(
    "--inside-scale/--beyond-scale",
    "inside",
    default=None,
    help="Keep scores inside the scale. Default: yes, but not for a fit on the score itself.",
)
@fitting_options
@practice_option
@saying_options
@progress_option
@reading_options
def show(
    source: str,
    measure_name: str | None,
    age_band: str | None,
    intake: str | None,
    sessions: str,
    percentiles: str,
    inside: bool | None,
    practice: str | None,
    as_json: bool,
    show_progress: bool | None,
    occasions: str,
    method: str | None,
    no_prior: bool,
    raw: bool,
    model: str | None,
    **reading: Any,
) -> None:
    """Show the bands of CURVE: a curve file, a version of the clinic, or the starter curve.

    CURVE may also be a table of ratings; then it is fitted first, with the options of fit.
    """
    bar = ProgressBar(shown=show_progress)
    with refusals(as_json=as_json, bar=bar):
        doubts = Doubts()
        choice = choice_of(doubts, method=method, no_prior=no_prior, raw=raw, model=model,
                           occasions=occasions)  # fmt: skip
        measure = measure_of(doubts, measure_name)
        stick = measure and measure.yardstick(age_band or ADULT)
        found = curve_named(doubts, source, stick, practice=practice)
        chosen = {"raw": raw, "no_prior": no_prior, "method": method, "model": model}
        check_fitting(doubts, found, chosen)
        if found.table:
            yardstick_of(doubts, measure, age_band, raw=raw)
        begun = _intake(doubts, intake, stick, needed=needs_intake(found, choice))
        wanted = whole_numbers(doubts, sessions, option="--sessions")
        shares = percentiles_of(doubts, percentiles, option="--percentiles")
        doubts.refuse()
        if found.table:
            fitted = fit_files([found.table], measure, stick, how=how_to_read(reading),
                               choice=choice, occasions=occasions, bar=bar)  # fmt: skip
            found = fitted.named
        cut = isinstance(found.curve, Curve) if inside is None else inside
        record = bands_record(found.curve, stick, Asked(begun, wanted, shares, cut),
                              source=found.source)  # fmt: skip
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in bands_lines(record):
        click.echo(line)


def _intake(
    doubts: Doubts, text: str | None, stick: Yardstick | None, *, needed: bool
) -> float | None:
    """The first score; doubts where it is missing, out of range, or not looked at."""
    if text is None:
        if needed:
            doubts.add("--intake: missing; expected the first score")
        return None
    if not needed:
        doubts.add("--intake: this model knows no first score; leave it out")
        return None
    value = number(text)
    if value is None or (stick and not stick.minimum <= value <= stick.maximum):
        scale = f"{plain(stick.minimum)} to {plain(stick.maximum)}" if stick else "a score"
        doubts.add(f'--intake: "{text}" is outside the scale; expected {scale}')
        return None
    return value
