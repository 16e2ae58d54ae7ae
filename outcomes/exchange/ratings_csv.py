"""Ratings from a long table: one row a rating, with client, session or date, and score or items.

    ratings = read_ratings(path, measure, Reading(...))

Everything wrong with the file is found in one pass and raised together (`FileProblems`).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from outcomes.exchange.columns import Columns, Layout, find_columns, plain
from outcomes.exchange.ordering import DateOrder, Days, Ordered, in_order, read_days
from outcomes.exchange.parsing import Parser, Rows
from outcomes.exchange.problems import ProblemList, first_few
from outcomes.exchange.text_files import Source, chunks, survey
from outcomes.measures import Measure

MOST_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file; everything has a default that looks for itself.

    `gap_days`: a client's rows more than so many days apart belong to different episodes; None
    parts nothing. `skip_bad_rows` leaves out rows with a problem and counts them; problems of
    the file or of a column as a whole are raised all the same.
    """

    columns: Columns = field(default_factory=Columns)
    encoding: str | None = None
    delimiter: str | None = None
    date_order: DateOrder | None = None
    gap_days: int | None = None
    skip_bad_rows: bool = False
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """The ratings of a file, by client and session.

    One entry a row, sorted: `client` (counting client-episodes from 0), `session`, `day` (days
    since 1970, or `ordering.NO_DAY`), `score` (nan = the row is there and the rating is
    missing), `row` in the file, `risk` (an answer reached a risk rule; only from items). One
    entry a client-episode: `names` and `episode` (from 1). `skipped` counts rows left out by
    kind of problem; `off_step` totals between two steps of the scale.
    """

    names: tuple[str, ...]
    episode: np.ndarray
    client: np.ndarray
    session: np.ndarray
    day: np.ndarray
    score: np.ndarray
    row: np.ndarray
    risk: np.ndarray
    source: Source
    layout: Layout
    date_order: DateOrder | None
    rows_read: int
    rows_chosen: int
    skipped: Counter[str]
    off_step: int

    @property
    def rows_skipped(self) -> int:
        """Rows left out for a problem; a row with several counts once."""
        return self.rows_chosen - len(self.row) + self.skipped["shape"]

    @property
    def rated(self) -> np.ndarray:
        """Rows that have a score."""
        return ~np.isnan(self.score)


def read_ratings(
    path: Path,
    measure: Measure,
    how: Reading | None = None,
    *,
    tick: Callable[[int, int], None] = lambda done, of: None,
) -> Ratings:
    """Read a file whole. `tick(done, of)` hears of bytes. Raises FileProblems."""
    how = how or Reading()
    problems = ProblemList()
    message = f"{path.name} cannot be read as ratings of {measure.name}."
    source = survey(path, problems=problems, encoding=how.encoding, delimiter=how.delimiter,
                    most_bytes=how.most_bytes)  # fmt: skip
    if source is None:
        problems.refuse(message)
    layout = find_columns(source.heading, how.columns, measure=measure, problems=problems)
    if layout is None:
        problems.refuse(message)
    if how.gap_days is not None and layout.date is None:
        problems.of_file("unknown_column", "--episode-gap needs a column of dates; none was found")
        problems.refuse(message)
    parser = Parser(layout, measure, problems, source.delimiter)
    rows, read = _all_rows(path, source, parser, tick=lambda done: tick(done, source.bytes))
    _refuse_several(parser, message)
    _check_choice(parser, read)
    if problems.fatal:
        problems.refuse(message)
    rows, days, ordered = _ordered(rows, parser, how)
    if problems.fatal or (len(problems) and not how.skip_bad_rows):
        problems.refuse(message)
    return _ratings(rows, days, ordered, parser=parser, source=source, read=read)


def _all_rows(
    path: Path, source: Source, parser: Parser, *, tick: Callable[[int], None]
) -> tuple[Rows, int]:
    parts, read = [], 0
    for chunk in chunks(path, source, problems=parser.problems, tick=tick):
        parts.append(parser.parse(chunk))
        read += chunk.records
    names = Rows.__dataclass_fields__
    if not parts:
        return Rows(*(np.zeros(0, dtype=np.int32) for _ in names)), 0
    return Rows(*(np.concatenate([getattr(part, name) for part in parts]) for name in names)), read


def _check_choice(parser: Parser, read: int) -> None:
    problems, layout = parser.problems, parser.layout
    if not read:
        problems.of_file("empty", "there is a heading but no row; expected one row a rating")
    elif not parser.chosen and not len(problems):
        wanted = [f"{layout.heading[place]}={' or '.join(sorted(values))}"
                  for place, values in layout.where.items()]  # fmt: skip
        seen = [f"{layout.heading[place]} holds {first_few(sorted(parser.values_seen[place]))}"
                for place in layout.where]  # fmt: skip
        problems.of_file(
            "nothing_chosen",
            f"no row has {' and '.join(wanted)}; {'; '.join(seen)}" if wanted
            else "no row has any content; expected one row a rating",
        )  # fmt: skip


def _refuse_several(parser: Parser, message: str) -> None:
    """Stop where rows of several measures are mixed: nothing else said of them would be true."""
    place = parser.layout.several
    measures = sorted(parser.values_seen.get(place, ())) if place is not None else []
    if len(measures) < 2:
        return
    name = parser.layout.heading[place]
    own = (plain(parser.measure.id), plain(parser.measure.name))
    value = next((each for each in measures if plain(each) in own), "VALUE")
    problems = ProblemList()
    problems.of_file(
        "several_measures",
        f"the column holds {len(measures)} measures ({first_few(measures)}); "
        f"expected one, chosen by --where {name}={value}",
        column=name,
    )
    problems.refuse(message)


def _ordered(rows: Rows, parser: Parser, how: Reading) -> tuple[Rows, Days, Ordered]:
    """Rows in order. Where bad ones are to be left out they go first, so that a good row is no
    duplicate of one that does not count; otherwise they stay, so that everything is found."""
    layout = parser.layout
    session_name, date_name = (
        None if place is None else layout.heading[place] for place in (layout.session, layout.date)
    )
    if how.skip_bad_rows:
        rows = rows.only(rows.whole)
    days = read_days(rows, parser.written, list(parser.dates), column=date_name,
                     told=how.date_order, problems=parser.problems)  # fmt: skip
    if how.skip_bad_rows and days.misfit.any():
        fits = ~days.misfit
        rows, days = rows.only(fits), Days(days.day[fits], days.order, days.misfit[fits])
    ordered = in_order(rows, days.day, has_sessions=layout.session is not None,
                       gap_days=how.gap_days, columns=(session_name, date_name),
                       problems=parser.problems)  # fmt: skip
    return rows, days, ordered


def _ratings(
    rows: Rows, days: Days, ordered: Ordered, *, parser: Parser, source: Source, read: int
) -> Ratings:
    keep = ordered.keep
    code_of_owner = rows.client[keep][np.flatnonzero(np.diff(ordered.client, prepend=-1))]
    names = list(parser.clients)
    return Ratings(
        names=tuple(names[code] for code in code_of_owner),
        episode=ordered.episode,
        client=ordered.client,
        session=ordered.session,
        day=days.day[keep],
        score=rows.score[keep],
        row=rows.row[keep],
        risk=rows.risk[keep],
        source=source,
        layout=parser.layout,
        date_order=days.order,
        rows_read=read,
        rows_chosen=parser.chosen,
        skipped=+parser.problems.by_kind,
        off_step=parser.off_step,
    )
