"""The stages of facts section 5: < 30 starter, 30-199 blended, >= 200 local if the bands hold."""

from __future__ import annotations

import pytest

from outcomes.change.validation.bootstrap import Estimate
from outcomes.change.validation.coverage import THIRDS, Coverage, CoverageGroup
from outcomes.change.validation.stages import stage_of


def _coverage(*held):
    def group(name, share):
        central = None if share is None else Estimate(share, None, None, 100)
        return CoverageGroup(name, 10, 20, 50, 100, (), central)

    whole = group("all", 0.8)
    thirds = tuple(group(name, share) for name, share in zip(THIRDS, held, strict=True))
    return Coverage((10, 25, 50, 75, 90), whole, (), thirds, 0.0, None, whole, 0.0)


RIGHT = _coverage(0.80, 0.79, 0.82)


@pytest.mark.parametrize(
    ("n_closed", "stage", "reason"),
    [
        (0, "starter", "few_episodes"),
        (29, "starter", "few_episodes"),
        (30, "blended", "not_yet_200"),
        (199, "blended", "not_yet_200"),
        (200, "local", None),
    ],
)
def test_number_of_closed_episodes_sets_the_stage(n_closed, stage, reason):
    found = stage_of(n_closed, RIGHT)
    assert (found.stage, found.reason, found.n_closed) == (stage, reason, n_closed)


def test_local_needs_the_band_to_hold_in_each_third():
    found = stage_of(500, _coverage(0.74, 0.80, 0.86))
    assert (found.stage, found.reason) == ("blended", "coverage_off")
    assert [(third.name, third.held) for third in found.failed] == [("worst", 0.74), ("best", 0.86)]


def test_both_ends_of_the_range_are_inside_it():
    assert stage_of(200, _coverage(0.75, 0.80, 0.85)).stage == "local"


def test_curve_without_coverage_stays_blended():
    assert stage_of(300, None).reason == "coverage_not_known"
    empty = stage_of(300, _coverage(0.8, 0.8, None))
    assert [third.name for third in empty.failed] == ["best"]
