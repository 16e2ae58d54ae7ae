"""One chunk of a rating table, from text to arrays, with a note of every cell that is not right.

Each column becomes codes and its different texts, so that a text is parsed once however often it
occurs; a million ratings hold a few hundred different scores and a few thousand dates.
"""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from outcomes.exchange.cells import (
    MOST_SESSIONS,
    NOT_READ,
    WrittenDate,
    number,
    session_number,
    written_date,
)
from outcomes.exchange.columns import Layout
from outcomes.exchange.problems import MOST_LISTED, ProblemList
from outcomes.exchange.text_files import Chunk
from outcomes.measures import Item, Measure, score

NO_SESSION = 0
NO_DATE = -1
_MOST_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of ratings as arrays of one length: `row` of the file, code of the client, session
    (or NO_SESSION), place in the list of dates (or NO_DATE), score (nan where none was given),
    whether an answer reached a risk rule, and whether the row is `whole`: right in every cell.
    Rows that are not are kept for what can still be checked of them, never for their score."""

    row: np.ndarray
    client: np.ndarray
    session: np.ndarray
    date: np.ndarray
    score: np.ndarray
    risk: np.ndarray
    whole: np.ndarray

    def only(self, which: np.ndarray) -> "Rows":
        """The rows where `which` is True."""
        return Rows(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


@dataclass(slots=True)
class Parser:
    """Turns chunks into `Rows` and remembers clients and dates from one chunk to the next.

    `values_seen` has some values of the columns rows are chosen by, and of one that names
    measures; `off_step` counts totals between two steps of the scale (pro-rated ones are).
    """

    layout: Layout
    measure: Measure
    problems: ProblemList
    delimiter: str
    clients: dict[str, int] = field(default_factory=dict)
    dates: dict[str, int] = field(default_factory=dict)
    written: list[WrittenDate] = field(default_factory=list)
    values_seen: dict[int, set[str]] = field(default_factory=dict)
    off_step: int = 0
    chosen: int = 0
    _known: dict[Callable, dict[str, Any]] = field(default_factory=dict)

    def parse(self, chunk: Chunk) -> Rows:
        """The chunk's chosen rows of which client and session (or date) are known."""
        cells = _Cells(self._columns(chunk), chunk.first_row, self.layout.heading, self.problems)
        cells.keep &= self._chosen(cells)
        self.chosen += int(cells.keep.sum())
        client = self._client(cells)
        session = self._session(cells)
        placed = cells.keep & ~cells.bad
        day = self._date(cells)
        if self.layout.session is None:
            placed &= ~cells.bad
        total, risk = self._scores(cells)
        row = chunk.first_row + np.arange(chunk.records, dtype=np.int64)
        return Rows(row, client, session, day, total, risk, ~cells.bad).only(placed)

    def _columns(self, chunk: Chunk) -> dict[int, tuple[np.ndarray, list[str]]]:
        import pandas  # only here: it takes half a second to import

        frame = pandas.read_csv(
            io.StringIO(chunk.text),
            header=None,
            names=range(len(self.layout.heading)),
            usecols=self.layout.used,
            sep=self.delimiter,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
            index_col=False,
            engine="c",
        )
        if len(frame) != chunk.records:
            # Quotation marks that two parsers read in two ways; the slower one is the judge.
            cells = csv.reader(io.StringIO(chunk.text), delimiter=self.delimiter)
            frame = pandas.DataFrame(list(cells)[: chunk.records], dtype=object)
        return {place: _coded(*pandas.factorize(frame[place])) for place in self.layout.used}

    def _chosen(self, cells: "_Cells") -> np.ndarray:
        chosen = ~cells.blank()
        for place, wanted in self.layout.where.items():
            codes, texts = cells.columns[place]
            self._see(place, set(texts))
            chosen &= np.array([text in wanted for text in texts])[codes]
        if self.layout.several is not None:
            codes, texts = cells.columns[self.layout.several]
            self._see(self.layout.several, {texts[code] for code in np.unique(codes[chosen])})
        return chosen

    def _see(self, place: int, values: set[str]) -> None:
        seen = self.values_seen.setdefault(place, set())
        if len(seen) < MOST_LISTED:
            seen |= values - {""}

    def _client(self, cells: "_Cells") -> np.ndarray:
        codes, texts = cells.columns[self.layout.client]
        expected = "expected the client's code in every row"
        cells.refuse(self.layout.client, np.array([not text for text in texts])[codes],
                     kind="no_client", expected=expected)  # fmt: skip
        return np.array([self.clients.setdefault(text, len(self.clients)) for text in texts],
                        dtype=np.int32)[codes]  # fmt: skip

    def _session(self, cells: "_Cells") -> np.ndarray:
        place = self.layout.session
        if place is None:
            return np.full(len(cells.keep), NO_SESSION, dtype=np.int32)
        codes, parsed = self._read(cells, place, session_number)
        bad = np.array([value is None or value is NOT_READ for value in parsed])
        cells.refuse(place, bad[codes], kind="not_a_session",
                     expected=f"expected a whole number from 1 to {MOST_SESSIONS}")  # fmt: skip
        values = [NO_SESSION if wrong else value for value, wrong in zip(parsed, bad, strict=True)]
        return np.array(values, dtype=np.int32)[codes]

    def _date(self, cells: "_Cells") -> np.ndarray:
        place = self.layout.date
        if place is None:
            return np.full(len(cells.keep), NO_DATE, dtype=np.int32)
        codes, parsed = self._read(cells, place, written_date)
        needed = self.layout.session is None
        bad = np.array([value is NOT_READ or (needed and value is None) for value in parsed])
        cells.refuse(place, bad[codes], kind="not_a_date",
                     expected="expected a date such as 2024-03-31")  # fmt: skip
        texts = cells.columns[place][1]
        return np.array([self._date_code(text, value)
                         for text, value in zip(texts, parsed, strict=True)],
                        dtype=np.int32)[codes]  # fmt: skip

    def _date_code(self, text: str, value: Any) -> int:
        if not isinstance(value, WrittenDate):
            return NO_DATE
        text = text.split()[0].partition("T")[0]
        if text not in self.dates:
            self.dates[text] = len(self.written)
            self.written.append(value)
        return self.dates[text]

    def _scores(self, cells: "_Cells") -> tuple[np.ndarray, np.ndarray]:
        if self.layout.score is None:
            return self._item_scores(cells)
        measure = self.measure
        total = self._numbers(cells, self.layout.score, measure.minimum, measure.maximum)
        steps = (total - measure.minimum) / measure.step
        off = np.abs(steps - np.round(steps)) > 1e-6
        self.off_step += int((off & cells.keep & ~cells.bad).sum())
        return total, np.zeros(len(total), dtype=bool)

    def _item_scores(self, cells: "_Cells") -> tuple[np.ndarray, np.ndarray]:
        items = self.measure.items
        answers = np.column_stack(
            [self._item(cells, self.layout.items[item.id], item) for item in items]
        )
        usable = cells.keep & ~cells.bad
        total, risk = np.full(len(answers), np.nan), np.zeros(len(answers), dtype=bool)
        different, back = np.unique(answers[usable], axis=0, return_inverse=True)
        scores = [score(self.measure, _given(items, row)) for row in different]
        back = back.reshape(-1)
        values = [np.nan if one.value is None else one.value for one in scores]
        total[usable] = np.array(values, dtype=float)[back]
        risk[usable] = np.array([bool(one.risk) for one in scores], dtype=bool)[back]
        return total, risk

    def _item(self, cells: "_Cells", place: int, item: Item) -> np.ndarray:
        answers = self._numbers(cells, place, item.minimum, item.maximum)
        steps = (answers - item.minimum) / item.step
        off = np.abs(steps - np.round(steps)) > 1e-6
        cells.refuse(place, off, kind="off_step",
                     expected=f"expected steps of {item.step:g} from {item.minimum:g}")  # fmt: skip
        return answers

    def _numbers(self, cells: "_Cells", place: int, low: float, high: float) -> np.ndarray:
        codes, parsed = self._read(cells, place, number)
        wrong = np.array([value is NOT_READ for value in parsed])
        values = np.array(
            [np.nan if value is None or value is NOT_READ else value for value in parsed],
            dtype=float,
        )
        scale = f"expected a number from {low:g} to {high:g}, or nothing"
        cells.refuse(place, wrong[codes], kind="not_a_number", expected=scale)
        beyond = (values < low) | (values > high)
        cells.refuse(place, beyond[codes], kind="out_of_range",
                     expected=f"outside the scale; expected {low:g} to {high:g}")  # fmt: skip
        return values[codes]

    def _read(
        self, cells: "_Cells", place: int, parse: Callable[[str], Any]
    ) -> tuple[np.ndarray, list[Any]]:
        codes, texts = cells.columns[place]
        known = self._known.setdefault(parse, {})
        if len(known) > _MOST_REMEMBERED:
            known.clear()
        for text in texts:
            if text not in known:
                known[text] = parse(text)
        return codes, [known[text] for text in texts]


