"""Pages. Views translate: they read the request, call one action or one query, and render."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

BLUEPRINTS = (
    "sign_in",
    "one_time_link",
    "account",
    "health",
    "authority",
    "director",
    "ways_to_rate",
    "translations",
    "clinic",
    "curves",
    "caseload",
    "episodes",
    "signals",
    "risk_answers",
    "clients",
    "search",
    "ratings",
    "tablet",
    "goals",
    "own_ratings",
    "kiosk",
    "home",
    "resting",
    "supervisor",
    "reflection",
    "reports",
    "paper",
    "reception",
)
"""Modules of this package that hold a `blueprint`, in the order they are registered."""


def register_blueprints(app: Flask) -> None:
    """Register every blueprint; a module that is missing stops the start."""
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"{__name__}.{name}").blueprint)
