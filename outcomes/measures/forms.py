"""The tables of a measure file that make a form: the items and their words."""

import re
from dataclasses import replace
from typing import Any

from outcomes.measures.age import AGE_BANDS
from outcomes.measures.measure import ITEM_KINDS, RATERS, Item, Wording
from outcomes.measures.parts import ID
from outcomes.measures.reading import Table
from outcomes.measures.translation import translation

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def items(top: Table) -> tuple[Item, ...]:
    """The items without their words; empty for a measure that is entered as a total."""
    table = top.table("items")
    if table is None:
        return ()
    ids = table.texts("ids")
    for bad in [name for name in ids if not ID.fullmatch(name)]:
        table.problem("ids", f"{bad!r} found; expected small letters, digits and _")
    turned = table.texts("reversed", among=ids)
    optional = table.texts("optional", among=ids)
    shape: dict[str, Any] = {
        "kind": table.choice("kind", ITEM_KINDS),
        "minimum": table.number("minimum", 0, required=True),
        "maximum": table.number("maximum", 0, required=True),
        "step": table.number("step", 1, required=True),
    }
    if not ids:
        table.problem("ids", "missing; expected a list of the items' names")
    table.finish()
    return tuple(
        Item(id=name, reversed=name in turned, optional=name in optional, **shape) for name in ids
    )


def wordings(top: Table, items: tuple[Item, ...]) -> tuple[Wording, ...]:
    """The forms, each for a language, some age bands and some raters."""
    return tuple(_wording(table, items) for table in top.tables("wording"))


def _wording(table: Table, items: tuple[Item, ...]) -> Wording:
    language = table.text("language", "", required=True)
    if language and not _LANGUAGE.fullmatch(language):
        table.problem("language", f"{language!r} found; expected a code such as en or pt-BR")
    wording = Wording(
        language=language,
        age_bands=table.texts("age_bands", ("adult",), among=AGE_BANDS),
        raters=table.texts("raters", ("self",), among=RATERS),
        title=table.text("title", "", required=True),
        prompt=table.text("prompt", "", required=True),
        items=_worded(table, items),
        text_direction=table.choice("text_direction", ("ltr", "rtl"), "ltr"),
        translation=translation(table),
        paper_prompt=table.text("paper_prompt"),
    )
    table.finish()
    return wording


def _worded(table: Table, items: tuple[Item, ...]) -> tuple[Item, ...]:
    labels = table.texts("options")
    texts = table.table("items", required=True)
    if texts is None:
        return items
    worded = tuple(_worded_item(texts, item, labels) for item in items)
    texts.finish()
    return worded


def _worded_item(texts: Table, item: Item, labels: tuple[str, ...]) -> Item:
    options = _options(texts, item, labels)
    if item.kind != "line":
        text = texts.text(item.id, required=True)
        return replace(item, text=text, options=options)
    entry = texts.table(item.id, required=True)
    if entry is None:
        return item
    worded = replace(
        item,
        text=entry.text("text", required=True),
        low_label=entry.text("low", required=True),
        high_label=entry.text("high", required=True),
    )
    entry.finish()
    return worded


def _options(texts: Table, item: Item, labels: tuple[str, ...]) -> tuple[tuple[float, str], ...]:
    if item.kind not in ("likert", "faces") or item.step <= 0:
        return ()
    count = round((item.maximum - item.minimum) / item.step) + 1
    if len(labels) != count:
        sentence = f"{len(labels)} options given; {count} answers are possible"
        texts.problem(item.id, sentence)
        return ()
    values = [item.minimum + index * item.step for index in range(count)]
    return tuple(zip(values, labels, strict=True))
