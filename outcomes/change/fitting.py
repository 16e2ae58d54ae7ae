"""A curve from closed episodes: blended with the curve before it, or from these ratings alone.

    fitted = blended(curve_sums(caseload, yardstick), prior=STARTER)
    fitted.curve.bands(yardstick, 18, sessions=(2, 4, 8), percentiles=(10, 50, 90))

How far a fitted curve may be trusted is another question: `validation`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from outcomes.change.blending import (
    PRIOR_EPISODES,
    Model,
    blend,
    with_parameters,
)
from outcomes.change.expected import STARTER, Curve
from outcomes.change.mixed import MixedFit, PatternSums, fit_mixed

FEWEST_EPISODES = 30
"""Closed episodes with two scores below which the starter stays."""
ENOUGH_EPISODES = 200
"""Closed episodes from which a curve may be called local, if its bands hold."""


@dataclass(frozen=True, slots=True, eq=False)
class CurveFit:
    """A curve with the report of its making.

    `method` is "blend", "ml" or "reml"; `standard_errors` are those of (g1, b1, g2, b2), in z;
    `prior` names the curve blended in and `prior_episodes` how many episodes it counted for;
    `mixed` is the model behind a curve made without a prior.
    """

    curve: Curve
    method: str
    n_episodes: int
    n_scores: int
    standard_errors: tuple[float, float, float, float]
    prior: str | None
    prior_episodes: float
    rounds: int | None
    converged: bool
    message: str
    mixed: MixedFit | None = None

    def report(self) -> dict[str, Any]:
        """Plain data for a stored version: how the curve was made."""
        names = ("g1", "b1", "g2", "b2")
        return {
            "method": self.method,
            "n_episodes": self.n_episodes,
            "n_scores": self.n_scores,
            "standard_errors": dict(zip(names, self.standard_errors, strict=True)),
            "prior": self.prior,
            "prior_episodes": self.prior_episodes,
            "rounds": self.rounds,
            "converged": self.converged,
            "message": self.message,
            "log_likelihood": self.mixed.log_likelihood if self.mixed else None,
            "boundary": self.mixed.convergence.boundary if self.mixed else None,
        }


def stage_by_number(n_episodes: int) -> str:
    """ "starter", "blended" or "local" by closed episodes alone; whether a local curve holds what
    its bands promise is for `validation` to say."""
    if n_episodes < FEWEST_EPISODES:
        return "starter"
    return "blended" if n_episodes < ENOUGH_EPISODES else "local"


def blended(
    sums: PatternSums, prior: Curve = STARTER, *, n0: float = PRIOR_EPISODES, name: str = "local"
) -> CurveFit:
    """The episodes of the sums blended with `prior`, which counts as `n0` of them.

    The stage is "blended": only the coverage of held-out scores makes a curve "local".
    """
    found = blend(sums, prior, n0=n0)
    errors = np.sqrt(np.diag(found.covariance))
    words = "settled" if found.converged else "still moving after the last round"
    return CurveFit(
        curve=_named(with_parameters(prior, found.model), sums, name=name),
        method="blend",
        n_episodes=sums.n_episodes,
        n_scores=sums.n_scores,
        standard_errors=tuple(float(each) for each in errors),
        prior=prior.label,
        prior_episodes=float(n0),
        rounds=found.rounds,
        converged=found.converged,
        message=f"{words}, largest change {found.last_change:.1g}",
    )


def unblended(sums: PatternSums, method: str = "reml", *, name: str = "local") -> CurveFit:
    """The curve of these episodes alone. Raises FitError where they cannot carry one."""
    found = fit_mixed(sums, method)
    model = Model(beta=found.beta, g=found.g, noise=found.residual_variance)
    cap = sums.clock.cap or STARTER.cap
    return CurveFit(
        curve=_named(with_parameters(replace(STARTER, cap=cap), model), sums, name=name),
        method=method,
        n_episodes=sums.n_episodes,
        n_scores=sums.n_scores,
        standard_errors=tuple(float(each) for each in found.standard_errors),
        prior=None,
        prior_episodes=0.0,
        rounds=None,
        converged=found.convergence.converged,
        message=found.convergence.message,
        mixed=found,
    )


def _named(curve: Curve, sums: PatternSums, *, name: str) -> Curve:
    n = sums.n_episodes
    return replace(
        curve,
        id=name,
        version="draft",
        stage="blended",
        provenance=f"Fitted on {n:,} closed episodes with {sums.n_scores:,} modelled scores.",
        n_episodes=n,
    )
