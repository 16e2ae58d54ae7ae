"""Entering a form from paper: the fields, what was typed, and all that is wrong with it at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from outcomes.actions.paper import differences_of
from outcomes.measures import TOTAL, Item, Measure, Wording, catalogue
from outcomes.measures.own_words import takes_own_words
from outcomes.storage import PaperForm
from outcomes.web.pages.forms import BLANK, FormState, Problem, day_of

_NUMBER = re.compile(r"[0-9]{1,4}([.,][0-9])?")
EMPTY = "empty_on_paper"
OTHER = "other"


@dataclass(frozen=True)
class EntryField:
    """One answer to enter: millimetres on a ``line``, a ``choice`` of boxes, or a ``number``."""

    item_id: str
    kind: str
    text: str
    hint: str
    options: tuple[tuple[str, str], ...] = ()
    low: float = 0
    high: float = 100
    low_label: str = ""
    """The words at the end of a line from which it is measured."""
    optional: bool = False
    """Whether the paper may do without it: a goal that nobody wrote down."""

    @property
    def name(self) -> str:
        return f"answer-{self.item_id}"


@dataclass(frozen=True)
class EntryPage:
    """Everything the page of one entry shows; `first` where it is the first of two readings."""

    title: str
    lead: str
    url: str
    back_url: str
    form_uuid: str
    chosen: str
    fields: tuple[EntryField, ...]
    language: str
    has_lines: bool
    own_words: tuple[tuple[str, str], ...]
    """Fields for the goals as they stand on the paper: name and label."""
    today: str
    first: bool
    always_twice: bool
    form: FormState = BLANK


@dataclass(frozen=True)
class SettleField:
    """One difference: what each reader found, as value and words."""

    item_id: str
    text: str
    choices: tuple[tuple[str, str], ...]
    unit: str
    entry: EntryField

    @property
    def name(self) -> str:
        return f"settle-{self.item_id}"


def entry_fields(measure: Measure, wording: Wording | None) -> tuple[EntryField, ...]:
    """The fields of a measure in the order of the form; one for the total where it has no items."""
    if measure.total_only:
        span = f"From {measure.minimum:g} to {measure.maximum:g}"
        return (
            EntryField(TOTAL, "number", "Total", span, low=measure.minimum, high=measure.maximum),
        )
    items = wording.items if wording else measure.items
    side = "right" if wording and wording.text_direction == "rtl" else "left"
    return tuple(_field(item, place, side=side) for place, item in enumerate(items, start=1))


def own_words_fields(measure: Measure) -> tuple[tuple[str, str], ...]:
    """Where the words of a client's goals are typed off; none for other measures."""
    if not takes_own_words(measure):
        return ()
    items = enumerate(measure.items, 1)
    return tuple((f"words-{item.id}", f"Goal {number}, in words") for number, item in items)


def read_own_words(measure: Measure, sent: Mapping[str, str]) -> dict[str, str]:
    """The goals as they were typed off, by item id."""
    return {item.id: sent.get(f"words-{item.id}", "") for item in measure.items}


def read_answers(
    fields: tuple[EntryField, ...], sent: Mapping[str, str]
) -> tuple[dict[str, float | None], tuple[Problem, ...]]:
    """What was typed as a reading, and everything that is wrong with it.

    Fields left empty have to be said to be empty on the paper too.
    """
    reading: dict[str, float | None] = {}
    problems: list[Problem] = []
    for field in fields:
        text = sent.get(field.name, "").strip()
        value = number_of(text)
        if text and (value is None or not _possible(field, value)):
            problems.append(Problem(field.name, f"{field.text}: {_expected(field)}"))
        reading[field.item_id] = value
    given = [field for field in fields if sent.get(field.name, "").strip()]
    empty = [field for field in fields if field not in given and not field.optional]
    if not given:
        problems.append(Problem(fields[0].name, "Enter at least one answer."))
    elif empty and sent.get(EMPTY) != "yes":
        words = f"Not entered: {'; '.join(field.text for field in empty)}. Enter it, or tick that "
        problems.append(Problem(EMPTY, f"{words}nothing is marked there on the paper."))
    return reading, tuple(problems)


