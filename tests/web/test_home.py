"""Rating at home: the link's page changes nothing, one button begins the form, once it is sent the
link is dead, and no page shows a name or anything from before."""

import datetime as dt
import email
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions import clinics, home_links
from outcomes.storage import Administration, AuditEvent, HomeLink, TherapySession, WebSession, db
from outcomes.web.sessions import TABLET_COOKIE
from tests import cast as story
from tests.browsing import form_token, send, sign_in
from tests.web.test_tablet import FOUR, fields, ratings_of
from tests.web.test_tablet import send as send_form

JONAS = ("Jonas", "0417", "18.1", "16.4")
"""Name, code and past scores, none of which a page at home shows."""


@pytest.fixture
def therapist(harbour: Flask) -> FlaskClient:
    browser = harbour.test_client()
    sign_in(browser, story.address("miriam"))
    return browser


@pytest.fixture
def link(harbour: Flask, therapist: FlaskClient) -> str:
    """The path of a link for Jonas's session of today."""
    return made_link(harbour, therapist)


@pytest.fixture
def phone(harbour: Flask) -> FlaskClient:
    return harbour.test_client()


def made_link(harbour: Flask, browser: FlaskClient, code: str = "0417", **more: str) -> str:
    return re.search(
        r"http://127.0.0.1:8000(/rate/link/[\w-]+)", make(harbour, browser, code, **more)
    )[1]


def make(harbour: Flask, browser: FlaskClient, code: str = "0417", **more: str) -> str:
    with harbour.app_context():
        episode_id = story.Cast().episode(code).id
        db.session.remove()
    wanted = {"kind": "outcome", "who": "self", "language": "en"} | more
    return send(browser, f"/episodes/{episode_id}/home-link", **wanted).text


def start(phone: FlaskClient, link: str) -> str:
    """Press Start; returns the form's page."""
    answer = phone.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/form")
    return phone.get("/rate/form").text


def events(app: Flask) -> list[str]:
    with app.app_context():
        query = db.select(AuditEvent.event).order_by(AuditEvent.sequence)
        found = db.session.scalars(query.where(AuditEvent.happened_at >= story.NOW)).all()
        return [each for each in found if each.startswith(("home_", "reminder_"))]


