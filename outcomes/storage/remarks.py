"""Remarks: "this is not how it feels", said by a client about the picture of their ratings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from outcomes.storage.database import UTCDateTime, clinic_key, db
from outcomes.storage.ratings import Administration
from outcomes.storage.treatment import TherapySession


class Remark(db.Model):
    """One for a rating. It changes no score and opens no signal."""

    __tablename__ = "remarks"
    __table_args__ = (UniqueConstraint("administration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    administration_id: Mapped[int] = mapped_column(ForeignKey("administrations.id"))
    text: Mapped[str] = mapped_column(default="")
    """What the client wrote to the therapist; empty where they only pressed the button."""
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    """When it was last changed."""

    administration: Mapped[Administration] = relationship()


def remark_on(administration_id: int) -> Select[tuple[Remark]]:
    """The remark on a rating, if there is one."""
    return select(Remark).where(Remark.administration_id == administration_id)


def remarks_of(episode_id: int) -> Select[tuple[Remark]]:
    """The remarks on the ratings of an episode that count, in order of their sessions."""
    return (
        select(Remark)
        .join(Administration, Administration.id == Remark.administration_id)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(Administration.episode_id == episode_id, Administration.state == "submitted")
        .order_by(TherapySession.held_on, TherapySession.id, Remark.id)
        .options(
            contains_eager(Remark.administration).options(
                contains_eager(Administration.therapy_session), joinedload(Administration.score)
            )
        )
    )


def with_new_remark(episodes: Iterable[int]) -> Select[tuple[int]]:
    """Which of these episodes have a remark on a rating that the therapist has not opened."""
    return (
        select(Administration.episode_id)
        .join(Remark, Remark.administration_id == Administration.id)
        .where(
            Administration.episode_id.in_(list(episodes)),
            Administration.state == "submitted",
            Administration.seen_at.is_(None),
        )
        .distinct()
    )
