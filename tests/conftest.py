"""What every test may use: an application on a database of its own, a clock, no network."""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser
from pytest_socket import socket_allow_hosts

from outcomes import create_app
from outcomes.actions import passwords
from outcomes.cli.database import bring_up_to_date
from outcomes.config import Settings
from outcomes.storage import db
from tests import browsing
from tests import cast as story
from tests.chromium import chromium

NOW = dt.datetime(2026, 11, 19, 12, 52, tzinfo=dt.UTC)
"""A Thursday, 13:52 in Oslo; the moment of every test until it moves its clock."""

COMPILED = tempfile.mkdtemp(prefix="outcomes-templates-")
atexit.register(shutil.rmtree, COMPILED, ignore_errors=True)
TEMPLATES = FileSystemBytecodeCache(COMPILED)


def settings_for(folder: Path, **changes: object) -> Settings:
    """Settings of a test: argon2 at the lowest allowed cost, no limit of requests in the way."""
    values: dict[str, object] = {
        "secret_key": "only-for-tests-0123456789-abcdefghijk",
        "instance": folder,
        "database_url": f"sqlite:///{folder / 'clinic.sqlite'}",
        "argon2_memory_kib": 19 * 1024,
        "argon2_time": 2,
        "argon2_parallelism": 1,
        "unsafe_per_minute": 10_000,
    }
    return Settings(**values | changes)


class Clock:
    """The moment as the application sees it; a test moves it."""

    def __init__(self, moment: dt.datetime = NOW) -> None:
        self.moment = moment

    def __call__(self) -> dt.datetime:
        return self.moment

    def forward(self, **by: float) -> dt.datetime:
        """``clock.forward(minutes=16)``"""
        self.moment += dt.timedelta(**by)
        return self.moment

    def set(self, moment: dt.datetime) -> None:
        self.moment = moment


def prepare(app: Flask, clock: Clock) -> None:
    """Make an application one of the tests: errors come through, `clock` tells the time."""
    app.config.update(TESTING=True, CLOCK=clock)
    # Each application would compile every template anew.
    app.jinja_env.bytecode_cache = TEMPLATES


@pytest.fixture(autouse=True)
def _no_network() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file with nobody in it; tests copy it."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(settings_for(folder))
    bring_up_to_date(app)
    with app.app_context():
        db.engine.dispose()
    return folder / "clinic.sqlite"


@pytest.fixture
def app(tmp_path: Path, empty_database: Path, clock: Clock) -> Iterator[Flask]:
    """The application on a fresh database. Requests see `clock`."""
    shutil.copy(empty_database, tmp_path / "clinic.sqlite")
    app = create_app(settings_for(tmp_path))
    prepare(app, clock)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def cast_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the whole cast, everybody with the password of `browsing`."""
    folder = tmp_path_factory.mktemp("cast")
    app = create_app(settings_for(folder))
    bring_up_to_date(app)
    with app.app_context():
        story.build(password_hash=passwords.hash_of(browsing.PASSWORD))
        db.session.remove()
        db.engine.dispose()
    return folder / "clinic.sqlite"


@pytest.fixture
def harbour(tmp_path: Path, cast_database: Path) -> Iterator[Flask]:
    """The application with the cast in it, at the story's moment. Move `harbour.config["CLOCK"]`.

    Look people up with `tests.cast.Cast` inside an application context of their own.
    """
    shutil.copy(cast_database, tmp_path / "clinic.sqlite")
    app = create_app(settings_for(tmp_path))
    prepare(app, Clock(story.NOW))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def database(app: Flask) -> Iterator[None]:
    """An application context around the test, for tests of storage, access and actions.

    Do not send requests inside it: they would share its database session.
    """
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for every test that needs one; each opens a window of its own."""
    with chromium() as found:
        yield found
