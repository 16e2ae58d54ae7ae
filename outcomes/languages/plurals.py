"""Which form of a sentence goes with a whole number, by the plural rules of Unicode CLDR.

Source: Unicode CLDR, supplemental/plurals.xml, cardinal rules, for whole numbers. Spanish and
French have a form ``many`` from a million on, which no count of a form reaches; it is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

CATEGORIES = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True, slots=True)
class PluralRule:
    """The forms that a language has, and which of them a count takes."""

    forms: tuple[str, ...]
    form_of: Callable[[int], str]


def _other(count: int) -> str:
    return "other"


def _one_other(count: int) -> str:
    return "one" if count == 1 else "other"


def _french(count: int) -> str:
    return "one" if count in (0, 1) else "other"


def _arabic(count: int) -> str:
    if count in (0, 1, 2):
        return ("zero", "one", "two")[count]
    hundredth = count % 100
    if 3 <= hundredth <= 10:
        return "few"
    return "many" if 11 <= hundredth <= 99 else "other"


RULES: Mapping[str, PluralRule] = {
    "other": PluralRule(("other",), _other),
    "one_other": PluralRule(("one", "other"), _one_other),
    "french": PluralRule(("one", "other"), _french),
    "arabic": PluralRule(CATEGORIES, _arabic),
}
"""By the name that a language file gives under `plurals`."""
