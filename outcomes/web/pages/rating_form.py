"""The client's form, from both sides: ready to show, and read as it was sent.

Only the answer field counts. A line's range control has no name, so that a client who never
touched it cannot have answered by leaving it in the middle.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from outcomes.languages import Language, language
from outcomes.measures import Item, Measure, Wording

LAYOUTS = {"page": "one_page", "plain": "one_page", "steps": "one_by_one"}
"""What the form's scripts call a layout, and how it is stored; ``plain`` is without scripts."""
DEVICE_CLASSES = ("tablet", "phone", "desktop")
_SECONDS = re.compile(r"[0-9]{1,4}(\.[0-9])?")
"""As `static/js/seconds.js` writes them; whatever else stands there is no time."""
_NUMBER = re.compile(r"\d{1,3}([.,٫]\d{0,3})?")
"""Digits of any script, as Python reads them too, and the decimal signs of all languages."""


@dataclass(frozen=True, slots=True)
class Field:
    """One item of the form. `value` is what stands in the answer field, as text.

    `kind` is ``line``, ``choice`` or ``number``; `input_kind` how the kept answer was given.
    """

    item_id: str
    kind: str
    text: str
    low_label: str
    high_label: str
    options: tuple[tuple[str, str], ...]
    low: float
    high: float
    step: float
    required: bool
    faces: bool = False
    value: str = ""
    input_kind: str = ""
    seconds: str = ""
    problem: str | None = None

    @property
    def id(self) -> str:
        """The id of the control that an error summary leads to."""
        return f"answer-{self.item_id}"


