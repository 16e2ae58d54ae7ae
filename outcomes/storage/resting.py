"""The keys of answers that rest, encrypted, on the device they were sent from."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from outcomes.storage.database import UTCDateTime, clinic_key, db


class RestingKey(db.Model):
    """What opens the answers of one form that its device may hold until the server has them.

    It is made for one showing of the form and given to nobody else, and gone once the form is sent,
    withdrawn or a day old. The answers themselves are not here: they rest on the device, and the
    key never does.
    """

    __tablename__ = "resting_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    form_uuid: Mapped[str] = mapped_column(ForeignKey("administrations.form_uuid"), index=True)
    clinic_id: Mapped[int] = clinic_key()
    device_id: Mapped[int | None] = mapped_column(ForeignKey("devices.id"), index=True)
    """The enrolled tablet that the form is on; None on every other device."""
    key: Mapped[bytes] = mapped_column(LargeBinary)
    """256 random bits."""
    given_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    """When the form was shown with it; a day is counted from here."""


def keys_of(form_uuid: str, *, since: dt.datetime | None = None) -> Select[tuple[RestingKey]]:
    """The keys of a form, the newest first; those given after a moment, where one is said."""
    query = select(RestingKey).where(RestingKey.form_uuid == form_uuid)
    if since is not None:
        query = query.where(RestingKey.given_at > since)
    return query.order_by(RestingKey.id.desc())
