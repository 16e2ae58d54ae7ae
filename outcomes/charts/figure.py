"""The same chart as a plotly figure, for staff pages where scripts run.

A plain dictionary in plotly's schema: the server needs no plotly object for every request. Colours
are those of the light scheme; `layout.meta.palette` names the token each one stands for, so that
the page's script can follow the scheme. `validated` checks a figure with plotly's own schema.
"""

from typing import Any

from outcomes.charts.palette import LIGHT, Palette
from outcomes.charts.trajectory import TrajectoryChart, figure_text

_FONT = "Atkinson Hyperlegible Next, system-ui, sans-serif"
_CLEAR = "rgba(0,0,0,0)"
_TOKENS = ("ground", "ink", "ink2", "control", "rule", "damson")


def plotly_figure(chart: TrajectoryChart) -> dict[str, Any]:
    """`{"data": [...], "layout": {...}, "config": {...}}` with the values of the SVG drawings."""
    data = [*_expected(chart), *_observed(chart), *_alliance(chart)]
    return {
        "data": data,
        "layout": _layout(chart),
        "config": {
            "displaylogo": False,
            "modeBarButtons": [["resetScale2d"]],
            "responsive": True,
            "scrollZoom": False,
        },
    }


def validated(figure: dict[str, Any]) -> Any:
    """The figure as a plotly object; plotly raises ValueError for anything it does not know."""
    from plotly import graph_objects  # only here: it takes a second to load

    return graph_objects.Figure(data=figure["data"], layout=figure["layout"])


def _rgba(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def _expected(chart: TrajectoryChart) -> list[dict[str, Any]]:
    """Edges from the 10th to the 90th percentile, each filled down to the one before it."""
    if chart.expected is None:
        return []
    fills = {
        25: {"fill": "tonexty", "fillcolor": _CLEAR, "fillpattern": _pattern(".", 0.62, 0.12)},
        75: {"fill": "tonexty", "fillcolor": _rgba(LIGHT.ink, 0.085)},
        90: {"fill": "tonexty", "fillcolor": _CLEAR, "fillpattern": _pattern("/", 0.42, 0.15)},
    }
    traces = [
        _band(chart, percentile, LIGHT.control, 1.0, fills.get(percentile, {}))
        for percentile in (10, 25, 75, 90)
    ]
    return [*traces, _band(chart, 50, LIGHT.ink2, 1.5, {})]


def _pattern(shape: str, opacity: float, solidity: float) -> dict[str, Any]:
    return {
        "shape": shape,
        "size": 7,
        "solidity": solidity,
        "fgcolor": LIGHT.ink2,
        "fgopacity": opacity,
        "bgcolor": _CLEAR,
    }


def _band(
    chart: TrajectoryChart, percentile: int, colour: str, width: float, fill: dict[str, Any]
) -> dict[str, Any]:
    values = (chart.expected or {}).get(percentile, ())
    return {
        "type": "scatter",
        "mode": "lines",
        "name": f"expected, percentile {percentile}",
        "x": [each.position for each in chart.sessions],
        "y": list(values),
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
        "meta": {"part": f"expected-{percentile}"},
        **fill,
    }


def _observed(chart: TrajectoryChart) -> list[dict[str, Any]]:
    held = [each for each in chart.sessions if not each.planned]
    rated = chart.rated
    points = {
        "type": "scatter",
        "x": [each.position for each in held],
        "y": [each.value for each in held],
        "connectgaps": False,
    }
    halo = points | {
        "mode": "lines",
        "hoverinfo": "skip",
        "line": {"color": LIGHT.ground, "width": 6},
        "meta": {"part": "halo"},
    }
    sizes = [
        0 if each.value is None else 15 if each is rated[-1] else 12 if each is rated[0] else 10
        for each in held
    ]
    first = [bool(rated) and each is rated[0] for each in held]
    course = points | {
        "mode": "lines+markers",
        "line": {"color": LIGHT.damson, "width": 2.75},
        "marker": {
            "size": sizes,
            "opacity": 1,
            "color": [LIGHT.ground if each else LIGHT.damson for each in first],
            "line": {
                "width": [2.5 if each else 2 for each in first],
                "color": [LIGHT.damson if each else LIGHT.ground for each in first],
            },
        },
        "text": [
            ""
            if each.value is None
            else f"{chart.session_word} {each.number}, {each.date}: {chart.words(each.value)}"
            for each in held
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "meta": {"part": "observed"},
    }
    return [halo, course]


def _alliance(chart: TrajectoryChart) -> list[dict[str, Any]]:
    if chart.alliance is None:
        return []
    held = [each for each in chart.sessions if not each.planned]
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": [each.position for each in held],
            "y": [each.alliance for each in held],
            "yaxis": "y2",
            "connectgaps": False,
            "line": {"color": LIGHT.ink, "width": 2},
            "marker": {"symbol": "square", "size": 8, "color": LIGHT.ink},
            "text": [
                ""
                if each.alliance is None
                else f"{chart.session_word} {each.number}, "
                f"{each.date}: {figure_text(each.alliance)}"
                for each in held
            ],
            "hovertemplate": "%{text}<extra></extra>",
            "meta": {"part": "alliance"},
        }
    ]


