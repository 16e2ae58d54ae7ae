"""One-time links: whoever holds one may set one person's password, once, for 30 minutes."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import select, update

from outcomes.actions import passwords
from outcomes.actions.audit import record
from outcomes.actions.sessions import end_all_of, hash_of
from outcomes.actions.sign_in import forget_failures
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import OneTimeLink, StaffMember, db

LIFE = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Holder:
    """Whose password a link may set, and what the link was made for."""

    staff: StaffMember
    purpose: str


class PasswordRefused(Refused):
    """The new password is not good enough; `problems` says why."""


def issue(*, staff: StaffMember, purpose: str, by: StaffMember | str, at: dt.datetime) -> str:
    """Make a link for a person and return its token, the only time it is known.

    Every older link of the person is dead from now on.
    """
    token = secrets.token_urlsafe(32)
    with writing() as session:
        _spend_all_of(staff, at=at)
        session.add(
            OneTimeLink(
                token_hash=hash_of(token),
                clinic_id=staff.clinic_id,
                staff_id=staff.id,
                purpose=purpose,
                created_at=at,
                expires_at=at + LIFE,
            )
        )
        record(
            "link_issued",
            by=by,
            at=at,
            about=("staff", staff.id),
            clinic_id=staff.clinic_id,
            facts={"purpose": purpose},
        )
    return token


def holder_of(token: str, *, at: dt.datetime) -> Holder:
    """The person whose password this link may set. Changes nothing: mail scanners open links.

    Raises:
        NotFound: the link is unknown, used, replaced or older than 30 minutes.
    """
    query = (
        select(StaffMember, OneTimeLink.purpose)
        .join(OneTimeLink, OneTimeLink.staff_id == StaffMember.id)
        .where(
            OneTimeLink.token_hash == hash_of(token),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > at,
            StaffMember.disabled_at.is_(None),
        )
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound("link")
    return Holder(*found)


def set_password(*, token: str, password: str, at: dt.datetime) -> StaffMember:
    """Set the password of the link's holder; the link and all the person's sessions end.

    Raises:
        NotFound: the link cannot be used (any more).
        PasswordRefused: with the reasons; the link stays good.
    """
    staff = holder_of(token, at=at).staff
    problems = passwords.problems_with(password, names=_names_around(staff))
    if problems:
        raise PasswordRefused("Please choose another password.", problems=problems)
    hashed = passwords.hash_of(password)
    with writing():
        staff = holder_of(token, at=at).staff
        staff.password_hash = hashed
        _spend_all_of(staff, at=at)
        end_all_of(staff)
        forget_failures(staff.email)
        record("password_set", by=staff, at=at, about=("staff", staff.id))
    return staff


def _names_around(staff: StaffMember) -> list[str]:
    return [staff.name, staff.email, staff.email.split("@")[0], staff.clinic.name]


def _spend_all_of(staff: StaffMember, *, at: dt.datetime) -> None:
    unused = OneTimeLink.staff_id == staff.id, OneTimeLink.used_at.is_(None)
    with writing() as session:
        session.execute(update(OneTimeLink).where(*unused).values(used_at=at))
