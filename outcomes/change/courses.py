"""Scores over time: one client's `Course`, and a `Caseload` of many as three long arrays.

A course holds the outcome scores of one episode. Sessions are numbered by attendance, 1 for the
first; a session without a rating is simply absent, so that j (the session's number) and k (the
number of scores so far) can differ.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

SESSIONS = "sessions"
ASSESSMENTS = "assessments"
LAST_INTAKE_SESSION = 3
"""The first score counts as the intake of the expected course up to this session."""


@dataclass(frozen=True, slots=True)
class Course:
    """The scores of one client in one episode, earliest first.

    `sessions` are attended-session numbers from 1, rising, each once; `scores` are in points of
    the measure. `occasions` is "sessions", or "assessments" for visits that are no therapy
    sessions (a trial's follow-ups): then nothing is compared with a course by session.
    Raises ValueError for unequal lengths, unordered or repeated sessions, or a score that is
    not a finite number.
    """

    sessions: tuple[int, ...]
    scores: tuple[float, ...]
    occasions: str = SESSIONS

    def __post_init__(self) -> None:
        object.__setattr__(self, "sessions", tuple(int(j) for j in self.sessions))
        object.__setattr__(self, "scores", tuple(float(x) for x in self.scores))
        if len(self.sessions) != len(self.scores):
            raise ValueError("a course needs one score for each session")
        if any(b <= a for a, b in pairwise(self.sessions)):
            raise ValueError("session numbers must rise, each once")
        if self.sessions and self.sessions[0] < 1:
            raise ValueError("session numbers start at 1")
        if not all(math.isfinite(x) for x in self.scores):
            raise ValueError("a missing score is left out, not given as nan")
        _check_occasions(self.occasions)

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def intake_session(self) -> int | None:
        """Number of the session of the first score; None without scores."""
        return self.sessions[0] if self.sessions else None


@dataclass(frozen=True, slots=True, eq=False)
class Caseload:
    """Many courses as three arrays of one length, one row a score.

    `client` is sorted and counts 0 .. n_clients - 1; within a client `session` rises. A client
    may have no row at all if `n_clients` says how many there are. Raises ValueError where the
    rows do not keep this order.
    """

    client: np.ndarray
    session: np.ndarray
    score: np.ndarray
    n_clients: int = -1
    occasions: str = SESSIONS
    start: np.ndarray = field(init=False, repr=False)
    """Row of each client's first score, with the number of rows appended."""

    def __post_init__(self) -> None:
        client = np.asarray(self.client, dtype=np.int64)
        session = np.asarray(self.session, dtype=np.int64)
        score = np.asarray(self.score, dtype=float)
        n_clients = self.n_clients
        if n_clients < 0:
            n_clients = int(client[-1]) + 1 if client.size else 0
        _check_rows(client, session, score, n_clients)
        _check_occasions(self.occasions)
        start = np.searchsorted(client, np.arange(n_clients + 1))
        for name, value in {
            "client": client,
            "session": session,
            "score": score,
            "n_clients": n_clients,
            "start": start,
        }.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_courses(cls, courses: Sequence[Course]) -> Caseload:
        """The courses, in their order, as one caseload (client i is courses[i])."""
        kinds = {course.occasions for course in courses} or {SESSIONS}
        if len(kinds) > 1:
            raise ValueError("sessions and assessments cannot share a caseload")
        lengths = [len(course) for course in courses]
        return cls(
            np.repeat(np.arange(len(courses)), lengths),
            np.array([j for course in courses for j in course.sessions], dtype=np.int64),
            np.array([x for course in courses for x in course.scores], dtype=float),
            n_clients=len(courses),
            occasions=kinds.pop(),
        )

    def __len__(self) -> int:
        """Number of scores."""
        return len(self.score)

    @property
    def position(self) -> np.ndarray:
        """Each row's place in its client's course, counted from 0; k is one more."""
        return np.arange(len(self.score)) - self.start[self.client]

    @property
    def first(self) -> np.ndarray:
        """For each row the row of the same client's first score."""
        return self.start[self.client]


def _check_rows(client: np.ndarray, session: np.ndarray, score: np.ndarray, n_clients: int) -> None:
    if not client.shape == session.shape == score.shape or client.ndim != 1:
        raise ValueError("client, session and score must be flat arrays of one length")
    if not client.size:
        return
    step = np.diff(client)
    if client[0] < 0 or client[-1] >= n_clients or (step < 0).any():
        raise ValueError("client must be sorted and count from 0")
    if ((step == 0) & (np.diff(session) <= 0)).any() or session.min() < 1:
        raise ValueError("session numbers start at 1 and rise within a client, each once")
    if not np.isfinite(score).all():
        raise ValueError("a missing score is left out, not given as nan")


def _check_occasions(occasions: str) -> None:
    if occasions not in (SESSIONS, ASSESSMENTS):
        raise ValueError(f"occasions must be {SESSIONS!r} or {ASSESSMENTS!r}, not {occasions!r}")
