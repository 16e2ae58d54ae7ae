"""Numbers given to an option as text: every part that is none is said, not only the first."""

from __future__ import annotations

import math

from outcomes.cli.refusals import Doubts

MOST_SESSION = 9999


def whole_numbers(doubts: Doubts, text: str, *, option: str) -> tuple[int, ...]:
    """Session numbers from "2,4,8", rising, each once."""
    found = []
    for part in _parts(text):
        if part.isascii() and part.isdigit() and 1 <= int(part[:9]) <= MOST_SESSION:
            found.append(int(part))
        else:
            doubts.add(
                f'{option}: "{part}" is no session; expected whole numbers from 1 to {MOST_SESSION}'
            )
    return tuple(sorted(set(found)))


def percentiles(doubts: Doubts, text: str, *, option: str) -> tuple[float, ...]:
    """Percentiles from "5,10,50", rising, each once."""
    found = []
    for part in _parts(text):
        value = number(part)
        if value is None or not 0 < value < 100:
            doubts.add(f'{option}: "{part}" is no percentile; expected above 0 and below 100')
        else:
            found.append(value)
    return tuple(sorted(set(found)))


def number(text: str) -> float | None:
    """A finite number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]
