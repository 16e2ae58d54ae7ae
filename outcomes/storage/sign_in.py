"""What signing in leaves behind: sessions, waiting times, one-time links. No usable secret."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from outcomes.storage.database import PlainJSON, UTCDateTime, db, one_of


class WebSession(db.Model):
    """One browser's session, on the server. Only the SHA-256 of its id is known here.

    ``staff`` sessions belong to a person (or to nobody yet, on the sign-in page). ``tablet`` and
    ``home`` sessions belong to one administration and to no person of the staff; ``kiosk``
    sessions belong to an enrolled tablet, which also stands in the sessions of its forms.
    """

    __tablename__ = "web_sessions"
    __table_args__ = (one_of("scope", "staff", "tablet", "home", "kiosk"),)

    id_hash: Mapped[str] = mapped_column(primary_key=True)
    clinic_id: Mapped[int | None] = mapped_column(ForeignKey("clinics.id"), index=True)
    scope: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    administration_id: Mapped[int | None] = mapped_column(
        ForeignKey("administrations.id"), index=True
    )
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), index=True)
    contents: Mapped[dict[str, Any]] = mapped_column(PlainJSON)
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    """The absolute end; the idle end is counted from `last_seen_at`."""


class SignInFailures(db.Model):
    """Failed tries in a row, by account or by network, and until when the next one waits."""

    __tablename__ = "sign_in_failures"

    subject: Mapped[str] = mapped_column(primary_key=True)
    """``account:<sha256 of the address>``, ``network:<address prefix>``; for codes that were typed
    wrongly ``device:<id>`` and ``codes:<clinic id>``."""
    failures: Mapped[int]
    last_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    wait_until: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class OneTimeLink(db.Model):
    """A link that lets one person set a password, once, for 30 minutes."""

    __tablename__ = "one_time_links"
    __table_args__ = (one_of("purpose", "first_director", "invitation", "reset"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinics.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    purpose: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)


class FormDraft(db.Model):
    """What somebody had typed into a page's forms and not sent, kept for a day at most."""

    __tablename__ = "form_drafts"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    page: Mapped[str] = mapped_column(primary_key=True)
    """The path of the page, with its query."""
    clinic_id: Mapped[int] = mapped_column(ForeignKey("clinics.id"), index=True)
    fields: Mapped[dict[str, str]] = mapped_column(PlainJSON)
    """Text by the form's address and the field's name."""
    kept_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
