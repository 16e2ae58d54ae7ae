"""The drawings: the full trajectory, the small multiple and the sparkline, as SVG text.

Made by joining strings, in about a millisecond, so that a caseload of a hundred rows can be drawn
on the server for every request.
"""

from outcomes.charts.elements import (
    Frame,
    disc,
    drawing,
    line,
    polyline,
    safe_key,
    spread,
    text,
    width_of,
)
from outcomes.charts.layout import (
    EVENT_STEP,
    FULL_VARIANTS,
    SMALL_VARIANTS,
    SPARK_VARIANTS,
    PlacedEvent,
    Variant,
    alliance_frame,
    outcome_frame,
    place_events,
)
from outcomes.charts.palette import Palette, Svg
from outcomes.charts.parts import (
    course_points,
    cut_off_label,
    cut_off_line,
    expected_lines,
    expected_points,
    expected_regions,
    middle_course,
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
from outcomes.charts.shapes import placed_shape
from outcomes.charts.trajectory import TrajectoryChart, figure_text, runs


def svg(chart: TrajectoryChart, *, width: float | None = None, variant: str = "screen") -> Svg:
    """Draw a chart.

    `variant` is "screen", "narrow" (phones), "paper", "small", "paper-small", "sparkline",
    "phone-sparkline" or "paper-sparkline". `width` in px widens or narrows the drawing; its
    height and its type stay as they are. An unknown variant is a KeyError.
    """
    if variant in FULL_VARIANTS:
        return _full(chart, FULL_VARIANTS[variant], width=width)
    if variant in SMALL_VARIANTS:
        return _small(chart, SMALL_VARIANTS[variant], width=width)
    return _sparkline(chart, SPARK_VARIANTS[variant], width=width)


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
        _event_marks(events, frame, variant),
        cut_off_label(chart, frame, ink, size=variant.label),
        observed_line(chart, frame, ink),
        value_labels(chart, frame, ink, size=variant.label),
        observed_marks(chart, frame, ink, radius=_radius(chart, frame)),
        missing_dashes(chart.unrated, frame, ink),
        missing_words(chart, frame, ink, size=variant.label),
        _margin_labels(chart, frame, variant),
        _session_axis(chart, frame, variant),
    ]
    height = frame.bottom + variant.label + variant.date + 16
    if chart.alliance is not None:
        below = alliance_frame(chart, variant, frame, top=height + variant.label + 20)
        body.append(_alliance(chart, below, variant))
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


def _event_marks(events: list[PlacedEvent], frame: Frame, variant: Variant) -> str:
    ink, found = variant.ink, []
    for each in events:
        foot = frame.top - 3 - EVENT_STEP * each.level
        found.append(
            line((each.x, foot), (each.x, frame.bottom), stroke=ink.ink2, width=1, dash="2 3")
            + f'<path d="M{each.x - 4:.1f} {foot - 6:.1f}h8l-4 6z" fill="{ink.ink2}"/>'
            + text(
                each.label_x,
                foot - 10,
                each.event.label,
                size=variant.label,
                fill=ink.ink,
                anchor="middle",
            )
        )
    return "".join(found)


def _margin_labels(chart: TrajectoryChart, frame: Frame, variant: Variant) -> str:
    """Names of the regions in the right margin, pushed apart where they would touch."""
    wanted: list[tuple[float, str, int]] = []
    if chart.expected is not None:
        ends = {
            each: points[-1][1]
            for each in (10, 25, 50, 75, 90)
            if (points := expected_points(chart, frame, each))
        }
        if len(ends) == 5:
            wanted = [
                ((ends[90] + ends[75]) / 2, chart.better_label, 400),
                (ends[50] - variant.label * 0.6, "middle half", 600),
                (ends[50] + variant.label * 0.6, "middle course", 400),
                ((ends[25] + ends[10]) / 2, chart.worse_label, 400),
            ]
    if chart.reliable is not None:
        worse = -1 if chart.higher_is_better else 1
        edge = frame.y(chart.reliable.start + worse * chart.reliable.size)
        first, second = chart.reliable_words()
        wanted += [(edge - 1, first, 400), (edge, second, 400)]
    return _stacked(wanted, frame, variant)


def _stacked(wanted: list[tuple[float, str, int]], frame: Frame, variant: Variant) -> str:
    size = variant.label
    wanted = sorted(wanted, key=lambda each: each[0])
    places = spread(
        [each[0] for each in wanted], gap=size * 1.25, low=frame.top, high=frame.bottom - 4
    )
    fill = variant.ink
    return "".join(
        text(
            frame.right + (10 if variant.right > 100 else 5),
            place + size * 0.34,
            words,
            size=size,
            fill=fill.ink if weight == 600 else fill.ink2,
            weight=weight,
        )
        for place, (_, words, weight) in zip(places, wanted, strict=True)
    )


def _session_axis(chart: TrajectoryChart, frame: Frame, variant: Variant) -> str:
    """Session numbers with their dates below; as many of each as there is room for."""
    ink, size, found = variant.ink, variant.label, []
    number_end = date_end = float("-inf")
    for each in chart.sessions:
        x = frame.x(each.position)
        fill = ink.ink2 if each.planned else ink.ink
        found.append(line((x, frame.bottom), (x, frame.bottom + 5), stroke=fill, width=1.5))
        half = width_of(str(each.number), size) / 2 + 2
        if x - half > number_end:
            weight = 400 if each.planned else 600
            found.append(
                text(
                    x,
                    frame.bottom + size + 6,
                    str(each.number),
                    size=size,
                    fill=fill,
                    anchor="middle",
                    weight=weight,
                )
            )
            number_end = x + half
        half = width_of(each.date, variant.date) / 2 + 3
        if each.date and x - half > date_end:
            low = max(x, half - 3)
            baseline = frame.bottom + size + variant.date + 10
            found.append(
                text(low, baseline, each.date, size=variant.date, fill=ink.ink2, anchor="middle")
            )
            date_end = x + half
    found.append(
        text(
            max(frame.right + 18, number_end + 6),
            frame.bottom + size + 6,
            chart.session_word,
            size=variant.label,
            fill=ink.ink2,
        )
    )
    return "".join(found)


def _alliance(chart: TrajectoryChart, frame: Frame, variant: Variant) -> str:
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
                frame.right + (10 if variant.right > 100 else 5),
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
    if x + width_of(words, size) > frame.right:
        x, y = frame.x(latest.position) - width_of(words, size) / 2, y + 18
    return text(x, y, words, size=size, fill=variant.ink.ink, weight=700)


def _small(chart: TrajectoryChart, variant: Variant, *, width: float | None) -> Svg:
    """A small multiple: the ends and the middle of the scale, no words inside."""
    total = width or variant.width
    ink, key = variant.ink, safe_key(chart.key)
    frame = outcome_frame(chart, variant, width=total, top=8)
    ticks = (chart.minimum, (chart.minimum + chart.maximum) / 2, chart.maximum)
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


def _sparkline(chart: TrajectoryChart, variant: Variant, *, width: float | None) -> Svg:
    """A row's course on the full scale, so that a flat line looks flat."""
    total = width or variant.width
    ink = variant.ink
    frame = outcome_frame(chart, variant, width=total, top=3)
    ends = (chart.minimum, chart.maximum)
    low, high = (expected_points(chart, frame, each) for each in (25, 75))
    body = [scale_lines(frame, ends, ink)]
    if len(low) > 1:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*low, *reversed(high)])
        body.append(f'<polygon points="{path}" fill="{ink.ink}" fill-opacity="0.085"/>')
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
