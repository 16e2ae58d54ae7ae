"""Charts: one description of a course, drawn as SVG on the server and as a plotly figure.

Pure: numbers and sentences in, text or plain dictionaries out. plotly is loaded only when a figure
is asked for.
"""

from outcomes.charts.coverage import CoverageRow, coverage_svg
from outcomes.charts.drawings import svg
from outcomes.charts.figure import plotly_figure
from outcomes.charts.intervals import ShareInterval, interval_svg
from outcomes.charts.palette import LIGHT, PAPER, SCREEN, Palette, Svg
from outcomes.charts.shapes import SHAPE_NAMES, status_shape
from outcomes.charts.trajectory import (
    AllianceCourse,
    ChartEvent,
    ChartSession,
    CutOff,
    ReliableChange,
    TrajectoryChart,
    figure_text,
)

__all__ = [
    "LIGHT",
    "PAPER",
    "SCREEN",
    "SHAPE_NAMES",
    "AllianceCourse",
    "ChartEvent",
    "ChartSession",
    "CoverageRow",
    "CutOff",
    "Palette",
    "ReliableChange",
    "ShareInterval",
    "Svg",
    "TrajectoryChart",
    "coverage_svg",
    "figure_text",
    "interval_svg",
    "plotly_figure",
    "status_shape",
    "svg",
]
