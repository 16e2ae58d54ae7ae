"""Reading files of sums: each alone, and all of one pool together, with every doubt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from outcomes.change.mixed import EXPECTED, PatternSums
from outcomes.errors import ImportProblems
from outcomes.exchange.curves.cells import FEWEST_ALLOWED
from outcomes.exchange.curves.json_files import number, read_json, whole
from outcomes.exchange.curves.measures import differences
from outcomes.exchange.curves.possible import impossible
from outcomes.exchange.curves.statistics import FORMAT, SUMS, checksum, model_record, sums_of
from outcomes.measures import Yardstick

WHAT = "a file of sums"
LONGEST_PATTERN = 10_000
_COUNTS = ("episodes", "scores", "shortened", "last_scores")


@dataclass(frozen=True, slots=True, eq=False)
class SumsFile:
    """A file of sums with the record it was read from."""

    name: str
    record: dict[str, Any]
    sums: PatternSums


def read_sums(path: Path, yardstick: Yardstick) -> SumsFile:
    """A file of sums for this measure. Raises ImportProblems with everything that is wrong."""
    record = read_json(path, what=WHAT)
    problems = list(_doubts(record, yardstick))
    if not problems:
        sums = sums_of(record)
        problems = list(impossible(sums, yardstick))
    if problems:
        raise ImportProblems(f"{path.name} cannot be read as {WHAT}.", problems=problems)
    return SumsFile(path.name, record, sums)


def read_pool(paths: Sequence[Path], yardstick: Yardstick) -> list[SumsFile]:
    """All files of a pool. Raises ImportProblems with what is wrong in any, or between two."""
    files, problems = [], []
    for path in paths:
        try:
            files.append(read_sums(path, yardstick))
        except ImportProblems as error:
            problems += [f"{path.name}: {problem}" for problem in error.problems]
    problems += [each for one, other in combinations(files, 2) for each in _shared(one, other)]
    if problems:
        raise ImportProblems("These files cannot be pooled.", problems=problems)
    return files


def _shared(one: SumsFile, other: SumsFile) -> Iterator[str]:
    """Why two files must not be added: the same episodes would count twice."""
    both = f"{one.name} and {other.name}"
    if one.record["checksum"] == other.record["checksum"]:
        yield f"{both} are the same file"
        return
    if one.record["series"] == other.record["series"] and _overlap(one.record, other.record):
        yield f"{both} come from one sender, for periods that overlap"
        return
    alike = [cell["sessions"] for cell in one.record["cells"] if cell in other.record["cells"]]
    if alike:
        yield (
            f"{both} hold the very same sums for {len(alike)} of their session patterns: the same "
            "episodes seem to be in both"
        )


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two periods share a day; one without an end goes on for ever."""
    first, second = sorted((one, other), key=lambda each: each["after"] or "")
    return first["until"] is None or (second["after"] or "") < first["until"]


def _doubts(record: dict[str, Any], yardstick: Yardstick) -> Iterator[str]:
    found = record.get("format")
    if found != FORMAT:
        yield f'"format" is {ascii(found)[:40]}; expected "{FORMAT}"'
        return
    if record.get("checksum") != checksum(record):
        yield "the checksum is wrong: the file was changed after it was made, or cut short"
    yield from differences(record.get("measure"), yardstick)
    if record.get("model") != model_record():
        yield '"model" is another one; expected sums in z with sessions capped at 12'
    smallest = whole(record.get("smallest_cell"))
    if smallest is None or smallest < FEWEST_ALLOWED:
        yield f'"smallest_cell" is missing or below {FEWEST_ALLOWED}'
        smallest = FEWEST_ALLOWED
    yield from _doubts_of_period(record)
    withheld = record.get("withheld")
    if not isinstance(withheld, dict) or any(whole(withheld.get(name)) is None for name in _COUNTS):
        yield f'"withheld" does not count {", ".join(_COUNTS)}'
    yield from _doubts_of_cells(record, smallest)


def _doubts_of_period(record: dict[str, Any]) -> Iterator[str]:
    if not isinstance(record.get("series"), str) or not record["series"]:
        yield '"series" is missing; expected the name that ties the files of one sender together'
    for name in ("after", "until"):
        value = record.get(name)
        if value is not None and not _is_date(value):
            yield f'"{name}" is {ascii(value)[:40]}; expected a date or null'


def _doubts_of_cells(record: dict[str, Any], smallest: int) -> Iterator[str]:
    cells = record.get("cells")
    if not isinstance(cells, list) or not cells:
        yield '"cells" is empty or missing; expected sums by session pattern'
        return
    sound = True
    for place, cell in enumerate(cells, start=1):
        for doubt in _doubts_of_cell(cell, smallest):
            sound = False
            yield f"cell {place}: {doubt}"
    if not sound:
        return
    patterns = [tuple(cell["sessions"]) for cell in cells]
    if len(set(patterns)) < len(patterns):
        yield "a session pattern comes twice"
    episodes = sum(cell["episodes"] for cell in cells)
    scores = sum(cell["episodes"] * len(cell["sessions"]) for cell in cells)
    if (record.get("n_episodes"), record.get("n_scores")) != (episodes, scores):
        yield f"the cells add up to {episodes} episodes and {scores} scores, not to what is stated"


def _doubts_of_cell(cell: Any, smallest: int) -> Iterator[str]:
    if not isinstance(cell, dict):
        yield "expected an object of JSON"
        return
    if not _is_pattern(cell.get("sessions")):
        yield f'"sessions" must rise from 2 to {EXPECTED.cap}, which alone may come again'
    n = whole(cell.get("episodes"))
    if n is None or n < smallest:
        yield f"{ascii(cell.get('episodes'))[:20]} episodes; expected {smallest} or more"
    absent = [name for name in SUMS if number(cell.get(name)) is None]
    if absent:
        yield f"no number for {', '.join(absent)}"


def _is_pattern(sessions: Any) -> bool:
    if not isinstance(sessions, list) or not 0 < len(sessions) <= LONGEST_PATTERN:
        return False
    if any(whole(each) is None or not 2 <= each <= EXPECTED.cap for each in sessions):
        return False
    steps = np.diff(sessions)
    return bool(((steps > 0) | ((steps == 0) & (np.array(sessions[1:]) == EXPECTED.cap))).all())


def _is_date(value: Any) -> bool:
    try:
        dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return len(value) == len("2024-01-31")
