"""Everything that is read for the page of one client, read once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.access import Permission, explain
from outcomes.reports.course import CourseView, course_of
from outcomes.reports.what_followed import SignalStory, signals_of, stories_of
from outcomes.storage import Episode, Signal, StaffMember, TherapySession, db
from outcomes.storage.treatment import appointments_from


@dataclass(frozen=True)
class Known:
    """An episode as one reader may see it on a day. `planned` are its appointments to come."""

    episode: Episode
    staff: StaffMember
    on: dt.date
    may_treat: bool
    may_start: bool
    course: CourseView
    signals: tuple[Signal, ...]
    stories: tuple[SignalStory, ...]
    planned: tuple[TherapySession, ...]


def known_of(episode: Episode, staff: StaffMember, *, on: dt.date) -> Known:
    """Read an episode for one reader."""
    course = course_of(episode)
    signals = tuple(signals_of([episode.id])[episode.id])
    return Known(
        episode=episode,
        staff=staff,
        on=on,
        may_treat=explain(staff, Permission.TREAT, episode, on=on) is not None,
        may_start=explain(staff, Permission.START_RATING, episode, on=on) is not None,
        course=course,
        signals=signals,
        stories=stories_of(episode, course, signals, on=on),
        planned=tuple(db.session.scalars(appointments_from(on, episodes=[episode.id]))),
    )
