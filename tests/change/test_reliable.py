"""Reliable and clinically significant change: the worked values of facts section 2."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from outcomes.change import Course, progress, reliable
from outcomes.measures import Threshold, Yardstick

# facts section 2, "RC test values": SD, r, SEM, S_diff, RC95, RC90, RC80
RC_TABLE = [
    (7.5, 0.80, 3.354, 4.743, 9.297, 7.803, 6.081),
    (8.0, 0.93, 2.117, 2.993, 5.867, 4.924, 3.837),
    (7.75, 0.91, 2.325, 3.288, 6.445, 5.409, 4.215),
    (7.75, 0.85, 3.002, 4.245, 8.320, 6.983, 5.442),
    (5.65, 0.89, 1.874, 2.650, 5.194, 4.359, 3.397),
    (5.65, 0.84, 2.260, 3.196, 6.264, 5.258, 4.097),
    (4.43, 0.92, 1.253, 1.772, 3.473, 2.915, 2.272),
    (4.43, 0.83, 1.827, 2.583, 5.063, 4.249, 3.312),
    (7.7, 0.90, 2.435, 3.444, 6.749, 5.665, 4.415),
]


@pytest.mark.parametrize(("sd", "r", "sem", "s_diff", "rc95", "rc90", "rc80"), RC_TABLE)
def test_reliable_change_follows_from_sd_and_reliability(sd, r, sem, s_diff, rc95, rc90, rc80):
    assert reliable.sem(sd, r) == pytest.approx(sem, abs=5.1e-4)
    assert reliable.s_diff(sd, r) == pytest.approx(s_diff, abs=5.1e-4)
    assert reliable.reliable_change(sd, r) == pytest.approx(rc95, abs=5.1e-4)
    assert reliable.reliable_change(sd, r, z=reliable.Z90) == pytest.approx(rc90, abs=5.1e-4)
    assert reliable.reliable_change(sd, r, z=reliable.Z80) == pytest.approx(rc80, abs=5.1e-4)


def test_threshold_of_a_whole_point_scale_is_the_next_whole_number():
    # facts section 1: CORE-10 at 95 % has RC 6.75, so 7 for integers.
    assert reliable.whole_points(6.749) == 7
    assert reliable.whole_points(6.0) == 6
    assert reliable.whole_points(6.000000001) == 6


def test_cut_offs_of_the_core_10_norms():
    # facts section 2: clinical 19.7/7.7, general 4.7/4.8 give a 4.3, b 14.3, c 10.46.
    assert reliable.cut_off_a(19.7, 7.7, direction=-1) == pytest.approx(4.3)
    assert reliable.cut_off_b(4.7, 4.8, direction=-1) == pytest.approx(14.3)
    c = reliable.cut_off_c(19.7, 7.7, functional_mean=4.7, functional_sd=4.8)
    assert c == pytest.approx(10.46, abs=0.005)
    assert reliable.whole_points(c) == 11


def test_cut_offs_where_higher_is_better():
    # facts section 2: clinical 40/7.5, functional 60/7.5: a 55, b 45, c 50.
    assert reliable.cut_off_a(40, 7.5, direction=1) == 55
    assert reliable.cut_off_b(60, 7.5, direction=1) == 45
    assert reliable.cut_off_c(40, 7.5, functional_mean=60, functional_sd=7.5) == 50


def test_change_indices_of_a_fall_from_18_to_12():
    # facts section 2: PHQ-9 with M 16.41, SD 5.65, r .84, as post - pre.
    norms = {"mean": 16.41, "sd": 5.65, "reliability": 0.84}
    s_diff = reliable.s_diff(5.65, 0.84)
    assert reliable.rci(18, 12, s_diff=s_diff, direction=1) == pytest.approx(-1.877, abs=5e-4)
    assert reliable.gulliksen_lord_novick(18, 12, **norms) == pytest.approx(-1.874, abs=5e-4)
    assert reliable.edwards_nunnally(18, 12, **norms) == pytest.approx(-2.542, abs=5e-4)
    kotsch = reliable.nunnally_kotsch(18, 12, **norms, reliability_post=0.84)
    assert kotsch == pytest.approx(-1.947, abs=5e-4)


def test_rci_of_the_product_is_positive_for_the_better(phq9):
    # decisions: rci is positive = better; 18 to 12 is +1.877.
    assert progress(Course((1, 2), (18, 12)), phq9).rci == pytest.approx(1.877, abs=5e-4)


# facts section 2, "Classification test values": measure, RC (None = its own), intake, last,
# class, sub-mark
CLASSES = [
    ("phq9", None, 18, 7, "recovered", None),
    ("phq9", None, 18, 12, "improved", None),
    ("phq9", None, 14, 9, "no_reliable_change", "crossed_only"),
    ("phq9", None, 12, 18, "deteriorated", None),
    ("phq9", None, 9, 15, "deteriorated", "harmed"),
    ("phq9", None, 8, 2, "improved", None),
    ("phq9", None, 4, 0, "no_reliable_change", None),
    ("phq9", None, 22, 27, "no_reliable_change", None),
    ("core10", None, 21, 10, "recovered", None),
    ("core10", None, 21, 14, "improved", None),
    ("core10", None, 21, 16, "no_reliable_change", None),
    ("core10", None, 15, 21, "deteriorated", None),
    ("wellbeing", None, 18.2, 27.4, "recovered", None),
    ("wellbeing", None, 18.2, 24.9, "improved", None),
    ("wellbeing", None, 18.2, 23.4, "no_reliable_change", None),
    ("wellbeing", 5, 18.2, 23.4, "improved", None),
    ("wellbeing", None, 20.0, 25.0, "no_reliable_change", "crossed_only"),
    ("wellbeing", 5, 20.0, 25.0, "recovered", None),
    ("wellbeing", None, 20.0, 26.0, "recovered", None),
    ("wellbeing", None, 20.0, 14.0, "deteriorated", None),
    ("wellbeing", None, 28.0, 34.5, "improved", None),
    ("wellbeing", None, 30.0, 24.0, "deteriorated", "harmed"),
]


@pytest.mark.parametrize(("measure", "limit", "intake", "last", "expected", "mark"), CLASSES)
def test_class_of_a_course(measure, limit, intake, last, expected, mark, *, yardsticks, with_limit):
    yardstick = yardsticks[measure]
    if limit is not None:
        yardstick = with_limit(yardstick, limit)
    found = progress(Course((1, 2), (intake, last)), yardstick)
    assert found.class_ == expected
    assert found.sub_marks == (() if mark is None else (mark,))


def test_one_score_has_no_change(phq9):
    found = progress(Course((1,), (18,)), phq9)
    assert found.class_ == "single_score"
    assert found.change is None
    assert found.why_null["change"] == "one_score"


def test_float_error_of_tenths_never_decides(wellbeing):
    # 14.1 + 6.0 is 20.1 on paper and a little less than 6 apart in binary.
    starts = np.round(np.arange(5.0, 19.0, 0.1), 1)
    ends = np.round(starts + 6.0, 1)
    codes, _ = reliable.classify(wellbeing, starts, latest=ends, n=np.full(len(starts), 2))
    assert set(codes) == {reliable.IMPROVED}


def test_pro_rated_decimals_are_kept_when_comparing(phq9):
    # 18 to 12.375 (pro-rated) is 5.625: not 6, as rounding to whole points would have it.
    assert progress(Course((1, 2), (18, 12.375)), phq9).class_ == "no_reliable_change"


def test_attainability_at_the_ends_of_the_scale(phq9):
    # facts section 2: 4 cannot improve by 6, 22 cannot worsen by 6 on a scale to 27.
    at = np.array([4.0, 6.0, 21.0, 22.0])
    assert reliable.attainable_improvement(phq9, at).tolist() == [False, True, True, True]
    assert reliable.attainable_deterioration(phq9, at).tolist() == [True, True, True, False]


def test_interval_of_a_change_rests_on_reliability_where_known(phq9):
    # decisions: D +/- 1.96 S_diff; S_diff 3.196 (table above), half-width 6.264.
    found = progress(Course((1, 2), (18, 12)), phq9)
    assert found.change_interval == pytest.approx((-0.264, 12.264), abs=1e-3)
    assert found.s_diff_source == "reliability"


def test_interval_of_a_change_rests_on_rc_where_reliability_is_unknown(wellbeing):
    # decisions: S_diff = RC / 1.96, marked so; half-width is RC itself.
    found = progress(Course((1, 2), (18.0, 21.0)), wellbeing)
    assert found.change_interval == pytest.approx((-3.0, 9.0))
    assert found.s_diff_source == "reliable_change"
    assert found.rci == pytest.approx(3.0 * 1.96 / 6.0)


def test_change_without_any_error_of_measurement_has_no_interval(screen):
    found = progress(Course((1, 2), (8, 2)), screen)
    assert found.gain == 6
    assert found.change_interval is None
    assert found.rci is None
    assert found.why_null["rci"] == found.why_null["change_interval"] == "no_s_diff"
    assert found.class_ is None
    assert found.why_null["class_"] == "no_limit"


def test_without_a_cut_off_a_reliable_gain_is_an_improvement():
    plain = Yardstick("own", "1", "Own scale", 1, 0, 40, 1, reliable_change=Threshold(6, "test"))
    found = progress(Course((1, 2), (10, 39)), plain)
    assert found.class_ == "improved"
    assert found.intake_clinical is None
    assert found.why_null["intake_clinical"] == "no_cut_off"


def test_cut_off_itself_is_clinical_only_where_lower_is_better(phq9, wellbeing):
    # facts section 1: d = -1 clinical iff score >= cut-off; d = +1 clinical iff score < cut-off.
    assert reliable.is_clinical(phq9, np.array([9.0, 10.0])).tolist() == [False, True]
    assert reliable.is_clinical(wellbeing, np.array([24.9, 25.0])).tolist() == [True, False]


def test_threshold_of_six_is_reached_by_six(wellbeing):
    # decisions: RC 6 is reached by 6.0.
    six = dataclasses.replace(wellbeing, reliable_change=Threshold(6.0, "test"))
    assert progress(Course((1, 2), (20.1, 14.1)), six).class_ == "deteriorated"
    assert progress(Course((1, 2), (20.1, 14.2)), six).class_ == "no_reliable_change"
