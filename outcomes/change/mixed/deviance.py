"""The deviance of the mixed model, profiled over fixed effects and residual variance.

psi = G / sigma^2 is the covariance of level and slope in units of the residual variance, written
(psi00, psi01, psi11). With N scores, p fixed terms and S = sum M'M - sum C'K C cut
into A (fixed terms), b and d (see `cross_products`), beta = A^-1 b, r^2 = d - b'beta and

    ML     sum log det(I + psi Z'Z) + N (1 + log(2 pi r^2 / N))
    REML   ... + log det A, and N - p in the place of N

which are -2 log likelihood as lme4 defines them (Bates et al. 2015, J Stat Softw 67(1), eq. 34
and 39-42). K = (psi + det psi adj(Z'Z)) / D with D = det(I + psi Z'Z) needs no inverse of psi.
Gradient and Hessian are exact, by two derivatives of these rational functions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from outcomes.change.mixed.cross_products import CrossProducts

FIRST, SECOND = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 1, 2, 1, 2, 2])
"""Second derivatives by (psi00, psi01, psi11), in the order in which they are kept."""
SQUARE = np.array([[0, 1, 2], [1, 3, 4], [2, 4, 5]])
"""Where each entry of the Hessian stands among them."""
EPSILON = float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The deviance at one psi, with what it was profiled over.

    `gradient` and `hessian` are its derivatives by (psi00, psi01, psi11); they are None where only
    the value was asked for.
    """

    psi: np.ndarray
    deviance: float
    beta: np.ndarray
    information: np.ndarray
    """A: the inverse of the covariance of beta, times sigma^2."""
    residual_variance: float
    rounding: float
    """About how far rounding may have moved the deviance."""
    gradient: np.ndarray | None = None
    hessian: np.ndarray | None = None


class Deviance:
    """-2 log likelihood of one set of statistics as a function of psi."""

    def __init__(self, products: CrossProducts, *, reml: bool) -> None:
        self.products = products
        self.reml = reml
        self.evaluations = 0
        m = len(products.terms) + 1
        # Where each entry of a symmetric matrix stands in its upper triangle.
        self._place = np.zeros((m, m), dtype=int)
        self._place[np.triu_indices(m)] = np.arange(m * (m + 1) // 2)
        self._place = np.maximum(self._place, self._place.T)
        n, l1, l2 = products.zz.T
        # adj(Z'Z) in the order (00, 01, 11), and det(Z'Z).
        self._adjugate = np.stack([l2, -l1, n])
        self._det = n * l2 - l1 * l1
        self._linear = np.stack([n, 2.0 * l1, l2])
        self._flat = products.inner.reshape(-1, products.inner.shape[2])
        lost = (m - 1) if reml else 0
        self._squares = float(products.total[-1])
        self.degrees = products.n_scores - lost

    def value(self, psi: np.ndarray) -> Profile:
        """The deviance without derivatives."""
        self.evaluations += 1
        dets, k = self._kernel(psi)
        return self._profiled(psi, dets, moved=k.reshape(-1) @ self._flat)

    def with_derivatives(self, psi: np.ndarray) -> Profile:
        """The deviance with exact gradient and Hessian."""
        self.evaluations += 1
        dets, k = self._kernel(psi)
        d1, d2, k1, k2 = self._kernel_derivatives(psi, dets, k)
        moved = np.concatenate([k[None], k1, k2]).reshape(10, -1) @ self._flat
        at = self._profiled(psi, dets, moved=moved[0])
        share = d1 / dets
        count = self.products.count
        curvature = (d2 / dets) @ count - ((share[FIRST] * share[SECOND]) @ count)
        s1, s2 = -moved[1:4, self._place], -moved[4:, self._place]
        gradient, bend = self._add_fit(at, share @ count, curvature, s1, s2)
        return replace(at, gradient=gradient, hessian=bend[SQUARE])

    def _kernel(self, psi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """D of each pattern, shape (K,), and K as (00, 01, 11), shape (3, K)."""
        q = psi[0] * psi[2] - psi[1] ** 2
        dets = 1.0 + psi @ self._linear + q * self._det
        return dets, (psi[:, None] + q * self._adjugate) / dets

    def _kernel_derivatives(self, psi: np.ndarray, dets: np.ndarray, k: np.ndarray):
        """First and second derivatives of D and K by psi: (3, K), (6, K), (3, 3, K), (6, 3, K)."""
        q1 = np.array([psi[2], -2.0 * psi[1], psi[0]])
        q2 = np.array([0.0, 0.0, 1.0, -2.0, 0.0, 0.0])
        d1 = self._linear + q1[:, None] * self._det
        d2 = q2[:, None] * self._det
        n1 = np.eye(3)[:, :, None] + q1[:, None, None] * self._adjugate
        k1 = (n1 - d1[:, None] * k) / dets
        k2 = np.empty((6, *k.shape))
        for entry, (i, j) in enumerate(zip(FIRST, SECOND, strict=True)):
            cross = k1[i] * d1[j] + k1[j] * d1[i] + k * d2[entry]
            k2[entry] = (q2[entry] * self._adjugate - cross) / dets
        return d1, d2, k1, k2

    def _profiled(self, psi: np.ndarray, dets: np.ndarray, *, moved: np.ndarray) -> Profile:
        s = (self.products.total - moved)[self._place]
        a, b = s[:-1, :-1], s[:-1, -1]
        beta = np.linalg.solve(a, b)
        residue = max(float(s[-1, -1] - b @ beta), np.finfo(float).tiny)
        deviance = float(self.products.count @ np.log(dets))
        deviance += self.degrees * (1 + math.log(2 * math.pi * residue / self.degrees))
        if self.reml:
            deviance += float(np.linalg.slogdet(a)[1])
        return Profile(
            psi=np.asarray(psi, dtype=float),
            deviance=deviance,
            beta=beta,
            information=a,
            residual_variance=residue / self.degrees,
            rounding=EPSILON * (abs(deviance) + self.degrees * self._squares / residue),
        )

    def _add_fit(
        self, at: Profile, gradient: np.ndarray, bend: np.ndarray, s1: np.ndarray, s2: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Adds the derivatives of N log r^2 and, for REML, of log det A."""
        v = np.append(-at.beta, 1.0)
        inverse = np.linalg.inv(at.information)
        residue = at.residual_variance * self.degrees
        moved = s1 @ v
        r1 = moved @ v
        beside = moved[:, :-1] @ inverse @ moved[:, :-1].T
        r2 = s2 @ v @ v - 2.0 * beside[FIRST, SECOND]
        gradient = gradient + self.degrees * r1 / residue
        bend = bend + self.degrees * (r2 / residue - r1[FIRST] * r1[SECOND] / residue**2)
        if not self.reml:
            return gradient, bend
        turned = inverse @ s1[:, :-1, :-1]
        crossed = np.einsum("iab,jba->ij", turned, turned)
        bend = bend + np.einsum("ab,eba->e", inverse, s2[:, :-1, :-1]) - crossed[FIRST, SECOND]
        return gradient + np.trace(turned, axis1=1, axis2=2), bend
