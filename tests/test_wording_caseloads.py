"""What is said of a whole caseload, sentence by sentence."""

import pytest

from outcomes.change.rates import OutcomeRates, rate
from outcomes.exchange.analysis import NEED
from outcomes.measures import catalogue
from outcomes.wording.caseloads import (
    change_sentences,
    need_sentence,
    rate_rows,
    size_sentence,
    source_rows,
    status_meaning,
    status_note,
)

PHQ9 = catalogue()["phq9"].yardstick()


def counts(**known):
    return dict.fromkeys(NEED, 0) | known


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((100, 380, 120), "100 clients gave 380 ratings of the PHQ-9; 120 are missing."),
        ((1, 1, 0), "1 client gave 1 rating of the PHQ-9; none is missing."),
        ((2, 1000, 1), "2 clients gave 1,000 ratings of the PHQ-9; 1 is missing."),
    ],
)
def test_size(numbers, sentence):
    clients, ratings, missing = numbers
    said = size_sentence(
        clients=clients, episodes=clients, ratings=ratings, missing=missing, measure="PHQ-9"
    )
    assert said == sentence


def test_size_says_that_episodes_are_counted_where_gaps_parted_them():
    said = size_sentence(clients=100, episodes=1112, ratings=3380, missing=0, measure="PHQ-9")
    assert said == (
        "100 clients gave 3,380 ratings of the PHQ-9; none is missing. Parted by gaps, these make "
        "1,112 episodes, each counted below as a client."
    )


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((0, 0), "No course calls for a closer look."),
        ((1, 0), "1 client is worth talking about first: 1 not on track, 0 to watch."),
        ((4, 3), "7 clients are worth talking about first: 4 not on track, 3 to watch."),
    ],
)
def test_need(numbers, sentence):
    assert need_sentence(counts(not_on_track=numbers[0], watch=numbers[1], on_track=1)) == sentence


def test_nobody_can_say_that_no_course_calls_for_a_look_where_none_can_be_told():
    for unsaid in ({"cannot_tell": 9}, {"insufficient": 9}):
        assert need_sentence(counts(**unsaid)) == (
            "Which courses call for a closer look cannot be told."
        )


def test_note_below_the_counts_says_how_little_on_track_means_without_a_course():
    note = status_note(counts(on_track=3), curve=None)
    assert note == (
        "Without an expected course, On track says only: not reliably worse than the start, and "
        "not fallen back from the best so far."
    )
    assert status_note(counts(on_track=3), curve="starter-1") == ""
    assert status_note(counts(cannot_tell=3), curve=None) == ""


def test_rates_say_what_they_are_out_of():
    rates = OutcomeRates(rate(45, 92), rate(30, 77), rate(2, 97), rate(97, 100))
    # Wilson by hand: 45/92 .389 to .590, 2/97 .006 to .072.
    assert change_sentences(rates) == [
        "45 of 92 clients with two ratings or more and room to improve did so reliably (49 %, "
        "interval 39 to 59).",
        "2 of 97 clients with two ratings or more and room to get worse did so reliably (2 %, "
        "interval 1 to 7).",
    ]


def test_rates_below_ten_have_no_percentage_and_none_is_said_to_be_none():
    rates = OutcomeRates(rate(13, 20), rate(3, 5), rate(0, 0), rate(20, 20))
    # Wilson 13/20: .433 to .819 (facts file, section 7).
    assert [row[1:] for row in rate_rows(rates)] == [
        ("13 of 20", "65 %, interval 43 to 82"),
        ("3 of 5", "too few for a percentage"),
        ("0 of 0", "none to count"),
        ("20 of 20", "100 %, interval 84 to 100"),
    ]


def test_limit_is_given_as_it_decides_and_not_rounded():
    sources = dict(source_rows(catalogue()["bdi2"].yardstick()))
    assert sources["Reliable change"].startswith("7.95")


def test_provisional_threshold_says_so():
    sources = dict(source_rows(catalogue()["wellbeing"].yardstick()))
    assert sources["Cut-off"].startswith("25 (provisional")


def test_status_is_explained_without_a_course_where_there_is_none():
    assert "expected course" in status_meaning("not_on_track", curve="starter-1")
    assert "expected course" not in status_meaning("not_on_track", curve=None)


def test_on_track_without_an_expected_course_says_how_little_it_means():
    words = status_meaning("on_track", curve=None)
    assert words.startswith(
        "Only this: not reliably worse than the start, and not fallen back from the own best."
    )


def test_meanings_do_not_call_low_what_may_be_high():
    # On a scale of troubles a course that is behind is a high one.
    for status in ("not_on_track", "watch", "on_track"):
        assert "low" not in status_meaning(status, curve="starter-1").lower().split()
