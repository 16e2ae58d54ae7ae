"""The summary of an analysis: counts, rates with their intervals, and where every number that
decided something comes from."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from outcomes.change import RULES_VERSION, Curve
from outcomes.change.rates import Rate, outcome_rates
from outcomes.exchange.analysis import NEED, Analysis
from outcomes.exchange.ratings_csv import Ratings
from outcomes.exchange.text_files import DELIMITERS
from outcomes.measures import Threshold, Yardstick
from outcomes.wording import why_sentence
from outcomes.wording.caseloads import status_meaning

CLASSES = ("recovered", "improved", "no_reliable_change", "deteriorated", "single_score")

DENOMINATORS = {
    "improved_or_recovered": "clients with two ratings or more who had room to improve reliably",
    "recovered": "those of them who began in the clinical range",
    "deteriorated": "clients with two ratings or more who had room to get reliably worse",
    "with_two_ratings": "all clients",
}


def summarise(analysis: Analysis, *, version: str) -> dict[str, Any]:
    """Everything said of the caseload as a whole, ready for JSON; `version` is the software's."""
    ratings, why_null = analysis.ratings, {}
    rates = _rates(analysis, why_null)
    curve, why_no_curve = _curve(analysis)
    label = curve["label"] if curve else None
    if why_no_curve:
        why_null["curve"] = why_no_curve
    out = {
        "clients": len(set(ratings.names)),
        "episodes": len(ratings.names),
        "ratings": int(ratings.rated.sum()),
        "missing_ratings": int((~ratings.rated).sum()),
        "sessions_without_a_row": _absent(ratings),
        "clients_without_rating": int((analysis.progress.n == 0).sum()),
        "clients_with_one_rating": int((analysis.progress.n == 1).sum()),
        "ratings_a_client": _spread(analysis.progress.n),
        "risk_ratings": int(ratings.risk.sum()) if ratings.layout.items else None,
        "statuses": _counts(analysis.progress.status, NEED),
        "status_meanings": {name: status_meaning(name, curve=label) for name in NEED},
        "classes": _counts(analysis.progress.class_, CLASSES),
        "rates": rates,
        "occasions": analysis.occasions,
        "measure": _measure(analysis),
        "curve": curve,
        "rules_version": RULES_VERSION,
        "file": _file(ratings),
        "rows": _rows(ratings),
        "software": {"name": "outcomes", "version": version},
    }
    if out["risk_ratings"] is None:
        why_null["risk_ratings"] = _why("no_lines")
    if rates is None:
        out["classes"] = None
        why_null["classes"] = _why("no_limit")
    out["why_null"] = why_null
    return out


def _rates(analysis: Analysis, why_null: dict[str, Any]) -> dict[str, Any] | None:
    if analysis.yardstick.reliable_change is None:
        why_null["rates"] = _why("no_limit")
        return None
    found = outcome_rates(analysis.progress)
    return {
        "improved_or_recovered": _rate(found.improved_or_recovered, "improved_or_recovered"),
        "recovered": _rate(found.recovered, "recovered"),
        "deteriorated": _rate(found.deteriorated, "deteriorated"),
        "with_two_ratings": _rate(found.complete, "with_two_ratings"),
    }


def _rate(rate: Rate, name: str) -> dict[str, Any]:
    return {
        "count": rate.count,
        "of": rate.n,
        "denominator": DENOMINATORS[name],
        "share": rate.share,
        "low": rate.low,
        "high": rate.high,
        "interval": "Wilson, 95 %",
    }


def _curve(analysis: Analysis) -> tuple[dict[str, Any] | None, dict[str, str] | None]:
    curve: Curve | None = analysis.curve
    if analysis.occasions == "assessments":
        return None, _why("assessments")
    if curve is None:
        return None, _why("no_curve")
    why = curve.why_not(analysis.yardstick)
    return (None, _why(why)) if why else (asdict(curve) | {"label": curve.label}, None)


def _measure(analysis: Analysis) -> dict[str, Any]:
    stick = analysis.yardstick
    return {
        "id": stick.measure_id,
        "version": stick.measure_version,
        "name": stick.measure_name,
        "minimum": stick.minimum,
        "maximum": stick.maximum,
        "better": stick.better,
        "age_band": stick.age_band,
        "rater": stick.rater,
        "origin": analysis.measure.origin,
        "cut_off": _threshold(stick.clinical),
        "reliable_change": _threshold(stick.reliable_change),
        "norms": _norms(stick),
        "reliability": _reliability(stick),
        "licence": analysis.measure.licence.statement,
        "why_null": {
            name: {"code": code, "reason": why or why_sentence(code)}
            for name, value, why, code in (
                ("cut_off", stick.clinical, stick.why_no_clinical, "no_cut_off"),
                (
                    "reliable_change",
                    stick.reliable_change,
                    stick.why_no_reliable_change,
                    "no_limit",
                ),
                ("norms", stick.norm_mean, stick.why_no_norms, "no_norms"),
                ("reliability", stick.reliability, None, "no_s_diff"),
            )
            if value is None
        },
    }


def _threshold(threshold: Threshold | None) -> dict[str, Any] | None:
    return None if threshold is None else asdict(threshold)


def _norms(stick: Yardstick) -> dict[str, Any] | None:
    if stick.norm_mean is None:
        return None
    return {
        "mean": stick.norm_mean,
        "sd": stick.norm_sd,
        "provenance": stick.norms_provenance,
        "provisional": stick.norms_provisional,
        "verified": stick.norms_verified,
    }


def _reliability(stick: Yardstick) -> dict[str, Any] | None:
    if stick.reliability is None:
        return None
    return {
        "value": stick.reliability,
        "provenance": stick.reliability_provenance,
        "verified": stick.reliability_verified,
    }


def _file(ratings: Ratings) -> dict[str, Any]:
    source, layout = ratings.source, ratings.layout
    return {
        "name": source.name,
        "bytes": source.bytes,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "delimiter": DELIMITERS.get(source.delimiter, source.delimiter),
        "columns": layout.names(),
        "where": {layout.heading[place]: sorted(values) for place, values in layout.where.items()},
        "date_order": ratings.date_order,
    }


def _rows(ratings: Ratings) -> dict[str, Any]:
    return {
        "read": ratings.rows_read,
        "chosen": ratings.rows_chosen,
        "skipped": ratings.rows_skipped,
        "skipped_by_problem": dict(sorted(ratings.skipped.items())),
        "scores_between_steps": ratings.off_step,
    }


def _counts(names: np.ndarray, order: tuple[str, ...]) -> dict[str, int]:
    found = Counter(names.tolist())
    return {name: found.get(name, 0) for name in order}


def _spread(n: np.ndarray) -> dict[str, float] | None:
    if not len(n):
        return None
    return {"least": int(n.min()), "median": float(np.median(n)), "most": int(n.max())}


def _absent(ratings: Ratings) -> int:
    """Sessions whose number is passed over between a client's first and last row."""
    step = np.diff(ratings.session.astype(np.int64))
    same = np.diff(ratings.client) == 0
    return int((step[same] - 1).sum())


def _why(code: str) -> dict[str, str]:
    return {"code": code, "reason": why_sentence(code)}
