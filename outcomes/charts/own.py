"""A client's own ratings, drawn for the client: their points, where they started, and no more.

No cut-off, no band, no expected course, no forecast, nobody else, and one ink for better and
worse. Time runs the way the client's language is read, so the start stands where reading starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.charts.elements import (
    Frame,
    disc,
    drawing,
    line,
    polyline,
    safe_key,
    text,
    width_of,
)
from outcomes.charts.palette import SCREEN, Palette, Svg

Point = tuple[float, float]
SIZE = 20.0
"""px of every label: what clients read is never smaller."""


@dataclass(frozen=True)
class OwnPoint:
    """One session on the time axis, `position` in days; `value` is None where it was not rated.

    `label` stands below it on the axis: the session's number; empty for one still to be held.
    """

    position: float
    value: float | None
    label: str = ""


@dataclass(frozen=True)
class OwnChart:
    """A client's own ratings of one measure, from the first rating on.

    `title` says the finding and `description` how the scale runs; both are read out in place of
    the picture. `start_label` ("Start 16.1") and `latest_label` are ready to print, as are
    `scale_ends`, the words for the minimum and the maximum. `direction` is that of the language.
    """

    key: str
    title: str
    description: str
    points: tuple[OwnPoint, ...]
    minimum: float
    maximum: float
    scale_ends: tuple[str, str]
    start_label: str
    latest_label: str
    axis_label: str
    direction: str = "ltr"

    def __post_init__(self) -> None:
        """Refuse a description that no drawing could be true to."""
        if not self.points or self.points[0].value is None:
            raise ValueError("the first point of a client's own chart is a rating")
        if not self.minimum < self.maximum:
            raise ValueError("the scale of a chart needs a minimum below its maximum")

    @property
    def rated(self) -> tuple[OwnPoint, ...]:
        """The points with a rating, in order."""
        return tuple(each for each in self.points if each.value is not None)


@dataclass(frozen=True)
class OwnVariant:
    """How big a drawing is. px at 96 dpi."""

    width: float
    plot: float


VARIANTS = {"wide": OwnVariant(600, 260), "narrow": OwnVariant(342, 220)}
TOP, FOOT, SIDE, INSET = 34.0, 66.0, 40.0, 16.0
"""Room above the plot for a label, below it for the axis, beside it for the scale."""


def own_svg(chart: OwnChart, *, variant: str = "wide") -> Svg:
    """Draw the chart. `variant` is "wide" (a client's column) or "narrow" (phones)."""
    size, ink = VARIANTS[variant], SCREEN
    frame = _frame(chart, size)
    body = [
        _scale(chart, frame, ink, width=size.width),
        _start_line(chart, frame, ink),
        *(
            polyline(run, stroke=ink.damson, width=3, name="own-line")
            for run in _runs(chart, frame)
        ),
        _gaps(chart, frame, ink),
        _marks(chart, frame, ink),
        _labels(chart, frame, ink, width=size.width),
        _axis(chart, frame, ink),
    ]
    return Svg(
        drawing(
            f'<g direction="{chart.direction}">{"".join(body)}</g>',
            key=f"{safe_key(chart.key)}-{variant}",
            width=size.width,
            height=frame.bottom + FOOT,
            title=chart.title,
            description=chart.description,
        )
    )


def _frame(chart: OwnChart, size: OwnVariant) -> Frame:
    """The plot, turned round where people read from the right."""
    inner, outer = SIDE, size.width - INSET
    left, right = (inner, outer) if chart.direction == "ltr" else (size.width - inner, INSET)
    return Frame(
        left=left,
        right=right,
        top=TOP,
        bottom=TOP + size.plot,
        first=chart.points[0].position,
        last=chart.points[-1].position,
        minimum=chart.minimum,
        maximum=chart.maximum,
        inset=INSET if chart.direction == "ltr" else -INSET,
    )


def _place(each: OwnPoint, frame: Frame) -> Point:
    return frame.x(each.position), frame.y(each.value)


def _runs(chart: OwnChart, frame: Frame) -> list[list[Point]]:
    """The rated stretches of two and more; a session without a rating ends one."""
    found: list[list[Point]] = [[]]
    for each in chart.points:
        if each.value is None:
            found.append([])
        else:
            found[-1].append(_place(each, frame))
    return [run for run in found if len(run) > 1]


def _scale(chart: OwnChart, frame: Frame, ink: Palette, *, width: float) -> str:
    """A hairline at each end of the scale with its number, and a faint one in the middle."""
    ends = zip((chart.minimum, chart.maximum), chart.scale_ends, strict=True)
    middle = (chart.minimum + chart.maximum) / 2
    outward = -8 if chart.direction == "ltr" else 8
    edge = (frame.right + INSET) if chart.direction == "ltr" else (frame.right - INSET)
    found = [line((frame.left, frame.y(middle)), (edge, frame.y(middle)), stroke=ink.rule)]
    for value, words in ends:
        y = frame.y(value)
        found.append(line((frame.left, y), (edge, y), stroke=ink.control))
        x, y = frame.left + outward, y + SIZE * 0.34
        found.append(text(x, y, words, size=SIZE, fill=ink.ink2, anchor="end"))
    return "".join(found)


def _start_line(chart: OwnChart, frame: Frame, ink: Palette) -> str:
    """The height of the first rating, carried on towards the latest: what the sentence compares.

    It ends short of the latest, whose number may stand at the same height.
    """
    (x, y), (end, _) = _place(chart.rated[0], frame), _place(chart.rated[-1], frame)
    short = width_of(chart.latest_label, SIZE) / 2 + 12
    length = abs(end - x) - short
    if length < SIZE:
        return ""
    way = 1 if end > x else -1
    return line((x, y), (x + way * length, y), stroke=ink.ink2, width=1.5, dash="2 5")


def _gaps(chart: OwnChart, frame: Frame, ink: Palette) -> str:
    """A short dash at the foot for each session without a rating."""
    y = frame.bottom - 9
    xs = [frame.x(each.position) for each in chart.points if each.value is None]
    return "".join(line((x - 6, y), (x + 6, y), stroke=ink.ink2, width=2.5) for x in xs)


def _marks(chart: OwnChart, frame: Frame, ink: Palette) -> str:
    """A ring at the start, a disc for each rating, and the mark of the form at the latest."""
    first, *between = chart.rated
    radius = 5.0 if _room(chart, frame) >= 18 else 3.5
    found = [_disc(each, frame, radius, ink) for each in between[:-1]]
    x, y = _place(first, frame)
    found.append(disc(x, y, 8, fill=ink.ground, stroke=ink.damson, width=3))
    if between:
        x, y = _place(between[-1], frame)
        found.append(disc(x, y, 12.5, fill=ink.damson, stroke=ink.ground, width=3))
        found.append(disc(x, y, 3, fill=ink.eye, stroke="none", width=0))
    return "".join(found)


def _disc(each: OwnPoint, frame: Frame, radius: float, ink: Palette) -> str:
    return disc(*_place(each, frame), radius + 1, fill=ink.damson, stroke=ink.ground, width=2)


def _room(chart: OwnChart, frame: Frame) -> float:
    return abs(frame.right - frame.left) / len(chart.points)


def _labels(chart: OwnChart, frame: Frame, ink: Palette, *, width: float) -> str:
    """The first and the latest rating in words, on the side that the line does not take."""
    places = [_place(each, frame) for each in chart.rated]
    x, y = places[0]
    back = -10 if chart.direction == "ltr" else 10
    above = len(places) == 1 or places[1][1] >= y
    found = [_said(x + back, y, chart.start_label, above=above, frame=frame, ink=ink)]
    if len(places) > 1:
        x, y = places[-1]
        half = width_of(chart.latest_label, SIZE) / 2 + 4
        x = min(max(x, half), width - half)
        words = chart.latest_label
        above = places[-2][1] >= y
        found.append(
            _said(x, y, words, above=above, frame=frame, ink=ink, anchor="middle", weight=700)
        )
    return "".join(found)


def _said(
    x: float,
    y: float,
    words: str,
    *,
    above: bool,
    frame: Frame,
    ink: Palette,
    anchor: str = "start",
    weight: int = 500,
) -> str:
    """Words over or under a mark, with a halo of the ground; inside the plot at its foot."""
    below = y + SIZE + 16
    baseline = y - 20 if above or below > frame.bottom - 2 else below
    halo = f' paint-order="stroke" stroke="{ink.ground}" stroke-width="5"'
    return text(
        x, baseline, words, size=SIZE, fill=ink.ink, anchor=anchor, weight=weight, extra=halo
    )


def _axis(chart: OwnChart, frame: Frame, ink: Palette) -> str:
    """As many session numbers as fit side by side, and the word for them below."""
    labels = [(frame.x(each.position), each.label) for each in chart.points]
    baseline = frame.bottom + SIZE + 10
    found = [
        line((x, frame.bottom), (x, frame.bottom + 5), stroke=ink.control, width=1.5)
        + text(x, baseline, words, size=SIZE, fill=ink.ink2, anchor="middle")
        for x, words in fitting(labels)
    ]
    middle = (frame.left + frame.right) / 2
    words = text(
        middle, baseline + SIZE + 6, chart.axis_label, size=SIZE, fill=ink.ink2, anchor="middle"
    )
    return "".join(found) + words


def fitting(labels: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The labels that stand apart: the first and the last always, between them what has room."""
    kept: list[tuple[float, str]] = []
    said = [each for each in labels if each[1]]
    if not said:
        return kept
    *rest, last = said
    for each in rest:
        near = [*kept[-1:], last]
        if all(abs(each[0] - other[0]) >= _half(each) + _half(other) + 8 for other in near):
            kept.append(each)
    return [*kept, last]


def _half(label: tuple[float, str]) -> float:
    return width_of(label[1], SIZE) / 2
