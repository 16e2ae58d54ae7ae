"""The progress report of one episode: one object behind the page and the PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.change import Progress
from outcomes.reports.course import CourseView, course_of
from outcomes.reports.dates import day_and_month, day_words, long_day, period_words
from outcomes.reports.what_followed import SignalPhase, SignalStory, signals_of, stories_of
from outcomes.storage import Episode
from outcomes.wording import (
    CANNOT_SAY,
    definitions,
    expected_sentence,
    plain,
    points,
    signed,
    status_label,
    status_limits,
    summary,
)
from outcomes.wording.episodes import ending_label, service_label, sessions_words
from outcomes.wording.responses import responses_sentence

NONE = "–"
NO_RATING = "no rating"

STATUS_FRAMES = {
    "not_on_track": ("the course is", "and worth talking about"),
    "watch": ("the course is one to", "and worth talking about"),
    "on_track": ("the course is", ""),
    "improved": ("the course counts as", ""),
    "recovered": ("the course counts as", ""),
    "insufficient": ("it is", "more"),
    "cannot_tell": ("of the status one", ""),
}
"""What stands before and after the word of a status inside the summary."""


@dataclass(frozen=True)
class Summary:
    """Three sentences; the second holds the status, which is drawn with its shape.

    "... 6.7 or more by session 7; the course is [not on track] and worth talking about."
    """

    opening: str
    lead: str
    status: str
    status_words: str
    tail: str
    closing: str

    @property
    def text(self) -> str:
        """The same as plain text."""
        tail = f" {self.tail}" if self.tail else ""
        return f"{self.opening} {self.lead} {self.status_words}{tail}. {self.closing}"


@dataclass(frozen=True)
class RatingRow:
    """One line of the table of all ratings, as printed; `status` is the code of the shape."""

    session: str
    day: str
    outcome: str
    change: str
    middle: str
    alliance: str
    status: str | None
    status_words: str


@dataclass(frozen=True)
class ProgressReport:
    """Everything a progress report shows, in its order.

    `period` is from the first to the latest attended session; empty before the first. `name` is
    the client's, printed only where it was chosen. `events` are (day, sentence) pairs and
    `definitions` (term, sentence) pairs.
    """

    episode_id: int
    code: str
    name: str
    period: str
    opened: str
    summary: Summary
    course: CourseView
    outcome_heading: str
    alliance_heading: str
    rows: tuple[RatingRow, ...]
    signals: tuple[SignalStory, ...]
    events: tuple[tuple[str, str], ...]
    definitions: tuple[tuple[str, str], ...]
    cannot_tell: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """True where no session has an outcome score: there is nothing to report yet."""
        return self.course.n_rated == 0

    def day(self, day: dt.date) -> str:
        """ "8 October"; with its year where the course runs over more than one."""
        return day_and_month(day) if self.course.in_one_year else long_day(day)

    @property
    def phases(self) -> tuple[SignalPhase, ...]:
        """Every signal at every level it reached, by the day it was opened or raised."""
        found = [phase for story in self.signals for phase in story.phases]
        return tuple(sorted(found, key=lambda phase: phase.on))

    @property
    def subject(self) -> str:
        """At the head of every page: "Progress report · client 0417 · from to"."""
        words = f"Progress report · client {self.code}"
        return f"{words} · {self.period}" if self.period else words


def progress_report(episode: Episode, *, on: dt.date) -> ProgressReport:
    """The report of an episode as it stands; `on` is the clinic's day of making it."""
    course = course_of(episode)
    stories = stories_of(episode, course, signals_of([episode.id])[episode.id], on=on)
    alliance = course.alliance_measure
    has_alliance = any(row.alliance is not None for row in course.rows)
    return ProgressReport(
        episode_id=episode.id,
        code=episode.client.code,
        name=episode.client.name,
        period=period_words(course.first_on, course.last_on) if course.rows else "",
        opened=_opened(episode, course),
        summary=_summary(course.progress, stories),
        course=course,
        outcome_heading=course.measure.name,
        alliance_heading=alliance.name if alliance and has_alliance else "",
        rows=_rows(course),
        signals=stories,
        events=tuple(
            (_day(event.happened_on, course), _sentence(event.sentence)) for event in course.events
        ),
        definitions=_definitions(course, has_alliance),
        cannot_tell=_cannot_tell(course),
    )


def _opened(episode: Episode, course: CourseView) -> str:
    parts = [f"{service_label(episode.service_kind)}, opened {long_day(episode.opened_on)}"]
    if episode.closed_on is not None:
        parts.append(f"closed {long_day(episode.closed_on)}, {ending_label(episode.ending_kind)}")
    parts.append(f"responsible: {episode.therapist.name}")
    parts.append(sessions_words(course.n_attended, course.n_rated, course.n_missed))
    return " · ".join(parts)


def _summary(progress: Progress, stories: tuple[SignalStory, ...]) -> Summary:
    before, after = STATUS_FRAMES[progress.status]
    expected = expected_sentence(progress)
    lead = f"{expected.removesuffix('.')}; {before}" if expected else before.capitalize()
    fates = [response.fate for story in stories for response in story.responses]
    return Summary(
        opening=summary(progress)[0],
        lead=lead,
        status=progress.status,
        status_words=status_label(progress.status).lower(),
        tail=after or status_limits(progress),
        closing=responses_sentence(len(stories), fates),
    )


def _rows(course: CourseView) -> tuple[RatingRow, ...]:
    found = []
    for row in course.rows:
        rated = row.outcome is not None
        found.append(
            RatingRow(
                session=str(row.number),
                day=_day(row.held_on, course),
                outcome=points(row.outcome, course.decimals) if rated else NO_RATING,
                change=NONE if row.change is None else signed(row.change, course.decimals),
                middle=NONE if row.middle is None else points(row.middle),
                alliance=(
                    NO_RATING
                    if row.alliance is None
                    else points(row.alliance, course.alliance_decimals)
                ),
                status=row.status,
                status_words=status_label(row.status) if row.status else NONE,
            )
        )
    return tuple(found)


def _day(day: dt.date, course: CourseView) -> str:
    return day_words(day) if course.in_one_year else f"{day_words(day)} {day.year}"


def _sentence(label: str) -> str:
    return label[:1].upper() + label[1:]


def _definitions(course: CourseView, has_alliance: bool) -> tuple[tuple[str, str], ...]:
    found = definitions(course.progress)
    alliance = course.alliance_measure
    if has_alliance and alliance is not None:
        low, high = plain(alliance.minimum), plain(alliance.maximum)
        found.append(
            (
                alliance.name,
                f"How the client rated the session (alliance), {low}–{high}; on its own axis, "
                "never added to the outcome.",
            )
        )
    return tuple(found)


def _cannot_tell(course: CourseView) -> tuple[str, ...]:
    why, _unrated, whose = CANNOT_SAY
    missing = course.n_unrated
    if not missing:
        return why, whose
    which = "the one session" if missing == 1 else f"the {missing} sessions"
    return why, f"What happened in {which} without a rating.", whose
