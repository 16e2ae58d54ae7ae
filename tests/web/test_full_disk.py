"""A full disk: what cannot be stored is undone whole, said clearly, and sent again later (F8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from outcomes.actions.audit import record
from outcomes.errors import DiskFull
from outcomes.storage import Administration, Answer, AuditEvent, Episode, db
from tests.browsing import form_token
from tests.cast import NOW, Cast

PASSING = ("web_sessions", "resting_keys")
ANSWERS = {"feeling": "3.1", "close": "5.8", "days": "4", "life": "4.5"}


@contextmanager
def full_disk(app: Flask) -> Iterator[None]:
    """The database file may not grow, and what room it has left is used up."""

    def limit(connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with app.app_context():
        pages = db.session.execute(text("PRAGMA page_count")).scalar_one()
        db.session.remove()
        event.listen(db.engine, "begin", limit)
        fill()
    try:
        yield
    finally:
        with app.app_context():
            event.remove(db.engine, "begin", limit)
            # Limits belong to connections.
            db.session.remove()
            db.engine.dispose()


def fill() -> None:
    """Until not even one more event has room: large ones first, small ones into the gaps."""
    for size in (2000, 200, 0):
        for _ in range(1000):
            try:
                record("filled", by="nobody", at=NOW, facts={"room": "x" * size})
            except DiskFull:
                break
        else:
            pytest.fail("the disk did not become full")


def everything(app: Flask) -> list[str]:
    """All rows of all tables but the sessions' and the keys that each showing is given."""
    with app.app_context():
        tables = [each for each in db.metadata.sorted_tables if each.name not in PASSING]
        found = [f"{t.name} {tuple(row)}" for t in tables for row in db.session.execute(t.select())]
        db.session.remove()
    return found


@pytest.fixture
def tablet(harbour: Flask, miriam: FlaskClient) -> FlaskClient:
    """A tablet on which Jonas has begun his form."""
    with harbour.app_context():
        episode_id = Cast().episode("0417").id
    token = form_token(miriam.get("/account"))
    handed = {"csrf_token": token, "kind": "outcome"}
    assert miriam.post(f"/episodes/{episode_id}/ratings", data=handed).status_code == 303
    miriam.post("/rate/start", data={"csrf_token": form_token(miriam.get("/rate/"))})
    return miriam


def filled_in(tablet: FlaskClient, harbour: Flask) -> dict[str, str]:
    page = tablet.get("/rate/form")
    with harbour.app_context():
        newest = db.select(Administration).order_by(Administration.id.desc())
        form_uuid = db.session.scalars(newest).first().form_uuid
        db.session.remove()
    answers = {f"answer-{item}": value for item, value in ANSWERS.items()}
    return {"csrf_token": form_token(page), "form_uuid": form_uuid, **answers}


def test_form_without_room_comes_back_with_its_answers(tablet: FlaskClient, harbour: Flask) -> None:
    sent = filled_in(tablet, harbour)
    with full_disk(harbour):
        before = everything(harbour)
        answer = tablet.post("/rate/form", data=sent)
        assert answer.status_code == 507
        assert "Nothing was stored." in answer.text
        assert "still on this page" in answer.text
        for value in ANSWERS.values():
            assert f'value="{value}"' in answer.text
        assert everything(harbour) == before
    assert tablet.post("/rate/form", data=sent).status_code == 303
    with harbour.app_context():
        rating = db.session.scalars(
            db.select(Administration).where(Administration.form_uuid == sent["form_uuid"])
        ).one()
        assert rating.state == "submitted"
        stored = {each.item_id: each.value for each in rating.answers}
        assert stored == {item: float(value) for item, value in ANSWERS.items()}


def test_script_is_told_to_keep_trying(tablet: FlaskClient, harbour: Flask) -> None:
    """`static/js/send.js` tries again on 500 and above, with the same form id."""
    sent, asks = filled_in(tablet, harbour), {"Accept": "application/json"}
    with full_disk(harbour):
        for _ in range(3):
            assert tablet.post("/rate/form", data=sent, headers=asks).status_code == 507
    answer = tablet.post("/rate/form", data=sent, headers=asks)
    assert answer.json == {"next": "/rate/thanks"}
    with harbour.app_context():
        count = db.select(db.func.count()).select_from(Answer).join(Administration)
        of_form = count.where(Administration.form_uuid == sent["form_uuid"])
        assert db.session.scalar(of_form) == 4


def test_form_can_be_opened_on_a_full_disk(tablet: FlaskClient, harbour: Flask) -> None:
    """Before the answers are there, nobody needs to know."""
    with full_disk(harbour):
        assert tablet.get("/rate/form").status_code == 200


def test_staff_are_told_what_is_full_and_nothing_is_half_done(
    signed_in: Callable[[str], FlaskClient], harbour: Flask
) -> None:
    director = signed_in("director")
    token = form_token(director.get("/account"))
    with full_disk(harbour):
        before = everything(harbour)
        sent = {"csrf_token": token, "name": "Night team"}
        answer = director.post("/people/teams", data=sent)
        assert answer.status_code == 507
        assert "The disk of the server is full" in answer.text
        assert "Reference" in answer.text
        assert everything(harbour) == before
    assert director.post("/people/teams", data=sent).status_code == 303


def test_look_that_cannot_be_recorded_is_not_shown(miriam: FlaskClient, harbour: Flask) -> None:
    """A record that is opened belongs into the audit; without room there, it stays closed."""
    with harbour.app_context():
        episode = db.session.get(Episode, Cast().episode("0402").id)
        url, name = f"/episodes/{episode.id}", episode.client.name
        db.session.remove()
    # In a test an error after the view has answered would come through; it is a page otherwise.
    harbour.config["PROPAGATE_EXCEPTIONS"] = False
    with full_disk(harbour):
        answer = miriam.get(url)
        assert answer.status_code == 507
        assert name not in answer.text
    assert miriam.get(url).status_code == 200


def test_what_is_full_stands_in_the_log(tablet: FlaskClient, harbour: Flask) -> None:
    lines: list[dict] = []

    class Log:
        def info(self, _event: str, **fields: object) -> None:
            lines.append(fields)

        error = info

    harbour.config["LOG"] = Log()
    sent = filled_in(tablet, harbour)
    with full_disk(harbour):
        tablet.post("/rate/form", data=sent)
    assert "DiskFull" in [line.get("error") for line in lines]


def test_audit_has_no_row_of_what_was_not_stored(tablet: FlaskClient, harbour: Flask) -> None:
    sent = filled_in(tablet, harbour)
    with full_disk(harbour):
        tablet.post("/rate/form", data=sent)
    tablet.post("/rate/form", data=sent)
    with harbour.app_context():
        submitted = db.select(AuditEvent).where(
            AuditEvent.event == "rating_submitted", AuditEvent.happened_at >= NOW
        )
        assert len(db.session.scalars(submitted).all()) == 1
