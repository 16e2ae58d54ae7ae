"""How many courses of which shape each therapist has: the plan that `courses` fills with people."""

from __future__ import annotations

from dataclasses import dataclass

OPEN, RECENT, BETWEEN, YEAR_BEFORE = "open", "recent", "between", "year_before"

DAYS_AGO = {RECENT: (24, 86), BETWEEN: (135, 330), YEAR_BEFORE: (368, 449)}
"""Days since the last rating of a closed course: inside the period of a reflection (the four
calendar months the day is in the last of, see `change.learning.period_around`), before it, and
inside the same months of the year before; on any day of a month."""


@dataclass(frozen=True)
class Wish:
    """`count` courses of one shape. `ending` None leaves it to what is usual for the shape."""

    therapist: str
    shape: str
    count: int = 1
    when: str = OPEN
    ending: str | None = None
    measure: str = "wellbeing"
    youth: bool = False
    unrated_at_end: int = 0
    """Latest sessions without a rating."""


WISHES = (
    # Miriam: 24 with a benefit beside those told by hand, seven of whom end in the same months.
    Wish("miriam", "improving", 11, RECENT),
    Wish("miriam", "slow", 4, RECENT),
    Wish("miriam", "sudden", 3, RECENT),
    Wish("miriam", "quick", 1, RECENT),
    Wish("miriam", "quick", 1, RECENT, "service_stopped"),
    Wish("miriam", "improving", 3, RECENT, measure="phq9"),
    Wish("miriam", "improving", 1, RECENT, "moved_or_referred", measure="core10"),
    Wish("miriam", "single", 2, RECENT),
    Wish("miriam", "level", 2, RECENT),
    Wish("miriam", "improving", 5, BETWEEN),
    Wish("miriam", "slow", 1, BETWEEN),
    Wish("miriam", "stuck", 2, BETWEEN),
    Wish("miriam", "dropped", 1, BETWEEN),
    Wish("miriam", "deteriorating", 1, BETWEEN, "moved_or_referred"),
    Wish("miriam", "improving", 11, YEAR_BEFORE),
    Wish("miriam", "slow", 2, YEAR_BEFORE),
    Wish("miriam", "sudden", 2, YEAR_BEFORE),
    Wish("miriam", "stuck", 3, YEAR_BEFORE),
    Wish("miriam", "dropped", 3, YEAR_BEFORE),
    Wish("miriam", "deteriorating", 1, YEAR_BEFORE, "other"),
    Wish("samir", "as_expected", 2),
    Wish("samir", "improving"),
    Wish("samir", "stuck", measure="core10"),
    Wish("samir", "single"),
    Wish("samir", "improving", 3, RECENT),
    Wish("samir", "dropped", 1, RECENT),
    Wish("samir", "stuck", 1, BETWEEN, "planned"),
    Wish("samir", "seesaw", 1, BETWEEN, "planned"),
    Wish("judith", "as_expected", 2),
    Wish("judith", "improving", 1),
    Wish("judith", "slow"),
    Wish("judith", "stuck"),
    Wish("judith", "deteriorating"),
    Wish("judith", "seesaw"),
    Wish("judith", "as_expected", unrated_at_end=2),
    Wish("judith", "improving", 2, RECENT),
    Wish("judith", "sudden", 1, RECENT),
    Wish("judith", "stuck", 1, RECENT),
    Wish("judith", "dropped", 1, RECENT),
    Wish("judith", "improving", 3, BETWEEN),
    Wish("judith", "stuck", 1, BETWEEN, "service_stopped"),
    Wish("judith", "level", 1, BETWEEN),
    Wish("ewa", "as_expected", youth=True),
    Wish("ewa", "stuck", youth=True),
    Wish("ewa", "level"),
    Wish("ewa", "single", youth=True),
    Wish("ewa", "improving", 2, RECENT, youth=True),
    Wish("ewa", "improving", 1, RECENT),
    Wish("ewa", "dropped", 1, RECENT, youth=True),
    Wish("lars", "improving", measure="core10"),
    Wish("lars", "fallen_back"),
    Wish("lars", "as_expected", measure="core10"),
    Wish("lars", "improving", 2, RECENT),
    Wish("lars", "stuck", 1, RECENT, "other", measure="core10"),
    Wish("lars", "dropped", 1, BETWEEN),
    Wish("priya", "as_expected", measure="phq9"),
    Wish("priya", "improving"),
    Wish("priya", "stuck", measure="phq9"),
    Wish("priya", "single"),
    Wish("priya", "improving", 1, RECENT, measure="phq9"),
    Wish("priya", "slow", 1, RECENT),
)
