"""Answers that rest on a device: pressed Send, not acknowledged yet, encrypted with our key.

Each showing of a form has a random key that only its page and this server know. When Send is
pressed the page lays the encrypted answers down on the device, where they outlast a browser that is
killed; whatever page of ours is shown there next brings them here. That they open with a key of the
form is the proof that they come from the form's page (docs/decisions/0013).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import delete, select

from outcomes.actions.audit import record
from outcomes.actions.sealing import NotSealed, new_key, open_sealed
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import Administration, Device, RestingKey, db
from outcomes.storage.resting import keys_of

LIFE = dt.timedelta(hours=24)
MOST = 10
"""Keys of one form, the newest ones: a page may be reloaded a few times before it gets through."""
LONGEST = 64 * 1024
"""Bytes of one form, sealed; the longest in the catalogue has a tenth of them."""


@dataclass(frozen=True)
class Rested:
    """A form's body as its page would have sent it, and until when it may still come."""

    form: Administration
    body: str
    until: dt.datetime


def give_key(*, form: Administration, at: dt.datetime, device: Device | None = None) -> bytes:
    """A key for this showing of a form. It is never given again: whoever opens the form later, on
    the same device too, holds nothing that reads what rests there.

    On another tablet than before, what rests on the first opens nothing any more.

    Args:
        device: the enrolled tablet it is shown on, if it is one.

    Raises:
        Refused: the form was sent or withdrawn in the meantime.
    """
    device_id = None if device is None else device.id
    with writing() as session:
        if form.state != "open":
            raise Refused("This form is not open any more.")
        forget_old_keys(at=at)
        known = session.scalars(keys_of(form.form_uuid)).all()
        kept = [each for each in known if each.device_id == device_id][: MOST - 1]
        for each in known:
            if each not in kept:
                session.delete(each)
        made = RestingKey(
            form_uuid=form.form_uuid,
            clinic_id=form.clinic_id,
            device_id=device_id,
            key=new_key(),
            given_at=at,
        )
        session.add(made)
        return made.key


def clinic_of_resting(form_uuid: str, *, at: dt.datetime) -> int:
    """The id of the clinic whose form it is, which is asked before anything else is read.

    Raises:
        NotFound: there is no key to this form (any more).
    """
    return _keys_of(form_uuid, at=at)[0].clinic_id


def unseal(*, form_uuid: str, nonce: bytes, sealed: bytes, at: dt.datetime) -> Rested:
    """Open what rested on a device. Changes nothing.

    Raises:
        NotFound: there is no key to this form (any more), or it does not open this; the reasons
            cannot be told apart.
    """
    keys = _keys_of(form_uuid, at=at)
    if len(sealed) > LONGEST:
        raise NotFound("resting answers")
    for known in keys:
        with suppress(NotSealed, UnicodeDecodeError):
            plain = open_sealed(sealed, key=known.key, nonce=nonce, about=form_uuid.encode())
            return _rested(form_uuid, plain.decode(), known)
    raise NotFound("resting answers")


def refuse_rested(*, form: Administration, why: str, at: dt.datetime) -> None:
    """Answers that came from a device and can never be stored; they are not asked for again.

    Args:
        why: ``conflict``, ``refused`` or ``incomplete``.
    """
    with writing():
        forget_keys(form)
        about = ("administration", form.id)
        record("rested_answers_refused", by=form, at=at, about=about, facts={"why": why})


def forget_keys(form: Administration) -> None:
    """Delete a form's keys: what may still rest on a device opens nothing any more."""
    with writing() as session:
        session.execute(delete(RestingKey).where(RestingKey.form_uuid == form.form_uuid))


def forget_keys_on(device: Device) -> None:
    """Delete the keys of every form that was shown on a tablet."""
    with writing() as session:
        session.execute(delete(RestingKey).where(RestingKey.device_id == device.id))


def forget_old_keys(*, at: dt.datetime) -> None:
    """Delete the keys that were given a day ago."""
    with writing() as session:
        session.execute(delete(RestingKey).where(RestingKey.given_at <= at - LIFE))


def _keys_of(form_uuid: str, *, at: dt.datetime) -> Sequence[RestingKey]:
    found = db.session.scalars(keys_of(form_uuid, since=at - LIFE)).all()
    if not found:
        raise NotFound("resting answers")
    return found


def _rested(form_uuid: str, body: str, known: RestingKey) -> Rested:
    """Whoever pressed Send in time has a day for the way, though the form's time ends."""
    query = select(Administration).where(Administration.form_uuid == form_uuid)
    form = db.session.scalars(query).one()
    return Rested(form, body, until=max(form.expires_at, known.given_at + LIFE))
