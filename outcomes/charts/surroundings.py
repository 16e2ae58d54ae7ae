"""What stands around the outcome plot: events above, names of the regions right, sessions below."""

from dataclasses import dataclass

from outcomes.charts.elements import Frame, line, spread, text, width_of
from outcomes.charts.layout import EVENT_STEP, PlacedEvent, Variant
from outcomes.charts.trajectory import ChartSession, TrajectoryChart


@dataclass(frozen=True)
class AxisLabel:
    """A session on the axis, and which of its labels there is room for."""

    session: ChartSession
    x: float
    has_number: bool
    has_date: bool


def axis_labels(chart: TrajectoryChart, frame: Frame, variant: Variant) -> list[AxisLabel]:
    """As many numbers and dates as fit side by side, from the left."""
    number_end = date_end = float("-inf")
    found = []
    for each in chart.sessions:
        x = frame.x(each.position)
        half = width_of(str(each.number), variant.label) / 2 + 3
        has_number = x - half >= number_end
        number_end = x + half if has_number else number_end
        half = width_of(each.date, variant.date) / 2 + 4
        has_date = bool(each.date) and x - half >= date_end
        date_end = x + half if has_date else date_end
        found.append(AxisLabel(each, x, has_number, has_date))
    return found


def session_axis(chart: TrajectoryChart, frame: Frame, variant: Variant) -> str:
    """Session numbers with their dates below."""
    ink, size, found = variant.ink, variant.label, []
    for each in axis_labels(chart, frame, variant):
        planned = each.session.planned
        fill = ink.ink2 if planned else ink.ink
        foot = (each.x, frame.bottom + 5)
        found.append(line((each.x, frame.bottom), foot, stroke=fill, width=1.5))
        if each.has_number:
            words, y = str(each.session.number), frame.bottom + size + 6
            weight = 400 if planned else 600
            found.append(
                text(each.x, y, words, size=size, fill=fill, anchor="middle", weight=weight)
            )
        if each.has_date:
            half = width_of(each.session.date, variant.date) / 2
            x, y = max(each.x, half), frame.bottom + size + variant.date + 10
            found.append(
                text(x, y, each.session.date, size=variant.date, fill=ink.ink2, anchor="middle")
            )
    word_x, word_y = frame.right + 18, frame.bottom + size + 6
    found.append(text(word_x, word_y, chart.session_word, size=size, fill=ink.ink2))
    return "".join(found)


def event_marks(events: list[PlacedEvent], frame: Frame, variant: Variant) -> str:
    """A dotted line with a small triangle on top and its label."""
    ink, found = variant.ink, []
    for each in events:
        foot = frame.top - 3 - EVENT_STEP * each.level
        found.append(
            line((each.x, foot), (each.x, frame.bottom), stroke=ink.ink2, width=1, dash="2 3")
            + f'<path d="M{each.x - 4:.1f} {foot - 6:.1f}h8l-4 6z" fill="{ink.ink2}"/>'
        )
        words, y = each.event.label, foot - 10
        found.append(
            text(each.label_x, y, words, size=variant.label, fill=ink.ink, anchor="middle")
        )
    return "".join(found)


@dataclass(frozen=True)
class MarginLabel:
    """Words of the right margin: the score they belong to, and whether they are the strong ones."""

    value: float
    words: str
    strong: bool = False


def margin_labels(chart: TrajectoryChart) -> list[MarginLabel]:
    """Names of the regions where they end, and of the edge of reliable change."""
    found: list[MarginLabel] = []
    ends = {key: values[-1] for key, values in (chart.expected or {}).items() if values}
    if len(ends) == 5 and None not in ends.values():
        found = [
            MarginLabel((ends[90] + ends[75]) / 2, chart.better_label),
            MarginLabel(ends[50], "middle half", strong=True),
            MarginLabel(ends[50], "middle course"),
            MarginLabel((ends[25] + ends[10]) / 2, chart.worse_label),
        ]
    if chart.reliable is not None:
        worse = -1 if chart.higher_is_better else 1
        edge = chart.reliable.start + worse * chart.reliable.size
        found += [MarginLabel(edge, words) for words in chart.reliable_words()]
    return found


def placed_margin_labels(
    chart: TrajectoryChart, frame: Frame, *, size: float
) -> list[tuple[float, MarginLabel]]:
    """The labels with the height of their middles, pushed apart where they would touch."""
    # A pair that shares a place stands around it, so that neither names the wrong line.
    labels = margin_labels(chart)
    heights = [frame.y(each.value) for each in labels]
    shifts = {"middle half": -size * 0.6, "middle course": size * 0.6}
    heights = [
        height + shifts.get(each.words, 0.0) for height, each in zip(heights, labels, strict=True)
    ]
    order = sorted(range(len(labels)), key=lambda index: (heights[index], index))
    places = spread(
        [heights[index] for index in order], gap=size * 1.25, low=frame.top, high=frame.bottom - 4
    )
    return [(place, labels[index]) for place, index in zip(places, order, strict=True)]


def margin_words(chart: TrajectoryChart, frame: Frame, variant: Variant) -> str:
    """The right margin as SVG."""
    size, ink = variant.label, variant.ink
    return "".join(
        text(
            frame.right + variant.gap,
            place + size * 0.34,
            label.words,
            size=size,
            fill=ink.ink if label.strong else ink.ink2,
            weight=600 if label.strong else 400,
        )
        for place, label in placed_margin_labels(chart, frame, size=size)
    )
