"""The latest of a client's own ratings against the first, by the reliable change."""

import pytest

from outcomes.change.since_start import since_start
from outcomes.measures import Threshold, Yardstick


def yardstick(*, direction=1, limit=6.0) -> Yardstick:
    return Yardstick(
        measure_id="x",
        measure_version="1",
        measure_name="X",
        direction=direction,
        minimum=0,
        maximum=40,
        step=0.1,
        reliable_change=Threshold(limit, "a test") if limit else None,
    )


@pytest.mark.parametrize(
    ("first", "latest", "words"),
    [
        (20.0, 26.0, "higher"),  # the limit is reached by equality (decisions.md)
        (20.0, 25.9, "same"),
        (20.0, 20.0, "same"),
        (20.0, 14.1, "same"),
        (20.0, 14.0, "lower"),
        (0.1, 6.1, "higher"),  # 6.1 - 0.1 is 5.999... in binary
    ],
)
@pytest.mark.parametrize("direction", [1, -1])
def test_by_the_scale_and_not_by_what_is_better(first, latest, words, direction):
    assert since_start(yardstick(direction=direction), first, latest) == words


def test_without_a_reliable_change_nothing_is_judged():
    assert since_start(yardstick(limit=None), 1.0, 40.0) is None
