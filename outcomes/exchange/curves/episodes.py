"""Ratings of one or several files as closed episodes, with what a provenance says of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from outcomes.change import Caseload
from outcomes.change.courses import LAST_INTAKE_SESSION
from outcomes.exchange.ordering import NO_DAY
from outcomes.exchange.ratings_csv import Ratings
from outcomes.exchange.text_files import Source

_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Episodes:
    """The courses of some files, each client-episode taken as closed.

    One entry a course: `person` tells two people apart and joins the episodes of one, `name` is
    the code as the file has it, `number` counts a client's episodes, `last_day` is the day of
    the latest rating (days since 1970, or NO_DAY). One entry a score: `day`.
    """

    caseload: Caseload
    person: tuple[tuple[int, str], ...]
    number: np.ndarray
    day: np.ndarray
    last_day: np.ndarray
    sources: tuple[Source, ...]
    rows_skipped: int

    @property
    def first_date(self) -> dt.date | None:
        """Of the earliest rating; None without dates."""
        known = self.day[self.day != NO_DAY]
        return date_of(int(known.min())) if len(known) else None

    @property
    def last_date(self) -> dt.date | None:
        """Of the latest rating; None without dates."""
        known = self.day[self.day != NO_DAY]
        return date_of(int(known.max())) if len(known) else None

    @property
    def closed_on(self) -> list[dt.date | None]:
        """The day on which each episode is taken as closed: that of its latest rating."""
        return [date_of(int(day)) for day in self.last_day]

    def closed_between(self, after: dt.date | None, until: dt.date | None) -> np.ndarray:
        """Which courses have their last rating later than `after` and not later than `until`."""
        first = -(2**31) if after is None else (after - _EPOCH).days + 1
        last = 2**31 if until is None else (until - _EPOCH).days
        return (self.last_day >= first) & (self.last_day <= last)

    def part(self, chosen: np.ndarray) -> Episodes:
        """The courses where `chosen` is True, as episodes of the same files."""
        mine = self.caseload
        rows = chosen[mine.client]
        place = np.cumsum(chosen) - 1
        caseload = Caseload(
            place[mine.client[rows]], mine.session[rows], mine.score[rows],
            n_clients=int(chosen.sum()), occasions=mine.occasions,
        )  # fmt: skip
        return Episodes(
            caseload=caseload,
            person=tuple(who for who, keep in zip(self.person, chosen, strict=True) if keep),
            number=self.number[chosen],
            day=self.day[rows],
            last_day=self.last_day[chosen],
            sources=self.sources,
            rows_skipped=self.rows_skipped,
        )


def date_of(day: int) -> dt.date | None:
    """A day as a date; None for NO_DAY."""
    return None if day == NO_DAY else _EPOCH + dt.timedelta(days=day)


def episodes_of(files: Sequence[Ratings], *, occasions: str) -> Episodes:
    """The rated rows of all files as one caseload. The same code in two files is two people."""
    offset, clients, persons = 0, [], []
    for place, each in enumerate(files):
        clients.append(each.client[each.rated] + offset)
        persons += [(place, name) for name in each.names]
        offset += len(each.names)
    day = np.concatenate([each.day[each.rated] for each in files])
    caseload = Caseload(
        np.concatenate(clients),
        np.concatenate([each.session[each.rated] for each in files]),
        np.concatenate([each.score[each.rated] for each in files]),
        n_clients=offset,
        occasions=occasions,
    )
    return Episodes(
        caseload=caseload,
        person=tuple(persons),
        number=np.concatenate([each.episode for each in files]),
        day=day,
        last_day=_latest(day, caseload),
        sources=tuple(each.source for each in files),
        rows_skipped=sum(each.rows_skipped for each in files),
    )


def left_out(caseload: Caseload, model: str) -> dict[str, int]:
    """Courses that leave no trace in a fit, by reason.

    "no_scores", "one_score" (only the intake itself), "late_intake" (first score after session
    3), "no_score_at_session_1". `model` is "expected", "given-intake" or "all-sessions".
    """
    n = np.diff(caseload.start)
    has = n > 0
    found = {"no_scores": int((~has).sum())}
    if model == "all-sessions":
        return found
    first = caseload.session[np.minimum(caseload.start[:-1], max(len(caseload) - 1, 0))]
    last, name = (
        (1, "no_score_at_session_1")
        if model == "given-intake"
        else (LAST_INTAKE_SESSION, "late_intake")
    )
    late = has & (first > last) if len(caseload) else has
    return found | {name: int(late.sum()), "one_score": int(((n == 1) & ~late).sum())}


def _latest(day: np.ndarray, caseload: Caseload) -> np.ndarray:
    latest = np.full(caseload.n_clients, NO_DAY, dtype=np.int64)
    np.maximum.at(latest, caseload.client, day)
    return latest
