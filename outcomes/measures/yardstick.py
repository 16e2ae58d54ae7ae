"""What a score is held against: range, direction, cut-off, reliable change, norms."""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

Z_95 = 1.96


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number that decides something, and where it comes from.

    `value` is in points of the total. `provenance` names the source in a sentence.
    `provisional` is True for a convention of this project or of a clinic that waits for local
    data; it is shown wherever the number decides. `verified` is False when nobody has read the
    number in its source.
    """

    value: float
    provenance: str
    provisional: bool = False
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One measure's numbers for one age band and rater. Plain data: hashable and picklable.

    `direction` is +1 where a higher total is better and -1 where a lower one is. `norm_mean` and
    `norm_sd` are M_pre and SD_pre: clients before treatment, in points. `reliability` is the
    coefficient r, 0 to 1. Anything that is not known is None, and the matching `why_no_...` says
    why in a sentence. `curve_allowed` is False for measures that are never set against an
    expected course.
    """

    measure_id: str
    measure_version: str
    measure_name: str
    direction: Literal[1, -1]
    minimum: float
    maximum: float
    step: float
    age_band: str = "adult"
    rater: str = "self"
    clinical: Threshold | None = None
    reliable_change: Threshold | None = None
    norm_mean: float | None = None
    norm_sd: float | None = None
    norms_provenance: str | None = None
    norms_provisional: bool = False
    norms_verified: bool = False
    reliability: float | None = None
    reliability_provenance: str | None = None
    reliability_verified: bool = False
    curve_allowed: bool = True
    why_no_clinical: str | None = None
    why_no_reliable_change: str | None = None
    why_no_norms: str | None = None

    @property
    def best(self) -> float:
        """The best total there is."""
        return self.maximum if self.direction == 1 else self.minimum

    @property
    def worst(self) -> float:
        """The worst total there is."""
        return self.minimum if self.direction == 1 else self.maximum

    @property
    def better(self) -> Literal["higher", "lower"]:
        """The direction in a word, for axes and sentences."""
        return "higher" if self.direction == 1 else "lower"

    @property
    def provisional(self) -> bool:
        """True when the cut-off, the reliable change or the norms are provisional."""
        thresholds = (self.clinical, self.reliable_change)
        return self.norms_provisional or any(t.provisional for t in thresholds if t)

    @property
    def half_step(self) -> float:
        """Continuity correction in points: half a step of whole-number totals, 0 for finer ones.

        Whole-number totals gain half a point on both sides of a threshold when they are set
        against a continuous prediction; totals in tenths are close enough to continuous.
        """
        return self.step / 2 if self.step >= 1 else 0.0

    @property
    def s_diff(self) -> float | None:
        """Standard error of a difference between two scores, in points.

        sqrt(2) x SD_pre x sqrt(1 - r) where both are known (Jacobson & Truax 1991), otherwise
        the reliable change divided by 1.96, otherwise None. `s_diff_source` says which.
        """
        if self.norm_sd is not None and self.reliability is not None:
            return sqrt(2) * self.norm_sd * sqrt(1 - self.reliability)
        if self.reliable_change is not None:
            return self.reliable_change.value / Z_95
        return None

    @property
    def s_diff_source(self) -> Literal["reliability", "reliable_change"] | None:
        """How `s_diff` was had: from SD and reliability, or from the reliable change alone."""
        if self.norm_sd is not None and self.reliability is not None:
            return "reliability"
        return "reliable_change" if self.reliable_change else None

    @property
    def curve_possible(self) -> bool:
        """True when an expected course can be drawn: allowed for the measure, and norms known."""
        return self.curve_allowed and self.norm_mean is not None and self.norm_sd is not None

    def is_clinical(self, total: float) -> bool | None:
        """Whether a total lies in the clinical range; None when there is no cut-off.

        Below the cut-off where higher is better, at or above it where lower is better. Works
        on an array as well, element by element. Totals must be on the measure's steps: round
        before asking, or 24.999999 counts as clinical.
        """
        if self.clinical is None:
            return None
        if self.direction == 1:
            return total < self.clinical.value
        return total >= self.clinical.value
