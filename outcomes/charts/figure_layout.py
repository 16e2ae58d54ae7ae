"""Axes, lines and labels of the plotly figure, in the places of the SVG drawing.

The plots have the pixel heights of the drawing, so that its placing of labels holds here as well:
each label is tied to its score or its day and moved by a fixed number of pixels.
"""

from typing import Any

from outcomes.charts.alliance import is_below
from outcomes.charts.elements import Frame
from outcomes.charts.layout import EVENT_STEP, FULL_VARIANTS, outcome_frame, place_events
from outcomes.charts.palette import LIGHT
from outcomes.charts.parts import MISSING_WORDS, cut_off_place, labels_above, missing_labels
from outcomes.charts.surroundings import axis_labels, placed_margin_labels
from outcomes.charts.trajectory import TrajectoryChart, figure_text

CLEAR = "rgba(0,0,0,0)"
_FACE = "Atkinson Hyperlegible Next, system-ui, sans-serif"
_TOKENS = ("ground", "ink", "ink2", "control", "rule", "damson")
_VARIANT = FULL_VARIANTS["screen"]
_BETWEEN = 92.0  # px from the foot of the outcome plot to the top of the alliance plot

Part = dict[str, Any]


def rgba(colour: str, opacity: float) -> str:
    """A colour with an opacity, as plotly takes it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def layout(chart: TrajectoryChart) -> Part:
    """The layout of the figure."""
    frame = outcome_frame(chart, _VARIANT, width=_VARIANT.width, top=0)
    plots = _plots(chart)
    levels = 1 + max((each.level for each in _placed_events(chart, frame)), default=-1)
    top = 22 + EVENT_STEP * levels
    foot = 10 if chart.alliance else 50
    found: Part = {
        "showlegend": False,
        "autosize": True,
        "height": top + plots + foot,
        "margin": {"l": 40, "r": 150, "t": top, "b": foot, "pad": 0},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": _font(LIGHT.ink, 14),
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": LIGHT.eye,
            "bordercolor": LIGHT.control,
            "font": _font(LIGHT.ink, 14),
        },
        "dragmode": "zoom",
        "xaxis": _time_axis(chart, frame),
        "yaxis": _scale(chart.minimum, chart.maximum, chart.ticks)
        | {"domain": [1 - _VARIANT.plot / plots, 1]},
        "shapes": _lines(chart),
        "annotations": [
            *_margin_notes(chart, frame),
            *_point_notes(chart, frame),
            *_time_notes(chart, frame),
            *_alliance_notes(chart, frame),
        ],
        "meta": {"palette": {name: getattr(LIGHT, name) for name in _TOKENS}},
    }
    if chart.alliance is not None:
        scale = chart.alliance
        ticks = (scale.minimum, (scale.minimum + scale.maximum) / 2, scale.maximum)
        found["yaxis2"] = _scale(scale.minimum, scale.maximum, ticks) | {
            "domain": [0, _VARIANT.alliance / plots]
        }
    return found


def _plots(chart: TrajectoryChart) -> float:
    below = _BETWEEN + _VARIANT.alliance if chart.alliance else 0.0
    return _VARIANT.plot + below


def _font(colour: str, size: float, weight: int = 400) -> Part:
    return {"family": _FACE, "size": size, "color": colour, "weight": weight}


def _scale(low: float, high: float, ticks: tuple[float, ...]) -> Part:
    return {
        "range": [low, high],
        "tickvals": list(ticks),
        "fixedrange": True,
        "showgrid": False,  # plotly leaves out grid lines at the ends; they are shapes instead
        "zeroline": False,
        "tickfont": _font(LIGHT.ink2, 14),
    }


def _time_axis(chart: TrajectoryChart, frame: Frame) -> Part:
    span = (frame.last - frame.first) or 1.0
    room = frame.right - frame.left - frame.inset
    labels = axis_labels(chart, frame, _VARIANT)
    return {
        "range": [frame.first - span * frame.inset / room, frame.first + span],
        "tickvals": [each.session.position for each in labels],
        "ticktext": [str(each.session.number) if each.has_number else "" for each in labels],
        "ticks": "outside",
        "ticklen": 5,
        "tickwidth": 1.5,
        "tickcolor": LIGHT.ink2,
        "tickangle": 0,
        "tickfont": _font(LIGHT.ink, 14, 600),
        "showgrid": False,
        "zeroline": False,
        "anchor": "y",
    }


def _line(x: tuple[Any, Any], y: tuple[Any, Any], style: Part, **where: Any) -> Part:
    ends = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
    axes = {"xref": "x", "yref": "y"} | where
    return {"type": "line", "layer": "below", "line": style} | ends | axes


def _stroke(colour: str, width: float = 1, dash: str = "solid") -> Part:
    return {"color": colour, "width": width, "dash": dash}


def _across(value: float, style: Part, axis: str = "y") -> Part:
    return _line((0, 1), (value, value), style, xref="paper", yref=axis)


def _lines(chart: TrajectoryChart) -> list[Part]:
    """Hairlines, cut-off, reliable change, the client's own level, events."""
    dotted, dashed = _stroke(LIGHT.ink, 1.25, "1px,4px"), _stroke(LIGHT.ink, 1.25, "7px,5px")
    found = [_across(tick, _stroke(LIGHT.rule)) for tick in chart.ticks]
    if chart.reliable is not None:
        start, size = chart.reliable.start, chart.reliable.size
        edges = (start - size, start + size)
        inside = [min(max(edge, chart.minimum), chart.maximum) for edge in edges]
        found += [_across(edge, dotted) for edge in edges if chart.minimum <= edge <= chart.maximum]
        side = (0.004, 0.004)
        bracket = _line(side, (inside[0], inside[1]), _stroke(LIGHT.ink, 1.25), xref="paper")
        found.append(bracket)
    if chart.cut_off is not None:
        found.append(_across(chart.cut_off.value, dashed))
    ends = (chart.minimum, chart.maximum)
    found += [
        _line((each.position, each.position), ends, _stroke(LIGHT.ink2, 1, "2px,3px"))
        for each in chart.events
    ]
    if chart.alliance is not None:
        scale = chart.alliance
        ticks = (scale.minimum, (scale.minimum + scale.maximum) / 2, scale.maximum)
        found += [_across(tick, _stroke(LIGHT.rule), "y2") for tick in ticks]
        if scale.level is not None:
            found.append(_across(scale.level, dotted, "y2"))
    return found


