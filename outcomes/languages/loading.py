"""From the text of a language file to a Language, or to the list of everything wrong with it."""

import tomllib
from collections.abc import Mapping
from typing import Any

from outcomes.errors import LanguageError
from outcomes.languages.language import COUNT, Language, Sentence, places_of
from outcomes.languages.plurals import CATEGORIES, RULES
from outcomes.measures.reading import Table
from outcomes.measures.translation import translation

_DATE = {"weekday", "day", "month", "year"}


def load_language(
    text: str, *, code: str, needed: Mapping[str, Sentence] | None = None
) -> Language:
    """Read a language file.

    Args:
        text: the TOML as `docs/languages.md` describes it.
        code: the language, such as ``nb``; it is the name of the file.
        needed: the sentences of English; what is not among them is refused, what is missing is
            listed in `Language.missing`. None for English itself.

    Raises:
        LanguageError: `problems` lists every problem at once, each with its place.
    """
    problems: list[str] = []
    top = Table(_parsed(text, code), place="", problems=problems)
    head = _head(top)
    sentences = _sentences(top, RULES[head["plurals"]].forms)
    top.finish()
    missing: list[str] = []
    if needed is not None:
        problems += _strangers(sentences, needed)
        missing = _missing(sentences, needed, RULES[head["plurals"]].forms)
    if problems:
        raise LanguageError(f"{code}.toml cannot be used as a language.", problems=problems)
    return Language(code=code, **head, sentences=sentences, missing=tuple(missing))


def _parsed(text: str, code: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem = f"not a TOML file: {error}"
        raise LanguageError(f"{code}.toml cannot be read.", problems=[problem]) from error


def _head(top: Table) -> dict[str, Any]:
    head = {
        "name": top.text("name", "", required=True),
        "english_name": top.text("english_name", "", required=True),
        "direction": top.choice("direction", ("ltr", "rtl")),
        "decimal_sign": top.choice("decimal_sign", (".", ",", "٫")),
        "plurals": top.choice("plurals", tuple(RULES)),
        "address": top.text("address", "", required=True),
        "weekdays": top.texts("weekdays"),
        "months": top.texts("months"),
        "long_date": top.text("long_date", "", required=True),
        "translation": translation(top, required=True),
    }
    for key, length in (("weekdays", 7), ("months", 12)):
        if len(head[key]) != length:
            top.problem(key, f"{len(head[key])} found; expected {length}, Monday or January first")
    date = head["long_date"]
    if _is_sound(top, "long_date", date) and not places_of(date) <= _DATE:
        top.problem("long_date", f"expected no places but {', '.join(sorted(_DATE))}")
    return head


def _sentences(top: Table, forms: tuple[str, ...]) -> dict[str, Sentence]:
    """Every ``[part]`` of the file with its sentences, named ``part.name``."""
    found: dict[str, Sentence] = {}
    sections = top.table("sentences", required=True)
    for part in sections.values if sections else ():
        table = sections.table(part)
        for name in table.values if table else ():
            sentence = _sentence(table, name, forms)
            if sentence is not None:
                found[f"{part}.{name}"] = sentence
    return found


def _sentence(table: Table, name: str, forms: tuple[str, ...]) -> Sentence | None:
    if not isinstance(table.values[name], dict):
        pattern = table.text(name)
        return Sentence({"other": pattern}) if _is_sound(table, name, pattern) else None
    plural = table.table(name)
    said = {form: plural.text(form) for form in CATEGORIES if form in plural.values}
    plural.finish()
    for form in said:
        if form not in forms:
            plural.problem(form, f"not a form of this language; it has {', '.join(forms)}")
    sound = {form: text for form, text in said.items() if _is_sound(plural, form, text)}
    return Sentence(sound, plural=True)


def _is_sound(table: Table, key: str, pattern: str | None) -> bool:
    """Whether there is a text whose braces match; what is wrong is noted."""
    try:
        places_of(pattern or "")
    except ValueError as error:
        table.problem(key, f"{error} in {pattern!r}")
        return False
    return bool(pattern)


def _strangers(sentences: Mapping[str, Sentence], needed: Mapping[str, Sentence]) -> list[str]:
    """Sentences nobody says, and places that nobody fills or that are left out."""
    found = []
    for key, sentence in sentences.items():
        if key not in needed:
            found.append(f"sentences.{key}: not a sentence of the client's pages")
        elif sentence.plural is not needed[key].plural:
            kind = "plural forms" if needed[key].plural else "one sentence without forms"
            found.append(f"sentences.{key}: expected {kind}")
        else:
            found += [
                f"sentences.{key}: {sorted(places_of(pattern))} found as places;"
                f" expected {sorted(needed[key].places)}"
                for pattern in sentence.forms.values()
                if places_of(pattern) | {COUNT} != needed[key].places | {COUNT}
                or places_of(pattern) - needed[key].places
            ]
    return found


def _missing(
    sentences: Mapping[str, Sentence], needed: Mapping[str, Sentence], forms: tuple[str, ...]
) -> list[str]:
    found = [key for key in needed if key not in sentences]
    for key, sentence in sentences.items():
        if sentence.plural:
            found += [f"{key} ({form})" for form in forms if form not in sentence.forms]
    return found
