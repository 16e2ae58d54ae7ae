"""What a rule would have done over whole courses: how often it calls, whom it misses, how early.

A landmark asks at one moment; a service is asked at every score. An alarm is *opened* at a score
that raises one when the score before did not; the same alarm standing on is not counted again.
Lead time runs from the first alarm of a course to its last score, in attended sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from outcomes.change.validation import predictors
from outcomes.change.validation.bootstrap import (
    Estimate,
    OfSums,
    Ratio,
    Resampled,
    Statistic,
    by_client,
    ratios,
)
from outcomes.change.validation.landmarks import FEWEST
from outcomes.change.validation.predictions import Predictions
from outcomes.change.validation.predictors import OUTCOMES, PREDICTORS
from outcomes.change.validation.record import Record

FEWEST_SCORES = 3
"""A course can be warned of only if a score lies between its intake and its last."""

QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Forewarning(Record):
    """How often an alarm came before the last score, over courses of three scores or more.

    `sensitivity` of the `positives` of n courses with the outcome, `specificity` of those
    without it, `ppv` of the courses with an alarm. `lead_time` is the median number of sessions
    between the first alarm and the last score in courses with both outcome and alarm,
    `lead_lower` and `lead_upper` the quartiles (the smallest number that a quarter, half, three
    quarters of the courses do not exceed). None with the reason in `why_null`.
    """

    outcome: str
    n: int
    positives: int
    sensitivity: Estimate | None
    specificity: Estimate | None
    ppv: Estimate | None
    lead_time: Estimate | None
    lead_lower: int | None
    lead_upper: int | None
    why_null: dict[str, str]


@dataclass(frozen=True, slots=True)
class Alarms(Record):
    """One rule over all courses: alarms `opened` in `n_sessions` rated sessions (the intake
    among them), opened and standing per 100 sessions, and what it foretold of each outcome."""

    predictor: str
    n_sessions: int
    opened: int
    per_100_sessions: Estimate
    standing_per_100_sessions: Estimate
    forewarnings: tuple[Forewarning, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AlarmRows:
    """One rule's alarms at all scores, and its first alarm in each course (-1: none)."""

    predictor: str
    predictions: Predictions
    alarm: np.ndarray
    ends: Predictions
    """The last score of each course of three scores or more, for what is known of the course."""
    lead: np.ndarray
    """Sessions from the first alarm to the last score of those courses; -1 without alarm."""
    limit: float

    def load(self) -> dict[str, Ratio]:
        """Alarms opened and standing, each over all rated sessions."""
        one = np.ones(len(self.alarm))
        opened = self.alarm & ~_before(self.alarm, self.predictions)
        return {"opened": Ratio(100.0 * opened, one), "standing": Ratio(100.0 * self.alarm, one)}

    def shares(self, outcome: str) -> dict[str, Ratio]:
        """Sensitivity, specificity and PPV of courses, zero rows where a course does not count."""
        counted, warned = predictors.counted(self.ends, outcome), self.lead >= 0
        happened = predictors.happened(self.ends, outcome, limit=self.limit)
        return {
            "sensitivity": _ratio(warned, counted & happened),
            "specificity": _ratio(~warned, counted & ~happened),
            "ppv": _ratio(happened, counted & warned),
        }

    def led(self, outcome: str) -> np.ndarray:
        """The courses whose lead time counts: outcome and alarm."""
        happened = predictors.happened(self.ends, outcome, limit=self.limit)
        return predictors.counted(self.ends, outcome) & happened & (self.lead >= 0)


def alarm_rows(predictions: Predictions, limit: float) -> list[AlarmRows]:
    """One entry for each predictor with a limit, in the order of `PREDICTORS`."""
    raised = predictors.alarms(predictions, OUTCOMES[0], limit=limit)
    long_enough = predictions.n + predictions.later >= FEWEST_SCORES
    ends = predictions.take((predictions.later == 0) & long_enough)
    return [
        AlarmRows(
            name, predictions, raised[name], ends, _leads(predictions, raised[name], ends), limit
        )
        for name in PREDICTORS
        if name in raised
    ]


