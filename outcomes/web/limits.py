"""The coarse outer limit: how many changing requests one session may send in a minute.

Counted in memory: it only has to stop a script that has run away, or a flood. The limits that
protect somebody (wrong passwords) are counted in the database.
"""

from __future__ import annotations

from flask import Flask, current_app, request
from flask_limiter import Limiter

from outcomes.actions.sessions import hash_of
from outcomes.web.guards import SAFE
from outcomes.web.sessions import current_session


def init_app(app: Flask) -> None:
    limiter = Limiter(
        _whose,
        storage_uri="memory://",
        application_limits=[_limit],
        application_limits_exempt_when=lambda: request.method in SAFE,
    )
    limiter.init_app(app)


def _limit() -> str:
    return f"{current_app.config['SETTINGS'].unsafe_per_minute} per minute"


def _whose() -> str:
    token = current_session().token
    return hash_of(token) if token else f"network {request.remote_addr}"
