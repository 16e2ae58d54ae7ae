"""The expected course and the prediction: the worked values of facts section 3 and decisions."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from outcomes.change import STARTER, Caseload, Course, expected, progress
from outcomes.change.expected import z_score

# facts section 3, "Percentile test values": 10th 25th 50th 75th 90th at sessions 2, 4, 8, 12
BANDS = [
    (
        "phq9",
        8,
        [
            (13.5, 11.2, 8.7, 6.2, 3.9),
            (13.0, 10.5, 7.7, 5.0, 2.4),
            (13.4, 10.3, 6.8, 3.3, 0.2),
            (13.9, 10.3, 6.2, 2.2, 0.0),
        ],
    ),
    (
        "phq9",
        16,
        [
            (19.5, 17.2, 14.7, 12.2, 9.9),
            (18.3, 15.8, 13.0, 10.2, 7.7),
            (17.9, 14.7, 11.2, 7.8, 4.6),
            (17.9, 14.3, 10.2, 6.2, 2.6),
        ],
    ),
    (
        "phq9",
        24,
        [
            (25.5, 23.2, 20.7, 18.2, 15.9),
            (23.5, 21.0, 18.2, 15.4, 12.9),
            (22.3, 19.2, 15.7, 12.2, 9.1),
            (21.9, 18.2, 14.2, 10.2, 6.6),
        ],
    ),
    (
        "gad7",
        20,
        [
            (21.0, 19.5, 17.5, 15.6, 13.8),
            (19.8, 17.8, 15.6, 13.4, 11.5),
            (18.9, 16.4, 13.7, 11.0, 8.5),
            (18.6, 15.7, 12.6, 9.4, 6.6),
        ],
    ),
    (
        "core10",
        20,
        [
            (24.5, 21.4, 18.0, 14.6, 11.5),
            (22.8, 19.4, 15.6, 11.8, 8.4),
            (22.2, 17.9, 13.1, 8.4, 4.1),
            (22.1, 17.2, 11.7, 6.2, 1.3),
        ],
    ),
]
PERCENTILES = (10, 25, 50, 75, 90)


@pytest.mark.parametrize(("measure", "intake", "columns"), BANDS)
def test_bands_of_the_starter_curve(measure, intake, columns, *, yardsticks):
    found = STARTER.bands(
        yardsticks[measure], intake, sessions=(2, 4, 8, 12), percentiles=PERCENTILES
    )
    by_session = found.T
    assert by_session == pytest.approx(np.array(columns), abs=0.0501)


def test_course_is_flat_beyond_the_cap(phq9):
    # facts section 3: session 14 equals session 12.
    found = STARTER.bands(phq9, 16, sessions=(12, 14), percentiles=PERCENTILES)
    assert found[:, 0].tolist() == found[:, 1].tolist()


def test_course_begins_at_the_intake(phq9):
    found = STARTER.bands(phq9, 16, sessions=(1, 2), percentiles=PERCENTILES)
    assert found[:, 0].tolist() == [16.0] * 5


def test_course_begins_at_a_later_session_where_the_intake_was_taken(phq9):
    found = STARTER.bands(phq9, 16, sessions=(2, 3), percentiles=(50,), intake_session=2)
    plain = STARTER.bands(phq9, 16, sessions=(2, 3), percentiles=(50,))
    assert found[0, 0] == 16.0
    assert found[0, 1] == plain[0, 1]


def test_worst_percentile_comes_first_in_either_direction(phq9, wellbeing):
    low = STARTER.bands(phq9, 16, sessions=(4,), percentiles=PERCENTILES)[:, 0]
    high = STARTER.bands(wellbeing, 16, sessions=(4,), percentiles=PERCENTILES)[:, 0]
    assert (np.diff(low) < 0).all()
    assert (np.diff(high) > 0).all()


def test_spread_of_the_starter():
    # facts section 3: sqrt v at sessions 2, 4, 8, 12: .658, .731, .916, 1.055.
    level = STARTER.log_session(np.array([2, 4, 8, 12]))
    assert np.sqrt(STARTER.variance(level)) == pytest.approx([0.658, 0.731, 0.916, 1.055], abs=5e-4)


def test_correlation_with_the_intake():
    # facts section 3: r with intake at sessions 2, 4, 8, 12: .752, .666, .519, .428.
    level = STARTER.log_session(np.array([2, 4, 8, 12]))
    slope = STARTER.b1 + STARTER.b2 * level
    r = slope / np.sqrt(slope**2 + STARTER.variance(level))
    assert r == pytest.approx([0.752, 0.666, 0.519, 0.428], abs=6e-4)


def test_medians_and_tenths_of_a_course_from_18(phq9):
    # facts section 3: PHQ-9 18: medians at 2, 3, 4: 16.19, 15.07, 14.27; 10th 20.95 20.02 19.57.
    found = STARTER.bands(phq9, 18, sessions=(2, 3, 4), percentiles=(50, 10))
    assert found[0] == pytest.approx([16.19, 15.07, 14.27], abs=0.0051)
    assert found[1] == pytest.approx([20.95, 20.02, 19.57], abs=0.0051)


def test_benefit_percentiles_of_a_course_from_18(phq9):
    # facts section 3: scores 17, 17, 16 at sessions 2-4 have 41.4, 30.9, 33.8.
    found = STARTER.benefit_percentile(
        phq9, 18, session=np.array([2, 3, 4]), score=np.array([17, 17, 16])
    )
    assert found == pytest.approx([41.4, 30.9, 33.8], abs=0.0501)


@pytest.mark.parametrize(
    ("measure", "intake", "score", "percentile"),
    [("wellbeing", 18.0, 16.5, 14.4), ("phq9", 18, 20, 8.3)],
)
def test_benefit_percentiles_of_the_decisions(measure, intake, score, percentile, *, yardsticks):
    # decisions, "Scores, change, status".
    found = STARTER.benefit_percentile(yardsticks[measure], intake, session=4, score=score)
    assert found == pytest.approx(percentile, abs=0.0501)


# facts section 3, "Posterior test values", H = 8: case, scores from session 2, u, mean, SD, pN, pW
POSTERIORS = [
    ("phq9", 18, (17, 17, 16), (-0.1761, -0.0980), 14.119, 3.772, 0.6661, 0.0064),
    ("phq9", 18, (15, 12, 10), (0.3198, 0.2454), 8.627, 3.772, 0.1523, 0.0000),
    ("phq9", 12, (14, 15, 16), (-0.4657, -0.2961), 13.972, 3.772, 0.9762, 0.1748),
    ("wellbeing", 17.5, (18.0, 17.2, 18.8), (-0.2613, -0.1400), 21.187, 5.173, 0.6726, 0.0306),
    ("core10", 22, (21, 17, 16, 14), (0.0004, 0.1516), 12.628, 4.641, 0.2020, 0.0007),
]


@pytest.mark.parametrize(
    ("measure", "intake", "scores", "u", "mean", "sd", "p_none", "p_worse"), POSTERIORS
)
def test_prediction_from_all_scores(
    measure, intake, scores, u, mean, sd, p_none, p_worse, *, yardsticks
):
    yardstick = yardsticks[measure]
    sessions = tuple(range(1, len(scores) + 2))
    course = Course(sessions, (intake, *scores))
    found = progress(course, yardstick)
    assert found.predicted.horizon == 8
    assert found.predicted.mean == pytest.approx(mean, abs=6e-4)
    assert found.predicted.sd == pytest.approx(sd, abs=6e-4)
    assert found.p_no_reliable_improvement == pytest.approx(p_none, abs=6e-5)
    assert found.p_reliable_worsening == pytest.approx(p_worse, abs=6e-5)
    posterior = _posterior(course, yardstick)
    assert (posterior.u0[-1], posterior.u1[-1]) == pytest.approx(u, abs=6e-5)


def test_prediction_with_missing_sessions_and_a_late_horizon(phq9):
    # decisions: PHQ-9 18; 17, 16, 15 at sessions 2, 13, 14: H 16, logarithm capped at 12.
    course = Course((1, 2, 13, 14), (18, 17, 16, 15))
    found = progress(course, phq9)
    posterior = _posterior(course, phq9)
    assert (posterior.u0[-1], posterior.u1[-1]) == pytest.approx((-0.1586, -0.2896), abs=6e-5)
    assert found.predicted.horizon == 16
    assert found.predicted.mean == pytest.approx(15.063, abs=6e-4)
    assert found.predicted.sd == pytest.approx(3.054, abs=6e-4)
    assert found.p_no_reliable_improvement == pytest.approx(0.7993, abs=6e-5)
    assert found.p_reliable_worsening == pytest.approx(0.0029, abs=6e-5)
    assert found.benefit_percentile == pytest.approx(26.4, abs=0.0501)


def test_covariance_after_three_scores(phq9):
    # facts section 3: C after sessions 2-4: [[.0648, -.0444], [-.0444, .1569]].
    posterior = _posterior(Course((1, 2, 3, 4), (18, 17, 17, 16)), phq9)
    found = (posterior.c00[-1], posterior.c01[-1], posterior.c11[-1])
    assert found == pytest.approx((0.0648, -0.0444, 0.1569), abs=6e-5)


@pytest.mark.parametrize(
    ("s_0", "s_1", "rho"), [(0.0, 0.46, 0.0), (0.48, 0.0, 0.0), (0.48, 0.46, 1.0), (0.0, 0.0, 0.0)]
)
def test_singular_spread_gives_the_posterior_of_the_full_formula(phq9, s_0, s_1, rho):
    # facts section 3: u = G Z'V^-1 (z - m), C = G - G Z'V^-1 Z G with V = Z G Z' + s_e^2 I,
    # worked out here by matrices; V has an inverse even where G has none.
    curve = dataclasses.replace(STARTER, s_0=s_0, s_1=s_1, rho=rho)
    sessions, scores = np.array([2, 3, 5, 9]), np.array([17.0, 19.0, 14.0, 12.0])
    level = np.log(sessions / 2.0)
    z = np.column_stack([np.ones(4), level])
    g = np.array([[s_0**2, rho * s_0 * s_1], [rho * s_0 * s_1, s_1**2]])
    v_inverse = np.linalg.inv(z @ g @ z.T + 0.45**2 * np.eye(4))
    z1 = -(18 - 16.41) / 5.65
    residual = -(scores - 16.41) / 5.65 - (0.25 + 0.45 * level + (0.75 - 0.14 * level) * z1)
    u, c = g @ z.T @ v_inverse @ residual, g - g @ z.T @ v_inverse @ z @ g
    found = _posterior(Course((1, *sessions), (18, *scores)), phq9, curve)
    assert (found.u0[-1], found.u1[-1]) == pytest.approx(u, abs=1e-12)
    assert (found.c00[-1], found.c01[-1], found.c11[-1]) == pytest.approx(
        (c[0, 0], c[0, 1], c[1, 1]), abs=1e-12
    )


def test_benefit_is_positive_in_z_whatever_the_direction(phq9, wellbeing):
    assert z_score(phq9, 16.41 - 5.65) == pytest.approx(1.0)
    assert z_score(wellbeing, 18.5 + 7.75) == pytest.approx(1.0)


def test_no_curve_without_norms(k10):
    assert STARTER.why_not(k10) == "no_norms"
    with pytest.raises(ValueError, match="no intake norms"):
        STARTER.bands(k10, 30, sessions=(2,), percentiles=(50,))


def test_no_curve_where_the_measure_rules_it_out(screen):
    assert STARTER.why_not(screen) == "curve_not_allowed"


def _posterior(course, yardstick, curve=STARTER):
    caseload = Caseload.from_courses([course])
    modelled = expected.modelled_rows(caseload)
    return curve.posterior(curve.evidence(yardstick, caseload, modelled=modelled))
