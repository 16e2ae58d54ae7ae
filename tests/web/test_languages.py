"""The client's pages in every language: complete, marked, and changed by the client's own press."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from flask import Flask
from flask.testing import FlaskClient

from outcomes import create_app
from outcomes.languages import catalogue, say, use_languages_of_clinic
from outcomes.measures import catalogue as measures
from outcomes.storage import Administration, AuditEvent, Client, Clinic, db
from tests import cast as story
from tests import pseudo
from tests.browsing import form_token, sign_in
from tests.conftest import Clock, prepare, settings_for

JONAS = "0417"
FOUR = {"feeling": "3.1", "close": "5.8", "days": "4", "life": "4.5"}
LANGUAGES = tuple(catalogue())
FIXED = re.compile(r"[A-Za-z]{2,}")
NAMES = ("Harbour Street Practice", "Miriam Aalto", "Samir Haddad", "Jonas", "Mei", "outcomes")
"""What stands in sentences as people wrote it."""
SPOKEN = ("aria-label", "aria-valuetext", "title", "alt", "placeholder")


def handed_over(app: Flask, code: str = JONAS, *, language: str, **more: str) -> FlaskClient:
    """A tablet on which a form in this language was opened."""
    with app.app_context():
        episode = story.Cast().episode(code)
        episode_id, email = episode.id, episode.therapist.email
    client = app.test_client()
    sign_in(client, email)
    sent = {"csrf_token": form_token(client.get("/account")), "kind": "outcome"}
    answer = client.post(
        f"/episodes/{episode_id}/ratings", data=sent | {"language": language, **more}
    )
    assert answer.status_code == 303, answer.text
    return client


def press(tablet: FlaskClient, path: str, **sent: str):
    """Send one of the tablet's small forms."""
    token = form_token(tablet.get("/rate/"))
    return tablet.post(path, data={"csrf_token": token, **sent})


def filled(tablet: FlaskClient, answers: dict[str, str]) -> dict[str, str]:
    """The fields of the form with answers in it."""
    press(tablet, "/rate/start")
    page = tablet.get("/rate/form").text
    hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)
    return dict(hidden) | {f"answer-{name}": value for name, value in answers.items()}


def send(tablet: FlaskClient, answers: dict[str, str]):
    return tablet.post("/rate/form", data=filled(tablet, answers))


def spoken(page: str) -> str:
    """Everything of a page that is read or heard."""
    return html.unescape(page)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_of_a_rating_is_in_its_language(harbour: Flask, code: str) -> None:
    tablet = handed_over(harbour, language=code)
    wording = measures()["wellbeing"].wording(code)
    opening = spoken(tablet.get("/rate/").text)
    assert f'<html lang="{code}" dir="{wording.text_direction}"' in opening
    assert say(code, "opening.greeting", first_name="Jonas") in opening
    assert say(code, "opening.who_sees", therapist="Miriam Aalto") in opening
    missing = spoken(send(tablet, FOUR | {"life": ""}).text)
    assert say(code, "missing.title", count=1) in missing
    assert say(code, "missing.line", question=wording.items[3].text) in missing
    assert f"<title>{say(code, 'page.error_title', title=wording.title)} – " in missing
    assert say(code, "form.send") in missing
    assert send(tablet, FOUR).status_code == 303
    thanks = spoken(tablet.get("/rate/thanks").text)
    assert say(code, "thanks.greeting_by_name", first_name="Jonas") in thanks
    assert say(code, "help.not_read") in thanks
    with harbour.app_context():
        query = db.select(Administration).filter_by(state="submitted", language=code)
        rating = db.session.scalars(query.order_by(Administration.id.desc())).first()
        assert rating.score.value == pytest.approx(17.4)


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_may_be_typed_as_the_language_writes_them(harbour: Flask, code: str) -> None:
    sign = catalogue()[code].decimal_sign
    written = {name: value.replace(".", sign) for name, value in FOUR.items()}
    assert send(handed_over(harbour, language=code), written).status_code == 303


