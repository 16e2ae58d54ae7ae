"""Cross-products of rows: the form in which the likelihood takes its statistics.

With M = [X y] the rows of an episode and C = Z'M (2 x m), everything the likelihood asks for is

    M'V^-1 M = (1/sigma^2) (sum M'M - sum C'K C),     K = (psi^-1 + Z'Z)^-1,

where K depends on the pattern alone. So the sums of products of C's two rows, by pattern, and
M'M over everything are enough, for any fixed terms: those that a client brings (`from_sums`) and
those that change from session to session, such as weeks since the intake (`of_rows`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomes.change.mixed.session_patterns import SessionClock
from outcomes.change.mixed.sums import PatternSums, grouped


@dataclass(frozen=True, slots=True, eq=False)
class CrossProducts:
    """Statistics of K patterns and m - 1 fixed terms.

    count   (K,)        episodes of each pattern
    zz      (K, 3)      Z'Z of one of them: number of scores, sum of L, sum of L^2
    inner   (3, K, T)   sums of c0 c0', of c0 c1' + c1 c0' and of c1 c1', where c0 and c1 are the
                        rows of C; upper triangles, T = m (m + 1) / 2
    total   (T,)        upper triangle of the sum of M'M
    terms               names of the m - 1 fixed terms; y comes last in M
    """

    terms: tuple[str, ...]
    count: np.ndarray
    zz: np.ndarray
    inner: np.ndarray
    total: np.ndarray

    @property
    def n_episodes(self) -> int:
        """Episodes with at least one modelled score."""
        return round(float(self.count.sum()))

    @property
    def n_scores(self) -> int:
        """Modelled scores."""
        return round(float(self.count @ self.zz[:, 0]))

    @classmethod
    def from_sums(cls, sums: PatternSums) -> CrossProducts:
        """Fixed terms (1, w1, ..., L, L w1, ...): each client term alone and times L."""
        n, l1, l2 = (sums.zz[:, i, None, None] for i in range(3))
        s0, s1 = sums.sw[:, 0, None, :], sums.sw[:, 1, None, :]
        t00, t01, t11 = (sums.ss[:, i, j, None, None] for i, j in ((0, 0), (0, 1), (1, 1)))
        # C has the rows (n w', l1 w', s0) and (l1 w', l2 w', s1).
        c00 = _blocks(sums.ww, (n, n), (l1, l1), (s0, n, l1), t00)
        c01 = _blocks_crossed(sums.ww, (n, l1, l2), (s0, s1), t01)
        c11 = _blocks(sums.ww, (l1, l1), (l2, l2), (s1, l1, l2), t11)
        total = _total(sums)
        upper = np.triu_indices(total.shape[0])
        inner = np.stack([c00, c01 + np.swapaxes(c01, 1, 2), c11])
        return cls(
            terms=_with_log_session(sums.terms),
            count=sums.episodes,
            zz=sums.zz,
            inner=np.ascontiguousarray(inner[:, :, *upper]),
            total=total[upper],
        )

    @classmethod
    def of_rows(
        cls,
        session: np.ndarray,
        score: np.ndarray,
        *,
        start: np.ndarray,
        fixed: np.ndarray,
        terms: tuple[str, ...],
        clock: SessionClock,
    ) -> CrossProducts:
        """From rows with any fixed terms, shape (rows, m - 1), given by name in `terms`.

        `start` is the row at which each episode begins. Costs more than sums by pattern, since
        the products of every episode are formed; the fit itself costs the same.
        """
        level = clock.log_session(session)
        m = np.column_stack([fixed, score]).astype(float)
        sizes = np.diff(np.append(start, len(m)))
        l1, l2 = np.add.reduceat(level, start), np.add.reduceat(level**2, start)
        c0, c1 = np.add.reduceat(m, start), np.add.reduceat(level[:, None] * m, start)
        first, place = grouped(clock.keys(session, start))
        upper = np.triu_indices(m.shape[1])
        products = (
            (c0[:, i] * c0[:, j], c0[:, i] * c1[:, j] + c1[:, i] * c0[:, j], c1[:, i] * c1[:, j])
            for i, j in zip(*upper, strict=True)
        )
        inner = np.empty((3, len(first), len(upper[0])))
        for column, three in enumerate(products):
            for row, values in enumerate(three):
                inner[row, :, column] = np.bincount(place, weights=values, minlength=len(first))
        return cls(
            terms=terms,
            count=np.bincount(place, minlength=len(first)).astype(float),
            zz=np.column_stack([sizes, l1, l2])[first].astype(float),
            inner=inner,
            total=(m.T @ m)[upper],
        )


def _with_log_session(terms: tuple[str, ...]) -> tuple[str, ...]:
    named = ["intercept" if each == "1" else each for each in terms]
    return (*named, *("log_session" if n == "intercept" else f"{n}:log_session" for n in named))


def _blocks(ww, first, second, scores, corner) -> np.ndarray:
    """Sum of c c' for c = (f w', g w', s), where (f, f) and (g, g) give the diagonal blocks."""
    f, g = first[0], second[0]
    s, *levels = scores
    beside = np.concatenate([levels[0] * s, levels[1] * s], axis=2)
    square = np.concatenate(
        [
            np.concatenate([f * f * ww, f * g * ww], axis=2),
            np.concatenate([f * g * ww, g * g * ww], axis=2),
        ],
        axis=1,
    )
    return _bordered(square, beside, np.swapaxes(beside, 1, 2), corner)


def _blocks_crossed(ww, levels, scores, corner) -> np.ndarray:
    """Sum of c0 c1' for c0 = (n w', l1 w', s0) and c1 = (l1 w', l2 w', s1)."""
    n, l1, l2 = levels
    s0, s1 = scores
    square = np.concatenate(
        [
            np.concatenate([n * l1 * ww, n * l2 * ww], axis=2),
            np.concatenate([l1 * l1 * ww, l1 * l2 * ww], axis=2),
        ],
        axis=1,
    )
    right = np.swapaxes(np.concatenate([n * s1, l1 * s1], axis=2), 1, 2)
    below = np.concatenate([l1 * s0, l2 * s0], axis=2)
    return _bordered(square, below, right, corner)


def _bordered(square, below, right, corner) -> np.ndarray:
    upper = np.concatenate([square, right], axis=2)
    lower = np.concatenate([below, corner], axis=2)
    return np.concatenate([upper, lower], axis=1)


def _total(sums: PatternSums) -> np.ndarray:
    n, l1, l2 = (sums.zz[:, i, None, None] for i in range(3))
    ww = sums.ww
    xx = np.block(
        [
            [(n * ww).sum(axis=0), (l1 * ww).sum(axis=0)],
            [(l1 * ww).sum(axis=0), (l2 * ww).sum(axis=0)],
        ]
    )
    xy = sums.sw.sum(axis=0).reshape(-1, 1)
    return np.block([[xx, xy], [xy.T, np.array([[sums.yy.sum()]])]])
