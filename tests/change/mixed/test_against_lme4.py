"""The mixed model against lme4 and statsmodels; tests/published/mixed holds answers and scripts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from outcomes.change import Caseload
from outcomes.change.mixed import GIVEN_INTAKE, CrossProducts, MixedFit, fit_mixed, fit_products
from outcomes.change.modelled import MODELS, points_sums
from tests.published.mixed import cases

FOLDER = Path(__file__).resolve().parents[2] / "published" / "mixed"
LME4 = json.loads((FOLDER / "references.json").read_text("utf-8"))["cases"]
STATSMODELS = json.loads((FOLDER / "statsmodels.json").read_text("utf-8"))["cases"]
METHODS = ("ml", "reml")
FIXED, VARIANCES, ERRORS, LIKELIHOOD = 1e-6, 2e-4, 1e-4, 1e-4
EVERY = [(name, model, method) for name in LME4 for model in MODELS for method in METHODS]


@cache
def caseload_of(name: str) -> Caseload:
    ratings = cases.CASES[name]()
    if ratings is None:
        pytest.skip(f"{name}: the shared data folder is not here")
    assert cases.checksum(ratings) == LME4[name]["sha256"], "not the ratings that lme4 was given"
    return Caseload(*ratings)


@cache
def fitted(name: str, model: str, method: str) -> MixedFit:
    return fit_mixed(points_sums(caseload_of(name), model=model), method)


def variances(reference: dict) -> list[float]:
    names = ("variance_level", "variance_slope", "random_covariance", "residual_variance")
    return [reference[name] for name in names]


def assert_same_estimates(fit: MixedFit, reference: dict, *, errors: np.ndarray) -> None:
    """Fixed terms relative to themselves, or to their standard error where they are near zero;
    variances likewise, on the boundary relative to a hundredth of the residual variance."""
    fixed, wanted = np.array(reference["fixed"]), np.array(variances(reference))
    found = np.array([fit.g[0, 0], fit.g[1, 1], fit.g[0, 1], fit.residual_variance])
    assert np.all(np.abs(fit.beta - fixed) <= FIXED * np.maximum(np.abs(fixed), errors))
    scale = np.maximum(np.abs(wanted), 0.01 * wanted[3])
    assert np.all(np.abs(found - wanted) <= VARIANCES * scale)
    assert (fit.n_episodes, fit.n_scores) == (reference["clients"], reference["scores"])


@pytest.mark.parametrize(("name", "model", "method"), EVERY)
def test_estimates_are_those_of_lme4(name, model, method):
    fit, reference = fitted(name, model, method), LME4[name][model][method]

    errors = np.array(reference["standard_errors"])
    assert_same_estimates(fit, reference, errors=errors)
    assert fit.standard_errors == pytest.approx(errors, rel=ERRORS)
    assert fit.log_likelihood >= reference["log_likelihood"] - LIKELIHOOD
    assert fit.log_likelihood == pytest.approx(reference["log_likelihood"], abs=LIKELIHOOD)
    correlation = fit.covariance / np.outer(errors, errors)
    wanted = np.array(reference["covariance"]) / np.outer(errors, errors)
    assert correlation == pytest.approx(wanted, abs=ERRORS)


@pytest.mark.parametrize(("name", "model", "method"), EVERY)
def test_every_search_ends_at_an_optimum_and_says_whether_it_is_on_the_boundary(
    name, model, method
):
    found, reference = fitted(name, model, method).convergence, LME4[name][model][method]

    assert found.converged
    assert found.decrement < 1e-8
    assert found.smallest_curvature > -1e-6
    assert (found.boundary is not None) == reference["singular"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("name", "boundary"),
    [
        ("slope_variance_zero", "slope"),
        ("level_variance_zero", "level"),
        ("perfectly_correlated", "correlation"),
    ],
)
def test_the_boundary_is_named_where_it_was_built_in(name, boundary, method):
    # cases.on_the_boundary makes residuals whose best covariance is known beforehand.
    assert fitted(name, "given-intake", method).convergence.boundary == boundary


@pytest.mark.parametrize("method", METHODS)
def test_clients_without_any_variance_between_them_leave_none(method):
    fit = fitted("no_variance_between_clients", "given-intake", method)

    assert fit.g == pytest.approx(np.zeros((2, 2)), abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", cases.OTHER_TERMS)
def test_terms_of_the_client_and_of_the_rating_beside_the_intake(name, method):
    reference = LME4[name]["other-terms"][method]
    fit = fit_products(_with_other_terms(name, reference["terms"]), method)

    errors = np.array(reference["standard_errors"])
    assert_same_estimates(fit, reference, errors=errors)
    assert fit.standard_errors == pytest.approx(errors, rel=ERRORS)
    assert fit.log_likelihood == pytest.approx(reference["log_likelihood"], abs=LIKELIHOOD)


def _with_other_terms(name: str, terms: list[str]) -> CrossProducts:
    caseload = caseload_of(name)
    begun = caseload.session[caseload.first] == 1
    rows = begun & (caseload.position > 0)
    session, client = caseload.session[rows], caseload.client[rows]
    intake, log = caseload.score[caseload.first][rows], np.log(session)
    made_up = cases.third_and_week(cases.Ratings(client, session, log))
    columns = {
        "(Intercept)": np.ones(len(log)),
        "intake": intake,
        "log_session": log,
        "third": made_up[:, 0],
        "week": made_up[:, 1],
        "intake:log_session": intake * log,
    }
    return CrossProducts.of_rows(
        session,
        caseload.score[rows],
        start=np.flatnonzero(np.diff(client, prepend=-1)),
        fixed=np.column_stack([columns[term] for term in terms]),
        terms=tuple(terms),
        clock=GIVEN_INTAKE,
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", STATSMODELS)
def test_estimates_are_those_of_statsmodels(name, model, method):
    fit, reference = fitted(name, model, method), STATSMODELS[name][model][method]

    found = [*fit.beta, fit.g[0, 0], fit.g[1, 1], fit.g[0, 1], fit.residual_variance]
    assert found == pytest.approx([*reference["fixed"], *variances(reference)], rel=1e-4)
    assert fit.log_likelihood == pytest.approx(reference["log_likelihood"], abs=LIKELIHOOD)
