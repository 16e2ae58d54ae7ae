"""One sentence's worth: does the curve foresee better than the change that anyone can see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.change.validation.bootstrap import Estimate
from outcomes.change.validation.landmarks import FEWEST, TOO_FEW, WORSE, Landmark
from outcomes.change.validation.predictors import NO_RELIABLE_IMPROVEMENT
from outcomes.change.validation.record import Record

DECIDES = 4
"""Scores at the landmark that decides, fixed before looking: early enough to change something."""


@dataclass(frozen=True, slots=True)
class Verdict(Record):
    """What may be said of a curve, with the landmark that decided.

    `code` is "worse_than_raw_change", "no_better_than_raw_change", "better_than_raw_change" or
    "too_few_to_say"; `difference` the AUC of the posterior less that of the raw change at
    `scores` scores, on `n` courses, `positives` of them without reliable improvement (where all
    are too few, those of the landmark that came nearest). `why` is None, "too_few", "no_interval"
    (of the difference, without resampling), or "no_limit" for a measure without a reliable change.
    """

    code: str
    scores: int | None = None
    n: int = 0
    positives: int = 0
    difference: Estimate | None = None
    why: str | None = None


def verdict_on(landmarks: Sequence[Landmark]) -> Verdict:
    """The verdict from the landmarks of "no reliable improvement".

    Worse at any landmark is worse: that must not hide behind another. Otherwise four scores
    decide, three where too few came that far.
    """
    asked = [each for each in landmarks if each.outcome == NO_RELIABLE_IMPROVEMENT]
    if not asked:
        return Verdict(TOO_FEW, why="no_limit")
    judged = [each for each in asked if each.verdict != TOO_FEW]
    if not judged:
        nearest = max(asked, key=lambda each: min(each.positives, each.n - each.positives))
        few = min(nearest.positives, nearest.n - nearest.positives) < FEWEST
        why = "too_few" if few else "no_interval"
        return Verdict(TOO_FEW, nearest.scores, nearest.n, nearest.positives, None, why)
    deciding = min(judged, key=lambda each: (each.verdict != WORSE, abs(each.scores - DECIDES)))
    return Verdict(
        deciding.verdict, deciding.scores, deciding.n, deciding.positives, deciding.difference
    )
