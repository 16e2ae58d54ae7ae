"""kill -9 in the middle of the load: what was acknowledged is stored, once, as it was sent (F3).

The clinic is served as in production, several clients send at once, each form twice. At a moment
of chance the whole process group is killed; after the next start on the same files everything is
looked at. What was not acknowledged is sent again, as the form's script does.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from bench.open_forms import OpenForm, open_forms
from bench.served import Served, free_port, send
from outcomes import create_app
from outcomes.cli.database import bring_up_to_date
from outcomes.cli.starting import console
from outcomes.config import settings_from
from outcomes.storage import Administration, Answer, AuditEvent, Score, db
from tests.postgres import postgres_in

CLIENTS_AT_ONCE = 6
LATEST_KILL = 14
"""Answers that came back before the kill, at most; about as many forms are waiting then."""


@dataclass
class Load:
    """What is sent, and what came back."""

    waiting: deque[OpenForm]
    acknowledged: dict[str, OpenForm] = field(default_factory=dict)
    surprises: list[str] = field(default_factory=list)
    answers: int = 0
    enough: threading.Event = field(default_factory=threading.Event)
    kill_after: float = float("inf")

    def send_all(self, port: int) -> None:
        """Send until nothing waits or nobody answers any more."""
        while self.waiting:
            try:
                form = self.waiting.popleft()
            except IndexError:
                return
            try:
                answer = send(form, port=port)
            except (OSError, http.client.HTTPException):
                self.waiting.append(form)
                return
            self.note(form, answer.status, answer.body)

    def note(self, form: OpenForm, status: int, body: bytes) -> None:
        if status == 200 and json.loads(body)["next"] == "/rate/thanks":
            self.acknowledged[form.form_uuid] = form
        else:
            self.surprises.append(f"{status}: {body[:200]!r}")
        self.answers += 1
        if self.answers >= self.kill_after:
            self.enough.set()


def store_with_kills(folder: Path, environment: dict[str, str], *, rounds: int, seed: int) -> None:
    """The whole story, on a fresh database."""
    chance = random.Random(seed)
    app = create_app(settings_from({"OUTCOMES_INSTANCE": str(folder), **environment}))
    bring_up_to_date(app)
    forms = open_forms(app, clients=rounds * 5 + 10, seed=seed)
    # Both copies of a form stand side by side, so that two threads send them at once.
    load = Load(deque(form for form in forms for _ in range(2)))
    for _ in range(rounds):
        load.answers, load.kill_after = 0, chance.randint(2, LATEST_KILL)
        load.enough.clear()
        with serving(folder, environment) as served:
            threads = start(load, served.port)
            assert load.enough.wait(60), "the load was over before the kill"
            threading.Event().wait(chance.uniform(0, 0.03))
            served.kill()
            join(threads)
        check(app, load)
    assert load.waiting, "every round was under load"
    load.kill_after = float("inf")
    with serving(folder, environment) as served:
        join(start(load, served.port))
    assert check(app, load) == {form.form_uuid for form in forms}


def serving(folder: Path, environment: dict[str, str]) -> Served:
    served = Served(folder, port=free_port(), **environment)
    served.wait_until_ready()
    return served


def start(load: Load, port: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=load.send_all, args=(port,)) for _ in range(CLIENTS_AT_ONCE)]
    for thread in threads:
        thread.start()
    return threads


def join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join()


def check(app: Flask, load: Load) -> set[str]:
    """Everything that must hold after every start; the forms that are stored."""
    with console(app):
        stored, audited, scored = answers_stored(), audit_rows(), scores()
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        db.session.remove()
        db.engine.dispose()
    assert load.surprises == []
    assert set(load.acknowledged) <= set(stored)
    for form_uuid, form in load.acknowledged.items():
        assert stored[form_uuid] == form.answers
    assert audited == scored == dict.fromkeys(stored, 1)
    return set(stored)


def answers_stored() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    query = (
        select(Administration.form_uuid, Answer.item_id, Answer.value)
        .join(Answer, Answer.administration_id == Administration.id)
        .where(Administration.state == "submitted")
    )
    for form_uuid, item_id, value in db.session.execute(query):
        assert item_id not in found[form_uuid]
        found[form_uuid][item_id] = value
    return found


def audit_rows() -> dict[str, int]:
    query = select(AuditEvent.object_id).where(AuditEvent.event == "rating_submitted")
    forms = dict(db.session.execute(select(Administration.id, Administration.form_uuid)).all())
    return dict(Counter(forms[int(object_id)] for object_id in db.session.scalars(query)))


def scores() -> dict[str, int]:
    query = select(Administration.form_uuid).join(
        Score, Score.administration_id == Administration.id
    )
    return dict(Counter(db.session.scalars(query)))


@pytest.fixture
def umask() -> Iterator[None]:
    """Serving in this process too closes the files to others; the next test must not notice."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_fifteen_kills_under_load_lose_nothing_on_sqlite(tmp_path: Path, umask: None) -> None:
    store_with_kills(tmp_path, {}, rounds=15, seed=15)


def test_five_kills_under_load_lose_nothing_on_postgresql(tmp_path: Path, umask: None) -> None:
    """Fewer rounds: the files are another server's, which is not killed."""
    (tmp_path / "instance").mkdir()
    (tmp_path / "postgres").mkdir()
    with postgres_in(tmp_path / "postgres") as address:
        where = {"OUTCOMES_DATABASE_URL": address}
        store_with_kills(tmp_path / "instance", where, rounds=5, seed=5)
