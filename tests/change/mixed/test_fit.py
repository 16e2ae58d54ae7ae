"""What cannot be fitted is refused by name, and what did not settle says so."""

import numpy as np
import pytest

from outcomes.change import Caseload, Course
from outcomes.change.mixed import GIVEN_INTAKE, CrossProducts, fit_mixed, fit_products
from outcomes.change.modelled import points_sums
from outcomes.errors import FitError


def courses(*sessions: tuple[int, ...], clients: int) -> Caseload:
    """Clients who take turns at these sessions, their scores drawn at random."""
    random = np.random.default_rng(17)
    return Caseload.from_courses(
        [
            Course(rated, random.normal(20, 5) + random.normal(0, 3, len(rated)))
            for rated in (sessions[client % len(sessions)] for client in range(clients))
        ]
    )


def products_with(column: str, values: dict[str, np.ndarray]) -> CrossProducts:
    """Thirty clients, sessions 2 to 5, and one more term."""
    session = np.tile([2, 3, 4, 5], 30)
    log = np.log(session)
    score = np.random.default_rng(3).normal(20, 5, 120)
    columns = {"intercept": np.ones(120), "log_session": log, **values}
    return CrossProducts.of_rows(
        session,
        score,
        start=np.arange(0, 120, 4),
        fixed=np.column_stack(list(columns.values())),
        terms=tuple(columns),
        clock=GIVEN_INTAKE,
    )


def test_a_term_that_is_a_sum_of_others_is_named_with_them():
    log = np.log(np.tile([2, 3, 4, 5], 30))
    age = np.repeat(np.arange(30.0), 4)
    terms = {"age": age, "noise": np.sin(np.arange(120.0)), "both": 3 * age - 0.5 * log}
    with pytest.raises(FitError) as caught:
        fit_products(products_with("both", terms))
    assert caught.value.problems == (
        "both can be worked out from log_session and age alone (collinear)",
    )


def test_terms_on_very_different_scales_are_not_taken_for_collinear():
    random = np.random.default_rng(5)
    terms = {"tiny": 1e-6 * random.normal(size=120), "huge": 1e6 * random.normal(size=120)}
    assert fit_products(products_with("huge", terms)).convergence.converged


@pytest.mark.parametrize(
    "sessions",
    [((1, 2, 3),), ((1, 2, 3), (1, 2)), ((1, 2, 3), (1, 2), (1, 3))],
    ids=["the same two", "two or the first", "two or either"],
)
def test_two_sessions_cannot_tell_level_slope_and_noise_apart(sessions):
    # Scores of two sessions have three variances and covariances; the model has four.
    with pytest.raises(FitError, match="too few different sessions"):
        fit_mixed(points_sums(courses(*sessions, clients=60)))


def test_two_scores_a_client_do_where_the_sessions_differ():
    assert fit_mixed(
        points_sums(courses((1, 2, 3), (1, 2, 8), (1, 3, 6), clients=90))
    ).convergence.converged


@pytest.mark.parametrize("method", ["ml", "reml"])
def test_a_likelihood_without_an_end_is_not_called_converged(method):
    # Three clients with two later scores each, all at sessions 2 and 3: four fixed terms and one
    # direction of level and slope can follow all that differs within them, and the noise goes to
    # nothing (the deviance falls for ever, log noise by log noise).
    pairs = [(21.1, 19.4, 19.6), (20.2, 16.9, 17.2), (21.7, 19.9, 19.7)]
    singles = [
        (21.2, 19.6), (18.9, 20.0), (19.9, 15.7), (19.8, 20.7), (20.2, 20.3), (19.4, 16.8),
        (22.8, 20.0),
    ]  # fmt: skip
    caseload = Caseload.from_courses(
        [
            *(Course((1, 2, 3), scores) for scores in pairs),
            *(Course((1, 2), scores) for scores in singles),
            Course((1, 3), (20.9, 17.7)),
            Course((1, 4), (20.7, 19.3)),
        ]
    )
    fit = fit_mixed(points_sums(caseload), method)
    assert not fit.convergence.converged
    assert "do not use" in fit.convergence.message
