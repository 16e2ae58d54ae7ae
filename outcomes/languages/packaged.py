"""The languages in use: those that come with the software, and the clinic's own beside them.

Reading the packaged files is the only file access here. The clinic's files are read by whoever
starts the application and handed to `use_languages_of_clinic` once.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from outcomes.errors import LanguageError
from outcomes.languages.language import Language
from outcomes.languages.loading import load_language

FIRST = "en"
"""The language that the pages were written in; its sentences are those the others need."""
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_in_use: Mapping[str, Language] | None = None


def catalogue() -> Mapping[str, Language]:
    """Every language by code, English first. Read-only; incomplete ones are in it too."""
    return packaged() if _in_use is None else _in_use


def language(code: str) -> Language:
    """The language of that code.

    Raises:
        LanguageError: there is none, or it lacks sentences.
    """
    found = catalogue().get(code)
    if found is None:
        raise LanguageError(f"There is no language {code!r}.")
    if not found.is_complete:
        raise LanguageError(f"{found.english_name} lacks sentences.", problems=found.missing)
    return found


def complete(code: str) -> bool:
    """Whether the client's pages can be shown in this language."""
    found = catalogue().get(code)
    return found is not None and found.is_complete


def say(code: str, key: str, /, **values: object) -> str:
    """One sentence of the client's pages.

    Args:
        code: the language.
        key: part and name, such as ``form.send``.
        values: for the places; ``count`` chooses the plural form.

    Raises:
        LanguageError: no such language or sentence, or values that are not those of its places.
    """
    return language(code).say(key, **values)


def use_languages_of_clinic(texts: Mapping[str, str]) -> None:
    """From now on `catalogue` holds these languages too; called once, at the start.

    Args:
        texts: a file's name, which is the language's code, to its TOML; one that is packaged too
            takes its place.

    Raises:
        LanguageError: `problems` lists those of every file; nothing changes then.
    """
    global _in_use
    _in_use = catalogue_with(texts) if texts else None


@cache
def packaged() -> Mapping[str, Language]:
    """Every packaged language by code. Read-only, always the same object."""
    folder = files("outcomes.languages") / "catalogue"
    texts = {
        path.name.removesuffix(".toml"): path.read_text(encoding="utf-8")
        for path in folder.iterdir()
        if path.name.endswith(".toml")
    }
    first = load_language(texts.pop(FIRST), code=FIRST)
    others = [load_language(texts[code], code=code, needed=first.sentences) for code in texts]
    ordered = sorted(others, key=lambda each: each.english_name)
    return MappingProxyType({each.code: each for each in (first, *ordered)})


def catalogue_with(texts: Mapping[str, str]) -> Mapping[str, Language]:
    """The packaged languages and a clinic's own, without using them yet."""
    found = dict(packaged())
    problems: list[str] = []
    for name in sorted(texts):
        code = name.removesuffix(".toml")
        if not _CODE.fullmatch(code):
            problems.append(f"{code}.toml: the name is not a code such as nl or pt-BR")
            continue
        try:
            found[code] = load_language(texts[name], code=code, needed=found[FIRST].sentences)
        except LanguageError as error:
            problems += [f"{code}.toml: {problem}" for problem in error.problems]
    if problems:
        raise LanguageError("Language files of this clinic cannot be used.", problems=problems)
    return MappingProxyType(found)
