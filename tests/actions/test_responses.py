"""Responding to a signal, taking a response back, acknowledging a risk answer."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from outcomes.actions import responses
from outcomes.errors import NotFound, Refused
from outcomes.storage import AuditEvent, Response, db
from tests.cast import NOW, TODAY, day

LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def aylin(cast):
    """Not on track since 17 November, nobody has answered."""
    return cast.signal("0388")


def respond(cast, signal, *, at=NOW, by="miriam", **answer):
    answer = {"action": "talked_with_client", "domain": "goals"} | answer
    return responses.respond(signal=signal, by=cast.staff(by), at=at, on=TODAY, **answer)


def test_a_response_makes_the_signal_quiet(cast, aylin):
    response = respond(cast, aylin, look_again="next_session", note="She wants to slow down.")
    assert not aylin.asking
    assert aylin.is_open
    assert (response.score_then, response.responded_on) == (15.9, TODAY)


def test_a_response_is_recorded_without_its_words(cast, aylin):
    response = respond(cast, aylin, note="She wants to slow down.")
    event = db.session.scalars(
        select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)
    ).one()
    assert event.event == "response_recorded"
    assert event.facts == {"response": response.id, "action": "talked_with_client"}


def test_an_alliance_signal_is_measured_by_the_outcome_at_it(cast):
    response = respond(cast, cast.signal("0417", kind="alliance"), domain="alliance")
    assert response.score_then == pytest.approx(16.4)


def test_a_false_alarm_says_why(cast, aylin):
    with pytest.raises(Refused) as caught:
        respond(cast, aylin, action="false_alarm", detail="  ")
    assert caught.value.problems == ("Say in one line why it was a false alarm.",)
    assert aylin.asking
    respond(cast, aylin, action="false_alarm", detail="flu that week")
    assert not aylin.asking


def test_everything_that_is_missing_is_said_at_once(cast, aylin):
    with pytest.raises(Refused) as caught:
        respond(cast, aylin, action="waited", domain="weather", look_again="at_date")
    assert len(caught.value.problems) == 3


def test_a_date_to_look_again_lies_ahead(cast, aylin):
    with pytest.raises(Refused, match="lies ahead"):
        respond(cast, aylin, look_again="at_date", remind_on=TODAY)


def test_remind_me_means_the_next_session_where_nothing_else_is_said(cast, aylin):
    assert respond(cast, aylin, action="remind_me", domain=None).look_again == "next_session"


def test_a_double_tap_is_one_response(cast, aylin):
    first = respond(cast, aylin)
    assert respond(cast, aylin, at=NOW + dt.timedelta(seconds=2)).id == first.id
    assert respond(cast, aylin, at=LATER).id != first.id


def test_taking_a_response_back_lets_the_signal_ask_as_before(cast, aylin):
    response = respond(cast, aylin)
    responses.undo_response(response=response, by=cast.staff("miriam"), at=LATER, on=TODAY)
    assert aylin.asking
    assert aylin.asking_since == day(10, 11)
    assert response.undone_at == LATER
    assert (
        db.session.scalar(
            select(func.count()).select_from(Response).where(Response.signal_id == aylin.id)
        )
        == 1
    )
    with pytest.raises(Refused, match="already"):
        responses.undo_response(response=response, by=cast.staff("miriam"), at=LATER, on=TODAY)


def test_taking_the_second_response_back_leaves_the_first(cast, aylin):
    respond(cast, aylin)
    second = respond(cast, aylin, at=LATER, action="consulted")
    responses.undo_response(response=second, by=cast.staff("miriam"), at=LATER, on=TODAY)
    assert not aylin.asking


def test_another_clinics_staff_find_no_signal(cast, aylin):
    with pytest.raises(NotFound):
        respond(cast, aylin, by="mark")
    assert aylin.asking


def test_a_risk_answer_is_acknowledged_with_what_was_done(cast):
    risk = cast.signal("0431", kind="risk")
    with pytest.raises(Refused, match="acknowledged"):
        respond(cast, risk, by="samir")
    responses.acknowledge_risk(
        signal=risk,
        action="talked_with_client",
        by=cast.staff("samir"),
        at=NOW,
        on=TODAY,
        note="Safety plan made.",
    )
    assert risk.closed_because == "acknowledged"
    assert [each.event for each in risk.events] == ["opened", "closed"]


def test_a_risk_answer_cannot_be_put_off(cast):
    risk = cast.signal("0431", kind="risk")
    with pytest.raises(Refused, match="put off"):
        responses.acknowledge_risk(
            signal=risk, action="remind_me", by=cast.staff("samir"), at=NOW, on=TODAY
        )
    assert risk.asking


def test_taking_an_acknowledgement_back_puts_the_risk_answer_in_its_queue_again(cast):
    risk = cast.signal("0431", kind="risk")
    response = responses.acknowledge_risk(
        signal=risk, action="consulted", by=cast.staff("samir"), at=NOW, on=TODAY
    )
    responses.undo_response(response=response, by=cast.staff("samir"), at=LATER, on=TODAY)
    assert risk.is_open
    assert risk.asking
    assert [each.event for each in risk.events] == ["opened", "closed", "reopened"]


def test_a_reminder_date_asks_again_when_it_comes(cast, aylin):
    in_a_week = TODAY + dt.timedelta(weeks=1)
    respond(cast, aylin, look_again="at_date", remind_on=in_a_week)
    assert responses.ask_due_again(by="console", at=LATER, on=TODAY) == 0
    assert responses.ask_due_again(by="console", at=LATER, on=in_a_week) == 1
    assert aylin.asking
    assert aylin.asking_since == in_a_week
    assert responses.ask_due_again(by="console", at=LATER, on=in_a_week) == 0


def test_an_undone_reminder_asks_nothing(cast, aylin):
    in_a_week = TODAY + dt.timedelta(weeks=1)
    first = respond(cast, aylin, look_again="at_date", remind_on=in_a_week)
    responses.undo_response(response=first, by=cast.staff("miriam"), at=LATER, on=TODAY)
    respond(cast, aylin, at=LATER, action="consulted")
    assert responses.ask_due_again(by="console", at=LATER, on=in_a_week) == 0
