"""Episodes of care, their therapy sessions, and what happened in the client's life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from outcomes.storage.database import PlainJSON, UTCDateTime, clinic_key, db, one_of
from outcomes.storage.people import Client, StaffMember

SERVICE_KINDS = ("therapy", "coaching", "skills", "group")
ENDING_KINDS = ("planned", "client_stopped", "service_stopped", "moved_or_referred", "other")
MISSED = ("cancelled", "did_not_attend")
ATTENDANCE = ("planned", "attended", *MISSED)


class Episode(db.Model):
    """One course of care of one client with one responsible therapist."""

    __tablename__ = "episodes"
    __table_args__ = (
        one_of("service_kind", *SERVICE_KINDS),
        one_of("ending_kind", *ENDING_KINDS),
        one_of("age_band", "child", "youth", "adult"),
        CheckConstraint("(closed_on IS NULL) = (ending_kind IS NULL)", name="closed_with_ending"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"), index=True)
    therapist_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    """The responsible therapist today; who was before stands in `CareRelationship`."""
    service_kind: Mapped[str] = mapped_column(default="therapy")
    age_band: Mapped[str] = mapped_column(default="adult")
    """Fixed when the episode opens, so that thresholds do not change under a course."""
    outcome_measure_id: Mapped[str] = mapped_column(default="wellbeing")
    alliance_measure_id: Mapped[str] = mapped_column(default="session")
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    ending_kind: Mapped[str | None]
    goals: Mapped[dict[str, str]] = mapped_column(PlainJSON, default=dict, server_default="{}")
    """The client's goals as they are now, item id to words; empty where none are rated."""

    client: Mapped[Client] = relationship(lazy="joined", innerjoin=True)
    therapist: Mapped[StaffMember] = relationship(lazy="joined", innerjoin=True)
    sessions: Mapped[list[TherapySession]] = relationship(
        back_populates="episode", order_by="(TherapySession.held_on, TherapySession.id)"
    )

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class CareRelationship(db.Model):
    """Another colleague (or a former responsible therapist) on an episode, from day to day."""

    __tablename__ = "care_relationships"
    __table_args__ = (one_of("kind", "colleague", "former_therapist"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[str]
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]


class TherapySession(db.Model):
    """One appointment. `number` counts the attended ones of the episode, from 1."""

    __tablename__ = "therapy_sessions"
    __table_args__ = (
        UniqueConstraint("episode_id", "number"),
        one_of("attendance", *ATTENDANCE),
        one_of("mode", "in_person", "video", "phone"),
        CheckConstraint(
            "(attendance = 'attended') = (number IS NOT NULL)", name="number_when_attended"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"), index=True)
    held_on: Mapped[dt.date] = mapped_column(index=True)
    """The local day of the clinic."""
    starts_at: Mapped[str | None]
    """Local clock time ``HH:MM`` of a planned appointment, where one is known."""
    number: Mapped[int | None]
    attendance: Mapped[str]
    mode: Mapped[str] = mapped_column(default="in_person")
    unrated_reason: Mapped[str | None]
    """Why an attended session has no rating ("ran out of time"), where somebody said so."""

    episode: Mapped[Episode] = relationship(back_populates="sessions")


class LifeEvent(db.Model):
    """Something that happened beside the sessions: medication, a lost job, a move."""

    __tablename__ = "life_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"), index=True)
    happened_on: Mapped[dt.date]
    label: Mapped[str]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


def attended_on(episode_id: int, day: dt.date) -> Select[tuple[TherapySession]]:
    """Today's attended therapy session of an episode, the latest where there are two."""
    return (
        select(TherapySession)
        .where(
            TherapySession.episode_id == episode_id,
            TherapySession.held_on == day,
            TherapySession.attendance == "attended",
        )
        .order_by(TherapySession.number.desc())
        .limit(1)
    )


def highest_number(episode_id: int) -> Select[tuple[int | None]]:
    """The number of the latest attended session; NULL before the first."""
    return select(func.max(TherapySession.number)).where(TherapySession.episode_id == episode_id)


def planned_on(episode_id: int, day: dt.date) -> Select[tuple[TherapySession]]:
    """The appointment planned for an episode on a day, the earliest where there are two."""
    return (
        select(TherapySession)
        .where(
            TherapySession.episode_id == episode_id,
            TherapySession.held_on == day,
            TherapySession.attendance == "planned",
        )
        .order_by(TherapySession.starts_at, TherapySession.id)
        .limit(1)
    )


def appointments_from(day: dt.date, *, episodes: Iterable[int]) -> Select[tuple[TherapySession]]:
    """Planned appointments of these episodes from a day on, the next one first."""
    return (
        select(TherapySession)
        .where(
            TherapySession.episode_id.in_(list(episodes)),
            TherapySession.attendance == "planned",
            TherapySession.held_on >= day,
        )
        .order_by(TherapySession.held_on, TherapySession.starts_at, TherapySession.id)
    )


def names(*, within: Select[tuple[Episode]]) -> Select[tuple[Any, ...]]:
    """Who is behind the episodes that may be seen, without any clinical content.

    Rows: episode id, client code, client name, opened_on, closed_on, therapist name.
    """
    return (
        within.join(Client, Client.id == Episode.client_id)
        .join(StaffMember, StaffMember.id == Episode.therapist_id)
        .with_only_columns(
            Episode.id,
            Client.code,
            Client.name.label("client"),
            Episode.opened_on,
            Episode.closed_on,
            StaffMember.name.label("therapist"),
        )
        .order_by(Client.name, Client.code, Episode.opened_on)
    )


def sessions_on(day: dt.date, *, within: Select[tuple[Episode]]) -> Select[tuple[TherapySession]]:
    """Who comes on a day: planned and attended sessions of open episodes, by the clock.

    Sessions without a clock time stand last, by name.
    """
    return (
        select(TherapySession)
        .join(Episode, Episode.id == TherapySession.episode_id)
        .join(Client, Client.id == Episode.client_id)
        .where(
            TherapySession.held_on == day,
            TherapySession.attendance.in_(("planned", "attended")),
            TherapySession.episode_id.in_(within.with_only_columns(Episode.id)),
            Episode.closed_on.is_(None),
        )
        .options(contains_eager(TherapySession.episode))
        .order_by(
            TherapySession.starts_at.is_(None),
            TherapySession.starts_at,
            Client.name,
            TherapySession.id,
        )
    )


def next_day_planned(
    after: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[dt.date | None]]:
    """The next day with a planned appointment of an open episode; NULL where there is none."""
    open_ones = within.where(Episode.closed_on.is_(None))
    return select(func.min(TherapySession.held_on)).where(
        TherapySession.held_on > after,
        TherapySession.attendance == "planned",
        TherapySession.episode_id.in_(open_ones.with_only_columns(Episode.id)),
    )
