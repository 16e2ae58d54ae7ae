"""The small drawings: a multiple among others, and the sparkline of a row. No words inside."""

from outcomes.charts.elements import (
    Frame,
    between,
    disc,
    drawing,
    line,
    polyline,
    safe_key,
)
from outcomes.charts.layout import Variant, outcome_frame
from outcomes.charts.palette import Palette, Svg
from outcomes.charts.parts import (
    course_points,
    cut_off_line,
    expected_points,
    expected_regions,
    middle_course,
    missing_dashes,
    observed_line,
    observed_marks,
    patterns,
    scale_lines,
    scale_numbers,
)
from outcomes.charts.shapes import placed_shape
from outcomes.charts.trajectory import TrajectoryChart, runs


def small_multiple(chart: TrajectoryChart, variant: Variant, *, width: float | None) -> Svg:
    """A small multiple: three or four places of the scale, no words inside."""
    total = width or variant.width
    ink, key = variant.ink, safe_key(chart.key)
    frame = outcome_frame(chart, variant, width=total, top=8)
    # Three or four of the even places: half of a scale may be 31.5, which says nothing.
    ticks = chart.ticks[:: 2 if len(chart.ticks) > 4 else 1]
    body = [
        patterns(key, ink) if chart.expected else "",
        scale_lines(frame, ticks, ink),
        scale_numbers(frame, ticks, ink, size=variant.label),
        expected_regions(chart, frame, ink, key=key),
        middle_course(chart, frame, ink),
        cut_off_line(chart, frame, ink),
        observed_line(chart, frame, ink),
        observed_marks(chart, frame, ink, radius=2.5),
        missing_dashes(chart.unrated, frame, ink),
    ]
    return Svg(
        drawing(
            "".join(body),
            key=key,
            width=total,
            height=variant.plot + 16,
            title=chart.title,
            font=ink.font,
        )
    )


def sparkline(chart: TrajectoryChart, variant: Variant, *, width: float | None) -> Svg:
    """A row's course on the full scale, so that a flat line looks flat."""
    total = width or variant.width
    ink = variant.ink
    frame = outcome_frame(chart, variant, width=total, top=3)
    ends = (chart.minimum, chart.maximum)
    low, high = (expected_points(chart, frame, each) for each in (25, 75))
    body = [scale_lines(frame, ends, ink)]
    if len(low) > 1:
        body.append(between(low, high, fill=ink.ink, opacity=0.085))
    if chart.cut_off is not None:
        y = frame.y(chart.cut_off.value)
        body.append(line((0, y), (total, y), stroke=ink.ink2, width=1, dash="2 3"))
    for run in runs(chart.sessions, "value"):
        if len(run) > 1:
            points = course_points(run, frame, "value")
            body.append(polyline(points, stroke=ink.ink, width=1.75, name="observed"))
    body.append(missing_dashes(chart.unrated, frame, ink, half=4))
    body.append(_spark_ends(chart, frame, ink))
    return Svg(
        drawing(
            "".join(body),
            key=safe_key(chart.key) + "-row",
            width=total,
            height=variant.plot + 6,
            title=chart.title,
            font=ink.font,
        )
    )


def _spark_ends(chart: TrajectoryChart, frame: Frame, ink: Palette) -> str:
    """An open ring at the first rating and the status' shape at the latest."""
    rated = chart.rated
    if not rated:
        return ""
    first, latest = rated[0], rated[-1]
    ring = disc(
        frame.x(first.position),
        frame.y(first.value),
        2.8,
        fill=ink.ground,
        stroke=ink.ink,
        width=1.6,
    )
    if latest is first:
        return ring
    status = "on_track" if chart.status in ("no_rating", "insufficient") else chart.status
    status = "improved" if status == "recovered" else status
    x, y = frame.x(latest.position), frame.y(latest.value)
    return ring + placed_shape(status, x, y, size=10, ink=ink)
