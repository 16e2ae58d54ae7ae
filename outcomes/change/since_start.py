"""How the latest of a client's own ratings compares with the first, for the client's own eyes."""

from __future__ import annotations

from typing import Literal

from outcomes.change.reliable import EXACT
from outcomes.measures import Yardstick

SinceStart = Literal["higher", "same", "lower"]


def since_start(yardstick: Yardstick, first: float, latest: float) -> SinceStart | None:
    """Where the latest total stands on the scale, seen from the first.

    "same" when the two differ by less than the reliable change: so much two ratings differ by
    measurement error alone. "higher" and "lower" are as the scale runs, whatever is better on it.
    None where the measure has no reliable change: then only the two numbers can be told.
    """
    if yardstick.reliable_change is None:
        return None
    difference = round(latest - first, EXACT)
    if abs(difference) < yardstick.reliable_change.value:
        return "same"
    return "higher" if difference > 0 else "lower"
