"""What a client is shown of their own ratings: chosen for each episode, kept as a history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Select, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outcomes.storage.database import UTCDateTime, clinic_key, db, one_of
from outcomes.storage.people import StaffMember
from outcomes.storage.ratings import Administration, Score
from outcomes.storage.treatment import TherapySession

SHOWINGS = ("never", "together", "after_rating")
"""`together`: on the therapist's own screen; `after_rating`: there, and after each rating."""
BEFORE_A_CHOICE = {"outcome": "together", "alliance": "never"}
"""What holds for an episode while nobody has chosen, by kind of rating."""


class ShowingChoice(db.Model):
    """One choice for an episode, by a therapist who asked the client. The latest one holds."""

    __tablename__ = "showing_choices"
    __table_args__ = (one_of("outcome", *SHOWINGS), one_of("alliance", *SHOWINGS))

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"), index=True)
    outcome: Mapped[str]
    alliance: Mapped[str]
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    chosen_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    chosen_by: Mapped[StaffMember] = relationship(lazy="joined", innerjoin=True)


def latest_choice(episode_id: int) -> Select[tuple[ShowingChoice]]:
    """The choice that holds for an episode, if anybody has made one."""
    return (
        select(ShowingChoice)
        .where(ShowingChoice.episode_id == episode_id)
        .order_by(ShowingChoice.id.desc())
        .limit(1)
    )


def ratings_and_gaps(episode_id: int, *, kind: str, measure_id: str) -> Select[tuple[Any, ...]]:
    """A client's own ratings of one kind with one measure, and the sessions without, by day.

    Rows: therapy session id, session number (NULL while it is still to be held), held_on, value
    (NULL in a gap), administration id (NULL where there was no rating).
    """
    own = and_(
        Administration.therapy_session_id == TherapySession.id,
        Administration.kind == kind,
        Administration.measure_id == measure_id,
        Administration.rater == "self",
        Administration.state == "submitted",
    )
    return (
        select(
            TherapySession.id,
            TherapySession.number,
            TherapySession.held_on,
            Score.value,
            Administration.id,
        )
        .outerjoin(Administration, own)
        .outerjoin(Score, Score.administration_id == Administration.id)
        .where(
            TherapySession.episode_id == episode_id,
            or_(TherapySession.number.is_not(None), Administration.id.is_not(None)),
        )
        .order_by(TherapySession.held_on, TherapySession.id, Administration.id)
    )
