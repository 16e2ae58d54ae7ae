"""What followed many responses, worked out for all their courses at once and without drawings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from outcomes.change import Caseload, Course, Curve, Progress, progress_of
from outcomes.change.fate import Fate
from outcomes.measures import Yardstick, catalogue
from outcomes.reports.course import rows_of
from outcomes.reports.curves import curves_of
from outcomes.reports.rows import RatedCourse
from outcomes.reports.stored import StoredCourse, stored_courses
from outcomes.reports.what_followed import fate_of_response
from outcomes.storage import Episode, Response


def fates_of(
    responses: Iterable[tuple[int, Response]], episodes: Sequence[Episode]
) -> list[tuple[str, Fate]]:
    """(action, fate) of each (episode id, response), in their order."""
    courses = _rated_courses(episodes)
    closed = {each.id for each in episodes if not each.is_open}
    return [
        (
            response.action,
            fate_of_response(response, courses[episode_id], ended=episode_id in closed),
        )
        for episode_id, response in responses
    ]


def _rated_courses(episodes: Sequence[Episode]) -> Mapping[int, RatedCourse]:
    """By episode; those with one yardstick and curve are worked out as one caseload."""
    curves = curves_of(episodes)
    alike: dict[tuple[str, str, Curve], list[StoredCourse]] = defaultdict(list)
    for stored in stored_courses(episodes):
        episode = stored.episode
        alike[episode.outcome_measure_id, episode.age_band, curves[episode.id]].append(stored)
    found = {}
    for (measure_id, age_band, curve), courses in alike.items():
        yardstick = catalogue()[measure_id].yardstick(age_band)
        for stored, history in zip(courses, _histories(courses, yardstick, curve), strict=True):
            found[stored.episode.id] = RatedCourse(yardstick, rows_of(stored, history))
    return found


def _histories(
    courses: Sequence[StoredCourse], yardstick: Yardstick, curve: Curve
) -> list[list[Progress]]:
    """The progress at every score of each course, in their order."""
    caseload = Caseload.from_courses([_course(each) for each in courses])
    known = list(progress_of(caseload, yardstick, curve).history)
    return [known[begin:end] for begin, end in pairwise(caseload.start)]


def _course(stored: StoredCourse) -> Course:
    numbers = sorted(stored.outcome)
    return Course(tuple(numbers), tuple(stored.outcome[number].value for number in numbers))
