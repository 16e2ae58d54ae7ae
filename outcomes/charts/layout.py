"""Sizes of the drawings, and where everything in one of them lies."""

from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.charts.elements import Frame, width_of
from outcomes.charts.palette import PAPER, SCREEN, Palette
from outcomes.charts.trajectory import ChartEvent, TrajectoryChart

EVENT_STEP = 16.0


@dataclass(frozen=True)
class Variant:
    """How big a drawing is and which inks it uses. Sizes are px at 96 dpi."""

    ink: Palette
    width: float
    plot: float
    left: float
    right: float
    label: float = 14.0
    date: float = 13.0
    alliance: float = 96.0
    inset: float = 13.5
    gap: float = 10.0


FULL_VARIANTS = {
    "screen": Variant(SCREEN, width=900, plot=330, left=40, right=150, gap=14),
    "narrow": Variant(
        SCREEN,
        width=350,
        plot=230,
        left=24,
        right=110,
        label=12,
        date=11,
        alliance=64,
        inset=8,
        gap=5,
    ),
    "paper": Variant(
        PAPER, width=658, plot=222, left=30, right=112, label=12, date=12, alliance=56
    ),
}

SMALL_VARIANTS = {
    "small": Variant(SCREEN, width=272, plot=142, left=28, right=8, label=13, inset=12),
    "paper-small": Variant(PAPER, width=272, plot=142, left=28, right=8, label=11, inset=12),
}

SPARK_VARIANTS = {
    "sparkline": Variant(SCREEN, width=136, plot=44, left=0, right=0, inset=6),
    "phone-sparkline": Variant(SCREEN, width=156, plot=50, left=0, right=0, inset=6),
    "paper-sparkline": Variant(PAPER, width=136, plot=44, left=0, right=0, inset=6),
}


@dataclass(frozen=True)
class PlacedEvent:
    """An event, where it stands, and how many steps of 16 px its label was lifted."""

    event: ChartEvent
    x: float
    label_x: float
    level: int


def place_events(
    events: Sequence[ChartEvent], frame: Frame, *, size: float, width: float
) -> list[PlacedEvent]:
    """Labels centred over their events; one that would touch a neighbour steps up."""
    placed: list[PlacedEvent] = []
    rows: list[float] = []
    for event in sorted(events, key=lambda each: each.position):
        x = frame.x(event.position)
        half = width_of(event.label, size) / 2
        centre = min(max(x, half + 2), width - half - 2)
        level = next((row for row, end in enumerate(rows) if centre - half > end + 8), len(rows))
        rows[level : level + 1] = [centre + half]
        placed.append(PlacedEvent(event, x, centre, level))
    return placed


def outcome_frame(chart: TrajectoryChart, variant: Variant, *, width: float, top: float) -> Frame:
    """The plot of the outcome scores: first session at the left, last one at the right."""
    positions = [each.position for each in chart.sessions]
    return Frame(
        left=variant.left,
        right=width - variant.right,
        top=top,
        bottom=top + variant.plot,
        first=min(positions),
        last=max(positions),
        minimum=chart.minimum,
        maximum=chart.maximum,
        inset=variant.inset,
    )


def alliance_frame(chart: TrajectoryChart, variant: Variant, above: Frame, *, top: float) -> Frame:
    """The plot below, on the same time axis and on its own scale."""
    scale = chart.alliance
    return Frame(
        left=above.left,
        right=above.right,
        top=top,
        bottom=top + variant.alliance,
        first=above.first,
        last=above.last,
        minimum=scale.minimum if scale else 0.0,
        maximum=scale.maximum if scale else 1.0,
        inset=above.inset,
    )
