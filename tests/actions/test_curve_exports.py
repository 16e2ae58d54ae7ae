"""Sums that leave a clinic: no closing leaves twice, whatever the stratum is called."""

import datetime as dt

import pytest

from outcomes.actions.curve_exports import last_export, record_statistics_export
from outcomes.errors import NotFound, Refused
from outcomes.storage.curves import Stratum
from tests.cast import NOW

MARCH, APRIL = dt.date(2025, 3, 31), dt.date(2025, 4, 30)
ADULTS = Stratum("wellbeing", "adult")


@pytest.fixture
def director(cast):
    return cast.staff("other_director")


def export(by, stratum=ADULTS, *, after=None, until=MARCH, series="a"):
    record_statistics_export(by=by, at=NOW, stratum=stratum, series=series, after=after,
                             until=until, n_episodes=20, checksum="0" * 64)  # fmt: skip


def test_before_the_first_export_nothing_has_left(director):
    assert last_export(director.clinic_id, ADULTS) is None


def test_next_export_begins_where_the_last_one_ended(director):
    export(director)
    last = last_export(director.clinic_id, ADULTS)
    assert (last.series, last.until) == ("a", MARCH)
    export(director, after=MARCH, until=APRIL)
    assert last_export(director.clinic_id, ADULTS).until == APRIL


@pytest.mark.parametrize("after", [None, dt.date(2025, 3, 30)])
def test_closings_that_have_left_cannot_leave_again(director, after):
    export(director)
    with pytest.raises(Refused, match="have left already"):
        export(director, after=after, until=APRIL)


@pytest.mark.parametrize(
    "stratum",
    [Stratum("wellbeing"), Stratum("wellbeing", None, "therapy"),
     Stratum("wellbeing", "adult", "therapy")],
    ids=["wider", "crossing", "narrower"],
)  # fmt: skip
def test_stratum_that_shares_episodes_counts_as_the_same(director, stratum):
    export(director)
    assert last_export(director.clinic_id, stratum).until == MARCH


@pytest.mark.parametrize(
    "stratum",
    [Stratum("phq9", "adult"), Stratum("wellbeing", "youth"),
     Stratum("wellbeing", "adult", rater="caregiver")],
    ids=["another measure", "another age", "another rater"],
)  # fmt: skip
def test_stratum_that_shares_no_episode_does_not(director, stratum):
    export(director)
    assert last_export(director.clinic_id, stratum) is None


def test_only_a_director_of_the_clinic_exports(cast, director):
    with pytest.raises(NotFound):
        export(cast.staff("mark"))
    export(director)
    assert last_export(cast.staff("miriam").clinic_id, ADULTS) is None
