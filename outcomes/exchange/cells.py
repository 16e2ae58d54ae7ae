"""From the text of a cell to what it says: a number, a session, a date, or nothing.

Each function answers with a value, with None for an empty cell, or with NOT_READ. Cells are
read once for every different text in a column, so these may take their time.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

NOTHING: Final = ("", "na", "nan", "n/a", "null")
"""Texts (in small letters) that mean an empty cell; R writes NA, pandas writes nan."""

MOST_SESSIONS = 9_999

# After a comma at most two digits: 1,234 may be a thousand and more, or hardly more than one.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+|\d*,\d{1,2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_EPOCH = date(1970, 1, 1).toordinal()


class NotRead:
    """The kind of NOT_READ: a cell with content that is not what was expected."""


NOT_READ: Final = NotRead()


def number(text: str) -> float | NotRead | None:
    """A decimal number; the sign of decimals may be a point or a comma, minus may be U+2212.

    >>> number("17,5")
    17.5
    """
    text = text.strip()
    if text.casefold() in NOTHING:
        return None
    text = text.replace("\u2212", "-")
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else NOT_READ


def session_number(text: str) -> int | NotRead | None:
    """A whole number from 1 to `MOST_SESSIONS`; "3.0", as spreadsheets write it, is 3."""
    value = number(text)
    if value is None or isinstance(value, NotRead):
        return value
    return int(value) if value.is_integer() and 1 <= value <= MOST_SESSIONS else NOT_READ


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written: days since 1970 when read day first and when read month first.

    Each is None where the reading is not possible; `year_first` dates have both, and equal.
    """

    year_first: bool
    day_first: int | None
    month_first: int | None

    @property
    def ambiguous(self) -> bool:
        """True where the two readings give different days."""
        both = self.day_first is not None and self.month_first is not None
        return both and self.day_first != self.month_first


def written_date(text: str) -> WrittenDate | NotRead | None:
    """A date with a four-digit year, year first or last; a time of day after it is left out.

    Dates with full stops are day first, as wherever they are written so.
    """
    text = text.strip()
    if text.casefold() in NOTHING:
        return None
    text = re.split(r"[T\s]", text, maxsplit=1)[0]
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups() if part is not None)
        days = _days(year, month, day)
        return NOT_READ if days is None else WrittenDate(True, days, days)
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        month_first = None if match[2] == "." else _days(year, first, second)
        day_first = _days(year, second, first)
        if day_first is not None or month_first is not None:
            return WrittenDate(False, day_first, month_first)
    return NOT_READ


def _days(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None
