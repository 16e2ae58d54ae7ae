"""How well a curve predicts, told honestly. Pure: arrays in, frozen results out.

    evaluate(caseload, yardstick, fit=..., closed_on=...)   everything a model card shows
    stage_of(n_closed, coverage)                            starter, blended or local, and why

`docs/validation.md` says what each figure means and what it cannot say.
"""

from outcomes.change.validation.alarms import Alarms, Forewarning
from outcomes.change.validation.bootstrap import Estimate
from outcomes.change.validation.calibration import Bin, Calibration
from outcomes.change.validation.coverage import Coverage, CoverageGroup
from outcomes.change.validation.evaluation import Evaluation, HoldOut, evaluate
from outcomes.change.validation.landmarks import (
    BETTER,
    NO_BETTER,
    TOO_FEW,
    WORSE,
    Discrimination,
    Landmark,
)
from outcomes.change.validation.predictors import (
    NO_RELIABLE_IMPROVEMENT,
    OUTCOMES,
    PREDICTORS,
    RELIABLE_DETERIORATION,
)
from outcomes.change.validation.stages import Stage, Third, stage_of, thirds_of
from outcomes.change.validation.verdict import Verdict

__all__ = [
    "BETTER",
    "NO_BETTER",
    "NO_RELIABLE_IMPROVEMENT",
    "OUTCOMES",
    "PREDICTORS",
    "RELIABLE_DETERIORATION",
    "TOO_FEW",
    "WORSE",
    "Alarms",
    "Bin",
    "Calibration",
    "Coverage",
    "CoverageGroup",
    "Discrimination",
    "Estimate",
    "Evaluation",
    "Forewarning",
    "HoldOut",
    "Landmark",
    "Stage",
    "Third",
    "Verdict",
    "evaluate",
    "stage_of",
    "thirds_of",
]
