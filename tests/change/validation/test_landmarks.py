"""Landmarks by hand: eight PHQ-9 courses (RC 6, cut-off 10), looked at after three scores."""

from __future__ import annotations

import pytest

from outcomes.change import Course
from outcomes.change.validation.bootstrap import Estimate, resampled
from outcomes.change.validation.landmarks import (
    landmark_of,
    landmark_rows,
    landmark_statistics,
    verdict_of,
)
from outcomes.change.validation.predictors import NO_RELIABLE_IMPROVEMENT, RELIABLE_DETERIORATION

COURSES = [
    # scores 1 to 5; after three: gain; at the end: gain
    (18, 17, 17, 17, 17),  # +1; +1: not improved
    (20, 20, 21, 22, 22),  # -1; -2: not improved
    (16, 14, 12, 10, 8),  # +4; +8
    (15, 15, 15, 12, 9),  # 0; +6: a tie reaches the reliable change
    (24, 21, 18, 19, 20),  # +6; +4: not improved
    (14, 10, 6, 5, 5),  # +8; +9
    (9, 9, 10, 12, 15),  # -1; -6: began outside the clinical range, and deteriorated
    (18, 17, 17, 17),  # only one score to come: no landmark
]


@pytest.fixture
def landmarks(phq9, told):
    return _landmarks(told([Course(range(1, len(c) + 1), c) for c in COURSES], phq9))


def _landmarks(predictions, draws=0):
    found = {}
    for asked in landmark_rows(predictions, 6.0):
        statistics = landmark_statistics(asked)
        values = resampled(statistics, clients=predictions.n_clients, draws=draws, seed=1)
        found[asked.outcome, asked.scores] = landmark_of(asked, values)
    return found


def test_only_courses_that_could_improve_are_counted(landmarks):
    found = landmarks[NO_RELIABLE_IMPROVEMENT, 3]
    assert (found.n, found.positives) == (6, 3)
    worse = landmarks[RELIABLE_DETERIORATION, 3]
    # All but the one of four scores; 24 has room for 3 points only and leaves as well.
    assert (worse.n, worse.positives) == (6, 1)


def test_landmark_needs_two_scores_to_come(landmarks):
    assert [landmarks[NO_RELIABLE_IMPROVEMENT, k].n for k in (3, 4, 6)] == [6, 0, 0]
    assert landmarks[NO_RELIABLE_IMPROVEMENT, 4].why_null["difference"] == "no_courses"


def test_area_of_the_raw_change(landmarks):
    # Losses of those not improved -1, 1, -6, of the others -4, 0, -8: 2 + 3 + 1 of 9 pairs.
    found = landmarks[NO_RELIABLE_IMPROVEMENT, 3].of("raw_change")
    assert found.auc.value == pytest.approx(6 / 9)
    assert found.sensitivity is None
    assert found.why_null["sensitivity"] == "no_limit_in_use"


@pytest.mark.parametrize(
    ("rule", "alarms", "sensitivity", "specificity", "ppv", "npv"),
    [
        # D <= 0: the second and the fourth.
        ("no_change_so_far", 2, (1, 3), (2, 3), (1, 2), (2, 4)),
        # D < 6: the first four.
        ("below_reliable_change", 4, (2, 3), (1, 3), (2, 4), (1, 2)),
    ],
)
def test_four_shares_of_a_rule(rule, alarms, sensitivity, specificity, ppv, npv, *, landmarks):
    found = landmarks[NO_RELIABLE_IMPROVEMENT, 3].of(rule)
    assert found.alarms == alarms
    shares = (found.sensitivity, found.specificity, found.ppv, found.npv)
    assert [(each.count, each.n) for each in shares] == [sensitivity, specificity, ppv, npv]
    assert found.auc is None
    assert found.why_null == {"auc": "yes_or_no"}


