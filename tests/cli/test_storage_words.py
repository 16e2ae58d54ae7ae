"""What a start says about where the records are kept."""

from __future__ import annotations

import datetime as dt

import click
import pytest
from flask import Flask

from outcomes.actions.audit import record
from outcomes.actions.clock import compare_with_records
from outcomes.actions.writing import writing
from outcomes.cli.starting import console
from outcomes.cli.storage_words import storage_words
from outcomes.errors import DiskFull
from outcomes.storage import AuditEvent, db
from outcomes.storage.space import MEGABYTE, Space
from tests.conftest import NOW

ROOM = Space(900 * MEGABYTE)


def words(app: Flask, space: Space = ROOM) -> str:
    with app.app_context():
        return storage_words(app.config["SETTINGS"], space)


def test_nothing_is_said_where_all_is_well(app: Flask) -> None:
    assert words(app) == ""


def test_little_room_is_said(app: Flask) -> None:
    assert "has 310 MB left" in words(app, Space(310 * MEGABYTE))


def test_an_old_library_of_sqlite_is_said(app: Flask, monkeypatch) -> None:
    with app.app_context():
        driver = db.engine.dialect.dbapi
    monkeypatch.setattr(driver, "sqlite_version_info", (3, 45, 1))
    assert "SQLite 3.45.1 is older than 3.51.3" in words(app)
    assert "TRUNCATE" in words(app)


def test_a_full_disk_is_said_in_one_sentence(app: Flask) -> None:
    with pytest.raises(click.ClickException, match="is full"), console(app), writing():
        raise DiskFull(DiskFull.words)


@pytest.mark.parametrize(("minutes", "noted"), [(6, 1), (5, 0), (-60, 0)])
def test_a_start_behind_the_records_is_written_down(
    database: None, minutes: int, noted: int
) -> None:
    record("signed_out", by="nobody", at=NOW)
    assert compare_with_records(at=NOW - dt.timedelta(minutes=minutes)) is bool(noted)
    went_back = db.select(AuditEvent).where(AuditEvent.event == "clock_went_back")
    assert len(db.session.scalars(went_back).all()) == noted


def test_a_first_start_has_nothing_to_compare_with(database: None) -> None:
    assert compare_with_records(at=NOW) is False