@dataclass(frozen=True, slots=True)
class RatingForm:
    """Everything `tablet/form.html` shows; nothing is filled in that the client did not give."""

    form_uuid: str
    title: str
    prompt: str
    language: str
    direction: str
    attribution: str
    fields: tuple[Field, ...]
    may_leave_out: int = 0

    @property
    def problems(self) -> tuple[Field, ...]:
        """The fields to look at again, in the order of the form."""
        return tuple(field for field in self.fields if field.problem)

    @property
    def unanswered(self) -> tuple[Field, ...]:
        """Required items without an answer."""
        return tuple(field for field in self.fields if field.required and not field.value)

    @property
    def problem_title(self) -> str:
        """The first line of the error summary, in plain words."""
        spoken = language(self.language)
        return problem_title(len(self.unanswered), of=len(self.problems), spoken=spoken)

    @property
    def missing_titles(self) -> tuple[str, ...]:
        """What the form's script begins its summary with, for one answer missing, for two, ..."""
        spoken = language(self.language)
        counts = range(1, len(self.fields) + 1)
        return tuple(problem_title(count, of=count, spoken=spoken) for count in counts)

    @property
    def has_lines(self) -> bool:
        return any(field.kind == "line" for field in self.fields)

    @property
    def may_be_sent_so(self) -> bool:
        """Whether what is missing may be left out, once the client has been told of it."""
        only_missing = len(self.problems) == len(self.unanswered)
        return only_missing and 0 < len(self.unanswered) <= self.may_leave_out


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came back: answers by item id, None where there is none."""

    form: RatingForm
    answers: dict[str, float | None]
    input_kinds: dict[str, str]
    seconds: dict[str, float]
    layout: str | None
    device_class: str | None
    leaves_out: bool

    @property
    def is_complete(self) -> bool:
        """True when it can be stored: nothing wrong, and what is missing is meant to be."""
        return not self.form.problems or (self.leaves_out and self.form.may_be_sent_so)

    @property
    def is_readable(self) -> bool:
        """True when every answer there is could have been given; some may be missing."""
        return len(self.form.problems) == len(self.form.unanswered)


def problem_title(missing: int, *, of: int, spoken: Language) -> str:
    """What the error summary begins with.

    >>> problem_title(1, of=1, spoken=language("en"))
    'One answer is missing.'
    >>> problem_title(3, of=3, spoken=language("en"))
    '3 answers are missing.'
    >>> problem_title(0, of=1, spoken=language("en"))
    'Please look at one answer again.'
    """
    return spoken.say("missing.title" if missing == of else "missing.look_again", count=of)


def blank_form(measure: Measure, wording: Wording, *, form_uuid: str) -> RatingForm:
    """The empty form of a measure in one wording."""
    return RatingForm(
        form_uuid=form_uuid,
        title=wording.title,
        prompt=wording.prompt,
        language=wording.language,
        direction=wording.text_direction,
        attribution=measure.attribution,
        fields=tuple(_field(item) for item in wording.items),
        may_leave_out=measure.missing.at_most,
    )


def says_two_things(blank: RatingForm, sent: MultiDict[str, str]) -> bool:
    """Whether a field of the form came more than once and not with the same words each time.

    No browser sends that, and whichever was taken, the other might have been meant.
    """
    names = ("form_uuid", *(field.id for field in blank.fields))
    return any(len(set(sent.getlist(name))) > 1 for name in names)


def read_form(blank: RatingForm, sent: Mapping[str, str]) -> Sent:
    """Read what was sent into the form it came from.

    Args:
        blank: the empty form.
        sent: field names to texts; names the form does not have are not looked at.
    """
    spoken = language(blank.language)
    fields = tuple(_filled(field, sent, spoken) for field in blank.fields)
    return Sent(
        form=replace(blank, fields=fields),
        answers={field.item_id: _answer(field) for field in fields if _is_asked(field)},
        input_kinds={field.item_id: field.input_kind for field in fields if field.value},
        seconds={field.item_id: float(field.seconds) for field in fields if field.seconds},
        layout=LAYOUTS.get(sent.get("layout", "")),
        device_class=_device_class(sent.get("device_class")),
        leaves_out=sent.get("leave_out") == "yes",
    )


def _field(item: Item) -> Field:
    kinds = {"likert": "choice", "faces": "choice", "line": "line", "number": "number"}
    return Field(
        item_id=item.id,
        kind=kinds[item.kind],
        text=item.text or item.id,
        low_label=item.low_label or "",
        high_label=item.high_label or "",
        options=tuple((f"{value:g}", label) for value, label in item.options),
        low=item.minimum,
        high=item.maximum,
        step=item.step,
        required=not item.optional,
        faces=item.kind == "faces",
    )


def _filled(field: Field, sent: Mapping[str, str], spoken: Language) -> Field:
    value = sent.get(f"answer-{field.item_id}", "").strip()[:20]
    kept = replace(
        field, value=value, input_kind=_input_kind(field, sent), seconds=_seconds(field, sent)
    )
    return replace(kept, problem=_problem(kept, spoken))


def _input_kind(field: Field, sent: Mapping[str, str]) -> str:
    if field.kind == "choice":
        return "choice"
    on_line = field.kind == "line" and sent.get(f"input-{field.item_id}") == "line"
    return "line" if on_line else "typed"


def _seconds(field: Field, sent: Mapping[str, str]) -> str:
    """How long the item took so far, as text; empty where it was not measured, or sent twice."""
    name = f"seconds-{field.item_id}"
    each = sent.getlist(name) if isinstance(sent, MultiDict) else [sent.get(name, "")]
    return each[0] if len(each) == 1 and _SECONDS.fullmatch(each[0]) else ""


def _problem(field: Field, spoken: Language) -> str | None:
    if not field.value:
        kind = "line" if field.kind == "line" else "choice"
        return spoken.say(f"missing.{kind}", question=field.text) if field.required else None
    number = _number(field)
    if number is None or not field.low <= number <= field.high or not _on_step(field, number):
        return spoken.say("missing.number", question=field.text, low=field.low, high=field.high)
    return None


def _is_asked(field: Field) -> bool:
    """An optional item counts as asked only where it was answered (a second goal of one's own)."""
    return field.required or bool(field.value)


def _answer(field: Field) -> float | None:
    return None if field.problem else _number(field)


def _number(field: Field) -> float | None:
    if not _NUMBER.fullmatch(field.value):
        return None
    return float(field.value.replace(",", ".").replace("٫", "."))


def _on_step(field: Field, number: float) -> bool:
    steps = (number - field.low) / field.step
    return math.isclose(steps, round(steps), abs_tol=1e-6)


def _device_class(text: str | None) -> str | None:
    return text if text in DEVICE_CLASSES else None
