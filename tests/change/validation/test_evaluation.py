"""The whole evaluation: what is held out, what is said where there is too little, what it finds
on courses made from a known curve."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest

from outcomes.change import ASSESSMENTS, STARTER, Caseload, Course
from outcomes.change.validation import evaluate
from outcomes.errors import OutcomesError

# facts section 6, "Expected from the starter itself, PHQ-9", AUC for no reliable improvement:
# after scores, raw change, band (benefit percentile), posterior
EXPECTED = [(3, 0.768, 0.724, 0.784), (4, 0.810, 0.764, 0.831), (6, 0.853, 0.807, 0.886)]


def _rows_of_each(caseload):
    """Courses as sets of tuples, to know them again after renumbering."""
    return [
        (tuple(caseload.session[a:b].tolist()), tuple(caseload.score[a:b].tolist()))
        for a, b in zip(caseload.start[:-1], caseload.start[1:], strict=True)
    ]


@pytest.fixture(scope="module")
def perverse():
    """A curve that goes by the intake alone, and the wrong way: the mildest are to gain most."""
    return dataclasses.replace(STARTER, b1=3.0, b2=0.0, s_0=0.05, s_1=0.05)


def test_areas_are_those_known_of_the_starter(simulate, phq9):
    # 20,000 clients of eight sessions agree with the facts within .015 (the number of sessions
    # simulated there is not told).
    found = evaluate(simulate(20_000, 8), phq9, fit=STARTER, bootstrap=0).by_client
    for landmark, (k, *wanted) in zip(found.landmarks[:3], EXPECTED, strict=True):
        assert (landmark.outcome, landmark.scores) == ("no_reliable_improvement", k)
        areas = [landmark.of(name).auc.value for name in ("raw_change", "band", "posterior")]
        assert areas == pytest.approx(wanted, abs=0.015)
        assert landmark.difference.value == pytest.approx(areas[2] - areas[0])


def test_curve_that_is_right_predicts_better_than_raw_change(simulate, phq9):
    # Difference .021 at four scores (facts); with 4,000 courses its interval leaves out 0.
    found = evaluate(simulate(4000, 8), phq9, fit=lambda part: STARTER, bootstrap=200)
    assert found.verdict.code == "better_than_raw_change"
    assert found.verdict.scores == 4
    assert found.stage.stage == "local"
    assert found.by_client.coverage.error < 0.01


def test_curve_that_is_wrong_is_told_to_be_worse(simulate, phq9, perverse):
    found = evaluate(simulate(600, (3, 10)), phq9, fit=lambda part: perverse, bootstrap=200)
    assert found.verdict.code == "worse_than_raw_change"
    assert found.stage.stage == "blended"
    assert found.stage.reason == "coverage_off"


def test_nobody_is_predicted_by_a_curve_that_has_seen_them(simulate, phq9):
    caseload = simulate(60, (2, 9))
    seen = []

    def fit(part):
        seen.append(_rows_of_each(part))
        return dataclasses.replace(STARTER, version=str(len(seen)))

    found = evaluate(caseload, phq9, fit=fit, folds=5, bootstrap=0)
    whole, *parts = seen
    assert len(whole) == 60
    assert [len(part) for part in parts] == [48] * 5
    # Each course is missing from exactly one fit of five: the one that predicts it.
    everything = [course for part in parts for course in part]
    assert all(everything.count(course) == 4 * whole.count(course) for course in whole)
    assert found.curve.version == "1"
    assert (found.by_client.how, found.by_client.folds) == ("by_client", 5)
    assert found.by_client.n_clients == 60


def test_later_closings_are_predicted_by_a_curve_from_the_earlier(simulate, phq9):
    caseload = simulate(100, (3, 9))
    closed = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(100)]
    sizes = []

    def fit(part):
        sizes.append(part.n_clients)
        return STARTER

    found = evaluate(caseload, phq9, fit=fit, closed_on=closed, bootstrap=0)
    assert sizes[-1] == 70
    later = found.by_date
    assert (later.how, later.first_day) == ("by_closing_date", closed[70])
    assert (later.n_fitted, later.n_courses, later.left_out) == (70, 30, 0)


def test_person_with_two_episodes_counts_once_and_stays_on_one_side(simulate, phq9):
    caseload = simulate(40, (3, 8))
    person = [f"p{number % 20}" for number in range(40)]
    closed = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(40)]
    found = evaluate(
        caseload, phq9, fit=lambda part: STARTER, person=person, closed_on=closed, bootstrap=0
    )
    assert (found.by_client.n_clients, found.by_client.n_courses) == (20, 40)
    # Twelve are tested (28 on); their earlier episodes are not fitted on.
    assert (found.by_date.n_courses, found.by_date.n_fitted, found.by_date.left_out) == (12, 16, 12)


def test_fixed_curve_is_said_to_be_fixed(simulate, phq9):
    found = evaluate(simulate(40, (3, 8)), phq9, fit=STARTER, bootstrap=0)
    assert found.by_client.how == "fixed_curve"
    assert found.by_date is None
    assert found.stage is None
    assert found.why_null == {"by_date": "nothing_fitted", "stage": "nothing_fitted"}


def test_few_clients_are_too_few_to_say(simulate, phq9):
    found = evaluate(simulate(25, (3, 8)), phq9, fit=lambda part: STARTER, bootstrap=100)
    assert (found.verdict.code, found.verdict.why) == ("too_few_to_say", "too_few")
    assert 0 < found.verdict.n < 25
    assert (found.stage.stage, found.n_closed) == ("starter", 25)


def test_courses_that_tell_nothing_are_left_out(phq9):
    courses = [
        Course((1, 2, 3), (18, 16, 15)),
        Course((1,), (18,)),
        Course((5, 6, 7), (18, 16, 15)),
        Course((), ()),
        Course((2, 4), (14, 12)),
    ]
    found = evaluate(Caseload.from_courses(courses), phq9, fit=lambda part: STARTER, bootstrap=0)
    assert (found.n_courses, found.n_closed) == (5, 2)
    assert found.by_client.n_scores == 5


def test_nothing_to_go_by_is_said(phq9):
    single = Caseload.from_courses([Course((1,), (18,))])
    found = evaluate(single, phq9, fit=lambda part: STARTER)
    assert (found.curve, found.by_client, found.verdict.code) == (None, None, "too_few_to_say")
    assert found.why_null["by_client"] == "no_courses"
    visits = Caseload.from_courses([Course((1, 2, 3), (18, 16, 15), occasions=ASSESSMENTS)])
    assert evaluate(visits, phq9, fit=STARTER).why_null["by_client"] == "assessments"
    one = Caseload.from_courses([Course((1, 2, 3), (18, 16, 15))])
    assert evaluate(one, phq9, fit=lambda part: STARTER).why_null["by_client"] == "one_client"


def test_fit_that_gives_up_on_a_part_leaves_that_hold_out_out(simulate, phq9):
    caseload = simulate(30, (3, 8))

    def fit(part):
        if part.n_clients < 30:
            raise OutcomesError("too little to fit")
        return STARTER

    closed = [dt.date(2026, 1, 1) + dt.timedelta(days=number) for number in range(30)]
    found = evaluate(caseload, phq9, fit=fit, closed_on=closed)
    assert found.why_null == {"by_client": "fit_failed", "by_date": "fit_failed"}
    assert found.curve is STARTER


def test_measure_without_reliable_change_has_coverage_and_no_more(simulate, phq9):
    plain = dataclasses.replace(phq9, reliable_change=None)
    found = evaluate(simulate(50, (3, 8)), plain, fit=STARTER, bootstrap=100)
    assert found.by_client.landmarks == ()
    assert found.by_client.why_null == {"landmarks": "no_limit", "alarms": "no_limit"}
    assert found.by_client.coverage.whole.n_scores > 100
    assert found.verdict.why == "no_limit"


def test_measure_without_expected_course_cannot_be_evaluated(k10):
    caseload = Caseload.from_courses([Course((1, 2, 3), (30, 28, 27))])
    with pytest.raises(ValueError, match="no expected course"):
        evaluate(caseload, k10, fit=STARTER)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"folds": 1}, "two folds"),
        ({"bootstrap": 20}, "100 draws"),
        ({"closed_on": [None]}, "closed_on needs one entry"),
        ({"person": [1, 2, 3]}, "person needs one entry"),
    ],
)
def test_impossible_requests_are_refused(change, message, *, phq9):
    caseload = Caseload.from_courses([Course((1, 2), (18, 16)), Course((1, 2), (12, 11))])
    with pytest.raises(ValueError, match=message):
        evaluate(caseload, phq9, fit=STARTER, **change)


def test_same_seed_gives_the_same_evaluation(simulate, phq9):
    caseload = simulate(80, (3, 8))
    first, again, other = (
        json.dumps(evaluate(caseload, phq9, fit=STARTER, bootstrap=100, seed=seed).to_dict())
        for seed in (1, 1, 2)
    )
    assert first == again != other


def test_result_has_stable_keys(simulate, phq9):
    closed = np.datetime64("2026-01-01") + np.arange(120)
    found = evaluate(
        simulate(120, (3, 9)), phq9, fit=lambda part: STARTER, closed_on=closed, bootstrap=100
    ).to_dict()
    assert set(found) == {
        "measure_id",
        "measure_version",
        "software",
        "rules_version",
        "curve",
        "n_courses",
        "n_closed",
        "seed",
        "draws",
        "verdict",
        "stage",
        "by_client",
        "by_date",
        "why_null",
    }
    assert set(found["by_client"]) == {
        "how",
        "n_clients",
        "n_courses",
        "n_scores",
        "folds",
        "first_day",
        "n_fitted",
        "left_out",
        "landmarks",
        "alarms",
        "coverage",
        "why_null",
    }
    landmark = found["by_client"]["landmarks"][0]
    assert set(landmark) == {
        "scores",
        "outcome",
        "n",
        "positives",
        "predictors",
        "difference",
        "verdict",
        "calibration",
        "why_null",
    }
    assert set(landmark["difference"]) == {"value", "low", "high", "n", "count"}
    assert found["by_date"]["first_day"] == "2026-03-26"  # 84 of 120 closed before
