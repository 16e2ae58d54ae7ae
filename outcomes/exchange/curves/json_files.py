"""JSON files with a format of their own: read with every doubt spelled out, written whole."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from outcomes.errors import ImportProblems

LARGEST = 10**12
"""No parameter and no sum comes near; beyond it squares would no longer be exact."""
MOST_BYTES = 50_000_000
"""A curve file has a few thousand bytes and a file of sums some hundred thousand; anything far
beyond is no such file."""


def read_json(path: Path, *, what: str) -> dict[str, Any]:
    """A JSON object from a file. Raises ImportProblems: no file, no JSON, no object."""
    message = f"{path.name} cannot be read as {what}."
    try:
        if path.stat().st_size > MOST_BYTES:
            problem = f"more than {MOST_BYTES // 1_000_000} MB; expected {what}"
            raise ImportProblems(message, problems=[problem])
        content = json.loads(
            path.read_text(encoding="utf-8"), parse_constant=_no_number, parse_float=_finite
        )
    except OSError as error:
        why = error.strerror or "cannot be opened"
        raise ImportProblems(message, problems=[f"{why}; expected {what}"]) from None
    except (ValueError, RecursionError) as error:
        raise ImportProblems(message, problems=[f"not JSON ({_short(error)})"]) from None
    if not isinstance(content, dict):
        raise ImportProblems(message, problems=[f"expected an object of JSON, {what}"])
    return content


def write_json(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record whole or not at all. Raises OSError."""
    with written(path) as file:
        file.write(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n")


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A text file that appears under its name when the block ends well, and not at all otherwise.

    Readable by its owner alone, as everything made from ratings."""
    handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def number(value: Any) -> float | None:
    """The value if it is a number that something here can have, else None; true and false are
    none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= LARGEST else None


def whole(value: Any) -> int | None:
    """The value if it is a whole number from 0 on, else None."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= LARGEST else None


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text[:20])


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _short(error: Exception) -> str:
    return ascii(str(error)[:120])[1:-1] or "nested too deeply"
