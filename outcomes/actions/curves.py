"""The life of a curve in a clinic: a version is made, activated, and given up again.

    record_version(...)   a new version, which changes nothing yet
    activate(...)         from now on its stratum is held against it
    deactivate(...)       the next wider stratum decides again, in the end the starter curve

Which courses a decision touches, and what `outcomes.actions.curve_preview` shows of it before, is
the same; open episodes are worked out anew in the transaction of the decision. Closed ones stay as
they were told, and every signal keeps the version that made it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from outcomes import __version__
from outcomes.access import Permission, may
from outcomes.actions.audit import record
from outcomes.actions.curve_consequences import touched, work_out_anew
from outcomes.actions.writing import writing
from outcomes.change import Curve
from outcomes.change.fitting import ENOUGH_EPISODES, FEWEST_EPISODES
from outcomes.errors import NotFound, Refused
from outcomes.measures import catalogue
from outcomes.storage import CurveActivation, CurveVersion, StaffMember, db
from outcomes.storage.curves import STAGES, Stratum, highest_version
from outcomes.storage.curves_in_use import STARTERS, curves_in_use, fits

By = StaffMember | str
"""Who decides: a director, or the word ``console``."""

FEWEST_FOR_STAGE = {
    "starter": 0,
    "blended": FEWEST_EPISODES,
    "pooled": FEWEST_EPISODES,
    "local": ENOUGH_EPISODES,
}


def record_version(
    *,
    by: By,
    at: dt.datetime,
    curve: Curve,
    stratum: Stratum,
    provenance: Mapping[str, Any],
    fit_report: Mapping[str, Any],
    evaluation: Mapping[str, Any] | None = None,
    clinic_id: int | None = None,
) -> CurveVersion:
    """Keep a curve as the next version of its measure, for good; nothing is held against it yet.

    Args:
        curve: its parameters, stage and number of episodes; `id` and `version` are given here.
        provenance: plain facts, at least `population` in words; the curve's own sentence and the
            version of the software are added.
        fit_report: plain figures of how it was fitted.
        evaluation: plain figures of its model card; they cannot be added later.
        clinic_id: whose, at the console; a director's own clinic otherwise.

    Raises:
        Refused: no such measure, no expected course for it, a curve that cannot be, or a stage
            that its number of episodes does not carry.
        NotFound: not the director of this clinic.
    """
    clinic_id = clinic_of(by, clinic_id)
    _check_stratum(stratum)
    _check_curve(curve)
    if not str(provenance.get("population", "")).strip():
        raise Refused("Say whom the curve was fitted on.")
    with writing() as session:
        known = session.scalar(highest_version(clinic_id, stratum.measure_id))
        facts = {"sentence": curve.provenance, "software": __version__}
        version = CurveVersion(
            clinic_id=clinic_id,
            measure_version=catalogue()[stratum.measure_id].version,
            number=(known or 0) + 1,
            provenance=dict(provenance) | facts,
            fit_report=dict(fit_report),
            evaluation=None if evaluation is None else dict(evaluation),
            made_at=at,
            made_by_id=_staff_id(by),
            **asdict(stratum),
            **_parameters(curve),
        )
        session.add(version)
        session.flush()
        record(
            "curve_version_made",
            by=by,
            at=at,
            about=("curve_version", version.id),
            clinic_id=clinic_id,
            facts=asdict(stratum) | {"version": version.label, "stage": version.stage,
                                     "n_episodes": version.n_episodes},
        )  # fmt: skip
    return version


def activate(*, by: By, at: dt.datetime, version: CurveVersion, why: str) -> CurveActivation:
    """Hold the open episodes of a version's stratum against it from now on.

    Raises:
        NotFound: a version of another clinic, or not its director.
        Refused: no reason is given, it is in use already, it was made for another version of the
            measure, or it rests on too few episodes.
    """
    clinic_id = clinic_of(by, version.clinic_id)
    if not fits(version):
        raise Refused(
            f"{version.label} was made for version {version.measure_version} of the measure, "
            "which is no longer in use. Fit it again."
        )
    if version.stage == "starter" or version.n_episodes < FEWEST_EPISODES:
        raise Refused(
            f"{version.label} rests on {version.n_episodes} closed episodes; a curve of the "
            f"clinic's own needs {FEWEST_EPISODES}."
        )
    with writing():
        in_use = curves_in_use(clinic_id).active.get(version.stratum)
        if in_use is not None and in_use.label == version.label:
            raise Refused(f"{version.label} is in use already.")
        return _decide(clinic_id, version.stratum, version, by=by, at=at, why=why)


def deactivate(
    *, by: By, at: dt.datetime, stratum: Stratum, why: str, clinic_id: int | None = None
) -> CurveActivation:
    """Give up a stratum's own curve: the next wider one decides, in the end the starter curve.

    Raises:
        NotFound: not the director of this clinic.
        Refused: no reason is given, or the stratum has no curve of its own in use.
    """
    clinic_id = clinic_of(by, clinic_id)
    with writing():
        if stratum not in curves_in_use(clinic_id).active:
            raise Refused("No curve of its own is in use here.")
        return _decide(clinic_id, stratum, None, by=by, at=at, why=why)


def clinic_of(by: By, clinic_id: int | None) -> int:
    """Whose curves are decided about: a director's own clinic, or the one the console names.

    Raises:
        NotFound: not a director, or not of this clinic.
        ValueError: the console did not say which.
    """
    if not isinstance(by, StaffMember):
        if clinic_id is None:
            raise ValueError("the console has to say which clinic")
        return clinic_id
    if not may(by, Permission.MANAGE_CURVES) or clinic_id not in (None, by.clinic_id):
        raise NotFound("curves")
    return by.clinic_id


def _decide(
    clinic_id: int,
    stratum: Stratum,
    version: CurveVersion | None,
    *,
    by: By,
    at: dt.datetime,
    why: str,
) -> CurveActivation:
    """Append the decision and work out anew what it touches, in the transaction under way."""
    if not why.strip():
        raise Refused("Say why, in a few words: the decision is kept with it.")
    before = curves_in_use(clinic_id)
    decision = CurveActivation(
        clinic_id=clinic_id,
        version=version,
        activated_at=at,
        activated_by_id=_staff_id(by),
        why=why.strip(),
        **asdict(stratum),
    )
    db.session.add(decision)
    db.session.flush()
    followed = work_out_anew(touched(clinic_id, before, curves_in_use(clinic_id)), at=at)
    record(
        "curve_activated" if version else "curve_deactivated",
        by=by,
        at=at,
        about=("curve_activation", decision.id),
        clinic_id=clinic_id,
        facts=asdict(stratum) | {"version": version.label if version else None} | followed,
    )
    return decision


def _staff_id(by: By) -> int | None:
    return by.id if isinstance(by, StaffMember) else None


def _check_stratum(stratum: Stratum) -> None:
    measure = catalogue().get(stratum.measure_id)
    if measure is None:
        raise Refused(f"There is no measure {stratum.measure_id!r}.")
    if f"{stratum.measure_id}-1" in STARTERS:
        raise Refused(f"A measure called {stratum.measure_id!r} can have no curve of its own.")
    bands = [each.age_band for each in measure.yardsticks
             if each.rater == stratum.rater and each.curve_possible]  # fmt: skip
    if not bands or stratum.age_band not in (None, *bands):
        raise Refused(f"{measure.name} has no norms here, so no expected course.")


def _check_curve(curve: Curve) -> None:
    numbers = [value for value in _parameters(curve).values() if isinstance(value, float)]
    spreads = curve.s_e, curve.s_0, curve.s_1
    fine = all(map(math.isfinite, numbers)) and curve.s_e > 0 and min(spreads) >= 0
    if not fine or abs(curve.rho) > 1 or curve.cap < 2:
        raise Refused("These parameters make no curve: a spread or correlation cannot be so.")
    if curve.stage not in STAGES or curve.n_episodes < FEWEST_FOR_STAGE[curve.stage]:
        raise Refused(
            f"{curve.n_episodes} closed episodes do not make a curve {curve.stage}; that takes "
            f"{FEWEST_FOR_STAGE.get(curve.stage, FEWEST_EPISODES)}."
        )


def _parameters(curve: Curve) -> dict[str, Any]:
    names = ("stage", "g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho", "cap", "n_episodes")
    return {name: getattr(curve, name) for name in names}
