"""Fitting a clinic's own curve: sums from the database, the fit, a version that is kept.

evaluation = evaluate_clinic(by=..., stratum=...)                  reads, and takes a while
version = fit_clinic(by=..., at=..., stratum=..., evaluation=evaluation)
"""

from __future__ import annotations

import datetime as dt
import operator
from dataclasses import asdict, replace
from functools import reduce
from typing import Any

from outcomes.actions.closed_episodes import ClosedSums, closed_episodes, closed_sums
from outcomes.actions.curves import By, clinic_of, record_version
from outcomes.actions.writing import writing
from outcomes.change import Caseload, Curve
from outcomes.change.fitting import FEWEST_EPISODES, CurveFit, blended
from outcomes.change.modelled import curve_sums
from outcomes.change.validation import Evaluation, evaluate
from outcomes.errors import Refused
from outcomes.measures import catalogue
from outcomes.storage import CurveVersion
from outcomes.storage.curves import Stratum

AGES = {"child": "children up to 12", "youth": "ages 13 to 17", "adult": "adults", None: "all ages"}
SERVICES = {"therapy": "therapy", "coaching": "coaching", "skills": "skills training",
            "group": "group", None: "every kind of service"}  # fmt: skip
RATERS = {"self": "the client", "caregiver": "a caregiver", "therapist": "the therapist",
          "other": "somebody else"}  # fmt: skip


def fit_clinic(
    *,
    by: By,
    at: dt.datetime,
    stratum: Stratum,
    evaluation: Evaluation | None = None,
    clinic_id: int | None = None,
) -> CurveVersion:
    """Fit the curve of a stratum on the clinic's closed episodes and keep it as a new version.

    The episodes are blended with the starter curve, which counts as fifty of them.

    Args:
        evaluation: from `evaluate_clinic` on the same episodes, kept as the figures of the model
            card. Without it, or where it does not say "local", the stage stays "blended" however
            many episodes there are.
        clinic_id: whose, at the console; a director's own clinic otherwise.

    Raises:
        Refused: fewer than 30 closed episodes with two ratings, no expected course for the
            measure, or an evaluation of something else.
        NotFound: not the director of this clinic, or no such measure.
    """
    own = clinic_of(by, clinic_id)
    with writing():
        found = closed_sums(own, stratum)
        n = found.sums.n_episodes
        if n < FEWEST_EPISODES:
            raise Refused(
                f"{n} closed episodes here have an intake and a later rating; a curve of the "
                f"clinic's own needs {FEWEST_EPISODES}. Until then the curve in use stays."
            )
        _check_evaluation(evaluation, stratum)
        fitted = blended(found.sums, name=stratum.measure_id)
        return record_version(
            by=by,
            at=at,
            curve=replace(
                fitted.curve, stage=_stage(found, evaluation), provenance=_sentence(fitted, found)
            ),
            stratum=stratum,
            provenance=_provenance(fitted, found, stratum),
            fit_report=fitted.report(),
            evaluation=evaluation.to_dict() if evaluation else None,
            clinic_id=own,
        )


def evaluate_clinic(
    *, by: By, stratum: Stratum, clinic_id: int | None = None, bootstrap: int = 1000
) -> Evaluation | None:
    """Test on held-out clients how well the curve predicts that a fit would make now.

    It is tested on the largest age band of the stratum, whose thresholds the figures speak of;
    the others are part of every fit. Only reads, so that it may take its time. None where there
    is no closed episode to test on.

    Raises:
        NotFound: not the director of this clinic, or no such measure.
    """
    own = clinic_of(by, clinic_id)
    parts = closed_episodes(own, stratum)
    if not parts:
        return None
    tested, *others = parts
    rest = [curve_sums(each.caseload, each.yardstick) for each in others]

    def fit(part: Caseload) -> Curve:
        return blended(reduce(operator.add, rest, curve_sums(part, tested.yardstick))).curve

    return evaluate(
        tested.caseload,
        tested.yardstick,
        fit=fit,
        closed_on=tested.closed_on,
        person=tested.client_ids,
        bootstrap=bootstrap,
    )


def population_words(stratum: Stratum) -> str:
    """Whom a curve of this stratum is fitted on, in words."""
    measure = catalogue()[stratum.measure_id].name
    return (
        f"Closed episodes of this clinic with the {measure}, {AGES[stratum.age_band]}, "
        f"{SERVICES[stratum.service_kind]}: rated by {RATERS[stratum.rater]} at session 1, 2 or 3 "
        "and again later"
    )


def _sentence(fitted: CurveFit, found: ClosedSums) -> str:
    """Where it comes from, in a sentence that stands beside what is drawn from the curve."""
    return (
        f"Fitted on {fitted.n_episodes:,} episodes of this clinic, closed between "
        f"{found.first_closed_on.isoformat()} and {found.last_closed_on.isoformat()}, with "
        f"{fitted.n_scores:,} scores after the intake; blended with {fitted.prior}, which counts "
        f"as {fitted.prior_episodes:.0f} episodes."
    )


def _stage(found: ClosedSums, evaluation: Evaluation | None) -> str:
    """ "local" only where the bands held for these very episodes, all of them held out in turn."""
    if evaluation is None or evaluation.stage is None:
        return "blended"
    tested = max(each.n_episodes for each in found.by_age.values())
    same = evaluation.n_closed == tested
    return "local" if same and evaluation.stage.stage == "local" else "blended"


def _check_evaluation(evaluation: Evaluation | None, stratum: Stratum) -> None:
    if evaluation is None:
        return
    measure = catalogue()[stratum.measure_id]
    if (evaluation.measure_id, evaluation.measure_version) != (measure.id, measure.version):
        raise Refused("The evaluation is of another measure, or of another version of it.")


def _provenance(fitted: CurveFit, found: ClosedSums, stratum: Stratum) -> dict[str, Any]:
    return {
        "population": population_words(stratum),
        "stratum": asdict(stratum),
        "first_closed_on": found.first_closed_on.isoformat(),
        "last_closed_on": found.last_closed_on.isoformat(),
        "n_episodes": fitted.n_episodes,
        "n_scores": fitted.n_scores,
        "prior": fitted.prior,
        "prior_episodes": fitted.prior_episodes,
    }
