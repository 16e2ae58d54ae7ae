"""The clinic's own tablets, and the codes that bring a form to one of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outcomes.storage.database import UTCDateTime, both_or_neither, clinic_key, db
from outcomes.storage.people import Clinic
from outcomes.storage.ratings import Administration
from outcomes.storage.sign_in import WebSession


class Device(db.Model):
    """A tablet that a director enrolled. It belongs to the clinic and to nobody of the staff."""

    __tablename__ = "devices"
    __table_args__ = (
        UniqueConstraint("link_hash"),
        both_or_neither("revoked_at", "revoked_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    name: Mapped[str]
    """Written on the tablet too, such as "Tablet 3"."""
    link_hash: Mapped[str | None]
    """SHA-256 of the one-time link that enrols it; None once it was used or replaced."""
    link_expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    added_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    enrolled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    clinic: Mapped[Clinic] = relationship(lazy="joined", innerjoin=True)


class RatingCode(db.Model):
    """Six characters, shown to staff once, that open one form on one tablet, once."""

    __tablename__ = "rating_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    administration_id: Mapped[int] = mapped_column(ForeignKey("administrations.id"), index=True)
    code_hash: Mapped[str]
    """HMAC-SHA256 of the code: without the installation's secret it cannot be guessed from here."""
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    used_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"))

    administration: Mapped[Administration] = relationship()


def devices_of(clinic_id: int) -> Select[tuple[Any, ...]]:
    """The tablets of a clinic that were not revoked, by name.

    Rows: the device, and when its session was last used (NULL before it is enrolled).
    """
    last_used = (
        select(func.max(WebSession.last_seen_at))
        .where(WebSession.device_id == Device.id, WebSession.scope == "kiosk")
        .scalar_subquery()
    )
    return (
        select(Device, last_used)
        .where(Device.clinic_id == clinic_id, Device.revoked_at.is_(None))
        .order_by(Device.name, Device.id)
    )


def enrolled_count(clinic_id: int) -> Select[tuple[int]]:
    """How many tablets of a clinic can take a code."""
    return select(func.count(Device.id)).where(
        Device.clinic_id == clinic_id, Device.enrolled_at.is_not(None), Device.revoked_at.is_(None)
    )


def by_link(link_hash: str, *, at: dt.datetime) -> Select[tuple[Device]]:
    """The tablet that a one-time link enrols now."""
    return select(Device).where(
        Device.link_hash == link_hash, Device.link_expires_at > at, Device.revoked_at.is_(None)
    )


def live_codes(clinic_id: int, *, at: dt.datetime) -> Select[tuple[RatingCode]]:
    """Codes of a clinic that would open a form now; there are a handful at a time."""
    return (
        select(RatingCode)
        .join(Administration, Administration.id == RatingCode.administration_id)
        .where(
            RatingCode.clinic_id == clinic_id,
            RatingCode.used_at.is_(None),
            RatingCode.expires_at > at,
            Administration.state == "open",
        )
        .order_by(RatingCode.id)
    )
