"""Shapes of a course that a status does not show, found for a whole caseload at once.

Each is judged from the scores up to and including a row, so that what was visible on a day can
be told later. All but the sudden gain are conventions of this project around the reliable
change (RC); they describe, and no rule of the status but the fall from the own best uses them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outcomes.change.courses import Caseload
from outcomes.change.reliable import EXACT
from outcomes.change.running import last_known, neighbour, running
from outcomes.measures import Yardstick

SEESAW_TURNS, SEESAW_SCORES = 4, 5
PLATEAU_SCORES, PLATEAU_WINDOW = 5, 4
CRITICAL_T = {4: 4.303, 5: 3.182, 6: 2.776}
"""t(.975) on (scores used - 2) degrees of freedom, by scores used."""

SUDDEN_SHARE = 0.25
NAMES = ("seesaw", "bleeding", "dipping", "plateau", "sudden_gain")


class Patterns(NamedTuple):
    """One entry a row; all False and no row without a reliable change.

    `sudden_gain_row` is the row of the last score before the most recent sudden gain, or -1.
    """

    seesaw: np.ndarray
    bleeding: np.ndarray
    dipping: np.ndarray
    plateau: np.ndarray
    sudden_gain_row: np.ndarray


def patterns_of(yardstick: Yardstick, caseload: Caseload, *, fall: np.ndarray) -> Patterns:
    """All patterns at every row; `fall` is the client's best so far less the row's score, in
    the direction of benefit."""
    rc = yardstick.reliable_change
    if rc is None:
        never = np.zeros(len(caseload), dtype=bool)
        return Patterns(never, never, never, never, np.full(len(caseload), -1))
    turns = seesaw_turns(yardstick, caseload)
    return Patterns(
        seesaw=(turns >= SEESAW_TURNS) & (caseload.position + 1 >= SEESAW_SCORES),
        bleeding=bleeding(yardstick, caseload),
        dipping=fall >= rc.value,
        plateau=plateau(yardstick, caseload),
        sudden_gain_row=latest_sudden_gain(yardstick, caseload, cut=rc.value),
    )


def seesaw_turns(yardstick: Yardstick, caseload: Caseload) -> np.ndarray:
    """Changes of direction so far among moves of at least RC between neighbouring scores.

    The first such move counts as one; a later one counts when its direction differs from the
    last counted. Four or more in at least five scores are called a seesaw.
    """
    moves = _moves(yardstick, caseload)
    limit = yardstick.reliable_change.value
    direction = np.where(np.abs(moves) >= limit, np.sign(moves), 0.0)
    direction = np.nan_to_num(direction)
    position = caseload.position
    known = running(last_known, direction, position=position)
    before = np.nan_to_num(neighbour(known, 1, client=caseload.client))
    turned = (direction != 0) & (direction != before)
    return running(np.add, turned.astype(float), position=position).astype(int)


def bleeding(yardstick: Yardstick, caseload: Caseload) -> np.ndarray:
    """The last two moves were both for the worse, together RC / 2 or more, and the latest score
    is worse than the intake."""
    moves = _moves(yardstick, caseload)
    before = neighbour(moves, 1, client=caseload.client)
    lost = -np.round(moves + before, EXACT) >= yardstick.reliable_change.value / 2.0
    intake = caseload.score[caseload.first]
    below = np.round(yardstick.direction * (caseload.score - intake), EXACT) < 0
    return (moves < 0) & (before < 0) & lost & below


def plateau(yardstick: Yardstick, caseload: Caseload) -> np.ndarray:
    """The last four of at least five scores lie within less than RC / 2."""
    window = _window(caseload.score, range(PLATEAU_WINDOW), client=caseload.client)
    spread = np.round(window.max(axis=0) - window.min(axis=0), EXACT)
    narrow = spread < yardstick.reliable_change.value / 2.0
    return narrow & (caseload.position + 1 >= PLATEAU_SCORES)


def sudden_gains(
    yardstick: Yardstick, caseload: Caseload, *, cut: float, scores_after: int = 3
) -> np.ndarray:
    """True at a row n when a sudden gain lies between it and the next (Tang & DeRubeis 1999).

    In lower-is-better form (max + min - score where higher is better): the drop is at least
    `cut` points and 25 % of score n, and the mean of up to three scores to n exceeds the mean of
    up to `scores_after` following ones by more than t(.975) pooled SDs. At least two scores on
    each side.
    """
    score, client = _lower_is_better(yardstick, caseload.score), caseload.client
    drop = np.round(score - neighbour(score, -1, client=client), EXACT)
    before = _window(score, (2, 1, 0), client=client)
    after = _window(score, [-step for step in range(1, scores_after + 1)], client=client)
    n_before, mean_before, squares_before = _summary(before)
    n_after, mean_after, squares_after = _summary(after)
    used = n_before + n_after
    enough = (n_before >= 2) & (n_after >= 2)
    critical = np.select([used == n for n in CRITICAL_T], list(CRITICAL_T.values()), np.inf)
    pooled = np.sqrt((squares_before + squares_after) / np.maximum(used - 2, 1))
    with np.errstate(invalid="ignore"):
        stable = mean_before - mean_after > critical * pooled
    return enough & stable & (drop >= cut) & (drop >= SUDDEN_SHARE * score)


def latest_sudden_gain(yardstick: Yardstick, caseload: Caseload, *, cut: float) -> np.ndarray:
    """At each row, the row before the most recent sudden gain that its scores so far show; -1
    for none.

    A gain two rows back has only two scores after it yet; older ones have all three.
    """
    client, row = caseload.client, np.arange(len(caseload))
    full = sudden_gains(yardstick, caseload, cut=cut) & _has_later(client, 3)
    short = sudden_gains(yardstick, caseload, cut=cut, scores_after=2)
    marked = np.nan_to_num(neighbour(np.where(full, row + 1.0, 0.0), 3, client=client))
    older = running(last_known, marked, position=caseload.position)
    recent = np.nan_to_num(neighbour(np.where(short, row + 1.0, 0.0), 2, client=client))
    return (np.where(recent > 0, recent, older) - 1).astype(np.int64)


def _moves(yardstick: Yardstick, caseload: Caseload) -> np.ndarray:
    """Gain from the score before, positive = better; nan at the intake."""
    before = neighbour(caseload.score, 1, client=caseload.client)
    return np.round(yardstick.direction * (caseload.score - before), EXACT)


def _window(values: np.ndarray, steps: range | tuple | list, *, client: np.ndarray) -> np.ndarray:
    return np.stack([neighbour(values, step, client=client) for step in steps])


def _summary(window: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number, mean and sum of squared deviations over the known values of each column."""
    known = ~np.isnan(window)
    n = known.sum(axis=0)
    mean = np.where(known, window, 0.0).sum(axis=0) / np.maximum(n, 1)
    squares = np.where(known, (window - mean) ** 2, 0.0).sum(axis=0)
    return n, mean, squares


def _has_later(client: np.ndarray, steps: int) -> np.ndarray:
    return ~np.isnan(neighbour(np.zeros(len(client)), -steps, client=client))


def _lower_is_better(yardstick: Yardstick, score: np.ndarray) -> np.ndarray:
    if yardstick.direction < 0:
        return score
    return yardstick.maximum + yardstick.minimum - score
