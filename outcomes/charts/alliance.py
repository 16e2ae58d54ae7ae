"""The alliance on a plot of its own, below the outcome and on the same time axis."""

from outcomes.charts.elements import Frame, line, polyline, text, width_of
from outcomes.charts.layout import Variant
from outcomes.charts.palette import Palette
from outcomes.charts.parts import course_points, missing_dashes, scale_lines, scale_numbers
from outcomes.charts.trajectory import TrajectoryChart, figure_text, runs


def alliance_plot(chart: TrajectoryChart, frame: Frame, variant: Variant) -> str:
    """The alliance on its own plot: ink, square marks, the client's own level dotted."""
    scale, ink = chart.alliance, variant.ink
    if scale is None:
        return ""
    ticks = (scale.minimum, (scale.minimum + scale.maximum) / 2, scale.maximum)
    body = [
        text(0, frame.top - 16, scale.heading, size=variant.label, fill=ink.ink, weight=600),
        scale_lines(frame, ticks, ink),
        scale_numbers(frame, ticks, ink, size=variant.label),
    ]
    if scale.level is not None:
        y = frame.y(scale.level)
        body.append(line((frame.left, y), (frame.right, y), stroke=ink.ink, width=1.25, dash="1 4"))
        words = f"own level {figure_text(scale.level)}"
        body += [
            text(
                frame.right + variant.gap,
                y + 4,
                words,
                size=variant.label,
                fill=ink.ink2,
            )
        ]
    for run in runs(chart.sessions, "alliance"):
        points = course_points(run, frame, "alliance")
        if len(points) > 1:
            body.append(polyline(points, stroke=ink.ink, width=2, name="alliance"))
        body += [_square(x, y, ink) for x, y in points]
    held = [each for each in chart.sessions if not each.planned]
    body.append(missing_dashes(tuple(each for each in held if each.alliance is None), frame, ink))
    body.append(_latest_alliance(chart, frame, variant))
    return "".join(body)


def _square(x: float, y: float, ink: Palette) -> str:
    return (
        f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{ink.ink}"'
        f' stroke="{ink.ground}" stroke-width="1"/>'
    )


def _latest_alliance(chart: TrajectoryChart, frame: Frame, variant: Variant) -> str:
    rated = [each for each in chart.sessions if each.alliance is not None]
    if not rated:
        return ""
    latest = rated[-1]
    x, y = frame.x(latest.position) + 12, frame.y(latest.alliance) + 5
    words, size = figure_text(latest.alliance), variant.label + 1
    if is_below(words, latest.position, frame, size=size):
        x, y = frame.x(latest.position) - width_of(words, size) / 2, y + 18
    return text(x, y, words, size=size, fill=variant.ink.ink, weight=700)


def is_below(words: str, position: float, frame: Frame, *, size: float) -> bool:
    """Whether the latest score stands below its mark: at the right end the margin has no room."""
    return frame.x(position) + 12 + width_of(words, size) > frame.right
