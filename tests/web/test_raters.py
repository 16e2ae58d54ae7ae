"""With help and by proxy: who answers is chosen at the start, and nobody's answers are mixed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import ratings
from outcomes.errors import Refused
from outcomes.storage import Administration, EpisodeProgress, db
from tests import cast as story
from tests.browsing import send, sign_in
from tests.web.test_tablet import FOUR, begin
from tests.web.test_tablet import send as send_form

SIGNE = "0445"
"""Fifteen: her wellbeing check-in has a wording for caregivers."""


@pytest.fixture
def therapist(harbour: Flask) -> FlaskClient:
    browser = harbour.test_client()
    sign_in(browser, story.address("ewa"))
    return browser


def episode_id(harbour: Flask, code: str = SIGNE) -> int:
    with harbour.app_context():
        return story.Cast().episode(code).id


def handed(harbour: Flask, therapist: FlaskClient, who: str) -> FlaskClient:
    where = f"/episodes/{episode_id(harbour)}/ratings"
    answer = send(therapist, where, kind="outcome", who=who, language="en")
    assert answer.status_code == 303, answer.text
    return therapist


def progress(harbour: Flask) -> dict:
    with harbour.app_context():
        row = db.session.get(EpisodeProgress, episode_id(harbour))
        return {
            name: getattr(row, name)
            for name in ("status", "n_scores", "latest", "intake", "new_rating", "sparkline")
        }


def test_choice_offers_help_and_only_raters_with_a_wording(
    harbour: Flask, therapist: FlaskClient
) -> None:
    page = therapist.get(f"/episodes/{episode_id(harbour)}/ways").text
    assert "The client, with help from an interpreter" in page
    assert "A caregiver, about the client" in page
    assert "The therapist, about the client" not in page


def test_adult_form_has_no_caregiver(harbour: Flask) -> None:
    browser = harbour.test_client()
    sign_in(browser, story.address("miriam"))
    where = f"/episodes/{episode_id(harbour, '0417')}"
    assert "A caregiver" not in browser.get(f"{where}/ways").text
    refused = send(browser, f"{where}/ratings", kind="outcome", who="caregiver")
    assert refused.status_code == 400
    assert "has no wording" in refused.text


def test_caregiver_is_greeted_without_the_clients_name_as_their_own(
    harbour: Flask, therapist: FlaskClient
) -> None:
    tablet = handed(harbour, therapist, "caregiver")
    page = tablet.get("/rate/").text
    assert "Hello, Signe" not in page
    assert "This form is about Signe. Please answer as you see it." in page
    form = begin(tablet)
    assert "About <b>Signe</b>" in form
    send_form(tablet, form, FOUR)
    assert "Thank you." in tablet.get("/rate/thanks").text


def test_caregivers_rating_changes_nothing_of_the_course(
    harbour: Flask, therapist: FlaskClient
) -> None:
    before = progress(harbour)
    tablet = handed(harbour, therapist, "caregiver")
    with_session = progress(harbour)
    send_form(tablet, begin(tablet), dict.fromkeys(FOUR, "0"))
    after = progress(harbour)
    for name in ("status", "n_scores", "latest", "intake", "new_rating"):
        assert after[name] == before[name], name
    assert after["sparkline"] == with_session["sparkline"]


def test_caregivers_rating_is_shown_apart(harbour: Flask, therapist: FlaskClient) -> None:
    tablet = handed(harbour, therapist, "caregiver")
    send_form(tablet, begin(tablet), dict.fromkeys(FOUR, "1.4"))
    sign_in(therapist, story.address("ewa"))
    page = therapist.get(f"/episodes/{episode_id(harbour)}").text
    apart = page.split('id="beside"')[1].split("</details>")[0]
    assert "Caregiver" in apart
    assert "5.6" in apart
    assert ">5.6<" not in page.split('id="beside"')[0]


def test_client_and_caregiver_may_both_rate_one_session(
    harbour: Flask, therapist: FlaskClient
) -> None:
    tablet = handed(harbour, therapist, "caregiver")
    send_form(tablet, begin(tablet), FOUR)
    sign_in(therapist, story.address("ewa"))
    tablet = handed(harbour, therapist, "self")
    send_form(tablet, begin(tablet), FOUR)
    assert progress(harbour)["n_scores"] == 4


def test_rating_with_help_is_the_clients_own_and_says_so(
    harbour: Flask, therapist: FlaskClient
) -> None:
    tablet = handed(harbour, therapist, "helped:interpreter")
    send_form(tablet, begin(tablet), FOUR)
    with harbour.app_context():
        sent = db.select(Administration).where(Administration.submitted_at == story.NOW)
        [rating] = db.session.scalars(sent).all()
        assert (rating.rater, rating.helped_by) == ("self", "interpreter")
    assert progress(harbour)["n_scores"] == 4
    sign_in(therapist, story.address("ewa"))
    page = therapist.get(f"/episodes/{episode_id(harbour)}").text
    assert "Session 4: filled in with help from an interpreter." in page


@pytest.mark.parametrize(
    ("rater", "helped_by"), [("self", "grandma"), ("caregiver", "interpreter")]
)
def test_who_helped_is_a_word_of_the_list_and_only_with_self_ratings(
    harbour: Flask, rater: str, helped_by: str
) -> None:
    with harbour.app_context():
        cast = story.Cast()
        with pytest.raises(Refused, match="Say who helps"):
            ratings.open_rating(
                episode=cast.episode(SIGNE),
                kind="outcome",
                rater=rater,
                helped_by=helped_by,
                by=cast.staff("ewa"),
                at=story.NOW,
                on=story.TODAY,
            )
