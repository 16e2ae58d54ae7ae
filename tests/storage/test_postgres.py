"""What PostgreSQL must promise before anything is stored in it (security F7)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import click
import pytest
from flask import Flask
from sqlalchemy import text

from outcomes import create_app
from outcomes.actions.writing import tried_again, writing
from outcomes.cli.database import bring_up_to_date
from outcomes.cli.starting import console
from outcomes.errors import Collided, DiskFull, NotStored
from outcomes.storage import Clinic, db
from tests.conftest import settings_for
from tests.eight_writers import count_together
from tests.postgres import administer, postgres_in


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres_in(tmp_path_factory.mktemp("postgres")) as address:
        yield address


@pytest.fixture(scope="module")
def app(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app(settings_for(tmp_path_factory.mktemp("instance"), database_url=server))
    bring_up_to_date(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lock_timeout", "5s"),
        ("statement_timeout", "30s"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
    ],
)
def test_connection_keeps_its_promise(app: Flask, name: str, value: str) -> None:
    with app.app_context():
        assert db.session.execute(text(f"SHOW {name}")).scalar_one() == value
        db.session.rollback()


@pytest.mark.parametrize("promise", ["fsync", "synchronous_commit"])
def test_start_is_refused_where_an_acknowledged_rating_could_be_lost(
    app: Flask, server: str, promise: str, tmp_path
) -> None:
    administer(server, f"ALTER SYSTEM SET {promise} = off", "SELECT pg_reload_conf()")
    try:
        wait_for(server, promise, "off")
        fresh = create_app(settings_for(tmp_path, database_url=server))
        with pytest.raises(click.ClickException, match=rf"{promise}=off.* Set {promise}=on"):
            bring_up_to_date(fresh)
    finally:
        administer(server, f"ALTER SYSTEM RESET {promise}", "SELECT pg_reload_conf()")
        wait_for(server, promise, "on")


def wait_for(server: str, name: str, value: str) -> None:
    """Until the server has read its configuration again."""
    check = f"DO $$ BEGIN ASSERT current_setting('{name}') = '{value}'; END $$"
    for _ in range(50):
        try:
            administer(server, check)
        except Exception:
            threading.Event().wait(0.1)
        else:
            return
    pytest.fail(f"{name} did not become {value}")


def test_eight_writers_that_read_first_lose_nothing(app: Flask) -> None:
    """As on SQLite: each adds to a number it has read before it writes."""
    assert count_together(app) == ("80", [])


@pytest.mark.parametrize(
    ("code", "kind"),
    [("53100", DiskFull), ("40001", Collided), ("40P01", Collided), ("55P03", NotStored)],
)
def test_what_the_server_could_not_do_is_said_in_our_words(app: Flask, code: str, kind) -> None:
    with console(app), pytest.raises(kind) as raised, writing():
        fail_with(code)
    assert type(raised.value) is kind


def test_an_action_that_met_another_is_done_again(app: Flask) -> None:
    """The first two tries end in a serialisation failure, as PostgreSQL reports it."""
    tries: Counter[str] = Counter()

    @tried_again
    def rename(name: str) -> str:
        with writing() as session:
            session.scalars(db.select(Clinic)).one().name = name
            tries[name] += 1
            if tries[name] < 3:
                fail_with("40001")
        return name

    with console(app):
        assert rename("Harbour") == "Harbour"
        assert tries["Harbour"] == 3
        assert db.session.scalars(db.select(Clinic.name)).one() == "Harbour"
        db.session.rollback()


def test_an_action_inside_another_is_not_tried_alone(app: Flask) -> None:
    tries: Counter[str] = Counter()

    @tried_again
    def fail() -> None:
        with writing():
            tries["inner"] += 1
            fail_with("40P01")

    with console(app), pytest.raises(Collided), writing():
        fail()
    assert tries["inner"] == 1


def fail_with(code: str) -> None:
    """Let the server report an error of this code."""
    words = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$"
    db.session.execute(text(words))
