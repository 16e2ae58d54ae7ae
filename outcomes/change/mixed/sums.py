"""What a mixed model needs of the ratings: sums by session pattern, and nothing else.

In the model  y_j = (B w)' (1, L_j) + u' (1, L_j) + e_j  an episode with the modelled sessions of
pattern p enters the likelihood only by w = (1, intake, ...), s = Z'y = (sum y, sum L y) and y'y,
where Z has the rows (1, L_j). Episodes of one pattern share Z'Z, and their likelihood is a
quadratic form in w and s, so that the sums of w w', s w', s s' and y'y over them are all that
has to be kept: eleven numbers a pattern, whatever the number of clients. Sums of two files, two
clinics or two halves of a caseload add up to the sums of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from outcomes.change.mixed.session_patterns import SessionClock


@dataclass(frozen=True, slots=True, eq=False)
class PatternSums:
    """Sums over the episodes of each session pattern. Add with `+`, take away with `-`.

    K patterns, q terms of a client (the first is always 1). `origin` was taken off every score
    before anything was summed (and off the intake, where it is a term), which keeps digits.

    key     (K, words)   see `session_patterns`
    zz      (K, 3)       Z'Z of one episode: number of scores, sum of L, sum of L^2
    ww      (K, q, q)    sum of w w'; entry [0, 0] is the number of episodes
    sw      (K, 2, q)    sum of s w'
    ss      (K, 2, 2)    sum of s s'
    yy      (K,)         sum of y'y
    """

    clock: SessionClock
    terms: tuple[str, ...]
    origin: float
    key: np.ndarray
    zz: np.ndarray
    ww: np.ndarray
    sw: np.ndarray
    ss: np.ndarray
    yy: np.ndarray

    def __len__(self) -> int:
        """Number of patterns."""
        return len(self.yy)

    @property
    def episodes(self) -> np.ndarray:
        """Number of episodes of each pattern."""
        return self.ww[:, 0, 0]

    @property
    def n_episodes(self) -> int:
        """Episodes with at least one modelled score."""
        return round(float(self.episodes.sum()))

    @property
    def n_scores(self) -> int:
        """Modelled scores."""
        return round(float(self.episodes @ self.zz[:, 0]))

    @property
    def patterns(self) -> tuple[tuple[int, ...], ...]:
        """The sessions of each pattern, those from the cap on written as the cap."""
        return tuple(self.clock.sessions(key) for key in self.key)

    def __add__(self, other: PatternSums) -> PatternSums:
        self._check_same_model(other)
        return self._merged(other, sign=1.0)

    def __sub__(self, other: PatternSums) -> PatternSums:
        """The sums without episodes that are part of them, as for a hold-out."""
        self._check_same_model(other)
        rest = self._merged(other, sign=-1.0)
        return rest.take(rest.episodes > 0.5)

    def take(self, rows: np.ndarray) -> PatternSums:
        """Only some of the patterns."""
        names = ("key", "zz", "ww", "sw", "ss", "yy")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    def _check_same_model(self, other: PatternSums) -> None:
        for name in ("clock", "terms", "origin"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                raise ValueError(f"sums of different models: {name} is {mine} and {theirs}")

    def _merged(self, other: PatternSums, *, sign: float) -> PatternSums:
        key = np.concatenate(_equally_wide(self.key, other.key))
        zz = np.concatenate([self.zz, other.zz])
        first, place = grouped(key)
        added = {
            name: _summed(
                np.concatenate([getattr(self, name), sign * getattr(other, name)]),
                place,
                len(first),
            )
            for name in ("ww", "sw", "ss", "yy")
        }
        return replace(self, key=key[first], zz=zz[first], **added)


def sums_by_pattern(
    session: np.ndarray,
    score: np.ndarray,
    *,
    start: np.ndarray,
    covariates: np.ndarray,
    clock: SessionClock,
    terms: tuple[str, ...],
    origin: float = 0.0,
) -> PatternSums:
    """The sums of episodes given row by row, in one pass over the rows.

    Args:
        session, score: modelled scores, those of one episode together, sessions rising.
        start: row at which each episode begins; none is empty.
        covariates: shape (episodes, q), the terms of each client, the first column ones.
    """
    level, y = clock.log_session(session), np.asarray(score, dtype=float)
    s = np.stack([_by_episode(each, start) for each in (y, level * y)], axis=1)
    yy = _by_episode(y * y, start)
    key = clock.keys(session, start)
    first, place = grouped(key)
    n, q = len(first), covariates.shape[1]
    w = np.asarray(covariates, dtype=float)
    return PatternSums(
        clock=clock,
        terms=terms,
        origin=origin,
        key=key[first],
        zz=_zz(level, start, first),
        ww=_products(w, w, place, n, symmetric=True).reshape(n, q, q),
        sw=_products(s, w, place, n).reshape(n, 2, q),
        ss=_products(s, s, place, n, symmetric=True).reshape(n, 2, 2),
        yy=np.bincount(place, weights=yy, minlength=n),
    )


def grouped(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(a row of each distinct key in rising order, the place of each row's key among them)."""
    if key.shape[1] == 1:
        _, first, place = np.unique(key[:, 0], return_index=True, return_inverse=True)
    else:
        _, first, place = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return first, place.reshape(-1)


def _zz(level: np.ndarray, start: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Z'Z of each pattern, from the first of its episodes: those of one pattern share it."""
    sizes = np.diff(np.append(start, len(level)))[first]
    ends = np.cumsum(sizes)
    rows = np.arange(sizes.sum()) + np.repeat(start[first] - ends + sizes, sizes)
    level = level[rows]
    sums = (_by_episode(each, ends - sizes) for each in (level, level**2))
    return np.column_stack([sizes.astype(float), *sums])


def _by_episode(column: np.ndarray, start: np.ndarray) -> np.ndarray:
    return np.add.reduceat(column, start) if len(start) else np.zeros(0)


def _products(
    a: np.ndarray, b: np.ndarray, place: np.ndarray, n: int, *, symmetric: bool = False
) -> np.ndarray:
    """Sum of a b' over the rows of each pattern, shape (n, columns of a, columns of b)."""
    out = np.empty((n, a.shape[1], b.shape[1]))
    for i in range(a.shape[1]):
        for j in range(i if symmetric else 0, b.shape[1]):
            out[:, i, j] = np.bincount(place, weights=a[:, i] * b[:, j], minlength=n)
            if symmetric:
                out[:, j, i] = out[:, i, j]
    return out


def _summed(values: np.ndarray, place: np.ndarray, n: int) -> np.ndarray:
    flat = values.reshape(len(values), -1)
    columns = [np.bincount(place, weights=column, minlength=n) for column in flat.T]
    return np.column_stack(columns).reshape(n, *values.shape[1:])


def _equally_wide(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    width = max(a.shape[1], b.shape[1])
    return tuple(np.pad(each, ((0, 0), (0, width - each.shape[1]))) for each in (a, b))
