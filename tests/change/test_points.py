"""The model of the scores themselves: its mean and spread as its definition has them."""

from math import log, sqrt

import numpy as np
import pytest

from outcomes.change.points import PointsCurve

# lme4's answers for the Panic and Agoraphobia Scale of Brunner et al. (2002), sessions 2 to 5
# given session 1, REML, printed to six or seven figures.
PANIC = PointsCurve(
    model="given-intake",
    beta=(-3.338581, 1.186256, 2.659836, -0.5099805),
    variance_level=177.629,
    variance_log_session=123.773,
    covariance=-120.339,
    residual_variance=4.386778**2,
)


def test_score_expected_of_a_new_client_is_the_one_worked_out_in_r():
    assert PANIC.mean(24, 2) == pytest.approx(18.4914, abs=2e-4)
    assert PANIC.sd(2) == pytest.approx(9.4612, abs=2e-4)


def test_spread_is_that_of_level_slope_and_single_score_together():
    level = log(4)
    own = 177.629 + 2 * level * -120.339 + level**2 * 123.773
    assert PANIC.sd(4) == pytest.approx(sqrt(own + 4.386778**2))


def test_model_of_all_sessions_knows_no_intake():
    curve = PointsCurve("all-sessions", (29.26466, -10.66168), 60.471, 42.6622, -15.0358, 30.5)
    assert not curve.knows_intake
    assert curve.mean(None, np.array([1, 2])) == pytest.approx(
        [29.26466, 29.26466 - 10.66168 * log(2)]
    )
