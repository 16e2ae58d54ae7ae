"""Pages about goals: the client's before the form, the therapist's in between, and paper."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.languages import say
from outcomes.storage import Administration, db
from tests import cast as story
from tests.browsing import form_token, send, sign_in
from tests.web.test_tablet import fields, handed_over

JONAS = "0417"


@pytest.fixture
def by_goals(harbour: Flask) -> Flask:
    """Jonas is rated by his goals."""
    with harbour.app_context():
        story.Cast().episode(JONAS).outcome_measure_id = "goals"
        db.session.commit()
    return harbour


@pytest.fixture
def tablet(by_goals: Flask) -> FlaskClient:
    """In Jonas's hands, after Start."""
    tablet = handed_over(by_goals, JONAS)
    tablet.post("/rate/start", data={"csrf_token": form_token(tablet.get("/rate/"))})
    return tablet


def episode_id(app: Flask) -> int:
    with app.app_context():
        return story.Cast().episode(JONAS).id


def goals_of(app: Flask) -> dict[str, str]:
    with app.app_context():
        return story.Cast().episode(JONAS).goals


def put(tablet: FlaskClient, **goals: str):
    token = form_token(tablet.get("/rate/goals"))
    return tablet.post("/rate/goals", data={"csrf_token": token, **goals})


def test_goals_come_before_the_form_and_are_what_it_asks(
    by_goals: Flask, tablet: FlaskClient
) -> None:
    assert tablet.get("/rate/form").headers["Location"] == "/rate/goals"
    page = tablet.get("/rate/goals").text
    assert say("en", "goals.why") in page
    assert "Miriam Aalto, your therapist, sees your answers." in page
    answer = put(tablet, goal_1="Sleep <through>", goal_2="Call my sister", goal_3="")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/form")
    assert "Call my sister" in tablet.get("/rate/goals").text, "going back shows them again"
    form = tablet.get("/rate/form").text
    assert "Sleep &lt;through&gt;" in form
    assert "Call my sister" in form
    assert "Third goal" not in form
    sent = fields(form) | {"answer-goal_1": "4", "answer-goal_2": "6.5"}
    assert tablet.post("/rate/form", data=sent).headers["Location"] == "/rate/thanks"
    assert tablet.get("/rate/goals").status_code == 303
    with by_goals.app_context():
        query = db.select(Administration).where(Administration.submitted_at == story.NOW)
        rating = db.session.scalars(query).one()
        assert rating.own_words == {"goal_1": "Sleep <through>", "goal_2": "Call my sister"}
        assert rating.score.value == pytest.approx(5.3)


def test_what_is_wrong_is_said_and_kept(by_goals: Flask, tablet: FlaskClient) -> None:
    answer = put(tablet, goal_1="", goal_2="x" * 121)
    assert answer.status_code == 422
    assert "Please write the first goal." in answer.text
    assert "Please shorten goal 2 to 120 letters. It has 121 now." in answer.text
    assert "x" * 121 in answer.text
    assert goals_of(by_goals) == {}
    assert tablet.get("/rate/form").headers["Location"] == "/rate/goals"


def test_another_form_has_no_goals(harbour: Flask) -> None:
    tablet = handed_over(harbour, JONAS)
    tablet.post("/rate/start", data={"csrf_token": form_token(tablet.get("/rate/"))})
    assert tablet.get("/rate/goals").headers["Location"] == "/rate/form"
    assert put_token(tablet).headers["Location"] == "/rate/form"


def put_token(tablet: FlaskClient):
    token = form_token(tablet.get("/rate/form"))
    return tablet.post("/rate/goals", data={"csrf_token": token, "goal_1": "Sleep"})


def test_goals_are_not_shown_before_start(by_goals: Flask) -> None:
    tablet = handed_over(by_goals, JONAS)
    assert tablet.get("/rate/goals").status_code == 303


def test_therapist_reads_and_changes_them(by_goals: Flask, tablet: FlaskClient) -> None:
    put(tablet, goal_1="Sleep through")
    sent = fields(tablet.get("/rate/form").text) | {"answer-goal_1": "4"}
    tablet.post("/rate/form", data=sent)
    miriam = by_goals.test_client()
    sign_in(miriam, story.address("miriam"))
    url = f"/episodes/{episode_id(by_goals)}/goals"
    assert f'href="{url}"' in miriam.get(f"/episodes/{episode_id(by_goals)}").text
    page = miriam.get(url).text
    assert page.count("Sleep through") == 2, "as it is now, and as it was rated"
    assert "4.0" in page
    answer = send(miriam, url, page=url, goal_1="Go to work", goal_2="Eat")
    assert answer.status_code == 303
    assert goals_of(by_goals) == {"goal_1": "Go to work", "goal_2": "Eat"}
    assert "Sleep through" in miriam.get(url).text, "the rating keeps its words"
    wrong = send(miriam, url, page=url, goal_1="")
    assert wrong.status_code == 400
    assert "Please write the first goal." in wrong.text


def test_page_of_goals_is_there_for_those_alone_who_are_rated_by_them(harbour: Flask) -> None:
    miriam = harbour.test_client()
    sign_in(miriam, story.address("miriam"))
    page = miriam.get(f"/episodes/{episode_id(harbour)}/goals").text
    assert "is rated by “Wellbeing check-in”, not by goals." in page
    assert "<textarea" not in page
    assert "/goals" not in miriam.get(f"/episodes/{episode_id(harbour)}").text


def test_goals_come_from_paper_in_words_and_millimetres(by_goals: Flask) -> None:
    miriam = by_goals.test_client()
    sign_in(miriam, story.address("miriam"))
    url = f"/episodes/{episode_id(by_goals)}/paper/enter"
    page = f"{url}?form=outcome:self:en"
    assert "Goal 1, in words" in miriam.get(page).text
    typed = {
        "form": "outcome:self:en", "form_uuid": "", "completed_on": "2026-11-18",
        "words-goal_1": "Sleep through", "answer-goal_1": "40", "answer-goal_2": "",
        "answer-goal_3": "",
    }  # fmt: skip
    long = send(miriam, url, page=page, **typed | {"words-goal_1": "x" * 121})
    assert (long.status_code, "x" * 121 in long.text) == (400, True)
    assert send(miriam, url, page=page, **typed).status_code == 303
    assert goals_of(by_goals) == {"goal_1": "Sleep through"}


def test_goals_that_are_stored_are_not_shown_to_reception(by_goals: Flask) -> None:
    with by_goals.app_context():
        story.Cast().episode(JONAS).goals = {"goal_1": "Sleep through"}
        db.session.commit()
    desk = by_goals.test_client()
    sign_in(desk, story.address("reception"))
    url = f"/episodes/{episode_id(by_goals)}/paper/enter?form=outcome:self:en"
    page = desk.get(url)
    assert page.status_code == 200
    assert "Sleep through" not in page.text


def test_goals_can_be_chosen_for_a_new_client(harbour: Flask) -> None:
    miriam = harbour.test_client()
    sign_in(miriam, story.address("miriam"))
    assert '<option value="goals">Goals</option>' in miriam.get("/clients/new").text
