"""Areas under the curve, weighted: R's rank sum test gives the expected figures.

auc <- function(a, h) wilcox.test(a[h==1], a[h==0])$statistic / (sum(h==1) * sum(h==0))
"""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change.validation.discrimination import areas

MARKER = np.array([3.0, 5, 5, 6, 8, 1, 2, 2, 4, 5])
HAPPENED = np.array([1, 1, 0, 1, 1, 0, 0, 1, 0, 0], dtype=bool)


def test_area_is_the_rank_sum_of_the_positives():
    # R: auc(a, h) is .7; by hand 3 + .5 + ... = 17.5 of 25 pairs.
    found = areas([MARKER], HAPPENED, client=np.arange(10))(np.ones((10, 1)))
    assert found[:, 0] == pytest.approx([0.7])


def test_area_of_a_draw_is_that_of_the_clients_drawn():
    # R: w <- c(2, 1, 0, 1, 3, 1, 2, 0, 1, 1); auc(rep(a, w), rep(h, w)) is .8714285714.
    weights = np.array([[2.0], [1], [0], [1], [3], [1], [2], [0], [1], [1]])
    found = areas([MARKER], HAPPENED, client=np.arange(10))(weights)
    assert found[:, 0] == pytest.approx([0.8714285714])


def test_differences_follow_the_areas():
    # A marker and its opposite: areas a and 1 - a, the second less the first 1 - 2a.
    found = areas([MARKER, -MARKER], HAPPENED, client=np.arange(10))(np.ones((10, 1)))
    assert found[:, 0] == pytest.approx([0.7, 0.3, -0.4])


def test_area_needs_someone_on_either_side():
    weights = np.array([[1.0, 0.0], [1.0, 2.0]])
    found = areas([np.array([1.0, 2.0])], np.array([False, True]), client=np.arange(2))(weights)
    assert found[0, 0] == 1.0
    assert np.isnan(found[0, 1])


def test_weights_belong_to_clients_not_to_rows():
    # Two rows of client 0, one of client 1; client 1 drawn twice: pairs (2 > 1) and (0 > 1), each
    # counted twice: one half of them in order.
    found = areas(
        [np.array([2.0, 0.0, 1.0])], np.array([True, True, False]), client=np.array([0, 0, 1])
    )(np.array([[1.0], [2.0]]))
    assert found[0, 0] == pytest.approx(0.5)
