"""Migrations: the migrated schema is that of the models, and every revision goes both ways."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from outcomes import create_app
from outcomes.cli.database import bring_up_to_date
from outcomes.storage import db
from tests.browsing import sign_in
from tests.cast import address
from tests.conftest import settings_for


def schema() -> dict[str, set[str]]:
    """Every table, index and trigger with its parts, in an order that does not matter."""
    rows = db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {name: parts(sql) for name, sql in rows if not name.startswith("alembic_")}


def parts(sql: str) -> set[str]:
    lines = re.split(r",(?![^(]*\))|\n", sql)
    return {" ".join(line.replace('"', "").split()) for line in lines} - {""}


@pytest.fixture
def migrated(tmp_path: Path) -> Flask:
    app = create_app(settings_for(tmp_path))
    bring_up_to_date(app)
    return app


def test_migrated_schema_is_that_of_the_models(migrated: Flask, tmp_path: Path) -> None:
    from_models = create_app(
        settings_for(tmp_path, database_url=f"sqlite:///{tmp_path / 'models.sqlite'}")
    )
    with from_models.app_context():
        db.create_all()
        wanted = schema()
    with migrated.app_context():
        assert schema() == wanted


def test_alembic_finds_nothing_to_migrate(migrated: Flask) -> None:
    with migrated.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_up_down_up_ends_where_it_began(migrated: Flask) -> None:
    with migrated.app_context():
        before = schema()
        db.session.remove()
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names())
        assert left <= {"alembic_version", "sqlite_sequence"}
        upgrade()
        assert schema() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_events SET event = 'x'",
        "DELETE FROM audit_events",
        "INSERT OR REPLACE INTO audit_events (sequence, happened_at, actor_kind, event, facts)"
        " SELECT sequence, happened_at, actor_kind, 'x', facts FROM audit_events",
    ],
)
def test_migrated_audit_refuses_changes(migrated: Flask, change: str) -> None:
    with migrated.app_context():
        db.session.execute(
            text(
                "INSERT INTO audit_events (happened_at, actor_kind, event, facts)"
                " VALUES ('2026-11-19', 'nobody', 'tried', '{}')"
            )
        )
        with pytest.raises(DatabaseError, match="appended only"):
            db.session.execute(text(change))
        db.session.rollback()


@pytest.fixture
def from_first_release(harbour: Flask) -> Flask:
    """The cast as the first release left it: without the tables of curves."""
    with harbour.app_context():
        db.session.remove()
        downgrade(revision="0001")
    bring_up_to_date(harbour)
    return harbour


def test_a_clinic_of_the_first_release_keeps_everything(
    from_first_release: Flask, cast_database: Path, tmp_path: Path
) -> None:
    untouched = create_app(settings_for(tmp_path, database_url=f"sqlite:///{cast_database}"))
    with untouched.app_context():
        wanted = kept()
    with from_first_release.app_context():
        assert kept() == wanted


def kept() -> list[dict]:
    """The kept progress of every episode, and which curve it says that it was held against."""
    rows = db.session.execute(text("SELECT * FROM episode_progress ORDER BY episode_id"))
    found = [dict(row) for row in rows.mappings()]
    db.session.remove()
    db.engine.dispose()
    assert {row["curve"] for row in found} <= {"starter-1", None}
    return found


def test_pages_work_after_the_first_release_was_brought_up_to_date(
    from_first_release: Flask,
) -> None:
    client = from_first_release.test_client()
    sign_in(client, address("miriam"))
    page = client.get("/caseload")
    assert page.status_code == 200
    assert "starter curve, not from local clients" in page.text
