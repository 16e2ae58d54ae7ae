"""From rows in the order of a file to courses: one reading of all dates, sessions numbered,
nothing given twice, episodes parted where that was asked for."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from outcomes.exchange.cells import WrittenDate
from outcomes.exchange.parsing import NO_DATE, Rows
from outcomes.exchange.problems import MOST_LISTED, ProblemList

NO_DAY = np.iinfo(np.int32).min
_FAR = 10_000_000  # more days than there are in all four-digit years
DateOrder = Literal["year_first", "day_first", "month_first"]


@dataclass(frozen=True, slots=True)
class Days:
    """`day` of each row (days since 1970, or NO_DAY), the order all dates were read in, and the
    rows whose date does not fit it."""

    day: np.ndarray
    order: DateOrder | None
    misfit: np.ndarray


def read_days(
    rows: Rows,
    written: list[WrittenDate],
    texts: list[str],
    *,
    column: str | None,
    told: DateOrder | None,
    problems: ProblemList,
) -> Days:
    """One reading for every date of the file. A date that does not fit it is a problem."""
    if not written:
        nowhere = np.zeros(len(rows.row), dtype=bool)
        return Days(np.full(len(rows.row), NO_DAY, dtype=np.int32), None, nowhere)
    counts = np.bincount(rows.date[rows.date != NO_DATE], minlength=len(written))
    order = told or _order(written, counts)
    if order is None:
        _note_ambiguous(rows, written, texts, column=column, problems=problems)
        order = "day_first"
    readings = [_reading(each, order) for each in written]
    days = np.array([NO_DAY if day is None else day for day in readings] + [NO_DAY], dtype=np.int32)
    misfit = (rows.date != NO_DATE) & (days[rows.date] == NO_DAY)
    wrong = np.flatnonzero(misfit)
    clear = [i for i, each in enumerate(written) if readings[i] is not None and not each.ambiguous]
    example = texts[max(clear, key=lambda i: counts[i])] if clear else None
    for place in wrong[:MOST_LISTED].tolist():
        problems.of_row(
            "date_order", int(rows.row[place]), column=column, found=texts[rows.date[place]],
            expected=_expected(order, example),
        )  # fmt: skip
    problems.uncounted("date_order", max(0, len(wrong) - MOST_LISTED))
    return Days(days[rows.date], order, misfit)


def _order(written: list[WrittenDate], counts: np.ndarray) -> DateOrder | None:
    """The order most dates are in; None where none of them tells day from month."""
    votes = {"year_first": 0, "day_first": 0, "month_first": 0}
    ambiguous = 0
    for each, count in zip(written, counts.tolist(), strict=True):
        if each.year_first:
            votes["year_first"] += count
        elif each.month_first is None:
            votes["day_first"] += count
        elif each.day_first is None:
            votes["month_first"] += count
        elif each.ambiguous:
            ambiguous += count
    if ambiguous and not votes["day_first"] and not votes["month_first"]:
        return "year_first" if votes["year_first"] > ambiguous else None
    winner = max(votes, key=votes.__getitem__)
    return winner if votes[winner] else "day_first"


def _reading(each: WrittenDate, order: DateOrder) -> int | None:
    if each.year_first != (order == "year_first"):
        return None
    return each.month_first if order == "month_first" else each.day_first


def _expected(order: DateOrder, example: str | None) -> str:
    words = {
        "year_first": "the year first",
        "day_first": "the day before the month",
        "month_first": "the month before the day",
    }[order]
    like = f", as in {example}" if example else ""
    return f"mixed orders; expected {words}{like}"


def _note_ambiguous(
    rows: Rows,
    written: list[WrittenDate],
    texts: list[str],
    *,
    column: str | None,
    problems: ProblemList,
) -> None:
    unclear = np.array([each.ambiguous for each in written] + [False])
    place = int(np.flatnonzero(unclear[rows.date])[0])
    problems.of_row(
        "ambiguous_date", int(rows.row[place]), column=column, found=texts[rows.date[place]],
        expected="no date of the file tells day from month; say --day-first or --month-first",
    )  # fmt: skip
    problems.fatal = True


@dataclass(frozen=True, slots=True)
class Ordered:
    """Rows in the order of clients (as they first appear), episodes and sessions.

    `keep` are places of the rows in that order; `client` counts client-episodes from 0, `owner`
    and `episode` (from 1) have one entry for each of those; `session` is numbered as
    `Caseload` wants it.
    """

    keep: np.ndarray
    client: np.ndarray
    session: np.ndarray
    owner: np.ndarray
    episode: np.ndarray


def in_order(
    rows: Rows,
    day: np.ndarray,
    *,
    has_sessions: bool,
    gap_days: int | None,
    columns: tuple[str | None, str | None],
    problems: ProblemList,
) -> Ordered:
    """Sort, part into episodes, number the sessions; note what was given twice or runs backwards.

    `columns` are the names of the columns of sessions and of dates. Rows that were given twice
    or run backwards are left out here; whether that is allowed is the caller's business.
    """
    owner = _by_appearance(rows.client)
    by_date = gap_days is not None or not has_sessions
    keys = (rows.row, rows.session, day, owner) if by_date else (rows.row, rows.session, owner)
    order = np.lexsort(keys)
    start = _starts(owner[order])
    if gap_days is not None:
        start |= np.diff(day[order].astype(np.int64), prepend=0) > gap_days
    client = np.cumsum(start) - 1
    when = rows.session[order] if has_sessions else day[order]
    twice = _same_as_before(client) & (np.diff(when, prepend=-1) == 0)
    _note_twice(rows, order, twice, name=columns[0] if has_sessions else columns[1],
                problems=problems)  # fmt: skip
    order, client = order[~twice], client[~twice]
    if has_sessions:
        back = _backwards(day[order], client)
        _note_backwards(rows, order, back, name=columns[1], problems=problems)
        left_out = np.isin(np.arange(len(order)), [place for place, _ in back])
        order, client = order[~left_out], client[~left_out]
        session = _renumbered(rows.session[order], client, owner[order])
    else:
        session = _counted(client)
    first = np.flatnonzero(_starts(client))
    return Ordered(order, client, session, owner[order][first], _episode(owner[order][first]))


def _by_appearance(code: np.ndarray) -> np.ndarray:
    """Codes renumbered so that clients count from 0 in the order they first appear."""
    if not len(code):
        return code
    different, first = np.unique(code, return_index=True)
    rank = np.empty(int(different[-1]) + 1, dtype=np.int32)
    rank[different[np.argsort(first)]] = np.arange(len(different), dtype=np.int32)
    return rank[code]


def _starts(client: np.ndarray) -> np.ndarray:
    return np.diff(client, prepend=-1) != 0


def _same_as_before(client: np.ndarray) -> np.ndarray:
    return ~_starts(client)


def _counted(client: np.ndarray) -> np.ndarray:
    """1, 2, 3 ... within each client."""
    place = np.arange(len(client))
    return (place - np.maximum.accumulate(np.where(_starts(client), place, 0)) + 1).astype(np.int32)


def _episode(owner: np.ndarray) -> np.ndarray:
    return _counted(owner)


def _renumbered(session: np.ndarray, client: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Sessions of a client's later episodes count from 1 again; those of the first stay."""
    first = np.flatnonzero(_starts(client))
    later = _episode(owner[first]) > 1
    shift = np.where(later, session[first] - 1, 0)
    return session - shift[client]