def read_day(sent: Mapping[str, str], *, on: dt.date) -> tuple[dt.date, tuple[Problem, ...]]:
    """The day on the form; today with a problem where none can be read."""
    day = day_of(sent.get("completed_on", ""))
    if day is None:
        return on, (Problem("completed_on", "Choose the day that stands on the form."),)
    if day > on:
        return day, (Problem("completed_on", "The day on the form is still to come."),)
    return day, ()


def settle_fields(form: PaperForm, wording: Wording | None) -> tuple[SettleField, ...]:
    """The differences of two readings with what each reader found."""
    measure = catalogue()[form.measure_id]
    fields = {field.item_id: field for field in entry_fields(measure, wording)}
    readers = [each.read_by.name for each in form.readings[:2]]
    return tuple(
        SettleField(
            item_id=each.item_id,
            text=fields[each.item_id].text,
            choices=(
                ("first", f"{_said(fields[each.item_id], each.first)} ({readers[0]})"),
                ("second", f"{_said(fields[each.item_id], each.second)} ({readers[1]})"),
            ),
            unit="millimetres" if fields[each.item_id].kind == "line" else "",
            entry=fields[each.item_id],
        )
        for each in differences_of(form)
    )


def read_settled(
    form: PaperForm, fields: tuple[SettleField, ...], sent: Mapping[str, str]
) -> tuple[dict[str, float | None], tuple[Problem, ...]]:
    """What stands on the paper for each difference."""
    found = {each.item_id: each for each in differences_of(form)}
    settled: dict[str, float | None] = {}
    problems = []
    for field in fields:
        choice = sent.get(field.name, "")
        value = number_of(sent.get(f"{field.name}-{OTHER}", "").strip())
        if choice == OTHER and value is not None and _possible(field.entry, value):
            settled[field.item_id] = value
        elif choice in ("first", "second"):
            settled[field.item_id] = getattr(found[field.item_id], choice)
        elif choice == OTHER:
            problems.append(Problem(field.name, f"{field.text}: {_expected(field.entry)}"))
        else:
            problems.append(Problem(field.name, f"{field.text}: say what stands on the paper."))
    return settled, tuple(problems)


def number_of(text: str) -> float | None:
    """``43``, ``43.5`` or ``43,5``; None for anything else."""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _field(item: Item, place: int, *, side: str) -> EntryField:
    text = item.text or f"Item {place}"
    if item.kind == "line":
        hint = f"Millimetres from the {side} end"
        low_label, optional = item.low_label or "", item.optional
        return EntryField(item.id, "line", text, hint, low_label=low_label, optional=optional)
    if item.kind in ("likert", "faces"):
        options = item.options or _numbers(item)
        words = tuple((f"{value:g}", label) for value, label in options)
        return EntryField(item.id, "choice", text, "", words, item.minimum, item.maximum)
    span = f"From {item.minimum:g} to {item.maximum:g}"
    return EntryField(item.id, "number", text, span, low=item.minimum, high=item.maximum)


def _numbers(item: Item) -> tuple[tuple[float, str], ...]:
    """The answers of an item whose words are not here, as numbers."""
    count = round((item.maximum - item.minimum) / item.step) + 1
    values = [item.minimum + index * item.step for index in range(count)]
    return tuple((value, f"{value:g}") for value in values)


def _possible(field: EntryField, value: float) -> bool:
    if field.kind == "choice":
        return f"{value:g}" in dict(field.options)
    return field.low <= value <= field.high


def _expected(field: EntryField) -> str:
    if field.kind == "line":
        return "a number of millimetres from 0 to 100 is needed, with one decimal at most."
    if field.kind == "choice":
        return "choose one of the answers of the form."
    return f"a number from {field.low:g} to {field.high:g} is needed."


def _said(field: EntryField, value: float | None) -> str:
    if value is None:
        return "nothing marked"
    if field.kind == "choice":
        return dict(field.options).get(f"{value:g}", f"{value:g}")
    return f"{value:g} mm" if field.kind == "line" else f"{value:g}"