def test_arabic_digits_and_their_decimal_sign_are_read(harbour: Flask) -> None:
    tablet = handed_over(harbour, language="ar")
    assert send(tablet, FOUR | {"life": "٤٫٥"}).status_code == 303


def test_an_answer_that_does_not_fit_is_said_in_the_language(harbour: Flask) -> None:
    answer = send(handed_over(harbour, language="de"), FOUR | {"life": "11"})
    assert "Mein Leben insgesamt: Hier wird eine Zahl von 0 bis 10 gebraucht." in answer.text
    assert "Bitte sehen Sie eine Antwort noch einmal an." in answer.text


def test_the_client_changes_the_language_and_it_is_remembered(harbour: Flask) -> None:
    tablet = handed_over(harbour, language="en")
    page = tablet.get("/rate/").text
    names = re.findall(r'name="language" value="(\w+)" lang="\1" dir="(\w+)">([^<]+)<', page)
    assert {code: name for code, _, name in names} == {
        code: each.name for code, each in catalogue().items() if code != "en"
    }
    assert press(tablet, "/rate/language", language="ar").headers["Location"] == "/rate/"
    assert '<html lang="ar" dir="rtl"' in tablet.get("/rate/").text
    with harbour.app_context():
        assert story.Cast().client(JONAS).language == "ar"
        event = db.session.scalars(db.select(AuditEvent).filter_by(event="rating_language_chosen"))
        assert event.one().facts == {"language": "ar"}
    press(tablet, "/rate/give-back")
    # The next form begins in it, without anybody choosing.
    again = handed_over(harbour, language="ar")
    assert '<html lang="ar"' in again.get("/rate/").text


def test_a_language_the_form_does_not_have_is_not_taken(harbour: Flask) -> None:
    tablet = handed_over(harbour, "0431", language="en")
    assert 'name="language"' not in tablet.get("/rate/").text
    press(tablet, "/rate/language", language="nb")
    press(tablet, "/rate/language", language="xx")
    assert '<html lang="en"' in tablet.get("/rate/").text


def test_a_form_in_words_of_others_says_nothing_about_the_clients_language(harbour: Flask) -> None:
    with harbour.app_context():
        story.Cast().client("0431").language = "ar"
        db.session.commit()
    handed_over(harbour, "0431", language="en")
    with harbour.app_context():
        assert story.Cast().client("0431").language == "ar"


@pytest.mark.parametrize(
    ("wanted", "code"), [("nb-NO,nb;q=0.9", "nb"), ("no", "nb"), ("de-AT", "de"), ("fi", "en")]
)
def test_a_tablet_without_a_form_speaks_as_its_browser(
    harbour: Flask, wanted: str, code: str
) -> None:
    page = harbour.test_client().get("/rate/", headers={"Accept-Language": wanted})
    assert f'<html lang="{code}"' in page.text
    assert say(code, "waiting.ready") in spoken(page.text)


class TestHelp:
    """The clinic's help text, in the client's language or marked as being in its own."""

    @staticmethod
    def thanks(harbour: Flask, code: str, **texts: object) -> str:
        with harbour.app_context():
            clinic = db.session.scalars(db.select(Clinic).filter_by(name=story.CLINIC)).one()
            for name, value in texts.items():
                setattr(clinic, name, value)
            db.session.commit()
        tablet = handed_over(harbour, language=code)
        send(tablet, FOUR)
        return spoken(tablet.get("/rate/thanks").text)

    def test_in_the_clients_language_where_the_clinic_wrote_it(self, harbour: Flask) -> None:
        page = self.thanks(harbour, "de", help_text="Call 116.", help_texts={"de": "116 wählen."})
        assert "Wenn Sie jetzt Hilfe brauchen: 116 wählen." in page
        assert "Call 116." not in page

    def test_else_the_standard_sentence_and_the_clinics_own_marked(self, harbour: Flask) -> None:
        page = self.thanks(harbour, "ar", help_text="Call 116.", help_texts={})
        assert say("ar", "help.standard") in page
        assert '<span lang="en" dir="ltr">Call 116.</span>' in page

    def test_without_a_text_the_standard_sentence_alone(self, harbour: Flask) -> None:
        page = self.thanks(harbour, "fr", help_text=" ", help_texts={})
        assert say("fr", "help.standard") in page
        assert "<span lang" not in page


