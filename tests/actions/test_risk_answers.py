"""Risk answers: who is on duty, acknowledging, and the clock that escalates. Mei's came on Monday
16 November at 10:01; the story's moment is Thursday 19 November, 13:52."""

import datetime as dt

import pytest
from sqlalchemy import select

from outcomes.actions import people, responses, risk_answers
from outcomes.errors import Refused
from outcomes.storage import AuditEvent, RiskSettings, Supervision, db
from outcomes.storage.risk_answers import hours_of
from tests.cast import NOW, TODAY, at, day

CAME = at(day(16, 11), "10:01")
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def risk(cast):
    return cast.signal("0431", kind="risk")


def settle(cast, *, contact=None, hours=24):
    contact = cast.staff(contact) if contact else None
    risk_answers.set_risk_settings(
        contact=contact, hours=hours, by=cast.staff("director"), at=at(day(16, 11), "09:00")
    )


def acknowledge(cast, risk, *, by="samir", when=NOW, action="talked_with_client"):
    return risk_answers.acknowledge(
        signal=risk, action=action, by=cast.staff(by), at=when, on=when.date()
    )


def noted(cast, when):
    clinic = cast.staff("samir").clinic
    return risk_answers.note_escalations(clinic=clinic, by="console", at=when)


def mails(cast, when):
    clinic = cast.staff("samir").clinic
    return [each.staff.name for each in risk_answers.to_mail(clinic=clinic, at=when)]


def events(name):
    return db.session.scalars(select(AuditEvent).filter_by(event=name)).all()


def test_nobody_is_on_duty_and_a_day_is_the_time_until_a_director_says_otherwise(cast):
    assert db.session.scalars(select(RiskSettings)).all() == []
    assert hours_of(cast.staff("samir").clinic_id) == 24


def test_a_director_sets_who_is_on_duty_and_the_time(cast):
    settle(cast, contact="judith", hours=8)
    [kept] = db.session.scalars(select(RiskSettings)).all()
    assert (kept.duty_contact_id, kept.hours) == (cast.staff("judith").id, 8)
    [event] = events("risk_settings_set")
    assert event.facts == {"duty_contact": cast.staff("judith").id, "hours": 8}


@pytest.mark.parametrize("contact", ["reception", "director", "mark"])
def test_only_clinical_staff_of_the_clinic_can_be_on_duty(cast, contact):
    with pytest.raises(Refused) as refused:
        settle(cast, contact=contact)
    assert len(refused.value.problems) == 1


@pytest.mark.parametrize("hours", [0, -1, 169])
def test_the_time_is_from_an_hour_to_a_week(cast, hours):
    with pytest.raises(Refused, match="cannot be kept"):
        settle(cast, hours=hours)


def test_an_answer_is_escalated_once_its_time_is_over_and_written_down_once(cast, risk):
    assert noted(cast, CAME + 24 * HOUR - dt.timedelta(seconds=1)) == 0
    assert noted(cast, CAME + 24 * HOUR) == 1
    assert noted(cast, NOW) == 0
    assert [each.event for each in risk.events] == ["opened", "escalated"]
    assert risk.events[-1].evidence == {"hours": 24, "to": [cast.staff("ingrid").id]}
    [event] = events("risk_answer_escalated")
    assert (event.actor_kind, event.object_id) == ("console", str(risk.id))
    assert event.clinic_id == cast.staff("samir").clinic_id


def test_the_clinic_own_time_counts_at_once(cast):
    settle(cast, hours=2)
    assert noted(cast, CAME + 2 * HOUR) == 1


def test_without_a_supervisor_it_goes_to_whoever_is_on_duty(cast, risk):
    end_supervision(cast, "samir")
    settle(cast, contact="judith")
    noted(cast, NOW)
    assert risk.events[-1].evidence["to"] == [cast.staff("judith").id]


def test_without_anybody_it_is_written_down_all_the_same(cast, risk):
    end_supervision(cast, "samir")
    noted(cast, NOW)
    assert risk.events[-1].evidence["to"] == []


