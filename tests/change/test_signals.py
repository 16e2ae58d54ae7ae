"""The table "Signals and what follows" of the decisions, row by row."""

from dataclasses import replace

import pytest

from outcomes.change.signals import Answered, Standing, Step, alarm_load, next_step

ASKING = Standing("watch", asked_again=False, answered=None)


def quiet(level="watch", *, scores=0, sessions=0, gain=0.0, look_again=None, asked_again=False):
    return Standing(level, asked_again, Answered(scores, sessions, gain, look_again))


def test_a_concern_opens_a_signal():
    assert next_step(True, None, level="watch") == Step("opened", "concern")


def test_nothing_happens_without_concern_and_without_signal():
    assert next_step(False, None) is None


def test_an_asking_signal_is_not_opened_twice():
    assert next_step(True, ASKING, level="watch", reliable_change=6) is None


def test_a_signal_closes_when_its_concern_is_gone():
    assert next_step(False, ASKING) == Step("closed", "concern_is_gone")
    assert next_step(False, quiet(scores=1)) == Step("closed", "concern_is_gone")


def test_watch_that_becomes_not_on_track_is_raised_even_if_answered():
    step = next_step(True, quiet(scores=1), level="not_on_track", reliable_change=6)
    assert step == Step("raised", "worse_level")
    assert next_step(True, ASKING, level="not_on_track") == Step("raised", "worse_level")


def test_not_on_track_that_becomes_watch_stays_the_same_signal():
    assert next_step(True, quiet("not_on_track", scores=1), level="watch") is None


def test_a_course_that_came_back_to_watch_and_left_it_again_is_raised_again():
    # decisions: watch -> not_on_track raises and asks again "even if answered", each time.
    answered = replace(quiet("not_on_track", scores=2), came_from="watch")
    step = next_step(True, answered, level="not_on_track", reliable_change=6)
    assert step == Step("raised", "worse_level")
    stayed = replace(answered, came_from="not_on_track")
    assert next_step(True, stayed, level="not_on_track", reliable_change=6) is None


def test_an_answered_signal_is_quiet_for_two_scores():
    for scores in (0, 1, 2):
        assert next_step(True, quiet(scores=scores), level="watch", reliable_change=6) is None


def test_three_scores_that_left_it_where_it_was_ask_again():
    step = next_step(True, quiet(scores=3, gain=5.9), level="watch", reliable_change=6)
    assert step == Step("asked_again", "left_where_it_was")


def test_three_scores_ask_again_once_only():
    signal = quiet(scores=6, asked_again=True)
    assert next_step(True, signal, level="watch", reliable_change=6) is None


def test_a_course_that_gained_the_reliable_change_is_not_where_it_was():
    assert next_step(True, quiet(scores=3, gain=6.0), level="watch", reliable_change=6) is None


@pytest.mark.parametrize(
    ("look_again", "sessions", "asks"),
    [
        ("next_session", 0, False),
        ("next_session", 1, True),
        ("in_three_sessions", 2, False),
        ("in_three_sessions", 3, True),
        ("at_date", 9, False),
        (None, 9, False),
    ],
)
def test_a_reminder_counts_sessions(look_again, sessions, asks):
    step = next_step(True, quiet(sessions=sessions, look_again=look_again), level="watch")
    assert step == (Step("asked_again", "reminder") if asks else None)


def test_an_alliance_signal_asks_again_without_a_reliable_change():
    signal = quiet(None, scores=3, gain=None)
    assert next_step(True, signal) == Step("asked_again", "left_where_it_was")


def test_alarm_load_is_new_outcome_signals_per_hundred_ratings():
    assert alarm_load(3, 40) == 7.5
    assert alarm_load(0, 0) is None
