"""Forms on paper: entered once, read twice where asked, and counted in their own session."""

import datetime as dt

import pytest

from outcomes.actions import paper, ratings
from outcomes.actions.paper import FilledIn
from outcomes.errors import AnswerError, Conflict, Refused
from outcomes.storage import (
    Administration,
    AuditEvent,
    PaperForm,
    PaperReading,
    Signal,
    TherapySession,
    db,
)
from tests import cast as story

FOUR = {"feeling": 43.0, "close": 51.5, "days": 38.0, "life": 40.0}
"""4.3 + 5.2 + 3.8 + 4.0 = 17.3, by hand."""
PHQ9 = {f"q{number}": 1.0 for number in range(1, 9)} | {"q9": 0.0}
UUID = "3f0a1c5e-6c1b-4b7e-9a57-0d1f2f9f8a01"


def enter(cast, code="0417", *, by="miriam", reading=FOUR, **changes):
    form = {"kind": "outcome", "completed_on": story.TODAY}
    form |= {name: changes.pop(name) for name in list(changes) if name in FilledIn.__annotations__}
    sent = {
        "episode": cast.episode(code),
        "form_uuid": UUID,
        "form": FilledIn(**form),
        "reading": reading,
        "by": cast.staff(by),
        "at": story.NOW,
        "on": story.TODAY,
    }
    return paper.enter_form(**sent | changes)


def rating_of(form: PaperForm) -> Administration:
    return db.session.get(Administration, form.administration_id)


def events(name: str) -> list[AuditEvent]:
    return list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.event == name)))


def count(model) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_form_of_today_becomes_the_rating_of_todays_session(cast) -> None:
    form = enter(cast)
    rating = rating_of(form)
    assert form.state == "counted"
    assert rating.score.value == pytest.approx(17.3)
    assert rating.therapy_session.held_on == story.TODAY
    assert rating.therapy_session.attendance == "attended"
    assert rating.device_class == "paper"
    assert {each.input_kind for each in rating.answers} == {"paper"}
    assert {each.item_id: each.value for each in rating.answers} == {
        "feeling": 4.3, "close": 5.2, "days": 3.8, "life": 4.0,
    }  # fmt: skip
    assert rating.submitted_at == story.NOW
    [event] = events("paper_form_counted")
    assert event.actor_id == cast.staff("miriam").id


def test_form_of_a_past_day_joins_the_session_held_then(cast) -> None:
    """Jonas came on 29 October and was not rated, because there was no time."""
    before = count(TherapySession)
    rating = rating_of(enter(cast, completed_on=story.day(29, 10)))
    assert rating.therapy_session.number == 5
    assert count(TherapySession) == before


def test_form_of_a_day_without_a_session_makes_it_and_the_numbers_follow(cast) -> None:
    rating = rating_of(enter(cast, completed_on=story.day(14, 10)))
    assert rating.therapy_session.number == 4
    numbers = [each.number for each in cast.episode("0417").sessions if each.number]
    assert sorted(numbers) == list(range(1, 9))


def test_rated_session_is_not_rated_again_unless_it_was_a_second_one(cast) -> None:
    with pytest.raises(Refused, match="rated already"):
        enter(cast, completed_on=story.day(12, 11))
    assert count(PaperForm) == 0
    again = enter(cast, completed_on=story.day(12, 11), second_session=True)
    assert rating_of(again).therapy_session.held_on == story.day(12, 11)


def test_page_sent_twice_stores_one_form(cast) -> None:
    first, second = enter(cast), enter(cast)
    assert first.id == second.id
    assert (count(PaperForm), count(PaperReading)) == (1, 1)
    assert len(events("paper_form_entered")) == 1


def test_page_sent_twice_with_other_answers_is_a_conflict(cast) -> None:
    enter(cast)
    with pytest.raises(Conflict):
        enter(cast, reading=FOUR | {"life": 41.0})


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (story.TODAY + dt.timedelta(days=1), "still to come"),
        (dt.date(2026, 1, 1), "before the episode began"),
    ],
)
def test_impossible_days_are_refused(cast, day, words) -> None:
    with pytest.raises(Refused, match=words):
        enter(cast, completed_on=day, second_reading=True)
    assert count(PaperForm) == 0


@pytest.mark.parametrize(
    "reading",
    [
        FOUR | {"feeling": 100.1},
        FOUR | {"feeling": -1},
        FOUR | {"mood": 4.0},
        FOUR | {"feeling": "many"},
        FOUR | {"feeling": float("nan")},
        dict.fromkeys(FOUR),
        {},
    ],
)
def test_impossible_answers_are_refused_and_nothing_is_stored(cast, reading) -> None:
    events_before = count(AuditEvent)
    with pytest.raises(AnswerError) as refused:
        enter(cast, reading=reading)
    assert refused.value.problems
    assert (count(PaperForm), count(AuditEvent)) == (0, events_before)


