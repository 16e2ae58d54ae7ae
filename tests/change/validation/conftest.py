"""Caseloads for the tests: made from the starter curve, or written out score by score."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from outcomes.change import STARTER, Caseload, Course, Curve
from outcomes.change.validation.predictions import Predictions, predictions_of, usable
from outcomes.measures import Yardstick


@pytest.fixture
def simulate(phq9) -> Callable[..., Caseload]:
    """PHQ-9 courses made from the starter curve, rounded and cut at the ends of the scale.

    `sessions` is the length of all courses, or (shortest, longest) for lengths by chance.
    """

    def make(clients: int, sessions: int | tuple[int, int] = 8, *, seed: int = 5) -> Caseload:
        random = np.random.default_rng(seed)
        shortest, longest = (sessions, sessions) if isinstance(sessions, int) else sessions
        intake = _points(random.normal(size=(clients, 1)))
        z1 = (16.41 - intake) / 5.65
        level = np.log(np.arange(2, longest + 1) / 2.0)
        start, slope = random.normal(size=(2, clients, 1)) * [[[STARTER.s_0]], [[STARTER.s_1]]]
        error = random.normal(0, STARTER.s_e, (clients, longest - 1))
        z = STARTER.mean(z1, level) + start + slope * level + error
        scores = np.column_stack([intake, _points(z)])
        lengths = random.integers(shortest, longest + 1, clients)
        there = np.arange(longest) < lengths[:, None]
        session = np.tile(np.arange(1, longest + 1), (clients, 1))
        return Caseload(np.repeat(np.arange(clients), lengths), session[there], scores[there])

    return make


@pytest.fixture
def told() -> Callable[..., Predictions]:
    """What one curve told of courses, all of different people."""

    def tell(courses: list[Course], yardstick: Yardstick, curve: Curve = STARTER) -> Predictions:
        caseload = Caseload.from_courses(courses)
        everybody = np.arange(caseload.n_clients)
        pairs = [(usable(caseload), curve)]
        return predictions_of(caseload, yardstick, told=pairs, person=everybody)

    return tell


@pytest.fixture
def level_curve() -> Curve:
    """A curve that expects nothing but the intake again, with a spread of one SD: m = z1, v = 1."""
    return Curve(
        id="level", version="1", stage="starter", provenance="test", g1=0.0, g2=0.0, b1=1.0,
        b2=0.0, s_e=0.6, s_0=0.8, s_1=0.0, rho=0.0, cap=12,
    )  # fmt: skip


def _points(z: np.ndarray) -> np.ndarray:
    return np.clip(np.round(16.41 - 5.65 * z), 0, 27)
