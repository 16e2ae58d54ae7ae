"""Newton's method for the three covariance parameters, safe at and away from the boundary.

psi is written T T' with T = [[a, 0], [b, c]], so that any a, b, c give a proper covariance and
zero variances are ordinary points; T stands in the axes of psi itself, the larger first, and is
turned with them at every step (in fixed axes the surface has a long bent valley where the first
variance is small and the second is not). Each step solves the exact quadratic model inside a
trusted radius; where the surface bends downwards the step follows the bend. A variance of zero is
a stationary point by symmetry whether or not it is the optimum, so an end there is tested by its
curvature and, if it is a saddle, left along it.

One start does where the search ends inside; where it ends on the boundary a second one begins
elsewhere. Several optima of different height were met in 3 of 5,000 invented caseloads of 5 to 60
episodes, none of which had more than 8: below 50 episodes every start is tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from outcomes.change.mixed.deviance import Deviance, Profile

STARTS = ((1.0, 0.0, 0.5), (0.2, 0.0, 1.5), (1.0, -0.8, 0.3), (2.0, 1.5, 2.0), (0.1, 0.0, 0.05))
"""(a, b, c) in the axes of level and slope."""
MOST_STEPS = 100
ENOUGH = 1e-16
"""Newton decrement g'H^-1 g, in units of deviance, at which a search ends."""
CLOSE = 1e-6
"""Newton decrement from which on steps are judged by the decrement that they leave."""
INSIDE = 1e-3
"""Smallest standard deviation along an axis, beside the residual one, that is not the boundary."""
FEW = 50
"""Episodes below which every start is tried."""
ZERO = 1e-6
"""A standard deviation this small beside the residual one is on the boundary."""


@dataclass(frozen=True, slots=True, eq=False)
class Optimum:
    """Where a search ended. `gradient` and `decrement`: the slope that is left by a, b or c, and
    what a further step could gain in deviance."""

    profile: Profile
    root: np.ndarray
    """T turned into the axes of level and slope: psi = root root'."""
    converged: bool
    gradient: float
    decrement: float
    smallest_curvature: float
    """Smallest eigenvalue of the Hessian by (a, b, c); not negative at a minimum."""
    restarts: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A point of the search: the deviance by (a, b, c) in the axes of its own psi."""

    profile: Profile
    axes: np.ndarray
    sizes: np.ndarray
    """Standard deviations along the axes: a = sizes[0], b = 0, c = sizes[1]."""
    gradient: np.ndarray
    values: np.ndarray
    vectors: np.ndarray
    """Eigenvalues (rising) and eigenvectors of the Hessian."""
    decrement: float
    is_minimum: bool
    """No direction bends downwards."""

    def moved(self, step: np.ndarray) -> np.ndarray:
        """The root after a step by (a, b, c)."""
        a, c = self.sizes
        return self.axes @ np.array([[a + step[0], 0.0], [step[1], c + step[2]]])

    def promised(self, step: np.ndarray) -> float:
        """What a step gains if the surface is as quadratic as its derivatives here."""
        along = self.vectors.T @ step
        return float(-(self.gradient @ step) - 0.5 * self.values @ along**2)


def minimise(deviance: Deviance) -> Optimum:
    """The best of the searches from as many starts as the case asks for."""
    best = _search(deviance, STARTS[0])
    further = _further_starts(best, episodes=deviance.products.n_episodes)
    for start in further:
        other = _search(deviance, start)
        best = other if _better(other, best) else best
    return replace(best, restarts=len(further))


def _further_starts(first: Optimum, *, episodes: int) -> tuple[tuple[float, float, float], ...]:
    if episodes < FEW or not first.converged:
        return STARTS[1:]
    inside = np.linalg.svd(first.root, compute_uv=False)[1] > INSIDE
    return () if inside else STARTS[1:2]


def _better(one: Optimum, other: Optimum) -> bool:
    margin = 1e-9 * (1 + abs(other.profile.deviance))
    if one.profile.deviance < other.profile.deviance - margin:
        return True
    level = one.profile.deviance < other.profile.deviance + margin
    return level and one.converged and not other.converged


def _search(deviance: Deviance, start: tuple[float, float, float]) -> Optimum:
    a, b, c = start
    at = _place(deviance, np.array([[a, 0.0], [b, c]]))
    radius = 1.0
    for _ in range(MOST_STEPS):
        if at.is_minimum and at.decrement < ENOUGH:
            return _ended(_cleaned(deviance, at), converged=True)
        step = _step(at, radius=radius)
        tried = _place(deviance, at.moved(step))
        if at.is_minimum and at.decrement < CLOSE:
            # So near the end rounding may hide what a step gains; what is left to gain tells.
            if tried.decrement < at.decrement:
                at = tried
                continue
            return _ended(_cleaned(deviance, at), converged=tried.decrement < CLOSE)
        gained = at.profile.deviance - tried.profile.deviance
        noise = 8.0 * at.profile.rounding
        length = float(np.linalg.norm(step))
        if not np.isfinite(tried.profile.deviance) or gained < -noise:
            radius = 0.25 * length
            if radius < 1e-9:
                break
            continue
        promised = at.promised(step)
        if gained > 0.75 * promised:
            radius = max(radius, 2.0 * length)
        elif gained < 0.25 * promised and promised > noise:
            radius = 0.5 * length
        at = tried
    return _ended(at, converged=False)


def _ended(at: Place, *, converged: bool) -> Optimum:
    return Optimum(
        profile=at.profile,
        root=at.axes * at.sizes,
        converged=converged,
        gradient=float(np.abs(at.gradient).max()),
        decrement=at.decrement,
        smallest_curvature=float(at.values[0]),
    )


def _place(deviance: Deviance, root: np.ndarray) -> Place:
    """The deviance at psi = root root', its derivatives turned into the axes of psi."""
    axes, sizes, _ = np.linalg.svd(root)
    psi = root @ root.T
    profile = deviance.with_derivatives(psi[[0, 0, 1], [0, 1, 1]])
    turn = _turn(axes)
    gradient, hessian = _by_root(sizes, turn.T @ profile.gradient, turn.T @ profile.hessian @ turn)
    values, vectors = np.linalg.eigh(hessian)
    scale = float(np.abs(values).max())
    return Place(
        profile,
        axes,
        sizes,
        gradient,
        values,
        vectors,
        decrement=_decrement(vectors.T @ gradient, np.abs(values)),
        is_minimum=bool(values[0] >= -1e-9 * max(scale, 1.0)),
    )