def test_missing_answer_is_stored_with_the_reason_why_there_is_no_total(cast) -> None:
    rating = rating_of(enter(cast, reading=FOUR | {"life": None}))
    assert rating.score.value is None
    assert "3 of 4" in rating.score.reason


def test_form_that_waits_for_its_second_reading_does_not_count(cast) -> None:
    form = enter(cast, second_reading=True)
    assert (form.state, form.administration_id) == ("waiting", None)
    planned = cast.episode("0417").sessions[-1]
    assert (planned.held_on, planned.attendance) == (story.TODAY, "planned")


def test_setting_of_the_clinic_asks_for_two_readings_of_every_form(cast) -> None:
    director = cast.staff("director")
    paper.ask_second_readings(clinic=director.clinic, asked=True, by=director, at=story.NOW)
    assert enter(cast).state == "waiting"
    assert events("second_readings_set")[0].facts == {"asked": True}


def again(cast, form, reading, *, by="reception"):
    return paper.read_again(paper_form=form, reading=reading, by=cast.staff(by), at=story.NOW)


def test_readings_within_2_mm_agree_and_the_first_one_counts(cast) -> None:
    form = enter(cast, second_reading=True)
    found = again(cast, form, FOUR | {"feeling": 45.0, "days": 36.5})
    assert found == ()
    assert form.state == "counted"
    assert rating_of(form).score.value == pytest.approx(17.3)


def test_second_reading_needs_another_person(cast) -> None:
    form = enter(cast, second_reading=True)
    with pytest.raises(Refused, match="Another person"):
        again(cast, form, FOUR, by="miriam")
    assert form.state == "waiting"


def test_differing_readings_are_settled_before_the_form_counts(cast) -> None:
    form = enter(cast, second_reading=True)
    found = again(cast, form, FOUR | {"feeling": 34.0, "life": None})
    assert [each.item_id for each in found] == ["feeling", "life"]
    assert (form.state, form.administration_id) == ("differing", None)
    with pytest.raises(Refused, match="every difference"):
        settle(cast, form, {"feeling": 43.0})
    settle(cast, form, {"feeling": 34.0, "life": 40.0})
    answers = {each.item_id: each.value for each in rating_of(form).answers}
    assert answers == {"feeling": 3.4, "close": 5.2, "days": 3.8, "life": 4.0}
    assert [each.number for each in form.readings] == [1, 2, 3]
    assert events("paper_form_settled")[0].facts == {"differences": 2}


def settle(cast, form, settled):
    return paper.settle(paper_form=form, settled=settled, by=cast.staff("miriam"), at=story.NOW)


def test_facts_of_the_audit_hold_no_answers(cast) -> None:
    form = enter(cast, second_reading=True)
    again(cast, form, FOUR | {"feeling": 34.0})
    settle(cast, form, {"feeling": 34.0})
    facts = [event.facts for event in db.session.scalars(db.select(AuditEvent))]
    assert not any(34.0 in each.values() or 43.0 in each.values() for each in facts)


def test_risk_answer_never_waits_for_a_second_reading(cast) -> None:
    before = count(Signal)
    form = enter(cast, "0431", reading=PHQ9 | {"q9": 1.0}, second_reading=True)
    assert form.state == "counted"
    risks = db.session.scalars(
        db.select(Signal).where(Signal.administration_id == form.administration_id)
    ).all()
    assert "risk" in {each.kind for each in risks}
    assert count(Signal) > before
    assert events("paper_form_entered")[0].facts["second_reading"] is False


def test_second_reading_can_be_given_up(cast) -> None:
    form = enter(cast, second_reading=True)
    paper.count_first_reading(paper_form=form, by=cast.staff("miriam"), at=story.NOW)
    assert form.state == "counted"
    assert len(events("second_reading_given_up")) == 1
    with pytest.raises(Refused):
        again(cast, form, FOUR)


def test_form_of_another_client_is_discarded_before_it_counts(cast) -> None:
    form = enter(cast, second_reading=True)
    paper.discard(paper_form=form, by=cast.staff("miriam"), at=story.NOW)
    assert form.state == "discarded"
    with pytest.raises(Refused, match="counts already"):
        paper.discard(paper_form=form, by=cast.staff("miriam"), at=story.NOW)


def test_rating_made_meanwhile_keeps_the_form_waiting(cast) -> None:
    form = enter(cast, second_reading=True)
    story.rate(cast.episode("0417"), on=story.TODAY, by=cast.staff("miriam"), total=18.0)
    with pytest.raises(Refused, match="rated already"):
        again(cast, form, FOUR)
    assert db.session.get(PaperForm, form.id).state == "waiting"
    assert count(PaperReading) == 1


def test_form_counted_by_mistake_is_withdrawn_like_any_rating(cast) -> None:
    form = enter(cast)
    ratings.withdraw_rating(administration=rating_of(form), by=cast.staff("miriam"), at=story.NOW)
    anew = enter(cast, form_uuid=UUID.replace("3f", "4f"))
    assert anew.state == "counted"
