"""Therapy sessions: planned, attended, cancelled; numbered by attendance in order of date."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from outcomes.actions import signals
from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import Administration, Episode, StaffMember, TherapySession, db
from outcomes.storage.audit import last_about
from outcomes.storage.treatment import ATTENDANCE, MISSED, attended_on, planned_on

LONGEST_REASON = 120
PLANNED, NOTHING = "planned", "nothing"
"""What there was before something was recorded of an appointment; in the audit."""


def record_session(
    *,
    episode: Episode,
    held_on: dt.date,
    by: StaffMember,
    at: dt.datetime,
    attendance: str = "attended",
    mode: str = "in_person",
    starts_at: str | None = None,
    second: bool = False,
) -> TherapySession:
    """Record an appointment, or what became of the one planned for that day.

    Args:
        held_on: the clinic's day.
        starts_at: local clock time ``HH:MM``.
        second: a second attended session of one day is meant, not a repetition.

    Raises:
        Refused: there is an attended session on that day already, or the episode is closed.
    """
    with writing():
        _check_open(episode, held_on, by=by)
        if attendance == "attended" and not second and _held(episode, held_on):
            raise Refused("A session was held on this day. Say that a second one was held.")
        before = PLANNED if attendance != PLANNED and _planned(episode, held_on) else NOTHING
        session = _become_or_add(
            episode, held_on, attendance=attendance, mode=mode, starts_at=starts_at
        )
        if attendance != PLANNED:
            signals.recompute(episode, at=at)
        record(
            "session_recorded",
            by=by,
            at=at,
            about=("therapy_session", session.id),
            facts={"attendance": attendance, "before": before, "episode": episode.id},
        )
    return session


def take_back_missed(
    *, therapy_session: TherapySession, by: StaffMember, at: dt.datetime
) -> TherapySession | None:
    """Undo the recording of a missed appointment: what was planned is planned again, and where
    nothing was planned nothing stays but the audit.

    Returns:
        The appointment that is planned again; None where there was none before.

    Raises:
        Refused: something else was recorded about it since, or the episode is closed.
    """
    with writing() as session:
        episode = therapy_session.episode
        _check_open(episode, therapy_session.held_on, by=by)
        last = session.scalars(last_about("therapy_session", therapy_session.id)).first()
        if last is None or last.event != "session_recorded" or "before" not in last.facts:
            raise Refused("Something else was recorded about this appointment since.")
        if last.facts["attendance"] not in MISSED:
            raise Refused("This appointment was not missed.")
        if last.facts["before"] == PLANNED:
            mark_attendance(therapy_session=therapy_session, attendance=PLANNED, by=by, at=at)
            return therapy_session
        _remove(therapy_session, by=by, at=at)
    return None


def _remove(therapy_session: TherapySession, *, by: StaffMember, at: dt.datetime) -> None:
    episode = therapy_session.episode
    about = ("therapy_session", therapy_session.id)
    facts = {"attendance": therapy_session.attendance, "episode": episode.id}
    db.session.delete(therapy_session)
    db.session.flush()
    db.session.expire(episode, ["sessions"])
    signals.recompute(episode, at=at)
    record("session_taken_back", by=by, at=at, about=about, facts=facts)


def mark_attendance(
    *, therapy_session: TherapySession, attendance: str, by: StaffMember, at: dt.datetime
) -> None:
    """Say, or correct, what became of an appointment. Session numbers follow.

    Raises:
        Refused: the session has a rating and so was attended; or the word is unknown.
    """
    if attendance not in ATTENDANCE:
        raise Refused(f"There is no attendance {attendance!r}.")
    with writing() as session:
        episode = therapy_session.episode
        _check_open(episode, therapy_session.held_on, by=by)
        if therapy_session.attendance == attendance:
            return
        was_attended = therapy_session.number is not None
        if was_attended and _has_rating(therapy_session):
            raise Refused("This session has a rating, so it was attended.")
        if attendance == "attended":
            number = _make_room(episode.id, therapy_session.held_on)
            therapy_session.number, therapy_session.attendance = number, "attended"
        else:
            left = therapy_session.number
            therapy_session.number, therapy_session.attendance = None, attendance
            session.flush()
            if left is not None:
                _close_gap(episode.id, left)
        session.flush()
        signals.recompute(episode, at=at, closing="withdrawn" if was_attended else "back_on_track")
        record(
            "attendance_marked",
            by=by,
            at=at,
            about=("therapy_session", therapy_session.id),
            facts={"attendance": attendance, "episode": episode.id},
        )


def note_unrated_reason(
    *, therapy_session: TherapySession, reason: str, by: StaffMember, at: dt.datetime
) -> None:
    """Say why an attended session has no rating ("ran out of time")."""
    reason = " ".join(reason.split())
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Say why in up to {LONGEST_REASON} characters.")
    with writing():
        _check_clinic(therapy_session.episode, by=by)
        if therapy_session.number is None:
            raise Refused("This session was not attended.")
        therapy_session.unrated_reason = reason or None
        record("unrated_reason_noted", by=by, at=at, about=("therapy_session", therapy_session.id))


def join_or_create(
    episode: Episode, on: dt.date, *, by: StaffMember, at: dt.datetime, second: bool = False
) -> TherapySession:
    """The day's attended session of an episode for a rating, made where there is none.

    The latest one of the day, unless a second is asked for and the latest is rated: pressing
    twice does not make a third. The episode is worked out anew by the caller, once the form
    exists; until then the session would count as unrated.
    """
    with writing():
        _check_open(episode, on, by=by)
        found = _held(episode, on)
        if found is not None and not (second and _has_rating(found)):
            return found
        session = _become_or_add(episode, on, attendance="attended")
        record(
            "session_recorded",
            by=by,
            at=at,
            about=("therapy_session", session.id),
            facts={"attendance": "attended", "episode": episode.id},
        )
    return session


def session_ahead(
    episode: Episode, held_on: dt.date, *, on: dt.date, by: StaffMember, at: dt.datetime
) -> TherapySession:
    """The session of a day for a rating that is filled in elsewhere, before it or after it.

    An appointment stays planned until it was held. A day to come without one gets one; today
    without one counts as held, as it does when a device is handed over.

    Raises:
        Refused: no session was held on an earlier day, or the episode is closed.
    """
    with writing():
        _check_open(episode, held_on, by=by)
        found = (
            _held(episode, held_on) or db.session.scalars(planned_on(episode.id, held_on)).first()
        )
        if found is not None:
            return found
        if held_on < on:
            raise Refused("No session was held on this day.")
        if held_on == on:
            return join_or_create(episode, on, by=by, at=at)
        return record_session(episode=episode, held_on=held_on, attendance="planned", by=by, at=at)


def _become_or_add(
    episode: Episode,
    held_on: dt.date,
    *,
    attendance: str,
    mode: str = "in_person",
    starts_at: str | None = None,
) -> TherapySession:
    """The appointment planned for the day with what became of it, or a new one."""
    if attendance not in ATTENDANCE:
        raise Refused(f"There is no attendance {attendance!r}.")
    planned = None if attendance == PLANNED else _planned(episode, held_on)
    if planned is None:
        return new_session(episode, held_on, attendance=attendance, mode=mode, starts_at=starts_at)
    if attendance == "attended":
        planned.number = _make_room(episode.id, held_on)
    planned.attendance = attendance
    db.session.flush()
    return planned


def new_session(
    episode: Episode,
    held_on: dt.date,
    *,
    attendance: str,
    mode: str = "in_person",
    starts_at: str | None = None,
) -> TherapySession:
    """Store an appointment with its number; inside a writing transaction only."""
    number = _make_room(episode.id, held_on) if attendance == "attended" else None
    session = TherapySession(
        clinic_id=episode.clinic_id,
        episode_id=episode.id,
        held_on=held_on,
        starts_at=starts_at,
        number=number,
        attendance=attendance,
        mode=mode,
    )
    db.session.add(session)
    db.session.flush()
    return session


def _make_room(episode_id: int, held_on: dt.date) -> int:
    """The number of a session on a day; sessions held later move up by one."""
    earlier = select(func.count()).where(
        TherapySession.episode_id == episode_id,
        TherapySession.attendance == "attended",
        TherapySession.held_on <= held_on,
    )
    number = db.session.scalar(earlier) + 1
    for later in reversed(_numbered_from(episode_id, number)):
        later.number += 1
        # One at a time from the top: two sessions never share a number, not even in between.
        db.session.flush()
    return number


def _close_gap(episode_id: int, left: int) -> None:
    for later in _numbered_from(episode_id, left + 1):
        later.number -= 1
        db.session.flush()


def _numbered_from(episode_id: int, number: int) -> list[TherapySession]:
    query = (
        select(TherapySession)
        .where(TherapySession.episode_id == episode_id, TherapySession.number >= number)
        .order_by(TherapySession.number)
    )
    return list(db.session.scalars(query))


def _planned(episode: Episode, day: dt.date) -> TherapySession | None:
    return db.session.scalars(planned_on(episode.id, day)).first()


def _held(episode: Episode, day: dt.date) -> TherapySession | None:
    return db.session.scalars(attended_on(episode.id, day)).first()


def _has_rating(session: TherapySession) -> bool:
    query = select(Administration.id).where(
        Administration.therapy_session_id == session.id, Administration.state == "submitted"
    )
    return db.session.execute(query.limit(1)).first() is not None


def _check_open(episode: Episode, day: dt.date, *, by: StaffMember) -> None:
    _check_clinic(episode, by=by)
    if not episode.is_open:
        raise Refused("This episode is closed. Reopen it first.")
    if day < episode.opened_on:
        raise Refused("This day lies before the episode began.")


def _check_clinic(episode: Episode, *, by: StaffMember) -> None:
    if by.clinic_id != episode.clinic_id:
        raise NotFound(f"Episode {episode.id}")
