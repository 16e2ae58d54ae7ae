"""One transaction for one change, the only place that commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from outcomes.errors import Collided, NotStored
from outcomes.storage import db
from outcomes.storage.failures import not_stored

Given, Made = ParamSpec("Given"), TypeVar("Made")
TRIES = 3
_TURN = Lock()
LONGEST_WAIT = 10
"""Seconds until a thread gives up waiting for its turn, as long as SQLite's own `busy_timeout`."""


@contextmanager
def writing() -> Iterator[Session]:
    """A writing transaction: everything inside is stored together, or nothing is.

    It takes the write lock at its start (BEGIN IMMEDIATE on SQLite), so what is read inside
    cannot change before it is written. What the request had read before is read again, under the
    lock. Inside another `writing()` it joins that one.

    Raises:
        NotStored: the disk is full, or the database cannot write now; all of it was undone.
    """
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    # A transaction that has only read so far ends here; it cannot take the lock safely.
    session.rollback()
    with _turn(session):
        yield from _in_transaction(session)


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """The threads of this process take turns on SQLite: who waits is woken at once.

    SQLite lets a writer that waits sleep and ask again, longer each time, so that one of many can
    be passed over for seconds.
    """
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    if not _TURN.acquire(timeout=LONGEST_WAIT):
        raise NotStored(NotStored.words)
    try:
        yield
    finally:
        _TURN.release()


def _in_transaction(session: Session) -> Iterator[Session]:
    try:
        session.connection(execution_options={"writing": True})
        session.info["writing"] = True
        yield session
        session.commit()
    except DBAPIError as error:
        session.rollback()
        known = not_stored(error)
        if known is None:
            raise
        raise known from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def tried_again(action: Callable[Given, Made]) -> Callable[Given, Made]:
    """Do an action anew where another change met it; only for one that takes plain values.

    Records that were handed in would be those of the transaction that was undone. Inside another
    `writing()` there is one try: what was undone is more than this action.
    """

    @wraps(action)
    def several_times(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        tries = 1 if db.session().info.get("writing") else TRIES
        for _ in range(tries - 1):
            try:
                return action(*args, **kwargs)
            except Collided:
                continue
        return action(*args, **kwargs)

    return several_times
