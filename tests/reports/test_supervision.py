"""The agenda that the scores choose, and the team table; dates and counts by hand from the cast."""

import pytest

from outcomes.access import Permission, visible
from outcomes.reports.supervision import team_report
from tests.cast import TODAY


def team(cast, supervisor="ingrid", therapists=("miriam", "samir")):
    within = visible(cast.staff(supervisor), Permission.SUPERVISE, on=TODAY)
    return team_report([cast.staff(key) for key in therapists], within=within, on=TODAY)


def test_agenda_has_unanswered_signals_first_longest_waiting_on_top(cast):
    agenda = team(cast).agenda
    assert [(case.code, case.waits) for case in agenda] == [
        ("0440", True),  # since 20 October
        ("0417", True),  # raised on 5 November
        ("0431", True),  # watch since 9 November
        ("0388", True),  # since 10 November
        ("0352", False),  # answered on 5 November
    ]


def test_each_case_carries_its_reason_and_what_was_done(cast):
    jonas = next(case for case in team(cast).agenda if case.code == "0417")
    assert jonas.therapist == "Miriam Aalto"
    assert jonas.reasons[0].startswith("1.1 below the start; about 7 in 8")
    assert jonas.reasons[1].startswith("Session check-in fell by 5.5")
    assert jonas.last.startswith("No response for 14 days. 8 Oct: Talked about it")


def test_risk_answers_stand_apart(cast):
    risks = team(cast).risks
    assert [(risk.code, risk.therapist) for risk in risks] == [("0431", "Samir Haddad")]


def test_team_stands_in_the_order_of_the_alphabet(cast):
    assert [row.name for row in team(cast).therapists] == ["Miriam Aalto", "Samir Haddad"]


def test_team_table_counts_and_does_not_tell_rates_under_ten(cast):
    row = team(cast).therapists[0]
    assert (row.open, row.need, row.in_time) == ("10", "2", "2 of 3")
    assert (row.sessions, row.closed) == ("50 of 54", "1 of 1")
    assert (row.rate, row.interval) == ("Cannot tell yet: fewer than 10 closed", None)


def test_team_table_tells_a_rate_with_its_interval_from_ten_on(cast, close_ten):
    close_ten(recovered=6)
    row = team(cast).therapists[1]
    assert row.rate == "6 of 10 (60 %, interval 31 to 83)"
    assert (row.interval.low, row.interval.high) == pytest.approx((0.313, 0.832), abs=5e-4)


def test_supervisor_of_another_team_sees_none_of_it(cast):
    report = team(cast, supervisor="tomas", therapists=("miriam", "samir"))
    assert report.agenda == ()
    assert [row.open for row in report.therapists] == ["0", "0"]
