"""The parts of the outcome plot: expected course, lines, observed course, labels.

Each function takes the chart, the frame and the inks and returns SVG elements as text.
"""

from outcomes.charts.elements import Frame, between, disc, line, number, polyline, text, width_of
from outcomes.charts.palette import Palette
from outcomes.charts.trajectory import ChartSession, TrajectoryChart, runs

Points = list[tuple[float, float]]
MISSING_WORDS = "no rating"


def expected_points(chart: TrajectoryChart, frame: Frame, percentile: int) -> Points:
    """The course of one benefit percentile over the sessions where the curve speaks."""
    values = (chart.expected or {}).get(percentile, ())
    return [
        (frame.x(each.position), frame.y(value))
        for each, value in zip(chart.sessions, values, strict=False)
        if value is not None
    ]


def patterns(key: str, ink: Palette) -> str:
    """Hatch and dots: the two outer regions, readable without colour."""
    return (
        f'<defs><pattern id="{key}-hatch" width="7" height="7" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate(45)"><path d="M3.5 0V7" stroke="{ink.ink2}" stroke-width="0.8"'
        f' stroke-opacity="0.42"/></pattern><pattern id="{key}-dots" width="7" height="7"'
        f' patternUnits="userSpaceOnUse"><circle cx="2" cy="2" r="1" fill="{ink.ink2}"'
        f' fill-opacity="0.62"/><circle cx="5.5" cy="5.5" r="1" fill="{ink.ink2}"'
        ' fill-opacity="0.62"/></pattern></defs>'
    )


def expected_regions(chart: TrajectoryChart, frame: Frame, ink: Palette, *, key: str) -> str:
    """Middle half flat, 75-90 hatched, 10-25 dotted; beyond them bare ground."""
    if chart.expected is None:
        return ""
    p10, p25, p75, p90 = (expected_points(chart, frame, each) for each in (10, 25, 75, 90))
    return (
        between(p75, p90, fill=f"url(#{key}-hatch)")
        + between(p10, p25, fill=f"url(#{key}-dots)")
        + between(p25, p75, fill=ink.ink, opacity=0.085)
    )


def expected_lines(chart: TrajectoryChart, frame: Frame, ink: Palette) -> str:
    """The edges of the regions, and the middle course."""
    if chart.expected is None:
        return ""
    edges = "".join(
        polyline(expected_points(chart, frame, each), stroke=ink.control, width=1)
        for each in (10, 25, 75, 90)
    )
    return edges + middle_course(chart, frame, ink)


def middle_course(chart: TrajectoryChart, frame: Frame, ink: Palette) -> str:
    """Where half of those who began at the same score lie above and half below."""
    if chart.expected is None:
        return ""
    return polyline(expected_points(chart, frame, 50), stroke=ink.ink2, width=1.5, name="middle")


def scale_lines(frame: Frame, ticks: tuple[float, ...], ink: Palette) -> str:
    """The hairlines of a scale."""
    return "".join(
        line((frame.left, frame.y(tick)), (frame.right, frame.y(tick)), stroke=ink.rule)
        for tick in ticks
    )


def scale_numbers(frame: Frame, ticks: tuple[float, ...], ink: Palette, *, size: float) -> str:
    """The numbers beside the hairlines."""
    return "".join(
        text(
            frame.left - 10,
            frame.y(tick) + size * 0.34,
            f"{tick:g}",
            size=size,
            fill=ink.ink2,
            anchor="end",
        )
        for tick in ticks
    )


def cut_off_line(chart: TrajectoryChart, frame: Frame, ink: Palette) -> str:
    """The dashed line of the cut-off."""
    if chart.cut_off is None:
        return ""
    y = frame.y(chart.cut_off.value)
    return line((frame.left, y), (frame.right, y), stroke=ink.ink, width=1.25, dash="7 5")


