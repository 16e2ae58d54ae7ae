"""Progress: everything known of one course at one of its ratings, explaining itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from outcomes import __version__
from outcomes.change import reliable
from outcomes.change.expected import Curve
from outcomes.change.reasons import Reason
from outcomes.measures import Yardstick

RULES_VERSION = "1"
"""Version of the definitions in this package; raised whenever a result could come out
differently from the same scores, thresholds and curve."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """Predicted score, in points, at session `horizon`; `sd` is that of a single new score."""

    mean: float
    sd: float
    horizon: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a course stands at its latest score, with what led there.

    Points are those of the measure. `change` is latest - intake as the scale runs, `gain` the
    same in the direction of benefit (D; positive = better), and `change_interval` the 95 %
    interval of the gain. `rci` is positive = better. A value that cannot be had is None, and
    `why_null` names the reason under the field's name. `intake_session` is where the intake was
    taken; later scores keep their attended-session numbers.
    """

    n: int
    session: int | None
    intake: float | None
    intake_session: int | None
    latest: float | None
    previous: float | None
    change: float | None
    gain: float | None
    change_interval: tuple[float, float] | None
    rci: float | None
    s_diff: float | None
    s_diff_source: str | None
    class_: str | None
    sub_marks: tuple[str, ...]
    status: str
    rule: int
    benefit_percentile: float | None
    p_no_reliable_improvement: float | None
    p_reliable_worsening: float | None
    predicted: Predicted | None
    median_expected: float | None
    best: float | None
    best_session: int | None
    attainable_improvement: bool | None
    attainable_deterioration: bool | None
    intake_clinical: bool | None
    prompts: tuple[str, ...]
    patterns: tuple[str, ...]
    reasons: tuple[Reason, ...]
    why_null: Mapping[str, str]
    versions: Mapping[str, str | None]
    yardstick: Yardstick = field(repr=False)
    curve: Curve | None = field(repr=False)

    @property
    def since_last(self) -> float | None:
        """Latest less the score before it, as the scale runs; None for the first score."""
        if self.latest is None or self.previous is None:
            return None
        return round(self.latest - self.previous, reliable.EXACT)

    @property
    def reliable(self) -> bool | None:
        """True where the change reaches the reliable change in either direction."""
        if self.gain is None or self.yardstick.reliable_change is None:
            return None
        return abs(self.gain) >= self.yardstick.reliable_change.value

    def to_dict(self) -> dict[str, Any]:
        """Everything but measure and curve themselves (see `versions`), as JSON keeps it."""
        out = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if each.name not in ("yardstick", "curve")
        }
        out["class"] = out.pop("class_")
        out["predicted"] = asdict(self.predicted) if self.predicted else None
        out["reasons"] = [reason.to_dict() for reason in self.reasons]
        for name in ("sub_marks", "prompts", "patterns"):
            out[name] = list(out[name])
        out["change_interval"] = list(self.change_interval) if self.change_interval else None
        out["why_null"] = {name.rstrip("_"): why for name, why in self.why_null.items()}
        out["versions"] = dict(self.versions)
        return out


def versions(yardstick: Yardstick, curve: Curve | None) -> dict[str, str | None]:
    """What made a result: software, rules, measure, and curve if there was one."""
    return {
        "software": __version__,
        "rules": RULES_VERSION,
        "measure_id": yardstick.measure_id,
        "measure_version": yardstick.measure_version,
        "curve_id": curve.id if curve else None,
        "curve_version": curve.version if curve else None,
    }
