"""The columns of a caseload, each from all scores up to a row: change, expected course, shapes."""

from __future__ import annotations

import numpy as np

from outcomes.change import expected, patterns, reliable
from outcomes.change.courses import ASSESSMENTS, LAST_INTAKE_SESSION, Caseload
from outcomes.change.expected import Curve
from outcomes.change.running import neighbour, running
from outcomes.measures import Yardstick


def changes(caseload: Caseload, yardstick: Yardstick) -> dict[str, np.ndarray]:
    """Everything that needs no curve: the scores themselves, change, class, best so far."""
    score, first, position = caseload.score, caseload.first, caseload.position
    intake, n = score[first], position + 1
    gains = reliable.gain(yardstick, intake, score)
    codes, marks = reliable.classify(yardstick, intake, latest=score, n=n)
    low, high = reliable.change_interval(yardstick, gains)
    s_diff = np.nan if yardstick.s_diff is None else yardstick.s_diff
    best_row = _best_row(yardstick, caseload)
    again = n >= 2  # with one score there is no change yet
    return {
        "client": caseload.client,
        "n": n,
        "session": caseload.session,
        "intake": intake,
        "intake_session": caseload.session[first],
        "latest": score,
        "previous": neighbour(score, 1, client=caseload.client),
        "change": np.where(again, yardstick.direction * gains + 0.0, np.nan),
        "gain": np.where(again, gains, np.nan),
        "change_low": np.where(again, low, np.nan),
        "change_high": np.where(again, high, np.nan),
        "rci": np.where(again, gains / s_diff, np.nan),
        "class_code": codes,
        "sub_mark_code": marks,
        "best": score[best_row],
        "best_session": caseload.session[best_row],
        "fall": reliable.gain(yardstick, score, score[best_row]),
        "intake_clinical": reliable.is_clinical(yardstick, intake),
        "attainable_improvement": reliable.attainable_improvement(yardstick, intake),
        "attainable_deterioration": reliable.attainable_deterioration(yardstick, intake),
    }


def _best_row(yardstick: Yardstick, caseload: Caseload) -> np.ndarray:
    """At each row, the row of the client's best score so far, the earliest among equals."""
    row = np.arange(len(caseload))
    value = yardstick.direction * caseload.score

    def better(best: np.ndarray, new: np.ndarray) -> np.ndarray:
        return np.where(value[new] > value[best], new, best)

    return running(better, row, position=caseload.position)


def expectations(
    caseload: Caseload, yardstick: Yardstick, curve: Curve | None
) -> dict[str, np.ndarray]:
    """Everything the curve says; all nan where there is none."""
    names = (
        "benefit_percentile",
        "p_no_reliable_improvement",
        "p_reliable_worsening",
        "predicted_mean",
        "predicted_sd",
        "horizon",
        "median_expected",
    )
    if curve is None or curve.why_not(yardstick) is not None:
        return {name: np.full(len(caseload), np.nan) for name in names}
    modelled = expected.modelled_rows(caseload)
    intake, session = caseload.score[caseload.first], caseload.session
    posterior = curve.posterior(curve.evidence(yardstick, caseload, modelled=modelled))
    forecast = curve.forecast(yardstick, intake, session=session, posterior=posterior)
    percentile = curve.benefit_percentile(yardstick, intake, session=session, score=caseload.score)
    values = (
        percentile,
        forecast.p_no_reliable_improvement,
        forecast.p_reliable_worsening,
        forecast.mean,
        forecast.sd,
        forecast.horizon,
        curve.median(yardstick, intake, session=session),
    )
    out = {
        name: np.where(modelled, value, np.nan) for name, value in zip(names, values, strict=True)
    }
    at_intake = (caseload.position == 0) & (caseload.occasions != ASSESSMENTS)
    in_time = caseload.session <= LAST_INTAKE_SESSION
    out["median_expected"] = np.where(at_intake & in_time, intake, out["median_expected"])
    return out


def shapes(caseload: Caseload, yardstick: Yardstick, *, fall: np.ndarray) -> dict[str, np.ndarray]:
    """The patterns at each score, with the sessions around the latest sudden gain (0 = none)."""
    found = patterns.patterns_of(yardstick, caseload, fall=fall)
    row = found.sudden_gain_row
    after = np.minimum(row + 1, len(caseload) - 1)
    seen = row >= 0
    return {
        "seesaw": found.seesaw,
        "bleeding": found.bleeding,
        "dipping": found.dipping,
        "plateau": found.plateau,
        "sudden_gain_from": np.where(seen, caseload.session[row], 0),
        "sudden_gain_to": np.where(seen, caseload.session[after], 0),
    }
