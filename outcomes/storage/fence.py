"""The second fence between clinics: on PostgreSQL a transaction sees one clinic's rows only.

The first fence is `access`: every query asks for a relationship. Should one forget to, row level
security (set up by the first migration) still hides every other clinic. Which clinic it is, each
transaction says at its start; before somebody has signed in it has none, and then only the tables
that signing in needs show anything. SQLite has no such fence; `access` stands alone there.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from outcomes.storage.database import db

EVERY_CLINIC = "all"
"""For the console: migrations, the demonstration clinic, one-time links."""

_clinic: ContextVar[str] = ContextVar("clinic", default="")
_NAME = text("SELECT set_config('outcomes.clinic_id', :clinic, true)")


def fence(engine: Engine) -> None:
    """Make every transaction of a PostgreSQL engine begin by naming its clinic."""
    if engine.dialect.name != "postgresql":
        return

    @event.listens_for(engine, "begin")
    def _name(connection: Any) -> None:
        name_clinic(connection)


def enter(clinic_id: int | str | None) -> None:
    """From now on in this thread, transactions belong to this clinic; None for nobody's.

    A transaction that has begun already is told too.
    """
    _clinic.set("" if clinic_id is None else str(clinic_id))
    session = db.session()
    if session.in_transaction() and session.get_bind().dialect.name == "postgresql":
        name_clinic(session.connection())


def clinic_named() -> str | None:
    """The clinic that transactions of this thread belong to; None for nobody's."""
    return _clinic.get() or None


def name_clinic(connection: Connection) -> None:
    """Tell the transaction under way which clinic it is for."""
    connection.execute(_NAME, {"clinic": _clinic.get()})
