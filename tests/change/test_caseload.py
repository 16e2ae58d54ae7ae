"""Courses and caseloads: their order is checked, and a caseload equals its courses one by one."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest

from outcomes.change import STARTER, Caseload, Course, Reason, progress, progress_of


def _random_courses(*, count, step, top, seed=7):
    rng = np.random.default_rng(seed)
    courses = []
    for _ in range(count):
        sessions = np.flatnonzero(rng.random(rng.integers(1, 16)) < 0.8) + 1
        scores = np.round(rng.uniform(0, top, len(sessions)) / step) * step
        courses.append(Course(tuple(sessions), tuple(np.round(scores, 1))))
    return courses


@pytest.mark.parametrize(("measure", "step", "top"), [("phq9", 1, 27), ("wellbeing", 0.1, 40)])
def test_caseload_gives_bit_for_bit_what_each_course_gives_alone(measure, step, top, *, yardsticks):
    courses = [Course((), ()), *_random_courses(count=59, step=step, top=top)]
    many = progress_of(Caseload.from_courses(courses), yardsticks[measure])
    assert len(many) == 60
    for course, found in zip(courses, many, strict=True):
        assert found == progress(course, yardsticks[measure])


def test_history_gives_what_was_known_at_each_rating(phq9):
    courses = _random_courses(count=12, step=1, top=27)
    caseload = Caseload.from_courses(courses)
    history = progress_of(caseload, phq9).history
    for row in range(len(caseload)):
        course = courses[caseload.client[row]]
        k = caseload.position[row] + 1
        assert history[row] == progress(Course(course.sessions[:k], course.scores[:k]), phq9)


def test_latest_entry_is_the_last_of_the_history(wellbeing):
    courses = _random_courses(count=30, step=0.1, top=40)
    caseload = Caseload.from_courses(courses)
    many = progress_of(caseload, wellbeing)
    rated = np.array([len(course) > 0 for course in courses])
    last = caseload.start[1:][rated] - 1
    assert many.status[rated].tolist() == many.history.status[last].tolist()


def test_arrays_can_be_given_directly(phq9):
    caseload = Caseload(np.array([0, 0, 1]), np.array([1, 2, 1]), np.array([18.0, 12.0, 9.0]))
    many = progress_of(caseload, phq9)
    assert many.class_.tolist() == ["improved", "single_score"]


def test_empty_caseload_is_empty(phq9):
    assert len(progress_of(Caseload.from_courses([]), phq9)) == 0


def test_caseload_of_clients_without_scores(phq9):
    many = progress_of(Caseload.from_courses([Course((), ()), Course((), ())]), phq9)
    assert many.status.tolist() == ["insufficient", "insufficient"]
    assert many[1].n == 0


@pytest.mark.parametrize(
    ("client", "session", "score"),
    [
        ([1, 0], [1, 1], [1.0, 1.0]),
        ([0, 0], [2, 1], [1.0, 1.0]),
        ([0, 0], [1, 1], [1.0, 1.0]),
        ([0], [0], [1.0]),
        ([0], [1], [np.nan]),
        ([0, 0], [1, 2], [1.0]),
    ],
)
def test_rows_out_of_order_are_refused(client, session, score):
    with pytest.raises(ValueError, match=r"."):
        Caseload(np.array(client), np.array(session), np.array(score))


@pytest.mark.parametrize(
    ("sessions", "scores"),
    [((2, 1), (1, 1)), ((1, 1), (1, 1)), ((0,), (1,)), ((1,), (float("nan"),)), ((1, 2), (1,))],
)
def test_course_out_of_order_is_refused(sessions, scores):
    with pytest.raises(ValueError, match=r"."):
        Course(sessions, scores)


def test_unknown_kind_of_occasion_is_refused():
    with pytest.raises(ValueError, match="occasions"):
        Course((1,), (1,), occasions="months")


def test_course_of_a_thousand_scores_alone_and_in_company(phq9):
    rng = np.random.default_rng(3)
    long = Course(range(1, 1001), rng.integers(0, 28, 1000))
    short = Course((1, 2), (18, 17))
    many = progress_of(Caseload.from_courses([short, long]), phq9)
    assert many[1] == progress(long, phq9)


def test_progress_can_be_stored_and_pickled(wellbeing):
    found = progress(Course((1, 2, 3), (18.0, 17.0, 16.5)), wellbeing)
    stored = json.loads(json.dumps(found.to_dict()))
    assert stored["class"] == "no_reliable_change"
    assert stored["versions"]["curve_id"] == STARTER.id
    assert [Reason.from_dict(each) for each in stored["reasons"]] == list(found.reasons)
    assert pickle.loads(pickle.dumps(found.reasons[0])) == found.reasons[0]


def test_stored_nulls_keep_their_reason(k10):
    stored = progress(Course((1, 2), (30, 31)), k10).to_dict()
    for name, why in stored["why_null"].items():
        assert stored[name] is None
        assert isinstance(why, str)
    missing = {name for name, value in stored.items() if value is None}
    assert missing == set(stored["why_null"])


def test_no_value_is_missing_without_a_reason(yardsticks, screen, k10):
    courses = [
        Course((), ()),
        Course((1,), (12,)),
        Course((2, 3), (12, 11)),
        Course((5, 6), (12, 9)),
        Course((1, 2, 3), (20, 12, 9)),
    ]
    for yardstick in (*yardsticks.values(), screen, k10):
        for found in progress_of(Caseload.from_courses(courses), yardstick):
            stored = found.to_dict()
            missing = {name for name, value in stored.items() if value is None}
            assert missing == set(stored["why_null"]), (yardstick.measure_id, found.n)
