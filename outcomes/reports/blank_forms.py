"""Blank forms on paper: any measure with a wording, ready to print and to be measured by ruler.

A line is exactly `LINE_MM` long and the check bar `BAR_MM`; whoever prints checks the bar, whoever
enters the answers measures from the line's low end. Paper carries a code and never a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from outcomes.languages import Language
from outcomes.measures import Item, Measure, Wording
from outcomes.reports.paper import ROOT

KINDS = {"line": "line", "faces": "faces", "likert": "boxes", "number": "number"}
"""How the items of a measure, which all have one shape, are printed."""
WORDS = ("code", "date", "day", "month", "year", "check", "goal")
"""Sentences of the part ``paper`` of a language."""
LINE_MM = 100
BAR_MM = 50
MOST_WIDE_OPTIONS = 6
"""Up to so many answers stand beside each other in one row; more run on below the text."""


@dataclass(frozen=True)
class PrintedItem:
    """One question on paper. `options` are the words at its boxes, in the order of the answers."""

    text: str
    low_label: str = ""
    high_label: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class HelpWords:
    """Where help is. `language` is empty where the words are in that of the form."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class BlankForm:
    """Everything `templates/paper/blank_form.html` prints.

    `kind` is ``line``, ``faces``, ``boxes`` or ``number``; `shared_options` are the column heads
    where every item has the same few answers. `words` are those around the form, by name; `code`
    is empty for a form of nobody yet.
    """

    title: str
    prompt: str
    language: str
    direction: str
    kind: str
    items: tuple[PrintedItem, ...]
    shared_options: tuple[str, ...]
    own_words: bool
    attribution: str
    version: str
    words: Mapping[str, str]
    help: tuple[HelpWords, ...]
    clinic: str
    code: str
    size: str

    @property
    def style(self) -> str:
        """The style sheet of the form, put into the page because the renderer fetches none."""
        return _style()

    @property
    def has_lines(self) -> bool:
        return self.kind == "line"


def blank_form(
    measure: Measure,
    wording: Wording,
    *,
    language: Language,
    clinic: str,
    help_words: Iterable[HelpWords] = (),
    code: str = "",
    size: str = "a4",
) -> BlankForm:
    """The printed form of a measure in one of its wordings.

    Args:
        language: that of the wording, for the words around the form.
        clinic: name of the clinic, at the head.
        help_words: the clinic's words on where help is, after the sentence that answers wait.
        code: the client's code; never a name.
        size: ``a4`` or ``letter``.
    """
    items = tuple(_printed(item) for item in wording.items)
    return BlankForm(
        title=wording.title,
        prompt=wording.paper_prompt or wording.prompt,
        language=wording.language,
        direction=wording.text_direction,
        kind=KINDS[wording.items[0].kind],
        items=items,
        shared_options=_shared(items),
        own_words=measure.kind == "goals",
        attribution=measure.attribution,
        version=_version(measure, wording),
        words={name: language.say(f"paper.{name}") for name in WORDS},
        help=(HelpWords(language.say("help.not_read")), *help_words),
        clinic=clinic,
        code=code,
        size=size,
    )


def _printed(item: Item) -> PrintedItem:
    return PrintedItem(
        text=item.text or item.id,
        low_label=item.low_label or "",
        high_label=item.high_label or "",
        options=tuple(label for _, label in item.options),
    )


def _shared(items: tuple[PrintedItem, ...]) -> tuple[str, ...]:
    options = items[0].options
    same = all(item.options == options for item in items)
    return options if same and 0 < len(options) <= MOST_WIDE_OPTIONS else ()


def _version(measure: Measure, wording: Wording) -> str:
    """``wellbeing, version 1, en, adult, self``: what the entry page has to match."""
    whom = f"{'/'.join(wording.age_bands)}, {'/'.join(wording.raters)}"
    return f"{measure.id}, version {measure.version}, {wording.language}, {whom}"


@cache
def _style() -> str:
    return (ROOT / "static" / "css" / "blank_form.css").read_text(encoding="utf-8")
