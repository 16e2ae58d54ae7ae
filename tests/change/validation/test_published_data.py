"""Real courses of small studies: evaluated, and told to be too few where they are.

The norms are for practice: mean and SD of the file's own first scores, a reliability of .90. The
visits are taken as sessions, which they are not.
"""

from __future__ import annotations

import csv
import math
import statistics
from pathlib import Path

import pytest

from outcomes.change import Caseload, Course
from outcomes.change.fitting import blended
from outcomes.change.modelled import curve_sums
from outcomes.change.validation import evaluate
from outcomes.measures import Threshold, Yardstick

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"


def _read(name, measure):
    file = DATA / name
    if not file.exists():
        pytest.skip(f"{name} is not here")
    courses: dict[str, list[tuple[int, float]]] = {}
    with file.open() as lines:
        for row in csv.DictReader(lines):
            if row["measure"] == measure and row["score"]:
                scores = courses.setdefault(row["client_id"], [])
                scores.append((int(row["occasion"]), float(row["score"])))
    return [Course(*zip(*sorted(scores), strict=True)) for scores in courses.values()]


def _practice(courses, maximum):
    first = [course.scores[0] for course in courses]
    sd = statistics.stdev(first)
    limit = Threshold(math.ceil(1.96 * math.sqrt(2) * sd * math.sqrt(0.1)), "practice")
    return Yardstick(
        "practice", "1", "Practice", -1, 0, maximum, 1,
        reliable_change=limit, norm_mean=statistics.fmean(first), norm_sd=sd,
    )  # fmt: skip


def _evaluation(name, measure, maximum):
    courses = _read(name, measure)
    yardstick = _practice(courses, maximum)

    def fit(part):
        return blended(curve_sums(part, yardstick)).curve

    return evaluate(Caseload.from_courses(courses), yardstick, fit=fit, bootstrap=200)


def test_thirty_seven_courses_of_five_visits_are_too_few():
    found = _evaluation("panic2_pas.csv", "pas", 52)
    assert (found.n_closed, found.stage.stage) == (37, "blended")
    assert (found.verdict.code, found.verdict.why) == ("too_few_to_say", "too_few")
    # data/README: 37 clients and 169 scores, of which 132 after the first.
    assert found.by_client.coverage.whole.n_scores == 132


def test_six_courses_keep_the_starter():
    found = _evaluation("ruiz2020_act.csv", "dass_total", 126)
    assert (found.n_closed, found.stage.stage) == (6, "starter")
    assert found.verdict.code == "too_few_to_say"
    # So few that no interval of a third is worth having.
    assert found.by_client.coverage.by_intake[0].central.low is None


def test_courses_with_much_dropout_say_no_more_than_their_change():
    found = _evaluation("mental_state.csv", "mental_state", 200)
    assert found.n_closed < 150
    assert found.verdict.code == "no_better_than_raw_change"
    assert found.verdict.difference.low < 0.0 < found.verdict.difference.high
