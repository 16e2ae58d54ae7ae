"""Shapes of courses: gains since the intake, in units of the reliable change, session by session.

A shape ends as its name says whatever the dice fall, so that a story's ending is no luck.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Gains = np.ndarray
"""One gain a session, the first 0; positive is better; 1 is one reliable change."""

NOISE = 0.17


def gains(shape: str, sessions: int, *, rng: np.random.Generator) -> Gains:
    """Gains of one course of this shape over so many sessions."""
    drawn = _SHAPES[shape](sessions, rng)
    drawn[0] = 0.0
    return drawn


def _log(sessions: int) -> np.ndarray:
    """0 at the first session, 1 at the last; most of the way is gone early."""
    return np.log(np.arange(1, sessions + 1)) / np.log(max(sessions, 2))


def _noise(sessions: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0.0, NOISE, sessions)


def _improving(sessions: int, rng: np.random.Generator) -> Gains:
    drawn = rng.uniform(1.2, 2.1) * _log(sessions) + _noise(sessions, rng)
    drawn[-1] = max(drawn[-1], 1.1)
    return drawn


def _quick(sessions: int, rng: np.random.Generator) -> Gains:
    drawn = rng.uniform(2.6, 3.0) * _log(sessions) ** 0.7 + _noise(sessions, rng)
    drawn[-1] = max(drawn[-1], 2.6)
    return drawn


def _slow(sessions: int, rng: np.random.Generator) -> Gains:
    """Hardly anything for a while, and reliably better only at the end."""
    path = np.linspace(0.0, 1.0, sessions) ** 1.6
    drawn = rng.uniform(1.1, 1.35) * path + _noise(sessions, rng)
    drawn[-1] = max(drawn[-1], 1.05)
    return drawn


def _sudden(sessions: int, rng: np.random.Generator) -> Gains:
    """Level before, level after, and one step between two sessions."""
    step = int(rng.integers(3, max(sessions - 2, 4)))
    drawn = _noise(sessions, rng) * 0.6
    drawn[step:] += rng.uniform(1.45, 1.9)
    drawn[-1] = max(drawn[-1], 1.2)
    return drawn


def _as_expected(sessions: int, rng: np.random.Generator) -> Gains:
    """Near the middle course."""
    number = np.arange(1, sessions + 1)
    return 0.37 + 0.6 * np.log(number / 2.0) + _noise(sessions, rng)


def _stuck(sessions: int, rng: np.random.Generator) -> Gains:
    return np.clip(rng.normal(0.05, 0.22, sessions), -0.5, 0.55)


def _deteriorating(sessions: int, rng: np.random.Generator) -> Gains:
    end = rng.uniform(1.15, 1.6)
    drawn = -end * np.linspace(0.0, 1.0, sessions) ** 1.2 + _noise(sessions, rng) * 0.7
    drawn[-1] = min(drawn[-1], -1.08)
    return drawn


def _seesaw(sessions: int, rng: np.random.Generator) -> Gains:
    drawn = np.where(np.arange(sessions) % 2, 1.25, 0.0)
    return drawn + rng.uniform(-0.08, 0.08, sessions)


def _fallen_back(sessions: int, rng: np.random.Generator) -> Gains:
    """Well on the way, then nearly back at the start."""
    up, down = np.linspace(0.0, 1.6, sessions - 2), np.array([0.9, 0.2])
    return np.concatenate([up, down]) + _noise(sessions, rng) * 0.4


def _level(sessions: int, rng: np.random.Generator) -> Gains:
    """For intakes outside the clinical range: well from the start, and so to the end."""
    return np.clip(rng.normal(0.1, 0.18, sessions), -0.4, 0.6)


_SHAPES: dict[str, Callable[[int, np.random.Generator], Gains]] = {
    "improving": _improving,
    "quick": _quick,
    "slow": _slow,
    "sudden": _sudden,
    "as_expected": _as_expected,
    "stuck": _stuck,
    "dropped": _stuck,
    "deteriorating": _deteriorating,
    "seesaw": _seesaw,
    "fallen_back": _fallen_back,
    "level": _level,
    "single": _level,
}
LENGTHS = {
    "improving": (5, 11),
    "quick": (5, 8),
    "slow": (8, 13),
    "sudden": (7, 11),
    "as_expected": (2, 7),
    "stuck": (5, 10),
    "dropped": (2, 4),
    "deteriorating": (4, 8),
    "seesaw": (7, 9),
    "fallen_back": (6, 8),
    "level": (4, 7),
    "single": (1, 1),
}
"""Sessions of a course of each shape, fewest and most."""
BENEFITING = ("improving", "quick", "slow", "sudden", "as_expected", "level")


def alliance(shape: str, sessions: int, *, rng: np.random.Generator) -> np.ndarray:
    """Totals of the session check-in (0 to 40): near the top for most, and some falls.

    Falls come in courses that do not benefit more often than in those that do.
    """
    usual = float(np.clip(rng.normal(35.5, 3.2), 25.0, 39.6))
    drawn = usual + rng.normal(0.0, 0.9, sessions) + np.linspace(-1.0, 0.8, sessions)
    if rng.random() < 0.18:
        drawn[:] = rng.choice((39.6, 39.8, 40.0), sessions)
    chance = 0.12 if shape in BENEFITING else 0.5
    if sessions >= 3 and rng.random() < chance:
        at = int(rng.integers(2, sessions))
        drawn[at] -= rng.uniform(4.5, 9.0)
        if shape == "dropped":
            drawn[at:] -= 3.0
    return np.clip(np.round(drawn, 1), 8.0, 40.0)
