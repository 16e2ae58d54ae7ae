"""The second fence: on PostgreSQL a transaction for one clinic sees no row of another.

Needs PostgreSQL's programs and psycopg; without them these tests are skipped by name.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
import pytest
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import text

from outcomes import create_app
from outcomes.actions import devices, home_links, rating_codes, ratings, resting
from outcomes.actions.closed_episodes import closed_sums
from outcomes.actions.sealing import seal
from outcomes.change import STARTER, Caseload
from outcomes.change.modelled import curve_sums
from outcomes.cli.database import bring_up_to_date
from outcomes.cli.starting import console
from outcomes.measures import catalogue
from outcomes.storage import (
    Administration,
    AuditEvent,
    Client,
    Clinic,
    CurveVersion,
    Episode,
    EpisodeProgress,
    StaffMember,
    db,
)
from outcomes.storage.curves import Stratum
from outcomes.storage.fence import enter
from outcomes.storage.resting import keys_of
from tests import cast as story
from tests.browsing import PASSWORD, form_token, sign_in
from tests.cast import Cast, address
from tests.closed_clinic import lay_down, simulated
from tests.conftest import Clock, settings_for
from tests.postgres import postgres_in

PARAMETERS = ("g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho", "cap")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of its own; yields the address of an empty database."""
    with postgres_in(tmp_path_factory.mktemp("postgres")) as address:
        yield address


