"""From answers to a score, without ever guessing.

Answers are summed as decimals, so that 0.1 + 0.2 is 0.3. A missing answer is a value with a
reason; an answer that no form could have given is an `AnswerError`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from outcomes.errors import AnswerError
from outcomes.measures.measure import TOTAL, Item, Measure, RiskRule, Subscale

Answers = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """An answer that reached a risk rule, as given (before any reversing)."""

    item_id: str
    value: float
    rule: RiskRule

    @property
    def meaning(self) -> str:
        """What the item asks about, in a few words."""
        return self.rule.meaning


@dataclass(frozen=True, slots=True)
class Score:
    """What a set of answers comes to.

    `value` is the total in points, or None with `reason` saying why. `prorated` is True when
    missing answers were stood in for by the mean of the others; such a value keeps its decimals.
    `answered` of `of` items were answered. `subscales` has a value or None per subscale. `risk`
    is filled whether or not there is a total.
    """

    measure_id: str
    measure_version: str
    value: float | None
    reason: str | None
    prorated: bool
    answered: int
    of: int
    subscales: Mapping[str, float | None]
    risk: tuple[RiskAnswer, ...] = ()


def score(measure: Measure, answers: Answers) -> Score:
    """Score one set of answers: item id to answer, None or absent where there is none.

    A measure without items takes one answer, `total`. Raises AnswerError listing every answer
    that is not a number, out of range, between two steps, or for an item the measure lacks.
    Method: sum (or mean) of the answers, reversed items turned round, times the multiplier;
    with missing answers within the measure's rule, sum x items / answered.
    """
    if measure.total_only:
        return _score_total(measure, answers)
    _refuse_impossible(measure, answers)
    asked = [item for item in measure.items if not item.optional or item.id in answers]
    given = _given(asked, answers)
    missing = len(asked) - len(given)
    value = None
    if given and missing <= measure.missing.at_most:
        value = _total(measure, asked, given)
    return Score(
        measure_id=measure.id,
        measure_version=measure.version,
        value=value,
        reason=_reason(measure, len(given), len(asked)) if value is None else None,
        prorated=value is not None and missing > 0,
        answered=len(given),
        of=len(asked),
        subscales={part.id: _subscale(measure, part, answers) for part in measure.subscales},
        risk=_risk(measure, answers),
    )


def score_total(measure: Measure, total: float | None) -> Score:
    """The score of a total that was entered or imported, for any measure.

    The total must lie within the range and on the steps of a complete total, otherwise
    AnswerError. Subscales and risk answers cannot be known from a total.
    """
    if total is not None:
        place = f"{measure.name} total"
        problem = _problem(place, total, measure.minimum, measure.maximum, measure.step)
        if problem:
            raise AnswerError(problem, problems=[problem])
    return Score(
        measure_id=measure.id,
        measure_version=measure.version,
        value=None if total is None else float(total),
        reason="No total was entered." if total is None else None,
        prorated=False,
        answered=0 if total is None else 1,
        of=1,
        subscales={part.id: None for part in measure.subscales},
    )


def _score_total(measure: Measure, answers: Answers) -> Score:
    strangers = [f"{measure.name} has no item {name}" for name in answers if name != TOTAL]
    if strangers:
        raise AnswerError(f"{measure.name} is entered as a total.", problems=strangers)
    return score_total(measure, answers.get(TOTAL))


def _refuse_impossible(measure: Measure, answers: Answers) -> None:
    items = {item.id: item for item in measure.items}
    problems = []
    for name, answer in answers.items():
        item = items.get(name)
        if item is None:
            problems.append(f"{measure.name} has no item {name}")
        elif answer is not None:
            place = f"{measure.name} item {name}"
            problem = _problem(place, answer, item.minimum, item.maximum, item.step)
            problems += [problem] if problem else []
    if problems:
        raise AnswerError(f"{measure.name} cannot be scored.", problems=problems)


def _problem(place: str, answer: float, minimum: float, maximum: float, step: float) -> str | None:
    expected = f"expected {minimum:g} to {maximum:g} in steps of {step:g}"
    if isinstance(answer, (bool, str)):
        return f"{place}: {answer!r} is not a number; {expected}"
    value = _decimal(answer)
    if not value.is_finite():
        return f"{place}: {answer!r} is not a number; {expected}"
    within = _decimal(minimum) <= value <= _decimal(maximum)
    on_step = within and (value - _decimal(minimum)) % _decimal(step) == 0
    return None if on_step else f"{place}: {answer!r} is not possible; {expected}"


def _given(asked: Sequence[Item], answers: Answers) -> list[Decimal]:
    return [_keyed(item, answer) for item in asked if (answer := answers.get(item.id)) is not None]


def _keyed(item: Item, answer: float) -> Decimal:
    value = _decimal(answer)
    return _decimal(item.minimum) + _decimal(item.maximum) - value if item.reversed else value


def _total(measure: Measure, asked: Sequence[Item], given: Sequence[Decimal]) -> float:
    if measure.combine == "mean":
        mean = sum(given) / len(given)
        step = _decimal(measure.step)
        return float((mean / step).quantize(Decimal(1), ROUND_HALF_UP) * step)
    return float(sum(given) * len(asked) / len(given) * measure.multiplier)


def _subscale(measure: Measure, part: Subscale, answers: Answers) -> float | None:
    items = [item for item in measure.items if item.id in part.item_ids]
    given = _given(items, answers)
    if len(given) < len(items):
        return None
    return float(sum(given) * measure.multiplier)


def _reason(measure: Measure, answered: int, of: int) -> str:
    if not answered:
        return "No item was answered."
    needed = of - measure.missing.at_most
    return f"{answered} of {of} items were answered; {needed} are needed for a total."


def _risk(measure: Measure, answers: Answers) -> tuple[RiskAnswer, ...]:
    found = []
    for rule in measure.risk_rules:
        answer = answers.get(rule.item_id)
        if answer is not None and answer >= rule.at_least:
            found.append(RiskAnswer(item_id=rule.item_id, value=float(answer), rule=rule))
    return tuple(found)


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))