def test_a_supervisor_who_cannot_sign_in_is_nobody_to_ask(cast, risk):
    people.disable(by=cast.staff("director"), at=NOW, staff=cast.staff("ingrid"))
    settle(cast, contact="judith")
    noted(cast, NOW)
    assert risk.events[-1].evidence["to"] == [cast.staff("judith").id]


def test_acknowledging_settles_it_and_nothing_is_escalated(cast, risk):
    acknowledge(cast, risk, by="judith", when=CAME + HOUR)
    assert risk.closed_because == "acknowledged"
    assert risk.responses[-1].responded_by.name == "Judith Okoye"
    assert noted(cast, NOW) == 0


def test_it_is_acknowledged_once(cast, risk):
    acknowledge(cast, risk)
    with pytest.raises(Refused, match="in the meantime"):
        acknowledge(cast, risk, by="judith")


def test_the_clock_stands_still_while_it_is_acknowledged(cast, risk):
    """Twenty hours until it was acknowledged; taken back two days later, four are left."""
    response = acknowledge(cast, risk, when=CAME + 20 * HOUR)
    undone = CAME + 68 * HOUR
    responses.undo_response(response=response, by=cast.staff("samir"), at=undone, on=undone.date())
    assert noted(cast, undone + 4 * HOUR - dt.timedelta(seconds=1)) == 0
    assert noted(cast, undone + 4 * HOUR) == 1


def test_what_had_been_escalated_is_again_and_is_written_down_and_mailed_again(cast, risk):
    noted(cast, CAME + 24 * HOUR)
    claim_all(cast, CAME + 24 * HOUR)
    response = acknowledge(cast, risk, by="ingrid", when=CAME + 30 * HOUR)
    responses.undo_response(response=response, by=cast.staff("ingrid"), at=NOW, on=TODAY)
    assert mails(cast, NOW) == ["Ingrid Solberg"]
    assert noted(cast, NOW) == 1
    assert [each.event for each in risk.events] == [
        "opened", "escalated", "closed", "reopened", "escalated",
    ]  # fmt: skip


def test_one_mail_to_the_supervisor_about_each_answer(cast, risk):
    assert mails(cast, CAME + 23 * HOUR) == []
    assert mails(cast, CAME + 24 * HOUR) == ["Ingrid Solberg"]
    claim_all(cast, CAME + 24 * HOUR)
    assert mails(cast, NOW) == []
    [event] = events("risk_answers_mailed")
    assert event.facts == {"signals": [risk.id]}


def test_two_runs_at_once_send_one_mail(cast, risk):
    clinic = cast.staff("samir").clinic
    first, second = (risk_answers.to_mail(clinic=clinic, at=NOW)[0] for _ in range(2))
    assert risk_answers.claim_mail(recipient=first, at=NOW)
    assert not risk_answers.claim_mail(recipient=second, at=NOW)


def test_a_mail_that_could_not_be_sent_is_tried_again(cast):
    [recipient] = risk_answers.to_mail(clinic=cast.staff("samir").clinic, at=NOW)
    risk_answers.claim_mail(recipient=recipient, at=NOW)
    risk_answers.release_mail(recipient=recipient, at=NOW)
    assert mails(cast, NOW) == ["Ingrid Solberg"]


def test_nobody_is_mailed_about_an_answer_that_was_acknowledged_meanwhile(cast, risk):
    [recipient] = risk_answers.to_mail(clinic=cast.staff("samir").clinic, at=NOW)
    acknowledge(cast, risk)
    assert not risk_answers.claim_mail(recipient=recipient, at=NOW)


def claim_all(cast, when):
    for recipient in risk_answers.to_mail(clinic=cast.staff("samir").clinic, at=when):
        risk_answers.claim_mail(recipient=recipient, at=when)


def end_supervision(cast, therapist):
    query = select(Supervision).filter_by(therapist_id=cast.staff(therapist).id)
    people.end_supervision(
        by=cast.staff("director"),
        at=CAME,
        supervision_id=db.session.scalars(query).one().id,
        ended_on=CAME.date(),
    )
