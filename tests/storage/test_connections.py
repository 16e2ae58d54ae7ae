"""What every SQLite connection promises, and that writers never get in each other's way."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from outcomes import create_app
from outcomes.actions.writing import writing
from outcomes.errors import ConfigurationError
from outcomes.storage import Clinic, db
from outcomes.storage.database import harden_sqlite, journal_for
from tests.conftest import NOW, settings_for
from tests.eight_writers import count_together


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 10000),
        ("trusted_schema", 0),
        ("mmap_size", 0),
    ],
)
def test_connection_keeps_its_promise(app: Flask, pragma: str, value: object) -> None:
    with app.app_context():
        found = db.session.execute(text(f"PRAGMA {pragma}")).scalar()
    assert (found or 0) == value


def test_library_without_the_wal_race_is_used(app: Flask) -> None:
    with app.app_context():
        version = db.session.execute(text("SELECT sqlite_version()")).scalar_one()
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)


def test_pythons_own_sqlite_works_with_a_truncated_journal(tmp_path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/old.sqlite", module=sqlite3)
    harden_sqlite(engine, journal="TRUNCATE")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "truncate"
    engine.dispose()


@pytest.mark.parametrize(
    ("library", "journal"),
    [
        ((3, 51, 3), "WAL"),
        ((3, 53, 4), "WAL"),
        ((4, 0, 0), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 9, 0), "TRUNCATE"),
    ],
)
def test_libraries_with_the_wal_race_get_the_other_journal(library, journal: str) -> None:
    assert journal_for(library) == journal


def test_promise_that_is_not_kept_refuses_the_first_connection(tmp_path) -> None:
    """SQLite passes over a journal mode that it does not have, in silence."""
    engine = create_engine(f"sqlite:///{tmp_path}/old.sqlite", module=sqlite3)
    harden_sqlite(engine, journal="WAL2")
    with pytest.raises(ConfigurationError, match="journal_mode=delete, and it must be wal2"):
        engine.connect()
    engine.dispose()


def test_eight_writers_that_read_first_lose_nothing(app: Flask) -> None:
    """Each adds to a number it has read; a lost or refused transaction would be missing."""
    assert count_together(app) == ("80", [])


def add_and_fail() -> None:
    with writing() as session:
        session.add(Clinic(name="Half", created_at=NOW))
        session.flush()
        raise ZeroDivisionError


def add_inside_and_fail_outside() -> None:
    with writing():
        with writing() as session:
            session.add(Clinic(name="Inner", created_at=NOW))
        raise ZeroDivisionError


@pytest.mark.parametrize("change", [add_and_fail, add_inside_and_fail_outside])
def test_what_fails_is_not_stored_at_all(app: Flask, change: Callable[[], None]) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            change()
        assert db.session.scalars(db.select(Clinic)).all() == []


def test_moment_without_its_zone_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(Exception, match="time zone"), writing() as session:
        session.add(Clinic(name="Naive", created_at=dt.datetime(2026, 11, 19)))


def test_file_with_a_key_is_unreadable_without_it(tmp_path) -> None:
    url = f"sqlite:///{tmp_path}/kept.sqlite"
    keyed = create_app(settings_for(tmp_path, database_url=url, database_key="a long key's words"))
    with keyed.app_context():
        db.create_all()
        with writing() as session:
            session.add(Clinic(name="canary-7351", created_at=NOW))
        db.session.remove()
        db.engine.dispose()
    written = b"".join(file.read_bytes() for file in tmp_path.glob("kept.sqlite*"))
    assert b"canary" not in written
    assert not written.startswith(b"SQLite format 3")


def test_key_for_a_database_that_cannot_encrypt_is_refused(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match="encrypts SQLite files"):
        settings_for(tmp_path, database_url="postgresql://localhost/x", database_key="k")
