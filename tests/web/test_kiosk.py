"""The clinic's own tablet: enrolled by a link, locked, opened by a code, locked again."""

import json
import re
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.actions.rating_codes import ALPHABET, LENGTH
from outcomes.storage import Administration, AuditEvent, RatingCode, WebSession, db
from outcomes.web.sessions import KIOSK_COOKIE, STAFF_COOKIE
from tests import cast as story
from tests.browsing import form_token, send, sign_in
from tests.web.enrolling import (
    device_of,
    enrolled,
    enrolment_link,
    shown_code,
    type_code,
    wrong_code,
)
from tests.web.test_tablet import FOUR, begin
from tests.web.test_tablet import send as send_form


@pytest.fixture
def kiosk(harbour: Flask) -> FlaskClient:
    return enrolled(harbour)


def events(app: Flask, *names: str) -> list[tuple[str, str]]:
    with app.app_context():
        query = db.select(AuditEvent.event, AuditEvent.actor_kind).order_by(AuditEvent.sequence)
        mine = AuditEvent.event.in_(names), AuditEvent.happened_at >= story.NOW
        return [tuple(row) for row in db.session.execute(query.where(*mine))]


class TestEnrolment:
    def test_opening_the_link_changes_nothing(self, harbour: Flask) -> None:
        link = enrolment_link(harbour)
        preview = harbour.test_client()
        assert [preview.get(link).status_code for _ in range(3)] == [200] * 3
        assert preview.head(link).status_code == 200
        assert preview.get("/kiosk/").status_code == 404
        assert events(harbour, "device_enrolled") == []

    def test_link_works_once(self, harbour: Flask) -> None:
        link = enrolment_link(harbour)
        first, second = harbour.test_client(), harbour.test_client()
        page = second.get(link)
        first.post(link, data={"csrf_token": form_token(first.get(link))})
        late = second.post(link, data={"csrf_token": form_token(page)})
        assert late.status_code == 404
        assert first.get("/kiosk/").status_code == 200
        assert second.get("/kiosk/").status_code == 404

    def test_link_is_over_after_half_an_hour(self, harbour: Flask) -> None:
        link = enrolment_link(harbour)
        harbour.config["CLOCK"].forward(minutes=31)
        assert harbour.test_client().get(link).status_code == 404

    def test_whoever_was_signed_in_there_is_signed_out(self, harbour: Flask) -> None:
        browser = harbour.test_client()
        sign_in(browser, story.address("director"))
        link = enrolment_link(harbour)
        browser.post(link, data={"csrf_token": form_token(browser.get(link))})
        assert browser.get_cookie(STAFF_COOKIE) is None
        with harbour.app_context():
            assert db.session.scalars(db.select(WebSession.scope)).all() == ["kiosk"]

    def test_cookie_outlasts_the_browser_and_only_its_hash_is_stored(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        cookie = kiosk.get_cookie(KIOSK_COOKIE)
        assert cookie.max_age == 400 * 24 * 3600
        assert (cookie.secure, cookie.http_only, cookie.same_site) == (True, True, "Lax")
        with harbour.app_context():
            [row] = db.session.scalars(db.select(WebSession).filter_by(scope="kiosk"))
            assert cookie.value not in (row.id_hash, str(row.contents))

    def test_enrolment_is_in_the_audit(self, harbour: Flask, kiosk: FlaskClient) -> None:
        found = events(harbour, "device_added", "device_link_made", "device_enrolled")
        assert found == [
            ("device_added", "staff"),
            ("device_link_made", "staff"),
            ("device_enrolled", "nobody"),
        ]


class TestLocked:
    def test_waiting_page_names_clinic_and_tablet_and_nobody(self, kiosk: FlaskClient) -> None:
        page = kiosk.get("/kiosk/")
        assert page.status_code == 200
        for words in ("Harbour Street Practice", "Tablet 3", "This tablet is ready."):
            assert words in page.text
        assert "Staff: enter code" in page.text
        assert "<script" not in page.text.split("</head>")[1]

    def test_every_other_page_is_not_there(self, harbour: Flask, kiosk: FlaskClient) -> None:
        allowed = ("kiosk.", "tablet.", "resting.", "static")
        for rule in harbour.url_map.iter_rules():
            if rule.endpoint.startswith(allowed):
                continue
            path = re.sub(r"<(int:)?\w+(:\w+)?>", "1", rule.rule)
            method = "GET" if "GET" in rule.methods else "POST"
            if path != "/healthz":
                assert kiosk.open(path, method=method).status_code == 404, path

    def test_staff_session_beside_it_is_never_looked_at(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        staff = harbour.test_client()
        sign_in(staff, story.address("miriam"))
        kiosk.set_cookie(STAFF_COOKIE, staff.get_cookie(STAFF_COOKIE).value, secure=True)
        assert kiosk.get("/caseload").status_code == 404

    def test_error_pages_lead_back_to_waiting(self, kiosk: FlaskClient) -> None:
        page = kiosk.get("/caseload").text
        assert 'href="/kiosk/"' in page
        assert "sign-in" not in page
        assert "start page" not in page

    def test_help_says_where_help_is(self, kiosk: FlaskClient) -> None:
        assert "If you need help now:" in kiosk.get("/kiosk/help").text

    @pytest.mark.parametrize("path", ["/kiosk/code", "/kiosk/help"])
    def test_other_browsers_have_no_tablet_pages(self, harbour: Flask, path: str) -> None:
        assert harbour.test_client().get(path).status_code == 404

    def test_session_is_renewed_by_use(self, harbour: Flask, kiosk: FlaskClient) -> None:
        for _ in range(5):
            harbour.config["CLOCK"].forward(days=200)
            assert kiosk.get("/kiosk/").status_code == 200
        assert kiosk.get_cookie(KIOSK_COOKIE).max_age == 400 * 24 * 3600


class TestCode:
    def test_code_opens_the_form_of_its_client(self, harbour: Flask, kiosk: FlaskClient) -> None:
        answer = type_code(kiosk, shown_code(harbour))
        assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/")
        assert "Hello, Jonas." in kiosk.get("/rate/").text

    def test_code_is_six_characters_that_cannot_be_mistaken(self, harbour: Flask) -> None:
        code = shown_code(harbour)
        assert len(code) == LENGTH == 6
        assert set(code) <= set(ALPHABET)
        assert not set("ILO01") & set(ALPHABET)
        assert len(ALPHABET) ** LENGTH > 800_000_000

    def test_case_spaces_and_hyphens_make_no_difference(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        code = shown_code(harbour)
        typed = f" {code[:3].lower()}-{code[3:].lower()} "
        assert type_code(kiosk, typed).status_code == 303

    def test_database_does_not_hold_the_code(self, harbour: Flask) -> None:
        code = shown_code(harbour)
        with harbour.app_context():
            [row] = db.session.scalars(db.select(RatingCode))
            assert code not in row.code_hash
            assert len(row.code_hash) == 64

    def test_qr_fills_the_code_in_and_changes_nothing(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        code = shown_code(harbour)
        page = kiosk.get(f"/kiosk/code?code={code}")
        assert f'value="{code}"' in page.text
        assert events(harbour, "code_used") == []
        assert type_code(kiosk, code).status_code == 303

    def test_code_works_once(self, harbour: Flask, kiosk: FlaskClient) -> None:
        code = shown_code(harbour)
        type_code(kiosk, code)
        kiosk.get("/kiosk/")
        answer = type_code(kiosk, code)
        assert answer.status_code == 422
        assert "This code does not open a form." in answer.text

    def test_code_is_over_after_ten_minutes(self, harbour: Flask, kiosk: FlaskClient) -> None:
        code = shown_code(harbour)
        harbour.config["CLOCK"].forward(minutes=10)
        assert type_code(kiosk, code).status_code == 422

    def test_newer_code_of_the_form_ends_the_older(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        older, newer = shown_code(harbour), shown_code(harbour)
        assert type_code(kiosk, older).status_code == 422
        assert type_code(kiosk, newer).status_code == 303

    def test_code_of_another_clinic_opens_nothing(self, harbour: Flask) -> None:
        elsewhere = enrolled(harbour, by="other_director")
        assert type_code(elsewhere, shown_code(harbour)).status_code == 422

    def test_five_wrong_codes_pause_the_tablet_for_five_minutes(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        code = shown_code(harbour)
        for _ in range(5):
            assert "This code does not open" in type_code(kiosk, wrong_code(code)).text
        paused = type_code(kiosk, code)
        assert paused.status_code == 429
        assert "Please wait 5 minutes." in paused.text
        harbour.config["CLOCK"].forward(minutes=5)
        assert type_code(kiosk, code).status_code == 303

    def test_pause_is_of_the_tablet_not_of_its_neighbour(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        code = shown_code(harbour)
        for _ in range(5):
            type_code(kiosk, wrong_code(code))
        assert type_code(enrolled(harbour, "Tablet 4"), code).status_code == 303

    def test_many_wrong_codes_on_many_tablets_pause_them_all(self, harbour: Flask) -> None:
        code = shown_code(harbour)
        for number in range(5):
            tablet = enrolled(harbour, f"Room {number}")
            for _ in range(5):
                type_code(tablet, wrong_code(code))
        assert "Please wait" in type_code(enrolled(harbour, "Tablet 9"), code).text

    def test_showing_and_using_are_in_the_audit(self, harbour: Flask, kiosk: FlaskClient) -> None:
        code = shown_code(harbour)
        type_code(kiosk, wrong_code(code))
        type_code(kiosk, code)
        assert events(harbour, "code_shown", "code_refused", "code_used") == [
            ("code_shown", "staff"),
            ("code_refused", "nobody"),
            ("code_used", "client"),
        ]


class TestFormOnTheTablet:
    @pytest.fixture
    def kiosk(self, harbour: Flask, kiosk: FlaskClient) -> FlaskClient:
        type_code(kiosk, shown_code(harbour))
        return kiosk

    def test_thanks_lead_back_to_waiting_by_themselves(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        send_form(kiosk, begin(kiosk), FOUR)
        thanks = kiosk.get("/rate/thanks").text
        assert 'http-equiv="refresh" content="20;url=/kiosk/"' in thanks
        assert "sign-in" not in thanks
        assert "This tablet is ready." in kiosk.get("/kiosk/").text
        assert kiosk.get("/rate/thanks").status_code == 404

    def test_waiting_page_ends_the_form(self, harbour: Flask, kiosk: FlaskClient) -> None:
        begin(kiosk)
        kiosk.get("/kiosk/")
        assert kiosk.get("/rate/form").status_code == 404
        assert kiosk.get("/rate/").headers["Location"] == "/kiosk/"
        with harbour.app_context():
            assert db.session.scalars(db.select(WebSession.scope)).all() == ["kiosk"]

    def test_form_that_was_locked_away_can_be_opened_by_a_new_code(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        begin(kiosk)
        kiosk.get("/kiosk/")
        type_code(kiosk, shown_code(harbour))
        send_form(kiosk, begin(kiosk), FOUR)
        with harbour.app_context():
            sent = db.select(Administration).where(Administration.submitted_at == story.NOW)
            assert len(db.session.scalars(sent).all()) == 1

    def test_giving_back_locks(self, kiosk: FlaskClient) -> None:
        page = begin(kiosk)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        kiosk.post("/rate/give-back", data={"csrf_token": token})
        assert kiosk.get("/rate/").headers["Location"] == "/kiosk/"

    def test_form_is_open_in_one_browser_only(self, harbour: Flask, kiosk: FlaskClient) -> None:
        begin(kiosk)
        other = enrolled(harbour, "Tablet 4")
        type_code(other, shown_code(harbour))
        assert kiosk.get("/rate/form").status_code == 404
        assert "Hello, Jonas." in other.get("/rate/").text

    def test_new_code_ends_the_form_of_the_one_before(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        begin(kiosk)
        type_code(kiosk, shown_code(harbour, "0402"))
        assert "Hello, Daniel." in kiosk.get("/rate/").text

    def test_staff_pages_stay_away_while_a_form_is_open(self, kiosk: FlaskClient) -> None:
        for path in ("/sign-in", "/caseload", "/"):
            assert kiosk.get(path).status_code == 404


class TestRevoking:
    def test_director_takes_a_tablet_out_of_use_at_once(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        type_code(kiosk, shown_code(harbour))
        director = harbour.test_client()
        sign_in(director, story.address("director"))
        where = f"/ways-to-rate/tablets/{device_of(harbour)}/revoke"
        assert send(director, where).status_code == 303
        page = kiosk.get("/kiosk/")
        assert page.status_code == 404
        assert "This tablet is not in use." in page.text
        assert kiosk.get("/rate/form").status_code == 404
        assert events(harbour, "device_revoked") == [("device_revoked", "staff")]

    def test_setting_up_anew_ends_the_earlier_browser(
        self, harbour: Flask, kiosk: FlaskClient
    ) -> None:
        director = harbour.test_client()
        sign_in(director, story.address("director"))
        page = send(director, f"/ways-to-rate/tablets/{device_of(harbour)}/link").text
        link = re.search(r"http://127.0.0.1:8000(/kiosk/enrol/[\w-]+)", page)[1]
        assert kiosk.get("/kiosk/").status_code == 200
        fresh = harbour.test_client()
        fresh.post(link, data={"csrf_token": form_token(fresh.get(link))})
        assert kiosk.get("/kiosk/").status_code == 404
        assert fresh.get("/kiosk/").status_code == 200


class TestDirectorsPage:
    @pytest.fixture
    def director(self, harbour: Flask) -> FlaskClient:
        browser = harbour.test_client()
        sign_in(browser, story.address("director"))
        return browser

    def test_adding_shows_the_link_once_as_text_and_as_qr(self, director: FlaskClient) -> None:
        page = send(director, "/ways-to-rate/tablets", tablet_name=" Tablet   3 ").text
        assert re.search(r"http://127.0.0.1:8000/kiosk/enrol/[\w-]{43}", page)
        assert "<svg" in page
        assert "style=" not in page
        assert "waits for its link to be opened" in director.get("/ways-to-rate").text

    def test_list_says_since_when_and_last_used(
        self, harbour: Flask, director: FlaskClient
    ) -> None:
        enrolled(harbour)
        harbour.config["CLOCK"].forward(minutes=3)
        page = director.get("/ways-to-rate").text
        assert "Tablet 3" in page
        assert "in use since 19 November 2026" in page
        assert "19 November 2026, 13:52" in page

    @pytest.mark.parametrize("name", ["", "   ", "x" * 41])
    def test_name_is_needed(self, director: FlaskClient, name: str) -> None:
        answer = send(director, "/ways-to-rate/tablets", tablet_name=name)
        assert answer.status_code == 400
        assert "Give the tablet a name" in answer.text

    def test_two_tablets_have_two_names(self, director: FlaskClient) -> None:
        send(director, "/ways-to-rate/tablets", tablet_name="Tablet 3")
        assert send(director, "/ways-to-rate/tablets", tablet_name="tablet 3").status_code == 400


def test_manifest_makes_it_installable(harbour: Flask, kiosk: FlaskClient) -> None:
    page = kiosk.get("/kiosk/").text
    address = re.search(r'rel="manifest" href="([^"]+)"', page)[1]
    with kiosk.get(address) as answer:
        assert answer.mimetype == "application/manifest+json"
        manifest = json.loads(answer.data)
    assert (manifest["display"], manifest["start_url"]) == ("fullscreen", "/kiosk/")
    for icon in manifest["icons"]:
        with kiosk.get(urljoin(address, icon["src"])) as picture:
            assert picture.mimetype == "image/png"
            assert picture.data[16:24] == b"".join(
                int(side).to_bytes(4, "big") for side in icon["sizes"].split("x")
            )
