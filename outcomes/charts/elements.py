"""The few SVG elements that all drawings are made of, and the geometry they share.

Colours and sizes are presentation attributes: the content security policy allows no inline style,
and WeasyPrint applies no style sheet inside an inline SVG.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

# Advance widths of the face in tenths of its size, measured from the font; other letters count 6.
_TENTHS = (
    dict.fromkeys("',.:;`j|", 2)
    | dict.fromkeys(' !"()[]filrt{}', 3)
    | dict.fromkeys("-/1I\\_y", 4)
    | dict.fromkeys("*27?JLacekosuvxz", 5)
    | dict.fromkeys("#&DGHNOQUw", 7)
    | dict.fromkeys("@MmW%", 8)
)


def number(value: float) -> str:
    """A coordinate: at most one decimal, none where it is whole."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def width_of(words: str, size: float) -> float:
    """How wide words are at a size, in the same unit, to about a twentieth."""
    return sum(_TENTHS.get(letter, 6) for letter in words) * size / 10


@dataclass(frozen=True)
class Frame:
    """Where a plot lies and how its scale maps to it. `y` grows downwards as in SVG."""

    left: float
    right: float
    top: float
    bottom: float
    first: float
    last: float
    minimum: float
    maximum: float
    inset: float = 0.0

    def x(self, position: float) -> float:
        """Where a position in time stands. One single position stands at the left."""
        span = self.last - self.first
        share = (position - self.first) / span if span > 0 else 0.0
        return self.left + self.inset + share * (self.right - self.left - self.inset)

    def y(self, value: float) -> float:
        """Where a score stands; scores beyond the scale stand on its end."""
        inside = min(max(value, self.minimum), self.maximum)
        share = (inside - self.minimum) / (self.maximum - self.minimum)
        return self.bottom - share * (self.bottom - self.top)


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float,
    fill: str,
    anchor: str = "start",
    weight: int = 400,
    extra: str = "",
) -> str:
    """Words at a baseline, escaped. `extra` holds further attributes, written by ourselves."""
    extra += "" if anchor == "start" else f' text-anchor="{anchor}"'
    extra += "" if weight == 400 else f' font-weight="{weight}"'
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"{extra}>'
        f"{escape(words)}</text>"
    )


def line(
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    stroke: str,
    width: float = 1,
    dash: str = "",
) -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="M{number(start[0])} {number(start[1])}L{number(end[0])} {number(end[1])}"'
        f' stroke="{stroke}" stroke-width="{width:g}"{dashed}/>'
    )


def polyline(
    points: Iterable[tuple[float, float]], *, stroke: str, width: float, name: str = ""
) -> str:
    """A line through points, with round joins. `name` becomes its class, for scripts and tests."""
    path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    named = f' class="{name}"' if name else ""
    return (
        f'<polyline{named} points="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
    )


def between(
    lower: Sequence[tuple[float, float]],
    upper: Sequence[tuple[float, float]],
    *,
    fill: str,
    opacity: float = 1,
) -> str:
    """The area between two lines."""
    path = " ".join(f"{number(x)},{number(y)}" for x, y in [*lower, *reversed(upper)])
    faint = "" if opacity == 1 else f' fill-opacity="{opacity:g}"'
    return f'<polygon points="{path}" fill="{fill}"{faint}/>'


def disc(
    x: float, y: float, radius: float, *, fill: str, stroke: str, width: float, title: str = ""
) -> str:
    """A disc or a ring. `title` is what a pointer resting on it reads."""
    shape = (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"'
        f' stroke="{stroke}" stroke-width="{width:g}"'
    )
    return f"{shape}><title>{escape(title)}</title></circle>" if title else f"{shape}/>"


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Positions as near as possible to the wanted ones, in the same order, `gap` apart.

    `wanted` ascends. Labels are pushed down from above, then back up where they would leave
    `high`; where there is no room at all they keep their gap and start at `low`.
    """
    placed: list[float] = []
    for each in wanted:
        placed.append(max(each, low if not placed else placed[-1] + gap))
    limit = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    if placed and placed[0] < low:
        placed = [low + gap * index for index in range(len(placed))]
    return placed


def drawing(
    body: str,
    *,
    key: str,
    width: float,
    height: float,
    title: str,
    description: str = "",
    font: str = "",
) -> str:
    """The `svg` element around a body: named by its title, and by its description if it has one."""
    face = f' font-family="{escape(font)}"' if font else ""
    names = f"{key}-title {key}-desc" if description else f"{key}-title"
    desc = f'<desc id="{key}-desc">{escape(description)}</desc>' if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img"'
        f' aria-labelledby="{names}" width="{number(width)}" height="{number(height)}"'
        f' viewBox="0 0 {number(width)} {number(height)}"{face}>'
        f'<title id="{key}-title">{escape(title)}</title>{desc}{body}</svg>'
    )


def safe_key(key: str) -> str:
    """A key with everything but letters, digits and dashes left out, so that it can be an id."""
    return "".join(each for each in key if each.isascii() and (each.isalnum() or each == "-"))
