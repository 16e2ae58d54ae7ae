"""The same chart as a plotly figure, for staff pages where scripts run.

A plain dictionary in plotly's schema: the server needs no plotly object for every request. Colours
are those of the light scheme; `layout.meta.palette` names the token each one stands for, so that
the page's script can follow the scheme. `validated` checks a figure with plotly's own schema.

Labels use no pseudo-HTML (`<b>`): plotly would turn it into inline styles, which the content
security policy refuses. Weights are set on the font instead.
"""

from typing import Any

from outcomes.charts.figure_layout import CLEAR, layout, rgba
from outcomes.charts.palette import LIGHT
from outcomes.charts.trajectory import ChartSession, TrajectoryChart, figure_text

Trace = dict[str, Any]


def plotly_figure(chart: TrajectoryChart) -> dict[str, Any]:
    """`{"data": [...], "layout": {...}, "config": {...}}` with the values of the SVG drawings.

    `meta.part` of each trace says what it is: "expected-10" to "expected-90", "halo", "observed",
    "missing", "event", "alliance", "alliance-missing".
    """
    data = [*_expected(chart), *_observed(chart), *_events(chart), *_alliance(chart)]
    return {
        "data": data,
        "layout": layout(chart),
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


def _trace(part: str, **more: Any) -> Trace:
    return {"type": "scatter", "meta": {"part": part}, **more}


def _expected(chart: TrajectoryChart) -> list[Trace]:
    """Edges from the 10th to the 90th percentile, each filled down to the one before it."""
    if chart.expected is None:
        return []
    fills: dict[int, Trace] = {
        25: {"fill": "tonexty", "fillcolor": CLEAR, "fillpattern": _pattern(".", 0.62, 0.12)},
        75: {"fill": "tonexty", "fillcolor": rgba(LIGHT.ink, 0.085)},
        90: {"fill": "tonexty", "fillcolor": CLEAR, "fillpattern": _pattern("/", 0.42, 0.1)},
    }
    edges = [
        _band(chart, percentile, LIGHT.control, width=1) | fills.get(percentile, {})
        for percentile in (10, 25, 75, 90)
    ]
    return [*edges, _band(chart, 50, LIGHT.ink2, width=1.5)]


def _pattern(shape: str, opacity: float, solidity: float) -> Trace:
    return {
        "shape": shape,
        "size": 7,
        "solidity": solidity,
        "fgcolor": LIGHT.ink2,
        "fgopacity": opacity,
        "bgcolor": CLEAR,
    }


def _band(chart: TrajectoryChart, percentile: int, colour: str, *, width: float) -> Trace:
    return _trace(
        f"expected-{percentile}",
        mode="lines",
        x=[each.position for each in chart.sessions],
        y=list((chart.expected or {}).get(percentile, ())),
        line={"color": colour, "width": width},
        hoverinfo="skip",
    )


def _held(chart: TrajectoryChart) -> list[ChartSession]:
    return [each for each in chart.sessions if not each.planned]


def _observed(chart: TrajectoryChart) -> list[Trace]:
    """The course over its halo, broken at sessions without a rating, and their dashes."""
    held = _held(chart)
    points = {
        "x": [each.position for each in held],
        "y": [each.value for each in held],
        "connectgaps": False,
    }
    halo = _trace("halo", mode="lines", hoverinfo="skip", **points)
    course = _trace(
        "observed",
        mode="lines+markers",
        line={"color": LIGHT.damson, "width": 2.75},
        marker=_marks(chart, held),
        text=[_hover(chart, each, each.value, chart.decimals) for each in held],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
        **points,
    )
    foot = chart.minimum + (chart.maximum - chart.minimum) * 0.02
    dashes = _dashes("missing", chart.unrated, foot)
    return [halo | {"line": {"color": LIGHT.ground, "width": 6}}, course, *dashes]


def _marks(chart: TrajectoryChart, held: list[ChartSession]) -> Trace:
    """A disc for each rating: the first an open ring, the latest bigger."""
    ends = (chart.rated[0], chart.rated[-1]) if chart.rated else (None, None)
    first = [each is ends[0] for each in held]
    sizes = [12 if each is ends[0] else 15 if each is ends[1] else 10 for each in held]
    return {
        "size": sizes,
        "opacity": 1,
        "color": [LIGHT.ground if open_ring else LIGHT.damson for open_ring in first],
        "line": {
            "width": [2.5 if open_ring else 2 for open_ring in first],
            "color": [LIGHT.damson if open_ring else LIGHT.ground for open_ring in first],
        },
    }


def _hover(
    chart: TrajectoryChart, session: ChartSession, value: float | None, decimals: int
) -> str:
    if value is None:
        return ""
    return f"{chart.session_word} {session.number}, {session.date}: {figure_text(value, decimals)}"


def _dashes(part: str, sessions: tuple[ChartSession, ...], foot: float) -> list[Trace]:
    if not sessions:
        return []
    marker = {"symbol": "line-ew", "size": 10, "line": {"color": LIGHT.ink2, "width": 2}}
    return [
        _trace(
            part,
            mode="markers",
            x=[each.position for each in sessions],
            y=[foot for _ in sessions],
            marker=marker,
            hoverinfo="skip",
        )
    ]


def _events(chart: TrajectoryChart) -> list[Trace]:
    if not chart.events:
        return []
    return [
        _trace(
            "event",
            mode="markers",
            x=[each.position for each in chart.events],
            y=[chart.maximum for _ in chart.events],
            marker={"symbol": "triangle-down", "size": 8, "color": LIGHT.ink2},
            text=[each.label for each in chart.events],
            hovertemplate="%{text}<extra></extra>",
            cliponaxis=False,
        )
    ]


def _alliance(chart: TrajectoryChart) -> list[Trace]:
    scale = chart.alliance
    if scale is None:
        return []
    held = _held(chart)
    course = _trace(
        "alliance",
        mode="lines+markers",
        x=[each.position for each in held],
        y=[each.alliance for each in held],
        yaxis="y2",
        connectgaps=False,
        line={"color": LIGHT.ink, "width": 2},
        marker={"symbol": "square", "size": 8, "color": LIGHT.ink, "opacity": 1},
        text=[_hover(chart, each, each.alliance, 1) for each in held],
        hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )
    unrated = tuple(each for each in held if each.alliance is None)
    foot = scale.minimum + (scale.maximum - scale.minimum) * 0.07
    dashes = [each | {"yaxis": "y2"} for each in _dashes("alliance-missing", unrated, foot)]
    return [course, *dashes]
