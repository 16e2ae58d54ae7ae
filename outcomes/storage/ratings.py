"""Ratings: an administration of a measure, its raw answers, its score.

Answers are the truth; scores can be computed anew. An administration carries the version of the
measure it was made with, and its form's UUID, which makes sending twice harmless.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from outcomes.storage.database import (
    PlainJSON,
    UTCDateTime,
    both_or_neither,
    clinic_key,
    db,
    one_of,
)
from outcomes.storage.people import StaffMember
from outcomes.storage.treatment import Episode, TherapySession

RATERS = ("self", "caregiver", "therapist", "other")
HELPERS = ("relative_or_friend", "interpreter", "therapist", "other_staff", "other")
"""Who may have helped. A kind of person, never a name."""
INPUT_KINDS = ("line", "typed", "choice", "paper")


class Administration(db.Model):
    """One form, opened for one rater at one therapy session; submitted at most once."""

    __tablename__ = "administrations"
    __table_args__ = (
        UniqueConstraint("form_uuid"),
        one_of("kind", "outcome", "alliance"),
        one_of("rater", *RATERS),
        one_of("state", "open", "submitted", "withdrawn"),
        both_or_neither("submitted_at", "content_hash"),
        # A withdrawn rating keeps the moment it came.
        CheckConstraint(
            "state = 'withdrawn' OR (state = 'submitted') = (submitted_at IS NOT NULL)",
            name="submitted_when",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    form_uuid: Mapped[str]
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"), index=True)
    therapy_session_id: Mapped[int] = mapped_column(ForeignKey("therapy_sessions.id"), index=True)
    kind: Mapped[str]
    measure_id: Mapped[str]
    measure_version: Mapped[str]
    rater: Mapped[str] = mapped_column(default="self")
    own_words: Mapped[dict[str, str] | None] = mapped_column(PlainJSON)
    """What the answers are about where the client says it: item id to the goal's words."""
    helped_by: Mapped[str | None]
    """Who helped with a self-rating, of `HELPERS`; None where nobody did."""
    language: Mapped[str] = mapped_column(default="en")
    state: Mapped[str] = mapped_column(default="open")
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    submitted_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime, index=True)
    content_hash: Mapped[str | None]
    """SHA-256 of the answers as sent; the same form with other answers is a conflict."""
    layout: Mapped[str | None]
    """``one_page`` or ``one_by_one``."""
    device_class: Mapped[str | None]
    """``tablet``, ``phone``, ``desktop`` or ``paper``."""
    seen_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    """When the responsible therapist first opened the client's page after it; None is "new"."""

    episode: Mapped[Episode] = relationship()
    therapy_session: Mapped[TherapySession] = relationship()
    opened_by: Mapped[StaffMember] = relationship()
    answers: Mapped[list[Answer]] = relationship(back_populates="administration")
    score: Mapped[Score | None] = relationship(back_populates="administration")


