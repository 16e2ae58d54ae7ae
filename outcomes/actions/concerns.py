"""What asks for a look at the latest rating, and the evidence a signal made of it would keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from outcomes.actions.standing import Standing
from outcomes.change import signals as rules


@dataclass(frozen=True)
class Concern:
    """What asks for a look at the latest rating, and what a signal made of it would say."""

    asks: bool
    day: dt.date
    session: int | None = None
    score: float | None = None
    level: str | None = None
    administration_id: int | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def outcome_concern(standing: Standing) -> Concern | None:
    """The status at the latest outcome score; None before there is one."""
    last, progress = standing.last_outcome, standing.progress
    if last is None:
        return None
    asks = progress.status in rules.CONCERNS
    return Concern(
        asks,
        last.held_on,
        session=last.number,
        score=last.outcome.value,
        level=progress.status if asks else None,
        administration_id=last.outcome.administration_id,
        evidence=_outcome_evidence(standing) if asks else {},
    )


def alliance_concern(standing: Standing) -> Concern | None:
    """A fall from the client's own level; None before there is a rating."""
    last = standing.last_alliance
    if last is None or standing.alliance is None:
        return None
    asks = standing.alliance.signal
    evidence = {
        "alliance": standing.alliance.to_dict(),
        "ratings": _ratings(standing, "alliance"),
        "outcome_then": standing.progress.latest,
        "measure_id": standing.episode.alliance_measure_id,
    }
    return Concern(
        asks,
        last.held_on,
        session=last.number,
        score=last.alliance.value,
        administration_id=last.alliance.administration_id,
        evidence=evidence if asks else {},
    )


def no_rating_concern(standing: Standing) -> Concern:
    """Attended sessions in a row without an outcome rating."""
    run = standing.unrated_run
    if len(run) < rules.UNRATED_SESSIONS:
        return Concern(False, latest_day(standing))
    second = run[rules.UNRATED_SESSIONS - 1]
    evidence = {
        "sessions": [[each.number, each.held_on.isoformat()] for each in run],
        "outcome_then": standing.progress.latest,
    }
    return Concern(True, second.held_on, session=second.number, evidence=evidence)


CONCERNS: Mapping[str, Callable[[Standing], Concern | None]] = MappingProxyType(
    {"outcome": outcome_concern, "alliance": alliance_concern, "no_rating": no_rating_concern}
)
"""Kinds that follow from the course; a risk answer waits for a person, not for a better score."""


def _outcome_evidence(standing: Standing) -> dict[str, Any]:
    progress = standing.progress
    stick = progress.yardstick
    return {
        "progress": progress.to_dict(),
        "ratings": _ratings(standing, "outcome"),
        "thresholds": {
            "clinical": stick.clinical.value if stick.clinical else None,
            "reliable_change": stick.reliable_change.value if stick.reliable_change else None,
            "norm_mean": stick.norm_mean,
            "norm_sd": stick.norm_sd,
            "age_band": stick.age_band,
            "provisional": stick.provisional,
        },
    }


def _ratings(standing: Standing, kind: str) -> list[list[Any]]:
    """Session number, day, total and administration of every rating so far."""
    found = []
    for each in standing.attended:
        rated = each.outcome if kind == "outcome" else each.alliance
        if rated:
            found.append(
                [each.number, each.held_on.isoformat(), rated.value, rated.administration_id]
            )
    return found


def latest_day(standing: Standing) -> dt.date:
    """The day of the latest attended session; the first day of an episode without any."""
    return standing.attended[-1].held_on if standing.attended else standing.episode.opened_on