class _Cells:
    """The columns of one chunk as (codes, texts), with the rows kept and the rows found bad."""

    def __init__(
        self,
        columns: dict[int, tuple[np.ndarray, list[str]]],
        first_row: int,
        heading: tuple[str, ...],
        problems: ProblemList,
    ) -> None:
        self.columns = columns
        self.first_row = first_row
        self.heading = heading
        self.problems = problems
        records = len(next(iter(columns.values()))[0])
        self.keep = np.ones(records, dtype=bool)
        self.bad = np.zeros(records, dtype=bool)

    def blank(self) -> np.ndarray:
        """Rows with nothing in any of the columns used."""
        out = np.ones(len(self.keep), dtype=bool)
        for codes, texts in self.columns.values():
            out &= np.array([not text for text in texts], dtype=bool)[codes]
        return out

    def refuse(self, place: int, wrong: np.ndarray, *, kind: str, expected: str) -> None:
        """Note the kept rows whose cell at `place` is wrong, and mark them bad."""
        rows = np.flatnonzero(wrong & self.keep)
        if not len(rows):
            return
        self.bad[rows] = True
        codes, texts = self.columns[place]
        for row in rows[:MOST_LISTED].tolist():
            self.problems.of_row(
                kind,
                self.first_row + row,
                column=self.heading[place],
                found=texts[codes[row]],
                expected=expected,
            )
        self.problems.uncounted(kind, max(0, len(rows) - MOST_LISTED))


def _coded(codes: np.ndarray, texts: Iterable[str]) -> tuple[np.ndarray, list[str]]:
    return codes, [text.strip() for text in texts]


def _given(items: tuple[Item, ...], row: np.ndarray) -> dict[str, float | None]:
    return {
        item.id: None if np.isnan(answer) else float(answer)
        for item, answer in zip(items, row, strict=True)
    }
