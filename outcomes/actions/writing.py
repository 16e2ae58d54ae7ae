"""One transaction for one change, the only place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from outcomes.storage import db


@contextmanager
def writing() -> Iterator[Session]:
    """A writing transaction: everything inside is stored together, or nothing is.

    It takes the write lock at its start (BEGIN IMMEDIATE on SQLite), so what is read inside
    cannot change before it is written. What the request had read before is read again, under the
    lock. Inside another `writing()` it joins that one.
    """
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    # A transaction that has only read so far ends here; it cannot take the lock safely.
    session.rollback()
    session.connection(execution_options={"writing": True})
    session.info["writing"] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing")
