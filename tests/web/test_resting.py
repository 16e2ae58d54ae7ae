"""Answers that rested on a device are brought by the next page: stored once, or gone for good, and
whoever sends something else learns nothing."""

import base64
import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import devices, ratings
from outcomes.actions.resting import LONGEST
from outcomes.actions.sealing import seal
from outcomes.storage import Administration, AuditEvent, Device, RestingKey, db
from tests import cast as story
from tests.web.enrolling import enrolled, shown_code, type_code
from tests.web.test_home import made_link, sign_in, start
from tests.web.test_tablet import FOUR, begin, fields, handed_over, ratings_of
from tests.web.test_tablet import send as send_form

HEARD = (200, b'{"heard":true}\n')
NONCE = bytes(range(12))


@pytest.fixture
def tablet(harbour: Flask) -> FlaskClient:
    """A device that Miriam has handed to Jonas."""
    return handed_over(harbour, "0417")


@pytest.fixture
def page(tablet: FlaskClient) -> str:
    return begin(tablet)


def at_rest(page: str, answers: dict[str, str] = FOUR, **more: str) -> dict[str, str]:
    """What the form's script lays down on the device when Send is pressed."""
    sent = fields(page) | {f"answer-{name}": value for name, value in answers.items()} | more
    key = base64.b64decode(re.search(r'data-resting-key="([^"]+)"', page)[1])
    uuid = fields(page)["form_uuid"]
    sealed = seal(urlencode(sent).encode(), key=key, nonce=NONCE, about=uuid.encode())
    return packed(uuid, NONCE, sealed)


def packed(uuid: str, nonce: bytes, sealed: bytes) -> dict[str, str]:
    text = {"nonce": nonce, "sealed": sealed}
    return {"form_uuid": uuid} | {k: base64.b64encode(v).decode() for k, v in text.items()}


def bring(app: Flask, resting: dict[str, str], browser: FlaskClient | None = None):
    """What the next page sends, from a browser without a session unless one is given."""
    answer = (browser or app.test_client()).post("/rate/resting", data=resting)
    return answer.status_code, answer.data


def events(app: Flask, name: str) -> list[dict]:
    query = db.select(AuditEvent.facts).filter_by(event=name)
    with app.app_context():
        found = db.session.scalars(query.where(AuditEvent.happened_at >= story.NOW)).all()
        return list(found)


def keys(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(db.select(RestingKey)).all())


def test_form_comes_with_its_key_for_the_script_alone(tablet: FlaskClient, page: str) -> None:
    [key] = re.findall(r'data-resting-key="([^"]+)"', page)
    assert len(base64.b64decode(key)) == 32
    assert key not in tablet.get("/rate/").text
    assert tablet.get("/rate/form").headers["Cache-Control"] == "no-store"


def test_answers_are_stored_like_those_of_the_form(harbour: Flask, page: str) -> None:
    manner = {"layout": "page", "device_class": "tablet", "input-feeling": "line"}
    assert bring(harbour, at_rest(page, **manner)) == HEARD
    [rating] = ratings_of(harbour)
    assert rating.score.value == pytest.approx(17.4)
    assert {each.item_id: each.input_kind for each in rating.answers}["feeling"] == "line"
    assert (rating.layout, rating.device_class) == ("one_page", "tablet")
    [facts] = events(harbour, "rating_submitted")
    assert facts["kind"] == "outcome"
    assert keys(harbour) == 0


def test_brought_five_times_they_are_one_rating_and_one_row_of_the_audit(
    harbour: Flask, page: str
) -> None:
    resting = at_rest(page)
    assert {bring(harbour, resting) for _ in range(5)} == {HEARD}
    assert len(ratings_of(harbour)) == 1
    assert len(events(harbour, "rating_submitted")) == 1


def test_form_that_arrived_after_all_is_one_rating(
    harbour: Flask, tablet: FlaskClient, page: str
) -> None:
    resting = at_rest(page)
    send_form(tablet, page, FOUR)
    assert bring(harbour, resting) == HEARD
    assert len(ratings_of(harbour)) == 1
    assert events(harbour, "rested_answers_refused") == []


