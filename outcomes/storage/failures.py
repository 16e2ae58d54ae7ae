"""Why a change could not be stored, in words of our own.

Databases say it by a code or a sentence of theirs. Whatever is not known here stays the error it
was: a fault of the software must not look like a full disk.
"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from outcomes.errors import Collided, DiskFull, NotStored

_OF_SQLITE = {
    "database or disk is full": DiskFull,
    "disk I/O error": NotStored,
    "database is locked": NotStored,
    "attempt to write a readonly database": NotStored,
}
"""SQLite's own sentences; they have been the same since its third version."""

_OF_POSTGRESQL = {
    "53100": DiskFull,
    "40001": Collided,  # serialisation failure
    "40P01": Collided,  # deadlock
    "55P03": NotStored,  # waited too long for a lock
    "57014": NotStored,  # a statement took too long
    "57P01": NotStored,  # the server is being stopped
    "57P03": NotStored,  # the server is starting
    "25006": NotStored,  # read only, such as a standby
}


def not_stored(error: DBAPIError) -> NotStored | None:
    """What an error of the database means for the change that met it; None for a fault of ours."""
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        kind = _OF_POSTGRESQL.get(code)
    else:
        kind = _OF_SQLITE.get(str(error.orig), NotStored if error.connection_invalidated else None)
    return None if kind is None else kind(kind.words)
