"""A clinic with many open forms, each with a session as a tablet has it, ready to be sent.

Everything is made through the real actions, many to a transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import secrets
from dataclasses import dataclass

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from outcomes.actions import clinics, people, ratings, sessions, treatment
from outcomes.actions.writing import writing
from outcomes.cli.starting import console
from outcomes.measures import catalogue
from outcomes.storage import Administration, Episode, StaffMember, db
from outcomes.web.sessions import TABLET_COOKIE

KINDS = ("outcome", "alliance")
BATCH = 25
"""Clients to one transaction."""


@dataclass(frozen=True)
class OpenForm:
    """One open form: its id, the answers it is going to get, and what the browser sends."""

    form_uuid: str
    answers: dict[str, float]
    fields: dict[str, str]
    cookie: str


def open_forms(app: Flask, *, clients: int, past: int = 0, seed: int = 1) -> list[OpenForm]:
    """Two open forms for each of many new clients, in an order of chance.

    Args:
        past: rated sessions that each client has had before.
    """
    chance = random.Random(seed)
    made: list[OpenForm] = []
    with console(app):
        therapist_id = _therapist()
        for first in range(0, clients, BATCH):
            with writing():
                by = db.session.get(StaffMember, therapist_id)
                for number in range(first, min(first + BATCH, clients)):
                    episode = _client(number, by=by, past=past, chance=chance)
                    made += [_open(app, episode, kind, by=by, chance=chance) for kind in KINDS]
            db.session.expunge_all()
        db.session.remove()
        db.engine.dispose()
    chance.shuffle(made)
    return made


def _therapist() -> int:
    clinic = clinics.new_clinic(name="Harbour Street Practice", at=_now(), time_zone="Europe/Oslo")
    with writing():
        new = {"name": "Miriam Aalto", "email": "miriam@harbour.example", "role": "therapist"}
        return people.new_staff(clinic=clinic, at=_now(), **new).id


def _client(number: int, *, by: StaffMember, past: int, chance: random.Random) -> Episode:
    start = _now() - dt.timedelta(weeks=past)
    episode = treatment.admit(
        code=f"{number:05}",
        name=f"Client {number}",
        birth_date=dt.date(1984, 6, 2),
        therapist=by,
        opened_on=start.date(),
        service_kind="therapy",
        outcome_measure_id="wellbeing",
        alliance_measure_id="session",
        by=by,
        at=start,
    )
    for week in range(past):
        at = start + dt.timedelta(weeks=week)
        form = ratings.open_rating(episode=episode, kind="outcome", by=by, at=at, on=at.date())
        given = _answers(form, chance)
        ratings.submit_rating(form_uuid=form.form_uuid, answers=given, at=at)
    return episode


def _open(
    app: Flask, episode: Episode, kind: str, *, by: StaffMember, chance: random.Random
) -> OpenForm:
    at = _now()
    form = ratings.open_rating(episode=episode, kind=kind, by=by, at=at, on=at.date())
    token = sessions.hand_over(administration=form, by=by, at=at)
    ratings.begin_rating(form_uuid=form.form_uuid, at=at)
    answers = _answers(form, chance)
    fields = {
        "csrf_token": _form_token(app, token, at=at),
        "form_uuid": form.form_uuid,
        "layout": "one_page",
        "device_class": "tablet",
        **{f"answer-{item}": f"{value:g}" for item, value in answers.items()},
        **{f"input-{item}": "line" for item in answers},
    }
    return OpenForm(form.form_uuid, answers, fields, f"{TABLET_COOKIE}={token}")


def _answers(form: Administration, chance: random.Random) -> dict[str, float]:
    """An answer of chance on every line, on its steps."""
    items = catalogue()[form.measure_id].items
    return {item.id: round(chance.uniform(item.minimum, item.maximum), 1) for item in items}


def _form_token(app: Flask, token: str, *, at: dt.datetime) -> str:
    """The form token that the page would hold, as Flask-WTF makes it."""
    secret = hashlib.sha1(secrets.token_bytes(64), usedforsecurity=False).hexdigest()
    id_hash = sessions.hash_of(token)
    sessions.keep(id_hash=id_hash, at=at, contents={"csrf_token": secret}, seen=False)
    signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token")
    return signer.dumps(secret)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
