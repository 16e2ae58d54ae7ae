"""The words of a whole clinic's figures: what may be told of a count, and what holds whatever it
is. Intervals: Wilson (facts section 2), worked out by hand."""

from __future__ import annotations

import pytest

from outcomes.change.rates import rate
from outcomes.measures import catalogue
from outcomes.wording.clinic import (
    ending_rows,
    goal_words,
    interval_share_words,
    load_words,
    measure_rows,
    opening_words,
    seconds_words,
    share_words,
)

SHARES = [
    # 13 of 20: .433 to .819 (facts section 7)
    ((13, 20), ("13 of 20", "65 %"), "65 %, interval 43 to 82"),
    # 0 to 4 of 24, whichever it is: 5/24 = 20.8 %; Wilson of 4 of 24 ends at .3585.
    ((1, 24), ("fewer than 5 of 24", "below 21 %"), "below 21 %, interval within 0 to 36"),
    # 21 to 25 of 25: 20/25 = 80 %; Wilson of 21 of 25 begins at .6535.
    (
        (24, 25),
        ("all but fewer than 5 of 25", "above 80 %"),
        "above 80 %, interval within 65 to 100",
    ),
    ((6, 9), ("", "Cannot tell yet: fewer than 10 sessions"),
     "Cannot tell yet: fewer than 10 sessions"),
]  # fmt: skip


@pytest.mark.parametrize(("share", "words", "interval"), SHARES)
def test_share_in_words(share, words, interval) -> None:
    assert share_words(rate(*share), of="sessions") == words
    assert interval_share_words(rate(*share), of="sessions")[1] == interval


def test_share_says_the_same_for_every_small_count() -> None:
    assert len({interval_share_words(rate(k, 40), of="") for k in range(5)}) == 1
    assert len({interval_share_words(rate(k, 40), of="") for k in range(36, 41)}) == 1


def test_every_kind_of_ending_has_its_row_and_no_small_count_is_told() -> None:
    found = ending_rows({"planned": 8, "client_stopped": 7, "moved_or_referred": 6, "other": 2,
                         "service_stopped": 2})  # fmt: skip
    assert found == (
        ("Planned ending", "8"),
        ("Client stopped", "7"),
        ("Service stopped", "fewer than 5"),
        ("Moved or referred", "6"),
        ("Other ending", "fewer than 5"),
    )


def test_one_small_ending_takes_another_one_with_it() -> None:
    found = dict(ending_rows({"planned": 12, "client_stopped": 9, "service_stopped": 5,
                              "moved_or_referred": 5, "other": 3}))  # fmt: skip
    assert found["Other ending"] == "fewer than 5"
    assert list(found.values()).count("not shown") == 1


@pytest.mark.parametrize(
    ("opened", "ratings", "words"),
    [
        (31, 244, "31 in 244 ratings, 12.7 per 100"),
        (2, 84, "fewer than 5 in 84 ratings, below 6.0 per 100"),
        (3, 9, "Cannot tell yet: fewer than 10 ratings"),
    ],
)
def test_alarm_load(opened, ratings, words) -> None:
    assert load_words(opened, ratings) == words


def test_goal_with_and_without_a_verdict() -> None:
    assert goal_words("80 % or more", True) == "80 % or more: reached"
    assert goal_words("80 % or more", False) == "80 % or more: not reached"
    assert goal_words("80 % or more", None) == "80 % or more"


def test_seconds() -> None:
    assert seconds_words([1.0] * 612, 38.5) == "39 s, the middle of 612 forms"
    assert seconds_words([], None) == "Cannot tell yet: fewer than 10 forms"


def test_opening_counts_one_and_many() -> None:
    assert opening_words(opened=1, closed=0, open_at_end=1) == (
        "1 episode was opened and 0 closed; 1 was open at the end."
    )


def test_thresholds_come_with_their_provenance_and_the_youths_where_they_differ() -> None:
    rows = dict(measure_rows(catalogue()["wellbeing"], ["youth", "adult"], version="1"))
    assert rows["Cut-off"].startswith("25 (provisional). Provisional convention of this project")
    assert rows["Cut-off, ages 13 to 17"].startswith("28 (provisional).")
    assert rows["Reliable change"].startswith("6 (provisional).")
    assert "Reliable change, ages 13 to 17" not in rows
    assert rows["Licence"].startswith("CC0 1.0.")


def test_what_nobody_has_verified_says_so() -> None:
    rows = dict(measure_rows(catalogue()["phq9"], ["adult"], version="1"))
    assert rows["Reliability"].startswith("0.84 (not verified).")


def test_older_version_of_a_measure_says_whose_numbers_stand_there() -> None:
    rows = dict(measure_rows(catalogue()["session"], ["adult"], version="0"))
    assert rows["Version"] == "Ratings of version 0, numbers of 1."
    assert rows["Signal"].startswith("A fall of 4 from the client's own level (provisional).")