class Answer(db.Model):
    """One item's raw answer. A skipped item has its row too, with no value."""

    __tablename__ = "answers"
    __table_args__ = (
        UniqueConstraint("administration_id", "item_id"),
        one_of("input_kind", *INPUT_KINDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    administration_id: Mapped[int] = mapped_column(ForeignKey("administrations.id"), index=True)
    item_id: Mapped[str]
    value: Mapped[float | None]
    input_kind: Mapped[str | None]
    seconds: Mapped[float | None]
    """The time that led to its marks, see `actions.answers.kept_seconds`; None where nobody
    measured it: on paper, and without scripts."""

    administration: Mapped[Administration] = relationship(back_populates="answers")


class Score(db.Model):
    """What the measure makes of the answers, stamped with what computed it."""

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("administration_id"),
        CheckConstraint("(value IS NULL) = (reason IS NOT NULL)", name="value_or_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    administration_id: Mapped[int] = mapped_column(ForeignKey("administrations.id"))
    value: Mapped[float | None]
    reason: Mapped[str | None]
    """Why there is no value."""
    prorated: Mapped[bool] = mapped_column(default=False)
    risk: Mapped[list[dict[str, Any]]] = mapped_column(PlainJSON)
    """Risk answers as plain data; empty where there are none."""
    software_version: Mapped[str]

    administration: Mapped[Administration] = relationship(back_populates="score")


def submitted(kind: str, *, episodes: Iterable[int]) -> Select[tuple[Any, ...]]:
    """Scores of submitted self-ratings of one kind, oldest first.

    Rows: episode_id, session number, held_on, value, administration_id, measure_id.
    """
    return (
        select(
            Administration.episode_id,
            TherapySession.number,
            TherapySession.held_on,
            Score.value,
            Administration.id,
            Administration.measure_id,
        )
        .join(Score, Score.administration_id == Administration.id)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(
            Administration.episode_id.in_(list(episodes)),
            Administration.kind == kind,
            Administration.rater == "self",
            Administration.state == "submitted",
        )
        .order_by(Administration.episode_id, TherapySession.number, Administration.id)
    )


def courses(episodes: Iterable[int]) -> Select[tuple[Any, ...]]:
    """Everything a course is worked out from, both kinds of ratings in one query, oldest first.

    Rows: episode_id, kind, number, held_on, value, administration_id, measure_id, submitted_at,
    seen_at, lowest_line (the lowest single answer; NULL for ratings without one).
    """
    lowest = (
        select(func.min(Answer.value))
        .where(Answer.administration_id == Administration.id)
        .scalar_subquery()
    )
    return (
        select(
            Administration.episode_id,
            Administration.kind,
            TherapySession.number,
            TherapySession.held_on,
            Score.value,
            Administration.id.label("administration_id"),
            Administration.measure_id,
            Administration.submitted_at,
            Administration.seen_at,
            lowest.label("lowest_line"),
        )
        .join(Score, Score.administration_id == Administration.id)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(
            Administration.episode_id.in_(list(episodes)),
            Administration.rater == "self",
            Administration.state == "submitted",
            TherapySession.number.is_not(None),
        )
        .order_by(Administration.episode_id, TherapySession.number, Administration.id)
    )


def forms_in_use(episodes: Iterable[int], *, at: dt.datetime) -> Select[tuple[int]]:
    """Therapy sessions whose outcome form is open right now: not rated yet, not unrated either."""
    return select(Administration.therapy_session_id).where(
        Administration.episode_id.in_(list(episodes)),
        Administration.kind == "outcome",
        Administration.rater == "self",
        Administration.state == "open",
        Administration.expires_at > at,
    )


def rated_already(therapy_session_id: int, *, kind: str, rater: str) -> Select[tuple[int]]:
    """The submitted rating of this kind by this rater at a therapy session, if there is one."""
    return select(Administration.id).where(
        Administration.therapy_session_id == therapy_session_id,
        Administration.kind == kind,
        Administration.rater == rater,
        Administration.state == "submitted",
    )


def open_form(
    therapy_session_id: int, *, kind: str, rater: str, at: dt.datetime
) -> Select[tuple[Administration]]:
    """A form of this kind that is still open at a therapy session, the latest first."""
    return (
        select(Administration)
        .where(
            Administration.therapy_session_id == therapy_session_id,
            Administration.kind == kind,
            Administration.rater == rater,
            Administration.state == "open",
            Administration.expires_at > at,
        )
        .order_by(Administration.id.desc())
        .limit(1)
    )


def unseen(episode_id: int) -> Select[tuple[Administration]]:
    """Submitted ratings of an episode that its responsible therapist has not opened yet."""
    return select(Administration).where(
        Administration.episode_id == episode_id,
        Administration.state == "submitted",
        Administration.seen_at.is_(None),
    )


def count_submitted_after(
    moment: dt.datetime, *, within: Select[tuple[Episode]]
) -> Select[tuple[int]]:
    """How many self-ratings of the episodes that may be seen came in after a moment."""
    return (
        select(func.count())
        .select_from(Administration)
        .where(
            Administration.episode_id.in_(within.with_only_columns(Episode.id)),
            Administration.rater == "self",
            Administration.state == "submitted",
            Administration.submitted_at > moment,
        )
    )


def forms_of_sessions(sessions: Iterable[int], *, at: dt.datetime) -> Select[tuple[Any, ...]]:
    """Which forms of therapy sessions are sent or in use now; never what was answered.

    Rows: therapy_session_id, kind, state.
    """
    return select(
        Administration.therapy_session_id, Administration.kind, Administration.state
    ).where(
        Administration.therapy_session_id.in_(list(sessions)),
        Administration.rater == "self",
        (Administration.state == "submitted")
        | ((Administration.state == "open") & (Administration.expires_at > at)),
    )


def beside_the_course(episode_id: int) -> Select[tuple[Administration]]:
    """Sent ratings that are no part of the course, the latest session first.

    Those of other raters, always; the client's own while their session is still to be held.
    """
    return (
        select(Administration)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(
            Administration.episode_id == episode_id,
            Administration.state == "submitted",
            (Administration.rater != "self") | TherapySession.number.is_(None),
        )
        .order_by(TherapySession.held_on.desc(), Administration.id.desc())
        .options(contains_eager(Administration.therapy_session), joinedload(Administration.score))
    )


def helped(episode_id: int) -> Select[tuple[int, str, str]]:
    """Self-ratings that somebody helped with. Rows: session number, kind, helped_by."""
    return (
        select(TherapySession.number, Administration.kind, Administration.helped_by)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(
            Administration.episode_id == episode_id,
            Administration.rater == "self",
            Administration.state == "submitted",
            Administration.helped_by.is_not(None),
            TherapySession.number.is_not(None),
        )
        .order_by(TherapySession.number, Administration.id)
    )
