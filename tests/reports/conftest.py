"""A clinic of one therapist whose courses a test writes down itself, row by row.

The cast (tests/cast.py) is made through the real actions; the courses here are of kinds that no
cast needs, and are wanted exactly as they stand.
"""

import datetime as dt
from itertools import count

import pytest
from flask import Flask

from outcomes.storage import (
    Administration,
    Client,
    Clinic,
    Episode,
    LifeEvent,
    Score,
    StaffMember,
    TherapySession,
    db,
)
from tests import cast as story
from tests.cast import Cast

NOW = dt.datetime(2026, 11, 19, 12, 58, tzinfo=dt.UTC)
START = dt.date(2026, 9, 24)


class WrittenDown:
    """Adds episodes whose sessions are given as (day, outcome, alliance); None was not rated."""

    def __init__(self) -> None:
        self._numbers = count(1)
        clinic = self._kept(
            Clinic(name="Harbour Street Practice", time_zone="Europe/Oslo", created_at=NOW)
        )
        self.clinic_id = clinic.id
        self.therapist = self._kept(
            StaffMember(
                clinic_id=clinic.id,
                name="Miriam Aalto",
                email="miriam@harbour.example",
                role="therapist",
                created_at=NOW,
            )
        )

    def episode(self, sessions, *, measure="wellbeing", missed=(), events=(), **fields):
        code = fields.pop("code", f"{next(self._numbers):04d}")
        name = fields.pop("name", f"Client {code}")
        client = self._kept(Client(clinic_id=self.clinic_id, code=code, name=name, created_at=NOW))
        episode = self._kept(
            Episode(
                clinic_id=self.clinic_id,
                client_id=client.id,
                therapist_id=self.therapist.id,
                outcome_measure_id=measure,
                opened_on=sessions[0][0] if sessions else START,
                **fields,
            )
        )
        for number, (day, outcome, alliance) in enumerate(sessions, 1):
            held = self.session(episode, day, number=number)
            self.rating(held, "outcome", measure, outcome)
            self.rating(held, "alliance", "session", alliance)
        for day, attendance in missed:
            self.session(episode, day, attendance=attendance)
        for day, label in events:
            self._kept(
                LifeEvent(
                    clinic_id=self.clinic_id,
                    episode_id=episode.id,
                    happened_on=day,
                    label=label,
                    recorded_by_id=self.therapist.id,
                    recorded_at=NOW,
                )
            )
        return episode

    def session(self, episode, day, *, number=None, attendance="attended"):
        return self._kept(
            TherapySession(
                clinic_id=self.clinic_id,
                episode_id=episode.id,
                held_on=day,
                number=number,
                attendance=attendance,
            )
        )

    def rating(self, held, kind, measure, value):
        if value is None:
            return
        administration = self._kept(
            Administration(
                clinic_id=self.clinic_id,
                form_uuid=str(next(self._numbers)),
                episode_id=held.episode_id,
                therapy_session_id=held.id,
                kind=kind,
                measure_id=measure,
                measure_version="1",
                state="submitted",
                opened_by_id=self.therapist.id,
                opened_at=NOW,
                expires_at=NOW,
                submitted_at=NOW,
                content_hash="-",
            )
        )
        self._kept(
            Score(
                clinic_id=self.clinic_id,
                administration_id=administration.id,
                value=value,
                risk=[],
                software_version="0",
            )
        )

    def _kept(self, row):
        db.session.add(row)
        db.session.flush()
        return row


def weekly(*scores, alliance=(), start=START):
    """Sessions a week apart with these outcome scores."""
    return [
        (start + dt.timedelta(weeks=week), score, alliance[week] if week < len(alliance) else None)
        for week, score in enumerate(scores)
    ]


@pytest.fixture
def written():
    app = Flask("written-down")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    with app.app_context():
        db.create_all()
        yield WrittenDown()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def weeks():
    return weekly


@pytest.fixture
def cast(harbour):
    """The people of the story, with an application context open around the test."""
    with harbour.app_context():
        yield Cast()
        db.session.remove()


@pytest.fixture
def close_ten(cast):
    """Ten more closed episodes of Samir's: `recovered` of them did, the rest stayed unchanged."""

    def closed(*, recovered):
        for number in range(10):
            last = 27.0 if number < recovered else 17.0
            course = story.Course(
                f"9{number:03d}",
                f"Client {number}",
                "samir",
                story.weekly(story.day(1, 10), 3),
                (16.0, 18.0, last),
                ending=(story.day(8, 10), "planned"),
            )
            story.live_through(course, cast)

    return closed
