"""Session patterns: which sessions an episode has scores of, as one number.

A pattern is a set of modelled sessions, with all sessions from the cap on counted together. Its
key is the sum over the episode's modelled sessions j of

    code(j) = 2^(min(j, cap) - first)

which no other pattern shares: sessions below the cap occur at most once, those from it on are
counted in the highest place. Keys are integers so that a database can make them in the same
`GROUP BY` that sums the scores.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

BITS = 62
"""Places of one signed 64-bit word; longer courses take a second word."""
MOST_AT_CAP = 2**20


@dataclass(frozen=True, slots=True)
class SessionClock:
    """How sessions become L = ln(min(j, cap) / unit) for sessions from `first` on.

    The curve of the product counts from session 2 with unit 2 and cap 12; scores as they are
    (`--raw`) use unit 1 and no cap, so that L is the natural logarithm of the session number.
    """

    first: int
    unit: float
    cap: int | None = None

    def capped(self, session: np.ndarray) -> np.ndarray:
        """Session numbers, those beyond the cap set to it."""
        numbers = np.asarray(session, dtype=np.int64)
        return numbers if self.cap is None else np.minimum(numbers, self.cap)

    def log_session(self, session: np.ndarray) -> np.ndarray:
        """L of each session number."""
        numbers = self.capped(session)
        if not len(numbers):
            return np.zeros(0)
        # One logarithm a session number, not one a row.
        table = np.maximum(np.arange(numbers.max() + 1), self.first)
        return np.log(table / self.unit)[numbers]

    def words(self, session: np.ndarray) -> int:
        """How many 64-bit words the keys of these sessions take."""
        if not len(session):
            return 1
        places = int(self.capped(session).max()) - self.first + 1
        if self.cap is not None and places > BITS - int(math.log2(MOST_AT_CAP)):
            raise ValueError(f"a cap of {self.cap} leaves no room to count the sessions beyond it")
        return -(-places // BITS)

    def keys(self, session: np.ndarray, start: np.ndarray) -> np.ndarray:
        """Key of each episode, shape (episodes, words).

        Args:
            session: modelled session numbers, those of one episode together.
            start: row at which each episode begins; none is empty.
        """
        if not len(start):
            return np.zeros((0, 1), dtype=np.int64)
        numbers = self.capped(session)
        codes = self._codes(int(numbers.max()), self.words(numbers))
        return np.column_stack([np.add.reduceat(code[numbers], start) for code in codes])

    def _codes(self, last: int, words: int) -> np.ndarray:
        """What each session number up to `last` adds to each word of a key."""
        place = np.maximum(np.arange(last + 1) - self.first, 0)
        code = np.left_shift(np.int64(1), place % BITS)
        return np.stack([np.where(place // BITS == word, code, 0) for word in range(words)])

    def sessions(self, key: np.ndarray) -> tuple[int, ...]:
        """The sessions of one pattern, those from the cap on written as the cap."""
        found: list[int] = []
        for word, value in enumerate(int(each) for each in np.atleast_1d(key)):
            for place in range(BITS):
                session = self.first + word * BITS + place
                if session == self.cap:
                    return (*found, *[session] * (value >> place))
                if value >> place & 1:
                    found.append(session)
        return tuple(found)

    def key(self, sessions: tuple[int, ...]) -> tuple[int, ...]:
        """The key of a pattern written as sessions: the inverse of `sessions`."""
        return tuple(self.keys(np.array(sessions, dtype=np.int64), np.array([0]))[0].tolist())


EXPECTED = SessionClock(first=2, unit=2.0, cap=12)
"""Of the expected-change curve: sessions from 2 on, L = ln(min(j, 12) / 2)."""
GIVEN_INTAKE = SessionClock(first=2, unit=1.0)
ALL_SESSIONS = SessionClock(first=1, unit=1.0)
