"""Whom a risk answer waits for. Being on duty opens the answer and nothing else of the record."""

import datetime as dt

import pytest
from flask import Flask

from outcomes.access import (
    Permission,
    fetch,
    fetch_risk_answer,
    overdue_risk_answers,
    take_sightings,
    visible,
    waiting_risk_answers,
)
from outcomes.actions import people, risk_answers
from outcomes.errors import NotFound
from outcomes.storage import Client, Episode, Response, Signal, db
from tests.cast import NOW, TODAY, Cast, at, day

CAME = at(day(16, 11), "10:01")
SOON, LATE = CAME + dt.timedelta(hours=23), CAME + dt.timedelta(hours=24)
MOMENTS = {"soon": SOON, "late": LATE}


@pytest.fixture
def cast(harbour: Flask):
    """Samir's client Mei has given a risk answer; Judith is on duty."""
    with harbour.app_context():
        found = Cast()
        risk_answers.set_risk_settings(
            contact=found.staff("judith"), hours=24, by=found.staff("director"), at=CAME
        )
        yield found
        db.session.remove()


def sees(cast, who, when) -> bool:
    found = waiting_risk_answers(cast.staff(who), at=when, on=when.date())
    return bool(db.session.scalars(found).unique().all())


SEES = {
    "samir": ("soon", "late"),  # the therapist
    "judith": ("soon", "late"),  # on duty
    "ingrid": ("late",),  # supervises Samir
    "tomas": (),  # supervises others
    "miriam": (),
    "director": (),
    "reception": (),
    "mark": (),  # another clinic
}


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("who", SEES)
def test_a_risk_answer_waits_for_therapist_and_duty_and_later_for_the_supervisor(cast, who, when):
    assert sees(cast, who, MOMENTS[when]) is (when in SEES[who])


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("who", SEES)
def test_what_is_listed_can_be_fetched_and_nothing_else(cast, who, when):
    number, moment = cast.signal("0431", kind="risk").id, MOMENTS[when]
    if when in SEES[who]:
        assert fetch_risk_answer(cast.staff(who), number, at=moment, on=moment.date()).id == number
        return
    with pytest.raises(NotFound):
        fetch_risk_answer(cast.staff(who), number, at=moment, on=moment.date())


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("model", [Episode, Client, Signal])
def test_being_on_duty_opens_no_record(cast, permission, model):
    judith, mei = cast.staff("judith"), cast.episode("0431")
    ids = {Episode: mei.id, Client: mei.client_id, Signal: cast.signal("0431", kind="risk").id}
    with pytest.raises(NotFound):
        fetch(judith, permission, model, ids[model], on=TODAY)
    assert mei not in db.session.scalars(visible(judith, permission, on=TODAY)).all()


def test_every_look_at_one_says_by_what_relationship(cast):
    number = cast.signal("0431", kind="risk").id
    for who in ("samir", "judith", "ingrid"):
        fetch_risk_answer(cast.staff(who), number, at=LATE, on=LATE.date())
    found = [(each.kind, each.id, each.relationship) for each in take_sightings()]
    assert found == [
        ("risk_answer", number, "therapist"),
        ("risk_answer", number, "duty_contact"),
        ("risk_answer", number, "supervisor"),
    ]


def test_an_outcome_signal_is_no_risk_answer(cast):
    number = cast.signal("0417").id
    with pytest.raises(NotFound):
        fetch_risk_answer(cast.staff("miriam"), number, at=NOW, on=TODAY)


def test_an_acknowledged_one_has_left_every_queue(cast):
    risk = cast.signal("0431", kind="risk")
    response = risk_answers.acknowledge(
        signal=risk, action="consulted", by=cast.staff("judith"), at=LATE, on=LATE.date()
    )
    assert not any(sees(cast, who, NOW) for who in SEES)
    for who in ("judith", "samir", "ingrid"):
        found = fetch(cast.staff(who), Permission.HANDLE_RISK, Response, response.id, on=TODAY)
        assert found.id == response.id
    for other in ("miriam", "tomas", "director", "reception", "mark"):
        with pytest.raises(NotFound):
            fetch(cast.staff(other), Permission.HANDLE_RISK, Response, response.id, on=TODAY)


def test_what_was_said_of_an_outcome_signal_is_no_acknowledgement(cast):
    [given] = cast.signal("0352").responses
    with pytest.raises(NotFound):
        fetch(cast.staff("miriam"), Permission.HANDLE_RISK, Response, given.id, on=TODAY)


def test_whoever_cannot_sign_in_any_more_is_not_on_duty(cast):
    people.disable(by=cast.staff("director"), at=CAME, staff=cast.staff("judith"))
    assert not sees(cast, "judith", NOW)


def test_only_a_director_can_count_what_is_overdue(cast):
    counts = {
        who: len(db.session.scalars(overdue_risk_answers(cast.staff(who), at=NOW)).unique().all())
        for who in ("director", "other_director", "samir", "ingrid", "reception")
    }
    assert counts == {"director": 1, "other_director": 0, "samir": 0, "ingrid": 0, "reception": 0}
    before = overdue_risk_answers(cast.staff("director"), at=SOON)
    assert db.session.scalars(before).unique().all() == []