@pytest.fixture(scope="module")
def fenced(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on PostgreSQL with the cast's two clinics."""
    app = create_app(settings_for(tmp_path_factory.mktemp("instance"), database_url=server))
    app.config.update(TESTING=True, CLOCK=Clock(story.NOW))
    bring_up_to_date(app)
    with console(app):
        from outcomes.actions import passwords

        story.build(password_hash=passwords.hash_of(PASSWORD))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def clinics(fenced: Flask) -> Iterator[dict[str, int]]:
    with console(fenced):
        ids = {clinic.name: clinic.id for clinic in db.session.scalars(db.select(Clinic))}
        db.session.rollback()
        yield ids
        db.session.rollback()


FENCED = ("clients", "episodes", "administrations", "scores", "signals", "responses", "teams")


@pytest.mark.parametrize("table", FENCED)
def test_transaction_sees_the_rows_of_its_own_clinic_only(
    clinics: dict[str, int], table: str
) -> None:
    own = clinics[story.OTHER_CLINIC]
    enter(own)
    seen = db.session.execute(text(f"SELECT DISTINCT clinic_id FROM {table}")).scalars().all()
    assert set(seen) <= {own}


@pytest.mark.parametrize("table", FENCED)
def test_transaction_of_no_clinic_sees_nothing(clinics: dict[str, int], table: str) -> None:
    enter(None)
    assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_wrong_clinic_set_by_hand_gives_no_rows(clinics: dict[str, int]) -> None:
    db.session.execute(text("SELECT set_config('outcomes.clinic_id', '999', true)"))
    assert db.session.scalars(db.select(Client)).all() == []
    assert db.session.scalars(db.select(Episode)).all() == []
    assert db.session.scalars(db.select(StaffMember)).all() == []


def test_row_of_another_clinic_cannot_be_written(clinics: dict[str, int]) -> None:
    from sqlalchemy.exc import DatabaseError

    enter(clinics[story.OTHER_CLINIC])
    stolen = Client(
        clinic_id=clinics[story.CLINIC], code="9999", name="X", created_at=story.FOUNDED
    )
    db.session.add(stolen)
    with pytest.raises(DatabaseError, match="row-level security"):
        db.session.flush()


def test_every_table_with_a_clinic_has_the_fence(clinics: dict[str, int]) -> None:
    with_clinic = {name for name, table in db.metadata.tables.items() if "clinic_id" in table.c}
    fenced = db.session.execute(
        text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    ).scalars()
    assert set(fenced) == with_clinic


def test_pages_work_behind_the_fence(fenced: Flask) -> None:
    client = fenced.test_client()
    assert sign_in(client, address("miriam")).status_code == 303
    page = client.get("/caseload")
    assert page.status_code == 200
    assert "Jonas K." in page.text


def test_enrolled_tablet_takes_a_code_behind_the_fence(fenced: Flask) -> None:
    with console(fenced):
        cast = Cast()
        made = devices.add_device(name="Tablet 3", by=cast.staff("director"), at=story.NOW)
        shown = rating_codes.show_code(form=form_for(cast), by=cast.staff("miriam"), at=story.NOW)
        db.session.rollback()
    tablet = fenced.test_client()
    link = f"/kiosk/enrol/{made.token}"
    tablet.post(link, data={"csrf_token": form_token(tablet.get(link))})
    token = form_token(tablet.get("/kiosk/code"))
    tablet.post("/kiosk/code", data={"csrf_token": token, "code": shown.code})
    assert "Hello, Jonas." in tablet.get("/rate/").text


def form_for(cast: Cast) -> Administration:
    return ratings.open_rating(
        episode=cast.episode("0417"),
        kind="outcome",
        by=cast.staff("miriam"),
        at=story.NOW,
        on=story.TODAY,
    )


def test_link_for_home_works_behind_the_fence(fenced: Flask) -> None:
    with console(fenced):
        cast = Cast()
        made = home_links.make_link(
            episode=cast.episode("0402"),
            kind="outcome",
            held_on=story.TODAY,
            by=cast.staff("miriam"),
            at=story.NOW,
            on=story.TODAY,
        )
        db.session.rollback()
    phone = fenced.test_client()
    link = f"/rate/link/{made.token}"
    assert "Harbour Street Practice asks you" in phone.get(link).text
    assert phone.post(link).status_code == 303
    assert "My life as a whole" in phone.get("/rate/form").text
    assert phone.get("/rate/link/unknown").status_code == 404


def test_answers_that_rested_on_a_device_are_taken_behind_the_fence(fenced: Flask) -> None:
    with console(fenced):
        form = ratings.open_rating(
            episode=Cast().episode("0388"),
            kind="outcome",
            by=Cast().staff("miriam"),
            at=story.NOW,
            on=story.TODAY,
        )
        key, uuid = resting.give_key(form=form, at=story.NOW), form.form_uuid
        db.session.rollback()
    body = f"form_uuid={uuid}&answer-feeling=3&answer-close=4&answer-days=5&answer-life=6"
    sealed = seal(body.encode(), key=key, nonce=bytes(12), about=uuid.encode())
    sent = {"form_uuid": uuid, "nonce": "A" * 16, "sealed": base64.b64encode(sealed).decode()}
    for _ in range(2):
        assert fenced.test_client().post("/rate/resting", data=sent).status_code == 200
    with console(fenced):
        stored = db.select(Administration.state).where(Administration.form_uuid == uuid)
        assert db.session.scalars(stored).all() == ["submitted"]
        assert db.session.scalars(keys_of(uuid)).all() == []
        db.session.rollback()


def test_audit_keeps_its_rows(clinics: dict[str, int]) -> None:
    count = db.select(db.func.count(AuditEvent.sequence))
    before = db.session.scalar(count)
    db.session.execute(text("DELETE FROM audit_events"))
    db.session.execute(text("UPDATE audit_events SET event = 'x'"))
    assert db.session.scalar(count) == before > 0
    assert db.session.scalar(count.where(AuditEvent.event == "x")) == 0


def test_a_database_of_the_first_release_is_brought_up_to_date(fenced: Flask) -> None:
    """Rows of every clinic are filled in, although the fence stands before each."""
    with fenced.app_context():
        db.session.remove()
        downgrade(revision="0001")
    bring_up_to_date(fenced)
    with console(fenced):
        held = db.select(EpisodeProgress.clinic_id).where(EpisodeProgress.curve == STARTER.label)
        assert len(set(db.session.scalars(held))) == 2
        db.session.rollback()


def test_versions_of_curves_keep_their_rows(clinics: dict[str, int]) -> None:
    values = {name: getattr(STARTER, name) for name in PARAMETERS}
    row = CurveVersion(
        clinic_id=clinics[story.CLINIC], measure_id="wellbeing", measure_version="1", number=1,
        stage="blended", n_episodes=64, provenance={"sentence": "Fitted."}, fit_report={},
        made_at=story.NOW, **values,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.execute(text("UPDATE curve_versions SET g1 = 9"))
    db.session.execute(text("DELETE FROM curve_versions"))
    g1 = db.session.execute(text("SELECT g1 FROM curve_versions")).scalars().all()
    assert g1 == [STARTER.g1]
    enter(clinics[story.OTHER_CLINIC])
    assert db.session.execute(text("SELECT count(*) FROM curve_versions")).scalar_one() == 0


def test_curves_are_summed_by_this_database_too(clinics: dict[str, int]) -> None:
    courses = simulated(25, seed=21, sessions=16)
    lay_down(courses, therapist=Cast().staff("mark"))
    found = closed_sums(clinics[story.OTHER_CLINIC], Stratum("wellbeing")).sums
    adult = catalogue()["wellbeing"].yardstick("adult")
    expected = curve_sums(Caseload.from_courses(courses), adult)
    for name in ("key", "zz", "ww", "sw", "ss", "yy"):
        np.testing.assert_allclose(
            getattr(found, name), getattr(expected, name), rtol=1e-9, atol=1e-9
        )
