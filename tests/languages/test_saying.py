"""Sentences with their places filled: plural forms, numbers, dates, names of another script."""

import datetime as dt

import pytest

from outcomes.errors import LanguageError
from outcomes.languages import catalogue, say


def test_places_are_filled() -> None:
    assert say("en", "opening.greeting", first_name="Jonas") == "Hello, Jonas."
    assert say("nb", "form.place", step=2, all=4) == "2 av 4"


@pytest.mark.parametrize(
    ("code", "count", "words"),
    [
        ("en", 1, "One answer is missing."),
        ("en", 3, "3 answers are missing."),
        ("de", 1, "Eine Antwort fehlt."),
        ("de", 2, "2 Antworten fehlen."),
        ("es", 4, "Faltan 4 respuestas."),
        ("fr", 1, "Il manque une réponse."),
        ("nb", 2, "2 svar mangler."),
        ("ar", 1, "تنقص إجابة واحدة."),
        ("ar", 2, "تنقص إجابتان."),
        ("ar", 3, "تنقص 3 إجابات."),
        ("ar", 11, "تنقص 11 إجابة."),
    ],
)
def test_count_decides_the_form(code: str, count: int, words: str) -> None:
    assert say(code, "missing.title", count=count) == words


@pytest.mark.parametrize(
    ("code", "words"), [("en", "3.5"), ("de", "3,5"), ("fr", "3,5"), ("nb", "3,5"), ("ar", "3.5")]
)
def test_numbers_take_the_decimal_sign_of_the_language(code: str, words: str) -> None:
    assert catalogue()[code].number(3.5) == words
    assert catalogue()[code].number(10.0) == "10"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "Friday 3 April 2026"),
        ("de", "Freitag, 3. April 2026"),
        ("es", "viernes, 3 de abril de 2026"),
        ("fr", "vendredi 3 avril 2026"),
        ("nb", "fredag 3. april 2026"),
        ("ar", "الجمعة، 3 أبريل 2026"),
    ],
)
def test_a_day_is_written_out(code: str, words: str) -> None:
    assert catalogue()[code].date(dt.date(2026, 4, 3)) == words


def test_a_name_written_the_other_way_round_is_set_apart() -> None:
    assert say("ar", "opening.greeting", first_name="Jonas") == "مرحبًا، \u2068Jonas\u2069."
    assert say("ar", "opening.greeting", first_name="ليلى") == "مرحبًا، ليلى."
    assert say("en", "opening.greeting", first_name="ليلى") == "Hello, \u2068ليلى\u2069."


@pytest.mark.parametrize(
    ("code", "key", "values"),
    [
        ("xx", "form.send", {}),
        ("en", "form.sing", {}),
        ("en", "opening.greeting", {}),
        ("en", "form.send", {"first_name": "Jonas"}),
        ("en", "missing.title", {}),
        ("en", "form.send", {"count": 2}),
    ],
)
def test_what_cannot_be_said_is_an_error(code: str, key: str, values: dict) -> None:
    with pytest.raises(LanguageError):
        say(code, key, **values)
