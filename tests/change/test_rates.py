"""Shares, their intervals and denominators: facts sections 2 and 7, Newcombe (1998)."""

from __future__ import annotations

import pytest

from outcomes.change import Caseload, Course, progress_of
from outcomes.change.rates import compare, funnel, outcome_rates, rate


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(13, 20, 0.433, 0.819), (3, 5, 0.231, 0.882)]
)
def test_wilson_interval(count, n, low, high):
    # facts section 7.
    found = rate(count, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5.1e-4)


def test_interval_of_none_and_of_all_ends_at_the_border():
    assert rate(0, 10).low == 0.0
    assert rate(10, 10).high == 1.0


def test_share_of_nobody_is_no_number():
    assert rate(0, 0).share is None


def test_count_beyond_its_group_is_refused():
    with pytest.raises(ValueError, match="no share"):
        rate(4, 3)


# Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), NEWCOMBE)
def test_interval_of_a_difference(a, m, b, n, low, high):
    found = compare(rate(a, m), rate(b, n))
    assert (found.low, found.high) == pytest.approx((low, high), abs=1.01e-4)


def test_difference_is_clear_only_without_zero_in_its_interval():
    assert compare(rate(56, 70), rate(48, 80)).clear
    assert not compare(rate(5, 56), rate(0, 29)).clear
    assert not compare(rate(5, 56), rate(0, 0)).clear


@pytest.mark.parametrize(
    ("n", "limits"),
    [(10, (0.2, 0.8, 0.1, 0.9)), (20, (0.3, 0.7, 0.15, 0.85)), (40, (0.35, 0.65, 0.25, 0.75))],
)
def test_funnel_of_one_half(n, limits):
    # facts section 7.
    assert funnel(0.5, n) == pytest.approx(limits)


def test_funnel_of_thousands_does_not_overflow():
    low, high, lower, higher = funnel(0.5, 5000)
    # Normal approximation: .5 +/- 1.96 x .00707 and 3.09 x .00707.
    assert (low, high) == pytest.approx((0.486, 0.514), abs=1e-3)
    assert (lower, higher) == pytest.approx((0.478, 0.522), abs=1e-3)


def test_rates_leave_out_those_who_could_not_reach_a_class(phq9):
    # facts section 2: 4 to 0 cannot improve, 22 to 27 cannot deteriorate; one has one score.
    pairs = [(18, 7), (18, 12), (14, 9), (9, 15), (4, 0), (22, 27)]
    courses = [Course((1, 2), pair) for pair in pairs] + [Course((1,), (15,))]
    found = outcome_rates(progress_of(Caseload.from_courses(courses), phq9))
    assert (found.improved_or_recovered.count, found.improved_or_recovered.n) == (2, 5)
    assert (found.recovered.count, found.recovered.n) == (1, 4)
    assert (found.deteriorated.count, found.deteriorated.n) == (1, 5)
    assert (found.complete.count, found.complete.n) == (6, 7)


def test_rates_need_a_reliable_change(screen):
    many = progress_of(Caseload.from_courses([Course((1, 2), (8, 2))]), screen)
    with pytest.raises(ValueError, match="no reliable change"):
        outcome_rates(many)
