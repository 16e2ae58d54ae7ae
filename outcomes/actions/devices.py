"""The clinic's own tablets: added by a director, enrolled once on the tablet itself, revoked."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy import func, select

from outcomes.actions.audit import record
from outcomes.actions.resting import forget_keys_on
from outcomes.actions.sessions import begin_kiosk, end_all_on, hash_of
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import Device, StaffMember, db
from outcomes.storage.devices import by_link

LINK_LIFE = dt.timedelta(minutes=30)
LONGEST_NAME = 40


@dataclass(frozen=True)
class Enrolment:
    """A tablet and the token of the link that enrols it, known only now."""

    device: Device
    token: str


def add_device(*, name: str, by: StaffMember, at: dt.datetime) -> Enrolment:
    """A new tablet of the director's clinic, with a link to be opened on it.

    Raises:
        Refused: the name is missing, too long, or another tablet's.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Give the tablet a name of up to {LONGEST_NAME} characters.")
    with writing() as session:
        same = select(Device.id).where(
            Device.clinic_id == by.clinic_id,
            func.lower(Device.name) == name.lower(),
            Device.revoked_at.is_(None),
        )
        if session.execute(same).first():
            raise Refused(f"There is a tablet with the name {name} already.")
        device = Device(
            clinic_id=by.clinic_id,
            name=name,
            link_expires_at=at,
            added_at=at,
            added_by_id=by.id,
        )
        session.add(device)
        session.flush()
        record("device_added", by=by, at=at, about=("device", device.id))
        token = _new_link(device, by=by, at=at)
    return Enrolment(device, token)


def new_link(*, device: Device, by: StaffMember, at: dt.datetime) -> Enrolment:
    """Another link for a tablet that is not enrolled, or whose browser has lost its cookie.

    The older link is dead from now on; an enrolment goes on until the new link is used.

    Raises:
        Refused: the tablet was revoked.
    """
    with writing():
        _same_clinic(by, device)
        if device.revoked_at is not None:
            raise Refused("This tablet was taken out of use. Add it anew.")
        return Enrolment(device, _new_link(device, by=by, at=at))


def waiting_device(token: str, *, at: dt.datetime) -> Device:
    """The tablet that this link enrols. Changes nothing.

    Raises:
        NotFound: the link is unknown, used, replaced or older than 30 minutes.
    """
    found = db.session.scalars(by_link(hash_of(token), at=at)).one_or_none()
    if found is None:
        raise NotFound("link")
    return found


def enrol(*, token: str, at: dt.datetime, replaces: tuple[str, ...] = ()) -> str:
    """Make the browser that opened the link the clinic's tablet; returns the id for its cookie.

    Whatever was signed in there ends, and so does an earlier enrolment of the same tablet.

    Args:
        replaces: ids (as in cookies) that are dead from now on.

    Raises:
        NotFound: the link cannot be used (any more).
    """
    with writing():
        device = waiting_device(token, at=at)
        device.link_hash = None
        device.enrolled_at = at
        end_all_on(device)
        record(
            "device_enrolled",
            by="nobody",
            at=at,
            about=("device", device.id),
            clinic_id=device.clinic_id,
        )
        return begin_kiosk(device, at=at, replaces=replaces)


def revoke(*, device: Device, by: StaffMember, at: dt.datetime) -> None:
    """Take a tablet out of use at once, with the form that is open on it and what rests there.

    Sent ratings stay.
    """
    with writing():
        _same_clinic(by, device)
        if device.revoked_at is not None:
            return
        device.revoked_at, device.revoked_by_id = at, by.id
        device.link_hash = None
        end_all_on(device)
        forget_keys_on(device)
        record("device_revoked", by=by, at=at, about=("device", device.id))


def _new_link(device: Device, *, by: StaffMember, at: dt.datetime) -> str:
    token = secrets.token_urlsafe(32)
    device.link_hash, device.link_expires_at = hash_of(token), at + LINK_LIFE
    record("device_link_made", by=by, at=at, about=("device", device.id))
    return token


def _same_clinic(by: StaffMember, device: Device) -> None:
    if by.clinic_id != device.clinic_id:
        raise NotFound(f"Device {device.id}")
