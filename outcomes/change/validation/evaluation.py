"""A curve put to the test: held out by client and by closing date, against the trivial rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from outcomes import __version__
from outcomes.change.courses import ASSESSMENTS, Caseload
from outcomes.change.expected import Curve
from outcomes.change.progress import RULES_VERSION
from outcomes.change.validation.alarms import Alarms, alarm_rows, alarm_statistics, alarms_of
from outcomes.change.validation.bootstrap import Resampled, Statistic, resampled
from outcomes.change.validation.coverage import (
    Coverage,
    coverage_of,
    coverage_rows,
    coverage_statistic,
)
from outcomes.change.validation.holding_out import folds_of, split_by_date
from outcomes.change.validation.landmarks import (
    TOO_FEW,
    Landmark,
    landmark_of,
    landmark_rows,
    landmark_statistics,
)
from outcomes.change.validation.predictions import (
    Predictions,
    part_of,
    predictions_of,
    usable,
)
from outcomes.change.validation.record import Record
from outcomes.change.validation.stages import Stage, stage_of
from outcomes.change.validation.verdict import Verdict, verdict_on
from outcomes.errors import OutcomesError
from outcomes.measures import Yardstick

Fit = Callable[[Caseload], Curve]
FEWEST_DRAWS = 100
BY_CLIENT, BY_DATE, FIXED = "by_client", "by_closing_date", "fixed_curve"


@dataclass(frozen=True, slots=True)
class HoldOut(Record):
    """How a curve did on `n_courses` courses of `n_clients` people, with `n_scores` scores.

    `how` is "by_client" (each predicted by a curve fitted without them, `folds` times over),
    "by_closing_date" (those closed from `first_day` on, predicted by a curve fitted on
    `n_fitted` courses closed before) or "fixed_curve" (nothing was fitted here; whether the
    curve had seen these clients is for its provenance to say). `left_out` courses are in
    neither part. `landmarks` and `alarms` are empty for a measure without a reliable change
    ("no_limit" in `why_null`).
    """

    how: str
    n_clients: int
    n_courses: int
    n_scores: int
    folds: int | None
    first_day: dt.date | None
    n_fitted: int | None
    left_out: int
    landmarks: tuple[Landmark, ...]
    alarms: tuple[Alarms, ...]
    coverage: Coverage | None
    why_null: dict[str, str]


@dataclass(frozen=True, slots=True)
class Evaluation(Record):
    """How well a curve predicts, as a model card needs it.

    `curve` is the one that all usable courses make together (or the fixed one); the figures
    come from `by_client` and `by_date`, where the clients were held out from the fit. `n_closed`
    courses had an intake by session 3 and a score after it, of `n_courses` given. `stage` is
    None for a fixed curve. What is None has its reason in `why_null`: "no_dates",
    "one_closing_date", "nothing_fitted", "no_courses", "assessments", "one_client",
    "fit_failed".
    """

    measure_id: str
    measure_version: str
    software: str
    rules_version: str
    curve: Curve | None
    n_courses: int
    n_closed: int
    seed: int
    draws: int
    verdict: Verdict
    stage: Stage | None
    by_client: HoldOut | None
    by_date: HoldOut | None
    why_null: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Everything that stays the same through an evaluation."""

    caseload: Caseload
    yardstick: Yardstick
    fit: Fit | Curve
    person: np.ndarray
    courses: np.ndarray
    folds: int
    seed: int
    draws: int

    def fitted(self, courses: np.ndarray) -> Curve:
        return self.fit(part_of(self.caseload, courses))

    def told(self, pairs: Sequence[tuple[np.ndarray, Curve]]) -> Predictions:
        return predictions_of(self.caseload, self.yardstick, told=pairs, person=self.person)


def evaluate(
    caseload: Caseload,
    yardstick: Yardstick,
    *,
    fit: Fit | Curve,
    closed_on: Sequence[dt.date | None] | np.ndarray | None = None,
    person: Sequence[Hashable] | np.ndarray | None = None,
    folds: int = 10,
    seed: int = 1,
    bootstrap: int = 1000,
) -> Evaluation:
    """Test how well a curve predicts, on closed episodes it has not been made from.

    Args:
        fit: makes a curve from the courses it is given (those usable and not held out), or a
            curve to be tested as it stands.
        closed_on: closing date of each course, None where unknown; without it nothing is held
            out by date.
        person: whose course each one is, where people can have several; else one each.
        folds: parts of the clients, each held out once.
        bootstrap: draws of clients for the intervals, 0 for none or at least 100.

    Raises ValueError for a measure without an expected course, lengths that do not match, or too
    few folds or draws, and whatever `fit` raises on all courses together. A `fit` that gives up
    (`OutcomesError`) on a part of them leaves that hold-out out, with the reason "fit_failed".
    """
    _check(caseload, yardstick, closed_on=closed_on, person=person, folds=folds, draws=bootstrap)
    whose = np.arange(caseload.n_clients) if person is None else _numbered(person)
    plan = _Plan(caseload, yardstick, fit, whose, usable(caseload), folds, seed, bootstrap)
    if isinstance(fit, Curve) or not plan.courses.any():
        curve = fit if isinstance(fit, Curve) else None
    else:
        curve = plan.fitted(plan.courses)
    by_client, no_clients = _by_client(plan)
    by_date, no_dates = _by_date(plan, closed_on)
    n_closed, fixed = int(plan.courses.sum()), isinstance(fit, Curve)
    why = {
        "by_client": no_clients,
        "by_date": no_dates,
        "stage": "nothing_fitted" if fixed else None,
        "curve": None if curve else no_clients,
    }
    return Evaluation(
        measure_id=yardstick.measure_id,
        measure_version=yardstick.measure_version,
        software=__version__,
        rules_version=RULES_VERSION,
        curve=curve,
        n_courses=caseload.n_clients,
        n_closed=n_closed,
        seed=seed,
        draws=bootstrap,
        verdict=_verdict(by_client),
        stage=None if fixed else stage_of(n_closed, by_client.coverage if by_client else None),
        by_client=by_client,
        by_date=by_date,
        why_null={name: reason for name, reason in why.items() if reason},
    )


