"""The alliance against the client's own level: the worked example of decisions."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change import Caseload, Course
from outcomes.change.alliance import alliance, alliance_of
from outcomes.measures import catalogue

TOTALS = (31.2, 33.0, 32.4, 33.1, 29.8, 26.9)


@pytest.fixture
def rated():
    measure = catalogue()["session"]

    def rate(*totals, lowest_lines=None):
        course = Course(range(1, len(totals) + 1), totals)
        return alliance(course, measure.yardstick(), measure.alliance, lowest_lines=lowest_lines)

    return rate


def test_small_fall_from_the_own_level_gives_no_signal(rated):
    # decisions: 31.2 33.0 32.4 33.1 then 29.8: level 32.7, fall 2.9, none.
    found = rated(*TOTALS[:5])
    assert (found.level, found.fall, found.signal) == (32.7, 2.9, False)


def test_fall_of_more_than_four_gives_a_signal(rated):
    # decisions: then 26.9: level 32.4, fall 5.5, signal.
    found = rated(*TOTALS)
    assert (found.level, found.fall, found.signal) == (32.4, 5.5, True)
    assert found.reasons[0].code == "alliance_fell"


def test_fall_of_exactly_four_gives_a_signal(rated):
    assert rated(32.1, 28.1).signal
    assert not rated(32.1, 28.2).signal


def test_first_rating_has_no_level(rated):
    found = rated(31.2)
    assert found.level is None
    assert found.why_null["level"] == "one_score"
    assert not found.signal


def test_level_of_the_second_rating_is_the_first(rated):
    # decisions: median of the previous one to five totals, from two on.
    assert rated(31.2, 30.0).level == 31.2


def test_level_forgets_totals_older_than_five(rated):
    assert rated(10.0, 30.0, 31.0, 32.0, 33.0, 34.0, 32.0).level == 32.0


def test_line_of_five_or_less_prompts(rated):
    assert rated(30.0, lowest_lines=[5.0]).prompts == ("low_line",)
    assert rated(30.0, lowest_lines=[5.1]).prompts == ()
    assert rated(30.0, lowest_lines=[None]).why_null["lowest_line"] == "no_lines"


def test_total_below_28_prompts(rated):
    assert rated(27.9).prompts == ("low_total",)
    assert rated(28.0).prompts == ()


def test_three_totals_at_the_ceiling_in_a_row_carry_no_information(rated):
    assert rated(39.5, 40.0, 39.6).prompts == ("no_information",)
    assert rated(40.0, 39.4, 40.0, 40.0).prompts == ()


def test_no_rating_at_all(rated):
    found = rated()
    assert (found.n, found.latest, found.signal, found.reasons) == (0, None, False, ())


def test_caseload_gives_the_same_as_each_course_alone(rated):
    measure = catalogue()["session"]
    courses = [Course(range(1, 7), TOTALS), Course((1, 3), (38.0, 30.0)), Course((2,), (20.0,))]
    many = alliance_of(Caseload.from_courses(courses), measure.yardstick(), measure.alliance)
    assert many.latest_row.tolist() == [5, 7, 8]
    for course, row in zip(courses, many.latest_row, strict=True):
        alone = alliance(course, measure.yardstick(), measure.alliance)
        assert many[row] == alone
    assert np.isnan(many.level[[0, 6, 8]]).all()


def test_alliance_can_be_stored(rated):
    stored = rated(*TOTALS).to_dict()
    assert stored["signal"] is True
    assert stored["reasons"][0]["numbers"]["level"] == 32.4
