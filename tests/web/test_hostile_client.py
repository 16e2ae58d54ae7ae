"""A hostile client: whatever is sent, the page can be read, the status is right, nothing is stored
unless the page says so, and in the end there is one rating and one audit row."""

import json
import math
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes import create_app
from outcomes.actions import ratings
from outcomes.languages import say
from outcomes.measures import catalogue, use_measures_of_clinic
from outcomes.storage import Administration, db
from outcomes.web.pages.rating_form import RatingForm, blank_form, read_form
from outcomes.web.sessions import KIOSK_COOKIE, STAFF_COOKIE, TABLET_COOKIE
from tests import cast as story
from tests.browsing import form_token, sign_in
from tests.conftest import Clock, prepare, settings_for
from tests.reading import Page
from tests.web.enrolling import enrolled, enrolment_link, shown_code, type_code, wrong_code
from tests.web.hostile import (
    FOREIGN,
    LEAKS,
    NO_NUMBERS,
    PROBE,
    URLENCODED,
    OpenForm,
    broken,
    check_page,
    commits,
    everything,
    home_link,
    opened,
    put_goals,
    same_content,
)

OFTEN = settings(max_examples=20, deadline=None)
PURE = settings(max_examples=60, deadline=None)
WAYS_AND_KINDS = [
    ("0388", "hand_over", "line", "en"),
    ("0352", "kiosk", "line", "de"),
    ("0421", "home", "line", "ar"),
    ("0402", "hand_over", "choice", "en"),
    ("0395", "home", "choice", "en"),
    ("0376", "kiosk", "faces", "fr"),
    ("0409", "home", "goals", "nb"),
    ("0414", "kiosk", "number", "en"),
]
"""Every kind of item, every way, both directions of reading; each with a client of its own."""
MANY, LARGE = [("a", "1")] * 10_000, ("a", "x" * 2**20)
STRANGE_BODIES = [
    (b"", URLENCODED),
    (urlencode({"csrf_token": PROBE, "text": PROBE, "language": "xx"}).encode(), URLENCODED),
    (b"\x00\xff" * 50, "application/octet-stream"),
    (b"[" * 5000, "application/json"),
    (b'{"form_uuid": 7, "sealed": [null], "fields": "NaN", "page": {}}', "application/json"),
    (b'{"form_uuid": "%s", "sealed": "\\ud800"}' % FOREIGN.encode(), "application/json"),
    (b"null", "application/json"),
    (urlencode([LARGE]).encode(), URLENCODED),
    (b'"' + b"x" * 2**20 + b'"', "application/json"),
]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, cast_database: Path) -> Iterator[Flask]:
    """One clinic for the whole file: what is refused leaves nothing behind, as each test sees."""
    with served(tmp_path_factory.mktemp("hostile"), cast_database) as app:
        yield app


@contextmanager
def served(folder: Path, database: Path, **changes: object) -> Iterator[Flask]:
    shutil.copy(database, folder / "clinic.sqlite")
    app = create_app(settings_for(folder, **changes))
    prepare(app, Clock(story.NOW))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def form(clinic: Flask) -> OpenForm:
    """Four lines, at home, in Arabic, so that the language is seen to be kept."""
    return opened(clinic, "line", "home", "ar")


@pytest.fixture
def unchanged(clinic: Flask) -> Iterator[None]:
    """The test around it has left the database as it was."""
    with commits(clinic) as committed:
        before = committed()
        yield
        assert committed() == before


@pytest.fixture(autouse=True)
def packaged_measures_again() -> Iterator[None]:
    yield
    use_measures_of_clinic({})


def blank_forms() -> list[RatingForm]:
    return [
        blank_form(measure, wording, form_uuid="u")
        for measure in catalogue().values()
        for wording in measure.wordings
    ]


