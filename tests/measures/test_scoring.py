"""Answers to scores: sums without float error, missing answers, impossible answers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.errors import AnswerError
from outcomes.measures import catalogue, score, score_total

TENTHS = st.integers(0, 100)


@given(st.tuples(TENTHS, TENTHS, TENTHS, TENTHS))
def test_totals_of_lines_are_exact_tenths(tenths):
    names = ("feeling", "close", "days", "life")
    answers = {name: tenth / 10 for name, tenth in zip(names, tenths, strict=True)}

    assert score(catalogue()["wellbeing"], answers).value == sum(tenths) / 10


def test_an_answer_of_none_is_the_same_as_no_answer():
    wellbeing = catalogue()["wellbeing"]
    answers = {"feeling": 3, "close": 4, "days": 5}

    assert score(wellbeing, answers) == score(wellbeing, {**answers, "life": None})


def test_a_goal_that_was_set_and_not_rated_is_missing():
    result = score(catalogue()["goals"], {"goal_1": 4.0, "goal_2": None})

    assert result.value is None
    assert result.reason == "1 of 2 items were answered; 2 are needed for a total."


def test_a_risk_answer_is_told_although_the_form_was_left_unfinished():
    result = score(catalogue()["phq9"], {"q9": 1})

    assert result.value is None
    [risk] = result.risk
    assert (risk.item_id, risk.value) == ("q9", 1)
    assert risk.meaning == "thoughts of being better off dead or of hurting oneself"


@pytest.mark.parametrize(
    ("measure_id", "item", "below", "reached"),
    [("phq9", "q9", 0, 1), ("core10", "q6", 0, 1), ("k10", "q4", 3, 4)],
)
def test_risk_answers_begin_where_the_facts_say(measure_id, item, below, reached):
    assert score(catalogue()[measure_id], {item: below}).risk == ()
    assert len(score(catalogue()[measure_id], {item: reached}).risk) == 1


def test_every_impossible_answer_is_listed():
    answers = {"q1": 4, "q2": -1, "q3": 1.5, "q4": math.nan, "q5": "2", "q6": True, "q99": 1}

    with pytest.raises(AnswerError) as caught:
        score(catalogue()["phq9"], answers)

    assert caught.value.problems == (
        "PHQ-9 item q1: 4 is not possible; expected 0 to 3 in steps of 1",
        "PHQ-9 item q2: -1 is not possible; expected 0 to 3 in steps of 1",
        "PHQ-9 item q3: 1.5 is not possible; expected 0 to 3 in steps of 1",
        "PHQ-9 item q4: nan is not a number; expected 0 to 3 in steps of 1",
        "PHQ-9 item q5: '2' is not a number; expected 0 to 3 in steps of 1",
        "PHQ-9 item q6: True is not a number; expected 0 to 3 in steps of 1",
        "PHQ-9 has no item q99",
    )


def test_lines_are_read_in_tenths():
    with pytest.raises(AnswerError, match=r"3\.14 is not possible"):
        score(catalogue()["wellbeing"], {"feeling": 3.14})


def test_a_measure_entered_as_a_total_has_no_items():
    with pytest.raises(AnswerError, match="BDI-II has no item q1"):
        score(catalogue()["bdi2"], {"q1": 1})


@pytest.mark.parametrize("total", [-1, 64, 12.5, math.inf, True, "12"])
def test_impossible_totals_are_refused(total):
    with pytest.raises(AnswerError, match="BDI-II total"):
        score_total(catalogue()["bdi2"], total)


def test_an_imported_total_has_no_subscales_and_no_risk_answers():
    result = score_total(catalogue()["dass21"], 84)

    assert result.value == 84
    assert result.subscales == {"depression": None, "anxiety": None, "stress": None}
    assert result.risk == ()


def test_a_missing_total_is_a_value_with_a_reason():
    result = score_total(catalogue()["phq9"], None)

    assert (result.value, result.reason) == (None, "No total was entered.")


def test_a_subscale_needs_all_of_its_items():
    answers = {f"q{number}": 1 for number in range(1, 22)}
    answers["q3"] = None

    result = score(catalogue()["dass21"], answers)

    assert result.value is None
    assert result.subscales == {"depression": None, "anxiety": 14, "stress": 14}


def test_a_score_names_the_measure_and_version_that_made_it():
    result = score(catalogue()["wellbeing"], {})

    assert (result.measure_id, result.measure_version) == ("wellbeing", "1")
    assert (result.answered, result.of) == (0, 4)
