"""Predictions at fixed points of a course, each rule against what the last score showed.

A landmark is a number of scores k, of courses with at least two scores to come. What is to be
foreseen is the class at the last score. Every predictor is judged on exactly the same courses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from outcomes.change.validation import predictors
from outcomes.change.validation.bootstrap import Estimate, Ratio, Resampled, Statistic, ratios
from outcomes.change.validation.calibration import Calibration, bins_of, line
from outcomes.change.validation.discrimination import areas
from outcomes.change.validation.predictions import Predictions
from outcomes.change.validation.predictors import MARKERS, PREDICTORS
from outcomes.change.validation.record import Record

LANDMARKS = (3, 4, 6)
LATER = 2
FEWEST = 10
"""Courses with the outcome, and courses without it, that a verdict needs."""

WORSE, NO_BETTER, BETTER = (
    "worse_than_raw_change",
    "no_better_than_raw_change",
    "better_than_raw_change",
)
TOO_FEW = "too_few_to_say"


@dataclass(frozen=True, slots=True)
class Discrimination(Record):
    """One predictor at a landmark. None with the reason in `why_null`.

    `alarms` of the landmark's n courses; `sensitivity` the share of those with the outcome that
    had an alarm, `specificity` of those without it that had none, `ppv` of the alarms that came
    true, `npv` of the courses without alarm that were rightly left alone. PPV and NPV hold only
    where the outcome is as common as here.
    """

    predictor: str
    auc: Estimate | None
    alarms: int | None
    sensitivity: Estimate | None
    specificity: Estimate | None
    ppv: Estimate | None
    npv: Estimate | None
    why_null: dict[str, str]


@dataclass(frozen=True, slots=True)
class Landmark(Record):
    """All predictors after `scores` scores, on `n` courses, `positives` with the outcome.

    `difference` is the AUC of the posterior less that of the raw change, and `verdict` what it
    allows to say: "too_few_to_say" below ten with or ten without the outcome, else by whether
    its 95 % interval lies above 0, below 0, or holds it.
    """

    scores: int
    outcome: str
    n: int
    positives: int
    predictors: tuple[Discrimination, ...]
    difference: Estimate | None
    verdict: str
    calibration: Calibration | None
    why_null: dict[str, str]

    def of(self, predictor: str) -> Discrimination:
        """The figures of one predictor, by name. Raises KeyError for another name."""
        return {each.predictor: each for each in self.predictors}[predictor]


@dataclass(frozen=True, slots=True, eq=False)
class LandmarkRows:
    """The courses of one landmark and outcome, one row each: the question before its figures."""

    scores: int
    outcome: str
    rows: Predictions
    happened: np.ndarray
    limit: float
    n_clients: int
    """People in all the predictions, of whom `rows` may hold only some."""

    @property
    def positives(self) -> int:
        """Courses with the outcome."""
        return int(self.happened.sum())

    @property
    def enough(self) -> bool:
        """True with ten courses or more on either side."""
        return min(self.positives, len(self.rows) - self.positives) >= FEWEST

    def alarms(self) -> dict[str, np.ndarray]:
        """The alarms at the landmark, by predictor."""
        return predictors.alarms(self.rows, self.outcome, limit=self.limit)

    def ratios(self) -> dict[str, Ratio]:
        """Every share and mean, by name: "sensitivity of band", "brier", ..."""
        one = np.ones(len(self.rows))
        chance = predictors.chances(self.rows, self.outcome)
        found = {
            "predicted": Ratio(chance, one),
            "observed": Ratio(self.happened.astype(float), one),
            "brier": Ratio((chance - self.happened) ** 2, one),
        }
        for name, alarm in self.alarms().items():
            for share, (part, whole) in _four_shares(alarm, self.happened).items():
                found[f"{share} of {name}"] = Ratio(
                    (part & whole).astype(float), whole.astype(float)
                )
        return found


def landmark_rows(predictions: Predictions, limit: float) -> list[LandmarkRows]:
    """The landmarks of all outcomes, in the order of `OUTCOMES`, then by number of scores."""
    return [
        _rows_at(predictions, scores, outcome, limit)
        for outcome in predictors.OUTCOMES
        for scores in LANDMARKS
    ]


def landmark_statistics(asked: LandmarkRows) -> dict[str, Statistic]:
    """What has to be resampled for a landmark, by name."""
    if not len(asked.rows):
        return {}
    client = asked.rows.client
    marked = predictors.markers(asked.rows, asked.outcome)
    found = {
        "ratios": ratios(list(asked.ratios().values()), client, clients=asked.n_clients),
        "areas": areas([marked[name] for name in MARKERS], asked.happened, client=client),
    }
    if asked.enough:
        chance = predictors.chances(asked.rows, asked.outcome)
        found["line"] = line(chance, asked.happened, client=client)
    return found


def landmark_of(asked: LandmarkRows, found: Mapping[str, Resampled]) -> Landmark:
    """The landmark from its resampled statistics."""
    n = len(asked.rows)
    if not n:
        why = dict.fromkeys(("difference", "calibration"), "no_courses")
        return Landmark(asked.scores, asked.outcome, 0, 0, (), None, TOO_FEW, None, why)
    difference = found["areas"].estimate(len(MARKERS) + 1, n=n)
    return Landmark(
        scores=asked.scores,
        outcome=asked.outcome,
        n=n,
        positives=asked.positives,
        predictors=tuple(_discrimination(name, asked, found) for name in PREDICTORS),
        difference=difference,
        verdict=verdict_of(difference, enough=asked.enough),
        calibration=_calibration(asked, found),
        why_null={} if difference else {"difference": "one_group_empty"},
    )


def verdict_of(difference: Estimate | None, *, enough: bool) -> str:
    """What a difference of two areas allows to say, from its interval."""
    if difference is None or not enough or difference.low is None:
        return TOO_FEW
    if difference.high < 0.0:
        return WORSE
    return BETTER if difference.low > 0.0 else NO_BETTER


def _rows_at(predictions: Predictions, scores: int, outcome: str, limit: float) -> LandmarkRows:
    here = (predictions.n == scores) & (predictions.later >= LATER)
    rows = predictions.take(here & predictors.counted(predictions, outcome))
    happened = predictors.happened(rows, outcome, limit=limit)
    return LandmarkRows(scores, outcome, rows, happened, limit, predictions.n_clients)


_EMPTY = {
    "sensitivity": "nobody_with_outcome",
    "specificity": "nobody_without_outcome",
    "ppv": "no_alarm",
    "npv": "alarm_for_all",
}
"""Why a share cannot be had: its denominator is empty."""


def _four_shares(
    alarm: np.ndarray, happened: np.ndarray
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Share -> (what counts, out of what)."""
    return {
        "sensitivity": (alarm, happened),
        "specificity": (~alarm, ~happened),
        "ppv": (happened, alarm),
        "npv": (~happened, ~alarm),
    }