class TestReading:
    """Every measure in the catalogue, every language."""

    @PURE
    @given(form=st.sampled_from(blank_forms()), sent=st.data())
    def test_answer_is_possible_or_there_is_a_problem(self, form, sent) -> None:
        names = st.sampled_from([each.id for each in form.fields])
        values = st.one_of(NO_NUMBERS, st.floats().map(str), st.integers(0, 12).map(str))
        read = read_form(form, sent.draw(st.dictionaries(names, values)))
        for field in read.form.fields:
            answer = read.answers.get(field.item_id)
            assert answer is None or field.low <= answer <= field.high
            assert (answer is None) == bool(field.problem or not field.value)
            assert not math.copysign(1, answer or 0) < 0

    @PURE
    @given(form=st.sampled_from(blank_forms()), sent=st.data())
    def test_what_is_no_number_is_no_answer(self, form, sent) -> None:
        names = [each.id for each in form.fields]
        read = read_form(form, {name: sent.draw(NO_NUMBERS) for name in names})
        assert set(read.answers.values()) <= {None}
        assert not read.is_complete or not any(field.required for field in form.fields)

    def test_digits_of_every_script_are_digits(self) -> None:
        form = blank_form(catalogue()["phq9"], catalogue()["phq9"].wording("en"), form_uuid="u")
        ones = [chr(code) for code in range(0x110000) if unicodedata.decimal(chr(code), None) == 1]
        for one in ones:
            assert read_form(form, {"answer-q1": one}).answers["q1"] == 1

    @pytest.mark.parametrize("value", ["0.5", "4", "1.5", "-1"])
    def test_choice_that_was_not_offered_is_none(self, value: str) -> None:
        form = blank_form(catalogue()["phq9"], catalogue()["phq9"].wording("en"), form_uuid="u")
        assert read_form(form, {"answer-q1": value}).answers["q1"] is None


