"""`outcomes curves evaluate`: how well a curve predicts clients it was not made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from outcomes.change import Curve
from outcomes.change.points import PointsCurve
from outcomes.change.validation import Evaluation
from outcomes.change.validation.evaluation import FEWEST_DRAWS
from outcomes.cli.analysis_options import how_to_read, reading_options
from outcomes.cli.curve_episodes import read_episodes
from outcomes.cli.curve_named import curve_named, is_label
from outcomes.cli.curve_options import (
    check_clinic,
    check_files,
    check_no_clinic,
    check_out,
    choice_of,
    clinic_options,
    measure_of,
    measure_options,
    no_prior_options,
    progress_option,
    saying_options,
    yardstick_of,
)
from outcomes.cli.evaluation_text import say_evaluation
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts, refusals
from outcomes.exchange.curves.evaluations import evaluation_of, evaluation_record
from outcomes.exchange.curves.json_files import write_json
from outcomes.exchange.curves.provenance import tested_on
from outcomes.measures import Yardstick


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
@clinic_options
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
@click.option(
    "--pdf",
    type=click.Path(path_type=Path),
    metavar="CARD.pdf",
    help="The model card on paper, with the picture of coverage.",
)
@saying_options
@progress_option
@reading_options
def evaluate(
    files: tuple[Path, ...],
    measure_name: str | None,
    age_band: str | None,
    curve_name: str | None,
    clinic_measure: str | None,
    service_kind: str | None,
    practice: str | None,
    method: str | None,
    no_prior: bool,
    folds: int,
    seed: int,
    draws: int,
    tables: bool,
    out: Path | None,
    pdf: Path | None,
    as_json: bool,
    show_progress: bool | None,
    **reading: Any,
) -> None:
    """Test how well the expected course predicts the clients of FILE, and say it as a model card.

    Each client's ratings are taken as a closed episode, the latest date as its end. FILE may be a
    version of the clinic's database, such as wellbeing-3: then its model card is shown as it was
    kept. With --clinic the curve that a fit would make now is tested.
    """
    label = _label(files)
    if label or clinic_measure:
        not_there = {"FILE": files if clinic_measure else files[1:], "--measure": measure_name,
                     "--curve": curve_name, "--no-prior": no_prior,
                     "--method": method}  # fmt: skip
        _evaluate_in_clinic(
            label, not_there, measure_id=clinic_measure, age_band=age_band,
            service_kind=service_kind, practice=practice, as_json=as_json, tables=tables, out=out,
            pdf=pdf,
        )  # fmt: skip
        return
    bar = ProgressBar(shown=show_progress)
    with refusals(as_json=as_json, bar=bar):
        doubts = Doubts()
        check_no_clinic(doubts, service_kind, practice)
        check_files(doubts, files, what="a table of ratings")
        choice = choice_of(doubts, method=method, no_prior=no_prior, raw=False, model=None)
        measure = measure_of(doubts, measure_name)
        yardstick = yardstick_of(doubts, measure, age_band, raw=False)
        curve = _curve(doubts, curve_name, yardstick, refit=no_prior)
        if 0 < draws < FEWEST_DRAWS:
            doubts.add(f"--draws {draws}: expected 0 for none, or {FEWEST_DRAWS} or more")
        check_out(doubts, out)
        check_out(doubts, pdf, option="--pdf")
        doubts.refuse()
        episodes = read_episodes(files, measure, how_to_read(reading), occasions="sessions",
                                 bar=bar)  # fmt: skip
        found = evaluation_of(episodes, yardstick, curve=curve, choice=choice, folds=folds,
                              seed=seed, draws=draws)  # fmt: skip
        record = evaluation_record(found, yardstick, provenance=tested_on(episodes))
        paper = _paper(found, yardstick, record["provenance"]) if pdf else b""
        if out:
            write_json(out, record)
        if pdf:
            pdf.write_bytes(paper)
    say_evaluation(found, yardstick, record, as_json=as_json, tables=tables, out=out)


def _paper(found: Evaluation, yardstick: Yardstick, provenance: dict[str, Any]) -> bytes:
    """The card as a PDF. What draws it takes a second to load, and most tests need none."""
    from outcomes.cli.card_paper import card_pdf, file_names, made_from_files

    made, names = made_from_files(provenance), file_names(provenance)
    return card_pdf(found, yardstick, made=made, about=names)


def _label(files: tuple[Path, ...]) -> str | None:
    """The version of a clinic that the first name is; None where it is a file's."""
    name = str(files[0]) if files else ""
    return name if is_label(name) and not files[0].exists() else None


def _evaluate_in_clinic(label: str | None, not_there: dict[str, Any], **how: Any) -> None:
    with refusals(as_json=how["as_json"]):
        doubts = Doubts()
        check_clinic(doubts, not_there)
        check_out(doubts, how["out"])
        check_out(doubts, how["pdf"], option="--pdf")
        doubts.refuse()
    from outcomes.cli.clinic_fit import evaluate_in_clinic

    evaluate_in_clinic(label, **how)


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
