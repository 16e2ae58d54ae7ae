"""Answers that rest on a device: whose key opens them, for how long, and what ends it."""

import datetime as dt

import pytest
from sqlalchemy import select

from outcomes.actions import devices, ratings, resting
from outcomes.actions.resting import LIFE, LONGEST, MOST
from outcomes.actions.sealing import seal
from outcomes.errors import NotFound, Refused
from outcomes.storage import Device, RestingKey, db
from tests.cast import NOW, TODAY, spread

NONCE = bytes(range(12))
BODY = "form_uuid=1&answer-feeling=3.1"
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def form(cast):
    return opened(cast, "0414")


@pytest.fixture
def device(cast):
    query = select(Device).where(Device.clinic_id == cast.staff("director").clinic_id)
    return db.session.scalars(query).one()


def opened(cast, code, kind="outcome"):
    episode = cast.episode(code)
    return ratings.open_rating(episode=episode, kind=kind, by=episode.therapist, at=NOW, on=TODAY)


def sealed_for(form, key, body=BODY, nonce=NONCE):
    return {
        "form_uuid": form.form_uuid,
        "nonce": nonce,
        "sealed": seal(body.encode(), key=key, nonce=nonce, about=form.form_uuid.encode()),
    }


def keys():
    return db.session.scalars(select(RestingKey)).all()


def test_what_was_sealed_with_the_forms_key_opens(form):
    key = resting.give_key(form=form, at=NOW)
    rested = resting.unseal(**sealed_for(form, key), at=NOW + SECOND)
    assert (rested.body, rested.form.id) == (BODY, form.id)


def test_form_shown_again_has_another_key_and_the_earlier_one_still_opens(form):
    first = sealed_for(form, resting.give_key(form=form, at=NOW))
    second = sealed_for(form, resting.give_key(form=form, at=NOW + SECOND), body="later")
    assert resting.unseal(**first, at=NOW + SECOND).body == BODY
    assert resting.unseal(**second, at=NOW + SECOND).body == "later"


def test_no_key_is_given_twice(form):
    given = {resting.give_key(form=form, at=NOW) for _ in range(5)}
    assert len(given) == 5


def test_form_has_no_more_keys_than_a_few(form):
    sent = [sealed_for(form, resting.give_key(form=form, at=NOW)) for _ in range(MOST + 1)]
    assert len(keys()) == MOST
    with pytest.raises(NotFound):
        resting.unseal(**sent[0], at=NOW)
    assert resting.unseal(**sent[1], at=NOW).body == BODY


def test_every_form_has_a_key_of_its_own(cast, form):
    other = opened(cast, "0414", kind="alliance")
    assert resting.give_key(form=form, at=NOW) != resting.give_key(form=other, at=NOW)


def test_key_opens_nothing_after_a_day(form):
    sent = sealed_for(form, resting.give_key(form=form, at=NOW))
    assert resting.unseal(**sent, at=NOW + LIFE - SECOND).body == BODY
    with pytest.raises(NotFound):
        resting.unseal(**sent, at=NOW + LIFE)


def test_old_keys_are_deleted_when_another_form_is_shown(cast, form):
    resting.give_key(form=form, at=NOW)
    other = opened(cast, "0417")
    resting.give_key(form=other, at=NOW + LIFE)
    assert [each.form_uuid for each in keys()] == [other.form_uuid]


@pytest.mark.parametrize("changed", ["nonce", "sealed", "form_uuid"])
def test_what_was_changed_on_its_way_opens_nothing(form, changed):
    sent = sealed_for(form, resting.give_key(form=form, at=NOW))
    other = {"nonce": bytes(12), "sealed": sent["sealed"][:-1] + b"x", "form_uuid": "none"}
    with pytest.raises(NotFound):
        resting.unseal(**sent | {changed: other[changed]}, at=NOW)


def test_what_was_sealed_for_another_form_opens_nothing(cast, form):
    other = opened(cast, "0414", kind="alliance")
    key, _ = resting.give_key(form=form, at=NOW), resting.give_key(form=other, at=NOW)
    sent = sealed_for(form, key) | {"form_uuid": other.form_uuid}
    with pytest.raises(NotFound):
        resting.unseal(**sent, at=NOW)


