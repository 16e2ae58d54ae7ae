"""The shapes that stand for a status, from one place, so that page, chart and paper agree.

Every shape is drawn in a square of 16 units around its centre and always stands beside its word;
the shape itself is hidden from assistive technology.
"""

from collections.abc import Callable

from outcomes.charts.palette import PALETTES, Palette, Svg

_DIAMOND = "M8 1 15 8 8 15 1 8Z"


def _not_on_track(ink: Palette) -> str:
    return f'<path d="{_DIAMOND}" fill="{ink.ochre_mark}"/>'


def _watch(ink: Palette) -> str:
    return (
        f'<path d="M8 2 14 8 8 14 2 8Z" fill="{ink.ground}" stroke="{ink.ochre_mark}"'
        f' stroke-width="1.7"/><path d="M2 8H14L8 14Z" fill="{ink.ochre_mark}"/>'
    )


def _on_track(ink: Palette) -> str:
    return f'<circle cx="8" cy="8" r="5.2" fill="{ink.ink2}"/>'


def _improved(ink: Palette) -> str:
    return f'<path d="M8 2 14.6 14H1.4Z" fill="{ink.spruce}"/>'


def _recovered(ink: Palette) -> str:
    return (
        f'<circle cx="8" cy="8" r="6.8" fill="none" stroke="{ink.spruce}" stroke-width="1.5"/>'
        f'<path d="M8 4.4 11.4 10.6H4.6Z" fill="{ink.spruce}"/>'
    )


def _insufficient(ink: Palette) -> str:
    return (
        f'<circle cx="8" cy="8" r="6" fill="none" stroke="{ink.ink2}" stroke-width="1.6"'
        ' stroke-dasharray="2.2 1.57"/>'
    )


def _no_rating(ink: Palette) -> str:
    return f'<path d="M1 8H6.6M9.4 8H15" stroke="{ink.ink2}" stroke-width="2"/>'


def _risk(ink: Palette) -> str:
    return (
        f'<rect x="1" y="1" width="14" height="14" rx="2.4" fill="{ink.rust}"/>'
        f'<path d="M8 4V9" stroke="{ink.eye}" stroke-width="2.1"/>'
        f'<circle cx="8" cy="11.8" r="1.25" fill="{ink.eye}"/>'
    )


def _alliance(ink: Palette) -> str:
    return f'<rect x="3" y="3" width="10" height="10" fill="{ink.ink}"/>'


def _event(ink: Palette) -> str:
    return f'<path d="M4.4 5.5H11.6L8 11Z" fill="{ink.ink2}"/>'


def _unrated_session(ink: Palette) -> str:
    return f'<circle cx="8" cy="8" r="4.6" fill="none" stroke="{ink.ink2}" stroke-width="1.5"/>'


def _rating(ink: Palette) -> str:
    return f'<circle cx="8" cy="8" r="6" fill="{ink.damson}"/>'


def _missing(ink: Palette) -> str:
    return f'<path d="M3 8H13" stroke="{ink.ink2}" stroke-width="2.4"/>'


def _coming(ink: Palette) -> str:
    return (
        f'<circle cx="8" cy="8" r="6.6" fill="none" stroke="{ink.control}" stroke-width="1.4"'
        ' stroke-dasharray="3 2.18"/>'
    )


def _done(ink: Palette) -> str:
    return (
        f'<circle cx="8" cy="8" r="7.4" fill="{ink.damson}"/><path d="M4.9 8.3 7.1 10.5 11.3 5.9"'
        f' fill="none" stroke="{ink.eye}" stroke-width="1.7" stroke-linecap="round"'
        ' stroke-linejoin="round"/>'
    )


_SHAPES: dict[str, Callable[[Palette], str]] = {
    "not_on_track": _not_on_track,
    "watch": _watch,
    "on_track": _on_track,
    "improved": _improved,
    "recovered": _recovered,
    "insufficient": _insufficient,
    "cannot_tell": _insufficient,
    "no_rating": _no_rating,
    "risk": _risk,
    "alliance": _alliance,
    "event": _event,
    "unrated_session": _unrated_session,
    "rating": _rating,
    "missing": _missing,
    "coming": _coming,
    "done": _done,
}

SHAPE_NAMES = frozenset(_SHAPES)

_SEEN_AS = {
    "not_on_track": "diamond",
    "watch": "half-filled diamond",
    "on_track": "dot",
    "improved": "triangle",
    "recovered": "triangle in a ring",
    "insufficient": "dashed ring",
    "cannot_tell": "dashed ring",
    "no_rating": "two dashes",
    "risk": "square with a bar",
    "alliance": "square",
    "event": "small triangle",
    "unrated_session": "ring",
    "rating": "disc",
    "missing": "dash",
    "coming": "dashed ring",
    "done": "tick",
}
"""What a shape looks like. A tagged PDF needs words for every picture and cannot hide one."""


def shape_elements(name: str, ink: Palette) -> str:
    """The elements of a shape, in its square of 16 units. An unknown name is a KeyError."""
    return _SHAPES[name](ink)


def status_shape(status: str, size: float = 15, *, variant: str = "screen") -> Svg:
    """A shape as an SVG of its own, `size` px wide, for standing beside a word.

    `status` is a status (`not_on_track`, `watch`, `on_track`, `improved`, `recovered`,
    `insufficient`, `cannot_tell`, `no_rating`, `risk`) or one of the other signs (`alliance`,
    `event`, `unrated_session`, `rating`, `missing`, `coming`, `done`). `variant` is "screen"
    or "paper"; on paper it also says what it looks like.
    """
    title = f"<title>{_SEEN_AS[status]}</title>" if variant == "paper" else ""
    return Svg(
        f'<svg width="{size:g}" height="{size:g}" viewBox="0 0 16 16" aria-hidden="true"'
        f' focusable="false">{title}{shape_elements(status, PALETTES[variant])}</svg>'
    )


def placed_shape(status: str, x: float, y: float, *, size: float, ink: Palette) -> str:
    """A shape inside another drawing, its centre at `x`, `y`."""
    scale = size / 16
    move = f"translate({x - size / 2:.1f} {y - size / 2:.1f}) scale({scale:.3g})"
    return f'<g transform="{move}">{shape_elements(status, ink)}</g>'
