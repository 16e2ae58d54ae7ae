"""Closed episodes as a curve is made of them: which count, and the sums that a database makes."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from outcomes.actions.closed_episodes import closed_episodes, closed_sums
from outcomes.change import Caseload, Course
from outcomes.change.modelled import curve_sums
from outcomes.errors import NotFound
from outcomes.measures import catalogue
from outcomes.storage.curves import Stratum
from tests.cast import OTHER_CLINIC
from tests.closed_clinic import FIRST_CLOSED, lay_down, second_rating, simulated

WELLBEING = Stratum("wellbeing")
PARTS = ("key", "zz", "ww", "sw", "ss", "yy")
ADULT = catalogue()["wellbeing"].yardstick("adult")
LONG = [
    Course((1, 2, 11, 12, 13, 20), (17.5, 18.0, 21.2, 24.0, 26.1, 22.0)),  # 12 on count alike
    Course((1, 2, 11, 14, 15, 30), (12.5, 11.0, 14.2, 13.0, 12.1, 15.0)),  # the same pattern
    Course((2, 3, 5), (22.0, 25.0, 23.5)),  # intake at session 2
    Course((3, 4), (9.0, 12.0)),
    Course((4, 5, 6), (9.0, 12.0, 15.0)),  # an intake too late for the curve
    Course((1,), (15.0,)),  # one score says nothing of change
]


@pytest.fixture
def mark(cast):
    """The therapist of the other clinic, which has no closed episode of its own yet."""
    return cast.staff("mark")


def same(found, expected) -> None:
    for name in PARTS:
        np.testing.assert_allclose(
            getattr(found, name), getattr(expected, name), rtol=1e-9, atol=1e-9, err_msg=name
        )


def test_the_databases_sums_are_those_of_the_courses(mark):
    courses = [*LONG, *simulated(120, seed=3, sessions=16)]
    lay_down(courses, therapist=mark)
    expected = curve_sums(Caseload.from_courses(courses), ADULT)
    found = closed_sums(mark.clinic_id, WELLBEING)
    same(found.sums, expected)
    assert (found.sums.n_episodes, found.sums.n_scores) == (
        expected.n_episodes, expected.n_scores,
    )  # fmt: skip
    assert found.sums.clock == expected.clock
    assert found.sums.terms == expected.terms


def test_the_sums_say_between_which_days_their_episodes_were_closed(mark):
    lay_down(simulated(12, seed=1), therapist=mark)
    found = closed_sums(mark.clinic_id, WELLBEING)
    assert found.first_closed_on == FIRST_CLOSED
    assert found.last_closed_on == FIRST_CLOSED + dt.timedelta(days=11)


def test_courses_read_for_testing_are_those_of_the_sums(mark):
    lay_down([*LONG, *simulated(40, seed=5)], therapist=mark)
    [found] = closed_episodes(mark.clinic_id, WELLBEING)
    same(
        curve_sums(found.caseload, found.yardstick), closed_sums(mark.clinic_id, WELLBEING).sums
    )  # fmt: skip
    # The one with a single score is not among them; the one that began late is, and not modelled.
    assert found.caseload.n_clients == len(found.closed_on) == len(LONG) + 40 - 1
    assert list(found.closed_on) == sorted(found.closed_on)
    assert len(set(found.client_ids)) == len(found.client_ids)


def test_age_bands_are_counted_together_but_read_apart(mark):
    adults, young = simulated(30, seed=6), simulated(12, seed=7)
    lay_down(adults, therapist=mark)
    lay_down(young, therapist=mark, age_band="youth")
    lay_down(simulated(5, seed=8), therapist=mark, age_band="child")  # no norms, so no curve
    bands = closed_episodes(mark.clinic_id, WELLBEING)
    assert [(each.yardstick.age_band, each.caseload.n_clients) for each in bands] == [
        ("adult", 30), ("youth", 12),
    ]  # fmt: skip
    youth = catalogue()["wellbeing"].yardstick("youth")
    together = curve_sums(Caseload.from_courses(adults), ADULT) + curve_sums(
        Caseload.from_courses(young), youth
    )
    same(closed_sums(mark.clinic_id, WELLBEING).sums, together)
    only = closed_sums(mark.clinic_id, Stratum("wellbeing", age_band="youth"))
    same(only.sums, curve_sums(Caseload.from_courses(young), youth))


def test_kinds_of_service_can_be_taken_alone(mark):
    groups = simulated(9, seed=9)
    lay_down(simulated(7, seed=10), therapist=mark)
    lay_down(groups, therapist=mark, service_kind="group")
    found = closed_sums(mark.clinic_id, Stratum("wellbeing", service_kind="group"))
    same(found.sums, curve_sums(Caseload.from_courses(groups), ADULT))


def test_the_latest_of_two_ratings_at_a_session_counts(mark):
    [episode] = lay_down([Course((1, 2, 3), (15.0, 16.0, 17.0))], therapist=mark)
    second_rating(episode, 2, 26.0)
    second_rating(episode, 3, 39.0, state="withdrawn")
    [found] = closed_episodes(mark.clinic_id, WELLBEING)
    assert found.caseload.score.tolist() == [15.0, 26.0, 17.0]
    same(closed_sums(mark.clinic_id, WELLBEING).sums, curve_sums(found.caseload, ADULT))


def test_open_episodes_other_clinics_and_other_versions_do_not_count(cast, mark):
    wanted = simulated(8, seed=11)
    lay_down(wanted, therapist=mark)
    lay_down(simulated(8, seed=12), therapist=mark, is_open=True)
    lay_down(simulated(8, seed=13), therapist=cast.staff("miriam"))
    lay_down(simulated(8, seed=14), therapist=mark, measure_version="0")
    lay_down(simulated(8, seed=15), therapist=mark, rater="caregiver")
    [mixed] = lay_down([Course((1, 2, 3), (15.0, 16.0, 17.0))], therapist=mark)
    second_rating(mixed, 3, 18.0, version="0")
    assert cast.episode("0417", clinic=OTHER_CLINIC).is_open
    same(
        closed_sums(mark.clinic_id, WELLBEING).sums,
        curve_sums(Caseload.from_courses(wanted), ADULT),
    )
    [found] = closed_episodes(mark.clinic_id, WELLBEING)
    assert found.caseload.n_clients == 8


def test_without_closed_episodes_there_are_empty_sums(mark):
    found = closed_sums(mark.clinic_id, WELLBEING)
    assert (len(found.sums), found.first_closed_on) == (0, None)
    assert closed_episodes(mark.clinic_id, WELLBEING) == ()


def test_a_measure_without_norms_has_nothing_to_sum(mark):
    assert len(closed_sums(mark.clinic_id, Stratum("k10")).sums) == 0
    with pytest.raises(NotFound):
        closed_sums(mark.clinic_id, Stratum("nobody"))


def test_sums_take_one_query_however_many_episodes(mark, queries):
    lay_down(simulated(20, seed=16), therapist=mark)
    clinic_id = mark.clinic_id
    with queries() as seen:
        closed_sums(clinic_id, WELLBEING)
    assert sum("SELECT" in each for each in seen) == 1
