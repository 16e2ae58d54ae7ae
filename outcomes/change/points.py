"""A model of the scores as they are, in points, by the natural logarithm of the session number.

What `outcomes curves fit --raw` makes, so that its figures can be laid beside other software. It
knows neither norms nor a cap nor the ends of the scale; the product itself never decides by it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outcomes.change.mixed import MixedFit
from outcomes.change.modelled import MODELS

GIVEN_INTAKE, ALL_SESSIONS = MODELS
TERMS = {
    GIVEN_INTAKE: ("intercept", "intake", "log_session", "intake:log_session"),
    ALL_SESSIONS: ("intercept", "log_session"),
}


@dataclass(frozen=True, slots=True)
class PointsCurve:
    """Expected score and its spread in points, L = ln(session).

    `beta` is in the order of `TERMS[model]`. "given-intake" speaks of sessions from 2 on and
    needs the score of session 1; "all-sessions" speaks of every session and knows no intake.
    Variances and covariance of a client's own level and slope, and of a single score about them.
    """

    model: str
    beta: tuple[float, ...]
    variance_level: float
    variance_log_session: float
    covariance: float
    residual_variance: float

    @classmethod
    def of_fit(cls, fit: MixedFit, *, model: str) -> PointsCurve:
        """The curve of a model fitted to `points_sums` of the same `model`."""
        return cls(
            model=model,
            beta=tuple(float(each) for each in fit.beta),
            variance_level=float(fit.g[0, 0]),
            variance_log_session=float(fit.g[1, 1]),
            covariance=float(fit.g[0, 1]),
            residual_variance=float(fit.residual_variance),
        )

    @property
    def knows_intake(self) -> bool:
        """Whether the expected score depends on the client's first one."""
        return self.model == GIVEN_INTAKE

    def mean(self, intake: np.ndarray | float | None, session: np.ndarray | float) -> np.ndarray:
        """Expected score at each session; `intake` is not looked at where the model knows none."""
        level = np.log(np.asarray(session, dtype=float))
        if not self.knows_intake:
            return self.beta[0] + self.beta[1] * level
        first = np.asarray(intake, dtype=float)
        slope = self.beta[2] + self.beta[3] * first
        return self.beta[0] + self.beta[1] * first + slope * level

    def sd(self, session: np.ndarray | float) -> np.ndarray:
        """SD of a new client's score: own level, own slope and the single score together."""
        level = np.log(np.asarray(session, dtype=float))
        own = self.variance_level + 2.0 * self.covariance * level
        return np.sqrt(own + self.variance_log_session * level**2 + self.residual_variance)
