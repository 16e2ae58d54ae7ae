"""Intervals of a share: a line with its disc, from 0 to 100 %, as an SVG without words.

The figures stand in words above the drawing; n and the interval are never left out there.
"""

from dataclasses import dataclass

from outcomes.charts.elements import Frame, disc, drawing, line, safe_key
from outcomes.charts.palette import PALETTES, Palette, Svg


@dataclass(frozen=True)
class ShareInterval:
    """A share with its interval, each between 0 and 1."""

    share: float
    low: float
    high: float


def interval_svg(
    interval: ShareInterval,
    *,
    key: str,
    title: str,
    others: ShareInterval | None = None,
    width: float = 340,
    variant: str = "screen",
) -> Svg:
    """The group in question as a strong line with a disc, the others below it as a thin ring.

    `title` says the figures, for those who do not see the drawing. `variant` is "screen" or
    "paper". Hairlines stand at 0, 25, 50, 75 and 100 %.
    """
    ink = PALETTES[variant]
    height = 44.0 if others else 26.0
    frame = Frame(
        left=8, right=width - 8, top=0, bottom=height, first=0, last=1, minimum=0, maximum=1
    )
    body = "".join(
        line((frame.x(each), 2), (frame.x(each), height - 2), stroke=ink.rule)
        for each in (0, 0.25, 0.5, 0.75, 1)
    )
    body += _bar(interval, frame, ink, y=13, width=2.25)
    x = frame.x(interval.share)
    body += disc(x, 13, 7, fill=ink.damson, stroke=ink.ground, width=2)
    if others:
        body += _bar(others, frame, ink, y=32, width=1.5)
        x = frame.x(others.share)
        body += disc(x, 32, 4.5, fill=ink.ground, stroke=ink.ink, width=1.5)
    return Svg(
        drawing(body, key=safe_key(key), width=width, height=height, title=title, font=ink.font)
    )


def _bar(interval: ShareInterval, frame: Frame, ink: Palette, *, y: float, width: float) -> str:
    return line(
        (frame.x(interval.low), y), (frame.x(interval.high), y), stroke=ink.ink, width=width
    )
