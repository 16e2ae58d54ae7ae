"""The expected course: what clients who began where this client began went on to score.

In units of z = d (score - M_pre) / SD_pre (positive = better than the average intake), with
L = ln(min(j, cap) / 2) for the score at attended session j >= 2 and z1 the intake:

    mean      m = g1 + g2 L + (b1 + b2 L) z1
    variance  v = s_e^2 + s_0^2 + 2 rho s_0 s_1 L + s_1^2 L^2

a mixed model with a random level (s_0) and slope on L (s_1) per client. At the intake itself
(j = 1) the curve is the intake. The logarithm of the session number follows Finch, Lambert and
Schaalje (2001; 11,492 clients, sessions 1-20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from outcomes.change import normal
from outcomes.change.courses import ASSESSMENTS, LAST_INTAKE_SESSION, Caseload
from outcomes.change.running import running
from outcomes.measures import Yardstick

SHORTEST_HORIZON = 8
LOOK_AHEAD = 2


class Evidence(NamedTuple):
    """Sums over a client's modelled scores so far (not the intake), one entry a row.

    r = z - m. These five numbers are all the prediction needs, so that a course of any length
    costs the same.
    """

    n: np.ndarray
    sum_l: np.ndarray
    sum_ll: np.ndarray
    sum_r: np.ndarray
    sum_lr: np.ndarray


class Posterior(NamedTuple):
    """What the scores so far say of a client's own level and slope: u and its covariance C."""

    u0: np.ndarray
    u1: np.ndarray
    c00: np.ndarray
    c01: np.ndarray
    c11: np.ndarray


class Forecast(NamedTuple):
    """Predicted score at `horizon`, in points, with the SD of a single new score there, and
    the chances derived from it. nan where there is no prediction. The mean is not cut at the
    ends of the scale."""

    horizon: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    p_no_reliable_improvement: np.ndarray
    p_reliable_worsening: np.ndarray


