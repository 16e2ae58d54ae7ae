"""The likelihood from sums against the likelihood written out with the full covariance matrix.

The reference is the density of the multivariate normal distribution, client by client: no
formula of the code under test is in it.
"""

import math

import numpy as np
import pytest

from outcomes.change import Caseload
from outcomes.change.mixed import CrossProducts, SessionClock, fit_products
from outcomes.change.mixed.deviance import Deviance
from outcomes.change.modelled import points_sums

PSI = [
    (1.0, 0.3, 0.58),
    (0.36, -0.3, 0.29),
    (0.81, 0.36, 0.16),  # level and slope move together
    (0.0, 0.0, 0.5),
    (0.64, 0.0, 0.0),
]
"""Variance of the level, covariance, variance of the slope, beside the residual variance."""


@pytest.fixture(scope="module")
def caseload() -> Caseload:
    """Forty clients, one to nine sessions, with gaps."""
    random = np.random.default_rng(7)
    rows = []
    for client in range(40):
        level, slope = random.normal(20, 5), random.normal(-2, 1.5)
        sessions = sorted({1, *random.choice(np.arange(2, 12), random.integers(0, 9)).tolist()})
        for j in sessions:
            rows.append((client, j, level + slope * math.log(j) + random.normal(0, 2)))
    client, session, score = np.array(rows).T
    return Caseload(client.astype(int), session.astype(int), score)


def written_out(
    caseload: Caseload, psi: tuple[float, float, float], *, reml: bool
) -> tuple[float, np.ndarray]:
    """-2 log likelihood and beta of "given-intake", from V = I + Z psi Z' of each client."""
    own = np.array([[psi[0], psi[1]], [psi[1], psi[2]]])
    blocks = []
    for client in range(caseload.n_clients):
        rows = slice(caseload.start[client] + 1, caseload.start[client + 1])
        level = np.log(caseload.session[rows])
        if len(level):
            intake = np.full(len(level), caseload.score[caseload.start[client]])
            z = np.column_stack([np.ones_like(level), level])
            x = np.column_stack([np.ones_like(level), intake, level, intake * level])
            v = np.eye(len(level)) + z @ own @ z.T
            blocks.append((x, caseload.score[rows], v))
    information = sum(x.T @ np.linalg.solve(v, x) for x, _, v in blocks)
    beta = np.linalg.solve(information, sum(x.T @ np.linalg.solve(v, y) for x, y, v in blocks))
    residue = sum((y - x @ beta) @ np.linalg.solve(v, y - x @ beta) for x, y, v in blocks)
    n = sum(len(y) for _, y, _ in blocks) - (4 if reml else 0)
    deviance = sum(np.linalg.slogdet(v)[1] for *_, v in blocks)
    deviance += n * (1 + math.log(2 * math.pi * residue / n))
    return deviance + (np.linalg.slogdet(information)[1] if reml else 0.0), beta


def products_of(caseload: Caseload) -> CrossProducts:
    """By rows, with nothing taken off the scores."""
    rows = caseload.position > 0
    client, session = caseload.client[rows], caseload.session[rows]
    start = np.flatnonzero(np.r_[True, client[1:] != client[:-1]])
    intake, level = caseload.score[caseload.first][rows], np.log(session)
    return CrossProducts.of_rows(
        session,
        caseload.score[rows],
        start=start,
        fixed=np.column_stack([np.ones_like(level), intake, level, intake * level]),
        terms=("intercept", "intake", "log_session", "intake:log_session"),
        clock=SessionClock(first=2, unit=1.0),
    )


@pytest.mark.parametrize("reml", [False, True], ids=["ml", "reml"])
@pytest.mark.parametrize("psi", PSI)
def test_deviance_equals_the_density_written_out(
    caseload: Caseload, psi: tuple[float, float, float], reml: bool
) -> None:
    expected, beta = written_out(caseload, psi, reml=reml)
    found = Deviance(products_of(caseload), reml=reml).value(np.array(psi))
    assert found.deviance == pytest.approx(expected, abs=1e-7)
    assert found.beta == pytest.approx(beta, rel=1e-7)


@pytest.mark.parametrize("reml", [False, True], ids=["ml", "reml"])
@pytest.mark.parametrize("psi", PSI[:3])
def test_gradient_and_hessian_equal_differences_of_the_density(
    caseload: Caseload, psi: tuple[float, float, float], reml: bool
) -> None:
    at = Deviance(products_of(caseload), reml=reml).with_derivatives(np.array(psi))

    def value(moved: np.ndarray) -> float:
        return written_out(caseload, tuple(moved), reml=reml)[0]

    here, step, axes = np.array(psi), 2e-4, np.eye(3)
    for i in range(3):
        ahead, behind = value(here + step * axes[i]), value(here - step * axes[i])
        assert at.gradient[i] == pytest.approx((ahead - behind) / (2 * step), abs=2e-3)
        for j in range(3):
            corners = [
                a * b * value(here + step * (a * axes[i] + b * axes[j]))
                for a in (1, -1)
                for b in (1, -1)
            ]
            assert at.hessian[i, j] == pytest.approx(
                sum(corners) / (4 * step**2), rel=1e-4, abs=2e-2
            )


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_sums_by_pattern_give_the_fit_of_the_rows(caseload: Caseload, method: str) -> None:
    from outcomes.change.mixed import fit_mixed

    by_row = fit_products(products_of(caseload), method)
    by_sum = fit_mixed(points_sums(caseload), method)
    assert by_sum.beta == pytest.approx(by_row.beta, rel=1e-6)
    assert by_sum.g == pytest.approx(by_row.g, rel=1e-5)
    assert by_sum.log_likelihood == pytest.approx(by_row.log_likelihood, abs=1e-7)
    assert by_sum.terms == by_row.terms


def test_weeks_since_the_intake_can_be_a_fixed_term(caseload: Caseload) -> None:
    """A term of the session, not of the client: its deviance against the density written out
    would repeat the test above, so only the use is shown: a term that is noise stays near 0."""
    rows = caseload.position > 0
    client, session = caseload.client[rows], caseload.session[rows]
    random = np.random.default_rng(3)
    weeks = session * 1.5 + random.normal(0, 2, len(session))
    fitted = fit_products(
        CrossProducts.of_rows(
            session,
            caseload.score[rows],
            start=np.flatnonzero(np.r_[True, client[1:] != client[:-1]]),
            fixed=np.column_stack([np.ones_like(weeks), np.log(session), weeks]),
            terms=("intercept", "log_session", "weeks"),
            clock=SessionClock(first=2, unit=1.0),
        )
    )
    assert abs(fitted.beta[2]) < 3 * fitted.standard_errors[2]
