"""All ratings of an episode as a table: the chart's numbers, session by session."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.reports.course import CourseView
from outcomes.web.pages.words import day_in
from outcomes.wording import points, signed

NONE = "none"


@dataclass(frozen=True)
class Cell:
    """One figure; `is_none` where there is no rating."""

    words: str
    is_none: bool = False


@dataclass(frozen=True)
class TableRow:
    """One measure over all sessions. A `quiet` row is for comparison."""

    label: str
    cells: tuple[Cell, ...]
    quiet: bool = False


@dataclass(frozen=True)
class RatingsTable:
    """Sessions as columns, measures as rows."""

    caption: str
    sessions: tuple[tuple[int, str], ...]
    rows: tuple[TableRow, ...]


def ratings_table(course: CourseView, *, on: dt.date) -> RatingsTable | None:
    """The table of a course; None before the first session."""
    if not course.rows:
        return None
    rows = [
        _row(course.measure.name, [row.outcome for row in course.rows], course.decimals),
        _changes([row.change for row in course.rows], course.decimals),
    ]
    if course.expected_from is not None:
        middle = [row.middle for row in course.rows]
        rows.append(_row("Middle course", middle, 1, none="–", quiet=True))
    alliance = course.alliance_measure
    if alliance is not None and any(row.alliance is not None for row in course.rows):
        values = [row.alliance for row in course.rows]
        rows.append(_row(alliance.name, values, course.alliance_decimals))
    return RatingsTable(
        caption="Every rating by session. A session without one stays a gap.",
        sessions=tuple((row.number, day_in(row.held_on, on=on)) for row in course.rows),
        rows=tuple(rows),
    )


def _row(
    label: str,
    values: list[float | None],
    decimals: int,
    *,
    none: str = NONE,
    quiet: bool = False,
) -> TableRow:
    cells = tuple(
        Cell(none, is_none=True) if value is None else Cell(points(value, decimals))
        for value in values
    )
    return TableRow(label, cells, quiet)


def _changes(values: list[float | None], decimals: int) -> TableRow:
    cells = tuple(
        Cell("–", is_none=True) if value is None else Cell(signed(value, decimals))
        for value in values
    )
    return TableRow("Since start", cells, quiet=True)
