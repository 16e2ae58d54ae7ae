"""The rows of a course: its sessions and what happened beside them, as every page shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.measures import Yardstick


@dataclass(frozen=True)
class CourseRow:
    """One attended therapy session. What was not rated is None, and shown as a gap.

    `outcome_at` is the moment the outcome was sent. `change` is since the intake, as the scale
    runs; `middle` the middle of the expected course; `status` the status at that rating, from
    the scores known then.
    """

    number: int
    held_on: dt.date
    outcome: float | None = None
    outcome_at: dt.datetime | None = None
    alliance: float | None = None
    change: float | None = None
    middle: float | None = None
    status: str | None = None
    unrated_reason: str | None = None


@dataclass(frozen=True)
class CourseEvent:
    """Something that happened beside the ratings; a missed appointment (`missed`) is one too.

    `label` stands on the time axis, `sentence` in the list of events.
    """

    happened_on: dt.date
    label: str
    sentence: str
    missed: bool = False


@dataclass(frozen=True)
class RatedCourse:
    """The attended sessions of an episode, and the yardstick of their outcome ratings."""

    yardstick: Yardstick
    rows: tuple[CourseRow, ...]
