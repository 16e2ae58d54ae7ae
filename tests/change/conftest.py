"""The measures of the worked values, from the catalogue."""

from __future__ import annotations

import dataclasses

import pytest

from outcomes.measures import Threshold, Yardstick, catalogue


@pytest.fixture
def phq9() -> Yardstick:
    return catalogue()["phq9"].yardstick()


@pytest.fixture
def wellbeing() -> Yardstick:
    """The project's own check-in stands for the four-line scale of the facts (same numbers)."""
    return catalogue()["wellbeing"].yardstick()


@pytest.fixture
def k10() -> Yardstick:
    """Reliable change and cut-off, but no norms."""
    return catalogue()["k10"].yardstick()


@pytest.fixture
def screen() -> Yardstick:
    """A measure without reliable change and norms."""
    return catalogue()["phq4"].yardstick()


@pytest.fixture
def yardsticks() -> dict[str, Yardstick]:
    measures = catalogue()
    return {name: measures[name].yardstick() for name in ("phq9", "gad7", "core10", "wellbeing")}


@pytest.fixture
def with_limit():
    """A yardstick with another reliable change."""

    def change(yardstick: Yardstick, value: float) -> Yardstick:
        return dataclasses.replace(yardstick, reliable_change=Threshold(value, "test"))

    return change
