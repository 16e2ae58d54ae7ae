"""What a curve expects, as a table: the middle course and its band from three first ratings."""

from __future__ import annotations

from outcomes.change import Curve
from outcomes.measures import Yardstick
from outcomes.wording.curve_figures import FigureTable
from outcomes.wording.numbers import points

SESSIONS = (2, 4, 8, 12)
PERCENTILES = (10, 50, 90)
STARTS = ((-1.0, "severe"), (0.0, "average"), (1.0, "mild"))
"""First ratings one SD to either side of the average, in the direction of benefit."""

NOTE = (
    "Middle course, and from the 10th to the 90th benefit percentile: one in ten such clients "
    "fares worse than the first figure, one in ten better than the second. Inside the scale."
)


def expected_table(curve: Curve, yardstick: Yardstick) -> FigureTable:
    """The middle course with its band at sessions 2, 4, 8 and 12, from three first ratings."""
    rows = [_row(curve, yardstick, each, word) for each, word in STARTS]
    return FigureTable(
        title=f"What {curve.label} expects of the {yardstick.measure_name}",
        columns=("First rating", *(f"Session {number}" for number in SESSIONS)),
        rows=tuple(rows),
        note=NOTE,
    )


def _row(curve: Curve, yardstick: Yardstick, away: float, word: str) -> tuple[str, ...]:
    intake = _on_scale(yardstick, away)
    bands = curve.bands(yardstick, intake, sessions=SESSIONS, percentiles=PERCENTILES)
    cells = (f"{points(mid)} ({points(low)} to {points(high)})" for low, mid, high in bands.T)
    return (f"{points(intake, 0)}, {word}", *cells)


def _on_scale(yardstick: Yardstick, away: float) -> float:
    """A first rating in whole points so many SDs from the average."""
    wanted = yardstick.norm_mean + yardstick.direction * away * yardstick.norm_sd
    return float(min(max(int(wanted + 0.5), yardstick.minimum), yardstick.maximum))
