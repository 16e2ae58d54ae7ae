"""Local episodes blended with a curve that was there before: the posterior mode by EM.

The prior counts as n0 = 50 episodes of six modelled scores (sessions 2 to 7). With sums over
episodes, V = Z G Z' + s_e^2 I, u and C each episode's posterior (see `expected`) and e what is
left of its scores,

    beta  = (sum X'V^-1 X + n0 I0)^-1 (sum X'V^-1 z + n0 I0 beta0)
    G     = (n0 G0 + sum (u u' + C)) / (n0 + n)
    s_e^2 = (6 n0 s_e0^2 + sum (|e|^2 + tr Z C Z')) / (6 n0 + number of scores)

I0 is X'V^-1 X of such an episode under the prior, averaged over intakes z1 ~ N(0, 1). Everything
that is summed over episodes follows from the sums by pattern, so that a round costs as much as
there are patterns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from outcomes.change.expected import Curve
from outcomes.change.mixed import CrossProducts, PatternSums

PRIOR_EPISODES = 50
PRIOR_SESSIONS = tuple(range(2, 8))
FEWEST_ROUNDS = 25
MOST_ROUNDS = 2000
SETTLED = 1e-9
"""Largest change of a parameter in one round, in z, at which the rounds end."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Parameters in z: beta by (1, z1, L, z1 L), G of level and slope, s_e^2."""

    beta: np.ndarray
    g: np.ndarray
    noise: float

    @classmethod
    def of(cls, curve: Curve) -> Model:
        """The parameters of a curve."""
        both = curve.rho * curve.s_0 * curve.s_1
        return cls(
            beta=np.array([curve.g1, curve.b1, curve.g2, curve.b2]),
            g=np.array([[curve.s_0**2, both], [both, curve.s_1**2]]),
            noise=curve.s_e**2,
        )

    def far_from(self, other: Model) -> float:
        """The largest difference of a parameter."""
        apart = [self.beta - other.beta, (self.g - other.g).ravel(), [self.noise - other.noise]]
        return float(max(np.abs(each).max() for each in apart))


@dataclass(frozen=True, slots=True, eq=False)
class Blend:
    """Where the rounds ended. `covariance` is that of beta, prior and episodes together."""

    model: Model
    covariance: np.ndarray
    rounds: int
    last_change: float
    converged: bool


def blend(sums: PatternSums, prior: Curve, *, n0: float = PRIOR_EPISODES) -> Blend:
    """The posterior mode, from the prior on, at least 25 rounds and until it has settled."""
    products = CrossProducts.from_sums(sums)
    before = Model.of(prior)
    weight = n0 * prior_information(prior)
    now = before
    change, rounds = np.inf, 0
    while rounds < MOST_ROUNDS and (rounds < FEWEST_ROUNDS or change > SETTLED):
        last = now
        now = _round(products, last, before=before, weight=weight, n0=n0)
        change, rounds = now.far_from(last), rounds + 1
    information, _ = _normal_equations(products, now)
    return Blend(
        model=now,
        covariance=np.linalg.inv(information + weight),
        rounds=rounds,
        last_change=change,
        converged=change <= SETTLED,
    )


def prior_information(prior: Curve) -> np.ndarray:
    """I0: mean of X'V^-1 X of an episode with sessions 2-7 under the prior, z1 ~ N(0, 1).

    X is Z beside z1 Z, and z1 has mean 0 and variance 1, so that level terms and intake terms do
    not mix: both blocks are Z'V^-1 Z. In the order (1, z1, L, z1 L).
    """
    level = prior.log_session(np.array(PRIOR_SESSIONS))
    z = np.column_stack([np.ones(len(level)), level])
    model = Model.of(prior)
    v = z @ model.g @ z.T + model.noise * np.eye(len(level))
    return np.kron(z.T @ np.linalg.solve(v, z), np.eye(2))


def with_parameters(curve: Curve, model: Model) -> Curve:
    """The curve with other parameters; its label, words and cap stay."""
    g1, b1, g2, b2 = (float(each) for each in model.beta)
    s_0, s_1 = (float(np.sqrt(max(model.g[i, i], 0.0))) for i in (0, 1))
    rho = float(np.clip(model.g[0, 1] / (s_0 * s_1), -1.0, 1.0)) if s_0 and s_1 else 0.0
    s_e = float(np.sqrt(model.noise))
    return replace(curve, g1=g1, g2=g2, b1=b1, b2=b2, s_e=s_e, s_0=s_0, s_1=s_1, rho=rho)


def _round(
    products: CrossProducts, last: Model, *, before: Model, weight: np.ndarray, n0: float
) -> Model:
    information, right = _normal_equations(products, last)
    beta = np.linalg.solve(information + weight, right + weight @ before.beta)
    own, left = _expectations(products, last, beta)
    n, scores = products.n_episodes, products.n_scores
    six = len(PRIOR_SESSIONS)
    return Model(
        beta=beta,
        g=(n0 * before.g + own) / (n0 + n),
        noise=float((six * n0 * before.noise + left) / (six * n0 + scores)),
    )


def _kernel(products: CrossProducts, model: Model) -> np.ndarray:
    """K = (psi^-1 + Z'Z)^-1 of each pattern, shape (K, 2, 2), without an inverse of psi."""
    psi = model.g / model.noise
    zz = _two_by_two(products.zz)
    return psi @ np.linalg.inv(np.eye(2) + zz @ psi)


def _normal_equations(products: CrossProducts, model: Model) -> tuple[np.ndarray, np.ndarray]:
    """(sum X'V^-1 X, sum X'V^-1 z)."""
    k = _kernel(products, model)
    inner = np.stack([k[:, 0, 0], (k[:, 0, 1] + k[:, 1, 0]) / 2, k[:, 1, 1]])
    moved = np.einsum("ck,ckt->t", inner, products.inner)
    square = _square(products.total - moved, len(products.terms) + 1) / model.noise
    return square[:-1, :-1], square[:-1, -1]


def _expectations(
    products: CrossProducts, model: Model, beta: np.ndarray
) -> tuple[np.ndarray, float]:
    """(sum (u u' + C), sum (|e|^2 + tr Z C Z')) over all episodes."""
    k, zz = _kernel(products, model), _two_by_two(products.zz)
    v = np.append(-beta, 1.0)
    products_of_v = np.outer(v, v)
    upper = np.triu_indices(len(v))
    doubled = np.where(upper[0] == upper[1], 1.0, 2.0) * products_of_v[upper]
    r = products.inner @ doubled
    rr = np.stack([np.stack([r[0], r[1] / 2], -1), np.stack([r[1] / 2, r[2]], -1)], axis=1)
    uu = k @ rr @ np.swapaxes(k, 1, 2)
    c = products.count[:, None, None] * model.noise * k
    whole = float(products.total @ doubled)
    shared = np.einsum("kij,kji->", k, rr)
    own = np.einsum("kij,kji->", uu, zz)
    unsure = np.einsum("kij,kji->", c, zz)
    total = (uu + c).sum(axis=0)
    return (total + total.T) / 2, whole - 2 * shared + own + unsure


def _two_by_two(zz: np.ndarray) -> np.ndarray:
    n, l1, l2 = zz.T
    return np.stack([np.stack([n, l1], -1), np.stack([l1, l2], -1)], axis=1)


def _square(upper: np.ndarray, size: int) -> np.ndarray:
    square = np.zeros((size, size))
    square[np.triu_indices(size)] = upper
    return square + np.triu(square, 1).T
