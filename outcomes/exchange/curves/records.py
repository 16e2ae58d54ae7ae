"""A fit as plain data: what `outcomes curves fit` prints as JSON and keeps as a curve file.

`docs/curves.md` documents every key. Keys are added, never renamed or given another meaning,
without a new number in `FORMAT`.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from typing import Any

from outcomes.change import Curve
from outcomes.change.points import ALL_SESSIONS, GIVEN_INTAKE
from outcomes.change.validation import stage_of
from outcomes.exchange.curves.fits import BLEND, EXPECTED, Fitted
from outcomes.exchange.curves.measures import canonical, measure_record
from outcomes.measures import Yardstick

FORMAT = "outcomes-curve/1"
BLEND_STAGE, ALONE = "blended", "alone"
PARAMETERS = ("g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho", "cap")
FORMULAS = {
    EXPECTED: "z ~ intake * log_session + (1 + log_session | client)",
    GIVEN_INTAKE: "score ~ intake * log_session + (1 + log_session | client)",
    ALL_SESSIONS: "score ~ log_session + (1 + log_session | client)",
}
_WHY = {
    "log_likelihood": "A blend ends where episodes and starter agree best, which is no maximum "
    "of the episodes' likelihood alone. --no-prior has one.",
    "prior": "Fitted on these episodes alone.",
    "stage": "A fit on the score itself is for comparison with other software; no curve of the "
    "product is made of it.",
    "parameters": "A fit on the score itself has no parameters in z.",
    "cap": "The session number is not capped in a fit on the score itself.",
    "correlation": "Level or slope does not vary between clients.",
    "dates": "The ratings have no dates.",
    "pooled": "Fitted from ratings, not from sums.",
    "sums": "Fitted from sums; see pooled.",
}


def curve_record(
    fitted: Fitted, yardstick: Yardstick, *, provenance: dict[str, Any]
) -> dict[str, Any]:
    """Everything there is to know of a fit, ready for JSON."""
    curve = labelled(fitted, yardstick, provenance) if _in_z(fitted) else None
    n = fitted.n_clients
    record = {
        "format": FORMAT,
        "label": curve.label if curve else f"{yardstick.measure_id}-raw",
        "scale": "z" if curve else "points",
        "measure": measure_record(yardstick),
        "model": _model(fitted),
        "method": fitted.choice.method,
        "coefficients": {
            name: {"estimate": estimate, "standard_error": error}
            for name, estimate, error in zip(
                fitted.terms, fitted.estimates, fitted.standard_errors, strict=True
            )
        },
        "covariance_parameters": _covariances(fitted),
        "residual": {
            "variance": fitted.residual_variance,
            "sd": math.sqrt(fitted.residual_variance),
        },
        "log_likelihood": fitted.log_likelihood,
        "n_clients": n,
        "n_scores": fitted.n_scores,
        "convergence": fitted.convergence,
        "prior": fitted.prior,
        "stage": stage_of(n, None).to_dict() if curve else None,
        "parameters": {name: getattr(curve, name) for name in PARAMETERS} if curve else None,
        "provenance": provenance,
    }
    return record | {"why_null": _why_null(record)}


def labelled(fitted: Fitted, yardstick: Yardstick, provenance: dict[str, Any]) -> Curve:
    """The curve under a name of its own: the measure's id, and the first figures of the SHA-256
    of its parameters, so that equal curves have equal names."""
    curve = fitted.curve
    parameters = {name: float(getattr(curve, name)) for name in PARAMETERS}
    digest = hashlib.sha256(canonical(parameters)).hexdigest()
    return replace(
        curve,
        id=yardstick.measure_id,
        version=digest[:8],
        stage=stage_of_file(fitted.choice.method),
        provenance=provenance["sentence"],
    )


def stage_of_file(method: str) -> str:
    """The stage of a curve from a file, for the words beside it: "blended", or "alone" for one
    without a prior. Only a clinic's stored version can be "local"."""
    return BLEND_STAGE if method == BLEND else ALONE


def _in_z(fitted: Fitted) -> bool:
    return isinstance(fitted.curve, Curve)


def _model(fitted: Fitted) -> dict[str, Any]:
    cap = fitted.curve.cap if _in_z(fitted) else None
    return {
        "name": fitted.choice.model,
        "formula": FORMULAS[fitted.choice.model],
        "log_session": f"ln(min(session, {cap}) / 2)" if cap else "ln(session)",
        "cap": cap,
    }


def _covariances(fitted: Fitted) -> dict[str, float | None]:
    level, slope = float(fitted.g[0, 0]), float(fitted.g[1, 1])
    return {
        "variance_level": level,
        "variance_log_session": slope,
        "covariance": float(fitted.g[0, 1]),
        "correlation": fitted.correlation,
        "sd_level": math.sqrt(max(level, 0.0)),
        "sd_log_session": math.sqrt(max(slope, 0.0)),
    }


def _why_null(record: dict[str, Any]) -> dict[str, str]:
    empty = [name for name in ("log_likelihood", "prior", "stage", "parameters")
             if record[name] is None]  # fmt: skip
    if record["model"]["cap"] is None:
        empty.append("cap")
    if record["covariance_parameters"]["correlation"] is None:
        empty.append("correlation")
    why = {name: _WHY[name] for name in empty}
    provenance = record["provenance"]
    for name in (name for name, value in provenance.items() if value is None):
        pooled = provenance["files"] is None
        why[name] = _WHY["sums" if pooled else "pooled" if name == "pooled" else "dates"]
    return why
