"""Codes of six characters that bring a form to one of the clinic's tablets.

A code lasts ten minutes and opens one form once. Only its keyed hash is stored. A try is counted
before anything is compared and taken back when it was right, so that tries at the same moment
cannot slip past the limit together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from sqlalchemy import delete

from outcomes.actions.audit import record
from outcomes.actions.sessions import begin_form
from outcomes.actions.writing import writing
from outcomes.errors import ConfigurationError, NotFound, Refused
from outcomes.storage import Administration, Device, RatingCode, SignInFailures, StaffMember, db
from outcomes.storage.devices import live_codes

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1, which are read for one another."""
LENGTH = 6
LIFE = dt.timedelta(minutes=10)
PAUSE = dt.timedelta(minutes=5)
TRIES_OF_DEVICE, TRIES_OF_CLINIC = 5, 25
"""Wrong codes after which one tablet, or all tablets of the clinic, pause. A right one starts the
tablet's count anew; both counts start anew after a pause's length without a wrong code."""

WRONG = "This code does not open a form. Please ask for a new one."
_key: list[bytes] = []


class CodeRefused(Refused):
    """No form was opened: unknown, used and expired codes look the same."""


class DevicePauses(CodeRefused):
    """Too many wrong codes; `minutes` says how long it lasts."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"There were several wrong codes. Please wait {minutes} minutes.")


@dataclass(frozen=True)
class ShownCode:
    """A code as staff see it, the only time it is known."""

    code: str
    expires_at: dt.datetime


def configure(secret_key: str) -> None:
    """Say what the hashes of codes are keyed with; the start of the application does."""
    _key[:] = [hashlib.sha256(b"rating codes:" + secret_key.encode()).digest()]


def show_code(*, form: Administration, by: StaffMember, at: dt.datetime) -> ShownCode:
    """A fresh code for an open form; older ones of the form are dead from now on.

    Raises:
        Refused: the form is not open any more.
    """
    with writing() as session:
        if by.clinic_id != form.clinic_id:
            raise NotFound(f"Administration {form.id}")
        if form.state != "open":
            raise Refused("This form was sent or withdrawn in the meantime.")
        mine = RatingCode.administration_id == form.id, RatingCode.used_at.is_(None)
        session.execute(delete(RatingCode).where(*mine))
        code = _fresh(form.clinic_id, at=at)
        session.add(
            RatingCode(
                clinic_id=form.clinic_id,
                administration_id=form.id,
                code_hash=_hash(code, form.clinic_id),
                made_at=at,
                made_by_id=by.id,
                expires_at=at + LIFE,
            )
        )
        record("code_shown", by=by, at=at, about=("administration", form.id))
    return ShownCode(code, at + LIFE)


def use_code(*, code: str, device: Device, at: dt.datetime, replaces: tuple[str, ...] = ()) -> str:
    """Open the form of a code on a tablet; returns the id of the form's session for the cookie.

    Args:
        code: as it was typed; letter case, spaces and hyphens make no difference.
        replaces: ids (as in cookies) of form sessions on the tablet that end now.

    Raises:
        DevicePauses: too many wrong codes on this tablet or in this clinic; nothing was compared.
        CodeRefused: no such code, or it is used or expired; the three cannot be told apart.
    """
    _count_try(device, at=at)
    with writing():
        found = _matching(plain(code), device.clinic_id, at=at)
        if found is not None:
            found.used_at, found.device_id = at, device.id
            _take_back(device)
            form = found.administration
            facts = {"device": device.id}
            record("code_used", by=form, at=at, about=("administration", form.id), facts=facts)
            return begin_form(form, scope="tablet", at=at, device_id=device.id, replaces=replaces)
        record(
            "code_refused",
            by="nobody",
            at=at,
            about=("device", device.id),
            clinic_id=device.clinic_id,
        )
    raise CodeRefused(WRONG)


def plain(code: str) -> str:
    """A code without the freedom of typing it.

    >>> plain(" k7m-2xq ")
    'K7M2XQ'
    """
    return "".join(code.split()).replace("-", "").upper()


def _fresh(clinic_id: int, *, at: dt.datetime) -> str:
    """A code that no other open form of the clinic has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if _matching(code, clinic_id, at=at) is None:
            return code


def _matching(code: str, clinic_id: int, *, at: dt.datetime) -> RatingCode | None:
    """Compares with every live code of the clinic, so that the time says nothing about any."""
    wanted = _hash(code, clinic_id)
    live = db.session.scalars(live_codes(clinic_id, at=at)).all()
    found = [each for each in live if hmac.compare_digest(each.code_hash, wanted)]
    return found[0] if found else None


def _hash(code: str, clinic_id: int) -> str:
    if not _key:
        raise ConfigurationError("The key of the codes was not configured.")
    return hmac.new(_key[0], f"{clinic_id}:{code}".encode(), hashlib.sha256).hexdigest()


def _count_try(device: Device, *, at: dt.datetime) -> None:
    limits = dict(zip(_subjects(device), (TRIES_OF_DEVICE, TRIES_OF_CLINIC), strict=True))
    with writing() as session:
        rows = {subject: _failures(subject, at=at) for subject in limits}
        waits = [row.wait_until for row in rows.values() if row.wait_until]
        if waits:
            raise DevicePauses(-int((at - max(waits)) // dt.timedelta(minutes=1)))
        for subject, row in rows.items():
            row.failures, row.last_at = row.failures + 1, at
            if row.failures >= limits[subject]:
                row.wait_until = at + PAUSE
        session.flush()


def _failures(subject: str, *, at: dt.datetime) -> SignInFailures:
    found = db.session.get(SignInFailures, subject)
    if found is None:
        found = SignInFailures(subject=subject, failures=0, last_at=at)
        db.session.add(found)
    elif found.last_at + PAUSE <= at:
        found.failures, found.wait_until = 0, None
    return found


def _take_back(device: Device) -> None:
    """A right code: the tablet's own count starts anew, the clinic's loses this try."""
    of_device, of_clinic = (db.session.get(SignInFailures, each) for each in _subjects(device))
    db.session.delete(of_device)
    of_clinic.failures -= 1
    if of_clinic.failures < TRIES_OF_CLINIC:
        of_clinic.wait_until = None


def _subjects(device: Device) -> tuple[str, str]:
    return f"device:{device.id}", f"codes:{device.clinic_id}"
