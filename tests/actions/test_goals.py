"""Goals are put by client and therapist; a rating keeps the words it was given to."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from outcomes.actions import goals, paper, ratings
from outcomes.actions.goals import GoalsRefused
from outcomes.actions.paper import FilledIn
from outcomes.errors import NotFound, Refused
from outcomes.storage import AuditEvent, db
from tests.cast import NOW, TODAY, day

SOON = NOW + dt.timedelta(minutes=1)
WORDS = {"goal_1": "Sleep through", "goal_2": "Call my sister"}


@pytest.fixture
def tomasz(cast):
    """Rated by goals."""
    episode = cast.episode("0414")
    episode.outcome_measure_id = "goals"
    db.session.commit()
    return episode


@pytest.fixture
def form(cast, tomasz):
    """Begun, and waiting for the goals."""
    opened = ratings.open_rating(
        episode=tomasz, kind="outcome", by=cast.staff("miriam"), at=NOW, on=TODAY
    )
    ratings.begin_rating(form_uuid=opened.form_uuid, at=NOW)
    return opened


def worded() -> int:
    query = select(func.count()).select_from(AuditEvent).filter_by(event="goals_worded")
    return db.session.scalar(query)


def test_client_puts_the_goals_and_they_are_those_of_the_episode(tomasz, form):
    assert (form.measure_id, form.state, form.own_words) == ("goals", "open", None)
    assert goals.asks_for_goals(form)
    goals.word_on_form(form=form, goals=WORDS | {"goal_3": "  "}, at=SOON)
    assert form.own_words == tomasz.goals == WORDS
    assert not goals.asks_for_goals(form)
    assert worded() == 1


def test_a_goal_that_changes_later_changes_no_rating(cast, tomasz, form):
    goals.word_on_form(form=form, goals=WORDS, at=SOON)
    ratings.submit_rating(form_uuid=form.form_uuid, answers={"goal_1": 4, "goal_2": 6}, at=SOON)
    other = {"goal_1": "Go to work"}
    goals.word_goals(episode=tomasz, goals=other, by=cast.staff("miriam"), at=SOON)
    assert (form.own_words, tomasz.goals) == (WORDS, other)
    assert form.score.value == 5.0
    assert [answer.item_id for answer in form.answers] == ["goal_1", "goal_2"]


def test_therapist_puts_goals_before_the_rating(cast, tomasz):
    goals.word_goals(episode=tomasz, goals=WORDS, by=cast.staff("miriam"), at=NOW)
    goals.word_goals(episode=tomasz, goals=WORDS, by=cast.staff("miriam"), at=SOON)
    assert tomasz.goals == WORDS
    assert worded() == 1, "the same words again are no change"


def test_words_are_one_line_of_what_can_be_seen(cast, tomasz):
    typed = {"goal_1": " Sleep\r\n through\u202e \x00 "}
    goals.word_goals(episode=tomasz, goals=typed, by=cast.staff("miriam"), at=NOW)
    assert tomasz.goals == {"goal_1": "Sleep through"}


@pytest.mark.parametrize(
    ("typed", "missing", "too_long"),
    [
        ({}, "goal_1", {}),
        ({"goal_2": "Sleep"}, "goal_1", {}),
        ({"goal_1": "x" * 121}, None, {"goal_1": 121}),
        ({"goal_1": " ", "goal_3": "x" * 500}, "goal_1", {"goal_3": 500}),
    ],
)
def test_goals_that_cannot_be_kept_say_why(tomasz, form, typed, missing, too_long):
    with pytest.raises(GoalsRefused) as caught:
        goals.word_on_form(form=form, goals=typed, at=SOON)
    assert (caught.value.missing, caught.value.too_long) == (missing, too_long)
    assert (form.own_words, tomasz.goals) == (None, {})


def test_longest_goal_is_kept(tomasz, form):
    goals.word_on_form(form=form, goals={"goal_1": "x" * 120, "goal_9": "no item"}, at=SOON)
    assert tomasz.goals == {"goal_1": "x" * 120}


def test_goals_on_a_form_that_is_over_or_sent_are_refused(form):
    with pytest.raises(Refused):
        goals.word_on_form(form=form, goals=WORDS, at=form.expires_at + dt.timedelta(seconds=1))
    ratings.give_back(form_uuid=form.form_uuid, at=SOON)
    with pytest.raises(Refused):
        goals.word_on_form(form=form, goals=WORDS, at=SOON)


def test_a_client_who_is_not_rated_by_goals_has_none(cast):
    with pytest.raises(Refused):
        goals.word_goals(episode=cast.episode("0414"), goals=WORDS, by=cast.staff("miriam"), at=NOW)


def test_another_clinics_staff_find_no_goals(cast, tomasz):
    with pytest.raises(NotFound):
        goals.word_goals(episode=tomasz, goals=WORDS, by=cast.staff("mark"), at=NOW)


def entered(cast, episode, words, *, reading, **more):
    return paper.enter_form(
        episode=episode,
        form_uuid=more.pop("form_uuid", "11111111-1111-1111-1111-111111111111"),
        form=FilledIn(kind="outcome", completed_on=day(18, 11), own_words=words),
        reading=reading,
        by=cast.staff("miriam"),
        at=NOW,
        on=TODAY,
        **more,
    )


def test_first_goals_may_come_from_paper(cast, tomasz):
    form = entered(cast, tomasz, WORDS, reading={"goal_1": 40, "goal_2": 65.0, "goal_3": None})
    rating = form.administration
    assert rating.own_words == tomasz.goals == WORDS
    # 40 mm and 65 mm of a line of 100 mm from 0 to 10: 4.0 and 6.5, mean 5.25, half up 5.3
    assert rating.score.value == pytest.approx(5.3)
    assert {each.seconds for each in rating.answers} == {None}


def test_paper_that_says_nothing_is_about_the_goals_that_are_stored(cast, tomasz):
    goals.word_goals(episode=tomasz, goals=WORDS, by=cast.staff("miriam"), at=NOW)
    form = entered(cast, tomasz, {"goal_1": ""}, reading={"goal_1": 40, "goal_2": 65})
    assert form.administration.own_words == WORDS


def test_paper_of_another_day_does_not_change_the_goals_of_today(cast, tomasz):
    goals.word_goals(episode=tomasz, goals=WORDS, by=cast.staff("miriam"), at=NOW)
    form = entered(cast, tomasz, {"goal_1": "Eat"}, reading={"goal_1": 40, "goal_2": 65})
    assert form.administration.own_words == {"goal_1": "Eat", "goal_2": "Call my sister"}
    assert tomasz.goals == WORDS


def test_words_wait_with_the_form_for_a_second_reading(cast, tomasz):
    reading = {"goal_1": 40, "goal_2": 65, "goal_3": None}
    form = entered(cast, tomasz, WORDS, reading=reading, second_reading=True)
    assert (form.state, form.own_words, tomasz.goals) == ("waiting", WORDS, {})
    paper.read_again(paper_form=form, reading=reading, by=cast.staff("judith"), at=SOON)
    assert form.administration.own_words == tomasz.goals == WORDS
