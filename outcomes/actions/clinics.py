"""A new clinic, and its first director: both begin at the console, the second ends on a page."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from outcomes.actions import links
from outcomes.actions.audit import record
from outcomes.actions.people import Invitation, new_staff, tidy_email, tidy_name
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import Clinic, StaffMember, db
from outcomes.storage.people import first_clinic, staff_by_email, waiting_director

LINK_HOURS = range(1, 14 * 24 + 1)
UNKNOWN = "director@set-up.invalid"
"""Address of a first director who has not said yet who they are."""


def new_clinic(
    *, name: str, at: dt.datetime, time_zone: str = "UTC", invented: bool = False
) -> Clinic:
    """A clinic with nobody in it.

    Args:
        time_zone: a name such as ``Europe/Vienna``.
        invented: the demonstration clinic.

    Raises:
        Refused: the name is missing, the time zone unknown, or invented and real people would
            share a database.
    """
    _check_time_zone(time_zone)
    with writing() as session:
        others = select(Clinic.id).where(Clinic.invented.is_not(invented)).limit(1)
        if session.execute(others).first():
            raise Refused(
                "Invented and real people are never mixed. This clinic needs a database of its own."
            )
        clinic = Clinic(name=tidy_name(name), time_zone=time_zone, invented=invented, created_at=at)
        session.add(clinic)
        session.flush()
        about = ("clinic", clinic.id)
        record("clinic_added", by="console", at=at, clinic_id=clinic.id, about=about)
    return clinic


def first_director(
    *,
    at: dt.datetime,
    name: str = "Director",
    email: str = UNKNOWN,
    clinic_name: str = "New practice",
    time_zone: str = "UTC",
) -> Invitation:
    """A one-time link for the first person of a clinic; again, as long as nobody has used it.

    Raises:
        Refused: somebody can sign in already, so people are invited from inside.
    """
    with writing() as session:
        if somebody_can_sign_in():
            raise Refused("Somebody can sign in already. People are invited from inside.")
        clinic = session.execute(first_clinic()).scalar_one_or_none()
        if clinic is None:
            clinic = new_clinic(name=clinic_name, time_zone=time_zone, at=at)
        staff = session.execute(waiting_director()).scalar_one_or_none()
        if staff is not None and email != UNKNOWN:
            staff.name, staff.email = tidy_name(name), tidy_email(email)
        if staff is None:
            staff = new_staff(clinic=clinic, name=name, email=email, role="director", at=at)
            about = ("staff", staff.id)
            record("staff_invited", by="console", at=at, clinic_id=clinic.id, about=about)
        token = links.issue(staff=staff, purpose="first_director", by="console", at=at)
    return Invitation(staff, token)


def set_up(
    *,
    token: str,
    at: dt.datetime,
    clinic_name: str,
    time_zone: str,
    name: str,
    email: str,
    password: str,
) -> StaffMember:
    """The first director says who they are, and names the clinic; all of it or nothing.

    Raises:
        NotFound: the link cannot be used, or was not made for this.
        Refused: something is missing, or the password is not good enough.
    """
    _check_time_zone(time_zone)
    with writing() as session:
        holder = links.holder_of(token, at=at)
        if holder.purpose != "first_director":
            raise NotFound("link")
        staff, clinic = holder.staff, holder.staff.clinic
        if session.execute(staff_by_email(email).where(StaffMember.id != staff.id)).first():
            raise Refused("Somebody already signs in with this address.")
        clinic.name, clinic.time_zone = tidy_name(clinic_name), time_zone
        staff.name, staff.email = tidy_name(name), tidy_email(email)
        session.flush()
        record("clinic_set_up", by=staff, at=at, about=("clinic", clinic.id))
        return links.set_password(token=token, password=password, at=at)


def set_home_links(
    *, link_hours: int, reminder_hours: int, exit_address: str, by: StaffMember, at: dt.datetime
) -> None:
    """How long links for home last, when the one reminder goes out, where "Exit" leads.

    Args:
        link_hours: for links made from now on.
        reminder_hours: after a link was mailed; 0 for no reminder.
        exit_address: an ``https://`` address; empty for no "Exit this page".

    Raises:
        Refused: `problems` names each setting that cannot be kept.
    """
    exit_address = exit_address.strip()
    problems = []
    if link_hours not in LINK_HOURS:
        problems.append(f"A link lasts from {LINK_HOURS[0]} to {LINK_HOURS[-1]} hours.")
    if not 0 <= reminder_hours < max(link_hours, 1):
        problems.append("The reminder must come before the end of the link, or 0 for none.")
    if exit_address and not _is_neutral_address(exit_address):
        problems.append("Write the exit as a full address: https://www.example.org")
    if problems:
        raise Refused("These settings cannot be kept.", problems=problems)
    with writing():
        clinic = by.clinic
        clinic.home_link_hours, clinic.reminder_hours = link_hours, reminder_hours
        clinic.exit_address = exit_address
        facts = {"hours": link_hours, "reminder": reminder_hours, "exit": bool(exit_address)}
        record("home_links_set", by=by, at=at, about=("clinic", clinic.id), facts=facts)


def somebody_can_sign_in() -> bool:
    """Whether anybody has set a password yet."""
    able = select(StaffMember.id).where(StaffMember.password_hash.is_not(None)).limit(1)
    return db.session.execute(able).first() is not None


def _is_neutral_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        plain = parts.username is None and parts.password is None
    except ValueError:
        return False
    printable = address.isprintable() and not any(letter in address for letter in " \"'<>\\;")
    return parts.scheme == "https" and bool(parts.hostname) and plain and printable


def _check_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused(f"There is no time zone {name!r}; write it like Europe/Vienna.") from None
