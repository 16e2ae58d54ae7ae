"""Cut-offs, reliable changes and norms as the facts give them, and what follows from them."""

import pickle

import pytest

from outcomes.errors import NotFound
from outcomes.measures import Threshold, Yardstick, catalogue

# Facts, section 1: clinical cut-off, reliable change, mean and SD of clients before treatment.
FACTS = [
    ("phq9", -1, 10, 6, 16.41, 5.65),
    ("gad7", -1, 8, 4, 14.53, 4.43),
    ("core10", -1, 11, 6, 19.7, 7.7),
    ("phq4", -1, 6, None, None, None),
    ("k10", -1, 20, 7, None, None),
    ("k6", -1, 13, None, None, None),
    ("dass21", -1, None, None, None, None),
    ("who5", 1, 52, 10, None, None),
    ("wellbeing", 1, 25, 6, 18.5, 7.75),
    ("bdi2", -1, 14, 7.95, 23.33, 10.84),
]


@pytest.mark.parametrize(("measure_id", "direction", "cut", "change", "mean", "sd"), FACTS)
def test_numbers_are_those_of_the_facts(measure_id, direction, cut, change, mean, sd):
    yardstick = catalogue()[measure_id].yardstick()

    assert yardstick.direction == direction
    assert (yardstick.clinical.value if yardstick.clinical else None) == cut
    assert (yardstick.reliable_change.value if yardstick.reliable_change else None) == change
    assert (yardstick.norm_mean, yardstick.norm_sd) == (mean, sd)


def test_higher_is_better_means_clinical_below_the_cut_off():
    adult = catalogue()["wellbeing"].yardstick()

    assert adult.is_clinical(24.9)
    assert not adult.is_clinical(25)


def test_lower_is_better_means_clinical_from_the_cut_off_on():
    phq9 = catalogue()["phq9"].yardstick()

    assert phq9.is_clinical(10)
    assert not phq9.is_clinical(9)


def test_who5_is_clinical_below_52():
    who5 = catalogue()["who5"].yardstick()

    assert who5.is_clinical(48)
    assert not who5.is_clinical(52)


def test_no_cut_off_is_neither_clinical_nor_not():
    assert catalogue()["dass21"].yardstick().is_clinical(80) is None


def test_the_cut_off_for_ages_13_to_17_is_28():
    youth = catalogue()["wellbeing"].yardstick("youth")

    assert youth.is_clinical(27.9)
    assert not youth.is_clinical(28)


def test_own_conventions_are_provisional_wherever_they_decide():
    measure = catalogue()["wellbeing"]

    assert all(yardstick.provisional for yardstick in measure.yardsticks)
    assert measure.yardstick().clinical.provisional
    assert not catalogue()["phq9"].yardstick().provisional


def test_adult_numbers_are_not_used_for_a_youth():
    youth = catalogue()["phq9"].yardstick("youth")

    assert youth.clinical is None
    assert (
        youth.why_no_clinical == "PHQ-9 has no numbers for this age band and rater (youth, self)."
    )


# Facts, section 2, table of reliable changes: S_diff from SD and r.
@pytest.mark.parametrize(
    ("sd", "reliability", "expected"),
    [(7.5, 0.80, 4.743), (8.0, 0.93, 2.993), (5.65, 0.84, 3.196), (7.7, 0.90, 3.444)],
)
def test_standard_error_of_a_difference_comes_from_sd_and_reliability(sd, reliability, expected):
    yardstick = Yardstick(
        measure_id="x",
        measure_version="1",
        measure_name="X",
        direction=1,
        minimum=0,
        maximum=40,
        step=1,
        norm_mean=20,
        norm_sd=sd,
        reliability=reliability,
        reliable_change=Threshold(6, "another number, not used here"),
    )

    assert yardstick.s_diff == pytest.approx(expected, abs=0.0005)
    assert yardstick.s_diff_source == "reliability"


def test_without_reliability_it_comes_from_the_reliable_change():
    # Decisions: S_diff = RC / 1.96; 6 / 1.96 = 3.0612.
    wellbeing = catalogue()["wellbeing"].yardstick()

    assert wellbeing.s_diff == pytest.approx(3.0612, abs=0.0001)
    assert wellbeing.s_diff_source == "reliable_change"


def test_without_either_there_is_none():
    k6 = catalogue()["k6"].yardstick()

    assert k6.s_diff is None
    assert k6.s_diff_source is None


def test_the_reliable_change_of_the_bdi_follows_from_its_sd_and_reliability():
    # 1.96 x sqrt(2) x 10.84 x sqrt(0.07) = 7.950
    bdi2 = catalogue()["bdi2"].yardstick()

    assert 1.96 * bdi2.s_diff == pytest.approx(bdi2.reliable_change.value, abs=0.005)


@pytest.mark.parametrize(
    ("measure_id", "half_step"), [("phq9", 0.5), ("wellbeing", 0), ("dass21", 1), ("who5", 2)]
)
def test_whole_number_totals_gain_half_a_step(measure_id, half_step):
    assert catalogue()[measure_id].yardstick().half_step == half_step
    assert catalogue()[measure_id].half_step == half_step


def test_best_and_worst_follow_the_direction():
    wellbeing, phq9 = catalogue()["wellbeing"].yardstick(), catalogue()["phq9"].yardstick()

    assert (wellbeing.best, wellbeing.worst, wellbeing.better) == (40, 0, "higher")
    assert (phq9.best, phq9.worst, phq9.better) == (0, 27, "lower")


def test_an_expected_course_needs_norms_and_leave():
    assert catalogue()["phq9"].yardstick().curve_possible
    assert not catalogue()["k10"].yardstick().curve_possible
    assert not catalogue()["faces"].yardstick("child").curve_possible


def test_a_yardstick_is_a_value():
    phq9 = catalogue()["phq9"].yardstick()

    assert pickle.loads(pickle.dumps(phq9)) == phq9
    assert len({phq9, catalogue()["phq9"].yardstick()}) == 1


@pytest.mark.parametrize(
    ("measure_id", "total", "name"),
    [
        ("phq9", 4, "minimal"),
        ("phq9", 14.14, "moderate"),
        ("phq9", 27, "severe"),
        ("core10", 10, "low level"),
        ("core10", 25, "severe"),
        ("k10", 21, "moderate"),
        ("gad7", 15, "severe"),
    ],
)
def test_totals_lie_in_the_bands_of_the_facts(measure_id, total, name):
    assert catalogue()[measure_id].band(total).name == name


def test_a_measure_without_bands_names_none():
    assert catalogue()["wellbeing"].band(20) is None


def test_there_is_no_falling_back_to_another_wording():
    wellbeing = catalogue()["wellbeing"]

    assert wellbeing.has_wording("en", age_band="youth")
    assert not wellbeing.has_wording("fi")
    with pytest.raises(NotFound, match="no wording for fi, adult, self"):
        wellbeing.wording("fi")


def test_missing_wording_gives_its_reason():
    with pytest.raises(NotFound, match="not yet checked"):
        catalogue()["k10"].wording()


def test_an_unknown_item_is_not_found():
    assert catalogue()["phq9"].item("q9").id == "q9"
    with pytest.raises(NotFound, match="PHQ-9 has no item q10"):
        catalogue()["phq9"].item("q10")


def test_variants_list_who_can_be_rated():
    assert catalogue()["wellbeing"].variants == (
        ("adult", "self"),
        ("youth", "self"),
        ("child", "caregiver"),
        ("youth", "caregiver"),
    )
