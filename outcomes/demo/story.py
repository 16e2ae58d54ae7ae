"""What is told of one invented client: visits with their ratings, and what was done about them.

Plain values without ids: `outcomes.demo.store` makes rows of them, `outcomes.demo.replay` lets
them happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One appointment. Totals are in points of the episode's measures; None is not rated.

    `answers` gives the single answers of the outcome form where they matter.
    """

    day: dt.date
    time: str
    attendance: str = "attended"
    outcome: float | None = None
    alliance: float | None = None
    answers: Mapping[str, float] | None = None
    unrated_reason: str = ""
    mode: str = "in_person"
    device: str = "tablet"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the therapist does if a signal of this kind asks after an attended session.

    `after` counts working days from that session, `remind_after` working days from the reply.
    """

    session: int
    action: str
    kind: str = "outcome"
    domain: str | None = None
    detail: str = ""
    note: str = ""
    look_again: str | None = None
    remind_after: int | None = None
    after: int = 0


@dataclass(frozen=True, kw_only=True)
class Story:
    """One client's episode from its first day to its last, or to the day of the story.

    `unseen` is of how many of the latest sessions the therapist has not opened the ratings yet.
    """

    name: str
    therapist: str
    opened_on: dt.date
    visits: tuple[Visit, ...]
    code: str = ""
    birth_date: dt.date | None = None
    measure: str = "wellbeing"
    planned: tuple[tuple[dt.date, str], ...] = ()
    ending: tuple[dt.date, str] | None = None
    replies: tuple[Reply, ...] = ()
    life_events: tuple[tuple[dt.date, str], ...] = ()
    unseen: int = 0
    colleague: str | None = None
    transferred: tuple[dt.date, str] | None = None
    shape: str = field(default="told", compare=False)

    @property
    def attended(self) -> tuple[Visit, ...]:
        """The visits that took place, in order."""
        return tuple(visit for visit in self.visits if visit.attendance == "attended")
