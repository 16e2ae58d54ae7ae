"""A therapist's own learning: reflections on a period, and the goal each one ends in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outcomes.storage.database import UTCDateTime, both_or_neither, clinic_key, db
from outcomes.storage.people import StaffMember


class Reflection(db.Model):
    """One therapist's answers about one period. Nobody else's to read until shared."""

    __tablename__ = "reflections"
    __table_args__ = (
        UniqueConstraint("therapist_id", "period_from", "period_to"),
        CheckConstraint("period_from <= period_to", name="period_in_order"),
        both_or_neither("shared_at", "shared_with_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    therapist_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    period_from: Mapped[dt.date]
    period_to: Mapped[dt.date]
    learned: Mapped[str] = mapped_column(default="")
    """What did I learn from the clients who benefited and from those who did not?"""
    new_or_different: Mapped[str] = mapped_column(default="")
    """What happened that was new or different?"""
    how_i_work: Mapped[str] = mapped_column(default="")
    """How does this change how I see myself and how I work?"""
    version: Mapped[int] = mapped_column(default=1)
    """Counts the savings, so that two windows cannot overwrite each other unnoticed."""
    kept_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    shared_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    shared_with_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    therapist: Mapped[StaffMember] = relationship(foreign_keys=therapist_id)
    goal: Mapped[LearningGoal | None] = relationship(back_populates="reflection")


class LearningGoal(db.Model):
    """One goal, what will show it, and the day one looks back on it."""

    __tablename__ = "learning_goals"
    __table_args__ = (UniqueConstraint("reflection_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    reflection_id: Mapped[int] = mapped_column(ForeignKey("reflections.id"))
    goal: Mapped[str]
    shown_by: Mapped[str] = mapped_column(default="")
    review_on: Mapped[dt.date]
    set_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    reflection: Mapped[Reflection] = relationship(back_populates="goal")


def reflection_of(
    therapist: StaffMember, *, period_from: dt.date, period_to: dt.date
) -> Select[tuple[Reflection]]:
    """The therapist's own reflection on exactly this period."""
    return select(Reflection).where(
        Reflection.therapist_id == therapist.id,
        Reflection.clinic_id == therapist.clinic_id,
        Reflection.period_from == period_from,
        Reflection.period_to == period_to,
    )
