"""A language made on the fly: English with every letter in disguise, and longer by two fifths.

What a page in it still says in plain English is a fixed string; what is cut off in it would be cut
off in a language of long words.
"""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

CODE = "qps"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DISGUISED = "áƀçďéƒğĥíĵķĺɱñóƥɋŕšťúṽŵẋýžÁƁÇĎÉƑĞĤÍĴĶĹṀÑÓƤɊŔŠŤÚṼŴẊÝŽ"
_LETTERS = str.maketrans(_PLAIN, _DISGUISED)
_PLACE = re.compile(r"(\{\w+\})")
_FILLER = "ŏŏŏŏŏ "


def disguised(text: str) -> str:
    """The text with its places kept, every letter disguised, and two fifths of filler behind."""
    parts = _PLACE.split(text)
    said = "".join(part if _PLACE.fullmatch(part) else part.translate(_LETTERS) for part in parts)
    wanted = round(0.4 * len(_PLACE.sub("", text)))
    filler = (_FILLER * (wanted // len(_FILLER) + 1))[:wanted].strip()
    return f"{said} {filler}" if filler else said


def language() -> str:
    """The language file."""
    english = tomllib.loads(_packaged("languages", "en"))
    named = {key: [disguised(each) for each in english[key]] for key in ("weekdays", "months")}
    head = english | {"name": "Pseudo", "english_name": "Pseudo"} | named
    lines = [f"{key} = {json.dumps(head[key])}" for key in head if not isinstance(head[key], dict)]
    lines += ["[translation]", 'state = "draft"', 'by = "a test"', "on = 2026-11-22"]
    for part, sentences in english["sentences"].items():
        lines.append(f"[sentences.{part}]")
        lines += [f"{name} = {_toml(said)}" for name, said in sentences.items()]
    return "\n".join(lines)


def measure(name: str) -> str:
    """A packaged measure with its first wording in disguise as one more language."""
    text = _packaged("measures", name)
    wordings = tomllib.loads(text)["wording"]
    added = [_wording(each) for each in wordings if each["language"] == "en"]
    return "\n".join([text.replace('version = "1"', 'version = "pseudo"', 1), *added])


def install(instance: Path, *, measures: tuple[str, ...] = ("wellbeing", "session")) -> None:
    """Put the language and its measures among the clinic's own files."""
    for kind, texts in (
        ("languages", {CODE: language()}),
        ("measures", {name: measure(name) for name in measures}),
    ):
        folder = instance / kind
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def _packaged(kind: str, name: str) -> str:
    return (files(f"outcomes.{kind}") / "catalogue" / f"{name}.toml").read_text("utf-8")


def _toml(said: str | dict[str, str]) -> str:
    if isinstance(said, str):
        return json.dumps(disguised(said), ensure_ascii=False)
    return "{ " + ", ".join(f"{form} = {_toml(text)}" for form, text in said.items()) + " }"


def _wording(wording: dict) -> str:
    """One ``[[wording]]`` with its words in disguise."""
    whole = {"language": CODE} | {key: wording[key] for key in ("age_bands", "raters")}
    lines = ["[[wording]]", *(f"{key} = {json.dumps(value)}" for key, value in whole.items())]
    lines += [f"{key} = {_toml(wording[key])}" for key in ("title", "prompt")]
    if "options" in wording:
        options = ", ".join(_toml(each) for each in wording["options"])
        lines.append(f"options = [{options}]")
    lines.append("[wording.items]")
    return "\n".join(
        [*lines, *(f"{name} = {_toml(said)}" for name, said in wording["items"].items())]
    )
