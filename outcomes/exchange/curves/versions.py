"""The curves of a clinic as plain data: `outcomes curves list`, and what a fit there has made."""

from __future__ import annotations

from typing import Any

from outcomes.exchange.curves.records import PARAMETERS
from outcomes.storage import CurveActivation, CurveVersion
from outcomes.wording import curve_words
from outcomes.wording.curves import verdict_of_kept

FORMAT = "outcomes-curve-list/1"
CONSOLE = "the console"


def version_record(version: CurveVersion, *, in_use: bool) -> dict[str, Any]:
    """Everything that is kept of a version but the figures of its model card."""
    return {
        "label": version.label,
        "measure_id": version.measure_id,
        "measure_version": version.measure_version,
        "age_band": version.age_band,
        "service_kind": version.service_kind,
        "rater": version.rater,
        "stage": version.stage,
        "words": curve_words(version.curve),
        "in_use": in_use,
        "n_episodes": version.n_episodes,
        "parameters": {name: getattr(version, name) for name in PARAMETERS},
        "verdict": verdict_of_kept(version.evaluation),
        "provenance": version.provenance,
        "fit_report": version.fit_report,
        "made_at": version.made_at.isoformat(),
        "made_by": version.made_by.name if version.made_by else CONSOLE,
    }


def decision_record(decision: CurveActivation) -> dict[str, Any]:
    """A decision about a stratum; `version` is None where its own curve was given up."""
    return {
        "at": decision.activated_at.isoformat(),
        "version": decision.version.label if decision.version else None,
        "measure_id": decision.measure_id,
        "age_band": decision.age_band,
        "service_kind": decision.service_kind,
        "rater": decision.rater,
        "by": decision.activated_by.name if decision.activated_by else CONSOLE,
        "why": decision.why,
    }
