"""Small multiples: one small drawing for each course, with a caption and one note for all."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.reports.course import CourseView
from outcomes.reports.course_chart import scale_words
from outcomes.wording import counted, curves_words, limit_marks, limit_text, points
from outcomes.wording.responses import course_words


def course_caption(course: CourseView) -> str:
    """ "14.2 to 14.6 in 6 sessions"; or what can be said with fewer than two scores."""
    progress = course.progress
    if progress.latest is None:
        return f"not rated in {counted(course.n_attended, 'session')}"
    if progress.n < 2:
        return f"one rating, {points(progress.latest, course.decimals)}"
    return course_words(
        points(progress.intake, course.decimals),
        points(progress.latest, course.decimals),
        sessions=course.n_attended,
    )


def drawing_note(courses: Sequence[CourseView]) -> str:
    """What the drawings share: scale, shading with where it comes from, cut-off.

    "Wellbeing check-in, 0–40, higher is better. Shaded: expected from the same start (starter
    curve, not from local clients). Dashed: cut-off 25, provisional."
    """
    if not courses:
        return ""
    sticks = {view.yardstick for view in courses}
    words = []
    if len(sticks) == 1:
        stick = courses[0].yardstick
        words.append(f"{stick.measure_name}, {scale_words(stick)}.")
    else:
        words.append("Each drawing has the full scale of its own measure and age group.")
    curves = [view.expected_from for view in courses if view.expected_from]
    if curves:
        words.append(f"Shaded: expected from the same start ({curves_words(curves)}).")
    words.append(_cut_off(courses))
    return " ".join(each for each in words if each)


def _cut_off(courses: Sequence[CourseView]) -> str:
    limits = {view.yardstick.clinical for view in courses if view.yardstick.clinical}
    if not limits:
        return ""
    marks = limit_marks(
        provisional=any(each.provisional for each in limits),
        verified=all(each.verified for each in limits),
    )
    values = {each.value for each in limits}
    number = f" {limit_text(values.pop())}" if len(values) == 1 else ""
    return f"Dashed: cut-off{number}{', ' if marks else ''}{marks}."
