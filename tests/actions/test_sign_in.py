"""Signing in: three ways to fail look alike, guessing gets slow, and nobody is locked out."""

from __future__ import annotations

import datetime as dt
import threading

import argon2
import pytest
from flask import Flask

from outcomes.actions import clinics, links, passwords, people
from outcomes.actions.sign_in import MustWait, SignInRefused, network_of, sign_in, wait_after
from outcomes.storage import AuditEvent, SignInFailures, StaffMember, db
from tests.conftest import NOW

PASSWORD = "blue kettle over seven hills"
EMAIL = "ada@harbour.example"
HOME, CAFE = "192.0.2.1", "198.51.100.7"


class CountingHasher(argon2.PasswordHasher):
    """argon2 as it is, counting how often it was asked to do its slow work."""

    count = 0

    def hash(self, password, *, salt=None):
        self.count += 1
        return super().hash(password, salt=salt)

    def verify(self, hash, password):  # noqa: A002 - the library's own name
        self.count += 1
        return super().verify(hash, password)


@pytest.fixture
def hasher(database: None) -> CountingHasher:
    hasher = CountingHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
    passwords.configure(hasher)
    return hasher


@pytest.fixture
def ada(database: None) -> StaffMember:
    made = clinics.first_director(name="Ada", email=EMAIL, clinic_name="Harbour", at=NOW)
    return links.set_password(token=made.token, password=PASSWORD, at=NOW)


def attempt(
    password: str = PASSWORD,
    *,
    email: str = EMAIL,
    network: str = HOME,
    at: dt.datetime = NOW,
) -> StaffMember:
    return sign_in(email=email, password=password, network=network, at=at)


def fail(times: int, *, at: dt.datetime = NOW, email: str = EMAIL, network: str = HOME) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            attempt("wrong wrong wrong", email=email, network=network, at=at)


def later(**by: float) -> dt.datetime:
    return NOW + dt.timedelta(**by)


def test_right_password_is_let_in_and_recorded(ada: StaffMember) -> None:
    assert attempt().id == ada.id
    last = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert (last.event, last.actor_id) == ("signed_in", ada.id)


def test_unknown_wrong_and_disabled_cannot_be_told_apart(
    ada: StaffMember, hasher: CountingHasher
) -> None:
    other = people.invite(by=ada, at=NOW, name="Ben", email="ben@harbour.example", role="therapist")
    links.set_password(token=other.token, password=PASSWORD, at=NOW)
    people.disable(by=ada, at=NOW, staff=other.staff)
    invited = people.invite(
        by=ada, at=NOW, name="Cem", email="cem@harbour.example", role="therapist"
    )
    told = []
    for email, password in [
        (EMAIL, "wrong wrong wrong"),
        ("nobody@harbour.example", PASSWORD),
        ("ben@harbour.example", PASSWORD),
        (invited.staff.email, PASSWORD),
    ]:
        hasher.count = 0
        with pytest.raises(SignInRefused) as refused:
            attempt(password, email=email)
        told.append((type(refused.value), refused.value.message, hasher.count))
    assert len(set(told)) == 1
    assert told[0][2] == 1


def test_waiting_costs_no_hash_for_known_and_unknown_alike(
    ada: StaffMember, hasher: CountingHasher
) -> None:
    for email, network in [(EMAIL, HOME), ("nobody@harbour.example", CAFE)]:
        fail(5, email=email, network=network)
        hasher.count = 0
        with pytest.raises(MustWait) as wait:
            attempt(email=email, network="203.0.113.50")
        assert hasher.count == 0
        assert wait.value.seconds == 30


def test_waits_double_up_to_fifteen_minutes() -> None:
    waits = [wait_after(failures) for failures in (4, 5, 6, 7, 8, 9, 10, 11, 99)]
    seconds = [wait and wait.total_seconds() for wait in waits]
    assert seconds == [None, 30, 60, 120, 240, 480, 900, 900, 900]


def test_right_password_works_after_the_wait_and_forgets_the_failures(ada: StaffMember) -> None:
    fail(5)
    with pytest.raises(MustWait):
        attempt(network=CAFE, at=later(seconds=29))
    assert attempt(network=CAFE, at=later(seconds=30)).id == ada.id
    fail(4, at=later(seconds=31), network="203.0.113.1")
    assert attempt(network="203.0.113.2", at=later(seconds=32)).id == ada.id


