"""What holds for every language that comes with the software."""

import re

import pytest

from outcomes.languages import catalogue, languages_for
from outcomes.languages.language import places_of
from outcomes.languages.plurals import RULES
from outcomes.measures import catalogue as measures

LANGUAGES = [pytest.param(each, id=code) for code, each in catalogue().items()]
every_language = pytest.mark.parametrize("language", LANGUAGES)
ENGLISH = catalogue()["en"]
SAME_IN_ENGLISH = {
    "fr": set(),
    "es": {"page.error_title"},
    "nb": {"opening.start", "form.send", "form.for_whom"},
    "de": set(),
    "ar": set(),
}
"""Sentences that are the same word in both languages."""


def test_the_languages_of_the_product_are_there_english_first() -> None:
    assert next(iter(catalogue())) == "en"
    assert set(catalogue()) == {"en", "es", "de", "fr", "nb", "ar"}


@every_language
def test_no_sentence_is_missing(language) -> None:
    assert language.missing == ()
    assert set(language.sentences) == set(ENGLISH.sentences)


@every_language
def test_places_are_those_of_english(language) -> None:
    for key, sentence in language.sentences.items():
        assert sentence.places == ENGLISH.sentences[key].places, key


@every_language
def test_plural_sentences_have_every_form_of_the_language(language) -> None:
    for key, sentence in language.sentences.items():
        forms = RULES[language.plurals].forms if sentence.plural else ("other",)
        assert set(sentence.forms) == set(forms), key


@every_language
def test_nothing_was_left_in_english(language) -> None:
    if language.code == "en":
        return
    same = {
        key
        for key, sentence in language.sentences.items()
        if re.sub(r"\{\w+\}", "", "".join(sentence.forms.values())).strip(" .")
        and sentence.forms == ENGLISH.sentences[key].forms
    }
    assert same == SAME_IN_ENGLISH[language.code]


@every_language
def test_sentences_are_plain(language) -> None:
    for key, sentence in language.sentences.items():
        for said in sentence.forms.values():
            assert "!" not in said, key
            assert len(max(re.split(r"[.؟?] ", said), key=len)) <= 90, key
            assert places_of(said) <= ENGLISH.sentences[key].places


@every_language
def test_the_state_of_the_translation_is_said(language) -> None:
    assert language.translation.by
    assert language.translation.state == ("original" if language.code == "en" else "draft")
    assert language.address


@every_language
def test_right_to_left_is_arabic_alone(language) -> None:
    assert (language.direction == "rtl") is (language.code == "ar")


def test_a_form_is_offered_only_in_languages_with_its_words() -> None:
    codes = [each.code for each in languages_for(measures()["phq9"], age_band="adult")]
    assert codes == ["en"]
    assert languages_for(measures()["phq9"], age_band="child") == ()
    assert languages_for(measures()["k10"], age_band="adult") == ()