def _layout(chart: TrajectoryChart) -> dict[str, Any]:
    below = chart.alliance is not None
    layout: dict[str, Any] = {
        "showlegend": False,
        "autosize": True,
        "height": 560 if below else 430,
        "margin": {"l": 40, "r": 150, "t": 56, "b": 12 if below else 48, "pad": 0},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "font": {"family": _FONT, "size": 14, "color": LIGHT.ink},
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": LIGHT.eye,
            "bordercolor": LIGHT.control,
            "font": {"family": _FONT, "size": 14, "color": LIGHT.ink},
        },
        "dragmode": "zoom",
        "xaxis": _time_axis(chart),
        "yaxis": _scale(chart.minimum, chart.maximum, chart.ticks, [0.3, 1] if below else [0, 1]),
        "shapes": _shapes(chart),
        "annotations": _annotations(chart),
        "meta": {"palette": {name: getattr(LIGHT, name) for name in _TOKENS}},
    }
    if chart.alliance is not None:
        scale = chart.alliance
        ticks = (scale.minimum, (scale.minimum + scale.maximum) / 2, scale.maximum)
        layout["yaxis2"] = _scale(scale.minimum, scale.maximum, ticks, [0, 0.17])
    return layout


def _scale(low: float, high: float, ticks: tuple[float, ...], domain: list[float]) -> dict:
    return {
        "range": [low, high],
        "domain": domain,
        "tickvals": list(ticks),
        "fixedrange": True,
        "gridcolor": LIGHT.rule,
        "zeroline": False,
        "showline": False,
        "tickfont": {"color": LIGHT.ink2, "size": 14},
    }


def _time_axis(chart: TrajectoryChart) -> dict[str, Any]:
    positions = [each.position for each in chart.sessions]
    span = max(positions) - min(positions) or 1
    return {
        "range": [min(positions) - span * 0.02, max(positions) + span * 0.001],
        "tickvals": positions,
        "ticktext": [
            str(each.number) if each.planned else f"<b>{each.number}</b><br>{each.date}"
            for each in chart.sessions
        ],
        "ticks": "outside",
        "ticklen": 5,
        "tickcolor": LIGHT.ink2,
        "tickangle": 0,
        "tickfont": {"size": 13, "color": LIGHT.ink},
        "showgrid": False,
        "zeroline": False,
        "anchor": "y",
    }


def _shapes(chart: TrajectoryChart) -> list[dict[str, Any]]:
    ink: Palette = LIGHT
    found: list[dict[str, Any]] = []
    if chart.cut_off is not None:
        found.append(_across(chart.cut_off.value, ink.ink, 1.25, "7px,5px"))
    if chart.reliable is not None:
        start, size = chart.reliable.start, chart.reliable.size
        edges = (start + size, start - size)
        found += [
            _across(edge, ink.ink, 1.25, "1px,4px")
            for edge in edges
            if chart.minimum <= edge <= chart.maximum
        ]
        low, high = (min(max(edge, chart.minimum), chart.maximum) for edge in sorted(edges))
        found.append(
            _shape(x0=0.004, x1=0.004, y0=low, y1=high, xref="paper", yref="y")
            | {"line": {"color": ink.ink, "width": 1.25}}
        )
    if chart.alliance is not None and chart.alliance.level is not None:
        found.append(_across(chart.alliance.level, ink.ink, 1.25, "1px,4px") | {"yref": "y2"})
    found += [
        _shape(x0=each.position, x1=each.position, y0=chart.minimum, y1=chart.maximum)
        | {"line": {"color": ink.ink2, "width": 1, "dash": "2px,3px"}}
        for each in chart.events
    ]
    return found