def alarm_statistics(asked: AlarmRows) -> dict[str, Statistic]:
    """What has to be resampled for a rule, by name."""
    clients = asked.predictions.n_clients
    load = list(asked.load().values())
    found = {"load": ratios(load, asked.predictions.client, clients=clients)}
    for outcome in OUTCOMES:
        shares = list(asked.shares(outcome).values())
        found[f"shares {outcome}"] = ratios(shares, asked.ends.client, clients=clients)
        led = asked.led(outcome)
        if led.any():
            found[f"lead {outcome}"] = quartiles(
                asked.lead[led], asked.ends.client[led], clients=clients
            )
    return found


def alarms_of(asked: AlarmRows, found: Mapping[str, Resampled]) -> Alarms:
    """The rule's figures from its resampled statistics."""
    n = len(asked.alarm)
    return Alarms(
        predictor=asked.predictor,
        n_sessions=n,
        opened=round(float(asked.load()["opened"].above.sum()) / 100.0),
        per_100_sessions=found["load"].estimate(0, n=n),
        standing_per_100_sessions=found["load"].estimate(1, n=n),
        forewarnings=tuple(_forewarning(asked, outcome, found) for outcome in OUTCOMES),
    )


def quartiles(values: np.ndarray, client: np.ndarray, *, clients: int) -> Statistic:
    """The statistic of the quartiles of whole numbers: for each, the smallest value that at
    least this share does not exceed."""
    each = np.unique(values)
    counts = by_client([(values == value).astype(float) for value in each], client, clients=clients)

    def finish(sums: np.ndarray) -> np.ndarray:
        upto = np.cumsum(sums, axis=0)
        # A hair less, so that 3 of 12 is a quarter in spite of rounding.
        reached = [upto >= share * upto[-1] - 1e-9 for share in QUARTILES]
        found = np.stack([each[np.argmax(one, axis=0)] for one in reached]).astype(float)
        return np.where(upto[-1] > 0, found, np.nan)

    return OfSums(counts, finish)


_EMPTY = {
    "sensitivity": "nobody_with_outcome",
    "specificity": "nobody_without_outcome",
    "ppv": "no_alarm",
}


def _before(alarm: np.ndarray, predictions: Predictions) -> np.ndarray:
    """Whether the course's score before raised an alarm; False at the intake."""
    return np.concatenate([[False], alarm[:-1]]) & (predictions.n > 1)


def _ratio(part: np.ndarray, whole: np.ndarray) -> Ratio:
    return Ratio((part & whole).astype(float), whole.astype(float))


def _leads(predictions: Predictions, alarm: np.ndarray, ends: Predictions) -> np.ndarray:
    early = np.flatnonzero(alarm & (predictions.later > 0))
    courses, first = np.unique(predictions.course[early], return_index=True)
    lead = predictions.last_session - predictions.session
    place = np.minimum(np.searchsorted(courses, ends.course), max(len(courses) - 1, 0))
    if not len(courses):
        return np.full(len(ends), -1)
    return np.where(courses[place] == ends.course, lead[early[first]][place], -1)


def _forewarning(asked: AlarmRows, outcome: str, found: Mapping[str, Resampled]) -> Forewarning:
    counts = asked.shares(outcome)
    shares = {
        name: found[f"shares {outcome}"].share(
            place, count=int(ratio.above.sum()), n=int(ratio.below.sum())
        )
        for place, (name, ratio) in enumerate(counts.items())
    }
    why = {name: _EMPTY[name] for name, figure in shares.items() if figure is None}
    led = int(asked.led(outcome).sum())
    middle, lower, upper = _lead_times(found.get(f"lead {outcome}"), led)
    if not led:
        why |= dict.fromkeys(("lead_time", "lead_lower", "lead_upper"), "nobody_forewarned")
    positives = int(counts["sensitivity"].below.sum())
    n = positives + int(counts["specificity"].below.sum())
    return Forewarning(outcome, n, positives, **shares, lead_time=middle, lead_lower=lower,
                       lead_upper=upper, why_null=why)  # fmt: skip


def _lead_times(found: Resampled | None, n: int) -> tuple[Estimate | None, int | None, int | None]:
    if found is None:
        return None, None, None
    lower, middle, upper = (int(value) for value in found.value)
    # Of whole numbers all draws can agree, so that few courses would look certain.
    low, high = (found.low[1], found.high[1]) if n >= FEWEST else (np.nan, np.nan)
    known = np.isfinite(low)
    interval = (float(low), float(high)) if known else (None, None)
    return Estimate(float(middle), *interval, n), lower, upper
