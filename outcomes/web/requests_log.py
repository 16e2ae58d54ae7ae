"""One line per request, of a fixed list of fields. No path, query, body, name or token, ever."""

from __future__ import annotations

import logging
import secrets
import sys
import time
import traceback
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request
from structlog.typing import EventDict

from outcomes.web.sessions import current_session

ALLOWED = frozenset(
    {
        "at",
        "duration_ms",
        "endpoint",
        "error",
        "event",
        "level",
        "method",
        "reference",
        "scope",
        "size",
        "staff_id",
        "status",
        "where",
    }
)
"""The endpoint is our own name for the page; the path would carry ids and one-time tokens."""


def keep_allowed(_logger: Any, _method: str, fields: EventDict) -> EventDict:
    """Drop every field that is not on the list, so that a careless call cannot leak."""
    return {name: value for name, value in fields.items() if name in ALLOWED}


def logger_to(stream: Any = None) -> Any:
    """A logger that writes one JSON object per line, to standard error unless told otherwise."""
    return structlog.wrap_logger(
        structlog.PrintLogger(stream or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            keep_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )


def init_app(app: Flask) -> None:
    app.config.setdefault("LOG", logger_to())
    # Flask's own logger prints paths and messages of exceptions; ours tells what went wrong.
    app.logger.handlers.clear()
    app.logger.addHandler(logging.NullHandler())
    app.logger.propagate = False
    app.before_request(_start)
    app.after_request(_write)


def reference() -> str:
    """The number on an error page that finds its line in the log."""
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    return g.reference


def log_failure(app: Flask, error: BaseException) -> None:
    """Log an unexpected error: its type and its places in the code, never its message.

    Messages quote values ("could not convert 'Anna Berg'"); file, line and function do not.
    """
    app.config["LOG"].error(
        "failed",
        reference=reference(),
        endpoint=request.endpoint,
        error=type(error).__name__,
        where=_places(error.__traceback__),
    )


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-12:]
    return [f"{'/'.join(f.filename.split('/')[-2:])}:{f.lineno} {f.name}" for f in frames]


def _start() -> None:
    g.started = time.monotonic()


def _write(response: Response) -> Response:
    if request.endpoint == "static":
        return response
    session = current_session()
    current_app.config["LOG"].info(
        "request",
        reference=reference(),
        method=request.method,
        endpoint=request.endpoint,
        status=response.status_code,
        duration_ms=round((time.monotonic() - g.get("started", time.monotonic())) * 1000),
        size=response.calculate_content_length(),
        scope=session.scope,
        staff_id=session.staff_id,
    )
    return response
