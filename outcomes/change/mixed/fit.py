"""The linear mixed model of session scores: fixed terms, a random level and slope per client.

    y_ij = x_ij'beta + u_i0 + u_i1 L_ij + e_ij,   u_i ~ N(0, G),   e_ij ~ N(0, sigma^2)

fitted by maximum likelihood or restricted maximum likelihood (REML) from sums by session pattern
alone, so that a fit costs as much as there are patterns, however many clients there are. The
same estimates as lme4's lmer(y ~ ... + (1 + L | client)); `tests/published/mixed` holds its
answers. In a long caseload every episode counts by its information: one with many scores says
more of the shape of change than one with few, but its scores share one client's level and slope,
so that they never count as so many independent ones. Nothing else is weighted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from outcomes.change.mixed.cross_products import CrossProducts
from outcomes.change.mixed.deviance import Deviance
from outcomes.change.mixed.newton import Optimum, minimise
from outcomes.change.mixed.sums import PatternSums
from outcomes.errors import FitError

METHODS = ("ml", "reml")
COLLINEAR = 1e-10
"""Share of a term's sum of squares left over when the other terms are taken out, below which it
says nothing that they do not say."""


@dataclass(frozen=True, slots=True)
class Convergence:
    """How the search ended.

    `gradient` is the largest slope of the deviance by a covariance parameter that is left,
    `decrement` what one more Newton step could gain, `smallest_curvature` the smallest eigenvalue
    of its Hessian. `boundary` names what came out at its limit: "level" or "slope" (a variance of
    zero), "correlation" (level and slope move together for everybody), or None.
    """

    converged: bool
    evaluations: int
    restarts: int
    gradient: float
    decrement: float
    smallest_curvature: float
    boundary: str | None
    message: str

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, eq=False)
class MixedFit:
    """A fitted model. In units of the score; L as the clock of the sums has it.

    beta, covariance   fixed effects and their covariance matrix, in the order of `terms`
    g                  covariance of level and slope, 2 x 2
    residual_variance  sigma^2
    log_likelihood     of `method`: restricted for REML, as lme4 gives it
    """

    method: str
    terms: tuple[str, ...]
    beta: np.ndarray
    covariance: np.ndarray
    g: np.ndarray
    residual_variance: float
    log_likelihood: float
    n_episodes: int
    n_scores: int
    convergence: Convergence

    @property
    def standard_errors(self) -> np.ndarray:
        """Of the fixed effects, given the estimated variances (as lme4's summary gives them)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def correlation(self) -> float | None:
        """Of level and slope; None where one of them does not vary."""
        scale = math.sqrt(self.g[0, 0] * self.g[1, 1])
        return float(self.g[0, 1] / scale) if scale else None

    def mean(self, covariates: np.ndarray, log_session: np.ndarray | float) -> np.ndarray:
        """Expected score of a new client with these terms (1, ...) at L."""
        half = len(self.beta) // 2
        level, slope = self.beta[:half] @ covariates, self.beta[half:] @ covariates
        return level + slope * np.asarray(log_session)

    def sd(self, log_session: np.ndarray | float) -> np.ndarray:
        """SD of a new client's score at L: level, slope and residual together."""
        level = np.asarray(log_session, dtype=float)
        own = self.g[0, 0] + 2 * level * self.g[0, 1] + level**2 * self.g[1, 1]
        return np.sqrt(own + self.residual_variance)


def fit_mixed(sums: PatternSums, method: str = "reml") -> MixedFit:
    """The model whose fixed terms are those of the sums, each alone and times L.

    Raises:
        FitError: nothing to fit, terms that cannot be told apart, or nobody with two scores.
    """
    found = fit_products(CrossProducts.from_sums(sums), method)
    return _from_origin(found, sums.terms, sums.origin) if sums.origin else found


def fit_products(products: CrossProducts, method: str = "reml") -> MixedFit:
    """The model for any fixed terms; see `fit_mixed`."""
    if method not in METHODS:
        raise ValueError(f"method must be one of {METHODS}, not {method!r}")
    check(products)
    deviance = Deviance(products, reml=method == "reml")
    best = minimise(deviance)
    at = best.profile
    level, both, slope = at.psi * at.residual_variance
    return MixedFit(
        method=method,
        terms=products.terms,
        beta=at.beta,
        covariance=at.residual_variance * np.linalg.inv(at.information),
        g=np.array([[level, both], [both, slope]]),
        residual_variance=at.residual_variance,
        log_likelihood=-0.5 * at.deviance,
        n_episodes=products.n_episodes,
        n_scores=products.n_scores,
        convergence=_convergence(best, deviance),
    )


def check(products: CrossProducts) -> None:
    """Refuse what has no answer, with every reason at once. Raises FitError."""
    problems = []
    terms, n = len(products.terms), products.n_scores
    if n <= terms + 3:
        problems.append(
            f"there are {n} scores to fit; {terms} fixed terms and four variances need more than "
            f"{terms + 3}"
        )
    if len(products.zz) and products.zz[:, 0].max() < 2:
        problems.append(
            "no client has two of them, so that what lasts in a client cannot be told from what "
            "changes from session to session"
        )
    elif len(products.zz) and not _variances_can_be_told_apart(products.zz):
        problems.append(
            "they lie at too few different sessions to tell differences in level, differences in "
            "slope and noise apart; some clients need scores at three"
        )
    problems += [
        f"{name} can be worked out from {' and '.join(others)} alone (collinear)"
        for name, others in _collinear(products)
    ]
    if problems:
        raise FitError("The model cannot be fitted to these ratings.", problems=problems)


def _variances_can_be_told_apart(zz: np.ndarray) -> bool:
    """Whether I, 11', 1L' + L1' and LL', of which every pattern's covariance is made up, differ
    from one another: by the products tr(A B), summed over the patterns."""
    n, l1, l2 = zz.T
    middle = l1.sum() / n.sum()
    l2 = l2 - 2 * middle * l1 + middle**2 * n
    l1 = l1 - middle * n
    square = np.array(
        [
            [n, n, 2 * l1, l2],
            [n, n * n, 2 * n * l1, l1 * l1],
            [2 * l1, 2 * n * l1, 2 * (n * l2 + l1 * l1), 2 * l1 * l2],
            [l2, l1 * l1, 2 * l1 * l2, l2 * l2],
        ]
    ).sum(axis=2)
    scale = np.sqrt(np.diag(square))
    if not scale.all():
        return False
    return bool(np.linalg.eigvalsh(square / np.outer(scale, scale))[0] > COLLINEAR)


def _collinear(products: CrossProducts) -> list[tuple[str, list[str]]]:
    """Terms that the ones before them explain wholly, with those that do."""
    if not products.n_scores:
        return []
    square = np.zeros((len(products.terms) + 1,) * 2)
    square[np.triu_indices(len(square))] = products.total
    square = (square + np.triu(square, 1).T)[:-1, :-1]
    scale = np.sqrt(np.diag(square))
    found, kept = [], []
    for place, name in enumerate(products.terms):
        if not scale[place]:
            found.append((name, ["nothing: it is always zero"]))
            continue
        near = square[np.ix_(kept, kept)] / np.outer(scale[kept], scale[kept])
        beside = square[kept, place] / (scale[kept] * scale[place])
        weights = np.linalg.solve(near, beside) if kept else beside
        if 1.0 - beside @ weights < COLLINEAR:
            shares = np.abs(weights) > 1e-6
            found.append((name, [products.terms[kept[i]] for i in np.flatnonzero(shares)]))
        else:
            kept.append(place)
    return found


def _from_origin(fit: MixedFit, terms: tuple[str, ...], origin: float) -> MixedFit:
    """The same model in scores that nothing was taken off: exact, since it is linear."""
    q = len(terms)
    shift = np.eye(2 * q)
    if "intake" in terms:
        place = terms.index("intake")
        shift[0, place] = shift[q, q + place] = -origin
    beta = shift @ fit.beta
    beta[0] += origin
    return MixedFit(
        **{
            name: getattr(fit, name) for name in fit.__slots__ if name not in ("beta", "covariance")
        },
        beta=beta,
        covariance=shift @ fit.covariance @ shift.T,
    )


def _convergence(best: Optimum, deviance: Deviance) -> Convergence:
    boundary = _boundary(best.profile.psi)
    message = "converged" if best.converged else "the search did not settle; do not use this fit"
    if best.converged and boundary:
        message = f"converged on the boundary: {BOUNDARIES[boundary]}"
    return Convergence(
        converged=best.converged,
        evaluations=deviance.evaluations,
        restarts=best.restarts,
        gradient=best.gradient,
        decrement=best.decrement,
        smallest_curvature=best.smallest_curvature,
        boundary=boundary,
        message=message,
    )


BOUNDARIES = {
    "level": "clients do not differ in level beyond the noise of single scores",
    "slope": "clients do not differ in slope beyond the noise of single scores",
    "correlation": "level and slope move together for everybody",
}


def _boundary(psi: np.ndarray) -> str | None:
    """By the standard deviations beside the residual one, as lme4's isSingular."""
    level = math.sqrt(psi[0])
    if level < 1e-4:
        return "level"
    both = psi[1] / level
    if psi[2] - both**2 > 1e-8:
        return None
    return "slope" if abs(both) < 1e-4 else "correlation"
