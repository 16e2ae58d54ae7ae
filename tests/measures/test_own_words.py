"""Goals: the client's words stand in place of the texts that stand in for them."""

import pytest

from outcomes.measures import catalogue
from outcomes.measures.own_words import in_own_words, takes_own_words


def test_goals_alone_are_put_by_the_client():
    taking = [name for name, measure in catalogue().items() if takes_own_words(measure)]
    assert taking == ["goals"]


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "nb", "ar"])
def test_words_take_the_place_of_the_text_and_nothing_else_changes(language):
    wording = catalogue()["goals"].wording(language, age_band="adult", rater="self")
    worded = in_own_words(wording, {"goal_1": "Sleep", "goal_3": "Call my sister"})
    assert [item.id for item in worded.items] == ["goal_1", "goal_3"]
    assert [item.text for item in worded.items] == ["Sleep", "Call my sister"]
    assert [item.low_label for item in worded.items] == [wording.items[0].low_label] * 2
    assert worded.title == wording.title


@pytest.mark.parametrize("words", [{}, {"goal_1": ""}, {"goal_9": ""}])
def test_without_words_the_wording_is_as_it_was(words):
    wording = catalogue()["goals"].wording("en", age_band="adult", rater="self")
    assert in_own_words(wording, words) == wording


def test_a_goal_that_is_needed_stays_when_only_another_one_has_words():
    wording = catalogue()["goals"].wording("en", age_band="adult", rater="self")
    worded = in_own_words(wording, {"goal_2": "Sleep"})
    assert [item.text for item in worded.items] == ["First goal", "Sleep"]
