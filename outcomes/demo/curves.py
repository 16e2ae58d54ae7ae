"""The curve that the director of the demonstration clinic has had fitted, and not yet activated."""

from __future__ import annotations

import datetime as dt

from outcomes.actions.closed_episodes import closed_sums
from outcomes.actions.curve_fitting import evaluate_clinic, fit_clinic
from outcomes.change.fitting import FEWEST_EPISODES
from outcomes.demo.days import moment, working_days
from outcomes.storage import CurveVersion, StaffMember
from outcomes.storage.curves import Stratum

FITTED = Stratum("wellbeing")


def fit_curve(anchor: dt.date, *, director: StaffMember) -> CurveVersion | None:
    """The clinic's own curve for the wellbeing check-in, made yesterday at the end of the day.

    Whether to use it is left to whoever looks at the clinic. None while too few are closed.
    """
    if closed_sums(director.clinic_id, FITTED).sums.n_episodes < FEWEST_EPISODES:
        return None
    evaluation = evaluate_clinic(by=director, stratum=FITTED)
    at = moment(working_days(anchor, -1), "17:40")
    return fit_clinic(by=director, at=at, stratum=FITTED, evaluation=evaluation)
