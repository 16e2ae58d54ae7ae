"""Which curve speaks of whom in a clinic, and which one made an earlier result.

    curves_in_use(clinic_id).of("wellbeing", age_band="adult", service_kind="therapy")
    curves_in_use(clinic_id).curve_version("wellbeing-3")

Read once a transaction, in two queries however many clients follow; a decision about a curve
makes it read again, so that it is never older than what it stands beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import object_session

from outcomes.change import STARTER, Curve
from outcomes.measures import catalogue
from outcomes.storage.curves import (
    CurveActivation,
    CurveVersion,
    Stratum,
    curve_from,
    stratum_of,
)
from outcomes.storage.database import db
from outcomes.storage.treatment import Episode

STARTERS: Mapping[str, Curve] = {STARTER.label: STARTER}
"""Every starter curve there ever was, by label: an old result must find the one that made it."""

_KEY = "curves_in_use"
_PARAMETERS = ("g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho", "cap")
_COLUMNS = ("id", "measure_id", "measure_version", "number", "stage", "n_episodes", "provenance")


@dataclass(frozen=True)
class CurvesInUse:
    """A clinic's curves at one moment.

    `active` holds the version in use of each stratum that has one of its own, if it still fits
    the measure; `versions` every version there ever was, by label.
    """

    active: Mapping[Stratum, Curve] = field(default_factory=dict)
    versions: Mapping[str, Curve] = field(default_factory=dict)

    def of(
        self,
        measure_id: str,
        *,
        age_band: str | None = None,
        service_kind: str | None = None,
        rater: str = "self",
    ) -> Curve:
        """The curve of the narrowest stratum that has one, of wider and wider ones, else the
        starter. See `Stratum.wider` for the order."""
        stratum = Stratum(measure_id, age_band, service_kind, rater)
        found = (self.active[each] for each in stratum.wider() if each in self.active)
        return next(found, STARTER)

    def of_episode(self, episode: Episode) -> Curve:
        """The curve that an episode's outcome ratings are held against now."""
        stratum = stratum_of(episode)
        return self.of(
            stratum.measure_id, age_band=stratum.age_band, service_kind=stratum.service_kind
        )

    def curve_version(self, label: str) -> Curve:
        """The very curve that an earlier result names, "starter-1" or "wellbeing-3".

        Raises:
            KeyError: the clinic never had such a version.
        """
        return self.versions[label] if label in self.versions else STARTERS[label]

    def made(self, versions: Mapping[str, Any]) -> Curve | None:
        """The curve among the `versions` that a kept result holds; None where it used none."""
        if versions["curve_id"] is None:
            return None
        return self.curve_version(f"{versions['curve_id']}-{versions['curve_version']}")

    def with_active(self, stratum: Stratum, curve: Curve | None) -> CurvesInUse:
        """The same after a decision about a stratum: this curve, or none of its own."""
        active = {known: each for known, each in self.active.items() if known != stratum}
        return replace(self, active=active if curve is None else active | {stratum: curve})


def curves_in_use(clinic_id: int) -> CurvesInUse:
    """The curves of a clinic as the transaction under way sees them."""
    session = db.session()
    transaction, known = session.info.get(_KEY, (None, {}))
    if transaction is None or transaction is not session.get_transaction():
        known = {}
    if clinic_id not in known:
        known = known | {clinic_id: _read(clinic_id)}
        # Reading has begun a transaction where there was none.
        session.info[_KEY] = session.get_transaction(), known
    return known[clinic_id]


def curve_of(episode: Episode) -> Curve:
    """The curve that an episode's outcome ratings are held against now."""
    return curves_in_use(episode.clinic_id).of_episode(episode)


def _read(clinic_id: int) -> CurvesInUse:
    columns = [getattr(CurveVersion, name) for name in (*_COLUMNS, *_PARAMETERS)]
    rows = db.session.execute(select(*columns).where(CurveVersion.clinic_id == clinic_id)).all()
    versions = {f"{row.measure_id}-{row.number}": curve_from(row) for row in rows}
    fitting = {row.id: curve_from(row) for row in rows if fits(row)}
    active = _active(clinic_id, fitting) if rows else {}
    return CurvesInUse(active, versions)


def fits(version: CurveVersion | Any) -> bool:
    """Whether a version still speaks of its measure as that is today.

    Another version of a measure may have other norms, so other units: its scores cannot be held
    against an older curve.
    """
    measure = catalogue().get(version.measure_id)
    return measure is not None and measure.version == version.measure_version


def _active(clinic_id: int, fitting: Mapping[int, Curve]) -> dict[Stratum, Curve]:
    decided: dict[Stratum, int | None] = {}
    for row in _decisions(clinic_id):
        stratum = Stratum(row.measure_id, row.age_band, row.service_kind, row.rater)
        decided[stratum] = row.version_id
    return {stratum: fitting[each] for stratum, each in decided.items() if each in fitting}


def _decisions(clinic_id: int) -> Iterable[Any]:
    names = ("measure_id", "rater", "age_band", "service_kind", "version_id")
    return db.session.execute(
        select(*(getattr(CurveActivation, name) for name in names))
        .where(CurveActivation.clinic_id == clinic_id)
        .order_by(CurveActivation.id)
    )


@event.listens_for(CurveVersion, "after_insert")
@event.listens_for(CurveActivation, "after_insert")
def _forget(_mapper: Any, _connection: Any, row: CurveVersion | CurveActivation) -> None:
    session = object_session(row)
    if session is not None:
        session.info.pop(_KEY, None)
