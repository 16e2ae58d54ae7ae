"""Languages: every sentence that a client's page says, by language. Pure, standard library only.

    catalogue()                      every language in use by code
    use_languages_of_clinic(texts)   a clinic's own beside the packaged ones, from now on
    say(code, key, **values)         one sentence with its places filled; never falls back
    complete(code)                   whether a language has every sentence
    languages_for(measure, ...)      the languages a form can be given in: words and surroundings
    load_language(text, code=...)    a language file

`docs/languages.md` says how a language is added.
"""

from outcomes.languages.language import Language, Sentence
from outcomes.languages.loading import load_language
from outcomes.languages.offered import languages_for
from outcomes.languages.packaged import (
    catalogue,
    catalogue_with,
    complete,
    language,
    say,
    use_languages_of_clinic,
)

__all__ = [
    "Language",
    "Sentence",
    "catalogue",
    "catalogue_with",
    "complete",
    "language",
    "languages_for",
    "load_language",
    "say",
    "use_languages_of_clinic",
]
