"""A form as it came back: what was typed is kept, and each problem stands at its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from outcomes.errors import Refused


@dataclass(frozen=True)
class Problem:
    """One thing to mend, with the field it stands at; the error summary links there."""

    field: str
    text: str


@dataclass(frozen=True)
class FormState:
    """What somebody sent in a form, and all that is wrong with it at once."""

    name: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def value(self, name: str, default: str = "") -> str:
        """What was typed into a field, or what it begins with."""
        return self.values.get(name, default)

    def error(self, name: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        return next((each.text for each in self.problems if each.field == name), "")

    @property
    def is_wrong(self) -> bool:
        return bool(self.problems)

    @property
    def title(self) -> str:
        """``Two things need another look``"""
        if len(self.problems) == 1:
            return "One thing needs another look"
        return f"{len(self.problems)} things need another look"


BLANK = FormState()


def day_of(text: str) -> dt.date | None:
    """The day that a date field sent; None where it is no day."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def refused(error: Refused, *, at: str) -> tuple[Problem, ...]:
    """What an action refused, as problems at one field of the form."""
    return tuple(Problem(at, text) for text in error.problems or (error.message,))
