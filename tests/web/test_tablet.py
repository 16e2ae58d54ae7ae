"""What the client meets: the opening screen, the form, the thanks, and nothing else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import ratings
from outcomes.measures import catalogue
from outcomes.storage import Administration, Answer, AuditEvent, db
from tests import cast as story
from tests.browsing import form_token, sign_in

JONAS = "0417"
FOUR = {"feeling": "3.1", "close": "5.8", "days": "4", "life": "4.5"}


@pytest.fixture
def tablet(harbour: Flask) -> FlaskClient:
    """A tablet that Miriam has handed to Jonas for his outcome rating."""
    return handed_over(harbour, JONAS)


def handed_over(harbour: Flask, code: str, *, kind: str = "outcome") -> FlaskClient:
    with harbour.app_context():
        episode = story.Cast().episode(code)
        episode_id, email = episode.id, episode.therapist.email
    client = harbour.test_client()
    sign_in(client, email)
    token = form_token(client.get("/account"))
    sent = {"csrf_token": token, "kind": kind}
    answer = client.post(f"/episodes/{episode_id}/ratings", data=sent)
    assert answer.status_code == 303, answer.text
    return client


def begin(tablet: FlaskClient) -> str:
    """Press Start; returns the page with the form."""
    tablet.post("/rate/start", data={"csrf_token": form_token(tablet.get("/rate/"))})
    return tablet.get("/rate/form").text


def fields(page: str) -> dict[str, str]:
    """Every hidden field of the form."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))


def send(tablet: FlaskClient, page: str, answers: dict[str, str], **more: str):
    sent = fields(page) | {f"answer-{name}": value for name, value in answers.items()} | more
    return tablet.post("/rate/form", data=sent)


def ratings_of(harbour: Flask, state: str = "submitted") -> list[Administration]:
    query = db.select(Administration).where(
        Administration.opened_at >= story.NOW, Administration.state == state
    )
    with harbour.app_context():
        found = db.session.scalars(query).all()
        for rating in found:
            assert rating.answers is not None
            assert rating.score is None or rating.score.id
        db.session.expunge_all()
        return found


def test_opening_screen_says_whom_what_who_sees_and_how_long(tablet: FlaskClient) -> None:
    page = tablet.get("/rate/").text
    assert "Harbour Street Practice" in page
    assert "Hello, Jonas." in page
    assert "Miriam Aalto, your therapist, sees your answers." in page
    assert "It takes less than a minute." in page
    assert "All answers are needed." in page
    assert "Give the tablet back" in page


def test_tablet_shows_the_first_name_only(tablet: FlaskClient) -> None:
    pages = tablet.get("/rate/").text + begin(tablet)
    assert "Jonas" in pages
    assert "Jonas K" not in pages
    assert JONAS not in pages


def test_form_is_not_shown_before_start(tablet: FlaskClient) -> None:
    answer = tablet.get("/rate/form")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/")


def test_nothing_is_filled_in(tablet: FlaskClient) -> None:
    page = begin(tablet)
    typed = re.findall(r'name="answer-\w+" type="number"[^>]* value="([^"]*)"', page)
    assert typed == ["", "", "", ""]
    assert " checked" not in page


def test_starting_notes_the_time_once(harbour: Flask, tablet: FlaskClient) -> None:
    begin(tablet)
    harbour.config["CLOCK"].forward(minutes=3)
    begin(tablet)
    assert ratings_of(harbour, "open")[0].started_at == story.NOW


def test_sent_answers_are_stored_with_how_they_were_given(
    harbour: Flask, tablet: FlaskClient
) -> None:
    page = begin(tablet)
    harbour.config["CLOCK"].forward(seconds=41)
    manner = {"layout": "page", "device_class": "tablet", "input-feeling": "line"}
    answer = send(tablet, page, FOUR, **manner)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/thanks")
    [rating] = ratings_of(harbour)
    assert rating.score.value == pytest.approx(17.4)
    assert {each.item_id: each.value for each in rating.answers} == {
        "feeling": 3.1,
        "close": 5.8,
        "days": 4.0,
        "life": 4.5,
    }
    assert {each.item_id: each.input_kind for each in rating.answers} == {
        "feeling": "line",
        "close": "typed",
        "days": "typed",
        "life": "typed",
    }
    assert (rating.layout, rating.device_class) == ("one_page", "tablet")
    assert (rating.submitted_at - rating.started_at).seconds == 41


