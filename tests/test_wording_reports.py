"""Sentences of reports, reflection and supervision, as a table to be corrected by clinicians."""

from __future__ import annotations

import datetime as dt

import pytest

from outcomes.change.fate import Fate, Following
from outcomes.change.learning import Case, learning_of
from outcomes.change.rates import rate
from outcomes.reports.dates import months_words, period_words
from outcomes.wording import caseload_report, episodes, reflection, responses

DAY = dt.date


def fate(verdict: str, scores: int = 3, *, off_track: bool = True) -> Fate:
    following = tuple(Following(number, 18.0) for number in range(4, 4 + scores))
    return Fate(verdict, 17.0, 1.0, following, off_track)


@pytest.mark.parametrize(
    ("action", "domain", "detail", "sentence"),
    [
        (
            "talked_with_client",
            "goals",
            "",
            "Talked about it with the client: goals and motivation",
        ),
        ("talked_with_client", None, "", "Talked about it with the client"),
        ("changed_something", None, "weekly sessions", "Changed something: weekly sessions"),
        ("changed_something", "method", " weekly ", "Changed something: way of working; weekly"),
        ("false_alarm", None, "was ill", "False alarm: was ill"),
    ],
)
def test_action_in_full(action, domain, detail, sentence):
    assert responses.action_label(action, domain, detail) == sentence


@pytest.mark.parametrize(
    ("action", "domain", "words"),
    [
        ("talked_with_client", "alliance", "talked about working together"),
        ("talked_with_client", None, "talked about it"),
        ("consulted", "method", "consulted"),
    ],
)
def test_action_under_a_drawing(action, domain, words):
    assert responses.action_short(action, domain) == words


@pytest.mark.parametrize(
    ("signals", "fates", "sentence"),
    [
        (0, [], "No signal has asked for a response."),
        (1, [], "One signal has asked for a response; none is recorded."),
        (12, [], "12 signals have asked for a response; none is recorded."),
        (
            1,
            [fate("unchanged")],
            "One response is recorded; no reliable change for the better has followed so far.",
        ),
        (1, [fate("back_on_track")], "One response is recorded; the course came back after it."),
        (
            3,
            [fate("reliably_better"), fate("worse"), fate("waiting", 1)],
            "Three responses are recorded; the course came back after one of them.",
        ),
        (
            1,
            [fate("waiting", 2)],
            "One response is recorded; too few ratings have followed to tell.",
        ),
        # The alliance fell while the course was on track: nothing to come back from.
        (1, [fate("unchanged", off_track=False)], "One response is recorded."),
    ],
)
def test_last_sentence_of_a_summary(signals, fates, sentence):
    assert responses.responses_sentence(signals, fates) == sentence


def test_waiting_for_a_response_counts_days():
    assert responses.no_response_sentence(0) == "No response recorded yet."
    assert responses.no_response_sentence(1) == "No response recorded yet (1 day)."
    assert responses.no_response_sentence(7) == "No response recorded yet (7 days)."


def test_signal_is_named_by_its_level_or_its_kind():
    assert responses.signal_label("outcome", "watch") == "Watch"
    assert responses.signal_label("alliance") == "Session check-in fell"


def test_episode_in_a_line():
    assert episodes.sessions_words(7, 6, 1) == "7 sessions, 6 rated, 1 missed"
    assert episodes.sessions_words(1, 1, 0) == "1 session, 1 rated"
    assert episodes.ending_label(None) == "open"
    assert episodes.ending_label("client_stopped") == "client stopped"


@pytest.mark.parametrize(
    ("count", "n", "closed", "words"),
    [
        (3, 7, 9, ("", "Cannot tell yet: fewer than 10 closed")),
        (5, 8, 12, ("", "Cannot tell yet: fewer than 10 to count")),
        (9, 14, 14, ("9 of 14", "64 %, interval 39 to 84")),
        (19, 31, 31, ("19 of 31", "61 %, interval 44 to 76")),
    ],
)
def test_rate_of_a_therapist_needs_ten_closed_episodes(count, n, closed, words):
    assert caseload_report.therapist_rate(rate(count, n), closed=closed) == words


