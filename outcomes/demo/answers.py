"""Single answers that come to a wanted total, uneven as people's answers are."""

from __future__ import annotations

import numpy as np

from outcomes.measures import Measure

UNEVEN = {"outcome": 0.09, "alliance": 0.04}
"""Spread of the single answers, as a share of an item's range."""


def answers_for(measure: Measure, total: float, *, rng: np.random.Generator) -> dict[str, float]:
    """Item id to answer, as given: reversed items are turned round here.

    Risk items are answered with the lowest; where that matters a story brings its own answers.

    Raises:
        ValueError: the total cannot be reached without a risk answer.
    """
    risky = {rule.item_id for rule in measure.risk_rules}
    items = [item for item in measure.items if item.id not in risky]
    room = round((items[0].maximum - items[0].minimum) / items[0].step)
    shares = _shares(round(total / items[0].step), len(items), room,
                     spread=UNEVEN.get(measure.kind, 0.09) * room, rng=rng)  # fmt: skip
    found = {item.id: item.minimum for item in measure.items}
    for item, share in zip(items, shares, strict=True):
        value = round(item.minimum + float(share) * item.step, 1)
        found[item.id] = item.maximum + item.minimum - value if item.reversed else value
    return found


def _shares(
    total: int, count: int, room: int, *, spread: float, rng: np.random.Generator
) -> np.ndarray:
    """Whole steps for each of `count` items, from 0 to `room`, that add up to `total`."""
    if not 0 <= total <= count * room:
        raise ValueError(f"{count} items of {room} steps cannot come to {total}")
    drawn = np.rint(total / count + rng.normal(0.0, spread, count))
    shares = np.clip(drawn, 0, room).astype(int)
    while left := total - int(shares.sum()):
        step = 1 if left > 0 else -1
        able = np.flatnonzero(shares < room if step > 0 else shares > 0)
        shares[rng.choice(able)] += step
    return shares