def test_seconds_of_each_line_are_stored(harbour: Flask, tablet: FlaskClient) -> None:
    page = begin(tablet)
    sent = {"seconds-feeling": "4.2", "seconds-close": "0.0", "seconds-days": "3600.0"}
    assert send(tablet, page, FOUR, **sent).status_code == 303
    [rating] = ratings_of(harbour)
    kept = {each.item_id: each.seconds for each in rating.answers}
    assert kept == {"feeling": 4.2, "close": 0.0, "days": 3600.0, "life": None}


@pytest.mark.parametrize(
    "hostile",
    [
        "-1",
        "NaN",
        "inf",
        "1e9",
        "3600.1",
        "9999",
        "soon",
        " 3",
        "٣",
        "0x10",
        "<b>",
        "1.23",
        "3" * 500,
    ],
)
def test_seconds_that_are_none_are_left_out_and_the_rating_counts(
    harbour: Flask, tablet: FlaskClient, hostile: str
) -> None:
    answer = send(tablet, begin(tablet), FOUR, **{"seconds-feeling": hostile})
    assert answer.status_code == 303
    [rating] = ratings_of(harbour)
    assert rating.score.value == pytest.approx(17.4)
    assert {each.seconds for each in rating.answers} == {None}


def test_seconds_sent_twice_are_left_out(harbour: Flask, tablet: FlaskClient) -> None:
    page = begin(tablet)
    sent = fields(page) | {f"answer-{name}": value for name, value in FOUR.items()}
    twice = {"seconds-feeling": ["3", "4"], "seconds-close": "5"}
    assert tablet.post("/rate/form", data=sent | twice).status_code == 303
    [rating] = ratings_of(harbour)
    kept = {each.item_id: each.seconds for each in rating.answers}
    assert kept == {"feeling": None, "close": 5.0, "days": None, "life": None}


def test_seconds_come_back_with_a_form_that_is_not_complete(tablet: FlaskClient) -> None:
    page = begin(tablet)
    answer = send(tablet, page, FOUR | {"life": ""}, **{"seconds-feeling": "4.2"})
    assert answer.status_code == 422
    assert fields(answer.text)["seconds-feeling"] == "4.2"


def test_thanks_name_the_client_once_and_always_say_where_help_is(tablet: FlaskClient) -> None:
    send(tablet, begin(tablet), FOUR)
    first, second = tablet.get("/rate/thanks").text, tablet.get("/rate/thanks").text
    assert "Thank you, Jonas." in first
    assert "Thank you." in second
    assert "Jonas" not in second
    for page in (first, second):
        assert "Your answers are saved." in page
        assert "Please give the tablet back." in page
        assert "Answers are not read straight away. If you need help now:" in page
        assert "Staff: sign in" in page


def test_help_is_the_same_whatever_the_score(harbour: Flask) -> None:
    low, high = handed_over(harbour, JONAS), handed_over(harbour, "0402")
    pages = []
    for tablet, value in ((low, "0"), (high, "10")):
        send(tablet, begin(tablet), dict.fromkeys(FOUR, value))
        tablet.get("/rate/thanks")
        pages.append(tablet.get("/rate/thanks").text)
    assert pages[0] == pages[1]


