"""Results of an analysis as JSON and CSV: one record a client, and the summary of all.

`docs/analyse.md` documents every key. Keys are added, never renamed or given another meaning,
without a new number in `FORMAT`.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TextIO

import numpy as np

from outcomes.change import Progress
from outcomes.exchange.analysis import Analysis
from outcomes.exchange.ordering import NO_DAY
from outcomes.wording import reason_sentence, why_sentence

FORMAT = "outcomes-analysis/1"
DIGITS = 6
"""Decimals kept in files; scores are given exactly, everything derived from them is not."""

COLUMNS = (
    "client_id", "episode", "n", "missing", "session", "intake", "intake_session", "latest",
    "change", "rci", "class", "sub_marks", "status", "benefit_percentile",
    "p_no_reliable_improvement", "p_reliable_worsening", "median_expected",
    "attainable_improvement", "prompts", "patterns", "risk_ratings", "first_date", "latest_date",
    "reasons", "why_null",
)  # fmt: skip

_NUMBERS = (
    "intake", "latest", "change", "rci", "benefit_percentile", "p_no_reliable_improvement",
    "p_reliable_worsening", "median_expected",
)  # fmt: skip
_TEXTS = frozenset({"client_id", "class", "status", "first_date", "latest_date"})
_LISTS = frozenset({"sub_marks", "prompts", "patterns"})
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")
_EPOCH = dt.date(1970, 1, 1).toordinal()
_WHY_HERE = {
    "no_dates": "The file has no dates, or none for this client.",
    "no_lines": why_sentence("no_lines"),
}


def client_records(
    analysis: Analysis, *, tick: Callable[[int, int], None] = lambda done, of: None
) -> Iterator[dict[str, Any]]:
    """One record a client-episode, in the order of the file, ready for JSON."""
    for index, progress in enumerate(analysis.progress):
        yield _record(analysis, index, progress)
        if index % 1000 == 0:
            tick(index, len(analysis))


def write_json(out: TextIO, records: Iterator[dict[str, Any]], summary: dict[str, Any]) -> None:
    """{"format", "summary", "clients"}, a line for each client, so that it can be written and
    read without holding all of them."""
    out.write(f'{{"format": "{FORMAT}",\n"summary": {_ENCODE(summary)},\n"clients": [')
    separator = "\n"
    for record in records:
        out.write(separator)
        out.write(_ENCODE(record))
        separator = ",\n"
    out.write("\n]}\n")


def write_summary(out: TextIO, summary: dict[str, Any]) -> None:
    """The summary alone, laid out for reading."""
    json.dump({"format": FORMAT, "summary": summary}, out, ensure_ascii=False, indent=2)
    out.write("\n")


class ClientTable:
    """The CSV: the columns of `COLUMNS`, lists in one cell, text guarded against spreadsheets."""

    def __init__(self, out: TextIO) -> None:
        self._writer = csv.writer(out, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def add(self, record: dict[str, Any]) -> None:
        """Write one client's row."""
        self._writer.writerow([_cell(name, record[name]) for name in COLUMNS])


def guarded(text: str) -> str:
    """Text a spreadsheet would take for a formula, with an apostrophe before it.

    >>> guarded("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _record(analysis: Analysis, index: int, progress: Progress) -> dict[str, Any]:
    ratings, rows = analysis.ratings, analysis.rows_of(index)
    first, last = _dates(ratings.day[rows])
    record = {
        "client_id": ratings.names[index],
        "episode": int(ratings.episode[index]),
        "n": progress.n,
        "missing": rows.stop - rows.start - progress.n,
        "session": progress.session,
        "intake_session": progress.intake_session,
        **{name: _rounded(getattr(progress, name)) for name in _NUMBERS},
        "class": progress.class_,
        "sub_marks": list(progress.sub_marks),
        "status": progress.status,
        "attainable_improvement": progress.attainable_improvement,
        "prompts": list(progress.prompts),
        "patterns": list(progress.patterns),
        "risk_ratings": int(ratings.risk[rows].sum()) if ratings.layout.items else None,
        "first_date": first,
        "latest_date": last,
        "reasons": _reasons(progress),
    }
    record["why_null"] = _why_null(progress, record)
    return {name: record[name] for name in COLUMNS}


def _reasons(progress: Progress) -> list[dict[str, Any]]:
    return [
        {"code": reason.code, "sentence": reason_sentence(reason)} for reason in progress.reasons
    ]


def _why_null(progress: Progress, record: dict[str, Any]) -> dict[str, dict[str, str]]:
    codes = {name.rstrip("_"): code for name, code in progress.why_null.items()}
    codes |= {"first_date": "no_dates", "latest_date": "no_dates", "risk_ratings": "no_lines"}
    return {
        name: {
            "code": codes[name],
            "reason": _WHY_HERE.get(codes[name]) or why_sentence(codes[name]),
        }
        for name, value in record.items()
        if value is None
    }


def _dates(days: np.ndarray) -> tuple[str | None, str | None]:
    known = [day for day in days.tolist() if day != NO_DAY]
    return (_iso(known[0]), _iso(known[-1])) if known else (None, None)


@lru_cache(maxsize=20_000)
def _iso(day: int) -> str:
    return dt.date.fromordinal(_EPOCH + day).isoformat()


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS) + 0.0


def _cell(name: str, value: Any) -> Any:
    if name in _TEXTS:
        return value and guarded(value)
    if name in _LISTS:
        return " ".join(value)
    if name == "reasons":
        return guarded(" ".join([reason["sentence"] for reason in value]))
    if name == "why_null":
        return "; ".join([f"{key}: {why['code']}" for key, why in value.items()])
    if value is True or value is False:
        return "true" if value else "false"
    return value