def test_rule_that_never_calls_has_no_predictive_value(phq9, told):
    # All fall to the floor at once: nobody is without change, nobody fails to improve.
    courses = [Course(range(1, 6), (18, 5, 5, 5, 5)) for _ in range(3)]
    found = _landmarks(told(courses, phq9))[NO_RELIABLE_IMPROVEMENT, 3].of("no_change_so_far")
    assert (found.alarms, found.specificity.value) == (0, 1.0)
    assert found.why_null["sensitivity"] == "nobody_with_outcome"
    assert found.why_null["ppv"] == "no_alarm"


def test_status_is_judged_as_it_stands(phq9, told):
    # facts section 4: sequence A (PHQ-9 18 17 17) is watch at the third score, C (12 14 15) too.
    courses = [Course(range(1, 6), (18, 17, 17, 16, 16)), Course(range(1, 6), (12, 14, 15, 16, 18))]
    found = _landmarks(told(courses, phq9))[NO_RELIABLE_IMPROVEMENT, 3]
    assert found.of("not_on_track").alarms == 0
    assert found.of("watch_or_not_on_track").alarms == 2
    # P(no RI) .618 and .907.
    assert (found.of("posterior").alarms, found.of("posterior_70").alarms) == (2, 1)


def test_brier_score_is_the_mean_squared_miss(phq9, told):
    # The two chances of the sequences above, both not improved: (.382^2 + .093^2) / 2.
    courses = [Course(range(1, 6), (18, 17, 17, 16, 16)), Course(range(1, 6), (12, 14, 15, 16, 18))]
    found = _landmarks(told(courses, phq9))[NO_RELIABLE_IMPROVEMENT, 3].calibration
    assert found.brier.value == pytest.approx((0.382**2 + 0.093**2) / 2, abs=5e-4)
    assert found.predicted.value == pytest.approx((0.618 + 0.907) / 2, abs=5e-4)
    assert (found.observed.count, found.observed.n, found.brier_of_share) == (2, 2, 0.0)
    assert found.why_null == {"slope": "too_few", "intercept": "too_few"}


def test_posterior_sets_no_limit_for_deterioration(landmarks):
    found = landmarks[RELIABLE_DETERIORATION, 3].of("posterior")
    assert found.auc is not None
    assert found.why_null["ppv"] == "no_limit_in_use"


def test_chances_of_a_right_curve_are_right(simulate, phq9, told):
    # Made and told by the starter, the end at session 8, the horizon of a prediction from four
    # scores: slope 1, intercept 0, and as many as predicted, within the noise of 10,000 clients.
    caseload = simulate(10_000, 8)
    courses = [
        Course(range(1, 9), caseload.score[begin : begin + 8]) for begin in caseload.start[:-1]
    ]
    found = _landmarks(told(courses, phq9))[NO_RELIABLE_IMPROVEMENT, 4].calibration
    assert found.slope.value == pytest.approx(1.0, abs=0.06)
    assert found.intercept.value == pytest.approx(0.0, abs=0.06)
    assert found.predicted.value == pytest.approx(found.observed.value, abs=0.012)
    assert found.brier.value < found.brier_of_share
    for each in found.bins:
        assert each.predicted == pytest.approx(each.observed.value, abs=0.045)


@pytest.mark.parametrize(
    ("low", "high", "enough", "verdict"),
    [
        (-0.05, -0.01, True, "worse_than_raw_change"),
        (-0.01, 0.03, True, "no_better_than_raw_change"),
        (0.0, 0.03, True, "no_better_than_raw_change"),
        (0.001, 0.03, True, "better_than_raw_change"),
        (0.001, 0.03, False, "too_few_to_say"),
        (None, None, True, "too_few_to_say"),
    ],
)
def test_interval_of_the_difference_decides(low, high, enough, verdict):
    assert verdict_of(Estimate(0.01, low, high, 100), enough=enough) == verdict
    assert verdict_of(None, enough=True) == "too_few_to_say"
