"""An episode's course as people see it: the chart, and the table that says the same in numbers.

    course_of(episode)       one episode's `CourseView`
    courses_of(episodes)     the same for a list, in a fixed number of queries

The page of a client, the progress report, the caseload report and the reflection all draw from
this one object, so that they cannot disagree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from outcomes.change import (
    Caseload,
    CaseloadProgress,
    Course,
    Curve,
    Progress,
    progress_of,
)
from outcomes.change.alliance import AllianceProgress, alliance
from outcomes.charts import TrajectoryChart
from outcomes.measures import Measure, Yardstick, catalogue
from outcomes.reports.course_chart import expected_course, sessions_ahead, trajectory_chart
from outcomes.reports.curves import curves_of
from outcomes.reports.rows import CourseEvent, CourseRow
from outcomes.reports.stored import StoredCourse, stored_courses
from outcomes.storage import Episode

MISSED = {
    "cancelled": ("cancelled", "Session cancelled"),
    "did_not_attend": ("did not attend", "The client did not attend"),
}
"""What stands on the time axis, and in the list, for an appointment that did not take place."""

LONGEST_AXIS_LABEL = 32


@dataclass(frozen=True)
class CourseView:
    """Everything that is shown of one episode's course.

    `rows` are the attended sessions, `events` life events and missed appointments, both in order
    of time. `progress` is at the latest score. `alliance` is None where the alliance measure has
    no rules. `expected_from` is the curve where the expected course is drawn, else None. `chart`
    is None before the first attended session.
    """

    episode_id: int
    code: str
    measure: Measure
    yardstick: Yardstick
    alliance_measure: Measure | None
    rows: tuple[CourseRow, ...]
    events: tuple[CourseEvent, ...]
    progress: Progress
    alliance: AllianceProgress | None
    expected_from: Curve | None
    chart: TrajectoryChart | None

    @property
    def n_attended(self) -> int:
        """Sessions that took place."""
        return len(self.rows)

    @property
    def n_rated(self) -> int:
        """Sessions with an outcome score."""
        return sum(row.outcome is not None for row in self.rows)

    @property
    def n_unrated(self) -> int:
        """Attended sessions without an outcome score."""
        return self.n_attended - self.n_rated

    @property
    def n_missed(self) -> int:
        """Appointments cancelled or not attended."""
        return sum(event.missed for event in self.events)

    @property
    def first_on(self) -> dt.date | None:
        """The day of the first attended session."""
        return self.rows[0].held_on if self.rows else None

    @property
    def last_on(self) -> dt.date | None:
        """The day of the latest attended session."""
        return self.rows[-1].held_on if self.rows else None

    @property
    def rated_on(self) -> dt.date | None:
        """The day of the latest outcome score."""
        rated = [row.held_on for row in self.rows if row.outcome is not None]
        return rated[-1] if rated else None

    @property
    def in_one_year(self) -> bool:
        """Whether all its days lie in one calendar year, so that they need not say which."""
        days = [row.held_on for row in self.rows] + [event.happened_on for event in self.events]
        return len({day.year for day in days}) <= 1

    @property
    def decimals(self) -> int:
        """Decimals of a printed outcome score: none where the measure counts in whole points."""
        return 1 if self.yardstick.step < 1 else 0

    @property
    def alliance_decimals(self) -> int:
        """Decimals of a printed alliance score."""
        fine = self.alliance_measure is None or self.alliance_measure.step < 1
        return 1 if fine else 0


def course_of(episode: Episode) -> CourseView:
    """The course of one episode, from what is stored of it."""
    return courses_of([episode])[0]


def courses_of(episodes: Iterable[Episode]) -> list[CourseView]:
    """The courses of these episodes, in their order, each against its own curve."""
    wanted = list(episodes)
    curves = curves_of(wanted)
    return [_view(stored, curve=curves[stored.episode.id]) for stored in stored_courses(wanted)]


def _view(stored: StoredCourse, *, curve: Curve) -> CourseView:
    episode, measures = stored.episode, catalogue()
    measure = measures[episode.outcome_measure_id]
    alliance_measure = measures.get(episode.alliance_measure_id)
    known = _known(stored, measure.yardstick(episode.age_band), curve)
    progress, own = known[0], _alliance(stored, alliance_measure)
    rows = rows_of(stored, list(known.history))
    events = _events(stored)
    ahead = sessions_ahead(rows, events, is_open=episode.is_open)
    expected = expected_course(progress, curve, [*(row.number for row in rows), *ahead])
    if expected is not None:
        rows = tuple(
            replace(row, middle=middle) for row, middle in zip(rows, expected[50], strict=False)
        )
    return CourseView(
        episode_id=episode.id,
        code=episode.client.code,
        measure=measure,
        yardstick=progress.yardstick,
        alliance_measure=alliance_measure,
        rows=rows,
        events=events,
        progress=progress,
        alliance=own,
        expected_from=None if expected is None else curve,
        chart=trajectory_chart(
            rows,
            events=events,
            ahead=ahead,
            expected=expected,
            progress=progress,
            alliance=own,
            alliance_measure=alliance_measure,
            measure=measure,
            key=f"course-{episode.id}",
        ),
    )


def _known(stored: StoredCourse, yardstick: Yardstick, curve: Curve) -> CaseloadProgress:
    """Progress at the latest score (entry 0), and at each score before it (`history`)."""
    numbers = sorted(stored.outcome)
    course = Course(tuple(numbers), tuple(stored.outcome[number].value for number in numbers))
    return progress_of(Caseload.from_courses([course]), yardstick, curve)


def _alliance(stored: StoredCourse, measure: Measure | None) -> AllianceProgress | None:
    if measure is None or measure.alliance is None:
        return None
    numbers = sorted(stored.alliance)
    return alliance(
        Course(tuple(numbers), tuple(stored.alliance[number].value for number in numbers)),
        measure.yardstick(stored.episode.age_band),
        measure.alliance,
        lowest_lines=[stored.alliance[number].lowest_line for number in numbers],
    )


def rows_of(stored: StoredCourse, history: Sequence[Progress]) -> tuple[CourseRow, ...]:
    """The attended sessions by number, each with what was known at its rating."""
    then = {each.session: each for each in history}
    rows = []
    for session in stored.sessions:
        number = session.number
        if number is None:
            continue
        known = then.get(number)
        rating, alliance_rating = stored.outcome.get(number), stored.alliance.get(number)
        rows.append(
            CourseRow(
                number=number,
                held_on=session.held_on,
                outcome=rating.value if rating else None,
                outcome_at=rating.submitted_at if rating else None,
                alliance=alliance_rating.value if alliance_rating else None,
                change=known.change if known else None,
                status=known.status if known else None,
                unrated_reason=session.unrated_reason,
            )
        )
    return tuple(sorted(rows, key=lambda row: row.number))


def _events(stored: StoredCourse) -> tuple[CourseEvent, ...]:
    lived = [
        CourseEvent(event.happened_on, axis_label(event.label), sentence=event.label)
        for event in stored.events
    ]
    missed = [
        CourseEvent(session.held_on, *MISSED[session.attendance], missed=True)
        for session in stored.sessions
        if session.attendance in MISSED
    ]
    return tuple(sorted([*lived, *missed], key=lambda event: event.happened_on))


def axis_label(text: str) -> str:
    """What stands over the time axis: the whole text is in the list of events."""
    if len(text) <= LONGEST_AXIS_LABEL:
        return text
    return text[:LONGEST_AXIS_LABEL].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
