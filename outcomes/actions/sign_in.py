"""Signing in, and the waiting that makes guessing slow.

A try is counted before its password is looked at and taken back when it was right. So any number
of tries at the same moment, in any number of processes, cannot slip past the limit together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress

from sqlalchemy import delete

from outcomes.actions import passwords
from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.errors import Refused
from outcomes.storage import SignInFailures, StaffMember, db
from outcomes.storage.people import staff_by_email

FREE_TRIES = 5
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(minutes=15)
RESET_AFTER = 100
FORGET_NETWORK_AFTER = dt.timedelta(hours=1)
"""A network's count starts anew after an hour without a wrong try; an account's does not."""

WRONG = "That address and password do not belong together, or the account is not in use."
NEEDS_RESET = (
    "There were too many wrong tries for this address. Ask your director for a link to set a new "
    "password."
)


class SignInRefused(Refused):
    """No sign-in. The message is the same for an unknown, a wrong and a disabled account."""


class MustWait(SignInRefused):
    """Too many wrong tries; `seconds` says how long to wait. Says nothing about the account."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"There were several wrong tries. Please wait {_in_words(seconds)}.")


def sign_in(*, email: str, password: str, network: str, at: dt.datetime) -> StaffMember:
    """The staff member whom address and password belong to.

    Args:
        network: the address the request came from.

    Raises:
        MustWait: too many wrong tries for this account or from this network; nothing was compared.
        SignInRefused: unknown, wrong or disabled; the three cannot be told apart.
    """
    subjects = (account_of(email), network_of(network))
    _count_try(subjects, at=at)
    staff = db.session.execute(staff_by_email(email)).scalar_one_or_none()
    usable = staff is not None and staff.is_active
    right = passwords.matches(staff.password_hash if usable else None, password)
    if not right:
        _record_failure(staff, at=at)
        raise SignInRefused(WRONG)
    return _let_in(staff, password, subjects, at=at)


def account_of(email: str) -> str:
    """The key under which tries for an address are counted, whether it exists or not."""
    return f"account:{hashlib.sha256(email.strip().casefold().encode()).hexdigest()}"


def network_of(address: str) -> str:
    """The key of a network: one IPv4 address, or the /64 that one IPv6 line is given."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "network:unknown"
    if ip.version == 6:
        return f"network:{ipaddress.ip_network((ip, 64), strict=False)}"
    return f"network:{ip}"


def forget_failures(email: str) -> None:
    """Start the count of an account anew, inside the action that proved who its owner is."""
    _forget((account_of(email),))


def wait_after(failures: int) -> dt.timedelta | None:
    """How long the next try waits: nothing below 5, then 30 s, doubling, at most 15 minutes."""
    if failures < FREE_TRIES:
        return None
    doublings = min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


def _count_try(subjects: tuple[str, str], *, at: dt.datetime) -> None:
    with writing() as session:
        rows = [_row(subject, at=at) for subject in subjects]
        if rows[0].failures >= RESET_AFTER:
            raise SignInRefused(NEEDS_RESET)
        waits = [row.wait_until for row in rows if row.wait_until and row.wait_until > at]
        if waits:
            raise MustWait(-int((at - max(waits)) // dt.timedelta(seconds=1)))
        for row in rows:
            _set_failures(row, row.failures + 1, at=at)
        session.flush()


def _row(subject: str, *, at: dt.datetime) -> SignInFailures:
    found = db.session.get(SignInFailures, subject)
    if found is None:
        found = SignInFailures(subject=subject, failures=0, last_at=at)
        db.session.add(found)
    elif subject.startswith("network:") and at - found.last_at > FORGET_NETWORK_AFTER:
        found.failures = 0
    return found


def _set_failures(row: SignInFailures, failures: int, *, at: dt.datetime) -> None:
    wait = wait_after(failures)
    row.failures = failures
    row.last_at = at
    row.wait_until = at + wait if wait else None


def _forget(subjects: tuple[str, ...]) -> None:
    with writing() as session:
        session.execute(delete(SignInFailures).where(SignInFailures.subject.in_(subjects)))


def _let_in(
    staff: StaffMember, password: str, subjects: tuple[str, str], *, at: dt.datetime
) -> StaffMember:
    # Hashing is slow on purpose, so it happens before the write lock is taken.
    fresh = passwords.hash_of(password) if passwords.is_outdated(staff.password_hash) else None
    with writing():
        if not staff.is_active:
            raise SignInRefused(WRONG)
        _forget((subjects[0],))
        network = _row(subjects[1], at=at)
        # Only the try that turned out right is taken back: a network keeps its wrong ones, or
        # anybody with one account could guess at all the others without ever waiting.
        _set_failures(network, max(network.failures - 1, 0), at=at)
        if fresh:
            staff.password_hash = fresh
        record("signed_in", by=staff, at=at, about=("staff", staff.id))
    return staff


def _record_failure(staff: StaffMember | None, *, at: dt.datetime) -> None:
    known = staff is not None
    record(
        "sign_in_failed",
        by="nobody",
        at=at,
        about=("staff", staff.id) if known else None,
        clinic_id=staff.clinic_id if known else None,
    )


def _in_words(seconds: int) -> str:
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
