"""The director sees which words can be trusted, and writes where help is in every language."""

from __future__ import annotations

import pytest

from outcomes.languages import catalogue
from outcomes.storage import AuditEvent, Clinic, db
from tests.browsing import send
from tests.cast import CLINIC
from tests.reading import Page, read, words


@pytest.fixture
def director(signed_in):
    return signed_in("director")


def clinic(harbour) -> Clinic:
    with harbour.app_context():
        found = db.session.scalars(db.select(Clinic).filter_by(name=CLINIC)).one()
        db.session.expunge_all()
        return found


def tables(page: Page) -> dict[str, dict[str, str]]:
    """Rows of every table by its caption: the row's head to the rest of it."""
    return {
        words(table.find("caption")): {
            words(row.find("th")): " | ".join(words(cell) for cell in row.iter("td"))
            for row in table.find("tbody")
        }
        for table in page.all("table")
    }


def test_every_language_is_there_with_its_state(director) -> None:
    rows = tables(read(director, "/languages"))["Languages of the client's pages"]
    assert set(rows) == {"English"} | {
        f"{each.english_name} {each.name}" for each in catalogue().values() if each.code != "en"
    }
    assert rows["German Deutsch"] == (
        "complete | Draft, checked by nobody but its translator: outcomes project, 22 November 2026"
    )
    assert rows["English"].startswith("complete | Original")


def test_every_measure_says_for_whom_it_has_which_words(director) -> None:
    found = tables(read(director, "/languages"))
    assert found["PHQ-9"] == {"English": "adults | Original"}
    wellbeing = found["Wellbeing check-in"]
    assert set(wellbeing) == {each.english_name for each in catalogue().values()}
    assert wellbeing["Arabic"].startswith("adults, young people, caregivers | Draft")
    page = read(director, "/languages")
    assert any(text.startswith("WHO-5 – The licence asks") for text in page.each("li"))


def test_the_page_has_its_place_in_the_menu_of_directors_alone(director, miriam) -> None:
    page = read(director, "/languages")
    assert page.link("Languages") == "/languages"
    assert miriam.get("/languages").status_code == 403


def test_help_texts_are_kept_in_every_language(harbour, director) -> None:
    sent = {
        "help_language": "nb",
        "help-nb": " Ring  116 123. ",
        "help-de": "Tel. 116 123.",
        "help-en": "",
    }
    answer = send(director, "/languages/help", page="/languages", **sent)
    assert answer.status_code == 303
    kept = clinic(harbour)
    assert (kept.help_language, kept.help_text) == ("nb", "Ring 116 123.")
    assert kept.help_texts == {"de": "Tel. 116 123."}
    with harbour.app_context():
        event = db.session.scalars(db.select(AuditEvent).filter_by(event="help_texts_set")).one()
        assert event.facts == {"language": "nb", "languages": ["de"]}
    page = read(director, "/languages")
    assert words(page.one("#help-nb")) == "Ring 116 123."


@pytest.mark.parametrize("sent", [{"help_language": "xx"}, {"help-de": "x" * 301}])
def test_what_cannot_be_kept_is_said_and_nothing_changes(harbour, director, sent) -> None:
    before = clinic(harbour)
    answer = send(director, "/languages/help", page="/languages", **{"help_language": "en"} | sent)
    assert answer.status_code == 400
    assert Page(answer).title.startswith("Error: Languages")
    after = clinic(harbour)
    assert (after.help_text, after.help_texts) == (before.help_text, before.help_texts)
