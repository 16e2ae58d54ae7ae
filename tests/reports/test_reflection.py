"""Miriam's reflection on August to November 2026, counted by hand from the cast.

Eleven cases have their latest score in these months; Nadia has one rating. Of the ten counted
Jonas, Aylin and Peter are open and not on track, Arvid stopped unchanged: four did not benefit.
Wilson for 4 of 10: .168 to .687.
"""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from outcomes.access import Permission, visible
from outcomes.actions import ratings
from outcomes.reports.reflection import for_others, reflection_report
from outcomes.storage import Episode
from outcomes.storage.reflections import learning_cases
from tests import cast as story
from tests.cast import NOW, TODAY, day, rate

FIRST, LAST = day(1, 8), day(30, 11)


def reflect(cast, key="miriam", *, first=FIRST, last=LAST):
    staff = cast.staff(key)
    within = visible(staff, Permission.READ_EPISODE, on=TODAY)
    return reflection_report(staff, within=within, period_from=first, period_to=last)


@pytest.fixture
def report(cast):
    return reflect(cast)


def test_sentence_counts_with_its_interval(report):
    assert report.counted == "10 clients counted · 1 with one rating is not counted"
    assert report.finding == (
        "4 of 10 clients did not benefit (40 %, interval 17 to 69). They are the ones to learn "
        "from."
    )


def test_somebody_else_reads_no_rate_of_fewer_than_ten_closed_episodes(report):
    # decisions: a rate about a therapist shown to anyone else needs 10 closed episodes. Of the
    # ten counted here only Arvid's is closed.
    assert (report.closed, report.past_closed) == (1, 0)
    others = for_others(report)
    assert (others.finding, others.comparison) == ("Cannot tell yet: fewer than 10 closed.", "")
    assert others.cases == report.cases
    enough = for_others(replace(report, closed=10, past_closed=9, comparison="It was 3 of 9."))
    assert (enough.finding, enough.comparison) == (report.finding, "")


def test_cases_that_did_not_benefit_stand_by_their_latest_score(report):
    assert report.heading == "Four who did not benefit"
    assert [(case.code, case.course, case.ending, case.tried) for case in report.cases] == [
        ("0340", "11.6 to 13.8 in 6 sessions", "Client stopped", "no response"),
        ("0352", "14.2 to 14.6 in 6 sessions", "Open", "changed something"),
        ("0417", "17.5 to 16.4 in 7 sessions", "Open", "talked about goals and motivation"),
        ("0388", "22.4 to 15.9 in 4 sessions", "Open", "no response yet"),
    ]


def test_shared_factors_are_counts_below_ten(report):
    # The clinic's wellbeing intakes from the worst: 11.6 13.4 14.2 15.0 15.3 16.1 17.5 18.8 19.0
    # 20.1 20.6 21.5 22.0 22.4; of fourteen the worst third ends with the fifth.
    found = {factor.name: factor for factor in report.factors}
    severe = found["severe_start"]
    assert severe.label == "Began at 15.3 or below, the clinic's most severe third"
    assert (severe.these, severe.others) == ("2 of 4", "other 1 of 6")
    assert found["early_alliance_signal"].these == "0 of 2, 2 not rated"
    assert (found["missed_appointments"].these, found["missed_appointments"].others) == (
        "0 of 4", "other 0 of 6",
    )  # fmt: skip
    assert (found["client_stopped"].these, found["client_stopped"].others) == ("1 of 1", "")
    assert all(factor.interval is None for factor in report.factors)
    assert "counts only, no percentages" in report.factors_note


def test_a_fall_that_was_withdrawn_is_none(cast):
    """33, 36, then 30: a fall of 4.5 from the level of 34.5, the limit being 4 (decisions)."""
    nadia = cast.episode("0426")
    for weeks, total in ((1, 36.0), (2, 30.0)):
        rate(nadia, on=TODAY + dt.timedelta(weeks=weeks), by=nadia.therapist, total=total,
             kind="alliance")  # fmt: skip
    assert _early_fall(nadia) is True
    fallen = cast.signal("0426", kind="alliance").administration
    ratings.withdraw_rating(administration=fallen, by=nadia.therapist, at=NOW)
    assert _early_fall(nadia) is False


def _early_fall(episode):
    within = select(Episode).where(Episode.id == episode.id)
    [case] = learning_cases(within=within, period_from=FIRST, period_to=LAST)
    return case.early_alliance_signal


def test_no_response_before_the_sixth_session_has_nobody_to_compare_with(report):
    # Jonas was answered at session 3; Peter at his sixth session, Arvid never: two of three.
    factor = next(each for each in report.factors if each.name == "no_early_response")
    assert (factor.these, factor.others) == ("2 of 3", "")


def test_what_was_tried_counts_cases(report):
    assert report.tried == (
        "What was tried: changed something in 1, talked about it in 1; nothing recorded in 2."
    )


def test_early_endings_and_good_surprises_lead_to_their_clients(report):
    assert [link.code for link in report.ended_early] == ["0340"]
    assert report.surprisingly_good == ()


def test_nothing_to_compare_with_is_said(report):
    assert report.comparison == "In the same months of 2025 there is nothing to compare with."


def live_last_year(cast, number, last, *, ending="planned"):
    days = tuple(dt.date(2025, 9, 4) + dt.timedelta(weeks=week) for week in range(3))
    course = story.Course(
        f"8{number:03d}", f"Earlier {number}", "miriam", days, (16.0, 17.0, last),
        ending=(dt.date(2025, 10, 1), ending),
    )  # fmt: skip
    story.live_through(course, cast)


def test_own_past_below_ten_is_too_few_to_compare(cast):
    live_last_year(cast, 1, 17.0)
    live_last_year(cast, 2, 27.0)
    assert reflect(cast).comparison == (
        "In the same months of 2025 it was 1 of 2: too few to compare."
    )


def test_own_past_is_too_close_to_tell(cast):
    for number in range(10):
        live_last_year(cast, number, 17.0 if number < 3 else 27.0)
    # 3 of 10, Wilson .108 to .603; against 4 of 10 the difference may well be none.
    assert reflect(cast).comparison == (
        "In the same months of 2025 it was 3 of 10 (30 %, interval 11 to 60): too close to tell."
    )


def test_period_without_a_case_is_empty(cast):
    report = reflect(cast, first=day(1, 1), last=day(31, 3))
    assert report.is_empty
    assert report.period == "January to March 2026"
    assert report.cases == ()


def test_case_belongs_to_the_period_of_its_latest_score(cast):
    # In October lie the latest scores of Arvid (15th) and Hanna (29th, on track) alone.
    report = reflect(cast, first=day(1, 10), last=day(31, 10))
    assert [case.code for case in report.cases] == ["0340"]
    assert report.finding == ("1 of 2 clients did not benefit. It is the one to learn from.")


def test_colleague_of_another_team_has_cases_of_their_own_only(cast):
    assert reflect(cast, "ewa").counted == "1 client counted"
