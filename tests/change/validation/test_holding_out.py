"""Who is held out: nobody is on both sides."""

from __future__ import annotations

import datetime as dt

import numpy as np

from outcomes.change.validation.holding_out import folds_of, split_by_date

DAY = dt.date(2026, 1, 1)


def _days(*numbers):
    return [None if number is None else DAY + dt.timedelta(days=number) for number in numbers]


def test_every_course_that_counts_is_in_one_fold():
    courses = np.array([True] * 23 + [False] * 2)
    fold = folds_of(np.arange(25), courses, folds=10, seed=1)
    assert fold[~courses].tolist() == [-1, -1]
    assert sorted(np.bincount(fold[courses]).tolist()) == [2] * 7 + [3] * 3


def test_folds_follow_from_the_seed():
    everybody = np.ones(40, dtype=bool)
    first, again, other = (
        folds_of(np.arange(40), everybody, folds=5, seed=seed).tolist() for seed in (1, 1, 2)
    )
    assert first == again != other


def test_episodes_of_one_person_stay_together():
    person = np.array([0, 1, 2, 0, 3, 1, 0])
    fold = folds_of(person, np.ones(7, dtype=bool), folds=2, seed=3)
    assert fold[0] == fold[3] == fold[6]
    assert fold[1] == fold[5]


def test_few_people_have_a_fold_each():
    fold = folds_of(np.arange(3), np.ones(3, dtype=bool), folds=10, seed=1)
    assert sorted(fold.tolist()) == [0, 1, 2]


def test_about_three_in_ten_are_closed_on_the_first_day_or_later():
    split = split_by_date(_days(*range(10)), np.arange(10), np.ones(10, dtype=bool))
    assert split.first_day == DAY + dt.timedelta(days=7)
    assert split.after.tolist() == [False] * 7 + [True] * 3
    assert split.before.tolist() == [True] * 7 + [False] * 3
    assert split.left_out == 0


def test_episodes_closed_on_one_day_are_not_parted():
    # Four on day 0, six on day 9: 60 % later is the only split there is.
    split = split_by_date(_days(*[0] * 4, *[9] * 6), np.arange(10), np.ones(10, dtype=bool))
    assert (int(split.before.sum()), int(split.after.sum())) == (4, 6)


def test_earlier_episode_of_a_tested_person_is_left_out():
    person = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 0])
    split = split_by_date(_days(*range(10)), person, np.ones(10, dtype=bool))
    assert split.after[9]
    assert not split.before[0]
    assert split.left_out == 1


def test_episode_without_a_date_is_in_neither_part():
    split = split_by_date(_days(None, *range(1, 10)), np.arange(10), np.ones(10, dtype=bool))
    assert not split.before[0]
    assert not split.after[0]
    assert split.left_out == 1


def test_one_closing_date_cannot_be_split():
    assert split_by_date(_days(3, 3, 3), np.arange(3), np.ones(3, dtype=bool)) is None
    assert split_by_date(_days(None, None), np.arange(2), np.ones(2, dtype=bool)) is None