class TestPseudoLanguage:
    """Rendered in a language made on the fly, the client's pages say nothing in plain English."""

    @pytest.fixture
    def app(self, tmp_path: Path, cast_database: Path) -> Iterator[Flask]:
        pseudo.install(tmp_path, measures=("wellbeing", "session", "phq9", "faces"))
        (tmp_path / "clinic.sqlite").write_bytes(cast_database.read_bytes())
        app = create_app(settings_for(tmp_path))
        prepare(app, Clock(story.NOW))
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        use_languages_of_clinic({})

    def test_pages_of_a_rating(self, app: Flask) -> None:
        tablet = handed_over(app, language=pseudo.CODE)
        assert fixed(tablet.get("/rate/").text) == []
        missing = send(tablet, FOUR | {"life": "11", "days": ""})
        assert fixed(missing.text) == []
        assert fixed(tablet.get("/rate/form").text) == []
        form = filled(tablet, FOUR)
        tablet.post("/rate/form", data=form)
        assert fixed(tablet.get("/rate/thanks").text) == []
        assert fixed(tablet.get("/rate/thanks").text) == []
        assert fixed(tablet.post("/rate/form", data=form | {"answer-life": "9"}).text) == []

    def test_questions_with_choices_and_what_may_be_left_out(self, app: Flask) -> None:
        tablet = handed_over(app, "0431", language=pseudo.CODE)
        assert fixed(tablet.get("/rate/").text) == []
        told = send(tablet, {f"q{number}": "1" for number in range(1, 8)})
        assert told.status_code == 422
        assert fixed(told.text) == []

    def test_session_check_in_and_giving_back(self, app: Flask) -> None:
        tablet = handed_over(app, language=pseudo.CODE, kind="alliance")
        assert fixed(tablet.get("/rate/").text) == []
        form = filled(tablet, {})
        press(tablet, "/rate/give-back")
        assert fixed(tablet.get("/rate/").text) == []
        assert fixed(tablet.post("/rate/form", data=form).text) == []

    @pytest.mark.parametrize("path", ["/rate/", "/rate/no-such-page"])
    def test_tablet_without_a_form(self, app: Flask, path: str) -> None:
        page = app.test_client().get(path, headers={"Accept-Language": pseudo.CODE})
        assert fixed(page.text) == []

    def test_a_fixed_string_would_be_found(self) -> None:
        page = '<html lang="qps"><p>Plain</p><p lang="en">Ours</p><a aria-label="Too"></a></html>'
        assert fixed(page) == ["Plain", "Too"]


def fixed(page: str) -> list[str]:
    """Words of a page in the pseudo-language that are plain English."""
    root = tinyhtml5.parse(page, namespace_html_elements=False)
    assert root.get("lang") == pseudo.CODE
    return [found for text in _texts(root) for found in FIXED.findall(_without_names(text))]


def _texts(element: Element) -> Iterator[str]:
    tag = str(element.tag).rpartition("}")[2]
    if tag in ("script", "style") or element.get("lang", pseudo.CODE) != pseudo.CODE:
        return
    yield element.text or ""
    for name, value in element.attrib.items():
        if name in SPOKEN or name.endswith("-words") or name in ("data-listen", "data-error-title"):
            yield re.sub(r"\{\w+\}", "", value)
        if name == "data-missing-titles":
            yield from json.loads(value)
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return re.sub(r"\b(?=\w*\d)[0-9a-f]{8}\b", "", text)


def test_clients_keep_english_until_somebody_chooses(harbour: Flask) -> None:
    with harbour.app_context():
        assert {client.language for client in db.session.scalars(db.select(Client))} == {"en"}
