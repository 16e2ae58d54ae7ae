"""When a signal opens, is raised, asks again and closes. Pure: what is known in, one step out.

A signal is a question to the therapist. Once answered it stays quiet until it is raised, until
the day one wanted to look again, or until three more scores have left the course where it was;
that last reason asks once after each time a signal is opened or raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WATCH, NOT_ON_TRACK = "watch", "not_on_track"
CONCERNS = (WATCH, NOT_ON_TRACK)
"""The statuses that ask for a look."""

SCORES_UNTIL_ASKED_AGAIN = 3
UNRATED_SESSIONS = 2
"""Attended sessions in a row without a rating that open a signal of their own."""

SESSIONS_UNTIL = {"next_session": 1, "in_three_sessions": 3}
"""Attended sessions after a response until the reminder it asked for."""

Event = Literal["opened", "raised", "asked_again", "closed"]
Because = Literal["concern", "worse_level", "reminder", "left_where_it_was", "concern_is_gone"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What has happened since the response that made a signal quiet.

    `scores_since` and `sessions_since` count after the response. `gain_since` is the change from
    the score at the signal to the latest, positive = better; None where it cannot be had.
    """

    scores_since: int
    sessions_since: int
    gain_since: float | None
    look_again: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An open signal as the rules see it. `answered` is None while it asks.

    `came_from` is the status at the rating before the latest, where the latest came after the
    signal was opened or last raised; None where it did not.
    """

    level: str | None
    asked_again: bool
    answered: Answered | None
    came_from: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to a signal, and the rule that made it happen."""

    event: Event
    because: Because


def next_step(
    concern: bool,
    standing: Standing | None,
    *,
    level: str | None = None,
    reliable_change: float | None = None,
) -> Step | None:
    """The one thing that happens now, or None.

    Args:
        concern: whether the course asks for a look at its latest rating.
        standing: the open signal of this kind; None where there is none.
        level: `watch` or `not_on_track` for an outcome signal.
        reliable_change: RC in points; a course that has gained as much since the signal is not
            where it was. None where the measure has none.
    """
    if standing is None:
        return Step("opened", "concern") if concern else None
    if not concern:
        return Step("closed", "concern_is_gone")
    # A course that had come back to watch and leaves it again is raised again.
    if level == NOT_ON_TRACK and WATCH in (standing.level, standing.came_from):
        return Step("raised", "worse_level")
    if standing.answered is None:
        return None
    if _reminder_due(standing.answered):
        return Step("asked_again", "reminder")
    if not standing.asked_again and _left_where_it_was(standing.answered, reliable_change):
        return Step("asked_again", "left_where_it_was")
    return None


def alarm_load(opened: int, ratings: int) -> float | None:
    """Newly opened outcome signals per 100 outcome ratings; None without ratings.

    Raised signals and those that ask again are no new ones. Above 20 a clinic has reason to look
    at its thresholds.
    """
    return 100.0 * opened / ratings if ratings else None


def _reminder_due(answered: Answered) -> bool:
    wanted = SESSIONS_UNTIL.get(answered.look_again or "")
    return wanted is not None and answered.sessions_since >= wanted


def _left_where_it_was(answered: Answered, reliable_change: float | None) -> bool:
    if answered.scores_since < SCORES_UNTIL_ASKED_AGAIN:
        return False
    gain = answered.gain_since
    return gain is None or reliable_change is None or gain < reliable_change