def _decrement(along: np.ndarray, size: np.ndarray) -> float:
    """g'H^-1 g; a direction without slope and without bend (no variance) counts nothing."""
    size = np.maximum(size, 1e-12 * size.max() + 1e-300)
    still = np.abs(along) < 1e-10 * (1 + np.abs(along).max())
    return float(np.sum(np.where(still & (size < 1e-6), 0.0, along**2 / size)))


def _turn(axes: np.ndarray) -> np.ndarray:
    """The matrix that takes (00, 01, 11) of a symmetric matrix in these axes to those of
    level and slope."""
    (p, q), (r, s) = axes
    return np.array(
        [[p * p, 2 * p * q, q * q], [p * r, p * s + q * r, q * s], [r * r, 2 * r * s, s * s]]
    )


def _by_root(
    sizes: np.ndarray, slope: np.ndarray, bend: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Chain rule from psi = (a^2, a b, b^2 + c^2) to (a, b, c), at b = 0."""
    a, c = sizes
    jacobian = np.array([[2 * a, 0.0, 0.0], [0.0, a, 0.0], [0.0, 0.0, 2 * c]])
    own = np.array(
        [[2 * slope[0], slope[1], 0.0], [slope[1], 2 * slope[2], 0.0], [0.0, 0.0, 2 * slope[2]]]
    )
    return jacobian.T @ slope, jacobian.T @ bend @ jacobian + own


def _step(at: Place, *, radius: float) -> np.ndarray:
    """The Newton step with every bend made positive, no longer than the radius.

    At a saddle without slope the step goes down the bend, half the radius far.
    """
    along = at.vectors.T @ at.gradient
    size = np.maximum(np.abs(at.values), 1e-8 * np.abs(at.values).max() + 1e-300)
    step = -along / size
    if at.values[0] < 0 and abs(step[0]) < 0.5 * radius:
        step[0] = -0.5 * radius if along[0] > 0 else 0.5 * radius
    if float(np.linalg.norm(step)) > radius:
        step = -along / (size + _damping(along, size, radius=radius))
    return at.vectors @ step


def _damping(along: np.ndarray, size: np.ndarray, *, radius: float) -> float:
    """The damping that makes the step about as long as the radius, by halving on a log scale."""
    low, high = -12.0, 12.0
    unit = size.max()
    for _ in range(12):
        middle = (low + high) / 2
        step = along / (size + unit * 10**middle)
        low, high = (middle, high) if step @ step > radius**2 else (low, middle)
    return unit * 10**high


def _cleaned(deviance: Deviance, at: Place) -> Place:
    """The end with a clean zero where a variance has come down to rounding."""
    sizes = np.where(at.sizes < ZERO, 0.0, at.sizes)
    if np.array_equal(sizes, at.sizes):
        return at
    return _place(deviance, at.axes * sizes)