def test_signals_answered_in_time_name_what_is_too_recent():
    assert caseload_report.in_time_words(rate(7, 9), too_soon=0) == "7 of 9"
    assert caseload_report.in_time_words(rate(2, 3), too_soon=3) == "2 of 3; 3 too recent"
    assert caseload_report.in_time_words(rate(0, 0), too_soon=0) == "none to answer yet"


def case(number: int, **changes: object) -> Case:
    plain = {
        "episode_id": number,
        "measure_id": "wellbeing",
        "direction": 1,
        "rated_on": DAY(2026, 10, 1),
        "n_scores": 6,
        "intake": 17.5,
        "status": "on_track",
        "class_": "no_reliable_change",
        "benefit_percentile": 50.0,
        "improvement_attainable": True,
        "intake_clinical": True,
        "is_open": True,
        "ending_kind": None,
        "n_missed": 0,
        "early_alliance_signal": False,
        "response_before_sixth": True,
    }
    return Case(**plain | changes)


def period(stuck: int, others: int, single: int = 0, outside: int = 0):
    return learning_of([
        *(case(number, status="not_on_track") for number in range(stuck)),
        *(case(100 + number) for number in range(others)),
        *(case(200 + number, n_scores=1) for number in range(single)),
        *(case(300 + number, intake_clinical=False) for number in range(outside)),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("stuck", "others", "sentence"),
    [
        (
            9,
            32,
            "9 of 41 clients did not benefit (22 %, interval 12 to 37). They are the ones to "
            "learn from.",
        ),
        (1, 4, "1 of 5 clients did not benefit. It is the one to learn from."),
        (0, 6, "Of 6 clients counted nobody is among those who did not benefit."),
        (0, 0, "No case of this period can be counted yet."),
    ],
)
def test_finding_of_a_reflection(stuck, others, sentence):
    assert reflection.finding_words(period(stuck, others)) == sentence


def test_who_is_not_counted_is_said():
    assert reflection.counted_words(period(9, 32, single=3)) == (
        "41 clients counted · 3 with one rating are not counted"
    )
    assert reflection.counted_words(period(1, 0, outside=1)) == (
        "1 client counted · 1 who began outside the clinical range or without room to improve is "
        "not counted"
    )


@pytest.mark.parametrize(
    ("name", "limit", "direction", "label"),
    [
        ("severe_start", 15.3, 1, "Began at 15.3 or below, the clinic's most severe third"),
        ("severe_start", 18, -1, "Began at 18 or above, the clinic's most severe third"),
        ("severe_start", None, 0, "Began in the clinic's most severe third"),
        ("client_stopped", None, 0, "The client stopped, of closed episodes"),
    ],
)
def test_factor_says_its_group(name, limit, direction, label):
    assert reflection.factor_label(name, limit, direction) == label


def test_what_could_not_be_known_stands_behind_the_count():
    unknown = reflection.unknown_words("early_alliance_signal", 1)
    assert reflection.factor_words(rate(4, 8), unknown=unknown) == "4 of 8, 1 not rated"
    assert reflection.unknown_words("client_stopped", 3) == ""


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (DAY(2026, 9, 24), DAY(2026, 11, 12), "24 September to 12 November 2026"),
        (DAY(2025, 9, 24), DAY(2026, 1, 2), "24 September 2025 to 2 January 2026"),
        (DAY(2026, 11, 10), DAY(2026, 11, 10), "10 November 2026"),
    ],
)
def test_period_in_words(first, last, words):
    assert period_words(first, last) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (DAY(2026, 7, 1), DAY(2026, 10, 31), "July to October 2026"),
        (DAY(2025, 11, 1), DAY(2026, 2, 28), "November 2025 to February 2026"),
        (DAY(2026, 2, 1), DAY(2026, 2, 28), "February 2026"),
        (DAY(2026, 7, 2), DAY(2026, 10, 31), "2 July to 31 October 2026"),
    ],
)
def test_whole_months_in_words(first, last, words):
    assert months_words(first, last) == words
