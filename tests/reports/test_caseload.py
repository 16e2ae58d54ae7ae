"""Miriam's caseload report, counted by hand from the cast.

Attended sessions, rated ones in brackets: Jonas 7 (6), Aylin 4, Peter 6, Rosa 4, Daniel 5,
Hanna 5 (3), Emeka 8, Lea 5 (4), Tomasz 3, Nadia 1, Arvid 6; together 54 (50). One appointment was
cancelled. Outcome signals: Jonas, Aylin, Peter, Arvid, so 4 per 50 ratings or 8.0 per 100.
"""

import datetime as dt

import pytest

from outcomes.access import Permission, visible
from outcomes.actions import treatment
from outcomes.reports.caseload import caseload_report
from outcomes.reports.figures import (
    answered_in_time,
    closed_figures,
    looked_back_to,
    sessions_since,
)
from outcomes.storage import db
from outcomes.storage.caseloads import progress_of_all
from tests import cast as story
from tests.cast import NOW, TODAY, day


def report_on(cast, key, *, by=None):
    within = visible(cast.staff(by or key), Permission.READ_EPISODE, on=TODAY)
    return caseload_report(cast.staff(key), within=within, on=TODAY)


@pytest.fixture
def report(cast):
    return report_on(cast, "miriam")


def test_open_episodes_stand_in_order_of_need(report):
    assert [(group.title, len(group.cases)) for group in report.groups] == [
        ("Needs a look", 2),
        ("New rating", 2),
        ("No rating for two sessions", 1),
        ("Answered, waiting to see", 1),
        ("On track", 3),
        ("Too early to say", 1),
    ]
    assert [case.code for case in report.groups[0].cases] == ["0417", "0388"]
    assert report.n_shown == 10


def test_statuses_are_counted_and_empty_ones_left_out(report):
    assert [(name, n) for name, _, n in report.statuses] == [
        ("not_on_track", "3"), ("on_track", "3"), ("recovered", "3"), ("insufficient", "1"),
    ]  # fmt: skip


def test_missing_data_are_counted(report):
    facts = dict(report.facts)
    assert facts["Sessions rated"] == "50 of 54 attended"
    assert facts["Appointments missed"] == "1"
    assert facts["Episodes without any rating"] == "0 of 11"


def test_signals_are_counted_with_those_too_recent_to_judge(report):
    # Six: Jonas twice (outcome, alliance), Aylin, Peter, Hanna (no rating), Arvid. Jonas and
    # Peter were answered in time, Arvid never; since the other three fewer than two sessions.
    facts = dict(report.facts)
    assert facts["Signals that asked for a response"] == "6"
    assert facts["Answered within two sessions"] == "2 of 3; 3 too recent"
    assert facts["New outcome signals"] == "8.0 per 100 ratings"


def test_no_rate_is_told_of_fewer_than_ten_closed_episodes(report):
    assert report.rates[0] == ("With two ratings or more", "1 of 1", "")
    for _, count, reason in report.rates[1:]:
        assert (count, reason) == ("", "Cannot tell yet: fewer than 10 closed")


def test_responses_are_counted_by_what_followed_them(report):
    # Jonas's response was decided by its third score (unchanged), Peter's has none yet.
    assert report.actions == (
        ("Changed something", "1", "none to count yet"),
        ("Talked about it with the client", "1", "0 of 1"),
    )


def test_case_says_course_reason_and_what_was_done(report):
    jonas = report.groups[0].cases[0]
    assert jonas.course == "17.5 to 16.4 in 7 sessions"
    assert jonas.reason.startswith("1.1 below the start; about 7 in 8 such courses")
    assert jonas.last_action == "talked about goals and motivation"
    nadia = report.groups[-1].cases[0]
    assert (nadia.course, nadia.last_action) == ("one rating, 15.3", "")


def test_supervisor_reads_the_same_report(cast, report):
    seen = report_on(cast, "miriam", by="ingrid")
    assert (seen.facts, seen.rates, seen.statuses) == (report.facts, report.rates, report.statuses)


def test_purpose_and_limits_are_printed(report):
    assert "not for comparing people" in report.purpose
    assert any("no comparison" in sentence for sentence in report.cannot_tell)


def test_therapist_without_episodes_gets_a_report_that_says_so(cast):
    within = visible(cast.staff("miriam"), Permission.READ_EPISODE, on=TODAY)
    assert caseload_report(cast.staff("samir"), within=within, on=TODAY).is_empty


def test_from_ten_closed_episodes_on_a_rate_has_its_interval(cast, close_ten):
    close_ten(recovered=6)
    rates = {what: (count, interval) for what, count, interval in report_on(cast, "samir").rates}
    # Wilson for 6 of 10: .313 to .832.
    assert rates["Improved or recovered, where there was room to"] == (
        "6 of 10", "60 %, interval 31 to 83",
    )  # fmt: skip


def test_case_without_room_to_improve_leaves_the_rate(cast, close_ten):
    close_ten(recovered=6)
    course = story.Course(
        "9100", "High Start", "samir", story.weekly(day(1, 10), 2), (36.0, 37.0),
        ending=(day(8, 10), "planned"),
    )  # fmt: skip
    story.live_through(course, cast)
    within = visible(cast.staff("samir"), Permission.READ_EPISODE, on=TODAY)
    rows = db.session.scalars(progress_of_all(within=within)).all()
    figures = closed_figures(rows, since=day(1, 1))
    assert (figures.complete.n, figures.improved_or_recovered.n) == (11, 10)
    # 6 of 10 began in the clinical range and recovered; nobody deteriorated of 11.
    assert (figures.recovered.count, figures.recovered.n) == (6, 10)
    assert (figures.deteriorated.count, figures.deteriorated.n) == (0, 11)


def test_response_counts_as_in_time_before_a_third_session(cast):
    within = visible(cast.staff("miriam"), Permission.READ_EPISODE, on=TODAY)
    days = sessions_since(day(1, 1), within=within).days(cast.episode("0417").id)
    signal = cast.signal("0417")
    assert answered_in_time(signal, days) is True
    signal.responses[0].responded_on = day(29, 10)  # the second session after 8 October
    assert answered_in_time(signal, days) is True
    signal.responses[0].responded_on = day(6, 11)  # the day after the third
    assert answered_in_time(signal, days) is False
    db.session.rollback()


def test_a_leap_day_looks_back_to_the_28th():
    assert looked_back_to(dt.date(2028, 2, 29)) == dt.date(2027, 2, 28)


def test_closing_and_opening_between_therapists_moves_the_episode(cast):
    treatment.close_episode(
        episode=cast.episode("0376"), closed_on=TODAY, ending_kind="planned",
        by=cast.staff("miriam"), at=NOW,
    )  # fmt: skip
    report = report_on(cast, "miriam")
    assert report.n_shown == 9
    assert dict(report.endings) == {"Client stopped": "1", "Planned ending": "1"}
