"""Every score of a file against what a curve expected there: `outcomes curves track`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from typing import Any, TextIO

import numpy as np

from outcomes.change import Curve, normal
from outcomes.change.expected import modelled_rows
from outcomes.change.points import PointsCurve
from outcomes.exchange.curves.courses import DIGITS, expected, knows_intake
from outcomes.exchange.curves.episodes import Episodes, date_of
from outcomes.exchange.results import guarded
from outcomes.measures import Yardstick

FORMAT = "outcomes-curve-track/1"
COLUMNS = ("client_id", "episode", "session", "date", "score", "intake", "expected", "sd",
           "benefit_percentile", "score_percentile", "why_null")  # fmt: skip
AT_ONCE = 100_000
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_NUMBERS = ("expected", "sd", "benefit_percentile", "score_percentile")


def tracked(
    episodes: Episodes,
    yardstick: Yardstick,
    curve: Curve | PointsCurve,
    *,
    tick: Callable[[int, int], None] = lambda done, of: None,
) -> Iterator[dict[str, Any]]:
    """One record a score, in the order of the file's clients and sessions.

    `why_null` is "intake" for the score the course starts from, "late_intake" or
    "no_score_at_session_1" where it starts too late for the curve, otherwise None.
    """
    count = len(episodes.caseload)
    for begin in range(0, count, AT_ONCE):
        tick(begin, count)
        yield from _block(episodes, yardstick, curve, slice(begin, min(begin + AT_ONCE, count)))


def write_table(out: TextIO, records: Iterator[dict[str, Any]]) -> None:
    """The records as CSV, text guarded against spreadsheets."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for record in records:
        record["client_id"] = guarded(record["client_id"])
        writer.writerow([record[name] for name in COLUMNS])


def write_records(out: TextIO, records: Iterator[dict[str, Any]], head: dict[str, Any]) -> None:
    """{"format", ..., "scores"} as JSON, a line for each score, without holding all of them."""
    start = _ENCODE({"format": FORMAT} | head)
    out.write(f'{start[:-1]},\n"scores": [')
    separator = "\n"
    for record in records:
        out.write(separator)
        out.write(_ENCODE(record))
        separator = ",\n"
    out.write("\n]}\n")


def told_rows(episodes: Episodes, curve: Curve | PointsCurve) -> np.ndarray:
    """The scores of which the curve says something, True or False a row."""
    caseload = episodes.caseload
    if isinstance(curve, Curve):
        return modelled_rows(caseload)
    if not curve.knows_intake:
        return np.ones(len(caseload), dtype=bool)
    return (caseload.session[caseload.first] == 1) & (caseload.position > 0)


def _block(
    episodes: Episodes, yardstick: Yardstick, curve: Curve | PointsCurve, rows: slice
) -> Iterator[dict[str, Any]]:
    caseload = episodes.caseload
    session, score = caseload.session[rows], caseload.score[rows]
    intake = caseload.score[caseload.first[rows]]
    found = expected(curve, yardstick, intake, session=session.astype(float))
    above = (score - found.mean) / found.sd
    middle = found.mean
    if isinstance(curve, Curve):
        middle = np.clip(middle, yardstick.minimum, yardstick.maximum)
    values = (middle, found.sd, 100.0 * normal.cdf(yardstick.direction * above),
              100.0 * normal.cdf(above))  # fmt: skip
    why = _why(episodes, curve, rows)
    columns = [np.round(each, DIGITS).tolist() for each in values]
    first = intake.tolist() if knows_intake(curve) else [None] * len(score)
    client, day = caseload.client[rows].tolist(), episodes.day[rows].tolist()
    for place, numbers in enumerate(zip(*columns, strict=True)):
        who, reason = client[place], why[place]
        date = date_of(day[place])
        told = numbers if reason is None else (None,) * len(numbers)
        yield {
            "client_id": episodes.person[who][1],
            "episode": int(episodes.number[who]),
            "session": int(session[place]),
            "date": date.isoformat() if date else None,
            "score": float(score[place]),
            "intake": first[place],
            **dict(zip(_NUMBERS, told, strict=True)),
            "why_null": reason,
        }


def _why(episodes: Episodes, curve: Curve | PointsCurve, rows: slice) -> list[str | None]:
    caseload = episodes.caseload
    told = told_rows(episodes, curve)[rows]
    late = "late_intake" if isinstance(curve, Curve) else "no_score_at_session_1"
    is_first = caseload.position[rows] == 0
    return [
        None if known else "intake" if begins else late
        for known, begins in zip(told.tolist(), is_first.tolist(), strict=True)
    ]