def test_sending_twice_gives_the_same_thanks_and_one_rating(
    harbour: Flask, tablet: FlaskClient
) -> None:
    page = begin(tablet)
    answers = [send(tablet, page, FOUR) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {"/rate/thanks"}
    assert len(ratings_of(harbour)) == 1
    with harbour.app_context():
        submitted = db.select(AuditEvent).filter_by(event="rating_submitted", happened_at=story.NOW)
        assert len(db.session.scalars(submitted).all()) == 1


def test_same_form_with_other_answers_is_told_in_plain_words(
    harbour: Flask, tablet: FlaskClient
) -> None:
    page = begin(tablet)
    send(tablet, page, FOUR)
    answer = send(tablet, page, FOUR | {"life": "9"})
    assert answer.status_code == 409
    assert "The first answers are saved. They were not changed." in answer.text
    [rating] = ratings_of(harbour)
    assert rating.score.value == pytest.approx(17.4)


def test_form_of_another_rating_is_not_taken(harbour: Flask, tablet: FlaskClient) -> None:
    page = begin(tablet)
    answer = send(tablet, page, FOUR, form_uuid="00000000-0000-0000-0000-000000000000")
    assert answer.status_code == 409
    assert ratings_of(harbour) == []


def test_missing_answers_come_back_as_one_summary_with_everything_kept(
    harbour: Flask, tablet: FlaskClient
) -> None:
    page = begin(tablet)
    answer = send(tablet, page, FOUR | {"days": "", "life": ""}, **{"input-feeling": "line"})
    assert answer.status_code == 422
    assert answer.text.count('role="alert"') == 1
    assert "2 answers are missing." in answer.text
    assert 'href="#answer-days"' in answer.text
    assert 'href="#answer-life"' in answer.text
    assert "<title>Error: " in answer.text
    assert re.search(r'id="answer-feeling"[^>]* value="3.1"', answer.text)
    assert 'name="input-feeling" value="line"' in answer.text
    assert ratings_of(harbour) == []


@pytest.mark.parametrize("value", ["11", "-1", "7.55", "seven", "1e1", "³"])
def test_answer_that_is_no_place_on_the_line_is_asked_for_again(
    harbour: Flask, tablet: FlaskClient, value: str
) -> None:
    answer = send(tablet, begin(tablet), FOUR | {"life": value})
    assert answer.status_code == 422
    assert "My life as a whole: a number from 0 to 10 is needed." in answer.text
    assert ratings_of(harbour) == []


def test_decimal_comma_is_a_decimal_comma(harbour: Flask, tablet: FlaskClient) -> None:
    send(tablet, begin(tablet), FOUR | {"life": "4,5"})
    assert ratings_of(harbour)[0].score.value == pytest.approx(17.4)


def test_bare_range_value_counts_as_unanswered(harbour: Flask, tablet: FlaskClient) -> None:
    page = begin(tablet)
    assert not re.search(r'type="range"[^>]*name=', page)
    ranges = {f"range-{name}": "50" for name in FOUR}
    answer = send(tablet, page, {}, **ranges)
    assert answer.status_code == 422
    assert "4 answers are missing." in answer.text
    assert ratings_of(harbour) == []


def test_giving_back_withdraws_the_form_and_shows_nothing_of_it(
    harbour: Flask, tablet: FlaskClient
) -> None:
    page = begin(tablet)
    tablet.post("/rate/give-back", data={"csrf_token": fields(page)["csrf_token"]})
    waiting = tablet.get("/rate/").text
    assert "Please give the tablet back." in waiting
    assert "Jonas" not in waiting
    assert send(tablet, page, FOUR).status_code == 409
    assert tablet.get("/rate/form").headers["Location"] == "/rate/"
    assert ratings_of(harbour) == []
    [withdrawn] = ratings_of(harbour, "withdrawn")
    with harbour.app_context():
        [event] = db.session.scalars(db.select(AuditEvent).filter_by(event="rating_withdrawn"))
        assert (event.actor_kind, event.actor_id) == ("client", withdrawn.id)


def test_giving_back_after_sending_keeps_the_rating(harbour: Flask, tablet: FlaskClient) -> None:
    page = begin(tablet)
    send(tablet, page, FOUR)
    tablet.post("/rate/give-back", data={"csrf_token": fields(page)["csrf_token"]})
    assert len(ratings_of(harbour)) == 1
    assert tablet.get("/rate/").headers["Location"] == "/rate/thanks"


def test_form_whose_time_is_over_says_so(harbour: Flask, tablet: FlaskClient) -> None:
    page = begin(tablet)
    harbour.config["CLOCK"].forward(hours=2, minutes=1)
    answer = send(tablet, page, FOUR)
    assert answer.status_code in (400, 404)
    assert "No form is open here" in answer.text
    assert "Answers that were not sent are not." in answer.text
    assert "Staff: sign in" in answer.text
    assert ratings_of(harbour) == []


def test_tablet_without_a_form_waits(harbour: Flask) -> None:
    page = harbour.test_client().get("/rate/")
    assert page.status_code == 200
    assert "This tablet is ready." in page.text
    assert "Staff: sign in" in page.text


@pytest.mark.parametrize("path", ["/rate/form", "/rate/thanks"])
def test_other_pages_of_the_tablet_are_not_there_without_a_form(harbour: Flask, path: str) -> None:
    assert harbour.test_client().get(path).status_code == 404


def test_session_check_in_asks_about_the_session(harbour: Flask) -> None:
    tablet = handed_over(harbour, JONAS, kind="alliance")
    assert "how today&#39;s session was for you" in tablet.get("/rate/").text
    assert "I was heard and taken seriously" in begin(tablet)


class TestQuestionsWithChoices:
    """PHQ-9 goes through the same form."""

    @pytest.fixture
    def tablet(self, harbour: Flask) -> FlaskClient:
        return handed_over(harbour, "0431")

    def test_every_question_offers_its_choices_and_none_is_chosen(self, tablet) -> None:
        page = begin(tablet)
        assert page.count('type="radio"') == 36
        assert " checked" not in page
        assert "PHQ-9, developed by" in page

    def test_opening_says_how_many_may_be_left_out(self, tablet) -> None:
        page = tablet.get("/rate/").text
        assert "You may leave out up to 2 questions." in page
        assert "It takes about 2 minutes." in page

    def test_complete_answers_are_stored(self, harbour, tablet) -> None:
        send(tablet, begin(tablet), {f"q{number}": "1" for number in range(1, 10)})
        [rating] = ratings_of(harbour)
        assert rating.score.value == 9
        assert {answer.input_kind for answer in rating.answers} == {"choice"}

    def test_missing_answers_may_be_left_out_once_the_client_was_told(
        self, harbour, tablet
    ) -> None:
        seven = {f"q{number}": "1" for number in range(1, 8)}
        told = send(tablet, begin(tablet), seven)
        assert told.status_code == 422
        assert "Send without them" in told.text
        assert send(tablet, told.text, seven, leave_out="yes").status_code == 303
        [rating] = ratings_of(harbour)
        assert rating.score.prorated
        assert len(rating.answers) == 9

    def test_more_than_the_measure_allows_cannot_be_left_out(self, harbour, tablet) -> None:
        six = {f"q{number}": "1" for number in range(1, 7)}
        told = send(tablet, begin(tablet), six, leave_out="yes")
        assert told.status_code == 422
        assert "Send without" not in told.text
        assert ratings_of(harbour) == []


def test_every_measure_with_a_wording_has_a_form_without_red_or_exclamation(
    harbour: Flask,
) -> None:
    from outcomes.web.pages.rating_form import blank_form

    for measure in catalogue().values():
        for wording in measure.wordings:
            form = blank_form(measure, wording, form_uuid="u")
            assert form.fields
            assert all(field.text for field in form.fields), measure.id
            assert "!" not in form.title + form.prompt


def test_faces_form_shows_a_face_for_every_choice(harbour: Flask) -> None:
    with harbour.app_context():
        episode = story.Cast().episode("0417")
        episode.age_band, episode.outcome_measure_id = "child", "faces"
        db.session.commit()
    page = begin(handed_over(harbour, JONAS))
    assert page.count('class="face"') == page.count('type="radio"') == 12
    assert "Not good" in page


def test_answers_are_stored_for_skipped_items_too(harbour: Flask) -> None:
    tablet = handed_over(harbour, "0431")
    eight = {f"q{number}": "0" for number in range(1, 9)}
    send(tablet, begin(tablet), eight, leave_out="yes")
    with harbour.app_context():
        rating = db.session.scalars(
            db.select(Administration).where(Administration.submitted_at == story.NOW)
        ).one()
        skipped = db.session.scalars(
            db.select(Answer).filter_by(administration_id=rating.id, item_id="q9")
        ).one()
        assert (skipped.value, skipped.input_kind) == (None, None)


def test_rating_withdrawn_by_staff_leaves_the_tablet_waiting(
    harbour: Flask, tablet: FlaskClient
) -> None:
    page = begin(tablet)
    with harbour.app_context():
        cast = story.Cast()
        form = db.session.scalars(db.select(Administration).filter_by(state="open")).one()
        ratings.withdraw_rating(administration=form, by=cast.staff("miriam"), at=story.NOW)
    assert send(tablet, page, FOUR).status_code == 409
    assert ratings_of(harbour) == []


def test_words_of_the_form_carry_their_own_language(harbour: Flask, tablet: FlaskClient) -> None:
    # The surroundings are in English whatever the language of the wording is.
    page = begin(tablet)
    assert '<html lang="en"' in page
    assert '<div class="lines" lang="en" dir="ltr">' in page