def _note_twice(
    rows: Rows, order: np.ndarray, twice: np.ndarray, *, name: str | None, problems: ProblemList
) -> None:
    places = np.flatnonzero(twice)
    by_row = places[np.argsort(rows.row[order[places]])]
    for place in by_row[:MOST_LISTED].tolist():
        earlier = place - 1
        while twice[earlier]:
            earlier -= 1
        problems.of_row(
            "duplicate", int(rows.row[order[place]]), column=name, found=None,
            expected="this client already has a rating with the same value here in row "
            f"{rows.row[order[earlier]]}; expected each once",
        )  # fmt: skip
    problems.uncounted("duplicate", max(0, len(places) - MOST_LISTED))


def _backwards(day: np.ndarray, client: np.ndarray) -> list[tuple[int, int]]:
    """(place, place of the latest date so far) of rows dated before an earlier session of the
    same client; both in the order given."""
    dated = np.flatnonzero(day != NO_DAY)
    # One running maximum serves all clients: each one's days begin far above the last one's.
    days = day[dated].astype(np.int64) + client[dated] * np.int64(_FAR)
    latest = np.maximum.accumulate(days)
    reached = np.maximum.accumulate(np.where(days == latest, np.arange(len(days)), 0))
    return [(int(dated[each]), int(dated[reached[each]])) for each in np.flatnonzero(days < latest)]


def _note_backwards(
    rows: Rows,
    order: np.ndarray,
    back: list[tuple[int, int]],
    *,
    name: str | None,
    problems: ProblemList,
) -> None:
    for place, before in back[:MOST_LISTED]:
        problems.of_row(
            "backwards", int(rows.row[order[place]]), column=name, found=None,
            expected="the date lies before that of an earlier session of this client "
            f"(row {rows.row[order[before]]}); expected dates to rise with sessions",
        )  # fmt: skip
    problems.uncounted("backwards", max(0, len(back) - MOST_LISTED))
