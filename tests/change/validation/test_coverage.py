"""Coverage by hand: with the level curve m = z1 and v = 1, so that a PHQ-9 score of x after an
intake of i has z - m = (i - x) / 5.65; Phi from a table of the normal distribution."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from outcomes.change import Course
from outcomes.change.validation.bootstrap import resampled
from outcomes.change.validation.coverage import coverage_of, coverage_rows, coverage_statistic
from outcomes.change.validation.predictions import cell


def _coverage(predictions, yardstick, draws=0):
    asked = coverage_rows(predictions, yardstick)
    found = resampled(
        {"c": coverage_statistic(asked)}, clients=predictions.n_clients, draws=draws, seed=1
    )
    return coverage_of(asked, found["c"])


def _cell(curve, yardstick, intake, score):
    low, high = cell(
        curve, yardstick, np.array([intake]), session=np.array([2]), score=np.array([score])
    )
    return float(low[0]), float(high[0])


def test_whole_number_stands_for_what_rounds_to_it(level_curve, phq9):
    # Phi(-/+ .5/5.65) = Phi(-/+ .0885) = .4647, .5353.
    assert _cell(level_curve, phq9, 16.0, 16.0) == pytest.approx((0.4647, 0.5353), abs=1e-4)


def test_score_in_tenths_stands_for_itself(level_curve, wellbeing):
    # (25.75 - 18) / 7.75 = 1: Phi(1) = .8413.
    assert _cell(level_curve, wellbeing, 18.0, 25.75) == pytest.approx((0.8413, 0.8413), abs=1e-4)


def test_end_of_the_scale_stands_for_everything_beyond(level_curve, phq9, wellbeing):
    # Best: 0 from 4 reaches from Phi(3.5/5.65) = Phi(.6195) = .7322 to 1. Worst: 27 from 25 from 0
    # to Phi(-1.5/5.65) = Phi(-.2655) = .3953. Tenths: 40 from 40 from .5 to 1.
    assert _cell(level_curve, phq9, 4.0, 0.0) == pytest.approx((0.7322, 1.0), abs=1e-4)
    assert _cell(level_curve, phq9, 25.0, 27.0) == pytest.approx((0.0, 0.3953), abs=1e-4)
    assert _cell(level_curve, wellbeing, 40.0, 40.0) == pytest.approx((0.5, 1.0))


def test_score_counts_for_the_part_of_it_that_lies_below(level_curve, phq9, told):
    # 16 -> 16: half of it below the median. 4 -> 0, from .7322 up: (.75 - .7322)/.2678 = .0665
    # below the 75th, (.9 - .7322)/.2678 = .6266 below the 90th.
    found = _coverage(
        told([Course((1, 2), (16, 16)), Course((1, 2), (4, 0))], phq9, level_curve), phq9
    )
    shares = [each.value for each in found.whole.below]
    assert shares == pytest.approx([0, 0, 0.25, (1 + 0.0665) / 2, (1 + 0.6266) / 2], abs=3e-4)
    assert found.whole.central.value == pytest.approx((1 + 0.6266) / 2, abs=3e-4)
    wanted = (0.10 + 0.25 + 0.25 + (0.75 - 0.53325) + (0.9 - 0.8133)) / 5
    assert found.error == pytest.approx(wanted, abs=3e-4)


def test_mid_point_rule_stands_beside_it(level_curve, phq9, told):
    # Mid-points .5 (not below the median) and (.7322 + 1)/2 = .8661 (below the 90th).
    found = _coverage(
        told([Course((1, 2), (16, 16)), Course((1, 2), (4, 0))], phq9, level_curve), phq9
    )
    shares = [each.value for each in found.mid_point.below]
    assert shares == pytest.approx([0, 0, 0, 0.5, 1.0])
    assert found.error_mid_point == pytest.approx((0.1 + 0.25 + 0.5 + 0.25 + 0.1) / 5)


def test_scores_are_grouped_by_session(level_curve, phq9, told):
    course = Course((1, 2, 3, 4, 5, 8, 9, 14), (16,) * 8)
    groups = _coverage(told([course], phq9, level_curve), phq9).by_session
    assert [(each.name, each.n_scores) for each in groups] == [
        ("2", 1),
        ("3-4", 2),
        ("5-8", 2),
        ("9+", 2),
    ]
    assert [(each.low, each.high) for each in groups] == [(2, 2), (3, 4), (5, 8), (9, None)]


def test_intakes_are_split_in_three_from_the_most_severe(level_curve, phq9, wellbeing, told):
    starts = (10, 12, 14, 16, 18, 20)
    courses = [Course((1, 2), (start, start)) for start in starts]
    # A long course weighs no more than a short one in where the thirds lie.
    courses[0] = Course(range(1, 9), (10,) * 8)
    thirds = _coverage(told(courses, phq9, level_curve), phq9).by_intake
    assert [(each.name, each.low, each.high) for each in thirds] == [
        ("worst", 18, 20),
        ("middle", 14, 16),
        ("best", 10, 12),
    ]
    assert [each.n_scores for each in thirds] == [2, 2, 8]
    up = _coverage(told(courses, wellbeing, level_curve), wellbeing).by_intake
    assert [(each.name, each.low, each.high) for each in up] == [
        ("worst", 10, 12),
        ("middle", 14, 16),
        ("best", 18, 20),
    ]


def test_equal_intakes_stay_in_one_third(level_curve, phq9, told):
    courses = [Course((1, 2), (16, 16)) for _ in range(5)]
    thirds = _coverage(told(courses, phq9, level_curve), phq9).by_intake
    assert [each.n_scores for each in thirds] == [5, 0, 0]
    assert thirds[2].central is None


def test_interval_counts_clients_where_their_scores_say_the_same(level_curve, phq9, told):
    # 40 clients of seven later scores: 30 always where they began, 10 always far below. Within a
    # client nothing varies, so that 280 scores are worth 40: Wilson for 30 of 40, .5981 to .8581
    # (R: prop.test(30, 40, correct = FALSE)), give or take the noise of the draws.
    level = [Course(range(1, 9), (12,) * 8) for _ in range(30)]
    worse = [Course(range(1, 9), (12,) + (27,) * 7) for _ in range(10)]
    found = _coverage(told(level + worse, phq9, level_curve), phq9, draws=1000)
    central = found.whole.central
    assert (central.value, central.n) == (pytest.approx(0.75, abs=0.001), 280)
    assert (central.low, central.high) == pytest.approx((0.5981, 0.8581), abs=0.02)


def test_share_on_which_all_draws_agree_counts_each_client_once(level_curve, phq9, told):
    # All of 12 clients inside the band: Wilson for 12 of 12, .7575 to 1 (R: prop.test).
    courses = [Course((1, 2, 3), (16, 16, 16)) for _ in range(12)]
    central = _coverage(told(courses, phq9, level_curve), phq9, draws=100).whole.central
    assert (central.low, central.high) == (pytest.approx(0.7575, abs=2e-4), 1.0)


def test_nothing_to_judge_by_is_no_coverage(level_curve, phq9, told):
    predictions = told([Course((1, 2), (16, 16))], phq9, level_curve)
    assert _coverage(predictions.take(predictions.n == 1), phq9) is None


def test_result_is_plain_data(level_curve, phq9, told):
    found = _coverage(told([Course((1, 2), (16, 16))], phq9, level_curve), phq9).to_dict()
    assert set(found) == {
        "percentiles",
        "whole",
        "by_session",
        "by_intake",
        "error",
        "error_by_chance",
        "mid_point",
        "error_mid_point",
    }
    assert found["percentiles"] == [10, 25, 50, 75, 90]
    assert found["error_by_chance"] is None


def test_half_the_scores_of_a_right_curve_lie_below_its_median(simulate, phq9, told, level_curve):
    # Made from the starter, told by the starter: error below .01 with 2,000 clients; told by the
    # level curve it is far off, because these clients improve.
    caseload = simulate(2000, (2, 12))
    courses = [
        Course(caseload.session[a:b], caseload.score[a:b])
        for a, b in zip(caseload.start[:-1], caseload.start[1:], strict=True)
    ]
    assert _coverage(told(courses, phq9), phq9).error < 0.01
    assert _coverage(told(courses, phq9, level_curve), phq9).error > 0.1


def test_scale_with_many_at_its_end_is_judged_rightly(simulate, phq9, told):
    # 5,000 courses whose scale ends at 8, where many gather: 80 % inside the central band.
    short = dataclasses.replace(phq9, minimum=8.0)
    caseload = simulate(5000, (2, 8), seed=11)
    scores = np.maximum(caseload.score, 8.0)
    keep = scores[caseload.start[:-1]] > 8.0
    courses = [
        Course(caseload.session[a:b], scores[a:b])
        for a, b, ok in zip(caseload.start[:-1], caseload.start[1:], keep, strict=True)
        if ok
    ]
    found = _coverage(told(courses, short), short)
    assert found.whole.central.value == pytest.approx(0.8, abs=0.008)
    assert abs(found.mid_point.central.value - 0.8) > 0.012
