"""What a period can teach a therapist: which cases did not benefit, and what they share.

Counts only, of one therapist's own cases against that therapist's other cases; never against
other people. A factor that could not be known of a case leaves its denominator and is counted.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from outcomes.change.rates import SMALLEST_GROUP, Comparison, Rate, compare, rate
from outcomes.change.signals import NOT_ON_TRACK

BENEFITED = ("improved", "recovered")
DID_NOT_BENEFIT = ("no_reliable_change", "deteriorated")
SURPRISINGLY_GOOD = 90.0
"""Benefit percentile from which an improvement is called surprisingly good."""

MANY_MISSED = 2
EARLY_SESSIONS = 3
RESPONSE_BY_SESSION = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One episode as it stands at its latest score.

    `improvement_attainable`, `intake_clinical` and `class_` are None where the measure cannot
    tell. `early_alliance_signal` is None where no alliance was rated in the first three sessions,
    `response_before_sixth` where the sixth session was not reached.
    """

    episode_id: int
    measure_id: str
    direction: int
    rated_on: dt.date
    n_scores: int
    intake: float | None
    status: str
    class_: str | None
    benefit_percentile: float | None
    improvement_attainable: bool | None
    intake_clinical: bool | None
    is_open: bool
    ending_kind: str | None
    n_missed: int
    early_alliance_signal: bool | None
    response_before_sixth: bool | None

    @property
    def counted(self) -> bool:
        """Two scores or more, an improvement attainable, and an intake in the clinical range."""
        able = bool(self.improvement_attainable and self.intake_clinical)
        return self.n_scores >= 2 and able

    @property
    def benefited(self) -> bool:
        """Improved or recovered at the latest score."""
        return self.class_ in BENEFITED

    @property
    def not_benefiting(self) -> bool:
        """Open and not on track, or closed without a reliable change for the better."""
        if self.is_open:
            return self.status == NOT_ON_TRACK
        return self.class_ in DID_NOT_BENEFIT

    @property
    def ended_early(self) -> bool:
        """The client stopped without having improved or recovered."""
        return self.ending_kind == "client_stopped" and not self.benefited

    @property
    def surprisingly_good(self) -> bool:
        """Improved or recovered, further than nine in ten who began there."""
        b = self.benefit_percentile
        return self.benefited and b is not None and b >= SURPRISINGLY_GOOD


@dataclass(frozen=True, slots=True)
class SharedFactor:
    """How often something was so among the cases that did not benefit, and among the others.

    `unknown` counts the first group's cases of which it could not be known.
    """

    name: str
    these: Rate
    others: Rate
    unknown: int


@dataclass(frozen=True, slots=True)
class Learning:
    """What a period holds. Every list is in order of the latest score, oldest first.

    `one_score` cases were rated once; `outside` could not have shown a clinical benefit (not in
    the clinical range at the start, no room on the scale, or a measure that cannot tell).
    """

    counted: tuple[Case, ...]
    one_score: tuple[Case, ...]
    outside: tuple[Case, ...]
    not_benefiting: tuple[Case, ...]
    ended_early: tuple[Case, ...]
    surprisingly_good: tuple[Case, ...]
    rate: Rate
    """Share not benefiting of those counted."""
    factors: tuple[SharedFactor, ...]

    @property
    def enough(self) -> bool:
        """True where the period has enough cases for percentages."""
        return self.rate.enough


def learning_of(
    cases: Iterable[Case], *, severe: Mapping[str, float | None] | None = None
) -> Learning:
    """Gather a period's cases.

    Args:
        severe: measure id to the intake that bounds the clinic's worst third (`worst_third`).
    """
    ordered = sorted(cases, key=lambda case: (case.rated_on, case.episode_id))
    counted = tuple(case for case in ordered if case.counted)
    single = tuple(case for case in ordered if case.n_scores == 1)
    not_benefiting = tuple(case for case in counted if case.not_benefiting)
    others = tuple(case for case in counted if not case.not_benefiting)
    return Learning(
        counted=counted,
        one_score=single,
        outside=tuple(case for case in ordered if case.n_scores >= 2 and not case.counted),
        not_benefiting=not_benefiting,
        ended_early=tuple(case for case in counted if case.ended_early),
        surprisingly_good=tuple(case for case in counted if case.surprisingly_good),
        rate=rate(len(not_benefiting), len(counted)),
        factors=tuple(
            _factor(name, holds, not_benefiting, others)
            for name, holds in _factors(severe or {}).items()
        ),
    )


def period_around(day: dt.date) -> tuple[dt.date, dt.date]:
    """The four calendar months that a day is in the last of, first and last day.

    19 November gives 1 August to 30 November: the same period all month long, so that what is
    written about it stays in one place.
    """
    months = day.year * 12 + day.month - 1
    begin = dt.date((months - 3) // 12, (months - 3) % 12 + 1, 1)
    following = dt.date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return begin, following - dt.timedelta(days=1)


def against_past(now: Learning, past: Learning) -> Comparison:
    """This period's share not benefiting beside the same therapist's in an earlier one."""
    return compare(now.rate, past.rate)


def worst_third(intakes: Sequence[float], *, direction: int) -> float | None:
    """The intake that bounds the worst third of a clinic's on one measure; None below ten.

    An intake belongs to the third when it is as bad as this one or worse. Of 12, 13, ... 20
    (higher is better) it is 14.
    """
    if len(intakes) < SMALLEST_GROUP:
        return None
    from_worst = sorted(intakes, reverse=direction < 0)
    return from_worst[math.ceil(len(from_worst) / 3) - 1]


Holds = Callable[[Case], bool | None]


def _factors(severe: Mapping[str, float | None]) -> dict[str, Holds]:
    """Name to the question, answered None where it cannot be known of a case."""
    return {
        "severe_start": lambda case: _began_severe(case, severe.get(case.measure_id)),
        "early_alliance_signal": lambda case: case.early_alliance_signal,
        "missed_appointments": lambda case: case.n_missed >= MANY_MISSED,
        "client_stopped": lambda case: (
            None if case.is_open else case.ending_kind == "client_stopped"
        ),
        "no_early_response": lambda case: (
            None if case.response_before_sixth is None else not case.response_before_sixth
        ),
    }


def _began_severe(case: Case, limit: float | None) -> bool | None:
    if limit is None or case.intake is None:
        return None
    return case.direction * (case.intake - limit) <= 0


def _factor(name: str, holds: Holds, these: Sequence[Case], others: Sequence[Case]) -> SharedFactor:
    first = [holds(case) for case in these]
    return SharedFactor(
        name=name,
        these=_rate(first),
        others=_rate([holds(case) for case in others]),
        unknown=first.count(None),
    )


def _rate(answers: Sequence[bool | None]) -> Rate:
    known = [answer for answer in answers if answer is not None]
    return rate(sum(known), len(known))
