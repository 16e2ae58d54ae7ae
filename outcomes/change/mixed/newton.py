"""Newton's method for the three covariance parameters, safe at and away from the boundary.

Each step solves the exact quadratic model inside a trusted radius; where the surface bends
downwards the step follows the bend. A variance of zero is a stationary point of theta by
symmetry whether or not it is the optimum, so an end there is tested by its curvature and, if it
is a saddle, left along it; several starts are tried where the first ends on the boundary.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomes.change.mixed.deviance import Deviance, Profile

STARTS = ((1.0, 0.0, 0.5), (0.2, 0.0, 1.5), (1.0, -0.8, 0.3), (2.0, 1.5, 2.0), (0.1, 0.0, 0.05))
MOST_STEPS = 100
ENOUGH = 1e-11
"""Newton decrement g'H^-1 g, in units of deviance, at which a search ends."""
ZERO = 1e-6
"""A standard deviation this small beside the residual one is on the boundary."""


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where a search ended. `decrement` is what a further step could gain in deviance."""

    profile: Profile
    converged: bool
    decrement: float
    smallest_curvature: float
    """Smallest eigenvalue of the Hessian by theta; not negative at a minimum."""
    restarts: int


def minimise(deviance: Deviance) -> Optimum:
    """The best of the searches from several starts; one start where it ends in the interior."""
    best = _search(deviance, np.array(STARTS[0]), restarts=0)
    if best.converged and not _on_boundary(best.profile.theta):
        return best
    for restart, start in enumerate(STARTS[1:], start=1):
        other = _search(deviance, np.array(start), restarts=restart)
        if _better(other, best):
            best = other
    return Optimum(
        best.profile, best.converged, best.decrement, best.smallest_curvature, len(STARTS) - 1
    )


def _better(one: Optimum, other: Optimum) -> bool:
    margin = 1e-9 * (1 + abs(other.profile.deviance))
    if one.profile.deviance < other.profile.deviance - margin:
        return True
    level = one.profile.deviance < other.profile.deviance + margin
    return level and one.converged and not other.converged


def _on_boundary(theta: np.ndarray) -> bool:
    return min(abs(theta[0]), abs(theta[2])) < 1e-3


def _search(deviance: Deviance, theta: np.ndarray, *, restarts: int) -> Optimum:
    at = deviance.with_derivatives(theta)
    radius = 1.0
    decrement, curvature = np.inf, np.nan
    for _ in range(MOST_STEPS):
        values, vectors = np.linalg.eigh(at.hessian)
        curvature, scale = float(values[0]), float(np.abs(values).max())
        decrement = _decrement(at.gradient, values, vectors)
        flat = curvature < -1e-9 * max(scale, 1.0)
        if decrement < ENOUGH and not flat:
            return Optimum(_last_step(deviance, at), True, decrement, curvature, restarts)
        step = _step(at.gradient, values, vectors, radius=radius)
        tried = deviance.with_derivatives(at.theta + step)
        promised = -(at.gradient @ step + 0.5 * step @ at.hessian @ step)
        gained = at.deviance - tried.deviance
        noise = 1e-13 * (1 + abs(at.deviance)) * deviance.products.n_scores**0.5
        if not np.isfinite(tried.deviance) or gained < -noise:
            radius = 0.25 * float(np.linalg.norm(step))
            if radius < 1e-9:
                break
            continue
        if gained > 0.75 * promised:
            radius = max(radius, 2.0 * float(np.linalg.norm(step)))
        elif gained < 0.25 * promised and promised > noise:
            radius = 0.5 * float(np.linalg.norm(step))
        at = tried
    return Optimum(at, False, float(decrement), curvature, restarts)


def _decrement(gradient: np.ndarray, values: np.ndarray, vectors: np.ndarray) -> float:
    """g'H^-1 g; a direction without slope and without bend (two zero variances) counts nothing."""
    along = vectors.T @ gradient
    size = np.maximum(np.abs(values), 1e-12 * np.abs(values).max() + 1e-300)
    still = np.abs(along) < 1e-10 * (1 + np.abs(gradient).max())
    return float(np.sum(np.where(still & (size < 1e-6), 0.0, along**2 / size)))


def _step(
    gradient: np.ndarray, values: np.ndarray, vectors: np.ndarray, *, radius: float
) -> np.ndarray:
    """The Newton step with every bend made positive, no longer than the radius.

    At a saddle without slope the step goes down the bend, half the radius far.
    """
    along = vectors.T @ gradient
    size = np.maximum(np.abs(values), 1e-8 * np.abs(values).max() + 1e-300)
    step = -along / size
    if values[0] < 0 and abs(step[0]) < 0.5 * radius:
        step[0] = -0.5 * radius if along[0] > 0 else 0.5 * radius
    length = float(np.linalg.norm(step))
    if length > radius:
        damping = _damping(along, size, radius=radius)
        step = -along / (size + damping)
    return vectors @ step


def _damping(along: np.ndarray, size: np.ndarray, *, radius: float) -> float:
    """The damping that makes the step as long as the radius, by halving on a log scale."""
    low, high = -12.0, 12.0
    unit = size.max()
    for _ in range(40):
        middle = (low + high) / 2
        length = np.linalg.norm(along / (size + unit * 10**middle))
        low, high = (middle, high) if length > radius else (low, middle)
    return unit * 10**high


def _last_step(deviance: Deviance, at: Profile) -> Profile:
    """At the optimum with a clean zero where a variance has come down to rounding."""
    theta = at.theta.copy()
    theta[np.abs(theta) < ZERO] = 0.0
    # Signs of a and c mean nothing; both are shown as standard deviations.
    theta[:2] *= -1.0 if theta[0] < 0 else 1.0
    theta[2] = abs(theta[2])
    return at if np.array_equal(theta, at.theta) else deviance.with_derivatives(theta)
