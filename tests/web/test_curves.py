"""The clinic's curves on pages: fitted and tested, read on a card and on paper, decided by name."""

import io
import json
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions.curves import record_version
from outcomes.change import STARTER
from outcomes.storage import CurveVersion, db
from outcomes.storage.curves import Stratum, activations_of
from tests.browsing import send, sign_in
from tests.cast import NOW, Cast, address
from tests.closed_clinic import lay_down, simulated
from tests.reading import read


@pytest.fixture
def seasoned(harbour: Flask) -> Flask:
    """The practice with sixty closed episodes more, all of a therapist of the cast."""
    with harbour.app_context():
        lay_down(simulated(60, seed=5), therapist=Cast().staff("miriam"))
    return harbour


@pytest.fixture
def director(harbour: Flask) -> FlaskClient:
    client = harbour.test_client()
    sign_in(client, address("director"))
    return client


def fitted(director: FlaskClient) -> str:
    """Fit the well-being curve; the address of its card."""
    answer = send(director, "/curves", measure="wellbeing", age_band="", service_kind="")
    assert answer.status_code == 303
    return answer.location


def test_without_enough_episodes_the_page_says_how_many_are_missing(director: FlaskClient) -> None:
    page = director.get("/curves")
    assert "No curve has been fitted here yet" in page.text
    assert re.search(r"\d+ more until it can be blended with local clients", page.text)
    refused = send(director, "/curves", measure="wellbeing", age_band="", service_kind="")
    assert refused.status_code == 400
    assert "needs 30" in refused.text


def test_fit_makes_a_version_with_a_card_and_changes_nothing(
    seasoned: Flask, director: FlaskClient
) -> None:
    card = fitted(director)
    page = read(director, card)
    assert page.each("h1") == ["Model card wellbeing-1"]
    assert {"In one sentence", "What it cannot say"} <= set(page.each("h2"))
    assert any(each.startswith("The middle 80 % of the curve held") for each in page.each("h2"))
    assert "starter-1" in director.get("/curves").text
    with seasoned.app_context():
        version = db.session.query(CurveVersion).one()
        assert version.stage == "blended"
        assert version.evaluation["by_client"]["how"] == "by_client"
        assert not db.session.scalars(activations_of(version.clinic_id)).all()


def test_before_it_is_taken_into_use_the_page_counts_what_would_change(
    seasoned: Flask, director: FlaskClient
) -> None:
    page = director.get(fitted(director))
    assert re.search(r"\d+ open episodes? would be held against it instead of starter-1", page.text)
    # The practice is small: counts below five are not shown, and the director sees no client.
    assert "How many statuses would change is not shown" in page.text
    assert "Client 0" not in page.text


def test_therapist_sees_which_of_their_own_clients_would_change(
    seasoned: Flask, director: FlaskClient
) -> None:
    with seasoned.app_context():
        # A curve on which hardly anybody gains makes courses that stand still ordinary ones.
        still = replace(STARTER, id="draft", version="d", stage="blended", n_episodes=64,
                        g1=-0.6, g2=-0.6, b1=1.0, b2=0.0)  # fmt: skip
        number = record_version(
            by=Cast().staff("director"),
            at=NOW,
            curve=still,
            stratum=Stratum("wellbeing"),
            provenance={"population": "Nobody"},
            fit_report={},
        ).id
    therapist = seasoned.test_client()
    sign_in(therapist, address("miriam"))
    page = therapist.get(f"/curves/{number}").text
    assert "If it were in use" in page
    assert "of yours would be held against it instead of starter-1" in page
    assert re.search(r'<a href="/episodes/\d+">Client \d+</a>: .+ → On track', page)


def test_decision_needs_a_reason_and_keeps_name_and_day(
    seasoned: Flask, director: FlaskClient
) -> None:
    card = fitted(director)
    without = send(director, f"{card}/activate", page=card, why=" ")
    assert without.status_code == 400
    assert "Say why" in without.text
    taken = send(director, f"{card}/activate", page=card, why="Sixty episodes of our own")
    assert taken.status_code == 303
    page = director.get("/curves").text
    assert "wellbeing-1 taken into use" in page
    assert "Sixty episodes of our own" in page
    assert "19 November 2026" in page
    given_up = send(director, "/curves/give-up", page="/curves", measure="wellbeing", why="Test")
    assert given_up.status_code == 303
    assert "own curve given up" in director.get("/curves").text


def test_therapist_reads_the_card_but_decides_nothing(
    seasoned: Flask, director: FlaskClient
) -> None:
    card = fitted(director)
    therapist = seasoned.test_client()
    sign_in(therapist, address("miriam"))
    page = therapist.get(card)
    assert "Model card wellbeing-1" in page.text
    assert "Take it into use" not in page.text
    assert therapist.get("/curves").status_code in (403, 404)


def test_model_card_as_pdf(seasoned: Flask, director: FlaskClient) -> None:
    card = fitted(director)
    answer = director.get(f"{card}/model-card.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert "filename=model-card-wellbeing-1.pdf" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("measure", ["", "session", "nothing"])
def test_measure_without_an_expected_course_is_refused(director: FlaskClient, measure: str) -> None:
    refused = send(director, "/curves", measure=measure)
    assert refused.status_code == 400
    assert "Choose a measure" in refused.text


def test_sums_leave_once_and_come_in_as_a_pooled_curve(
    seasoned: Flask, director: FlaskClient
) -> None:
    with seasoned.app_context():
        lay_down(simulated(400, seed=6, sessions=4), therapist=Cast().staff("miriam"))
    left = send(director, "/curves/statistics", page="/curves", measure="wellbeing")
    assert left.status_code == 200
    assert json.loads(left.text)["format"] == "outcomes-statistics/1"
    again = send(director, "/curves/statistics", page="/curves", measure="wellbeing")
    assert again.status_code == 400
    assert "have left already" in again.text
    files = {"measure": "wellbeing", "files": (io.BytesIO(left.data), "harbour.json")}
    pooled = send(director, "/curves/pool", page="/curves", **files)
    assert pooled.status_code == 303
    page = director.get(pooled.location).text
    assert "Curve pooled from several clinics, n = " in page
    assert "How well it predicts has not been tested." in page


def test_files_that_are_no_sums_are_refused_with_every_reason(director: FlaskClient) -> None:
    files = {"measure": "wellbeing", "files": (io.BytesIO(b"{}"), "empty.json")}
    refused = send(director, "/curves/pool", page="/curves", **files)
    assert refused.status_code == 400
    assert "empty.json" in refused.text
    none = send(director, "/curves/pool", page="/curves", measure="wellbeing")
    assert "Choose one or more files of sums" in none.text
