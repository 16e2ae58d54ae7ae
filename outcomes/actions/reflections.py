"""Reflections: kept as one types, private until shared, ending in one goal to look back on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.errors import Conflict, NotFound, Refused
from outcomes.storage import LearningGoal, Reflection, StaffMember, db
from outcomes.storage.people import supervised_by
from outcomes.storage.reflections import reflection_of

LONGEST_TEXT = 10_000
LONGEST_GOAL = 400


@dataclass(frozen=True, kw_only=True)
class Texts:
    """The answers to the three questions."""

    learned: str = ""
    new_or_different: str = ""
    how_i_work: str = ""


class ReflectionChanged(Conflict):
    """Another window saved first. `kept` are the texts stored there, at `version`."""

    def __init__(self, kept: Texts, version: int) -> None:
        super().__init__("This reflection was changed in another window. Both texts are here.")
        self.kept = kept
        self.version = version


def keep_reflection(
    *,
    by: StaffMember,
    period_from: dt.date,
    period_to: dt.date,
    texts: Texts,
    version: int,
    at: dt.datetime,
) -> Reflection:
    """Save the answers about a period; made to be called as one types.

    Args:
        version: of what the writer has before them; 0 where nothing was kept yet.

    Raises:
        ReflectionChanged: somebody (oneself in another window) has saved since; nothing changed.
        Refused: the period or a text is not possible.
    """
    _check(texts, period_from=period_from, period_to=period_to)
    with writing() as session:
        kept = session.scalars(
            reflection_of(by, period_from=period_from, period_to=period_to)
        ).one_or_none()
        if kept is not None and _texts(kept) == texts:
            return kept
        stored = kept.version if kept else 0
        if stored != version:
            raise ReflectionChanged(_texts(kept) if kept else Texts(), stored)
        if kept is None:
            kept = Reflection(
                clinic_id=by.clinic_id,
                therapist_id=by.id,
                period_from=period_from,
                period_to=period_to,
            )
            session.add(kept)
        for name, text in vars(texts).items():
            setattr(kept, name, text)
        kept.version, kept.kept_at = version + 1, at
        session.flush()
        record("reflection_kept", by=by, at=at, about=("reflection", kept.id))
    return kept


def share_reflection(
    *,
    reflection: Reflection,
    supervisor: StaffMember,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
) -> None:
    """Let one's supervisor read a reflection, for as long as the supervision lasts.

    Raises:
        Refused: the person is not one's supervisor on this day.
    """
    with writing() as session:
        _own(reflection, by=by)
        supervised = session.scalars(supervised_by(supervisor, on=on)).all()
        if by.id not in supervised:
            raise Refused(f"{supervisor.name} does not supervise you now.")
        reflection.shared_at, reflection.shared_with_id = at, supervisor.id
        record(
            "reflection_shared",
            by=by,
            at=at,
            about=("reflection", reflection.id),
            facts={"with": supervisor.id},
        )


def unshare_reflection(*, reflection: Reflection, by: StaffMember, at: dt.datetime) -> None:
    """Make a reflection private again, from this moment on."""
    with writing():
        _own(reflection, by=by)
        if reflection.shared_at is None:
            return
        reflection.shared_at = reflection.shared_with_id = None
        record("reflection_unshared", by=by, at=at, about=("reflection", reflection.id))


def set_learning_goal(
    *,
    reflection: Reflection,
    goal: str,
    review_on: dt.date,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
    shown_by: str = "",
) -> LearningGoal:
    """The one goal a reflection ends in; a later wording takes the place of the earlier.

    Args:
        shown_by: what will show that it was reached.
        review_on: the day one looks back on it.

    Raises:
        Refused: the goal is empty or too long, or its day does not lie ahead.
    """
    goal, shown_by = goal.strip(), shown_by.strip()
    problems = []
    if not goal:
        problems.append("Say what you want to do.")
    if max(len(goal), len(shown_by)) > LONGEST_GOAL:
        problems.append(f"A goal and its measure can have up to {LONGEST_GOAL} characters each.")
    if review_on <= on:
        problems.append("The day to look back lies ahead.")
    if problems:
        raise Refused("This goal cannot be kept yet.", problems=problems)
    with writing() as session:
        _own(reflection, by=by)
        query = select(LearningGoal).where(LearningGoal.reflection_id == reflection.id)
        kept = session.scalars(query).one_or_none()
        if kept is None:
            kept = LearningGoal(clinic_id=reflection.clinic_id, reflection_id=reflection.id)
            session.add(kept)
        kept.goal, kept.shown_by, kept.review_on, kept.set_at = goal, shown_by, review_on, at
        session.flush()
        db.session.expire(reflection, ["goal"])
        record("learning_goal_set", by=by, at=at, about=("reflection", reflection.id))
    return kept


def _texts(reflection: Reflection) -> Texts:
    return Texts(
        learned=reflection.learned,
        new_or_different=reflection.new_or_different,
        how_i_work=reflection.how_i_work,
    )


def _own(reflection: Reflection, *, by: StaffMember) -> None:
    """A reflection of somebody else's looks like none at all, shared or not."""
    if reflection.therapist_id != by.id:
        raise NotFound(f"Reflection {reflection.id}")


def _check(texts: Texts, *, period_from: dt.date, period_to: dt.date) -> None:
    problems = []
    if period_from > period_to:
        problems.append("The period ends before it begins.")
    if any(len(text) > LONGEST_TEXT for text in vars(texts).values()):
        problems.append(f"An answer can have up to {LONGEST_TEXT:,} characters.")
    if problems:
        raise Refused("This reflection cannot be kept.", problems=problems)
