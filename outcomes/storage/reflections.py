"""A therapist's own learning: reflections on a period, and the goal each one ends in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outcomes.change.learning import EARLY_SESSIONS, RESPONSE_BY_SESSION, Case
from outcomes.measures import catalogue
from outcomes.storage.database import UTCDateTime, both_or_neither, clinic_key, db
from outcomes.storage.people import StaffMember, supervised_by
from outcomes.storage.ratings import Administration
from outcomes.storage.signals import EpisodeProgress, Response, Signal
from outcomes.storage.treatment import Episode, TherapySession


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


def learning_cases(
    *, within: Select[tuple[Episode]], period_from: dt.date, period_to: dt.date
) -> list[Case]:
    """The episodes that belong to a period by their latest score, ready for `change.learning`.

    Args:
        within: the episodes that may be seen; for a reflection the therapist's own.
        period_from, period_to: first and last day, both inside.
    """
    ids = within.with_only_columns(Episode.id)
    query = select(EpisodeProgress).where(
        EpisodeProgress.episode_id.in_(ids),
        EpisodeProgress.rated_on.between(period_from, period_to),
    )
    rows = db.session.scalars(query).all()
    found = [row.episode_id for row in rows]
    rated, fell = _early_alliance(found)
    sixth, responded = _sixth_sessions(found), _first_responses(found)
    return [
        _case(
            row,
            early_alliance=row.episode_id in fell if row.episode_id in rated else None,
            sixth_on=sixth.get(row.episode_id),
            responded_on=responded.get(row.episode_id),
        )
        for row in rows
    ]


def clinic_intakes(clinic_id: int) -> dict[str, list[float]]:
    """Every intake of a clinic by measure, for the bound of its worst third. No names, no order."""
    query = (
        select(Episode.outcome_measure_id, EpisodeProgress.intake)
        .join(Episode, Episode.id == EpisodeProgress.episode_id)
        .where(Episode.clinic_id == clinic_id, EpisodeProgress.intake.is_not(None))
    )
    found: dict[str, list[float]] = defaultdict(list)
    for measure_id, intake in db.session.execute(query):
        found[measure_id].append(intake)
    return dict(found)


def _case(
    row: EpisodeProgress,
    *,
    early_alliance: bool | None,
    sixth_on: dt.date | None,
    responded_on: dt.date | None,
) -> Case:
    episode = row.episode
    early = None
    if sixth_on is not None:
        early = responded_on is not None and responded_on < sixth_on
    return Case(
        episode_id=row.episode_id,
        measure_id=episode.outcome_measure_id,
        direction=catalogue()[episode.outcome_measure_id].direction,
        rated_on=row.rated_on,
        n_scores=row.n_scores,
        intake=row.intake,
        status=row.status,
        class_=row.change_class,
        benefit_percentile=row.benefit_percentile,
        improvement_attainable=row.improvement_attainable,
        intake_clinical=row.intake_clinical,
        is_open=episode.is_open,
        ending_kind=episode.ending_kind,
        n_missed=row.n_missed,
        early_alliance_signal=early_alliance,
        response_before_sixth=early,
    )


def _early_alliance(episodes: list[int]) -> tuple[set[int], set[int]]:
    """Episodes with an alliance rating, and with an alliance signal, in the first sessions."""
    rated = (
        select(Administration.episode_id)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(
            Administration.episode_id.in_(episodes),
            Administration.kind == "alliance",
            Administration.rater == "self",
            Administration.state == "submitted",
            TherapySession.number <= EARLY_SESSIONS,
        )
    )
    fell = select(Signal.episode_id).where(
        Signal.episode_id.in_(episodes),
        Signal.kind == "alliance",
        Signal.session_then <= EARLY_SESSIONS,
        # A rating that was withdrawn did not fall.
        Signal.closed_because.is_distinct_from("withdrawn"),
    )
    return set(db.session.scalars(rated)), set(db.session.scalars(fell))


def _sixth_sessions(episodes: list[int]) -> dict[int, dt.date]:
    query = select(TherapySession.episode_id, TherapySession.held_on).where(
        TherapySession.episode_id.in_(episodes), TherapySession.number == RESPONSE_BY_SESSION
    )
    return dict(db.session.execute(query).all())


def _first_responses(episodes: list[int]) -> dict[int, dt.date]:
    query = (
        select(Signal.episode_id, func.min(Response.responded_on))
        .join(Response, Response.signal_id == Signal.id)
        .where(Signal.episode_id.in_(episodes), Response.undone_at.is_(None))
        .group_by(Signal.episode_id)
    )
    return dict(db.session.execute(query).all())


def reflections_of(therapist: StaffMember) -> Select[tuple[Reflection]]:
    """Everything a therapist has reflected on, the latest period first."""
    return (
        select(Reflection)
        .where(Reflection.therapist_id == therapist.id, Reflection.clinic_id == therapist.clinic_id)
        .order_by(Reflection.period_to.desc(), Reflection.id.desc())
    )


def shared_with(supervisor: StaffMember, *, on: dt.date) -> Select[tuple[Reflection]]:
    """Reflections that therapists share with a supervisor who is theirs on a day."""
    return (
        select(Reflection)
        .where(
            Reflection.shared_with_id == supervisor.id,
            Reflection.clinic_id == supervisor.clinic_id,
            Reflection.therapist_id.in_(supervised_by(supervisor, on=on)),
        )
        .order_by(Reflection.shared_at.desc())
    )
