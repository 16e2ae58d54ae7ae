"""Alarms over whole courses, by hand: PHQ-9, the rule "no change so far" (D <= 0)."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change import Course
from outcomes.change.validation.alarms import alarm_rows, alarm_statistics, alarms_of, quartiles
from outcomes.change.validation.bootstrap import resampled

COURSES = [
    # alarms at sessions 2, 4, 5 (opened twice), not improved: first alarm three sessions before
    Course((1, 2, 3, 4, 5), (18, 18, 17, 18, 18)),
    # no alarm, improved
    Course((1, 2, 3, 4), (20, 16, 12, 8)),
    # alarm at session 2, improved at the last: a false alarm
    Course((1, 2, 4, 6), (15, 16, 12, 9)),
    # alarm at the last score only, which foretells nothing; not improved
    Course((1, 3, 5), (14, 13, 15)),
    # two scores: counts in the load, but nothing could have warned
    Course((1, 2), (16, 17)),
]


@pytest.fixture
def found(phq9, told):
    return {each.predictor: each for each in _alarms(told(COURSES, phq9), draws=100)}


def _alarms(predictions, draws=0):
    return [
        alarms_of(
            asked,
            resampled(alarm_statistics(asked), clients=predictions.n_clients, draws=draws, seed=1),
        )
        for asked in alarm_rows(predictions, 6.0)
    ]


def test_load_counts_newly_opened_alarms(found):
    # 18 rated sessions; opened 2 + 1 + 1 + 1, standing 3 + 1 + 1 + 1.
    rule = found["no_change_so_far"]
    assert (rule.n_sessions, rule.opened) == (18, 5)
    assert rule.per_100_sessions.value == pytest.approx(100 * 5 / 18)
    assert rule.standing_per_100_sessions.value == pytest.approx(100 * 6 / 18)
    assert rule.per_100_sessions.low < rule.per_100_sessions.value < rule.per_100_sessions.high


def test_warning_must_come_before_the_last_score(found):
    warned = found["no_change_so_far"].forewarnings[0]
    assert (warned.outcome, warned.n, warned.positives) == ("no_reliable_improvement", 4, 2)
    shares = (warned.sensitivity, warned.specificity, warned.ppv)
    assert [(each.count, each.n) for each in shares] == [(1, 2), (1, 2), (1, 2)]


def test_lead_time_runs_from_first_alarm_to_last_score(found):
    warned = found["no_change_so_far"].forewarnings[0]
    assert (warned.lead_time.value, warned.lead_lower, warned.lead_upper) == (3, 3, 3)
    # One course is no ground for an interval.
    assert (warned.lead_time.n, warned.lead_time.low) == (1, None)


def test_nobody_forewarned_is_said(found):
    warned = found["no_change_so_far"].forewarnings[1]
    assert (warned.outcome, warned.positives) == ("reliable_deterioration", 0)
    assert warned.why_null["sensitivity"] == "nobody_with_outcome"
    assert warned.why_null["lead_time"] == "nobody_forewarned"


def test_lead_time_counts_attended_sessions_not_scores(phq9, told):
    # Scores at sessions 1, 3, 9: alarm at 3, six sessions before the last.
    warned = _alarms(told([Course((1, 3, 9), (18, 18, 17))], phq9))[0].forewarnings[0]
    assert warned.lead_time.value == 6


def test_quartiles_are_values_that_occur():
    # R: quantile(c(1, 1, 2, 3, 5, 8, 8, 9), c(.25, .5, .75), type = 1) is 1 3 8.
    statistic = quartiles(np.array([1, 1, 2, 3, 5, 8, 8, 9]), np.arange(8), clients=8)
    weights = np.column_stack([np.ones(8), np.zeros(8), np.eye(8)[4]])
    assert statistic(weights)[:, 0].tolist() == [1, 3, 8]
    assert np.isnan(statistic(weights)[:, 1]).all()
    assert statistic(weights)[:, 2].tolist() == [5, 5, 5]


def test_rule_without_alarms_has_a_load_of_nothing(phq9, told):
    courses = [Course((1, 2, 3), (18, 14, 11)), Course((1, 2, 3), (20, 15, 12))]
    rule = _alarms(told(courses, phq9))[0]
    assert (rule.opened, rule.per_100_sessions.value) == (0, 0.0)
    assert rule.forewarnings[0].why_null["ppv"] == "no_alarm"