def cut_off_label(chart: TrajectoryChart, frame: Frame, ink: Palette, *, size: float) -> str:
    """The words on the cut-off, where the observed course leaves room."""
    if chart.cut_off is None:
        return ""
    words, y = chart.cut_off.label, frame.y(chart.cut_off.value)
    on_right, above = cut_off_place(chart, frame, size=size)
    left = frame.x(chart.sessions[0].position)
    x = frame.right - width_of(words, size) - 4 if on_right else left
    baseline = y - 7 if above else y + size + 4
    return on_ground(x, baseline, words, size=size, fill=ink.ink, ink=ink)


def cut_off_place(chart: TrajectoryChart, frame: Frame, *, size: float) -> tuple[bool, bool]:
    """Whether the words on the cut-off stand at the right end, and whether above the line.

    Left above is the rule, then left below; at the right end where the observed course or the
    words at its start take both.
    """
    y = frame.y(chart.cut_off.value)
    end = frame.x(chart.sessions[0].position) + width_of(chart.cut_off.label, size)
    taken = [
        (place - 5, place + 5)
        for each in chart.rated
        if frame.x(each.position) <= end + 8 and (place := frame.y(each.value))
    ]
    if chart.rated:
        first = frame.y(chart.rated[0].value)
        foot = first - 14 if labels_above(chart, frame)[0] else first + size + 8
        taken.append((foot - size, foot))
    for above, top, bottom in ((True, y - 7 - size, y - 4), (False, y + 4, y + size + 6)):
        if not any(top < low and high < bottom for high, low in taken):
            return False, above
    return True, True


def reliable_bracket(chart: TrajectoryChart, frame: Frame, ink: Palette) -> str:
    """The bracket at the first rating and the dotted lines a score must reach to have changed."""
    if chart.reliable is None:
        return ""
    start, size = chart.reliable.start, chart.reliable.size
    within = (start + size, start - size)
    x = frame.left + 3
    high, low = frame.y(max(within)), frame.y(min(within))
    bracket = (
        f'<path d="M{number(x + 6)} {number(high)}H{number(x)}V{number(low)}H{number(x + 6)}"'
        f' fill="none" stroke="{ink.ink}" stroke-width="1.25"/>'
    )
    return bracket + "".join(
        line(
            (x, frame.y(edge)), (frame.right, frame.y(edge)), stroke=ink.ink, width=1.25, dash="1 4"
        )
        for edge in within
        if chart.minimum <= edge <= chart.maximum
    )


def on_ground(
    x: float, y: float, words: str, *, size: float, fill: str, ink: Palette, weight: int = 400
) -> str:
    """Words that may lie over a pattern: a halo of the ground keeps them readable.

    WeasyPrint cannot paint a stroke behind its text, so paper gets a patch of the ground instead.
    """
    if not ink.font:
        halo = f' paint-order="stroke" stroke="{ink.ground}" stroke-width="4"'
        return text(x, y, words, size=size, fill=fill, weight=weight, extra=halo)
    patch = (
        f'<rect x="{number(x - 3)}" y="{number(y - size)}" height="{number(size * 1.32)}"'
        f' width="{number(width_of(words, size) + 6)}" rx="2" fill="{ink.ground}"'
        ' fill-opacity="0.82"/>'
    )
    return patch + text(x, y, words, size=size, fill=fill, weight=weight)


def course_points(run: list[ChartSession], frame: Frame, name: str) -> Points:
    """A rated stretch as points."""
    return [(frame.x(each.position), frame.y(getattr(each, name))) for each in run]


def observed_line(chart: TrajectoryChart, frame: Frame, ink: Palette) -> str:
    """The observed course over a halo of the ground, broken where a rating is missing."""
    stretches = [course_points(run, frame, "value") for run in runs(chart.sessions, "value")]
    long = [each for each in stretches if len(each) > 1]
    halo = "".join(polyline(each, stroke=ink.ground, width=6) for each in long)
    return halo + "".join(
        polyline(each, stroke=ink.damson, width=2.75, name="observed") for each in long
    )


