"""Answers read off paper: millimetres to points, and where two readings differ."""

import pytest

from outcomes.measures import catalogue
from outcomes.measures.paper import Difference, answer_at, answers_read, differences

WELLBEING, PHQ9, BDI2 = (catalogue()[name] for name in ("wellbeing", "phq9", "bdi2"))


@pytest.mark.parametrize(
    ("millimetres", "points"),
    [(0, 0.0), (100, 10.0), (43, 4.3), (43.4, 4.3), (43.5, 4.4), (0.5, 0.1), (0.4, 0.0), (7, 0.7)],
)
def test_millimetres_of_a_100_mm_line_are_tenths_of_points(millimetres, points) -> None:
    """By hand: 100 mm stand for 0 to 10, so 1 mm is 0.1; half a step goes up."""
    assert answer_at(WELLBEING.items[0], millimetres) == points


def test_only_lines_are_measured() -> None:
    assert answers_read(WELLBEING, {"feeling": 43.0, "close": None}) == {
        "feeling": 4.3,
        "close": None,
    }
    assert answers_read(PHQ9, {"q1": 3.0}) == {"q1": 3.0}
    assert answers_read(BDI2, {"total": 14.0}) == {"total": 14.0}


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [(40, 42, False), (40, 42.1, True), (42, 40, False), (80, 8, True), (0, None, True)],
)
def test_readings_of_a_line_differ_by_more_than_2_mm(first, second, differ) -> None:
    found = differences(WELLBEING, {"feeling": first}, {"feeling": second})
    assert found == ((Difference("feeling", first, second),) if differ else ())


def test_boxes_differ_at_all_and_both_empty_is_no_difference() -> None:
    assert differences(PHQ9, {"q1": 1, "q2": None}, {"q1": 2, "q2": None}) == (
        Difference("q1", 1, 2),
    )


def test_a_total_is_compared_as_one_answer() -> None:
    assert differences(BDI2, {"total": 14}, {"total": 14}) == ()
    assert differences(BDI2, {"total": 14}, {"total": 15}) == (Difference("total", 14, 15),)