def test_form_sent_after_what_rested_was_brought_is_one_rating(
    harbour: Flask, tablet: FlaskClient, page: str
) -> None:
    bring(harbour, at_rest(page))
    assert send_form(tablet, page, FOUR).headers["Location"] == "/rate/thanks"
    assert len(ratings_of(harbour)) == 1
    assert len(events(harbour, "rating_submitted")) == 1


def test_thanks_after_it_name_nobody(harbour: Flask, tablet: FlaskClient, page: str) -> None:
    bring(harbour, at_rest(page), tablet)
    assert tablet.get("/rate/form").headers["Location"] == "/rate/"
    assert tablet.get("/rate/").headers["Location"] == "/rate/thanks"
    thanks = tablet.get("/rate/thanks").text
    assert "Your answers are saved." in thanks
    assert "Jonas" not in thanks


def test_they_may_come_after_the_forms_time_for_a_day(harbour: Flask, page: str) -> None:
    harbour.config["CLOCK"].forward(hours=23, minutes=59)
    assert bring(harbour, at_rest(page)) == HEARD
    assert len(ratings_of(harbour)) == 1


def test_after_a_day_they_are_gone(harbour: Flask, page: str) -> None:
    harbour.config["CLOCK"].forward(hours=24)
    assert bring(harbour, at_rest(page)) == HEARD
    assert ratings_of(harbour) == []


@pytest.mark.parametrize("part", ["form_uuid", "nonce", "sealed"])
@pytest.mark.parametrize("value", ["", "!", "AAAA", "é", None])
def test_whatever_is_wrong_has_the_same_answer_and_stores_nothing(
    harbour: Flask, page: str, part: str, value: str | None
) -> None:
    resting = at_rest(page) | {part: value}
    assert bring(harbour, {k: v for k, v in resting.items() if v is not None}) == HEARD
    assert ratings_of(harbour) == []
    assert keys(harbour) == 1


def test_answers_of_another_form_are_not_taken(harbour: Flask, page: str) -> None:
    other = begin(handed_over(harbour, "0402"))
    foreign = at_rest(other) | {"form_uuid": fields(page)["form_uuid"]}
    assert bring(harbour, foreign) == HEARD
    assert ratings_of(harbour) == []


def test_body_that_names_another_form_is_refused(harbour: Flask, page: str) -> None:
    other = fields(begin(handed_over(harbour, "0402")))["form_uuid"]
    assert bring(harbour, at_rest(page, form_uuid=other)) == HEARD
    assert ratings_of(harbour) == []
    assert events(harbour, "rested_answers_refused") == [{"why": "refused"}]


def test_more_than_a_form_can_hold_is_not_taken(harbour: Flask, page: str) -> None:
    assert bring(harbour, at_rest(page, layout="x" * LONGEST)) == HEARD
    assert ratings_of(harbour) == []


def test_given_back_form_takes_nothing_any_more(
    harbour: Flask, tablet: FlaskClient, page: str
) -> None:
    tablet.post("/rate/give-back", data={"csrf_token": fields(page)["csrf_token"]})
    assert bring(harbour, at_rest(page)) == HEARD
    assert ratings_of(harbour) == []


def test_form_withdrawn_by_staff_takes_nothing_any_more(harbour: Flask, page: str) -> None:
    with harbour.app_context():
        form = db.session.scalars(db.select(Administration).filter_by(state="open")).one()
        by = story.Cast().staff("miriam")
        ratings.withdraw_rating(administration=form, by=by, at=story.NOW)
    assert bring(harbour, at_rest(page)) == HEARD
    assert ratings_of(harbour) == []


def test_too_little_answered_is_refused_for_good_and_recorded(harbour: Flask, page: str) -> None:
    assert bring(harbour, at_rest(page, FOUR | {"life": ""})) == HEARD
    assert ratings_of(harbour) == []
    assert events(harbour, "rested_answers_refused") == [{"why": "incomplete"}]
    assert keys(harbour) == 0