def test_more_than_a_form_can_hold_is_not_opened(form):
    key = resting.give_key(form=form, at=NOW)
    fits = sealed_for(form, key, body="a" * (LONGEST - 16))
    assert len(resting.unseal(**fits, at=NOW).body) == LONGEST - 16
    with pytest.raises(NotFound):
        resting.unseal(**sealed_for(form, key, body="a" * (LONGEST - 15)), at=NOW)


def test_what_is_no_text_is_not_opened(form):
    key = resting.give_key(form=form, at=NOW)
    about = form.form_uuid.encode()
    sealed = seal(b"\xff\xfe", key=key, nonce=NONCE, about=about)
    with pytest.raises(NotFound):
        resting.unseal(form_uuid=form.form_uuid, nonce=NONCE, sealed=sealed, at=NOW)


def test_sending_deletes_the_keys(form):
    sent = sealed_for(form, resting.give_key(form=form, at=NOW))
    answers = spread("wellbeing", 23.6)
    ratings.submit_rating(form_uuid=form.form_uuid, answers=answers, at=NOW)
    assert keys() == []
    with pytest.raises(NotFound):
        resting.unseal(**sent, at=NOW)


def test_withdrawing_deletes_the_keys(cast, form):
    resting.give_key(form=form, at=NOW)
    ratings.withdraw_rating(administration=form, by=cast.staff("miriam"), at=NOW)
    assert keys() == []


def test_giving_the_tablet_back_deletes_the_keys(form):
    resting.give_key(form=form, at=NOW)
    ratings.give_back(form_uuid=form.form_uuid, at=NOW)
    assert keys() == []


def test_handing_out_the_form_in_another_language_deletes_the_keys(cast, form):
    resting.give_key(form=form, at=NOW)
    ratings.open_rating(
        episode=form.episode,
        kind="outcome",
        by=cast.staff("miriam"),
        at=NOW,
        on=TODAY,
        language="de",
    )
    assert keys() == []


def test_taking_a_tablet_out_of_use_deletes_the_keys_of_what_was_shown_on_it(cast, form, device):
    elsewhere = opened(cast, "0417")
    resting.give_key(form=form, device=device, at=NOW)
    resting.give_key(form=elsewhere, at=NOW)
    devices.revoke(device=device, by=cast.staff("director"), at=NOW)
    assert [each.form_uuid for each in keys()] == [elsewhere.form_uuid]


def test_form_that_moves_to_another_device_gets_a_new_key(form, device):
    first = resting.give_key(form=form, device=device, at=NOW)
    sent = sealed_for(form, first)
    assert resting.give_key(form=form, at=NOW + SECOND) != first
    with pytest.raises(NotFound):
        resting.unseal(**sent, at=NOW + SECOND)


@pytest.mark.parametrize("end", ["sent", "given back"])
def test_form_that_is_not_open_gets_no_key(form, end):
    if end == "sent":
        answers = spread("wellbeing", 23.6)
        ratings.submit_rating(form_uuid=form.form_uuid, answers=answers, at=NOW)
    else:
        ratings.give_back(form_uuid=form.form_uuid, at=NOW)
    with pytest.raises(Refused):
        resting.give_key(form=form, at=NOW)
    assert keys() == []


def test_what_rests_may_come_after_the_forms_time_within_its_day(form):
    sent = sealed_for(form, resting.give_key(form=form, at=NOW))
    morning = NOW + dt.timedelta(hours=19)
    assert form.expires_at < morning
    until = resting.unseal(**sent, at=morning).until
    assert until == NOW + LIFE
    answers = spread("wellbeing", 23.6)
    with pytest.raises(Refused, match="time for this form is over"):
        ratings.submit_rating(form_uuid=form.form_uuid, answers=answers, at=morning)
    ratings.submit_rating(form_uuid=form.form_uuid, answers=answers, at=morning, until=until)
    assert form.submitted_at == morning
