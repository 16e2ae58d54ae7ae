"""One description of a course over time, from which every drawing is made.

The screen's SVG, the paper's SVG, the sparkline, the small multiple and the plotly figure are all
drawn from one `TrajectoryChart`, so they cannot show different numbers. It holds plain numbers and
sentences that are ready to print; it knows no measure, no client and no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\u2212"
PERCENTILES = (10, 25, 50, 75, 90)


def figure_text(value: float, decimals: int = 1) -> str:
    """A score as people read it: rounded half up, with a true minus. 16.35 gives "16.4"."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    return str(abs(rounded) if rounded == 0 else rounded).replace("-", MINUS)


@dataclass(frozen=True)
class ChartSession:
    """A therapy session on the time axis.

    `position` is its place in time in any unit, usually days since the first session; sessions
    stand in order of it. `value` is the outcome score and `alliance` the alliance score, each
    None where there was no rating. A `planned` session lies ahead: it has neither value nor date.
    """

    number: int
    position: float
    date: str = ""
    value: float | None = None
    alliance: float | None = None
    planned: bool = False


@dataclass(frozen=True)
class CutOff:
    """The line between scores of people in therapy and others, with the words that stand on it."""

    value: float
    label: str


@dataclass(frozen=True)
class ReliableChange:
    """How far a score may move from `start` within measurement error: `size` either way."""

    start: float
    size: float


@dataclass(frozen=True)
class ChartEvent:
    """Something that happened at `position` (same unit as the sessions): "medication started"."""

    position: float
    label: str


@dataclass(frozen=True)
class AllianceCourse:
    """The scale of the alliance plot below, and the client's own level once there is one.

    The scores themselves are in the sessions. The two scales never share an axis.
    """

    heading: str
    minimum: float = 0.0
    maximum: float = 40.0
    level: float | None = None


@dataclass(frozen=True)
class TrajectoryChart:
    """A client's course beside the course expected of clients who began at the same score.

    `title` states the finding and `description` says what is drawn; both are read out in place of
    the picture. `expected` maps the benefit percentiles 10, 25, 50, 75 and 90 (higher is better,
    whatever the direction of the scale) to one value per session, planned ones included; a value
    is None where the curve says nothing, and `expected` is None where there is no curve.
    `status` is the status at the latest score, drawn as its shape in the sparkline.
    `key` makes the ids inside the drawing unique on the page: letters, digits and dashes.
    """

    key: str
    title: str
    description: str
    heading: str
    provenance: str
    sessions: tuple[ChartSession, ...]
    minimum: float = 0.0
    maximum: float = 40.0
    ticks: tuple[float, ...] = (0.0, 10.0, 20.0, 30.0, 40.0)
    higher_is_better: bool = True
    decimals: int = 1
    expected: Mapping[int, tuple[float | None, ...]] | None = None
    cut_off: CutOff | None = None
    reliable: ReliableChange | None = None
    events: tuple[ChartEvent, ...] = ()
    alliance: AllianceCourse | None = None
    status: str = "insufficient"
    session_word: str = field(default="session")

    def __post_init__(self) -> None:
        """Refuse a description that no drawing could be true to."""
        if not self.sessions:
            raise ValueError("a chart needs at least one session")
        if not self.minimum < self.maximum:
            raise ValueError("the scale of a chart needs a minimum below its maximum")
        for percentile, values in (self.expected or {}).items():
            if percentile not in PERCENTILES or len(values) != len(self.sessions):
                raise ValueError("expected values: one per session at 10, 25, 50, 75 and 90")

    @property
    def rated(self) -> tuple[ChartSession, ...]:
        """The sessions with an outcome score, in order."""
        return tuple(each for each in self.sessions if each.value is not None)

    @property
    def unrated(self) -> tuple[ChartSession, ...]:
        """The sessions that took place without an outcome score."""
        return tuple(each for each in self.sessions if each.value is None and not each.planned)

    @property
    def better_label(self) -> str:
        """Words for the region between the 75th and the 90th benefit percentile."""
        return "better than 3 in 4"

    @property
    def worse_label(self) -> str:
        """Words for the region between the 10th and the 25th benefit percentile."""
        return "lower than 3 in 4" if self.higher_is_better else "higher than 3 in 4"

    def words(self, value: float) -> str:
        """A score of this scale as it is printed."""
        return figure_text(value, self.decimals)

    def reliable_words(self) -> tuple[str, str]:
        """The two lines that stand beside the bracket of reliable change."""
        size = self.reliable.size if self.reliable else 0.0
        # As it decides: 7.95 rounded to 8 would claim another limit.
        whole = figure_text(size, 2).rstrip("0").rstrip(".")
        return f"within \u00b1{whole} of start:", "measurement error"


def runs(sessions: tuple[ChartSession, ...], name: str) -> list[list[ChartSession]]:
    """The rated stretches of a course: a session without a rating ends one. Never bridged.

    `name` is the attribute drawn, "value" or "alliance". Planned sessions belong to no run.
    """
    found: list[list[ChartSession]] = [[]]
    for each in sessions:
        if each.planned:
            continue
        if getattr(each, name) is None:
            found.append([])
        else:
            found[-1].append(each)
    return [run for run in found if run]
