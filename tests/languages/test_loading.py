"""What a language file may not say, and what makes a language incomplete."""

from importlib.resources import files

import pytest

from outcomes.errors import LanguageError
from outcomes.languages import catalogue, catalogue_with, complete, language, say
from outcomes.languages import use_languages_of_clinic as use
from outcomes.languages.offered import languages_for
from outcomes.measures import catalogue as measures

NORWEGIAN = (files("outcomes.languages") / "catalogue" / "nb.toml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _packaged_alone():
    yield
    use({})


def problems_of(text: str) -> list[str]:
    with pytest.raises(LanguageError) as caught:
        catalogue_with({"nn": text})
    return list(caught.value.problems)


def changed(old: str, new: str) -> str:
    assert old in NORWEGIAN
    return NORWEGIAN.replace(old, new)


def test_a_clinic_may_add_a_language_of_its_own() -> None:
    use({"nn": changed('"Norsk"', '"Nynorsk"')})
    assert catalogue()["nn"].name == "Nynorsk"
    assert say("nn", "form.send") == "Send"
    assert next(iter(catalogue())) == "en"


def test_a_language_that_misses_a_sentence_cannot_be_chosen() -> None:
    use({"nb": changed('send = "Send"\n', "")})
    assert not complete("nb")
    assert catalogue()["nb"].missing == ("form.send",)
    with pytest.raises(LanguageError, match="lacks"):
        language("nb")
    with pytest.raises(LanguageError):
        say("nb", "form.back")
    offered = languages_for(measures()["wellbeing"], age_band="adult")
    assert "nb" not in {each.code for each in offered}


def test_a_missing_plural_form_is_a_missing_sentence() -> None:
    use({"nb": changed('one = "Ett svar mangler.", ', "")})
    assert catalogue()["nb"].missing == ("missing.title (one)",)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("Hei, {first_name}.", "Hei, {name}.", "sentences.opening.greeting"),
        ("Hei, {first_name}.", "Hei.", "sentences.opening.greeting"),
        ("Hei, {first_name}.", "Hei, {first_name.", "sentences.opening.greeting"),
        ('send = "Send"', 'sned = "Send"', "sentences.form.sned"),
        ('one = "Ett svar', 'few = "Ett svar', "sentences.missing.title.few"),
        ('send = "Send"', 'send = { one = "Send", other = "Send" }', "sentences.form.send"),
        ('direction = "ltr"', 'direction = "left"', "direction"),
        ('plurals = "one_other"', 'plurals = "some"', "plurals"),
        ('"søndag"]', "]", "weekdays"),
        ('state = "draft"', 'state = "good"', "translation.state"),
        ("on = 2026-11-22", 'on = "today"', "translation.on"),
        ('address = "', 'adress = "', "address"),
    ],
)
def test_a_mistake_is_named_with_its_place(old: str, new: str, place: str) -> None:
    assert any(place in problem for problem in problems_of(changed(old, new)))


def test_all_mistakes_are_named_at_once() -> None:
    text = changed('direction = "ltr"', 'direction = "left"').replace("Hei, {first_name}.", "Hei.")
    assert len(problems_of(text)) == 2


def test_a_file_that_is_no_toml_or_no_language_is_refused() -> None:
    assert "not a TOML file" in problems_of("=")[0]
    with pytest.raises(LanguageError):
        catalogue_with({"../x": NORWEGIAN})
