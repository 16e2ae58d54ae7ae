"""Reasons: a code with its numbers, plain data that can be stored and read years later.

`outcomes.wording` turns each into a sentence; nothing but the reason itself is needed for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from outcomes.change import status

Number = float | int | str | bool | None

_SCALE = ("measure", "direction", "decimals")
_CHANGE = ("n", "session", "intake", "latest", "change")
_LIMIT = ("reliable_change", "reliable_change_provisional", "reliable_change_verified")
_CUT_OFF = ("cut_off", "cut_off_provisional", "cut_off_verified")
_CURVE = ("curve", "curve_stage", "curve_episodes")

NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "no_reliable_change_known": (),
        "too_few_scores": ("n",),
        "reliably_worse": (*_CHANGE, *_LIMIT),
        "recovered": (*_CHANGE, *_LIMIT, *_CUT_OFF),
        "reliably_better": (*_CHANGE, *_LIMIT),
        "fell_back": ("occasion", "session", "latest", "best", "best_session", "fall", *_LIMIT),
        "began_outside_clinical_range": (*_CHANGE, *_CUT_OFF),
        "improvement_not_attainable": (*_CHANGE, *_LIMIT, "best_possible"),
        "below_expected": (*_CHANGE, "benefit_percentile", "median_expected", *_CURVE),
        "little_prospect": (
            *_CHANGE,
            "p_no_reliable_improvement",
            "horizon",
            "benefit_percentile",
            "median_expected",
            *_LIMIT,
            *_CURVE,
        ),
        "as_expected": (*_CHANGE, "benefit_percentile", "median_expected", *_LIMIT, *_CURVE),
        "within_error": (*_CHANGE, *_LIMIT),
        "harmed": ("intake", "latest", *_CUT_OFF),
        "crossed_only": (*_CHANGE, *_LIMIT, *_CUT_OFF),
        "intake_at_session": ("occasion", "intake", "intake_session"),
        "seesaw": ("n", *_LIMIT),
        "bleeding": ("intake", "latest", *_LIMIT),
        "plateau": ("n", *_LIMIT),
        "sudden_gain": ("occasion", "sudden_gain_from", "sudden_gain_to"),
    }
)
"""The numbers each reason carries, besides the measure's name, direction and decimals."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was said: a code and its numbers (values of JSON only)."""

    code: str
    numbers: Mapping[str, Number] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", MappingProxyType(dict(self.numbers)))

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it: {"code": ..., "numbers": {...}}."""
        return {"code": self.code, "numbers": dict(self.numbers)}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Reason:
        """The reason that `to_dict` stored."""
        return cls(stored["code"], stored["numbers"])

    def __reduce__(self) -> tuple:
        return Reason, (self.code, dict(self.numbers))


def reasons_of(figures: Mapping[str, Any], rule: status.Rule) -> tuple[Reason, ...]:
    """All reasons of one course: first the one that decides its status, then what else is true.

    `figures` maps the names in NUMBERS, and the marks and patterns found, to values.
    """
    codes = [rule.reason]
    codes += [code for code in _also_true(figures, rule) if code not in codes]
    return tuple(
        Reason(code, {key: figures[key] for key in ("rule", *_SCALE, *NUMBERS[code])})
        if index == 0
        else Reason(code, {key: figures[key] for key in (*_SCALE, *NUMBERS[code])})
        for index, code in enumerate(codes)
    )


def _also_true(figures: Mapping[str, Any], rule: status.Rule) -> list[str]:
    codes = _other_grounds(figures) if rule.status in (status.WATCH, status.NOT_ON_TRACK) else []
    if figures["sub_mark"] is not None:
        codes.append(figures["sub_mark"])
    codes += ["fell_back" if name == "dipping" else name for name in figures["patterns"]]
    if (figures["intake_session"] or 1) > 1:
        codes.append("intake_at_session")
    return codes


def _other_grounds(figures: Mapping[str, Any]) -> list[str]:
    """Grounds for watching that the deciding rule, being first, has hidden."""
    b, p = figures["benefit_percentile"], figures["p_no_reliable_improvement"]
    codes = []
    if b is not None and b < status.LOW:
        codes.append("below_expected")
    enough = figures["n"] >= status.WATCH_SCORES
    if p is not None and enough and p >= status.WATCH_CHANCE and b < status.MIDDLE:
        codes.append("little_prospect")
    return codes