def test_what_a_measure_lets_be_left_out_is_left_out(harbour: Flask) -> None:
    page = begin(handed_over(harbour, "0431"))
    seven = {f"q{number}": "1" for number in range(1, 8)}
    assert bring(harbour, at_rest(page, seven)) == HEARD
    [rating] = ratings_of(harbour)
    assert rating.score.prorated


class TestOnATabletOfTheClinic:
    @pytest.fixture
    def kiosk(self, harbour: Flask) -> FlaskClient:
        return enrolled(harbour)

    @pytest.fixture
    def page(self, harbour: Flask, kiosk: FlaskClient) -> str:
        type_code(kiosk, shown_code(harbour))
        return begin(kiosk)

    def test_they_are_brought_by_the_locked_tablet(
        self, harbour: Flask, kiosk: FlaskClient, page: str
    ) -> None:
        resting = at_rest(page)
        kiosk.get("/kiosk/")
        assert bring(harbour, resting, kiosk) == HEARD
        assert len(ratings_of(harbour)) == 1
        assert kiosk.get("/kiosk/").status_code == 200

    def test_tablet_taken_out_of_use_brings_nothing(
        self, harbour: Flask, kiosk: FlaskClient, page: str
    ) -> None:
        resting = at_rest(page)
        kiosk.get("/kiosk/")
        with harbour.app_context():
            device = db.session.scalars(db.select(Device).filter_by(name="Tablet 3")).one()
            devices.revoke(device=device, by=story.Cast().staff("director"), at=story.NOW)
        assert bring(harbour, resting, kiosk) == HEARD
        assert ratings_of(harbour) == []
        assert keys(harbour) == 0

    def test_answers_for_another_clinic_leave_the_tablets_session_alone(
        self, harbour: Flask, kiosk: FlaskClient, page: str
    ) -> None:
        with harbour.app_context():
            episode = story.Cast().episode("0417", clinic=story.OTHER_CLINIC)
            form = ratings.open_rating(
                episode=episode,
                kind="outcome",
                by=episode.therapist,
                at=story.NOW,
                on=story.TODAY,
            )
            from outcomes.actions import resting

            key = resting.give_key(form=form, at=story.NOW)
            uuid = form.form_uuid
        body = urlencode({"form_uuid": uuid} | {f"answer-{k}": v for k, v in FOUR.items()})
        sealed = seal(body.encode(), key=key, nonce=NONCE, about=uuid.encode())
        assert bring(harbour, packed(uuid, NONCE, sealed), kiosk) == HEARD
        assert len(ratings_of(harbour)) == 1
        assert "Jonas" in kiosk.get("/rate/").text


class TestAtHome:
    @pytest.fixture
    def phone(self, harbour: Flask) -> FlaskClient:
        return harbour.test_client()

    @pytest.fixture
    def link(self, harbour: Flask) -> str:
        staff = harbour.test_client()
        sign_in(staff, story.address("miriam"))
        return made_link(harbour, staff)

    @pytest.mark.parametrize("with_cookie", [True, False])
    def test_they_are_brought_with_and_without_the_cookie(
        self, harbour: Flask, phone: FlaskClient, link: str, with_cookie: bool
    ) -> None:
        resting = at_rest(start(phone, link))
        assert bring(harbour, resting, phone if with_cookie else None) == HEARD
        assert len(ratings_of(harbour)) == 1
        assert "This form was sent already." in harbour.test_client().get(link).text
        if with_cookie:
            assert phone.get("/rate/").headers["Location"] == "/rate/thanks"


@pytest.mark.parametrize("path", ["/sign-in", "/rate/", "/rate/form", "/rate/link/x", "/kiosk/"])
def test_next_page_of_a_browser_without_a_session_brings_them(harbour: Flask, path: str) -> None:
    page = harbour.test_client().get(path).text
    assert 'id="bring-back" data-url="/rate/resting"' in page
    assert "/js/bring_back.js" in page


def test_other_sites_cannot_send_them(harbour: Flask, page: str) -> None:
    answer = harbour.test_client().post(
        "/rate/resting", data=at_rest(page), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert ratings_of(harbour) == []


def test_looking_at_the_address_does_nothing(harbour: Flask) -> None:
    assert harbour.test_client().get("/rate/resting").status_code == 405
