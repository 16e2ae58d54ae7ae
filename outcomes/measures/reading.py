"""Reading a table of a measure file, noting every problem instead of stopping at the first.

A `Table` hands out values by key and writes down, with the place, what is missing, of the wrong
kind or not known. Whoever reads asks for everything, then looks at `problems` once.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

_NUMBER = "a number"
_TEXT = "a text that is not empty"
_SPACES = re.compile(r"[ \t\r\n]+")
"""Not the no-break spaces that French sets before some signs."""


class Table:
    """One table of the file. `place` is its name in messages, `problems` is shared by all."""

    def __init__(self, values: Mapping[str, Any], *, place: str, problems: list[str]) -> None:
        self.values = values
        self.place = place
        self.problems = problems
        self._asked: set[str] = set()

    def text(self, key: str, default: str | None = None, *, required: bool = False) -> Any:
        """A text, with surrounding white space removed."""
        value = self._value(key, required=required, expected=_TEXT)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            return self._wrong(key, value, _TEXT, default)
        return _SPACES.sub(" ", value).strip()

    def number(self, key: str, default: float | None = None, *, required: bool = False) -> Any:
        """A finite number; true and false are not numbers."""
        value = self._value(key, required=required, expected=_NUMBER)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return self._wrong(key, value, _NUMBER, default)
        return value

    def whole(self, key: str, default: int, *, at_least: int = 0) -> int:
        """A whole number."""
        expected = f"a whole number of at least {at_least}"
        value = self._value(key, required=False, expected=expected)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
            return self._wrong(key, value, expected, default)
        return value

    def truth(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._value(key, required=False, expected="true or false")
        if value is None:
            return default
        if not isinstance(value, bool):
            return self._wrong(key, value, "true or false", default)
        return value

    def day(self, key: str) -> date | None:
        """A date, written without quotation marks."""
        expected = "a date such as 2027-12-31"
        value = self._value(key, required=False, expected=expected)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            return self._wrong(key, value, expected, None)
        return value

    def choice(self, key: str, among: Sequence[str], default: str | None = None) -> Any:
        """One of the given words; required where there is no default."""
        expected = "one of " + ", ".join(among)
        value = self._value(key, required=default is None, expected=expected)
        if value is None:
            return default if default is not None else among[0]
        if value not in among:
            return self._wrong(key, value, expected, among[0])
        return value

    def texts(self, key: str, default: Iterable[str] = (), *, among: Sequence[str] = ()) -> Any:
        """A list of texts, as a tuple; with `among`, each must be one of these."""
        expected = "a list of " + (", ".join(among) if among else "texts")
        value = self._value(key, required=False, expected=expected)
        if value is None:
            return tuple(default)
        listed = isinstance(value, list) and all(isinstance(entry, str) for entry in value)
        if not listed or (among and not set(value) <= set(among)):
            return self._wrong(key, value, expected, tuple(default))
        return tuple(value)

    def table(self, key: str, *, required: bool = False) -> "Table | None":
        """A table inside this one."""
        value = self._value(key, required=required, expected=f"a table [{key}]")
        if value is None:
            return None
        if not isinstance(value, dict):
            return self._wrong(key, value, "a table", None)
        return Table(value, place=f"{self.place}{key}.", problems=self.problems)

    def tables(self, key: str) -> list["Table"]:
        """A list of tables, each with its number in messages."""
        value = self._value(key, required=False, expected="a list of tables")
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            return self._wrong(key, value, f"tables, each under [[{self.place}{key}]]", [])
        return [
            Table(entry, place=f"{self.place}{key}[{index}].", problems=self.problems)
            for index, entry in enumerate(value, start=1)
        ]

    def raw(self, key: str) -> Any:
        """The value as it stands, for shapes with a reader of their own."""
        return self._value(key, required=False, expected="")

    def problem(self, key: str, sentence: str) -> None:
        """Note a problem at a key."""
        self.problems.append(f"{self.place}{key}: {sentence}")

    def finish(self) -> None:
        """Note every key that nobody asked for: most of them are typing errors."""
        for key in self.values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.problem(key, f"not known here; known are {known}")

    def _value(self, key: str, *, required: bool, expected: str) -> Any:
        self._asked.add(key)
        value = self.values.get(key)
        if value is None and required:
            self.problem(key, f"missing; expected {expected}")
        return value

    def _wrong(self, key: str, value: Any, expected: str, default: Any) -> Any:
        self.problem(key, f"{value!r} found; expected {expected}")
        return default
