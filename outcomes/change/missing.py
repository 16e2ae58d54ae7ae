"""Why a value of a course cannot be had: field -> code, whose sentence is in `outcomes.wording`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outcomes.change.courses import ASSESSMENTS, LAST_INTAKE_SESSION
from outcomes.change.expected import Curve
from outcomes.measures import Yardstick

_CHANGES = ("previous", "change", "gain", "change_interval", "rci")
_FROM_CURVE = ("benefit_percentile", "median_expected")
_FROM_FORECAST = ("p_no_reliable_improvement", "p_reliable_worsening")


def why_null(
    value: Mapping[str, Any], yardstick: Yardstick, *, curve: Curve | None, occasions: str
) -> dict[str, str]:
    """Field -> code of the reason why it is None; `outcomes.wording` has the sentences."""
    n = value["n"]
    no_error = yardstick.s_diff is None
    why = dict.fromkeys(("s_diff", "s_diff_source"), "no_s_diff") if no_error else {}
    if n == 0:
        empty = (
            "session",
            "intake",
            "intake_session",
            "latest",
            "class_",
            "best",
            "best_session",
            "attainable_improvement",
            "attainable_deterioration",
            "intake_clinical",
            *_CHANGES,
            *_FROM_CURVE,
            *_FROM_FORECAST,
            "predicted",
        )
        return dict.fromkeys(empty, "no_scores") | why
    if n == 1:
        why |= dict.fromkeys(_CHANGES, "one_score")
    elif no_error:
        why |= dict.fromkeys(("change_interval", "rci"), "no_s_diff")
    if yardstick.reliable_change is None:
        why |= dict.fromkeys(("attainable_improvement", "attainable_deterioration"), "no_limit")
        if n > 1:
            why["class_"] = "no_limit"
    if yardstick.clinical is None:
        why["intake_clinical"] = "no_cut_off"
    return why | _why_no_curve(value, yardstick, curve=curve, occasions=occasions)


def _why_no_curve(
    value: Mapping[str, Any], yardstick: Yardstick, *, curve: Curve | None, occasions: str
) -> dict[str, str]:
    if occasions == ASSESSMENTS:
        absent = "assessments"
    elif curve is None:
        absent = "no_curve"
    else:
        absent = curve.why_not(yardstick)
    if absent is None and value["intake_session"] > LAST_INTAKE_SESSION:
        absent = "late_intake"
    if absent is not None:
        return dict.fromkeys((*_FROM_CURVE, *_FROM_FORECAST, "predicted"), absent)
    if value["n"] == 1:
        return dict.fromkeys(("benefit_percentile", *_FROM_FORECAST, "predicted"), "one_score")
    if yardstick.reliable_change is None:
        return dict.fromkeys(_FROM_FORECAST, "no_limit")
    return {}
