"""The status of a course: seven rules in order, each a number that an explanation can cite.

k is the number of scores, D the gain since intake, b the benefit percentile of the latest score,
p the chance of no reliable improvement, "fall" how far the latest is below the client's own best.
The limits are conventions of this project.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

STATUSES = np.array(
    ["insufficient", "on_track", "watch", "not_on_track", "improved", "recovered", "cannot_tell"],
    dtype=object,
)
INSUFFICIENT, ON_TRACK, WATCH, NOT_ON_TRACK, IMPROVED, RECOVERED, CANNOT_TELL = range(7)

LOW, VERY_LOW, MIDDLE = 25.0, 10.0, 50.0
"""Benefit percentiles below which a course is watched, is not on track; and the middle."""

WATCH_CHANCE, WATCH_SCORES = 0.50, 3
NOT_ON_TRACK_CHANCE, NOT_ON_TRACK_SCORES = 0.70, 4
"""Chance of no reliable improvement, and number of scores, from which it counts."""

CHECKPOINT_SCORES, DEEPER_REVIEW_SCORES = 3, 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One outcome of the rules: its number, the status it gives, the code of its reason."""

    number: int
    status: int
    reason: str


RULES = (
    Rule(0, CANNOT_TELL, "no_reliable_change_known"),
    Rule(1, INSUFFICIENT, "too_few_scores"),
    Rule(2, NOT_ON_TRACK, "reliably_worse"),
    Rule(3, RECOVERED, "recovered"),
    Rule(3, IMPROVED, "reliably_better"),
    Rule(4, WATCH, "fell_back"),
    Rule(4, ON_TRACK, "began_outside_clinical_range"),
    Rule(4, ON_TRACK, "improvement_not_attainable"),
    Rule(5, NOT_ON_TRACK, "below_expected"),
    Rule(5, NOT_ON_TRACK, "little_prospect"),
    Rule(6, WATCH, "below_expected"),
    Rule(6, WATCH, "little_prospect"),
    Rule(6, WATCH, "fell_back"),
    Rule(7, ON_TRACK, "as_expected"),
    Rule(7, ON_TRACK, "within_error"),
)
"""Every way a status can come about; `decide` answers with positions in this tuple."""

_STATUS_OF_RULE = np.array([rule.status for rule in RULES])


class Grounds(NamedTuple):
    """What the rules look at, one entry a course; nan where a value cannot be had."""

    n: np.ndarray
    gain: np.ndarray
    fall: np.ndarray
    recovered: np.ndarray
    began_outside: np.ndarray
    attainable: np.ndarray
    benefit_percentile: np.ndarray
    p_no_reliable_improvement: np.ndarray


def decide(grounds: Grounds, reliable_change: float | None) -> np.ndarray:
    """Which rule of RULES decides each course.

    Without a reliable change nothing can be told. Without a curve (nan) rules 5 and 6 fall
    silent but for the fall from the client's own best.
    """
    n, b, p = grounds.n, grounds.benefit_percentile, grounds.p_no_reliable_improvement
    if reliable_change is None:
        return np.zeros(np.shape(n), dtype=np.int64)
    fell = grounds.fall >= reliable_change
    better = grounds.gain >= reliable_change
    no_improvement_due = grounds.began_outside | ~grounds.attainable
    below_middle = b < MIDDLE
    conditions = [
        n < 2,
        grounds.gain <= -reliable_change,
        better & grounds.recovered,
        better,
        no_improvement_due & fell,
        grounds.began_outside,
        ~grounds.attainable,
        b < VERY_LOW,
        (n >= NOT_ON_TRACK_SCORES) & (p >= NOT_ON_TRACK_CHANCE) & below_middle,
        b < LOW,
        (n >= WATCH_SCORES) & (p >= WATCH_CHANCE) & below_middle,
        fell,
        ~np.isnan(b),
    ]
    return np.select(conditions, list(range(1, 14)), default=14)


def status_of(rule: np.ndarray) -> np.ndarray:
    """Status codes (see STATUSES) of rules answered by `decide`."""
    return _STATUS_OF_RULE[rule]


def prompts(
    n: np.ndarray, gain: np.ndarray, reliable_change: float | None
) -> tuple[np.ndarray, np.ndarray]:
    """True where a checkpoint (from 3 scores) and a deeper review (from 6) are due: no reliable
    improvement yet. Never without a reliable change."""
    if reliable_change is None:
        never = np.zeros(np.shape(n), dtype=bool)
        return never, never
    not_yet = gain < reliable_change
    return (n >= CHECKPOINT_SCORES) & not_yet, (n >= DEEPER_REVIEW_SCORES) & not_yet