@pytest.mark.parametrize(("client", "way", "kind", "code"), WAYS_AND_KINDS)
def test_whatever_comes_there_is_one_rating_in_the_end(
    clinic: Flask, client: str, way: str, kind: str, code: str
) -> None:
    form = opened(clinic, kind, way, code, client=client)

    @OFTEN
    @given(broken(form), st.sampled_from(["text/html", "application/json", "*/*;q=x"]))
    def nothing_is_stored(wrong, accept) -> None:
        sent, right = wrong
        before = committed()
        answer = form.post(sent, headers={"Accept": accept})
        assert answer.status_code in right
        form.check_page(answer)
        assert say(code, "thanks.saved") not in unescape(answer.text)
        assert committed() == before

    @OFTEN
    @given(same_content(form))
    def same_content_is_confirmed_the_same(sent) -> None:
        answer = form.post(sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/rate/thanks")

    @OFTEN
    @given(broken(form))
    def other_content_changes_nothing(wrong) -> None:
        sent, right = wrong
        before = committed()
        answer = form.post(sent)
        assert answer.status_code in {409 if status == 422 else status for status in right}
        form.check_page(answer)
        assert committed() == before

    with commits(clinic) as committed:
        nothing_is_stored()
        assert form.stored == (0, 0)
        same_content_is_confirmed_the_same()
        assert form.stored == (1, 1)
        other_content_changes_nothing()
    other = form.with_value(f"answer-{form.kind.needed[0]}", form.kind.other)
    answer = form.post(other)
    assert answer.status_code == 409
    assert say(code, "not_taken.first_saved") in unescape(answer.text)
    assert form.stored == (1, 1)


@pytest.mark.usefixtures("unchanged")
class TestBodies:
    """The right answers, in wrappings that no browser of ours sends."""

    @pytest.mark.parametrize(
        ("body", "content_type", "status"),
        [
            (lambda sent: json.dumps(dict(sent)).encode(), "application/json", 400),
            (lambda sent: urlencode(sent).encode("utf-16"), URLENCODED, 400),
            (lambda sent: b"\xff\xfe" + urlencode(sent).encode(), URLENCODED, 400),
            (lambda sent: urlencode(sent).encode(), "text/plain", 400),
            (lambda sent: urlencode(sent).encode(), "", 400),
            (lambda sent: urlencode(sent).encode(), "multipart/form-data", 400),
            (lambda sent: b"--b\r\n\r\n", "multipart/form-data; boundary=b", 400),
            (lambda sent: b"\r\n" * 9, f"multipart/form-data; boundary={'b' * 300}", 400),
            (lambda sent: b"", URLENCODED, 400),
            (lambda sent: b"&&&===&=&", URLENCODED, 400),
            (lambda sent: b"%%%&%zz=%00", URLENCODED, 400),
            (lambda sent: urlencode([*sent, *MANY]).encode(), URLENCODED, 413),
            (lambda sent: urlencode([*sent, LARGE]).encode(), URLENCODED, 413),
        ],
    )
    def test_body_that_is_no_form(
        self, form: OpenForm, body, content_type: str, status: int
    ) -> None:
        answer = form.post_body(body(form.sent), content_type=content_type)
        assert answer.status_code == status
        form.check_page(answer)

    def test_answers_sent_as_files_are_no_answers(self, form: OpenForm) -> None:
        sent = {
            name: (BytesIO(value.encode()), "a.txt") if name.startswith("answer-") else value
            for name, value in form.sent
        }
        answer = form.browser.post("/rate/form", data=sent, content_type="multipart/form-data")
        assert answer.status_code == 422
        form.check_page(answer)

    def test_form_in_very_many_parts_is_too_much(self, form: OpenForm) -> None:
        sent = dict(form.sent) | {f"x{number}": "1" for number in range(1000)}
        answer = form.browser.post("/rate/form", data=sent, content_type="multipart/form-data")
        assert answer.status_code == 413
        form.check_page(answer)

    def test_body_in_pieces_is_refused(self, form: OpenForm) -> None:
        answer = form.post(form.sent, headers={"Transfer-Encoding": "chunked"})
        assert answer.status_code == 411
        form.check_page(answer)

    @pytest.mark.parametrize("server", [{}, {"wsgi.input_terminated": True}])
    def test_body_that_breaks_off_is_not_taken_for_its_beginning(
        self, form: OpenForm, server: dict[str, object]
    ) -> None:
        # As gunicorn says it: what comes ends by itself, where the connection ended too.
        body = urlencode(form.sent).encode()
        cut = {"CONTENT_LENGTH": str(len(body) + 9)} | server
        answer = form.post_body(body, environ_overrides=cut)
        assert answer.status_code == 400
        form.check_page(answer)

    @pytest.mark.parametrize("length", ["-1", "many", "1e9", "٩", "9" * 20])
    def test_length_that_is_none_is_refused(self, form: OpenForm, length: str) -> None:
        body = urlencode(form.sent).encode()
        answer = form.post_body(body, environ_overrides={"CONTENT_LENGTH": length})
        assert answer.status_code in (400, 411, 413)
        form.check_page(answer)


@pytest.mark.usefixtures("unchanged")
class TestHeaders:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "something"},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "null"},
            {"Origin": "http://["},
        ],
    )
    def test_what_another_site_sent_is_refused(
        self, form: OpenForm, headers: dict[str, str]
    ) -> None:
        answer = form.post(form.sent, headers=headers)
        assert answer.status_code == 403
        form.check_page(answer)

    @pytest.mark.parametrize(
        "headers",
        [
            {"Accept-Language": "x" * 3000},
            {"Accept-Language": "de;q=NaN, ;;q=, *;q=-1, ar;q=1e999"},
            {"Accept": "application/json;q=oops, " * 200},
            {"Cookie": "=;;a=\x80; __Host-outcomes=" + "x" * 4000},
            {"If-Match": "*", "Range": "bytes=5-1", "Content-Encoding": "gzip, br"},
            {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Host": "elsewhere.example"},
            {"X-HTTP-Method-Override": "DELETE"},
        ],
    )
    def test_strange_headers_still_get_a_page(self, clinic: Flask, headers: dict[str, str]) -> None:
        for path in ("/rate/", "/rate/link/x", "/kiosk/", "/rate/nowhere"):
            answer = clinic.test_client().get(path, headers=headers)
            assert answer.status_code in (200, 404)
            assert len(answer.text.split("<h1")) == 2

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
    def test_other_methods_are_refused(self, form: OpenForm, method: str) -> None:
        answer = form.browser.open("/rate/form", method=method, data=urlencode(form.sent))
        assert answer.status_code == 405
        form.check_page(answer)


class TestSessions:
    @pytest.mark.usefixtures("unchanged")
    @pytest.mark.parametrize("cookie", ["", "x", "0" * 43, "é", "x" * 4000, PROBE])
    def test_no_form_without_its_own_cookie(
        self, clinic: Flask, form: OpenForm, cookie: str
    ) -> None:
        thief = clinic.test_client()
        thief.set_cookie(TABLET_COOKIE, cookie, secure=True)
        answer = thief.post("/rate/form", data=dict(form.sent))
        assert answer.status_code == 404
        check_page(answer)

    def test_cookies_of_another_realm_open_nothing(self, clinic: Flask, form: OpenForm) -> None:
        staff, tablet, thief = clinic.test_client(), enrolled(clinic), clinic.test_client()
        sign_in(staff, story.address("miriam"))
        for browser, name in ((staff, STAFF_COOKIE), (tablet, KIOSK_COOKIE)):
            thief.set_cookie(TABLET_COOKIE, browser.get_cookie(name).value, secure=True)
            assert thief.post("/rate/form", data=dict(form.sent)).status_code == 404
        assert form.stored == (0, 0)

    def test_form_of_another_browser_is_not_sent_by_its_uuid(
        self, clinic: Flask, form: OpenForm
    ) -> None:
        thief = enrolled(clinic, "Tablet of a thief")
        type_code(thief, shown_code(clinic, "0426"))
        token = form_token(thief.get("/rate/"))
        thief.post("/rate/start", data={"csrf_token": token})
        stolen = [*form.without("csrf_token"), ("csrf_token", token)]
        answer = thief.post("/rate/form", data=dict(stolen))
        assert answer.status_code == 409
        check_page(answer)
        assert form.stored == (0, 0)

    def test_form_whose_time_is_over_is_not_taken(self, harbour: Flask) -> None:
        form = opened(harbour, "line", "home", "ar")
        harbour.config["CLOCK"].forward(hours=73)
        answer = form.post(form.sent)
        assert answer.status_code == 404
        check_page(answer)
        assert form.stored == (0, 0)

    def test_form_that_staff_withdrew_is_not_taken(self, harbour: Flask) -> None:
        form = opened(harbour, "line", "hand_over", "es")
        with harbour.app_context():
            rating = db.session.scalars(db.select(Administration).filter_by(state="open")).one()
            by = story.Cast().staff("miriam")
            ratings.withdraw_rating(administration=rating, by=by, at=story.NOW)
        answer = form.post(form.sent)
        assert answer.status_code == 409
        form.check_page(answer)
        assert form.stored == (0, 0)

    def test_too_many_tries_have_to_wait(self, tmp_path: Path, cast_database: Path) -> None:
        with served(tmp_path, cast_database, unsafe_per_minute=4) as app:
            form = opened(app, "line", "home", "es")
            wrong = form.with_value("form_uuid", FOREIGN)
            answers = [form.post(wrong) for _ in range(5)]
            assert [each.status_code for each in answers] == [409] * 4 + [429]
            form.check_page(answers[-1])
            assert say("es", "problem.too_fast") in answers[-1].text
            assert form.stored == (0, 0)


class TestOtherButtons:
    """Language, start, give back, exit: what does not belong to the way is not there."""

    @pytest.mark.usefixtures("unchanged")
    @pytest.mark.parametrize("chosen", ["", "xx", "EN", "en\x00", "../de", PROBE, "e" * 9000])
    def test_language_that_is_none_changes_nothing(self, form: OpenForm, chosen: str) -> None:
        sent = {"csrf_token": form.value("csrf_token"), "language": chosen}
        answer = form.browser.post("/rate/language", data=sent)
        assert answer.status_code == 400
        form.check_page(answer)

    @pytest.mark.usefixtures("unchanged")
    @pytest.mark.parametrize("button", ["language", "start", "give-back", "exit"])
    @pytest.mark.parametrize("token", [{}, {"csrf_token": "x"}])
    def test_no_button_works_without_its_token(
        self, form: OpenForm, button: str, token: dict[str, str]
    ) -> None:
        answer = form.browser.post(f"/rate/{button}", data={"language": "de"} | token)
        assert answer.status_code == 400
        form.check_page(answer)

    @pytest.mark.usefixtures("unchanged")
    def test_nobody_gives_a_tablet_back_at_home(self, form: OpenForm) -> None:
        sent = {"csrf_token": form.value("csrf_token")}
        answer = form.browser.post("/rate/give-back", data=sent)
        assert answer.status_code == 404
        form.check_page(answer)

    def test_nobody_leaves_for_another_site_in_the_clinic(self, harbour: Flask) -> None:
        form = opened(harbour, "line", "kiosk", "en")
        before = everything(harbour)
        answer = form.browser.post("/rate/exit", data={"csrf_token": form.value("csrf_token")})
        assert answer.status_code == 404
        form.check_page(answer)
        assert everything(harbour) == before

    @pytest.mark.usefixtures("unchanged")
    @pytest.mark.parametrize("path", ["form", "start", "language", "give-back", "exit", "thanks"])
    def test_nothing_is_there_without_a_form(self, clinic: Flask, path: str) -> None:
        answer = clinic.test_client().post(f"/rate/{path}", data={"language": "de"})
        assert answer.status_code in (404, 405)
        check_page(answer)


class TestGoals:
    """The one place where a client's free words come back on the client's own pages."""

    def test_whatever_a_goal_says_its_pages_can_be_read(self, harbour: Flask) -> None:
        form = opened(harbour, "goals", "home", "ar")
        names = st.sampled_from([*form.kind.items, "goal_4", "form_uuid"])
        texts = st.one_of(st.sampled_from([PROBE, "\x00", "", "x" * 5000]), st.text(max_size=150))

        @OFTEN
        @given(st.dictionaries(names, texts))
        def can_be_read(goals: dict[str, str]) -> None:
            answer = put_goals(form.browser, goals)
            assert answer.status_code in (303, 422)
            if answer.status_code == 422:
                form.check_page(answer)
            for path in ("/rate/goals", "/rate/form"):
                form.check_page(form.browser.get(path))

        can_be_read()
        assert form.stored == (0, 0)


class TestEveryAddress:
    """Also those that came later: whatever takes something from a client refuses what is none."""

    @pytest.mark.parametrize("whose", ["form", "kiosk", "nobody"])
    def test_bodies_that_no_page_sends_change_nothing(
        self, clinic: Flask, form: OpenForm, whose: str
    ) -> None:
        kiosk = enrolled(clinic, f"Tablet for {whose}")
        browser = {"form": form.browser, "kiosk": kiosk}.get(whose, clinic.test_client())
        before = everything(clinic)
        for path in taking(clinic):
            for body, content_type in STRANGE_BODIES:
                answer = browser.post(path, data=body, content_type=content_type)
                # Whatever rests on a device is heard all the same, so that it rests no longer.
                refused = 400 <= answer.status_code < 500 or answer.json == {"heard": True}
                assert refused, (path, content_type, answer.status)
                assert not [leak for leak in LEAKS if leak in answer.text]
        assert everything(clinic) == before


def taking(app: Flask) -> list[str]:
    """Every address of the client's side that takes something."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    paths = [rule.rule.replace("<token>", "none") for rule in rules]
    return sorted(path for path in paths if path.startswith(("/rate/", "/kiosk/")))


class TestLinks:
    def test_looking_at_a_link_changes_nothing_at_all(self, clinic: Flask) -> None:
        link = home_link(clinic, "0440")
        before = everything(clinic)
        for path in (link, link[:-1], link + "x", link.swapcase(), link + "/", link + "%00"):
            for method in ("GET", "HEAD", "OPTIONS"):
                answer = clinic.test_client().open(path, method=method)
                assert answer.status_code == (200 if path == link else 404) or method == "OPTIONS"
                assert "Set-Cookie" not in answer.headers
        assert everything(clinic) == before

    def test_looking_at_an_enrolment_link_enrols_nothing(self, clinic: Flask) -> None:
        link = enrolment_link(clinic, "Tablet of nobody")
        before = everything(clinic)
        for path in (link, link[:-1], link.swapcase()):
            for method in ("GET", "HEAD", "OPTIONS"):
                clinic.test_client().open(path, method=method)
        after = everything(clinic)
        # Its page has a form, so a visitor's session for the form's token; nothing else.
        assert after | {"web_sessions": []} == before | {"web_sessions": []}

    def test_any_other_token_is_a_clear_page(self, clinic: Flask) -> None:
        browser = clinic.test_client()

        @OFTEN
        @given(st.text(min_size=1, max_size=60).filter(lambda text: text not in (".", "..")))
        def is_clear(token: str) -> None:
            for path in ("/rate/link/", "/kiosk/enrol/"):
                answer = browser.get(path + quote(token, safe=""))
                assert answer.status_code == 404
                check_page(answer)
            answer = browser.post("/rate/link/" + quote(token, safe=""))
            assert answer.status_code == 404
            check_page(answer)

        is_clear()

    def test_link_that_was_used_stays_used_however_it_is_sent(self, harbour: Flask) -> None:
        link = home_link(harbour)
        phone = harbour.test_client()
        phone.post(link)
        phone.get("/rate/form")
        before = everything(harbour)
        for body in ({}, {"csrf_token": "x"}, {"form_uuid": FOREIGN}, {"a": "x" * 10_000}):
            answer = harbour.test_client().post(link, data=body)
            assert answer.status_code == 410
            check_page(answer)
        assert harbour.test_client().post(link, data={"a": "x" * 2**20}).status_code == 413
        assert harbour.test_client().put(link).status_code == 405
        assert everything(harbour) == before

    def test_enrolment_without_its_token_enrols_nothing(self, clinic: Flask) -> None:
        link = enrolment_link(clinic, "Tablet of no token")
        browser = clinic.test_client()
        browser.get(link)
        for sent in ({}, {"csrf_token": "x"}, {"csrf_token": PROBE}):
            answer = browser.post(link, data=sent)
            assert answer.status_code == 400
            check_page(answer)
        assert browser.get("/kiosk/").status_code == 404


class TestCode:
    @pytest.fixture
    def kiosk(self, harbour: Flask) -> FlaskClient:
        return enrolled(harbour)

    def test_whatever_is_typed_opens_nothing(self, harbour: Flask, kiosk: FlaskClient) -> None:
        right = shown_code(harbour)
        token = form_token(kiosk.get("/kiosk/code"))
        typed = st.one_of(
            st.sampled_from(["", " ", "\x00", right[:-1], right + "2", PROBE, "ß" * 9, "K" * 9000]),
            st.text(max_size=30),
        )

        @OFTEN
        @given(typed)
        def opens_nothing(code: str) -> None:
            harbour.config["CLOCK"].forward(minutes=5)  # so that no pause is in the way
            answer = kiosk.post("/kiosk/code", data={"csrf_token": token, "code": code})
            assert answer.status_code == 422
            check_page(answer)
            assert kiosk.get("/rate/form").status_code == 404

        opens_nothing()

    def test_wrong_codes_make_the_right_one_wait(self, harbour: Flask, kiosk: FlaskClient) -> None:
        right = shown_code(harbour)
        for _ in range(5):
            assert type_code(kiosk, wrong_code(right)).status_code == 422
        answer = type_code(kiosk, right)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "300"
        assert "Please wait 5 minutes." in Page(answer).says(".code-problem")

    def test_code_without_its_token_is_no_try(self, harbour: Flask, kiosk: FlaskClient) -> None:
        right = shown_code(harbour)
        kiosk.get("/kiosk/code")
        with commits(harbour) as committed:
            before = committed()
            for sent in ({}, {"csrf_token": "x"}) * 3:
                answer = kiosk.post("/kiosk/code", data=sent | {"code": wrong_code(right)})
                assert answer.status_code == 400
                check_page(answer)
            assert committed() == before
        assert type_code(kiosk, right).status_code == 303

    def test_tablet_has_no_other_page_by_any_method(self, kiosk: FlaskClient) -> None:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            for path in ("/caseload", "/sign-in", "/", "/session", "/people", "/rate/link/x"):
                answer = kiosk.open(path, method=method)
                assert answer.status_code == 404, (method, path)


def test_form_in_parts_is_the_same_form(clinic: Flask, form: OpenForm) -> None:
    sent = dict(form.sent)
    answer = form.browser.post("/rate/form", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert form.stored == (1, 1)
