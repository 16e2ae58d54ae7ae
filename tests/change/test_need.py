"""Order of need: six groups, the longest waiting first."""

import datetime as dt

from outcomes.change.need import (
    ANSWERED,
    NEEDS_A_LOOK,
    NEW_RATING,
    NO_RATING,
    ON_TRACK,
    TOO_EARLY,
    Need,
    OpenSignal,
    need_of,
)

TODAY = dt.date(2026, 11, 19)
RATED = dt.date(2026, 11, 12)
OPENED = dt.date(2026, 9, 24)


def need(status="on_track", *signals, new=False, run=0, rated_on=RATED):
    return need_of(
        status=status,
        signals=signals,
        new_rating=new,
        unrated_run=run,
        rated_on=rated_on,
        opened_on=OPENED,
        on=TODAY,
    )


def signal(kind="outcome", *, asking=True, since=RATED, remind_on=None, responded_on=None):
    return OpenSignal(kind, asking, since, remind_on, responded_on)


def test_an_unanswered_signal_needs_a_look_before_a_new_rating():
    assert need("watch", signal(), new=True) == Need(NEEDS_A_LOOK, RATED)


def test_the_signal_that_has_asked_longest_says_since_when():
    older = dt.date(2026, 11, 5)
    assert need("watch", signal(), signal("alliance", since=older)).since == older


def test_an_answered_signal_waits():
    answered = signal(asking=False, responded_on=RATED)
    assert need("watch", answered) == Need(ANSWERED, RATED)


def test_an_answered_signal_with_a_new_rating_is_a_new_rating():
    assert need("watch", signal(asking=False, responded_on=RATED), new=True).group == NEW_RATING


def test_a_reminder_asks_again_from_its_day_on():
    reminded = signal(asking=False, responded_on=RATED, remind_on=TODAY)
    assert need("watch", reminded) == Need(NEEDS_A_LOOK, TODAY)
    tomorrow = signal(asking=False, responded_on=RATED, remind_on=TODAY + dt.timedelta(days=1))
    assert need("watch", tomorrow).group == ANSWERED


def test_two_sessions_without_a_rating_have_their_own_group():
    assert need("on_track", signal("no_rating"), run=2) == Need(NO_RATING, RATED)


def test_a_missing_rating_comes_after_what_needs_a_look():
    both = (signal(), signal("no_rating"))
    assert need("watch", *both, run=2).group == NEEDS_A_LOOK


def test_an_answered_missing_rating_waits_until_its_reminder():
    answered = signal("no_rating", asking=False, responded_on=RATED)
    assert need("on_track", answered, run=2).group == ANSWERED
    due = signal("no_rating", asking=False, responded_on=RATED, remind_on=TODAY)
    assert need("on_track", due, run=2) == Need(NO_RATING, TODAY)


def test_a_risk_answer_needs_a_look():
    assert need("on_track", signal("risk")).group == NEEDS_A_LOOK


def test_without_signals_the_status_decides():
    assert [need(status).group for status in ("on_track", "improved", "recovered")] == [
        ON_TRACK
    ] * 3
    assert [need(status).group for status in ("insufficient", "cannot_tell")] == [TOO_EARLY] * 2


def test_an_episode_without_ratings_waits_since_it_began():
    assert need("insufficient", rated_on=None) == Need(TOO_EARLY, OPENED)


def test_within_a_group_the_longest_waiting_comes_first():
    needs = [Need(ON_TRACK, RATED), Need(NEEDS_A_LOOK, TODAY), Need(NEEDS_A_LOOK, RATED)]
    assert sorted(needs, key=lambda each: each.order) == [needs[2], needs[1], needs[0]]
