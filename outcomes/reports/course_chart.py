"""One episode's course as a `TrajectoryChart`, and the expected course beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil
from statistics import median

from outcomes.change import Curve, Progress
from outcomes.change.alliance import AllianceProgress
from outcomes.change.courses import LAST_INTAKE_SESSION
from outcomes.charts import (
    AllianceCourse,
    ChartEvent,
    ChartSession,
    CutOff,
    ReliableChange,
    TrajectoryChart,
)
from outcomes.charts.trajectory import PERCENTILES
from outcomes.measures import Measure, Threshold, Yardstick
from outcomes.reports.dates import day_words
from outcomes.reports.rows import CourseEvent, CourseRow
from outcomes.wording import chart_title, curve_words, finding, limit_marks, limit_text, plain

SHOWN_AHEAD = 3
"""Sessions drawn ahead of the latest one of an open episode, so that the course has somewhere to
go; at least up to SHOWN_AT_LEAST, the horizon of the first predictions."""

SHOWN_AT_LEAST = 8
USUAL_DAYS_BETWEEN = 7

Expected = Mapping[int, tuple[float | None, ...]]


def expected_course(progress: Progress, curve: Curve, numbers: Sequence[int]) -> Expected | None:
    """The expected course at these session numbers, by benefit percentile.

    None where the curve does not speak of this course: no score, a measure without norms, an
    intake after session 3. Sessions before the intake hold None.
    """
    stick, start = progress.yardstick, progress.intake_session
    if start is None or start > LAST_INTAKE_SESSION or curve.why_not(stick) is not None:
        return None
    values = curve.bands(
        stick, progress.intake, sessions=numbers, percentiles=PERCENTILES, intake_session=start
    )
    return {
        percentile: tuple(
            None if number < start else float(value)
            for number, value in zip(numbers, line, strict=True)
        )
        for percentile, line in zip(PERCENTILES, values, strict=True)
    }


def sessions_ahead(
    rows: Sequence[CourseRow], events: Sequence[CourseEvent], *, is_open: bool
) -> tuple[int, ...]:
    """Numbers of the sessions drawn beyond the latest one: of an open episode those to come, of a
    closed one those there was time for until the last event, such as a missed appointment."""
    if not rows:
        return ()
    latest = rows[-1].number
    last = max(SHOWN_AT_LEAST, latest + SHOWN_AHEAD) if is_open else latest + _room(rows, events)
    return tuple(range(latest + 1, last + 1))


def _room(rows: Sequence[CourseRow], events: Sequence[CourseEvent]) -> int:
    days = max(((event.happened_on - rows[-1].held_on).days for event in events), default=0)
    return min(SHOWN_AHEAD, max(0, ceil(days / _usual_gap([row.held_on for row in rows]))))


def trajectory_chart(
    rows: Sequence[CourseRow],
    *,
    events: Sequence[CourseEvent],
    ahead: Sequence[int],
    expected: Expected | None,
    progress: Progress,
    alliance: AllianceProgress | None,
    alliance_measure: Measure | None,
    measure: Measure,
    key: str,
) -> TrajectoryChart | None:
    """The chart; None before the first attended session. `expected` covers rows and `ahead`."""
    if not rows:
        return None
    stick, sessions = progress.yardstick, _sessions(rows, ahead)
    limit, cut_off = stick.reliable_change, stick.clinical
    note = provenance(progress, expected, gaps=any(row.outcome is None for row in rows))
    return TrajectoryChart(
        key=key,
        title=chart_title(progress),
        description=f"{finding(progress)} {note}".strip(),
        heading=f"{measure.name} ({measure.kind}), {scale_words(stick)}",
        provenance=note,
        sessions=sessions,
        minimum=stick.minimum,
        maximum=stick.maximum,
        ticks=ticks(stick.minimum, stick.maximum),
        higher_is_better=stick.direction > 0,
        decimals=1 if stick.step < 1 else 0,
        expected=expected,
        cut_off=CutOff(cut_off.value, _cut_off_words(cut_off)) if cut_off else None,
        reliable=_reliable(progress, limit),
        events=tuple(_events(events, rows[0].held_on, until=sessions[-1].position)),
        alliance=_alliance(rows, alliance, alliance_measure),
        status=progress.status,
    )


def provenance(progress: Progress, expected: Expected | None, *, gaps: bool) -> str:
    """Below the heading: what is shaded and where it comes from, what a broken line means."""
    words = []
    if expected is not None and progress.curve is not None:
        source = curve_words(progress.curve)
        words.append(
            f"Shaded and patterned: expected from a start of {plain(progress.intake)} ({source})."
        )
    if gaps:
        words.append("Broken line: no rating.")
    return " ".join(words)


def scale_words(yardstick: Yardstick) -> str:
    """ "0–40, higher is better"."""
    low, high = plain(yardstick.minimum), plain(yardstick.maximum)
    return f"{low}–{high}, {yardstick.better} is better"


def ticks(minimum: float, maximum: float) -> tuple[float, ...]:
    """Four to six even places on a scale: 0 10 20 30 40; 0 5 10 15 20 25 for 0 to 27."""
    span = maximum - minimum
    step = next(size for size in (1, 2, 5, 10, 20, 25, 50, 100, 200) if span / size < 6)
    return tuple(minimum + step * index for index in range(int(span // step) + 1))


def _sessions(rows: Sequence[CourseRow], ahead: Sequence[int]) -> tuple[ChartSession, ...]:
    first_on = rows[0].held_on
    held = []
    for row in rows:
        place = float((row.held_on - first_on).days)
        if held and place <= held[-1].position:
            # Two sessions on one day stand side by side, not one upon the other.
            place = held[-1].position + 0.4
        held.append(
            ChartSession(
                row.number, place, day_words(row.held_on), value=row.outcome, alliance=row.alliance
            )
        )
    gap = _usual_gap([row.held_on for row in rows])
    last = held[-1].position
    planned = [
        ChartSession(number, last + gap * (index + 1), planned=True)
        for index, number in enumerate(ahead)
    ]
    return (*held, *planned)


def _events(
    events: Sequence[CourseEvent], first_on: dt.date, *, until: float
) -> Iterator[ChartEvent]:
    """Those there is room for on the time axis; the list of what happened holds them all."""
    for event in events:
        position = float((event.happened_on - first_on).days)
        if 0 <= position <= until:
            yield ChartEvent(position, event.label)


def _usual_gap(days: Sequence[dt.date]) -> float:
    gaps = [(later - earlier).days for earlier, later in pairwise(days) if later > earlier]
    return float(median(gaps)) if gaps else float(USUAL_DAYS_BETWEEN)


def _reliable(progress: Progress, limit: Threshold | None) -> ReliableChange | None:
    if limit is None or progress.intake is None:
        return None
    return ReliableChange(progress.intake, limit.value)


def _cut_off_words(threshold: Threshold) -> str:
    marks = limit_marks(provisional=threshold.provisional, verified=threshold.verified)
    return f"cut-off {limit_text(threshold.value)}" + (f", {marks}" if marks else "")


def _alliance(
    rows: Sequence[CourseRow], alliance: AllianceProgress | None, measure: Measure | None
) -> AllianceCourse | None:
    if measure is None or all(row.alliance is None for row in rows):
        return None
    low, high = plain(measure.minimum), plain(measure.maximum)
    better = "higher" if measure.direction > 0 else "lower"
    return AllianceCourse(
        heading=f"{measure.name} (alliance), {low}–{high}, {better} is better",
        minimum=measure.minimum,
        maximum=measure.maximum,
        level=alliance.level if alliance else None,
    )