def _discrimination(
    name: str, asked: LandmarkRows, found: Mapping[str, Resampled]
) -> Discrimination:
    auc, why = None, {}
    if name not in MARKERS:
        why["auc"] = "yes_or_no"
    else:
        auc = found["areas"].estimate(MARKERS.index(name), n=len(asked.rows))
        why |= {} if auc else {"auc": "one_group_empty"}
    alarm = asked.alarms().get(name)
    if alarm is None:
        why |= dict.fromkeys(("alarms", *_EMPTY), "no_limit_in_use")
        return Discrimination(name, auc, None, None, None, None, None, why)
    shares = {share: _share(f"{share} of {name}", asked, found["ratios"]) for share in _EMPTY}
    why |= {share: _EMPTY[share] for share, figure in shares.items() if figure is None}
    return Discrimination(name, auc, int(alarm.sum()), **shares, why_null=why)


def _share(name: str, asked: LandmarkRows, found: Resampled) -> Estimate | None:
    every = asked.ratios()
    counts = every[name]
    return found.share(
        list(every).index(name), count=int(counts.above.sum()), n=int(counts.below.sum())
    )


def _calibration(asked: LandmarkRows, found: Mapping[str, Resampled]) -> Calibration:
    n, positives = len(asked.rows), asked.positives
    names = list(asked.ratios())
    slope = intercept = None
    if asked.enough:
        intercept, slope = (found["line"].estimate(place, n=n) for place in (0, 1))
    why = (
        {}
        if slope
        else dict.fromkeys(("slope", "intercept"), "no_finite_slope" if asked.enough else "too_few")
    )
    chance = predictors.chances(asked.rows, asked.outcome)
    share = positives / n
    return Calibration(
        predicted=found["ratios"].estimate(names.index("predicted"), n=n),
        observed=found["ratios"].share(names.index("observed"), count=positives, n=n),
        slope=slope,
        intercept=intercept,
        brier=found["ratios"].estimate(names.index("brier"), n=n),
        brier_of_share=share * (1.0 - share),
        bins=bins_of(chance, asked.happened),
        why_null=why,
    )
