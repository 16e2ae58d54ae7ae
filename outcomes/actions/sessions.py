"""Web sessions on the server: begun, kept, replaced, ended. Only the hash of an id is stored."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from sqlalchemy import delete

from outcomes.actions.audit import record
from outcomes.actions.drafts import forget_old_drafts
from outcomes.actions.resting import forget_old_keys
from outcomes.actions.writing import writing
from outcomes.storage import Administration, Device, StaffMember, WebSession, db

ANONYMOUS_LIFE = dt.timedelta(hours=1)
"""A visitor's session before sign-in holds a form token and nothing else."""
KIOSK_LIFE = dt.timedelta(days=400)
"""The longest that browsers keep a cookie; every use of the tablet begins it anew."""
KIOSK_RENEWED_AFTER = dt.timedelta(days=7)


def hash_of(token: str) -> str:
    """What the database knows of a session id or a link: its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_of(token: str, *, scopes: tuple[str, ...], at: dt.datetime) -> WebSession | None:
    """The stored session of a cookie, unless it is unknown, of another scope, or at its end."""
    found = db.session.get(WebSession, hash_of(token))
    if found is None or found.scope not in scopes or found.expires_at <= at:
        return None
    return found


def begin_anonymous(*, contents: dict[str, Any], at: dt.datetime) -> str:
    """Begin the session of somebody who has not signed in; returns its id for the cookie."""
    with writing():
        return _begin(scope="staff", at=at, until=at + ANONYMOUS_LIFE, contents=contents)


def begin_staff(
    *, by: StaffMember, at: dt.datetime, life: dt.timedelta, replaces: tuple[str, ...] = ()
) -> str:
    """Begin a session under a fresh id and end the ones it replaces (no session fixation).

    Args:
        life: how long it may last at most, however busy it is.
        replaces: ids (as in cookies) that are dead from now on.
    """
    with writing() as session:
        session.execute(delete(WebSession).where(WebSession.expires_at <= at))
        forget_old_drafts(at=at)
        forget_old_keys(at=at)
        _end(replaces)
        return _begin(scope="staff", at=at, until=at + life, clinic_id=by.clinic_id, staff_id=by.id)


def hand_over(
    *,
    administration: Administration,
    by: StaffMember,
    at: dt.datetime,
    replaces: tuple[str, ...] = (),
) -> str:
    """Hand the device to the client: the staff session ends, one form's session begins.

    The new session belongs to the administration and to nobody of the staff; it ends with the
    administration's time.
    """
    with writing():
        _end(replaces)
        record("tablet_handed_over", by=by, at=at, about=("administration", administration.id))
        return begin_form(administration, scope="tablet", at=at)


def begin_form(
    form: Administration,
    *,
    scope: str,
    at: dt.datetime,
    device_id: int | None = None,
    replaces: tuple[str, ...] = (),
) -> str:
    """Begin the session of one form and of nobody of the staff; it ends with the form's time.

    Every other session of the form ends, wherever it is: one form is open in one browser. It is
    part of the action that opened the form, which records why.

    Args:
        scope: ``tablet`` in the clinic, ``home`` for a link.
        device_id: the enrolled tablet it is on, if it is one.
        replaces: ids (as in cookies) that are dead from now on.
    """
    with writing() as session:
        _end(replaces)
        session.execute(delete(WebSession).where(WebSession.administration_id == form.id))
        on_device = {} if device_id is None else {"device_id": device_id}
        return _begin(
            scope=scope,
            at=at,
            until=form.expires_at,
            clinic_id=form.clinic_id,
            administration_id=form.id,
            **on_device,
        )


def begin_kiosk(device: Device, *, at: dt.datetime, replaces: tuple[str, ...] = ()) -> str:
    """Begin the long session of an enrolled tablet; part of the action that enrols it."""
    with writing():
        _end(replaces)
        return _begin(
            scope="kiosk",
            at=at,
            until=at + KIOSK_LIFE,
            clinic_id=device.clinic_id,
            device_id=device.id,
        )


def renew_kiosk(token: str, *, at: dt.datetime) -> bool:
    """Let a tablet's session last as long as a fresh one; False where it is nearly fresh."""
    with writing() as session:
        found = session.get(WebSession, hash_of(token))
        if found is None or found.expires_at > at + KIOSK_LIFE - KIOSK_RENEWED_AFTER:
            return False
        found.expires_at = at + KIOSK_LIFE
        return True


def end_all_on(device: Device) -> None:
    """End the session of a tablet and of every form that is open on it."""
    with writing() as session:
        session.execute(delete(WebSession).where(WebSession.device_id == device.id))


def keep(
    *, id_hash: str, at: dt.datetime, contents: dict[str, Any] | None = None, seen: bool
) -> None:
    """Store what changed in a session, and that it was used; nothing when it has ended."""
    with writing() as session:
        found = session.get(WebSession, id_hash)
        if found is None:
            return
        if contents is not None:
            found.contents = contents
        if seen:
            found.last_seen_at = at


def end(token: str) -> None:
    """End a session that belongs to nobody of the staff; what is stored of its form stays."""
    with writing():
        _end((token,))


def sign_out(*, token: str, by: StaffMember, at: dt.datetime) -> None:
    """End one's own session at once."""
    with writing():
        _end((token,))
        record("signed_out", by=by, at=at, about=("staff", by.id))


def end_all_of(staff: StaffMember) -> None:
    """End every session of a person; used by the actions that must act at once."""
    with writing() as session:
        session.execute(delete(WebSession).where(WebSession.staff_id == staff.id))


def _begin(
    *,
    scope: str,
    at: dt.datetime,
    until: dt.datetime,
    contents: dict[str, Any] | None = None,
    **belongs_to: int,
) -> str:
    token = secrets.token_urlsafe(32)
    with writing() as session:
        session.add(
            WebSession(
                id_hash=hash_of(token),
                scope=scope,
                contents=contents or {},
                created_at=at,
                last_seen_at=at,
                expires_at=until,
                **belongs_to,
            )
        )
    return token


def _end(tokens: tuple[str, ...]) -> None:
    hashes = [hash_of(token) for token in tokens]
    with writing() as session:
        session.execute(delete(WebSession).where(WebSession.id_hash.in_(hashes)))
