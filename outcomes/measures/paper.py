"""Answers on paper: read off a line with a ruler, and where two readings of a form differ.

A reading holds what was read: millimetres from the low end for a line, the answer itself for
everything else, None where nothing is marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from outcomes.measures.measure import TOTAL, Item, Measure

LINE_MM = Decimal(100)
TOLERANCE_MM = Decimal(2)
"""Two people reading one mark differ by up to a millimetre or two (convention of this project)."""

Reading = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that two people read differently; a total without items has the id ``total``."""

    item_id: str
    first: float | None
    second: float | None


def answer_at(item: Item, millimetres: float) -> float:
    """The answer at a place on a line of 100 mm, to the item's step; half a step goes up.

    For lines 0 to 10 in tenths, 43.5 mm is 4.4.
    """
    low, span = _decimal(item.minimum), _decimal(item.maximum) - _decimal(item.minimum)
    step = _decimal(item.step)
    steps = (_decimal(millimetres) / LINE_MM * span / step).quantize(Decimal(1), ROUND_HALF_UP)
    return float(low + steps * step)


def answers_read(measure: Measure, reading: Reading) -> dict[str, float | None]:
    """A reading as answers of the measure: millimetres become points of the scale.

    An optional item with nothing marked was not asked (a second goal that nobody wrote down).
    """
    lines = {item.id: item for item in measure.items if item.kind == "line"}
    optional = {item.id for item in measure.items if item.optional}
    return {
        name: answer_at(lines[name], value) if name in lines and value is not None else value
        for name, value in reading.items()
        if value is not None or name not in optional
    }


def differences(measure: Measure, first: Reading, second: Reading) -> tuple[Difference, ...]:
    """Where two readings differ, in the order of the form.

    On a line by more than `TOLERANCE_MM`; everywhere else, and between a mark and none, at all.
    """
    kinds = {item.id: item.kind for item in measure.items} or {TOTAL: "number"}
    found = []
    for name, kind in kinds.items():
        one, two = first.get(name), second.get(name)
        if _differ(one, two, tolerance=TOLERANCE_MM if kind == "line" else Decimal(0)):
            found.append(Difference(name, one, two))
    return tuple(found)


def _differ(one: float | None, two: float | None, *, tolerance: Decimal) -> bool:
    if one is None or two is None:
        return one is not two
    return abs(_decimal(one) - _decimal(two)) > tolerance


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))
