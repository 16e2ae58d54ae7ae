"""`outcomes curves fit`: closed episodes in, the expected course and how sure it is out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from outcomes.cli.analysis_options import how_to_read, reading_options
from outcomes.cli.curve_episodes import fit_files
from outcomes.cli.curve_options import (
    check_clinic,
    check_files,
    check_no_clinic,
    check_out,
    choice_of,
    clinic_options,
    fitting_options,
    measure_of,
    measure_options,
    progress_option,
    saying_options,
    yardstick_of,
)
from outcomes.cli.curve_text import say_fit
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts, refusals
from outcomes.exchange.curves.json_files import write_json


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@measure_options
@clinic_options
@fitting_options
@click.option("--out", type=click.Path(path_type=Path), metavar="CURVE.json",
              help="Keep the fit as a curve file.")  # fmt: skip
@saying_options
@progress_option
@reading_options
def fit(
    files: tuple[Path, ...],
    measure_name: str | None,
    age_band: str | None,
    clinic_measure: str | None,
    service_kind: str | None,
    practice: str | None,
    out: Path | None,
    as_json: bool,
    show_progress: bool | None,
    occasions: str,
    method: str | None,
    no_prior: bool,
    raw: bool,
    model: str | None,
    **reading: Any,
) -> None:
    """Fit the expected course to the ratings of FILE, each client's taken as a closed episode.

    Without more, it is blended with the starter curve, in units of the norms of the measure.
    Several files are fitted as one; the same code in two of them is two clients. With --clinic
    the clinic's closed episodes make a new version, which is kept and not yet in use.
    """
    if clinic_measure:
        not_there = {"FILE": files, "--measure": measure_name, "--out": out, "--raw": raw,
                     "--no-prior": no_prior, "--method": method, "--model": model}  # fmt: skip
        _fit_in_clinic(clinic_measure, not_there, age_band=age_band, service_kind=service_kind,
                       practice=practice, as_json=as_json)  # fmt: skip
        return
    bar = ProgressBar(shown=show_progress)
    with refusals(as_json=as_json, bar=bar):
        doubts = Doubts()
        check_no_clinic(doubts, service_kind, practice)
        check_files(doubts, files, what="a table of ratings")
        choice = choice_of(doubts, method=method, no_prior=no_prior, raw=raw, model=model,
                           occasions=occasions)  # fmt: skip
        measure = measure_of(doubts, measure_name)
        yardstick = yardstick_of(doubts, measure, age_band, raw=choice.raw)
        check_out(doubts, out)
        doubts.refuse()
        fitted = fit_files(files, measure, yardstick, how=how_to_read(reading),
                           choice=choice, occasions=occasions, bar=bar)  # fmt: skip
        if out:
            write_json(out, fitted.record)
    say_fit(fitted.printed, as_json=as_json, out=out)


def _fit_in_clinic(measure_id: str, not_there: dict[str, Any], **how: Any) -> None:
    with refusals(as_json=how["as_json"]):
        doubts = Doubts()
        check_clinic(doubts, not_there)
        doubts.refuse()
    from outcomes.cli.clinic_fit import fit_in_clinic

    fit_in_clinic(measure_id, **how)
