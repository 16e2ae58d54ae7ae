"""The options that the commands of `outcomes curves` share, and what they come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from outcomes.change import ASSESSMENTS, STARTER
from outcomes.change.mixed import METHODS
from outcomes.change.modelled import MODELS
from outcomes.cli.measure_option import measure_named
from outcomes.cli.refusals import Doubts
from outcomes.exchange.curves.fits import BLEND, EXPECTED, Choice
from outcomes.measures import AGE_BANDS, Measure, Yardstick
from outcomes.wording import why_sentence

ADULT = "adult"
"""The age band of a file unless another is named."""

_MEASURE = (
    click.option("--measure", "measure_name", metavar="ID_OR_TOML",
                 help="A measure of the catalogue by its id, or a measure file of your own."),
    click.option("--age-band", type=click.Choice(AGE_BANDS),
                 help="Whose norms to use. Default: adult; with --clinic all ages together."),
)  # fmt: skip

_NO_PRIOR = (
    click.option("--method", type=click.Choice(METHODS),
                 help="Maximum likelihood or its restricted form, for a fit without a prior. "
                 "Default: reml."),
    click.option("--no-prior", is_flag=True,
                 help="Fit these episodes alone. Default: blended with the starter curve."),
)  # fmt: skip

_RAW = (
    click.option("--raw", is_flag=True,
                 help="Fit the score itself by the natural logarithm of the session number, "
                 "uncapped; needs no norms, and has no prior."),
    click.option("--model", type=click.Choice(MODELS),
                 help="With --raw: sessions from 2 on given the first score, or all sessions "
                 "without it. Default: given-intake."),
)  # fmt: skip

_OCCASIONS = (
    click.option("--occasions", type=click.Choice(["sessions", ASSESSMENTS]), default="sessions",
                 help="assessments: visits that are no therapy sessions; only with --raw, which "
                 "counts them as sessions. Default: sessions."),
)  # fmt: skip

_PRACTICE = (
    click.option("--practice", metavar="NAME",
                 help="Which clinic of the database, where it holds several."),
)  # fmt: skip

_CLINIC = (
    click.option("--clinic", "clinic_measure", metavar="MEASURE",
                 help="Not a file: the closed episodes of the clinic's database, of this measure."),
    click.option("--service-kind", metavar="KIND",
                 help="With --clinic: of one kind of service only. Default: all of them."),
    *_PRACTICE,
)  # fmt: skip

_JSON = (click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else."),)
_PROGRESS = (
    click.option("--progress/--no-progress", "show_progress", default=None,
                 help="Show how far it is. Default: on a terminal, after one second."),
)  # fmt: skip


def measure_options(command: Callable) -> Callable:
    """--measure and --age-band."""
    return _with(command, _MEASURE)


def fitting_options(command: Callable) -> Callable:
    """What is to be fitted, and what an occasion is."""
    return _with(command, (*_NO_PRIOR, *_RAW, *_OCCASIONS))


def practice_option(command: Callable) -> Callable:
    """--practice."""
    return _with(command, _PRACTICE)


def clinic_options(command: Callable) -> Callable:
    """--clinic, --service-kind and --practice."""
    return _with(command, _CLINIC)


def occasions_option(command: Callable) -> Callable:
    """--occasions alone."""
    return _with(command, _OCCASIONS)


def no_prior_options(command: Callable) -> Callable:
    """--method and --no-prior."""
    return _with(command, _NO_PRIOR)


def saying_options(command: Callable) -> Callable:
    """--json."""
    return _with(command, _JSON)


def progress_option(command: Callable) -> Callable:
    """--progress."""
    return _with(command, _PROGRESS)


def choice_of(
    doubts: Doubts,
    *,
    method: str | None,
    no_prior: bool,
    raw: bool,
    model: str | None,
    occasions: str = "sessions",
) -> Choice:
    """What the options of fitting come to; what does not go together is a doubt."""
    if model and not raw:
        doubts.add("--model: only with --raw; the product's curve has one model")
    if method and not (raw or no_prior):
        doubts.add(
            f"--method {method}: only with --no-prior or --raw; a blend with the starter curve has "
            "its own way"
        )
    if occasions == ASSESSMENTS and not raw:
        doubts.add(f"--occasions assessments: {why_sentence('assessments')} With --raw they count "
                   "as sessions.")  # fmt: skip
    if raw:
        return Choice(model or MODELS[0], method or "reml")
    return Choice(EXPECTED, (method or "reml") if no_prior else BLEND)


def measure_of(doubts: Doubts, name: str | None) -> Measure | None:
    """The measure of --measure; None, and a doubt, where there is none."""
    if name is None:
        doubts.add("--measure: missing; expected the id of a measure or a measure file")
        return None
    with doubts.noting():
        return measure_named(name)
    return None


def yardstick_of(
    doubts: Doubts, measure: Measure | None, age_band: str | None, *, raw: bool
) -> Yardstick | None:
    """The measure's numbers; a doubt where a curve in z cannot be drawn with them."""
    if measure is None:
        return None
    yardstick = measure.yardstick(age_band or ADULT)
    why = None if raw else STARTER.why_not(yardstick)
    if why:
        own = yardstick.why_no_norms if why == "no_norms" else None
        more = " --raw fits the score itself." if why == "no_norms" else ""
        doubts.add(f"--measure {measure.id}: {own or why_sentence(why)}{more}")
    return yardstick


def check_out(doubts: Doubts, out: Path | None, *, option: str = "--out") -> None:
    """A doubt where a file could not be written to `out`."""
    if out is None:
        return
    if out.is_dir():
        doubts.add(f"{option} {out}: a folder; expected the name of a file")
    elif not out.parent.is_dir():
        doubts.add(f"{option} {out}: there is no folder {out.parent}")


def check_files(doubts: Doubts, files: tuple[Path, ...], *, what: str) -> None:
    """A doubt for each file that is not there, or if none is named."""
    if not files:
        doubts.add(f"FILE: missing; expected {what}")
    for path in files:
        if not path.is_file():
            doubts.add(f"{path}: there is no such file; expected {what}")


def day_of(doubts: Doubts, text: str | None, *, option: str) -> dt.date | None:
    """A day from 2024-01-31; a doubt where the text is none."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        doubts.add(f'{option}: "{text}" is no day; expected one such as 2024-01-31')
        return None


def _with(command: Callable, options: tuple[Callable, ...]) -> Callable:
    for option in reversed(options):
        command = option(command)
    return command


def check_clinic(doubts: Doubts, chosen: Mapping[str, Any]) -> None:
    """A doubt for each option that --clinic leaves no room for: the measure, its norms and the
    way of fitting are the clinic's."""
    for name, value in chosen.items():
        if value:
            doubts.add(f"{name}: not with --clinic")


def check_no_clinic(doubts: Doubts, service_kind: str | None, practice: str | None) -> None:
    """A doubt for each option that speaks of a clinic where none is meant."""
    for name, value in (("--service-kind", service_kind), ("--practice", practice)):
        if value:
            doubts.add(f"{name}: only with --clinic")