@dataclass(frozen=True, slots=True)
class Curve:
    """One version of the expected-change curve.

    `stage` is "starter" (published summaries), "blended" or "local" (fitted on the clinic's own
    closed episodes, `n_episodes` of them); "alone" outside a clinic, fitted without a prior. A
    stored version is never edited: a signal keeps the version that made it.
    """

    id: str
    version: str
    stage: str
    provenance: str
    g1: float
    g2: float
    b1: float
    b2: float
    s_e: float
    s_0: float
    s_1: float
    rho: float
    cap: int
    n_episodes: int = 0

    @property
    def label(self) -> str:
        """Id and version as one word, "starter-1"."""
        return f"{self.id}-{self.version}"

    def why_not(self, yardstick: Yardstick) -> str | None:
        """Why no curve can be drawn for a measure, or None: "curve_not_allowed" where the measure
        says so, "no_norms" without M_pre and SD_pre."""
        if not yardstick.curve_allowed:
            return "curve_not_allowed"
        return None if yardstick.curve_possible else "no_norms"

    def log_session(self, session: np.ndarray | float) -> np.ndarray:
        """L = ln(min(j, cap) / 2); 0 at session 2 and, where it has no meaning, at session 1."""
        capped = np.clip(np.asarray(session, dtype=float), 2.0, self.cap)
        return np.log(capped / 2.0)

    def mean(self, z1: np.ndarray | float, log_session: np.ndarray) -> np.ndarray:
        """Expected z at L for intake z1."""
        return self.g1 + self.g2 * log_session + (self.b1 + self.b2 * log_session) * z1

    def variance(self, log_session: np.ndarray) -> np.ndarray:
        """Variance of a new client's score about the mean, in z."""
        covariance = 2.0 * self.rho * self.s_0 * self.s_1 * log_session
        return self.s_e**2 + self.s_0**2 + covariance + (self.s_1 * log_session) ** 2

    def bands(
        self,
        yardstick: Yardstick,
        intake: float,
        *,
        sessions: Sequence[int],
        percentiles: Sequence[float],
        intake_session: int = 1,
    ) -> np.ndarray:
        """Scores at benefit percentiles, in points inside the scale.

        Shape (percentiles, sessions). The 10th benefit percentile is the course that nine in
        ten do better than: the lowest score where higher is better, the highest where lower is.
        Sessions up to `intake_session` hold the intake itself. Raises ValueError for a measure
        without norms (ask `why_not` first).
        """
        mean, sd = _norms(yardstick)
        j = np.asarray(sessions, dtype=float)
        level = self.log_session(j)
        middle = self.mean(z_score(yardstick, intake), level)
        spread = np.sqrt(self.variance(level))
        steps = np.array([[normal.quantile(p / 100.0)] for p in percentiles])
        points = mean + yardstick.direction * sd * (middle + steps * spread)
        inside = np.clip(points, yardstick.minimum, yardstick.maximum)
        return np.where(j <= intake_session, float(intake), inside)

    def median(
        self, yardstick: Yardstick, intake: np.ndarray, *, session: np.ndarray
    ) -> np.ndarray:
        """The middle course at each session, in points inside the scale (not for the intake)."""
        mean, sd = _norms(yardstick)
        middle = self.mean(z_score(yardstick, intake), self.log_session(session))
        points = mean + yardstick.direction * sd * middle
        return np.clip(points, yardstick.minimum, yardstick.maximum)

    def benefit_percentile(
        self,
        yardstick: Yardstick,
        intake: np.ndarray | float,
        *,
        session: np.ndarray | float,
        score: np.ndarray | float,
    ) -> np.ndarray:
        """Of 100 clients with this intake, how many have fared worse by session j >= 2:
        100 Phi((z - m) / sqrt v). High is good whatever the measure's direction."""
        level = self.log_session(session)
        above = z_score(yardstick, score) - self.mean(z_score(yardstick, intake), level)
        return 100.0 * normal.cdf(above / np.sqrt(self.variance(level)))

    def evidence(
        self, yardstick: Yardstick, caseload: Caseload, *, modelled: np.ndarray
    ) -> Evidence:
        """The running sums at each row, over the rows where `modelled` is True."""
        level = self.log_session(caseload.session)
        intake = caseload.score[caseload.first]
        residual = z_score(yardstick, caseload.score) - self.mean(z_score(yardstick, intake), level)
        columns = [np.ones(len(level)), level, level**2, residual, level * residual]
        terms = np.where(modelled[:, None], np.column_stack(columns), 0.0)
        return Evidence(*running(np.add, terms, position=caseload.position).T)

    def posterior(self, evidence: Evidence) -> Posterior:
        """u = G (Z'Z G + s_e^2 I)^-1 Z'r and C = s_e^2 G (Z'Z G + s_e^2 I)^-1.

        The same as G Z'V^-1 r and G - G Z'V^-1 Z G with V = Z G Z' + s_e^2 I, by the
        push-through identity; it needs no inverse of G, so that s_0 = 0, s_1 = 0 or |rho| = 1
        are allowed, and only 2 x 2 algebra however many scores there are.
        """
        g00, g11, noise = self.s_0**2, self.s_1**2, self.s_e**2
        g01 = self.rho * self.s_0 * self.s_1
        n, sum_l, sum_ll, sum_r, sum_lr = evidence
        m00, m01 = n * g00 + sum_l * g01 + noise, n * g01 + sum_l * g11
        m10, m11 = sum_l * g00 + sum_ll * g01, sum_l * g01 + sum_ll * g11 + noise
        det = m00 * m11 - m01 * m10
        # K = G M^-1, row by row.
        k00, k01 = (g00 * m11 - g01 * m10) / det, (g01 * m00 - g00 * m01) / det
        k10, k11 = (g01 * m11 - g11 * m10) / det, (g11 * m00 - g01 * m01) / det
        return Posterior(
            u0=k00 * sum_r + k01 * sum_lr,
            u1=k10 * sum_r + k11 * sum_lr,
            c00=noise * k00,
            c01=noise * (k01 + k10) / 2.0,  # symmetric but for rounding
            c11=noise * k11,
        )

    def forecast(
        self,
        yardstick: Yardstick,
        intake: np.ndarray,
        *,
        session: np.ndarray,
        posterior: Posterior,
    ) -> Forecast:
        """Prediction at session H = max(8, j + 2) from all scores so far.

        P(no reliable improvement) = Phi((z1 + (RC - h)/SD_pre - mean) / sd) and P(reliable
        worsening) = Phi((z1 - (RC - h)/SD_pre - mean) / sd), with h half a point for totals in
        whole points. nan for both without a reliable change.
        """
        norm_mean, norm_sd = _norms(yardstick)
        horizon = np.maximum(SHORTEST_HORIZON, np.asarray(session) + LOOK_AHEAD)
        level = self.log_session(horizon)
        z1 = z_score(yardstick, intake)
        mean = self.mean(z1, level) + posterior.u0 + level * posterior.u1
        own = posterior.c00 + 2.0 * level * posterior.c01 + level**2 * posterior.c11
        sd = np.sqrt(own + self.s_e**2)
        rc = yardstick.reliable_change
        limit = np.nan if rc is None else (rc.value - yardstick.half_step) / norm_sd
        return Forecast(
            horizon=horizon.astype(float),
            mean=norm_mean + yardstick.direction * norm_sd * mean,
            sd=norm_sd * sd,
            p_no_reliable_improvement=normal.cdf((z1 + limit - mean) / sd),
            p_reliable_worsening=normal.cdf((z1 - limit - mean) / sd),
        )


STARTER = Curve(
    id="starter",
    version="1",
    stage="starter",
    provenance=(
        "Built from published summaries, not fitted on client records: gain of .87 SD at session 8 "
        "from the pooled pre-post effect of English talking therapy services (Wakefield 2021), "
        "short retest .61 to .84 (Moggia 2018); pre-post correlation near .5 and the growing "
        "spread are unverified."
    ),
    g1=0.25,
    g2=0.45,
    b1=0.75,
    b2=-0.14,
    s_e=0.45,
    s_0=0.48,
    s_1=0.46,
    rho=0.0,
    cap=12,
)
"""The starter curve, starter-1: drawn until a clinic has enough closed episodes of its own."""


def z_score(yardstick: Yardstick, score: np.ndarray | float) -> np.ndarray:
    """d (score - M_pre) / SD_pre: SDs above the average intake in the direction of benefit."""
    mean, sd = _norms(yardstick)
    return yardstick.direction * (np.asarray(score, dtype=float) - mean) / sd


def modelled_rows(caseload: Caseload) -> np.ndarray:
    """Rows that the curve speaks of: scores after an intake at session 1, 2 or 3.

    The intake itself is not one of them, wherever it was taken: it counts as j = 1. Later scores
    keep their attended-session number.
    """
    if caseload.occasions == ASSESSMENTS:
        return np.zeros(len(caseload), dtype=bool)
    in_time = caseload.session[caseload.first] <= LAST_INTAKE_SESSION
    return in_time & (caseload.position > 0)


def _norms(yardstick: Yardstick) -> tuple[float, float]:
    if yardstick.norm_mean is None or yardstick.norm_sd is None:
        raise ValueError(f"{yardstick.measure_id} has no intake norms, so no expected course")
    return yardstick.norm_mean, yardstick.norm_sd
