"""The language of a client's page, and how its templates say things in it.

say("form.send")          one sentence
pattern("form.place")     a sentence with its places unfilled, for the page's scripts to fill
"""

from __future__ import annotations

from flask import Flask, g, request
from markupsafe import Markup, escape

from outcomes.languages import Language, catalogue, complete, language
from outcomes.languages.packaged import FIRST
from outcomes.web.sessions import administration_of_session

NORWEGIAN = "no"
"""What many browsers call Norwegian, whose form nb is written in."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals["say"] = say_here
    app.jinja_env.globals["pattern"] = lambda key: language_here().pattern(key)


def language_here() -> Language:
    """The language of this page: that of its form, else the best one for the device's browser."""
    if "language" not in g:
        g.language = _language_here()
    return g.language


def speak(code: str) -> None:
    """Say this page in a language, whatever the session knows; for pages without a form yet."""
    g.language = language(code)


def say_here(key: str, **values: object) -> str | Markup:
    """One sentence in the language of this page, for templates; markup among the values stays."""
    spoken = language_here()
    if not any(isinstance(value, Markup) for value in values.values()):
        return spoken.say(key, **values)
    count = values.get("count")
    pattern = spoken.pattern(key, count=count if isinstance(count, int) else None)
    return Markup(escape(pattern)).format(**values)  # noqa: S704 - escaped here


def _language_here() -> Language:
    rating = administration_of_session()
    if rating is not None and complete(rating.language):
        return language(rating.language)
    codes = [code for code in catalogue() if complete(code)]
    best = request.accept_languages.best_match([*codes, NORWEGIAN], default=FIRST)
    return language("nb" if best == NORWEGIAN and "nb" in codes else best)