def _note(words: str, font: Part, **where: Any) -> Part:
    """A label. plotly reads pseudo-HTML in it, so the three signs are escaped."""
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": safe, "showarrow": False, "xref": "x", "yref": "y", "font": font} | where


def _margin_notes(chart: TrajectoryChart, frame: Frame) -> list[Part]:
    notes = []
    for place, label in placed_margin_labels(chart, frame, size=14):
        font = _font(LIGHT.ink, 14, 600) if label.strong else _font(LIGHT.ink2, 14)
        shift = frame.y(label.value) - place
        notes.append(
            _note(label.words, font, xref="paper", x=1, y=label.value)
            | {"xanchor": "left", "xshift": _VARIANT.gap, "yanchor": "middle", "yshift": shift}
        )
    return notes


def _point_notes(chart: TrajectoryChart, frame: Frame) -> list[Part]:
    """The cut-off's words, and the first and the latest score."""
    notes = []
    if chart.cut_off is not None:
        on_right, above = cut_off_place(chart, frame, size=14)
        side = {"x": 1, "xref": "paper", "xanchor": "right"}
        if not on_right:
            side = {"x": chart.sessions[0].position, "xanchor": "left"}
        notes.append(
            _note(chart.cut_off.label, _font(LIGHT.ink, 14), y=chart.cut_off.value)
            | side
            | {"yanchor": "bottom" if above else "top"}
        )
    if not chart.rated:
        return notes
    first, latest = chart.rated[0], chart.rated[-1]
    start_above, latest_above = labels_above(chart, frame)
    words = f"start {chart.words(first.value)}"
    notes.append(
        _note(words, _font(LIGHT.ink, 14, 600), x=first.position, y=first.value)
        | {"xanchor": "left", "yshift": 18 if start_above else -18}
    )
    if latest is not first:
        words = chart.words(latest.value)
        notes.append(
            _note(words, _font(LIGHT.ink, 16, 700), x=latest.position, y=latest.value)
            | {"yshift": 22 if latest_above else -22}
        )
    return notes


def _placed_events(chart: TrajectoryChart, frame: Frame) -> list[Any]:
    return place_events(chart.events, frame, size=_VARIANT.label, width=_VARIANT.width)


def _time_notes(chart: TrajectoryChart, frame: Frame) -> list[Part]:
    """Events above, dates below the session numbers, and the words of missing ratings."""
    notes = [
        _note(each.event.label, _font(LIGHT.ink, 14), x=each.event.position, y=chart.maximum)
        | {"yanchor": "bottom", "yshift": 6 + EVENT_STEP * each.level}
        for each in _placed_events(chart, frame)
    ]
    notes += [
        _note(each.session.date, _font(LIGHT.ink2, 13), x=each.session.position, y=chart.minimum)
        | {"yanchor": "top", "yshift": -22}
        for each in axis_labels(chart, frame, _VARIANT)
        if each.has_date
    ]
    notes += [
        _note(MISSING_WORDS, _font(LIGHT.ink2, 14), x=session.position, y=chart.minimum)
        | {"yanchor": "bottom", "yshift": 8}
        for _, session in missing_labels(chart, frame, size=14)
    ]
    word = _note(chart.session_word, _font(LIGHT.ink2, 14), xref="paper", x=1, y=chart.minimum)
    return [*notes, word | {"xanchor": "left", "xshift": 16, "yanchor": "top", "yshift": -4}]


def _alliance_notes(chart: TrajectoryChart, frame: Frame) -> list[Part]:
    scale = chart.alliance
    if scale is None:
        return []
    notes = [
        _note(scale.heading, _font(LIGHT.ink, 14, 600), xref="paper", x=0, yref="y2")
        | {"y": scale.maximum, "xanchor": "left", "xshift": -40, "yanchor": "bottom", "yshift": 12}
    ]
    if scale.level is not None:
        words = f"own level {figure_text(scale.level)}"
        notes.append(
            _note(words, _font(LIGHT.ink2, 14), xref="paper", x=1, y=scale.level, yref="y2")
            | {"xanchor": "left", "xshift": _VARIANT.gap}
        )
    rated = [each for each in chart.sessions if each.alliance is not None]
    if rated:
        latest = rated[-1]
        words = figure_text(latest.alliance)
        where = {"x": latest.position, "y": latest.alliance, "yref": "y2"}
        below = is_below(words, latest.position, frame, size=15)
        place = {"yshift": -18} if below else {"xanchor": "left", "xshift": 8}
        notes.append(_note(words, _font(LIGHT.ink, 15, 700), **where) | place)
    return notes