def observed_marks(chart: TrajectoryChart, frame: Frame, ink: Palette, *, radius: float) -> str:
    """A disc for each rating: the first an open ring, the latest bigger."""
    rated = chart.rated
    marks = []
    for index, each in enumerate(rated):
        x, y = frame.x(each.position), frame.y(each.value)
        title = f"{chart.session_word} {each.number}, {each.date}: {chart.words(each.value)}"
        if index == 0:
            marks.append(disc(x, y, radius + 3, fill=ink.ground, stroke="none", width=0))
            marks.append(
                disc(x, y, radius + 1, fill=ink.ground, stroke=ink.damson, width=2.5, title=title)
            )
            continue
        size = radius + 2.5 if index == len(rated) - 1 else radius
        marks.append(disc(x, y, size + 1, fill=ink.damson, stroke=ink.ground, width=2, title=title))
    return "".join(marks)


def labels_above(chart: TrajectoryChart, frame: Frame) -> tuple[bool, bool]:
    """Whether the first and the latest score are labelled above: where the line leaves room.

    Below is the rule; above where the line goes down from the first, comes up to the latest, or
    where the foot of the plot is near.
    """
    heights = [frame.y(each.value) for each in chart.rated]
    falls = len(heights) > 1 and heights[1] > heights[0] + 4
    rises = len(heights) > 1 and heights[-2] > heights[-1] + 10
    return falls or heights[0] + 24 > frame.bottom, rises or heights[-1] + 30 > frame.bottom


def value_labels(chart: TrajectoryChart, frame: Frame, ink: Palette, *, size: float) -> str:
    """The first and the latest score in words, on the side the line does not take."""
    rated = chart.rated
    if not rated:
        return ""
    first, latest = rated[0], rated[-1]
    start_above, latest_above = labels_above(chart, frame)
    x, y = frame.x(first.position), frame.y(first.value)
    baseline = y - 14 if start_above else y + size + 8
    labels = on_ground(
        x + 2,
        baseline,
        f"start {chart.words(first.value)}",
        size=size,
        fill=ink.ink,
        ink=ink,
        weight=600,
    )
    if latest is first:
        return labels
    x, y = frame.x(latest.position), frame.y(latest.value)
    baseline = y - 15 if latest_above else y + size + 13
    words = chart.words(latest.value)
    half = width_of(words, size + 2) / 2
    x = min(x, frame.right - half) if frame.right - x < half else x
    return labels + text(
        x, baseline, words, size=size + 2, fill=ink.ink, anchor="middle", weight=700
    )


def missing_dashes(
    sessions: tuple[ChartSession, ...], frame: Frame, ink: Palette, *, half: float = 5.0
) -> str:
    """A short dash at the foot for each session without a rating."""
    y = frame.bottom - 7
    return "".join(
        line(
            (frame.x(each.position) - half, y),
            (frame.x(each.position) + half, y),
            stroke=ink.ink2,
            width=2,
        )
        for each in sessions
    )


def missing_words(chart: TrajectoryChart, frame: Frame, ink: Palette, *, size: float) -> str:
    """ "no rating" over its dash, once where several dashes stand close together."""
    y = frame.bottom - 13
    return "".join(
        text(x, y, MISSING_WORDS, size=size, fill=ink.ink2, anchor="middle")
        for x, _ in missing_labels(chart, frame, size=size)
    )


def missing_labels(
    chart: TrajectoryChart, frame: Frame, *, size: float
) -> list[tuple[float, ChartSession]]:
    """The sessions whose dash is labelled, with the middle of the label."""
    taken, found = float("-inf"), []
    half = width_of(MISSING_WORDS, size) / 2
    for each in chart.unrated:
        x = min(max(frame.x(each.position), frame.left + half), frame.right - half)
        if x - half > taken + 6:
            found.append((x, each))
            taken = x + half
    return found
