"""What became of a course after a response: the next three scores, from the score at the signal.

A session without a rating is a gap: it is shown, and takes none of the three places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from outcomes.change.rates import Rate, rate
from outcomes.change.reliable import EXACT
from outcomes.change.signals import CONCERNS

SCORES = 3
"""Scores after a response that decide its fate."""

Verdict = Literal[
    "reliably_better", "back_on_track", "unchanged", "worse", "ended", "waiting", "cannot_tell"
]
RECOVERED_AFTER_SIGNAL = ("reliably_better", "back_on_track")
DECIDED = (*RECOVERED_AFTER_SIGNAL, "unchanged", "worse")
"""Fates that three scores have decided; only these are counted in shares."""


@dataclass(frozen=True, slots=True)
class Following:
    """One attended session after a response: its score, or None; the status at that score."""

    session: int
    value: float | None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Fate:
    """What followed a response.

    `gain` is the change from the score at the signal to the last score in `following`, in the
    direction of benefit; None before the first. `following` ends with the third score.
    `off_track_then` is False where the course itself gave no concern at the signal (the alliance
    fell, or ratings were missing): there was nothing for it to come back from.
    """

    verdict: Verdict
    score_then: float | None
    gain: float | None
    following: tuple[Following, ...]
    off_track_then: bool = True

    @property
    def scores_to_come(self) -> int:
        """How many of the three scores are still missing."""
        return SCORES - sum(each.value is not None for each in self.following)

    @property
    def recovered(self) -> bool | None:
        """Recovered after the signal: True or False; None where it cannot be told (yet), or
        where the course was not off track."""
        if not self.off_track_then or self.verdict not in DECIDED:
            return None
        return self.verdict in RECOVERED_AFTER_SIGNAL


def fate_of(
    score_then: float | None,
    following: Sequence[Following],
    *,
    reliable_change: float | None,
    direction: int,
    ended: bool = False,
    off_track_then: bool = True,
) -> Fate:
    """The fate of a response.

    Args:
        score_then: the outcome score at the signal.
        following: attended sessions after the response, in order; more than needed is allowed.
        reliable_change: RC in points, reached by equality.
        direction: +1 where higher is better, -1 where lower is.
        ended: whether the episode is closed.
        off_track_then: whether the status was watch or not on track at the signal. Only such a
            course can be back on track: the status has to have left one of the two.
    """
    shown = _until_third_score(following)
    scores = [each for each in shown if each.value is not None]
    gain = None
    if scores and score_then is not None:
        gain = round(direction * (scores[-1].value - score_then), EXACT) + 0.0
    if len(scores) < SCORES:
        verdict: Verdict = "ended" if ended else "waiting"
    else:
        verdict = _verdict(gain, reliable_change)
        if verdict == "unchanged" and off_track_then and scores[-1].status not in CONCERNS:
            verdict = "back_on_track"
    return Fate(verdict, score_then, gain, shown, off_track_then)


def recovered_by_action(fates: Iterable[tuple[str, Fate]]) -> dict[str, Rate]:
    """Of the responses whose fate three scores have decided, how many recovered, by action.

    What is still waiting, ended or cannot be told counts in no denominator, nor does a course
    that was on track when the alliance fell or ratings were missing. The shares describe;
    who gets which response is no accident, so they say nothing about which one works.
    """
    decided: dict[str, list[bool]] = defaultdict(list)
    for action, fate in fates:
        if fate.recovered is not None:
            decided[action].append(fate.recovered)
    return {action: rate(sum(known), len(known)) for action, known in decided.items()}


def _until_third_score(following: Sequence[Following]) -> tuple[Following, ...]:
    shown: list[Following] = []
    for each in following:
        shown.append(each)
        if sum(one.value is not None for one in shown) == SCORES:
            break
    return tuple(shown)


def _verdict(gain: float | None, limit: float | None) -> Verdict:
    if gain is None or limit is None:
        return "cannot_tell"
    if gain >= limit:
        return "reliably_better"
    # Before "back on track": a course that has lost RC since the signal has not recovered from
    # it, even where it stands above its intake.
    return "worse" if gain <= -limit else "unchanged"
