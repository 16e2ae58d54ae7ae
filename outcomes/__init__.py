"""outcomes: how clients fare in psychotherapy, session by session.

`create_app` wires the web application. Importing this package alone loads nothing of it, so that
`outcomes analyse` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from outcomes.config import Settings

__version__ = "0.1.0"


def create_app(settings: Settings | None = None) -> Flask:
    """The web application, wired and checked.

    Args:
        settings: how to run; read from the environment when not given.

    Raises:
        ConfigurationError: a setting is unsafe, or an endpoint has no policy.
    """
    from outcomes.config import settings_from
    from outcomes.wiring import wire

    return wire(settings or settings_from())


__all__ = ["__version__", "create_app"]
