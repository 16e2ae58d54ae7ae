"""Which scores may leave a clinic: no cell below the smallest, and nothing lost needlessly."""

from collections import Counter

import numpy as np
import pytest

from outcomes.change import Caseload
from outcomes.exchange.curves.cells import kept_lengths, shared_part


def patterns_of(caseload):
    """The capped modelled sessions of each course, worked out course by course."""
    found = []
    for begin, end in zip(caseload.start, caseload.start[1:], strict=False):
        sessions = caseload.session[begin:end].tolist()
        if len(sessions) > 1 and sessions[0] <= 3:
            found.append(tuple(min(j, 12) for j in sessions[1:]))
    return found


def test_rare_pattern_loses_its_last_scores_until_it_is_common():
    patterns = [(2,), (2, 3), (2, 3, 4), (2, 3, 4, 5), (2, 4), (3,)]
    episodes = np.array([5, 5, 4, 1, 1, 4])
    # Four and one make five of (2, 3, 4); (2, 4) joins (2,); four of (3,) have nowhere to go.
    kept = kept_lengths(patterns, episodes, smallest=5)
    assert kept.tolist() == [1, 2, 3, 3, 1, 0]


def test_episodes_that_are_too_few_together_leave_nothing():
    assert kept_lengths([(2,), (2, 3)], np.array([2, 2]), smallest=5).tolist() == [0, 0]
    assert kept_lengths([], np.zeros(0, dtype=int), smallest=5).tolist() == []


def test_pattern_left_by_the_longer_ones_can_fall_below_the_smallest_itself():
    # The longest joins the middle one only where it must: six of their own stay six.
    kept = kept_lengths([(2, 3), (2, 3, 4)], np.array([4, 6]), smallest=5)
    assert kept.tolist() == [0, 3]


@pytest.mark.parametrize("smallest", [5, 10, 25])
def test_no_cell_that_leaves_is_below_the_smallest(clinic, smallest):
    shared = shared_part(clinic(400, 7), smallest=smallest)
    assert min(Counter(patterns_of(shared.caseload)).values()) >= smallest


def test_what_leaves_and_what_stays_add_up_to_what_there_was(clinic):
    before = clinic(400, 8)
    shared = shared_part(before, smallest=10)
    had, left = patterns_of(before), patterns_of(shared.caseload)
    assert len(had) == len(left) + shared.withheld.episodes
    lost = shared.withheld.scores + shared.withheld.last_scores
    assert sum(map(len, had)) == sum(map(len, left)) + lost
    assert shared.withheld.shortened > 0


def test_scores_that_leave_are_first_scores_of_the_same_courses(clinic):
    before = clinic(200, 9)
    after = shared_part(before, smallest=10).caseload
    courses = {
        tuple(before.score[begin:end].tolist())
        for begin, end in zip(before.start, before.start[1:], strict=False)
    }
    for begin, end in zip(after.start, after.start[1:], strict=False):
        mine = tuple(after.score[begin:end].tolist())
        assert any(course[: len(mine)] == mine for course in courses)


def test_courses_without_a_modelled_score_are_not_counted_as_withheld():
    caseload = Caseload(np.array([0, 1, 1]), np.array([1, 5, 6]), np.array([10.0, 9.0, 8.0]))
    shared = shared_part(caseload, smallest=5)
    assert shared.caseload.n_clients == 0
    assert shared.withheld.episodes == 0


def test_cells_below_five_are_never_made(clinic):
    with pytest.raises(ValueError, match="never leaves"):
        shared_part(clinic(20, 1), smallest=4)
