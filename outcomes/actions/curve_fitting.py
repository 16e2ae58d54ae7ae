"""Fitting a clinic's own curve: sums from the database, the fit, a version that is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from outcomes.actions.closed_episodes import ClosedSums, closed_sums
from outcomes.actions.curves import By, clinic_of, record_version
from outcomes.actions.writing import writing
from outcomes.change.fitting import FEWEST_EPISODES, CurveFit, blended
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
    evaluation: Mapping[str, Any] | None = None,
    clinic_id: int | None = None,
) -> CurveVersion:
    """Fit the curve of a stratum on the clinic's closed episodes and keep it as a new version.

    The episodes are blended with the starter curve, which counts as fifty of them.

    Args:
        evaluation: `Evaluation.to_dict()` of the same episodes. Without it, or where it does not
            say "local", the stage stays "blended" however many episodes there are.
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
                fitted.curve, stage=_stage(n, evaluation), provenance=_sentence(fitted, found)
            ),
            stratum=stratum,
            provenance=_provenance(fitted, found, stratum),
            fit_report=fitted.report(),
            evaluation=evaluation,
            clinic_id=own,
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


def _stage(n: int, evaluation: Mapping[str, Any] | None) -> str:
    """ "local" only where the bands held for these very episodes, all of them held out in turn."""
    stage = (evaluation or {}).get("stage") or {}
    return "local" if (stage.get("stage"), stage.get("n_closed")) == ("local", n) else "blended"


def _check_evaluation(evaluation: Mapping[str, Any] | None, stratum: Stratum) -> None:
    if evaluation is None:
        return
    measure = catalogue()[stratum.measure_id]
    of = evaluation.get("measure_id"), evaluation.get("measure_version")
    if of != (measure.id, measure.version):
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
