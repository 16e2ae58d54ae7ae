"""Pages. Views translate: they read the request, call one action or one query, and render."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

BLUEPRINTS = (
    "sign_in",
    "one_time_link",
    "account",
    "health",
    "director",
    "clinic",
    "caseload",
    "episodes",
    "signals",
    "clients",
    "search",
    "ratings",
    "tablet",
    "supervisor",
    "reflection",
    "reports",
    "reception",
)
"""Modules of this package that hold a `blueprint`, in the order they are registered."""


def register_blueprints(app: Flask) -> None:
    """Register every blueprint that exists."""
    for name in BLUEPRINTS:
        try:
            module = import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
            continue
        app.register_blueprint(module.blueprint)
