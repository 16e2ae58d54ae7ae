"""Calibration: R's glm gives the slope and intercept, the rest is by hand.

glm(y ~ qlogis(p), family = binomial, control = glm.control(epsilon = 1e-14, maxit = 50))
"""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change.validation.calibration import bins_of, line, logistic, logit

CHANCE = np.array([.05, .10, .12, .20, .22, .30, .35, .40, .41, .48, .55, .60, .62, .70, .71, .80,
                   .85, .90, .93, .97])  # fmt: skip
HAPPENED = np.array([0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1], dtype=bool)
DRAWN = np.array([2, 0, 1, 3, 1, 1, 0, 2, 1, 1, 1, 0, 2, 1, 1, 0, 1, 1, 1, 0])


def test_slope_and_intercept_are_those_of_r():
    found = line(CHANCE, HAPPENED, client=np.arange(20))(np.ones((20, 1)))
    assert found[:, 0] == pytest.approx([-0.05124042454, 0.55029830757], abs=1e-8)


def test_a_draw_is_a_weighted_regression():
    # R: the same with weights = DRAWN.
    found = line(CHANCE, HAPPENED, client=np.arange(20))(DRAWN[:, None].astype(float))
    assert found[:, 0] == pytest.approx([-0.2902733628, 0.6503926376], abs=1e-8)


def test_two_groups_give_the_log_odds_of_each():
    # By hand: x = 0 with 1 of 4, x = 1 with 3 of 4: intercept ln(1/3), slope 2 ln 3.
    x = np.repeat([0.0, 1.0], 4)
    y = np.array([1, 0, 0, 0, 1, 1, 1, 0], dtype=float)
    found = logistic(x, y, np.ones((8, 1)))
    assert found[:, 0] == pytest.approx([-np.log(3), 2 * np.log(3)])


@pytest.mark.parametrize(
    ("chance", "happened"),
    [
        ([0.1, 0.2, 0.8, 0.9], [False, False, True, True]),  # told apart without error
        ([0.1, 0.2, 0.8, 0.9], [True, True, True, True]),  # one outcome only
        ([0.3, 0.3, 0.3, 0.3], [True, False, True, False]),  # nothing to tell them apart by
    ],
)
def test_no_finite_slope_is_no_figure(chance, happened):
    statistic = line(np.array(chance), np.array(happened), client=np.arange(4))
    assert np.isnan(statistic(np.ones((4, 1)))).all()


def test_one_hopeless_draw_leaves_the_others_alone():
    statistic = line(CHANCE, HAPPENED, client=np.arange(20))
    only_positive = np.where(HAPPENED, 1.0, 0.0)
    found = statistic(np.column_stack([np.ones(20), only_positive]))
    assert found[1, 0] == pytest.approx(0.55029830757, abs=1e-8)
    assert np.isnan(found[:, 1]).all()


def test_certain_chances_have_a_finite_logit():
    # ln(.5/.5) = 0; a millionth away from 0 and 1: -/+ 13.8155.
    assert logit(np.array([0.0, 0.5, 1.0])) == pytest.approx([-13.8155, 0.0, 13.8155], abs=1e-4)


def test_bins_hold_ten_rows_or_more():
    # 25 rows make two bins; the ten least likely of 20 include three outcomes (table above).
    bins = bins_of(CHANCE, HAPPENED)
    assert [each.observed.n for each in bins] == [10, 10]
    assert [each.observed.count for each in bins] == [3, 7]
    assert bins[0].predicted == pytest.approx(0.263)  # sum of the first ten is 2.63
    assert (bins[0].low, bins[1].high) == (0.05, 0.97)
    assert bins_of(CHANCE[:9], HAPPENED[:9]) == ()


def test_equal_chances_share_a_bin():
    bins = bins_of(np.repeat([0.2, 0.6], [15, 5]), np.zeros(20, dtype=bool))
    assert [each.observed.n for each in bins] == [15, 5]
