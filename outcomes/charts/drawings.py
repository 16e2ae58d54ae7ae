"""The drawing of a course as SVG text.

Made by joining strings, in about a millisecond, so that a caseload of a hundred rows can be drawn
on the server for every request.
"""

from outcomes.charts.alliance import alliance_plot
from outcomes.charts.elements import Frame, drawing, safe_key
from outcomes.charts.layout import (
    EVENT_STEP,
    FULL_VARIANTS,
    SMALL_VARIANTS,
    SPARK_VARIANTS,
    Variant,
    alliance_frame,
    outcome_frame,
    place_events,
)
from outcomes.charts.palette import Svg
from outcomes.charts.parts import (
    cut_off_label,
    cut_off_line,
    expected_lines,
    expected_regions,
    missing_dashes,
    missing_words,
    observed_line,
    observed_marks,
    patterns,
    reliable_bracket,
    scale_lines,
    scale_numbers,
    value_labels,
)
from outcomes.charts.small import small_multiple, sparkline
from outcomes.charts.surroundings import event_marks, margin_words, session_axis
from outcomes.charts.trajectory import TrajectoryChart


def svg(chart: TrajectoryChart, *, width: float | None = None, variant: str = "screen") -> Svg:
    """Draw a chart.

    `variant` is "screen", "narrow" (phones), "paper", "small", "paper-small", "sparkline",
    "phone-sparkline" or "paper-sparkline". `width` in px widens or narrows the drawing; its
    height and its type stay as they are. An unknown variant is a KeyError.
    """
    if variant in FULL_VARIANTS:
        return _full(chart, FULL_VARIANTS[variant], width=width)
    if variant in SMALL_VARIANTS:
        return small_multiple(chart, SMALL_VARIANTS[variant], width=width)
    return sparkline(chart, SPARK_VARIANTS[variant], width=width)


def _full(chart: TrajectoryChart, variant: Variant, *, width: float | None) -> Svg:
    total = width or variant.width
    ink, key = variant.ink, safe_key(chart.key)
    probe = outcome_frame(chart, variant, width=total, top=0)
    events = place_events(chart.events, probe, size=variant.label, width=total)
    levels = 1 + max((each.level for each in events), default=-1)
    frame = outcome_frame(chart, variant, width=total, top=14 + EVENT_STEP * levels)
    body = [
        patterns(key, ink) if chart.expected else "",
        scale_lines(frame, chart.ticks, ink),
        expected_regions(chart, frame, ink, key=key),
        expected_lines(chart, frame, ink),
        reliable_bracket(chart, frame, ink),
        cut_off_line(chart, frame, ink),
        scale_numbers(frame, chart.ticks, ink, size=variant.label),
        event_marks(events, frame, variant),
        cut_off_label(chart, frame, ink, size=variant.label),
        observed_line(chart, frame, ink),
        value_labels(chart, frame, ink, size=variant.label),
        observed_marks(chart, frame, ink, radius=_radius(chart, frame)),
        missing_dashes(chart.unrated, frame, ink),
        missing_words(chart, frame, ink, size=variant.label),
        margin_words(chart, frame, variant),
        session_axis(chart, frame, variant),
    ]
    height = frame.bottom + variant.label + variant.date + 16
    if chart.alliance is not None:
        below = alliance_frame(chart, variant, frame, top=height + variant.label + 26)
        body.append(alliance_plot(chart, below, variant))
        height = below.bottom + 10
    return Svg(
        drawing(
            "".join(body),
            key=key,
            width=total,
            height=height,
            title=chart.title,
            description=chart.description,
            font=ink.font,
        )
    )


def _radius(chart: TrajectoryChart, frame: Frame) -> float:
    """Discs of 5 px; smaller in a course so long that they would touch."""
    room = (frame.right - frame.left) / max(len(chart.sessions), 1)
    return 5.0 if room >= 16 else 3.0
