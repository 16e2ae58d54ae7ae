"""What every connection to PostgreSQL promises (security F7), and one writer at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event, text

from outcomes.errors import ConfigurationError

PROMISES = {"fsync": ("on",), "synchronous_commit": ("on", "remote_apply")}
"""Settings of the server, with every value that keeps what was acknowledged."""
LIMITS = {"lock_timeout": "5s", "statement_timeout": "30s"}
CONNECT_ARGS = {"options": " ".join(f"-c {name}={value}" for name, value in LIMITS.items())}
"""Given to the driver, so that a connection has its limits from its first moment on."""
_LIMITED = {name: (value,) for name, value in LIMITS.items()}
ONE_WRITER = text("SELECT pg_advisory_xact_lock(719031)")
"""The number is arbitrary; it only has to be the same in every process of the software."""


def harden_postgres(engine: Engine) -> None:
    """Read back at every connection of this engine what PostgreSQL must promise.

    Writing transactions take one lock at their start, as BEGIN IMMEDIATE does on SQLite: what an
    action has read cannot change before it writes. They give up after `LIMITS`, which the engine
    was made with.

    Raises, at the first connection:
        ConfigurationError: the server does not keep a promise.
    """
    if engine.dialect.name != "postgresql":
        return

    @event.listens_for(engine, "connect")
    def _promise(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            for name, good in {**PROMISES, **_LIMITED}.items():
                found = cursor.execute(f"SHOW {name}").fetchone()[0]
                if found not in good:
                    raise ConfigurationError(_broken(name, found, good[0]))
        connection.rollback()

    @event.listens_for(engine, "begin")
    def _take_turns(connection: Any) -> None:
        if connection.get_execution_options().get("writing", False):
            connection.execute(ONE_WRITER)


def _broken(name: str, found: str, good: str) -> str:
    lost = ": a rating that was acknowledged could be lost when the machine stops"
    return f"PostgreSQL has {name}={found}{lost if name in PROMISES else ''}. Set {name}={good}."
