"""The report on a file of ratings: how the caseload fares, then every course, then the sources."""

import pytest

from outcomes.change import STARTER, Caseload, Course, progress_of
from outcomes.change.rates import outcome_rates
from outcomes.charts import ChartSession
from outcomes.measures import catalogue
from outcomes.reports.analysis import analysis_report
from outcomes.reports.analysis_courses import AnalysedClient, Facts
from outcomes.reports.paper import Paper, paper_html

PHQ9 = catalogue()["phq9"].yardstick()

# Sequences C, B and a course on track (D of the facts file has another measure): latest last.
COURSES = {"C": (12, 14, 15, 16, 18), "B": (18, 15, 12, 10, 9), "D": (14, 13)}
STATUSES = {"not_on_track": 1, "watch": 0, "cannot_tell": 0, "on_track": 1, "insufficient": 0,
            "improved": 0, "recovered": 1}  # fmt: skip


@pytest.fixture
def report_with():
    def make(*, occasions="sessions", shown=("C", "D", "B"), clients=3, missing=()):
        courses = {
            name: Course(tuple(range(1, len(COURSES[name]) + 1)), COURSES[name], occasions)
            for name in shown
        }
        progress = progress_of(Caseload.from_courses(list(courses.values())), PHQ9, STARTER)
        drawn = [
            AnalysedClient(name, progress[place], sessions(course, missing))
            for place, (name, course) in enumerate(courses.items())
        ]
        facts = Facts(
            file_name="ratings.csv", clients=clients, episodes=clients, ratings=12,
            missing=len(missing),
            statuses=STATUSES, rates=outcome_rates(progress), yardstick=PHQ9, curve=STARTER,
            occasions=occasions, settings=(("File", "ratings.csv"),),
        )  # fmt: skip
        return analysis_report(drawn, facts)

    return make


def sessions(course, missing):
    values = dict(zip(course.sessions, course.scores, strict=True)) | dict.fromkeys(missing)
    return tuple(ChartSession(j, float(j), value=value) for j, value in sorted(values.items()))


def test_courses_stand_in_groups_by_status_in_the_order_given(report_with):
    report = report_with()
    assert [(group.label, group.count) for group in report.groups] == [
        ("Not on track", "1"), ("On track", "1"), ("Recovered", "1"),
    ]  # fmt: skip


def test_every_small_course_says_its_figures_and_those_to_talk_about_their_reason(report_with):
    groups = report_with().groups
    worse, better = groups[0].rows[0][0], groups[2].rows[0][0]
    assert (worse.code, worse.course) == ("C", "12 to 18, +6 reliable")
    # Benefit percentile 3.4 after the fifth rating of sequence C (facts file, section 4).
    assert worse.detail == "5 ratings · percentile 3"
    assert worse.reason.startswith("Score rose by 6 (worse)")
    assert better.course == "18 to 9, −9 reliable"
    assert better.reason is None


def test_drawing_says_its_finding_to_those_who_do_not_see_it(report_with):
    drawing = str(report_with().groups[0].rows[0][0].drawing)
    assert "<title" in drawing
    assert "Client C: Rises from 12 to 18 over 5 sessions. Not on track." in drawing


def test_expected_course_is_shaded_and_says_where_it_comes_from(report_with):
    report = report_with()
    assert "pattern" in str(report.groups[0].rows[0][0].drawing)
    assert "starter curve, not from local clients" in " ".join(report.drawn)
    assert dict(report.sources)["Expected course"].startswith("Starter curve, not from local")


def test_assessments_have_no_expected_course_and_the_report_says_why(report_with):
    report = report_with(occasions="assessments")
    assert "pattern" not in str(report.groups[0].rows[0][0].drawing)
    assert "assessment visits, not therapy sessions" in report.drawn[0]
    assert "over 5 assessments" in str(report.groups[0].rows[0][0].drawing)
    meanings = {code: words for code, _, words in report.meanings}
    assert meanings["on_track"].startswith("Only this: not reliably worse than the start")
    assert report.counts_note.startswith("Without an expected course, On track says only")
    assert report_with().counts_note == ""


def test_missing_ratings_are_counted_under_the_course(report_with):
    report = report_with(missing=(6,))
    assert report.groups[0].rows[0][0].detail.startswith("5 ratings, 1 missing")


def test_report_that_leaves_clients_out_says_how_many(report_with):
    report = report_with(shown=("C",), clients=3)
    assert report.shown.startswith("1 of 3 clients are drawn")


def test_sources_mark_what_is_not_verified(report_with):
    assert "(not verified)" in dict(report_with().sources)["Reliability"]


def test_report_never_calls_a_person_a_failure(report_with):
    paper = Paper(title="t", clinic="c", subject="s", number="n", made="m", reference="r")
    html = paper_html("reports/analysis.html", paper=paper, report=report_with())
    for word in ("fail", "non-responder", "!</", "worst"):
        assert word not in html.partition("<main>")[2]


def test_names_are_escaped(report_with):
    COURSES["<b>x"] = (18, 17)
    try:
        report = report_with(shown=("<b>x",))
    finally:
        del COURSES["<b>x"]
    paper = Paper(title="t", clinic="c", subject="s", number="n", made="m", reference="r")
    html = paper_html("reports/analysis.html", paper=paper, report=report)
    assert "<b>x" not in html
    assert "&lt;b&gt;x" in html
