"""Where an episode stands, the signals it raised, what was done about them.

`EpisodeProgress` is the one row a list needs (so that a caseload is one query); it can be computed
anew from answers at any time. Signals and responses are history: appended, never edited.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from outcomes.storage.database import (
    PlainJSON,
    UTCDateTime,
    both_or_neither,
    clinic_key,
    db,
    one_of,
)
from outcomes.storage.people import StaffMember
from outcomes.storage.ratings import Administration, Score
from outcomes.storage.treatment import Episode, TherapySession

SIGNAL_KINDS = ("outcome", "alliance", "no_rating", "risk")
SIGNAL_EVENTS = ("opened", "raised", "asked_again", "closed", "reopened", "escalated")
CLOSED_BECAUSE = ("back_on_track", "ended", "rated_again", "acknowledged", "withdrawn")
"""`withdrawn`: the rating that gave rise to it was withdrawn; nothing about the course changed."""
ACTIONS = (
    "talked_with_client",
    "changed_something",
    "consulted",
    "referred",
    "false_alarm",
    "remind_me",
)
DOMAINS = ("alliance", "goals", "method", "life_and_support", "medical_or_risk")


class EpisodeProgress(db.Model):
    """The latest progress of an episode, ready for a row of a list."""

    __tablename__ = "episode_progress"

    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"), primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    status: Mapped[str] = mapped_column(index=True)
    n_scores: Mapped[int]
    n_attended: Mapped[int]
    n_missed: Mapped[int] = mapped_column(default=0)
    """Appointments cancelled or not attended."""
    n_unrated: Mapped[int]
    """Attended sessions without an outcome rating."""
    unrated_run: Mapped[int]
    """Attended sessions without an outcome rating since the last one that has one."""
    intake: Mapped[float | None]
    latest: Mapped[float | None]
    change: Mapped[float | None]
    """Directional: positive is better."""
    change_since_last: Mapped[float | None]
    reliable: Mapped[bool] = mapped_column(default=False)
    change_class: Mapped[str | None]
    intake_clinical: Mapped[bool | None]
    improvement_attainable: Mapped[bool | None]
    benefit_percentile: Mapped[float | None]
    rated_on: Mapped[dt.date | None]
    """The clinic's day of the latest outcome score."""
    new_rating: Mapped[bool] = mapped_column(default=False)
    """A rating the responsible therapist has not opened yet."""
    progress: Mapped[dict[str, Any]] = mapped_column(PlainJSON)
    """`Progress.to_dict()`: reasons, prompts, patterns, versions, why_null."""
    sparkline: Mapped[dict[str, Any]] = mapped_column(PlainJSON)
    """Points and band for the small drawing: `charts` reads it without further queries."""
    curve: Mapped[str | None]
    """Label of the curve that the course is held against; NULL where none speaks of it."""
    computed_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    episode: Mapped[Episode] = relationship(lazy="joined", innerjoin=True)