def _by_client(plan: _Plan) -> tuple[HoldOut | None, str | None]:
    """Every usable course predicted by a curve that has not seen its client."""
    if not plan.courses.any():
        return None, "assessments" if plan.caseload.occasions == ASSESSMENTS else "no_courses"
    if isinstance(plan.fit, Curve):
        predictions = plan.told([(plan.courses, plan.fit)])
        return _hold_out(plan, predictions, how=FIXED), None
    fold = folds_of(plan.person, plan.courses, folds=plan.folds, seed=plan.seed)
    numbers = np.unique(fold[plan.courses])
    if len(numbers) < 2:
        return None, "one_client"
    try:
        pairs = [
            (fold == number, plan.fitted(plan.courses & (fold != number))) for number in numbers
        ]
    except OutcomesError:
        return None, "fit_failed"
    return _hold_out(plan, plan.told(pairs), how=BY_CLIENT, folds=len(numbers)), None


def _by_date(
    plan: _Plan, closed_on: Sequence[dt.date | None] | np.ndarray | None
) -> tuple[HoldOut | None, str | None]:
    """The later closings predicted by a curve made from the earlier ones."""
    if isinstance(plan.fit, Curve):
        return None, "nothing_fitted"
    if closed_on is None:
        return None, "no_dates"
    split = split_by_date(closed_on, plan.person, plan.courses)
    if split is None or not split.before.any():
        return None, "one_closing_date"
    try:
        curve = plan.fitted(split.before)
    except OutcomesError:
        return None, "fit_failed"
    predictions = plan.told([(split.after, curve)])
    found = _hold_out(
        plan,
        predictions,
        how=BY_DATE,
        first_day=split.first_day,
        n_fitted=int(split.before.sum()),
        left_out=split.left_out,
    )
    return found, None


def _verdict(found: HoldOut | None) -> Verdict:
    return verdict_on(found.landmarks) if found else Verdict(TOO_FEW, why="too_few")


def _hold_out(
    plan: _Plan,
    predictions: Predictions,
    *,
    how: str,
    folds: int | None = None,
    first_day: dt.date | None = None,
    n_fitted: int | None = None,
    left_out: int = 0,
) -> HoldOut:
    """All figures of some predictions, over one set of draws."""
    limit = plan.yardstick.reliable_change
    landmarks = landmark_rows(predictions, limit.value) if limit else []
    alarms = alarm_rows(predictions, limit.value) if limit else []
    covered = coverage_rows(predictions, plan.yardstick)
    statistics: dict[Hashable, Statistic] = {("coverage", 0, "shares"): coverage_statistic(covered)}
    for place, asked in enumerate(landmarks):
        statistics |= _named("landmark", place, landmark_statistics(asked))
    for place, asked in enumerate(alarms):
        statistics |= _named("alarm", place, alarm_statistics(asked))
    found = resampled(statistics, clients=predictions.n_clients, draws=plan.draws, seed=plan.seed)
    return HoldOut(
        how=how,
        n_clients=predictions.n_clients,
        n_courses=len(np.unique(predictions.course)),
        n_scores=len(predictions),
        folds=folds,
        first_day=first_day,
        n_fitted=n_fitted,
        left_out=left_out,
        landmarks=tuple(
            landmark_of(asked, _own(found, "landmark", place))
            for place, asked in enumerate(landmarks)
        ),
        alarms=tuple(
            alarms_of(asked, _own(found, "alarm", place)) for place, asked in enumerate(alarms)
        ),
        coverage=coverage_of(covered, found["coverage", 0, "shares"]),
        why_null={} if limit else dict.fromkeys(("landmarks", "alarms"), "no_limit"),
    )


def _named(kind: str, place: int, statistics: dict[str, Statistic]) -> dict[Hashable, Statistic]:
    return {(kind, place, name): each for name, each in statistics.items()}


def _own(found: dict[Hashable, Resampled], kind: str, place: int) -> dict[str, Resampled]:
    return {key[2]: each for key, each in found.items() if key[:2] == (kind, place)}


def _numbered(person: Sequence[Hashable] | np.ndarray) -> np.ndarray:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(each, len(numbers)) for each in person], dtype=np.int64)


def _check(
    caseload: Caseload,
    yardstick: Yardstick,
    *,
    closed_on: Sequence[dt.date | None] | np.ndarray | None,
    person: Sequence[Hashable] | np.ndarray | None,
    folds: int,
    draws: int,
) -> None:
    if not yardstick.curve_possible:
        raise ValueError(f"{yardstick.measure_id} has no expected course to evaluate")
    for name, values in (("closed_on", closed_on), ("person", person)):
        if values is not None and len(values) != caseload.n_clients:
            raise ValueError(f"{name} needs one entry for each course")
    if folds < 2:
        raise ValueError("at least two folds: somebody must be left to fit on")
    if draws != 0 and draws < FEWEST_DRAWS:
        raise ValueError(f"intervals need {FEWEST_DRAWS} draws or more (or 0 for none)")
