"""What is to be foreseen, and by what: the two outcomes and the rules that are compared.

The trivial rules are the bar. "No change so far" and "less than the reliable change so far" need
no software at all; a curve that does not tell more than the change itself is of no use.
"""

from __future__ import annotations

import numpy as np

from outcomes.change import status
from outcomes.change.status import NOT_ON_TRACK_CHANCE, VERY_LOW, WATCH_CHANCE
from outcomes.change.validation.predictions import Predictions

NO_RELIABLE_IMPROVEMENT = "no_reliable_improvement"
RELIABLE_DETERIORATION = "reliable_deterioration"
OUTCOMES = (NO_RELIABLE_IMPROVEMENT, RELIABLE_DETERIORATION)

RAW_CHANGE, BAND, POSTERIOR = "raw_change", "band", "posterior"
MARKERS = (RAW_CHANGE, BAND, POSTERIOR)
"""Predictors by degrees. The first is the one that the others have to beat."""

PREDICTORS = (
    "no_change_so_far",
    "below_reliable_change",
    RAW_CHANGE,
    BAND,
    POSTERIOR,
    "posterior_70",
    "not_on_track",
    "watch_or_not_on_track",
)
"""D <= 0; D < RC; D by degrees; benefit percentile, by degrees and below 10; chance told by the
curve, by degrees and from .50; the same from .70; the status, which is the rule in use."""


def counted(predictions: Predictions, outcome: str) -> np.ndarray:
    """True for the courses in which an outcome could be reached and would matter.

    No reliable improvement: the intake in the clinical range (where a cut-off is known) and an
    improvement attainable. Reliable deterioration: a deterioration attainable.
    """
    if outcome == NO_RELIABLE_IMPROVEMENT:
        return predictions.intake_clinical & predictions.attainable_improvement
    return predictions.attainable_deterioration


def happened(predictions: Predictions, outcome: str, *, limit: float) -> np.ndarray:
    """True where the last score shows the outcome: D < RC, or D <= -RC."""
    if outcome == NO_RELIABLE_IMPROVEMENT:
        return predictions.last_gain < limit
    return predictions.last_gain <= -limit


def chances(predictions: Predictions, outcome: str) -> np.ndarray:
    """The chance of the outcome that the curve told at each score."""
    if outcome == NO_RELIABLE_IMPROVEMENT:
        return predictions.p_no_reliable_improvement
    return predictions.p_reliable_worsening


def markers(predictions: Predictions, outcome: str) -> dict[str, np.ndarray]:
    """The predictors by degrees, each the higher the more the outcome is to be feared."""
    return {
        RAW_CHANGE: -predictions.gain,
        BAND: -predictions.benefit_percentile,
        POSTERIOR: chances(predictions, outcome),
    }


def alarms(predictions: Predictions, outcome: str, *, limit: float) -> dict[str, np.ndarray]:
    """Which scores raise an alarm, by each predictor that has a limit; never at the intake.

    Nothing in use sets a limit to the chance of reliable worsening, so that the posterior raises
    alarms for the first outcome only.
    """
    gain, standing = predictions.gain, predictions.status
    not_on_track = standing == status.NOT_ON_TRACK
    found = {
        "no_change_so_far": gain <= 0.0,
        "below_reliable_change": gain < limit,
        BAND: predictions.benefit_percentile < VERY_LOW,
        "not_on_track": not_on_track,
        "watch_or_not_on_track": not_on_track | (standing == status.WATCH),
    }
    if outcome == NO_RELIABLE_IMPROVEMENT:
        chance = predictions.p_no_reliable_improvement
        found |= {POSTERIOR: chance >= WATCH_CHANCE, "posterior_70": chance >= NOT_ON_TRACK_CHANCE}
    return found
