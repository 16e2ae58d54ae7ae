"""Blending with the starter: the formulas of the facts (section 5), episode by episode.

The reference below sums over episodes with whole matrices, as the formulas are written; the code
works from sums by pattern.
"""

import numpy as np
import pytest

from outcomes.change import STARTER, Caseload
from outcomes.change.blending import blend, prior_information
from outcomes.change.fitting import blended, stage_by_number, unblended
from outcomes.change.modelled import curve_sums
from outcomes.measures import catalogue

PHQ9 = catalogue()["phq9"].yardstick("adult")
N0 = 50


def simulated(n: int, seed: int) -> Caseload:
    """Episodes from the starter model in points of the PHQ-9, not rounded, with gaps."""
    random = np.random.default_rng(seed)
    rows = []
    for client in range(n):
        z1 = random.normal()
        u = random.normal(0, STARTER.s_0), random.normal(0, STARTER.s_1)
        rows.append((client, 1, z1))
        for j in range(2, 3 + random.integers(0, 12)):
            if random.random() < 0.15:
                continue
            level = np.log(min(j, 12) / 2)
            z = 0.25 + 0.45 * level + (0.75 - 0.14 * level) * z1 + u[0] + u[1] * level
            rows.append((client, j, z + random.normal(0, STARTER.s_e)))
    client, session, z = np.array(rows).T
    return Caseload(client.astype(int), session.astype(int), 16.41 - 5.65 * z)


def as_written(caseload: Caseload, rounds: int) -> dict[str, np.ndarray | float]:
    """Section 5, literally."""
    episodes = []
    for client in range(caseload.n_clients):
        rows = slice(caseload.start[client], caseload.start[client + 1])
        z = (16.41 - caseload.score[rows]) / 5.65
        if len(z) > 1:
            level = np.log(np.minimum(caseload.session[rows][1:], 12) / 2)
            zz = np.column_stack([np.ones_like(level), level])
            x = np.column_stack([np.ones_like(level), level, z[0] + 0 * level, z[0] * level])
            episodes.append((x, zz, z[1:]))
    beta0 = np.array([0.25, 0.45, 0.75, -0.14])
    g0, noise0 = np.diag([0.48**2, 0.46**2]), 0.45**2
    level = np.log(np.arange(2, 8) / 2)
    zz = np.column_stack([np.ones_like(level), level])
    block = zz.T @ np.linalg.inv(zz @ g0 @ zz.T + noise0 * np.eye(6)) @ zz
    i0 = np.zeros((4, 4))
    i0[:2, :2] = i0[2:, 2:] = block
    beta, g, noise = beta0, g0, noise0
    for _ in range(rounds):
        left, right = N0 * i0, N0 * i0 @ beta0
        for x, zz, z in episodes:
            v = np.linalg.inv(zz @ g @ zz.T + noise * np.eye(len(z)))
            left, right = left + x.T @ v @ x, right + x.T @ v @ z
        beta = np.linalg.solve(left, right)
        own, residual, scores = N0 * g0, 6 * N0 * noise0, 0
        for x, zz, z in episodes:
            v = np.linalg.inv(zz @ g @ zz.T + noise * np.eye(len(z)))
            u = g @ zz.T @ v @ (z - x @ beta)
            c = g - g @ zz.T @ v @ zz @ g
            e = z - x @ beta - zz @ u
            own = own + np.outer(u, u) + c
            residual = residual + e @ e + np.trace(zz @ c @ zz.T)
            scores += len(z)
        g, noise = own / (N0 + len(episodes)), residual / (6 * N0 + scores)
    return {"beta": beta, "g": g, "noise": noise}


def test_information_of_the_prior_is_that_of_six_scores_at_sessions_2_to_7() -> None:
    level = np.log(np.arange(2, 8) / 2)
    zz = np.column_stack([np.ones(6), level])
    v = 0.48**2 + 0.46**2 * np.outer(level, level) + 0.45**2 * np.eye(6)
    block = zz.T @ np.linalg.inv(v) @ zz
    found = prior_information(STARTER)
    assert found[0, 0] == found[1, 1] == pytest.approx(block[0, 0])
    assert found[0, 2] == pytest.approx(block[0, 1])
    assert found[0, 1] == found[0, 3] == 0


def test_rounds_end_where_the_formulas_end() -> None:
    caseload = simulated(80, seed=11)
    found = blend(curve_sums(caseload, PHQ9), STARTER)
    expected = as_written(caseload, rounds=found.rounds + 40)
    assert found.converged
    assert found.rounds >= 25
    order = [0, 2, 1, 3]  # the facts order beta by (1, L, z1, z1 L), the code by (1, z1, L, z1 L)
    assert found.model.beta[order] == pytest.approx(expected["beta"], abs=1e-6)
    assert found.model.g == pytest.approx(expected["g"], abs=1e-6)
    assert found.model.noise == pytest.approx(expected["noise"], abs=1e-6)


def test_without_episodes_the_starter_stays() -> None:
    none = Caseload(np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    found = blended(curve_sums(none, PHQ9))
    for name in ("g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho"):
        assert getattr(found.curve, name) == pytest.approx(getattr(STARTER, name), abs=1e-12)


def test_many_episodes_outweigh_the_prior() -> None:
    """1,000 episodes against 50: blend and plain fit lie within a standard error of each other."""
    sums = curve_sums(simulated(1000, seed=12), PHQ9)
    both, plain = blended(sums), unblended(sums, "ml")
    for place, name in enumerate(("g1", "b1", "g2", "b2")):
        apart = getattr(both.curve, name) - getattr(plain.curve, name)
        assert abs(apart) < plain.standard_errors[place]
    assert both.curve.stage == "blended"
    assert both.prior == "starter-1"
    assert plain.prior is None


@pytest.mark.parametrize(
    ("n", "stage"),
    [(0, "starter"), (29, "starter"), (30, "blended"), (199, "blended"), (200, "local")],
)
def test_stage_by_number_of_closed_episodes(n: int, stage: str) -> None:
    assert stage_by_number(n) == stage
