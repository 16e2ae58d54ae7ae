"""A curve put to the test on files of ratings: `outcomes curves evaluate`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from outcomes.change import Caseload, Curve
from outcomes.change.fitting import blended, unblended
from outcomes.change.modelled import curve_sums
from outcomes.change.validation import Evaluation, evaluate
from outcomes.exchange.curves.episodes import Episodes
from outcomes.exchange.curves.fits import BLEND, Choice
from outcomes.exchange.curves.measures import measure_record
from outcomes.measures import Yardstick
from outcomes.wording.curves import verdict_sentence

FORMAT = "outcomes-curve-evaluation/1"


def evaluation_of(
    episodes: Episodes,
    yardstick: Yardstick,
    *,
    curve: Curve | None,
    choice: Choice,
    folds: int,
    seed: int,
    draws: int,
) -> Evaluation:
    """Test a curve as it stands, or without one the curve that these episodes make, fitted anew
    without each part of the clients. Raises FitError where no curve can be made of them."""

    def fit(part: Caseload) -> Curve:
        sums = curve_sums(part, yardstick)
        name = yardstick.measure_id
        if choice.method == BLEND:
            return blended(sums, name=name).curve
        return replace(unblended(sums, choice.method, name=name).curve, stage="alone")

    return evaluate(
        episodes.caseload,
        yardstick,
        fit=curve or fit,
        closed_on=episodes.closed_on,
        person=episodes.person,
        folds=folds,
        seed=seed,
        bootstrap=draws,
    )


def evaluation_record(
    found: Evaluation, yardstick: Yardstick, *, provenance: dict[str, Any] | None
) -> dict[str, Any]:
    """An evaluation as plain data, its verdict in words first; `docs/validation.md` has the keys.

    `provenance` names the files it was done on; None where a clinic's own database was.
    """
    return {
        "format": FORMAT,
        "verdict_sentence": verdict_sentence(found),
        "measure": measure_record(yardstick),
        "provenance": provenance,
        "evaluation": found.to_dict(),
    }