def _shape(**where: Any) -> dict[str, Any]:
    return {"type": "line", "xref": "x", "yref": "y", "layer": "below"} | where


def _across(value: float, colour: str, width: float, dash: str) -> dict[str, Any]:
    return _shape(x0=0, x1=1, y0=value, y1=value, xref="paper") | {
        "line": {"color": colour, "width": width, "dash": dash}
    }


def _note(words: str, **where: Any) -> dict[str, Any]:
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "text": safe,
        "showarrow": False,
        "xref": "x",
        "yref": "y",
        "font": {"size": 13, "color": LIGHT.ink2},
    } | where


def _annotations(chart: TrajectoryChart) -> list[dict[str, Any]]:
    return [*_margin_notes(chart), *_point_notes(chart), *_event_notes(chart)]


def _margin_notes(chart: TrajectoryChart) -> list[dict[str, Any]]:
    """The labels of the right margin, pushed apart in the units of the scale."""
    from outcomes.charts.elements import spread

    wanted: list[tuple[float, str, str]] = []
    last = {key: values[-1] for key, values in (chart.expected or {}).items() if values}
    if last and None not in last.values():
        wanted += [
            ((last[90] + last[75]) / 2, chart.better_label, LIGHT.ink2),
            (last[50], "middle half", LIGHT.ink),
            (last[50], "middle course", LIGHT.ink2),
            ((last[25] + last[10]) / 2, chart.worse_label, LIGHT.ink2),
        ]
    if chart.reliable is not None:
        worse = -1 if chart.higher_is_better else 1
        edge = chart.reliable.start + worse * chart.reliable.size
        wanted += [(edge, words, LIGHT.ink2) for words in chart.reliable_words()]
    span = chart.maximum - chart.minimum
    wanted = sorted(wanted, key=lambda each: -each[0])
    heights = [chart.maximum - each[0] for each in wanted]
    places = spread(heights, gap=span * 0.055, low=0, high=span)
    notes = [
        _note(words, x=1, xref="paper", xshift=10, y=chart.maximum - place, xanchor="left")
        | {"font": {"size": 13, "color": colour}, "yanchor": "middle"}
        for place, (_, words, colour) in zip(places, wanted, strict=True)
    ]
    if chart.alliance is not None and chart.alliance.level is not None:
        words = f"own level {figure_text(chart.alliance.level)}"
        notes.append(
            _note(
                words,
                x=1,
                xref="paper",
                xshift=10,
                y=chart.alliance.level,
                yref="y2",
                xanchor="left",
            )
        )
    return notes


def _point_notes(chart: TrajectoryChart) -> list[dict[str, Any]]:
    notes = [
        _note("\u2013<br>".join(["no rating", ""]), x=each.position, y=chart.minimum)
        | {"text": "no rating<br>\u2013", "yanchor": "bottom"}
        for each in chart.unrated
    ]
    if chart.cut_off is not None:
        notes.append(
            _note(chart.cut_off.label, x=chart.sessions[0].position, y=chart.cut_off.value)
            | {"xanchor": "left", "yanchor": "bottom", "font": {"size": 13, "color": LIGHT.ink}}
        )
    if not chart.rated:
        return notes
    first, latest = chart.rated[0], chart.rated[-1]
    start = _note(f"start {chart.words(first.value)}", x=first.position, y=first.value)
    notes.append(
        start | {"xanchor": "left", "yshift": -18, "font": {"size": 14, "color": LIGHT.ink}}
    )
    if latest is not first:
        notes.append(
            _note("", x=latest.position, y=latest.value)
            | {"text": f"<b>{chart.words(latest.value)}</b>", "yshift": -22}
            | {"font": {"size": 16, "color": LIGHT.ink}}
        )
    return notes


def _event_notes(chart: TrajectoryChart) -> list[dict[str, Any]]:
    """Events over the plot, neighbours stepping up as in the SVG drawing."""
    from outcomes.charts.layout import FULL_VARIANTS, outcome_frame, place_events

    variant = FULL_VARIANTS["screen"]
    frame = outcome_frame(chart, variant, width=variant.width, top=0)
    placed = place_events(chart.events, frame, size=13, width=variant.width)
    return [
        _note(each.event.label, x=each.event.position, y=chart.maximum)
        | {"yshift": 16 + 16 * each.level, "font": {"size": 13, "color": LIGHT.ink}}
        for each in placed
    ]