class Signal(db.Model):
    """A course that asks for a look, with the evidence and the versions that made it."""

    __tablename__ = "signals"
    __table_args__ = (
        one_of("kind", *SIGNAL_KINDS),
        one_of("level", "watch", "not_on_track"),
        one_of("closed_because", *CLOSED_BECAUSE),
        both_or_neither("closed_at", "closed_because"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"), index=True)
    kind: Mapped[str]
    level: Mapped[str | None]
    """Outcome signals: the highest level reached."""
    administration_id: Mapped[int | None] = mapped_column(ForeignKey("administrations.id"))
    opened_on: Mapped[dt.date]
    """The clinic's day of the rating (or second unrated session) that opened it."""
    opened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    score_then: Mapped[float | None]
    """The outcome (or alliance) score when it was opened or last raised."""
    session_then: Mapped[int | None]
    evidence: Mapped[dict[str, Any]] = mapped_column(PlainJSON)
    """Everything needed to say why, years later: inputs, numbers, versions."""
    asking: Mapped[bool] = mapped_column(default=True)
    """Open and waiting for a response (first, raised, reminded or asked again)."""
    asking_since: Mapped[dt.date]
    asked_again: Mapped[bool] = mapped_column(default=False)
    """Asked once more after three scores left it where it was; that happens once."""
    waits_from: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    """Risk answers: from when the wait is counted. The opening, put forward by any time for which
    it stood acknowledged; NULL for every other kind."""
    mailed_to: Mapped[list[int]] = mapped_column(PlainJSON, default=list, server_default="[]")
    """Risk answers: the staff who had a mail that this one has waited for too long."""
    closed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    closed_because: Mapped[str | None]

    episode: Mapped[Episode] = relationship()
    administration: Mapped[Administration | None] = relationship()
    responses: Mapped[list[Response]] = relationship(
        back_populates="signal", order_by="Response.id"
    )
    events: Mapped[list[SignalEvent]] = relationship(
        back_populates="signal", order_by="SignalEvent.id"
    )

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class SignalEvent(db.Model):
    """What happened to a signal, appended: opened, raised, asked again, escalated, closed."""

    __tablename__ = "signal_events"
    __table_args__ = (one_of("event", *SIGNAL_EVENTS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    signal_id: Mapped[int] = mapped_column(ForeignKey("signals.id"), index=True)
    event: Mapped[str]
    happened_on: Mapped[dt.date]
    happened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    evidence: Mapped[dict[str, Any]] = mapped_column(PlainJSON)

    signal: Mapped[Signal] = relationship(back_populates="events")


class Response(db.Model):
    """What the therapist did about a signal, and when to look again."""

    __tablename__ = "responses"
    __table_args__ = (
        one_of("action", *ACTIONS),
        one_of("domain", *DOMAINS),
        one_of("look_again", "next_session", "in_three_sessions", "at_date"),
        both_or_neither("undone_at", "undone_by_id"),
        CheckConstraint("action <> 'false_alarm' OR detail <> ''", name="false_alarm_says_why"),
        CheckConstraint(
            "(look_again = 'at_date') = (remind_on IS NOT NULL) OR look_again IS NULL",
            name="date_when_at_date",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    signal_id: Mapped[int] = mapped_column(ForeignKey("signals.id"), index=True)
    responded_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    responded_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    responded_on: Mapped[dt.date]
    action: Mapped[str]
    domain: Mapped[str | None]
    detail: Mapped[str] = mapped_column(default="")
    """What was changed, whom one consulted, or why it was a false alarm."""
    note: Mapped[str] = mapped_column(default="")
    look_again: Mapped[str | None]
    remind_on: Mapped[dt.date | None]
    score_then: Mapped[float | None]
    """The outcome score at the signal, from which the fate is measured."""
    undone_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    signal: Mapped[Signal] = relationship(back_populates="responses")
    responded_by: Mapped[StaffMember] = relationship(foreign_keys=responded_by_id)


def open_with_responses(episodes: Iterable[int]) -> Select[tuple[Signal]]:
    """The open signals of episodes, oldest first, their responses and events read along."""
    return (
        select(Signal)
        .where(Signal.episode_id.in_(list(episodes)), Signal.closed_at.is_(None))
        .options(selectinload(Signal.responses), selectinload(Signal.events))
        .order_by(Signal.episode_id, Signal.id)
    )


def quiet_with_reminder(*, on: dt.date) -> Select[tuple[Signal]]:
    """Open signals that do not ask, with a response whose reminder date has come by a day."""
    due = select(Response.signal_id).where(Response.undone_at.is_(None), Response.remind_on <= on)
    return (
        select(Signal)
        .where(Signal.closed_at.is_(None), Signal.asking.is_(False), Signal.id.in_(due))
        .options(selectinload(Signal.responses), selectinload(Signal.events))
        .order_by(Signal.id)
    )


def caseload(*, within: Select[tuple[Episode]]) -> Select[tuple[EpisodeProgress]]:
    """Progress of the open episodes among those that may be seen, one row each."""
    ids = within.where(Episode.closed_on.is_(None)).with_only_columns(Episode.id)
    return select(EpisodeProgress).where(EpisodeProgress.episode_id.in_(ids))


def latest_responses(episodes: Iterable[int]) -> Select[tuple[int, Response]]:
    """Responses to any signal of these episodes that still stand, oldest first."""
    return (
        select(Signal.episode_id, Response)
        .join(Response, Response.signal_id == Signal.id)
        .where(Signal.episode_id.in_(list(episodes)), Response.undone_at.is_(None))
        .order_by(Response.responded_at, Response.id)
    )


def with_signals_since(day: dt.date, *, within: Select[tuple[Episode]]) -> Select[tuple[Episode]]:
    """Of the episodes that may be seen, those with a signal that is open or came after a day."""
    ids = select(Signal.episode_id).where(or_(Signal.closed_at.is_(None), Signal.opened_on >= day))
    return within.where(Episode.id.in_(ids))


def alarms(
    *, within: Select[tuple[Episode]], first: dt.date, last: dt.date
) -> Select[tuple[int, int]]:
    """Outcome signals opened and outcome ratings made from one day to another, for the alarm load.

    One row: signals, ratings. `within` says whose.
    """
    ids = within.with_only_columns(Episode.id)
    opened = select(func.count()).where(
        Signal.episode_id.in_(ids),
        Signal.kind == "outcome",
        Signal.opened_on.between(first, last),
    )
    rated = (
        select(func.count())
        .select_from(Administration)
        .join(Score, Score.administration_id == Administration.id)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(
            Administration.episode_id.in_(ids),
            Administration.kind == "outcome",
            Administration.rater == "self",
            Administration.state == "submitted",
            Score.value.is_not(None),
            TherapySession.held_on.between(first, last),
        )
    )
    return select(opened.scalar_subquery(), rated.scalar_subquery())
