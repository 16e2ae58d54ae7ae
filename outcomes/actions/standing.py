"""Where episodes stand: their courses read at once, progress worked out one yardstick and curve at
a time.

`Courses` can also answer for an earlier session than the latest, which is how the history of a
whole clinic is gone through without asking the database again for each rating.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from outcomes.change import Caseload, CaseloadProgress, Curve, Progress, progress_of
from outcomes.change.alliance import AllianceProgress, CaseloadAlliance, alliance_of
from outcomes.change.status import STATUSES, status_of
from outcomes.measures import Measure, Yardstick, catalogue
from outcomes.storage import Episode, TherapySession, curve_of, db
from outcomes.storage.ratings import courses, forms_in_use
from outcomes.storage.treatment import MISSED


@dataclass(frozen=True)
class Rated:
    """One submitted rating with a total. `lowest_line` is its lowest single answer."""

    administration_id: int
    value: float
    submitted_at: dt.datetime
    lowest_line: float | None


@dataclass(frozen=True)
class Attended:
    """One attended session with its ratings; `filling_in` while its outcome form is open."""

    number: int
    held_on: dt.date
    outcome: Rated | None
    alliance: Rated | None
    filling_in: bool = False


@dataclass(frozen=True)
class Standing:
    """Everything the rules look at in one episode, at one of its attended sessions.

    `status_before` is the status at the outcome score before the latest; None without one.
    """

    episode: Episode
    attended: tuple[Attended, ...]
    progress: Progress
    alliance: AllianceProgress | None
    n_missed: int
    new_rating: bool
    status_before: str | None = None

    @property
    def rated(self) -> tuple[Attended, ...]:
        """The sessions with an outcome score, in order."""
        return tuple(each for each in self.attended if each.outcome)

    @property
    def last_outcome(self) -> Attended | None:
        """The session of the latest outcome score."""
        return self.rated[-1] if self.rated else None

    @property
    def last_alliance(self) -> Attended | None:
        """The session of the latest alliance score."""
        return next((each for each in reversed(self.attended) if each.alliance), None)

    @property
    def unrated(self) -> tuple[Attended, ...]:
        """Attended sessions without an outcome score, one that is being rated left out."""
        return tuple(each for each in self.attended if not each.outcome and not each.filling_in)

    @property
    def unrated_run(self) -> tuple[Attended, ...]:
        """The unrated sessions since the latest one with a score."""
        last = self.last_outcome.number if self.last_outcome else 0
        return tuple(each for each in self.unrated if each.number > last)


class Courses:
    """The courses of some episodes, with progress at each of their ratings.

    `curve_of` says which curve an episode is held against: the one in use, or on trial another.
    """

    def __init__(
        self,
        episodes: Sequence[Episode],
        *,
        at: dt.datetime,
        curve_of: Callable[[Episode], Curve] = curve_of,
    ) -> None:
        ids = [episode.id for episode in episodes]
        self._episodes = {episode.id: episode for episode in episodes}
        self._missed: dict[int, int] = defaultdict(int)
        self._new: set[int] = set()
        self._attended = self._read(ids, at=at)
        self._progress: dict[int, tuple[CaseloadProgress, int]] = {}
        self._alliance: dict[int, tuple[CaseloadAlliance, int]] = {}
        for (measure_id, age_band, curve), group in self._by_curve(curve_of).items():
            self._work_out_progress(catalogue()[measure_id].yardstick(age_band), curve, group)
        for (measure_id, age_band), group in self._by_measure("alliance").items():
            self._work_out_alliance(catalogue()[measure_id], age_band, group)

    def standing(self, episode_id: int, *, sessions: int | None = None) -> Standing:
        """Where an episode stands at its latest attended session, or after the first `sessions`."""
        attended = self._attended[episode_id][:sessions]
        scores = sum(bool(a.outcome) for a in attended)
        return Standing(
            episode=self._episodes[episode_id],
            attended=attended,
            progress=self._progress_after(episode_id, scores),
            status_before=self._status_after(episode_id, scores - 1),
            alliance=self._alliance_after(episode_id, sum(bool(a.alliance) for a in attended)),
            n_missed=self._missed[episode_id],
            new_rating=episode_id in self._new,
        )

    def _read(self, ids: list[int], *, at: dt.datetime) -> dict[int, tuple[Attended, ...]]:
        ratings = self._read_ratings(ids)
        in_use = set(db.session.scalars(forms_in_use(ids, at=at)))
        found: dict[int, list[Attended]] = {episode_id: [] for episode_id in ids}
        query = (
            select(
                TherapySession.id,
                TherapySession.episode_id,
                TherapySession.number,
                TherapySession.held_on,
                TherapySession.attendance,
            )
            .where(TherapySession.episode_id.in_(ids))
            .order_by(TherapySession.number)
        )
        for row in db.session.execute(query):
            if row.attendance in MISSED:
                self._missed[row.episode_id] += 1
            if row.number is None:
                continue
            outcome = ratings.get((row.episode_id, row.number, "outcome"))
            alliance = ratings.get((row.episode_id, row.number, "alliance"))
            filling_in = row.id in in_use
            found[row.episode_id].append(
                Attended(row.number, row.held_on, outcome, alliance, filling_in)
            )
        return {episode_id: tuple(sessions) for episode_id, sessions in found.items()}

    def _read_ratings(self, ids: list[int]) -> dict[tuple[int, int, str], Rated]:
        """Totals of the episode's own measures; what has no total is a gap, but may be new."""
        found = {}
        for row in db.session.execute(courses(ids)):
            episode = self._episodes[row.episode_id]
            if row.seen_at is None:
                self._new.add(row.episode_id)
            if row.value is None or row.measure_id != _measure_id(episode, row.kind):
                continue
            found[row.episode_id, row.number, row.kind] = Rated(
                row.administration_id, row.value, row.submitted_at, row.lowest_line
            )
        return found

    def _by_curve(
        self, curve_of: Callable[[Episode], Curve]
    ) -> dict[tuple[str, str, Curve], list[int]]:
        groups: dict[tuple[str, str, Curve], list[int]] = defaultdict(list)
        for (measure_id, age_band), group in self._by_measure("outcome").items():
            for episode_id in group:
                curve = curve_of(self._episodes[episode_id])
                groups[measure_id, age_band, curve].append(episode_id)
        return groups

    def _by_measure(self, kind: str) -> dict[tuple[str, str], list[int]]:
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for episode in self._episodes.values():
            groups[_measure_id(episode, kind), episode.age_band].append(episode.id)
        return groups

    def _caseload(self, group: list[int], kind: str) -> tuple[Caseload, list[Rated]]:
        rows = [
            (place, each.number, rated)
            for place, episode_id in enumerate(group)
            for each in self._attended[episode_id]
            if (rated := getattr(each, kind))
        ]
        client, session = ([row[column] for row in rows] for column in (0, 1))
        rated = [row[2] for row in rows]
        values = np.array([each.value for each in rated], dtype=float)
        return Caseload(client, session, values, n_clients=len(group)), rated

    def _work_out_progress(self, yardstick: Yardstick, curve: Curve, group: list[int]) -> None:
        caseload, _ = self._caseload(group, "outcome")
        history = progress_of(caseload, yardstick, curve).history
        for place, episode_id in enumerate(group):
            self._progress[episode_id] = history, int(caseload.start[place])

    def _work_out_alliance(self, measure: Measure, age_band: str, group: list[int]) -> None:
        if measure.alliance is None:
            return
        caseload, rated = self._caseload(group, "alliance")
        lines = [np.nan if each.lowest_line is None else each.lowest_line for each in rated]
        many = alliance_of(
            caseload,
            measure.yardstick(age_band),
            measure.alliance,
            lowest_line=np.array(lines, dtype=float),
        )
        for place, episode_id in enumerate(group):
            self._alliance[episode_id] = many, int(caseload.start[place])

    def _progress_after(self, episode_id: int, scores: int) -> Progress:
        history, start = self._progress[episode_id]
        row = start + scores - 1 if scores else -1
        return history[row] if row >= 0 else history.take(np.array([-1]))[0]

    def _status_after(self, episode_id: int, scores: int) -> str | None:
        if scores < 1:
            return None
        history, start = self._progress[episode_id]
        return str(STATUSES[status_of(history.rule[start + scores - 1])])

    def _alliance_after(self, episode_id: int, scores: int) -> AllianceProgress | None:
        if not scores or episode_id not in self._alliance:
            return None
        many, start = self._alliance[episode_id]
        return many[start + scores - 1]


def courses_of(
    episode_ids: Iterable[int],
    *,
    at: dt.datetime,
    curve_of: Callable[[Episode], Curve] = curve_of,
) -> Courses:
    """The courses of these episodes, in a fixed number of queries however many they are."""
    query = select(Episode).where(Episode.id.in_(list(episode_ids)))
    return Courses(db.session.scalars(query).all(), at=at, curve_of=curve_of)


def _measure_id(episode: Episode, kind: str) -> str:
    return episode.outcome_measure_id if kind == "outcome" else episode.alliance_measure_id
