"""A form's answers on their way into the database: checked, made comparable, scored."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping

from outcomes import __version__
from outcomes.errors import AnswerError
from outcomes.measures import Measure, RiskAnswer, score
from outcomes.measures import Score as Scored
from outcomes.storage import Administration, Score
from outcomes.storage.ratings import INPUT_KINDS

LAYOUTS = ("one_page", "one_by_one")
DEVICES = ("tablet", "phone", "desktop", "paper")
LONGEST_SECONDS = 3600

Answers = Mapping[str, float | None]


def content_hash(answers: Answers) -> str:
    """SHA-256 of answers as canonical JSON: order and 5 or 5.0 make no difference."""
    plain = {name: None if value is None else float(value) for name, value in answers.items()}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def complete(measure: Measure, answers: Answers) -> dict[str, float | None]:
    """Every item of the measure with its answer or None; refuses what no form could have given.

    An optional item belongs to the form only where it was asked.

    Raises:
        AnswerError: `problems` names every impossible answer.
    """
    # Scoring first: it names every impossible answer at once.
    score(measure, {name: _number(value) for name, value in answers.items()})
    if measure.total_only:
        return {name: _float(value) for name, value in answers.items()}
    asked = [item.id for item in measure.items if not item.optional or item.id in answers]
    return {name: _float(answers.get(name)) for name in asked}


def _number(value: object) -> object:
    """What is neither number nor text goes to the scoring as text, to be named a problem there."""
    plain = value is None or isinstance(value, (int, float, str))
    return value if plain else repr(value)


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def check_manner(
    input_kinds: Mapping[str, str | None], *, layout: str | None, device_class: str | None
) -> None:
    """Refuse input kinds, layouts and devices that this software does not have.

    Raises:
        AnswerError: `problems` names each.
    """
    problems = [
        f"{item}: {kind!r} is no kind of input"
        for item, kind in input_kinds.items()
        if kind is not None and kind not in INPUT_KINDS
    ]
    if layout is not None and layout not in LAYOUTS:
        problems.append(f"{layout!r} is no layout")
    if device_class is not None and device_class not in DEVICES:
        problems.append(f"{device_class!r} is no kind of device")
    if problems:
        raise AnswerError("This form cannot have been sent by this software.", problems=problems)


def kept_seconds(seconds: object) -> float | None:
    """How long an item took as it is stored, in whole tenths of a second; None where it cannot be.

    The time that led to the item's marks. Each mark (a line touched or moved, a number typed, a
    choice made) takes the time since the mark before it, of whichever item, or since the item came
    into view, whichever was later; what an item was marked again for is added. So the times of a
    form never count a moment twice and end at its last mark; reading the review, waiting for the
    network and the way from Next to the next question's sight are in none of them.

    It comes from the client's device and is worth as much: what is negative, longer than
    `LONGEST_SECONDS`, or no number is no time, and never a reason to refuse a rating.

    >>> kept_seconds(4.25), kept_seconds(0), kept_seconds(-1), kept_seconds(float("nan"))
    (4.3, 0.0, None, None)
    """
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    if not 0 <= seconds <= LONGEST_SECONDS:
        return None
    return math.floor(seconds * 10 + 0.5) / 10


def stored_score(form: Administration, scored: Scored) -> Score:
    """A score as it is kept, stamped with the software that made it."""
    return Score(
        clinic_id=form.clinic_id,
        administration_id=form.id,
        value=scored.value,
        reason=scored.reason,
        prorated=scored.prorated,
        risk=[_risk(answer) for answer in scored.risk],
        software_version=__version__,
    )


def _risk(answer: RiskAnswer) -> dict[str, str | float]:
    return {
        "item": answer.item_id,
        "value": answer.value,
        "at_least": answer.rule.at_least,
        "meaning": answer.meaning,
        "provenance": answer.rule.provenance,
    }
