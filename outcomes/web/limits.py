"""The coarse outer limits: how much one request holds, how many one session sends in a minute.

Counted in memory: it only has to stop a script that has run away, or a flood. The limits that
protect somebody (wrong passwords) are counted in the database.
"""

from __future__ import annotations

from flask import Flask, abort, current_app, request
from flask_limiter import Limiter

from outcomes.actions.sessions import hash_of
from outcomes.web.guards import SAFE
from outcomes.web.sessions import current_session

MOST_FIELDS = 500


def init_app(app: Flask) -> None:
    app.before_request(_refuse_unmeasured)
    limiter = Limiter(
        _whose,
        storage_uri="memory://",
        application_limits=[_limit],
        application_limits_exempt_when=lambda: request.method in SAFE,
    )
    limiter.init_app(app)


def _refuse_unmeasured() -> None:
    """Refuse bodies without a length or shorter than theirs, and forms with more fields than any
    page has.

    A body sent in pieces would be cut at the limit in silence and its beginning be stored; so would
    one whose connection broke off, because the server hands over what came until then.
    """
    if request.method in SAFE:
        return
    if "Transfer-Encoding" in request.headers:
        abort(411)
    # The bytes are kept, so that the form is still read from them afterwards.
    body = request.get_data()
    if len(body) < (request.content_length or 0):
        abort(400)
    is_form = request.mimetype == "application/x-www-form-urlencoded"
    if is_form and body.count(b"&") >= MOST_FIELDS:
        abort(413)


def _limit() -> str:
    return f"{current_app.config['SETTINGS'].unsafe_per_minute} per minute"


def _whose() -> str:
    token = current_session().token
    return hash_of(token) if token else f"network {request.remote_addr}"
