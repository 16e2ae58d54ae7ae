"""The picture of coverage: how many later scores fell inside the middle 80 % of a curve, by group.

A row is a group of scores: a disc where the share lies, a line for its interval, from 50 to
100 %. The strip from 75 to 85 % is where a curve that keeps its word stands; where an interval
runs out of the picture an arrow says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.charts.elements import between, disc, drawing, line, number, safe_key, text
from outcomes.charts.layout import Variant
from outcomes.charts.palette import PAPER, SCREEN, Palette, Svg

LOWEST, HIGHEST = 0.5, 1.0
STRIP = (0.75, 0.85)
PROMISED = 0.8
ROW, HEADING, TOP, FOOT = 30.0, 30.0, 6.0, 28.0

VARIANTS = {
    "screen": Variant(SCREEN, width=720, plot=0, left=190, right=118),
    "narrow": Variant(SCREEN, width=350, plot=0, left=142, right=44, label=12.5, date=12),
    "paper": Variant(PAPER, width=658, plot=0, left=170, right=104, label=12, date=11),
}


@dataclass(frozen=True)
class CoverageRow:
    """One group: its share inside the middle 80 %, with interval and number of scores.

    `heading` opens a new part of the picture. `share` is None where there is nothing to count.
    """

    label: str
    n: int
    share: float | None
    low: float | None
    high: float | None
    heading: str = ""


def coverage_svg(
    rows: Sequence[CoverageRow], *, key: str, title: str, description: str, variant: str = "screen"
) -> Svg:
    """The picture as an SVG; `variant` is "screen", "narrow" or "paper"."""
    look = VARIANTS[variant]
    height = TOP + FOOT + sum(ROW + (HEADING if each.heading else 0) for each in rows)
    body = [_strip(look, height), *_axis(look, height)]
    y = TOP
    for each in rows:
        if each.heading:
            y += HEADING
            body.append(_heading(each.heading, look, y))
        y += ROW
        body.append(_row(each, look, y - ROW / 2))
    return Svg(
        drawing(
            "".join(body),
            key=safe_key(key),
            width=look.width,
            height=height,
            title=title,
            description=description,
            font=look.ink.font,
        )
    )


def _x(share: float, look: Variant) -> float:
    inside = min(max(share, LOWEST), HIGHEST)
    span = look.width - look.right - look.left
    return look.left + (inside - LOWEST) / (HIGHEST - LOWEST) * span


def _strip(look: Variant, height: float) -> str:
    low, high = (_x(each, look) for each in STRIP)
    bottom = height - FOOT
    return between(
        [(low, bottom), (high, bottom)],
        [(low, TOP), (high, TOP)],
        fill=look.ink.ink,
        opacity=0.085,
    )


def _axis(look: Variant, height: float) -> list[str]:
    ink, bottom = look.ink, height - FOOT
    parts = []
    for percent in (50, 60, 70, 80, 90, 100):
        x = _x(percent / 100, look)
        promised = percent == round(PROMISED * 100)
        parts.append(
            line((x, TOP), (x, bottom), stroke=ink.ink2 if promised else ink.rule,
                 dash="2 3" if promised else "")
        )  # fmt: skip
        if percent % 20 == 0:
            words = f"{percent} %"
            parts.append(
                text(x, height - 8, words, size=look.date, fill=ink.ink2, anchor="middle",
                     weight=600 if promised else 400)
            )  # fmt: skip
    return parts


def _heading(words: str, look: Variant, y: float) -> str:
    return text(0, y - 6, words, size=look.label, fill=look.ink.ink, weight=600)


def _row(row: CoverageRow, look: Variant, y: float) -> str:
    ink, below = look.ink, y + look.label * 0.35
    parts = [text(0, below, row.label, size=look.label, fill=ink.ink)]
    if row.share is None:
        parts.append(text(look.width, below, "none", size=look.date, fill=ink.ink2, anchor="end"))
        return "".join(parts)
    if row.low is not None and row.high is not None:
        parts.append(_interval(row.low, row.high, look, y))
    outside = row.share < LOWEST
    if outside:
        parts.append(_arrow(_x(LOWEST, look), y, ink, to_left=True))
    else:
        parts.append(disc(_x(row.share, look), y, 6, fill=ink.damson, stroke=ink.ground, width=2))
    parts.append(text(look.width, below, _figures(row, look), size=look.date, fill=ink.ink2,
                      anchor="end"))  # fmt: skip
    return "".join(parts)


def _figures(row: CoverageRow, look: Variant) -> str:
    percent = f"{int(row.share * 100 + 0.5)} %"
    return percent if look.right < 60 else f"{percent} of {row.n:,}"


def _interval(low: float, high: float, look: Variant, y: float) -> str:
    ink = look.ink
    bar = line((_x(low, look), y), (_x(high, look), y), stroke=ink.ink, width=2.25)
    return bar + (_arrow(_x(LOWEST, look), y, ink, to_left=True) if low < LOWEST else "")


def _arrow(x: float, y: float, ink: Palette, *, to_left: bool) -> str:
    tip = x - 7 if to_left else x + 7
    points = f"{number(tip)},{number(y)} {number(x)},{number(y - 4)} {number(x)},{number(y + 4)}"
    return f'<polygon points="{points}" fill="{ink.ink}"/>'
