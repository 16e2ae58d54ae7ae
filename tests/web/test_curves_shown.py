"""Where a curve decides, it says where it comes from: on pages, in lists, in mixed lists."""

from __future__ import annotations

import dataclasses

import pytest

from outcomes.actions.curves import activate, record_version
from outcomes.actions.writing import writing
from outcomes.change import STARTER
from outcomes.storage import db
from outcomes.storage.curves import Stratum
from tests.browsing import sign_in
from tests.cast import NOW, Cast, address
from tests.reading import read, words

BLENDED = "starter curve blended with local clients, n = 64"
FROM_STARTER = "starter curve, not from local clients"
LOSING = dataclasses.replace(
    STARTER, g1=-0.3, g2=-0.2, b1=1.0, b2=0.0, stage="blended", n_episodes=64,
    provenance="Fitted on 64 closed episodes.",
)  # fmt: skip


def decide(stratum: Stratum) -> None:
    director = Cast().staff("director")
    version = record_version(
        by=director, at=NOW, curve=LOSING, stratum=stratum,
        provenance={"population": "Invented"}, fit_report={},
    )  # fmt: skip
    activate(by=director, at=NOW, version=version, why="Our own clients")


@pytest.fixture
def jonas(harbour) -> int:
    """Jonas' episode, after the clinic's own curve was taken into use for coaching alone."""
    with harbour.app_context():
        with writing():
            Cast().episode("0388").service_kind = "coaching"
        decide(Stratum("wellbeing", service_kind="coaching"))
        found = Cast().episode("0417").id
        db.session.remove()
        return found


@pytest.fixture
def everybody(harbour) -> int:
    """Jonas' episode, after the clinic's own curve was taken into use for all."""
    with harbour.app_context():
        decide(Stratum("wellbeing"))
        found = Cast().episode("0417").id
        db.session.remove()
        return found


def browser(app, key: str):
    client = app.test_client()
    sign_in(client, address(key))
    return client


def main(client, url: str) -> str:
    return words(read(client, url).one("#main"))


def test_a_list_says_whose_curve_its_drawings_come_from(harbour, everybody):
    page = main(browser(harbour, "miriam"), "/caseload")
    assert f"expected from the same start ({BLENDED})" in page
    assert FROM_STARTER not in page


def test_a_list_of_two_curves_says_so(harbour, jonas):
    page = main(browser(harbour, "miriam"), "/caseload")
    note = page[page.index("In the drawings") :]
    assert "not one curve for all: " in note
    assert BLENDED in note
    assert FROM_STARTER in note


def test_a_clients_page_says_which_curve_decided(harbour, everybody):
    client = browser(harbour, "miriam")
    assert BLENDED in main(client, f"/episodes/{everybody}").lower()
    told = main(client, f"/episodes/{everybody}/explained")
    assert f"Curve wellbeing-1: {BLENDED}. Fitted on 64 closed episodes." in told
    assert "curve wellbeing-1" in told


def test_a_signal_closed_by_a_decision_says_that_no_rating_did_it(harbour, everybody):
    client = browser(harbour, "miriam")
    sentence = (
        "The expected course was changed from starter-1 to wellbeing-1; the ratings are the same."
    )
    assert sentence in main(client, f"/episodes/{everybody}/explained")
    assert sentence in main(client, f"/episodes/{everybody}/report")


def test_the_supervisors_agenda_says_whose_curve_it_is_drawn_from(harbour, everybody):
    """Mei is rated with another measure, which has no curve of the clinic's own."""
    page = main(browser(harbour, "ingrid"), "/team")
    assert f"from the same start (not one curve for all: {BLENDED}; {FROM_STARTER})" in page


def test_the_clinics_page_names_each_curve_and_for_whom(harbour, jonas):
    page = main(browser(harbour, "director"), "/clinic")
    assert "In use starter-1" in page
    assert f"In use wellbeing-1: {BLENDED}." in page
    assert "For Wellbeing check-in, adults, coaching." in page
    assert "64 closed episodes of this clinic" in page
