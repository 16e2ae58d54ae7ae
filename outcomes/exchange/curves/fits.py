"""Fitting as the console asks for it: blended, alone, or on the scores as they are."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from outcomes.change import STARTER, Caseload, Curve
from outcomes.change.fitting import CurveFit, blended, unblended
from outcomes.change.mixed import MixedFit, PatternSums, fit_mixed
from outcomes.change.modelled import curve_sums, points_sums
from outcomes.change.points import GIVEN_INTAKE, TERMS, PointsCurve
from outcomes.measures import Yardstick

EXPECTED = "expected"
BLEND = "blend"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be fitted: `model` "expected" (in z, for the product), "given-intake" or
    "all-sessions" (in points); `method` "blend", "ml" or "reml"."""

    model: str = EXPECTED
    method: str = BLEND

    @property
    def raw(self) -> bool:
        """Whether the scores themselves are modelled, not z."""
        return self.model != EXPECTED


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A fit with its report, whichever of the ways it was made.

    `estimates` and `standard_errors` are in the order of `terms`; `g` is the covariance of a
    client's own level and slope. In z for an expected-change curve, in points for a raw one.
    """

    choice: Choice
    curve: Curve | PointsCurve
    terms: tuple[str, ...]
    estimates: tuple[float, ...]
    standard_errors: tuple[float, ...]
    g: np.ndarray
    residual_variance: float
    log_likelihood: float | None
    n_clients: int
    n_scores: int
    convergence: dict[str, Any]
    prior: dict[str, Any] | None

    @property
    def correlation(self) -> float | None:
        """Of level and slope; None where one of them does not vary."""
        scale = float(np.sqrt(self.g[0, 0] * self.g[1, 1]))
        return float(self.g[0, 1]) / scale if scale else None


def sums_for(choice: Choice, caseload: Caseload, yardstick: Yardstick) -> PatternSums:
    """The sums that the chosen model needs of some closed episodes."""
    if choice.raw:
        return points_sums(caseload, model=choice.model)
    return curve_sums(caseload, yardstick)


def fit_sums(sums: PatternSums, choice: Choice, *, prior: Curve = STARTER) -> Fitted:
    """Fit the chosen model. Raises FitError where the sums cannot carry it."""
    if choice.raw:
        return _in_points(fit_mixed(sums, choice.method), choice)
    if choice.method == BLEND:
        return _in_z(blended(sums, prior), choice)
    return _in_z(unblended(sums, choice.method), choice)


def _in_points(found: MixedFit, choice: Choice) -> Fitted:
    return Fitted(
        choice=choice,
        curve=PointsCurve.of_fit(found, model=choice.model),
        terms=found.terms,
        estimates=tuple(found.beta.tolist()),
        standard_errors=tuple(found.standard_errors.tolist()),
        g=found.g,
        residual_variance=float(found.residual_variance),
        log_likelihood=float(found.log_likelihood),
        n_clients=found.n_episodes,
        n_scores=found.n_scores,
        convergence=asdict(found.convergence),
        prior=None,
    )


def _in_z(found: CurveFit, choice: Choice) -> Fitted:
    curve, mixed = found.curve, found.mixed
    both = curve.rho * curve.s_0 * curve.s_1
    rounds = {"converged": found.converged, "rounds": found.rounds, "message": found.message}
    prior = {"curve": found.prior, "episodes": found.prior_episodes} if found.prior else None
    return Fitted(
        choice=choice,
        curve=curve,
        terms=TERMS[GIVEN_INTAKE],
        estimates=(curve.g1, curve.b1, curve.g2, curve.b2),
        standard_errors=found.standard_errors,
        g=mixed.g if mixed else np.array([[curve.s_0**2, both], [both, curve.s_1**2]]),
        residual_variance=float(mixed.residual_variance) if mixed else curve.s_e**2,
        log_likelihood=float(mixed.log_likelihood) if mixed else None,
        n_clients=found.n_episodes,
        n_scores=found.n_scores,
        convergence=asdict(mixed.convergence) if mixed else rounds,
        prior=prior,
    )
