"""Effect sizes and shrunken means: facts section 7; AUC: section 6."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change import STARTER, Caseload, Course, progress_of
from outcomes.change.effects import (
    auc,
    pre_post,
    residuals,
    severity_adjusted,
    shrunken_mean,
)


def test_pre_post_effect_size():
    # facts section 7: 16.41 to 11.50, SD 5.65, n 60, r .5.
    found = pre_post(16.41, 11.50, sd=5.65, n=60, r=0.5, direction=-1)
    assert found.d == pytest.approx(0.869, abs=5e-4)
    assert found.correction == pytest.approx(0.9872, abs=5e-5)
    assert found.g == pytest.approx(0.858, abs=5e-4)
    assert found.standard_error == pytest.approx(0.151, abs=5e-4)
    assert (found.low, found.high) == pytest.approx((0.562, 1.154), abs=5.1e-4)


def test_severity_adjusted_effect_size():
    # facts section 7: 4.92 + 1.5 over 5.65 = 1.136; relative 0.265.
    assert severity_adjusted(4.92, 1.5, sd=5.65) == pytest.approx(1.136, abs=5e-4)
    assert severity_adjusted(0.0, 1.5, sd=5.65) == pytest.approx(0.265, abs=5.1e-4)


def test_shrunken_mean_of_a_therapist():
    # facts section 7: n 24, mean .30, ICC .07, total variance 1.
    found = shrunken_mean(0.30, 24, intraclass=0.07)
    assert found.weight == pytest.approx(0.6437, abs=5e-5)
    assert found.estimate == pytest.approx(0.193, abs=5e-4)
    assert found.sd == pytest.approx(0.158, abs=5e-4)
    assert (found.low, found.high) == pytest.approx((-0.116, 0.503), abs=5.1e-4)


@pytest.mark.parametrize(("n", "weight"), [(10, 0.345), (20, 0.513), (50, 0.725)])
def test_weight_of_own_cases(n, weight):
    # facts section 7, ICC .05.
    assert shrunken_mean(0.0, n).weight == pytest.approx(weight, abs=5.1e-4)


def test_residual_of_a_median_course_is_nothing(phq9, k10):
    # facts section 3: the median of a start of 18 is 14.27 at session 4.
    found = progress_of(Caseload.from_courses([Course((1, 4), (18, 14.27))]), phq9)
    assert residuals(found, STARTER) == pytest.approx([0.0], abs=0.001)
    without = progress_of(Caseload.from_courses([Course((1, 4), (30, 28))]), k10)
    assert np.isnan(residuals(without, STARTER)).all()


def test_auc_counts_pairs_with_ties_as_half():
    # By hand: positives 3, 2; negatives 1, 2: 3>1, 3>2, 2>1 count 1, 2=2 counts .5: 3.5 of 4.
    assert auc([3, 2, 1, 2], [True, True, False, False]) == pytest.approx(0.875)
    assert auc([1, 2], [True, True]) is None