class TestLookingAtTheLink:
    def test_previews_change_nothing_and_do_not_use_it_up(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        def stored() -> list:
            with harbour.app_context():
                tables = (HomeLink, Administration, WebSession, AuditEvent)
                return [
                    [tuple(row) for row in db.session.execute(db.select(table.__table__))]
                    for table in tables
                ]

        before = stored()
        for _ in range(3):
            assert harbour.test_client().get(link).status_code == 200
            assert harbour.test_client().head(link).status_code == 200
            assert harbour.test_client().options(link).status_code == 200
        assert stored() == before
        assert "Set-Cookie" not in phone.get(link).headers
        assert "My life as a whole" in start(phone, link)

    def test_page_names_the_clinic_and_nobody(self, link: str, phone: FlaskClient) -> None:
        page = phone.get(link).text
        assert "Harbour Street Practice asks you to fill in a short form." in page
        assert "It takes less than a minute." in page
        assert "until Sunday 22 November 2026, 13:52." in page
        for word in (*JONAS, "Miriam", "therap"):
            assert word not in page
        assert "sign-in" not in page

    def test_token_is_256_bits_and_only_its_hash_is_stored(self, harbour: Flask, link: str) -> None:
        token = link.rpartition("/")[2]
        assert len(token) == 43
        with harbour.app_context():
            [row] = db.session.execute(db.select(HomeLink.__table__))
            assert token not in str(tuple(row))

    def test_unknown_link_is_a_clear_page(self, phone: FlaskClient) -> None:
        for method in ("get", "post"):
            answer = getattr(phone, method)("/rate/link/not-a-link")
            assert answer.status_code == 404
            assert "This link is no longer open." in answer.text

    def test_link_is_over_at_the_clinics_time(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        harbour.config["CLOCK"].forward(hours=72)
        assert phone.get(link).status_code == 410
        late = phone.post(link)
        assert late.status_code == 410
        assert "Its time is over" in late.text

    def test_newer_link_ends_the_older(
        self, harbour: Flask, therapist: FlaskClient, link: str, phone: FlaskClient
    ) -> None:
        newer = made_link(harbour, therapist)
        assert phone.get(link).status_code == 404
        assert phone.get(newer).status_code == 200


class TestFillingIn:
    def test_form_is_stored_like_any_other(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        answer = send_form(phone, start(phone, link), FOUR)
        assert answer.headers["Location"] == "/rate/thanks"
        assert len(ratings_of(harbour)) == 1
        thanks = phone.get("/rate/thanks").text
        assert "Miriam Aalto will look at this before you next meet." in thanks
        assert "Answers are not read straight away. If you need help now:" in thanks
        assert "tablet" not in thanks.split("<main")[1]

    def test_no_page_shows_a_name_or_past_data(self, link: str, phone: FlaskClient) -> None:
        form = start(phone, link)
        send_form(phone, form, FOUR)
        thanks = phone.get("/rate/thanks").text
        for word in JONAS:
            assert word not in form + thanks

    def test_token_is_in_no_address_after_start(self, link: str, phone: FlaskClient) -> None:
        token = link.rpartition("/")[2]
        assert token not in start(phone, link)

    def test_link_is_dead_once_the_form_is_sent(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        send_form(phone, start(phone, link), FOUR)
        other = harbour.test_client()
        assert "This form was sent already." in other.get(link).text
        assert other.post(link).status_code == 200
        assert other.get("/rate/form").status_code == 404
        assert len(ratings_of(harbour)) == 1

    def test_opened_form_belongs_to_its_browser(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        start(phone, link)
        other = harbour.test_client()
        answer = other.post(link)
        assert answer.status_code == 410
        assert "This form was opened already." in answer.text
        page = phone.get(link).text
        assert "Go on" in page
        assert 'href="/rate/"' in page
        assert phone.get("/rate/").headers["Location"] == "/rate/form"

    def test_lost_answer_to_start_does_not_cost_the_link(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        harbour.test_client().post(link)  # its answer never arrived anywhere
        send_form(phone, start(phone, link), FOUR)
        assert len(ratings_of(harbour)) == 1

    def test_earlier_start_is_dead_after_a_later_one(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        first = harbour.test_client()
        first.post(link)
        phone.post(link)
        assert first.get("/rate/form").status_code == 404
        assert phone.get("/rate/form").status_code == 200

    def test_sending_five_times_makes_one_rating(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        page = start(phone, link)
        answers = {send_form(phone, page, FOUR).headers["Location"] for _ in range(5)}
        assert answers == {"/rate/thanks"}
        assert len(ratings_of(harbour)) == 1

    def test_client_has_the_forms_time_though_the_link_is_nearly_over(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        harbour.config["CLOCK"].forward(hours=71, minutes=59)
        page = start(phone, link)
        harbour.config["CLOCK"].forward(minutes=20)
        send_form(phone, page, FOUR)
        with harbour.app_context():
            sent = db.select(Administration).where(Administration.submitted_at > story.NOW)
            assert len(db.session.scalars(sent).all()) == 1

    def test_cookie_outlasts_the_browser_of_the_clients_own_phone(
        self, link: str, phone: FlaskClient
    ) -> None:
        start(phone, link)
        cookie = phone.get_cookie(TABLET_COOKIE)
        assert cookie.max_age == 14 * 24 * 3600
        assert (cookie.secure, cookie.http_only) == (True, True)

    def test_staff_pages_stay_closed(self, link: str, phone: FlaskClient) -> None:
        start(phone, link)
        assert phone.get("/caseload").headers["Location"].startswith("/sign-in")

    def test_error_page_asks_for_a_new_link_not_for_the_tablet(
        self, link: str, phone: FlaskClient
    ) -> None:
        start(phone, link)
        page = phone.post("/rate/form", data={"csrf_token": "wrong"})
        assert page.status_code == 400
        assert "Please ask for a new link." in page.text
        assert "tablet" not in page.text.split("<main")[1]

    def test_steps_are_in_the_audit(self, harbour: Flask, link: str, phone: FlaskClient) -> None:
        start(phone, link)
        assert events(harbour) == ["home_link_made", "home_link_started", "home_link_opened"]


class TestExit:
    @pytest.fixture
    def harbour(self, harbour: Flask) -> Flask:
        with harbour.app_context():
            clinics.set_home_links(
                link_hours=72,
                reminder_hours=24,
                exit_address="https://weather.example/",
                by=story.Cast().staff("director"),
                at=story.NOW - dt.timedelta(minutes=1),
            )
            db.session.remove()
        return harbour

    def test_exit_ends_the_session_and_leaves_for_the_neutral_site(
        self, link: str, phone: FlaskClient
    ) -> None:
        page = start(phone, link)
        assert "Exit this page" in page
        left = phone.post("/rate/exit", data={"csrf_token": fields(page)["csrf_token"]})
        assert 'content="0;url=https://weather.example/"' in left.text
        assert 'href="https://weather.example/"' in left.text
        assert "Harbour" not in left.text
        assert phone.get("/rate/form").status_code == 404

    def test_client_may_come_back_by_the_link(
        self, harbour: Flask, link: str, phone: FlaskClient
    ) -> None:
        page = start(phone, link)
        phone.post("/rate/exit", data={"csrf_token": fields(page)["csrf_token"]})
        send_form(phone, start(phone, link), FOUR)
        assert len(ratings_of(harbour)) == 1

    def test_handed_device_has_no_exit(self, harbour: Flask, therapist: FlaskClient) -> None:
        with harbour.app_context():
            episode_id = story.Cast().episode("0417").id
        send(therapist, f"/episodes/{episode_id}/ratings", kind="outcome")
        token = form_token(therapist.get("/rate/"))
        therapist.post("/rate/start", data={"csrf_token": token})
        assert "Exit this page" not in therapist.get("/rate/form").text


def test_there_is_no_exit_unless_the_clinic_chose_it(link: str, phone: FlaskClient) -> None:
    assert "Exit this page" not in start(phone, link)


class TestMail:
    def test_mail_is_written_down_where_no_server_is_set_up(
        self, harbour: Flask, therapist: FlaskClient
    ) -> None:
        page = make(harbour, therapist, email="jonas@home.example")
        assert "Not sent: no mail server is set up." in page
        [file] = Path(harbour.instance_path, "mail").glob("*.eml")
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700
        message = email.message_from_bytes(file.read_bytes())
        assert message["To"] == "jonas@home.example"
        text = message.get_payload(decode=True).decode()
        link = re.search(r"http://127.0.0.1:8000/rate/link/[\w-]{43}", text)[0]
        assert link in page
        for word in ("Jonas", "Miriam", "0417", "therap", "session", "rating", "wellbeing"):
            assert word not in text + message["Subject"]

    def test_mail_is_in_the_clients_language(self, harbour: Flask, therapist: FlaskClient) -> None:
        make(harbour, therapist, language="de", email="jonas@home.example")
        [file] = Path(harbour.instance_path, "mail").glob("*.eml")
        message = email.message_from_bytes(file.read_bytes())
        assert message["Content-Language"] == "de"
        assert "bitte öffnen Sie diesen Link" in message.get_payload(decode=True).decode()

    @pytest.mark.parametrize(
        "address",
        ["nobody", "a@b", "a b@c.example", "a@b.example\nBcc: x@y.example", "<a@b.example>"],
    )
    def test_what_is_no_address_is_refused_and_no_link_is_made(
        self, harbour: Flask, therapist: FlaskClient, address: str
    ) -> None:
        page = make(harbour, therapist, email=address)
        assert "This is not an e-mail address." in page
        with harbour.app_context():
            assert db.session.scalars(db.select(HomeLink)).all() == []

    def test_address_is_offered_the_next_time(self, harbour: Flask, therapist: FlaskClient) -> None:
        make(harbour, therapist, email="jonas@home.example")
        with harbour.app_context():
            episode_id = story.Cast().episode("0417").id
        assert 'value="jonas@home.example"' in therapist.get(f"/episodes/{episode_id}/ways").text


class TestWhichSession:
    def test_planned_appointment_is_offered_and_stays_planned(
        self, harbour: Flask, therapist: FlaskClient, phone: FlaskClient
    ) -> None:
        link = made_link(harbour, therapist, "0388", held_on="2026-11-24")
        send_form(phone, start(phone, link), FOUR)
        with harbour.app_context():
            episode = story.Cast().episode("0388")
            session = db.session.scalars(
                db.select(TherapySession).filter_by(
                    episode_id=episode.id, held_on=story.day(24, 11)
                )
            ).one()
            assert (session.attendance, session.number) == ("planned", None)
        [rating] = ratings_of(harbour)
        assert rating.therapy_session_id == session.id

    def test_day_to_come_without_an_appointment_gets_one(
        self, harbour: Flask, therapist: FlaskClient
    ) -> None:
        made_link(harbour, therapist, held_on="2026-12-03")
        with harbour.app_context():
            query = db.select(TherapySession.attendance).filter_by(held_on=story.day(3, 12))
            assert db.session.scalars(query).all() == ["planned"]

    def test_earlier_day_without_a_session_is_refused(
        self, harbour: Flask, therapist: FlaskClient
    ) -> None:
        assert "No session was held on this day." in make(harbour, therapist, held_on="2026-11-18")


def test_rating_in_the_clinic_takes_the_form_of_an_unused_link(
    harbour: Flask, therapist: FlaskClient, link: str, phone: FlaskClient
) -> None:
    with harbour.app_context():
        episode_id = story.Cast().episode("0417").id
    send(therapist, f"/episodes/{episode_id}/ratings", kind="outcome")
    therapist.post("/rate/start", data={"csrf_token": form_token(therapist.get("/rate/"))})
    send_form(therapist, therapist.get("/rate/form").text, FOUR)
    assert "This form was sent already." in phone.get(link).text
    assert len(ratings_of(harbour)) == 1


class TestReminder:
    """Through the actions; the command is in tests/cli."""

    def test_due_once_the_clinics_time_has_come(
        self, harbour: Flask, therapist: FlaskClient
    ) -> None:
        make(harbour, therapist, email="jonas@home.example")
        day = dt.timedelta(days=1)
        with harbour.app_context():
            assert home_links.due_for_reminder(at=story.NOW + day - dt.timedelta(minutes=1)) == []
            [link] = home_links.due_for_reminder(at=story.NOW + day)
            token = home_links.claim_reminder(link=link, at=story.NOW + day)
            assert home_links.claim_reminder(link=link, at=story.NOW + day) is None
            assert home_links.due_for_reminder(at=story.NOW + day) == []
        assert harbour.test_client().get(f"/rate/link/{token}").status_code == 200

    def test_links_that_were_only_copied_are_not_reminded_of(
        self, harbour: Flask, link: str
    ) -> None:
        with harbour.app_context():
            assert home_links.due_for_reminder(at=story.NOW + dt.timedelta(days=2)) == []
