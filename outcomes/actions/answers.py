"""A form's answers on their way into the database: checked, made comparable, scored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from outcomes import __version__
from outcomes.errors import AnswerError
from outcomes.measures import Measure, RiskAnswer, score
from outcomes.measures import Score as Scored
from outcomes.storage import Administration, Score
from outcomes.storage.ratings import INPUT_KINDS

LAYOUTS = ("one_page", "one_by_one")
DEVICES = ("tablet", "phone", "desktop", "paper")

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
