"""A language: its sentences with their places and plural forms, its numbers and dates."""

import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from outcomes.errors import LanguageError
from outcomes.languages.plurals import RULES
from outcomes.measures import Translation

COUNT = "count"
"""The place of a plural sentence that decides its form; a form may leave it unsaid."""
_ISOLATE, _END = "\u2068", "\u2069"
_STRONG = {"ltr": ("R", "AL"), "rtl": ("L",)}
"""Kinds of letters that run against a direction, by Unicode's bidirectional classes."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: a pattern, or a pattern for each plural form of the language."""

    forms: Mapping[str, str]
    plural: bool = False

    @property
    def places(self) -> frozenset[str]:
        """Names of the places to fill, over all forms."""
        names = {name for pattern in self.forms.values() for name in places_of(pattern)}
        return frozenset(names | {COUNT} if self.plural else names)


@dataclass(frozen=True, slots=True)
class Language:
    """Everything one language file says. Frozen; made by `load_language` only.

    `missing` names the sentences and forms that English has and this language lacks; while there
    are any the language cannot be chosen. `address` says how people are spoken to.
    """

    code: str
    name: str
    english_name: str
    direction: Literal["ltr", "rtl"]
    decimal_sign: str
    plurals: str
    address: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    long_date: str
    translation: Translation
    sentences: Mapping[str, Sentence]
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the client's pages can be shown in it."""
        return not self.missing

    def pattern(self, key: str, *, count: int | None = None) -> str:
        """The sentence with its places unfilled, in the form that goes with a count.

        Raises:
            LanguageError: the language has no such sentence, or a count is missing or too many.
        """
        sentence = self.sentences.get(key)
        if sentence is None:
            raise LanguageError(f"{self.english_name} has no sentence {key!r}.")
        if sentence.plural is (count is None):
            raise LanguageError(f"{key!r} is said {'with' if sentence.plural else 'without'} count")
        if count is None:
            return sentence.forms["other"]
        form = RULES[self.plurals].form_of(count)
        if form not in sentence.forms:
            raise LanguageError(f"{self.english_name} has no form {form!r} of {key!r}.")
        return sentence.forms[form]

    def say(self, key: str, **values: object) -> str:
        """A sentence with its places filled; numbers take the decimal sign of the language.

        Raises:
            LanguageError: there is no such sentence, or the values are not those of its places.
        """
        count = values.get(COUNT)
        pattern = self.pattern(key, count=count if isinstance(count, int) else None)
        asked, given = self.sentences[key].places, frozenset(values)
        if asked != given:
            raise LanguageError(f"{key!r} has the places {sorted(asked)}, not {sorted(given)}")
        return pattern.format(**{name: self._shown(value) for name, value in values.items()})

    def number(self, value: float) -> str:
        """A number as short as it can be said: ``3,5`` in German, always in digits 0 to 9."""
        return f"{value:g}".replace(".", self.decimal_sign)

    def date(self, day: date) -> str:
        """A day written out, which nobody can read as another one: ``Dienstag, 3. April 2026``."""
        return self.long_date.format(
            weekday=self.weekdays[day.weekday()],
            day=day.day,
            month=self.months[day.month - 1],
            year=day.year,
        )

    def isolated(self, text: str) -> str:
        """A name or title for the middle of a sentence; one that is written the other way round is
        set apart, so that it does not turn the words and signs beside it."""
        against = _STRONG[self.direction]
        if not any(unicodedata.bidirectional(letter) in against for letter in text):
            return text
        return f"{_ISOLATE}{text}{_END}"

    def _shown(self, value: object) -> str:
        if isinstance(value, int | float):
            return self.number(value)
        return self.isolated(str(value))


def places_of(pattern: str) -> frozenset[str]:
    """Names of the places of one pattern.

    Raises:
        ValueError: the braces do not match.
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(pattern) if name)
