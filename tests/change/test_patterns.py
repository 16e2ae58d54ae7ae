"""Patterns of a course: the worked values at the end of facts section 4."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change import Caseload, Course, patterns, progress, progress_of


def _caseload(*scores):
    return Caseload.from_courses([Course(range(1, len(scores) + 1), scores)])


@pytest.mark.parametrize(
    ("scores", "turns", "seesaw"),
    [
        ((1, 7, 2, 6, 12, 18, 26, 15, 9), 2, False),
        ((10, 17, 10, 18, 11), 4, True),
        ((12, 20, 13, 21), 3, False),
    ],
)
def test_seesaw_counts_turns_among_reliable_moves(scores, turns, seesaw, *, wellbeing):
    # facts section 4, with 6 points; the last has too few scores.
    caseload = _caseload(*scores)
    assert patterns.seesaw_turns(wellbeing, caseload)[-1] == turns
    found = progress(Course(range(1, len(scores) + 1), scores), wellbeing)
    assert ("seesaw" in found.patterns) is seesaw


@pytest.mark.parametrize(
    ("scores", "bleeds"),
    [
        ((18, 20, 21), True),  # +2, +1 worse: 3 = RC / 2, and above the start
        ((18, 19, 20), False),  # together 2 only
        ((18, 21, 21), False),  # the last move is none
        ((18, 12, 14, 17), False),  # worse twice, but still better than the start
        ((18, 24), False),  # one move
    ],
)
def test_bleeding_is_two_worse_moves_of_half_rc_to_below_the_start(scores, bleeds, *, phq9):
    assert patterns.bleeding(phq9, _caseload(*scores))[-1] == bleeds


def test_dipping_is_a_fall_of_rc_from_the_own_best(wellbeing):
    # sequence G of facts section 4: best 27.0, latest 20.5.
    found = progress(Course((1, 2, 3, 4, 5), (17.5, 22.0, 25.1, 27.0, 20.5)), wellbeing)
    assert "dipping" in found.patterns
    assert (found.best, found.best_session) == (27.0, 4)


@pytest.mark.parametrize(
    ("scores", "flat"),
    [
        ((18, 17, 16, 15, 17), True),  # last four range 2 < 3
        ((10, 17, 16, 15, 18), False),  # range 3
        ((18, 17, 16, 15), False),  # four scores only
    ],
)
def test_plateau_is_a_narrow_range_of_the_last_four(scores, flat, *, phq9):
    assert patterns.plateau(phq9, _caseload(*scores))[-1] == flat


@pytest.mark.parametrize(
    ("scores", "cut", "gain_after"),
    [
        ((32, 31, 33, 5, 6, 7), 7, [3]),
        ((18, 14, 18, 11, 15, 9), 6, []),
    ],
)
def test_sudden_gains_of_the_published_criteria(scores, cut, gain_after, *, phq9):
    # facts section 4: 26 > 2.776 is a gain; 5.0 < 7.519 is not.
    found = patterns.sudden_gains(phq9, _caseload(*scores), cut=cut)
    assert (np.flatnonzero(found) + 1).tolist() == gain_after


def test_sudden_gain_where_higher_is_better_is_the_mirror_image(wellbeing):
    # facts section 4: apply to max + min - score.
    mirrored = [40 - score for score in (32, 31, 33, 5, 6, 7)]
    assert np.flatnonzero(
        patterns.sudden_gains(wellbeing, _caseload(*mirrored), cut=7)
    ).tolist() == [2]


def test_sudden_gain_needs_two_scores_on_each_side(phq9):
    assert not patterns.sudden_gains(phq9, _caseload(25, 5, 6, 7), cut=6).any()
    assert not patterns.sudden_gains(phq9, _caseload(25, 26, 25, 5), cut=6).any()


def test_sudden_gain_is_told_only_once_two_later_scores_are_in(phq9):
    course = Course(range(1, 8), (24, 23, 24, 10, 11, 10, 11))
    history = progress_of(Caseload.from_courses([course]), phq9).history
    told = ["sudden_gain" in entry.patterns for entry in history]
    assert told == [False, False, False, False, True, True, True]
    reason = next(r for r in history[4].reasons if r.code == "sudden_gain")
    assert reason.numbers["sudden_gain_from"] == 3
    assert reason.numbers["sudden_gain_to"] == 4


def test_patterns_of_one_client_do_not_reach_into_the_next(phq9):
    courses = [Course((1, 2, 3), (24, 23, 24)), Course((1, 2, 3), (4, 4, 5))]
    found = progress_of(Caseload.from_courses(courses), phq9)
    assert found[0].patterns == ()
    assert found[1].patterns == ()


def test_without_reliable_change_there_are_no_patterns(screen):
    assert progress(Course(range(1, 6), (12, 0, 12, 0, 12)), screen).patterns == ()
