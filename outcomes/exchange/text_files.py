"""Opening a table somebody else's program wrote: size, encoding, delimiter, records.

Nothing is guessed silently: what was detected is part of the result.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from outcomes.exchange.encodings import detect
from outcomes.exchange.problems import ProblemList

RECORDS_AT_ONCE = 100_000
LONGEST_RECORD = 1_000
"""Lines a quoted cell may run over before its closing quotation mark is taken as forgotten."""

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE_RECORDS = 60


@dataclass(frozen=True, slots=True)
class Source:
    """What a file turned out to be."""

    name: str
    bytes: int
    sha256: str
    encoding: str
    delimiter: str
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Up to `RECORDS_AT_ONCE` records as one text, each with as many fields as the heading.

    Record i is row `first_row + i` of the file. Records without content, or with another number
    of fields (then noted as a problem), stay as empty ones, so that the others keep their row.
    """

    first_row: int
    records: int
    text: str


def survey(
    path: Path,
    *,
    problems: ProblemList,
    encoding: str | None = None,
    delimiter: str | None = None,
    most_bytes: int,
) -> Source | None:
    """Look at the whole file once, block by block; None where it cannot be read as a table.

    The reason is then in `problems`.
    """
    size = _size(path, problems=problems, most_bytes=most_bytes)
    if size is None:
        return None
    found, digest = detect(path, told=encoding, problems=problems)
    if found is None:
        return None
    with path.open(encoding=found, newline=None) as file:
        sample = list(islice(_records(file), _SAMPLE_RECORDS))
    if not "".join(sample).strip():
        problems.of_file("empty", "the file is empty; expected a heading and one row a rating")
        return None
    delimiter = delimiter or _delimiter(sample)
    if delimiter is None:
        names = ", ".join(DELIMITERS.values())
        problems.of_file(
            "one_column", f"the heading holds a single column; expected several, parted by {names}"
        )
        return None
    return Source(path.name, size, digest, found, delimiter, _fields(sample[0], delimiter))


def chunks(
    path: Path,
    source: Source,
    *,
    problems: ProblemList,
    tick: Callable[[int], None] = lambda done: None,
) -> Iterator[Chunk]:
    """The records below the heading, some at a time. `tick` hears how many bytes were read."""
    with path.open(encoding=source.encoding, newline=None) as file:
        records = _records(file, source.delimiter)
        next(records, None)
        row = 2
        while batch := list(islice(records, RECORDS_AT_ONCE)):
            _even_out(batch, row, source=source, problems=problems)
            yield Chunk(row, len(batch), "".join(batch))
            row += len(batch)
            tick(min(file.buffer.tell(), source.bytes))


def _size(path: Path, *, problems: ProblemList, most_bytes: int) -> int | None:
    if not path.is_file():
        problems.of_file("no_file", f"there is no file {path}; expected a CSV file")
        return None
    size = path.stat().st_size
    if size > most_bytes:
        problems.of_file(
            "too_large",
            f"the file has {size / 1e6:,.1f} MB; expected at most {most_bytes / 1e6:,.1f} MB "
            "(--max-size raises the limit)",
        )
        return None
    return size


def _delimiter(sample: list[str]) -> str | None:
    """The character that parts the heading into most fields, and the other records into as many."""

    def merit(delimiter: str) -> tuple[int, int]:
        widths = [len(_fields(record, delimiter)) for record in sample if record.strip()]
        return sum(width == widths[0] for width in widths), widths[0]

    possible = [each for each in DELIMITERS if len(_fields(sample[0], each)) > 1]
    return max(possible, key=merit, default=None)


def _fields(record: str, delimiter: str) -> tuple[str, ...]:
    """The cells of one record; none where it is not one record after all."""
    try:
        rows = list(csv.reader([record], delimiter=delimiter))
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in rows[0]) if len(rows) == 1 else ()


def _records(lines: Iterator[str], delimiter: str | None = None) -> Iterator[str]:
    """Lines, joined where a quoted cell runs over several; each ends in a line break."""
    for line in lines:
        record = line
        if '"' in line and _is_open(line, delimiter):
            for more in islice(lines, LONGEST_RECORD):
                record += more
                if '"' in more and not _is_open(record, delimiter):
                    break
        yield record if record.endswith("\n") else record + "\n"


def _is_open(record: str, delimiter: str | None) -> bool:
    """Whether a quoted cell has begun and not ended. A quotation mark inside a cell that did not
    begin with one (5" tall) is a letter like any other."""
    begins = f'(?:^|[{re.escape(delimiter or "".join(DELIMITERS))}])"'
    rest = re.sub(begins + '(?:[^"]|"")*"', ",", record)
    return re.search(begins, rest) is not None


def _even_out(batch: list[str], first_row: int, *, source: Source, problems: ProblemList) -> None:
    """Replace what has no content or another number of fields by an empty record, in place."""
    delimiter, width = source.delimiter, len(source.heading)
    blank = delimiter * (width - 1) + "\n"
    doubtful = [
        place
        for place, record in enumerate(batch)
        if record.count(delimiter) != width - 1 or '"' in record
    ]
    for place in [each for each in doubtful if '"' in batch[each]]:
        if batch[place].count('"') % 2 and _is_open(batch[place], delimiter):
            batch[place] = blank
            expected = "a quotation mark is opened and never closed; expected them in pairs"
            problems.of_row("shape", first_row + place, column=None, found=None, expected=expected)
    widths = _widths([batch[place] for place in doubtful], delimiter)
    for place, (found, empty) in zip(doubtful, widths, strict=True):
        if found == width:
            continue
        batch[place] = blank
        if not empty:
            expected = f"{found} fields; expected {width}, as in the heading"
            problems.of_row("shape", first_row + place, column=None, found=None, expected=expected)


def _widths(records: list[str], delimiter: str) -> list[tuple[int, bool]]:
    """How many fields each record has, and whether all of them are empty."""
    # One reader for all of them: a reader for each record would be most of the time of a file
    # that puts every cell in quotation marks.
    try:
        rows = list(csv.reader(records, delimiter=delimiter))
    except csv.Error:
        rows = []
    if len(rows) != len(records):
        rows = [list(_fields(record, delimiter)) for record in records]
    return [(len(row), not any(map(str.strip, row))) for row in rows]