def test_waiting_is_not_counted_as_another_failure(ada: StaffMember) -> None:
    fail(5)
    for _ in range(20):
        with pytest.raises(MustWait):
            attempt(at=later(seconds=1))
    assert attempt(at=later(seconds=30)).id == ada.id


def test_one_network_waits_for_all_accounts_and_others_do_not(ada: StaffMember) -> None:
    for number in range(5):
        fail(1, email=f"guess{number}@harbour.example", network=CAFE)
    with pytest.raises(MustWait):
        attempt(network=CAFE)
    assert attempt(network=HOME).id == ada.id


def test_own_sign_ins_do_not_buy_more_guesses(ada: StaffMember) -> None:
    for number in range(4):
        fail(1, email=f"guess{number}@harbour.example", network=CAFE)
        attempt(network=CAFE)
    fail(1, email="guess5@harbour.example", network=CAFE)
    with pytest.raises(MustWait):
        attempt(network=CAFE)


def test_network_is_forgotten_after_a_quiet_hour(ada: StaffMember) -> None:
    fail(4, network=CAFE, email="guess@harbour.example")
    fail(4, network=CAFE, at=later(minutes=61), email="other@harbour.example")
    assert attempt(network=CAFE, at=later(minutes=61)).id == ada.id


def test_a_hundred_failures_in_a_row_ask_for_a_reset_and_a_reset_ends_it(
    ada: StaffMember,
) -> None:
    moment = NOW
    for number in range(100):
        fail(1, at=moment, network=f"203.0.113.{number}")
        moment += dt.timedelta(minutes=15)
    with pytest.raises(SignInRefused, match="Ask your director for a link"):
        attempt(at=moment, network=HOME)
    token = links.issue(staff=ada, purpose="reset", by="console", at=moment)
    links.set_password(token=token, password="seven lamps on a wooden pier", at=moment)
    assert attempt("seven lamps on a wooden pier", at=moment).id == ada.id


def test_unknown_address_is_told_the_same_after_a_hundred_failures(database: None) -> None:
    moment = NOW
    for number in range(100):
        fail(1, at=moment, network=f"203.0.113.{number}", email="no@harbour.example")
        moment += dt.timedelta(minutes=15)
    with pytest.raises(SignInRefused, match="Ask your director for a link"):
        attempt(at=moment, email="no@harbour.example")


def test_failures_survive_a_restart(app: Flask, tmp_path) -> None:
    from outcomes import create_app
    from tests.conftest import settings_for

    with app.app_context():
        fail(5)
    again = create_app(settings_for(tmp_path))
    with again.app_context(), pytest.raises(MustWait):
        attempt(at=later(seconds=10))


def test_tries_at_the_same_moment_cannot_pass_the_limit_together(app: Flask) -> None:
    outcomes: list[type] = []

    def guess() -> None:
        with app.app_context():
            try:
                attempt("wrong wrong wrong")
            except SignInRefused as refused:
                outcomes.append(type(refused))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(SignInRefused) == 5
    assert outcomes.count(MustWait) == 7


def test_hash_is_renewed_when_the_settings_have_changed(ada: StaffMember) -> None:
    before = ada.password_hash
    passwords.configure(argon2.PasswordHasher(memory_cost=20 * 1024, time_cost=2, parallelism=1))
    attempt()
    db.session.refresh(ada)
    assert ada.password_hash != before
    assert argon2.extract_parameters(ada.password_hash).memory_cost == 20 * 1024
    assert attempt().id == ada.id


def test_failures_hold_no_address(ada: StaffMember) -> None:
    fail(1)
    subjects = db.session.scalars(db.select(SignInFailures.subject)).all()
    assert len(subjects) == 2
    assert not any("ada" in subject for subject in subjects)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "network:192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "network:2001:db8:1:2::/64"),
        ("", "network:unknown"),
    ],
)
def test_network_is_one_ipv4_address_or_one_ipv6_line(address: str, network: str) -> None:
    assert network_of(address) == network


def test_no_staff_come_with_the_software(database: None) -> None:
    assert db.session.scalars(db.select(StaffMember)).all() == []
