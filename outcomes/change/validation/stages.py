"""How far a clinic's own curve has come, by the number of its episodes and by its coverage.

The limits are conventions of this project.
"""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.change.fitting import ENOUGH_EPISODES, FEWEST_EPISODES
from outcomes.change.validation.coverage import Coverage
from outcomes.change.validation.record import Record

STARTER, BLENDED, LOCAL = "starter", "blended", "local"
HELD_LEAST, HELD_MOST = 0.75, 0.85
"""Between these the share of held-out scores inside the central 80 % band must lie."""


@dataclass(frozen=True, slots=True)
class Third(Record):
    """A third of the intakes and the share of its held-out scores inside the 80 % band, with the
    number of scores; None where the third is empty. `low` and `high` are intakes in points."""

    name: str
    low: float | None
    high: float | None
    n_scores: int
    held: float | None

    @property
    def holds(self) -> bool:
        """True where the share lies between 75 and 85 %."""
        return self.held is not None and HELD_LEAST <= self.held <= HELD_MOST


@dataclass(frozen=True, slots=True)
class Stage(Record):
    """The stage, and why it is not the next one: "few_episodes" (below 30), "not_yet_200",
    "coverage_not_known", "coverage_off" with the thirds in `failed`; None for a local curve."""

    stage: str
    n_closed: int
    reason: str | None
    failed: tuple[Third, ...] = ()


def stage_of(n_closed: int, coverage: Coverage | None) -> Stage:
    """Starter below 30 closed episodes, blended below 200, local from there on only if the
    central 80 % band holds 75 to 85 % of the held-out scores in each third of the intakes.

    The share itself decides, not its interval: at 200 episodes a curve that is right still
    misses the gate now and then, and waits for more episodes.
    """
    if n_closed < FEWEST_EPISODES:
        return Stage(STARTER, n_closed, "few_episodes")
    if n_closed < ENOUGH_EPISODES:
        return Stage(BLENDED, n_closed, "not_yet_200")
    if coverage is None:
        return Stage(BLENDED, n_closed, "coverage_not_known")
    failed = tuple(third for third in thirds_of(coverage) if not third.holds)
    if failed:
        return Stage(BLENDED, n_closed, "coverage_off", failed)
    return Stage(LOCAL, n_closed, None)


def thirds_of(coverage: Coverage) -> tuple[Third, ...]:
    """The thirds of the intakes with what the band held there."""
    return tuple(
        Third(
            each.name,
            each.low,
            each.high,
            each.n_scores,
            each.central.value if each.central else None,
        )
        for each in coverage.by_intake
    )
