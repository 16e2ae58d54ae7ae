"""Versions of the expected-change curve that a clinic has fitted, and which one is in use.

Both tables are appended only. A version never changes once it is made, so that whatever was worked
out with it can be explained years later; which one is in use is the latest decision about its
stratum, and every earlier decision stays readable. What is in use is asked of
`outcomes.storage.curves_in_use`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outcomes.change import Curve
from outcomes.storage.appended import AppendedOnly
from outcomes.storage.database import PlainJSON, UTCDateTime, clinic_key, db, one_of
from outcomes.storage.people import StaffMember
from outcomes.storage.ratings import RATERS
from outcomes.storage.treatment import SERVICE_KINDS, Episode

STAGES = ("starter", "blended", "pooled", "local")
AGE_BANDS = ("child", "youth", "adult")


@dataclass(frozen=True, slots=True)
class Stratum:
    """Whom a curve speaks of: a measure and rater, and where given one age band or service kind."""

    measure_id: str
    age_band: str | None = None
    service_kind: str | None = None
    rater: str = "self"

    def wider(self) -> tuple[Stratum, ...]:
        """Itself, then each wider stratum, the narrowest first.

        The age band is given up last: forms, cut-offs and norms differ by age, and it is fixed
        for an episode, while kinds of service are drawn up differently from clinic to clinic.
        A rater is never given up: what others see is another quantity.
        """
        found = (
            self,
            replace(self, service_kind=None),
            replace(self, age_band=None),
            replace(self, age_band=None, service_kind=None),
        )
        return tuple(dict.fromkeys(found))


class CurveVersion(db.Model):
    """One fit of a curve to a clinic's closed episodes, with where it comes from."""

    __tablename__ = "curve_versions"
    __table_args__ = (
        UniqueConstraint("clinic_id", "measure_id", "number"),
        one_of("rater", *RATERS),
        one_of("age_band", *AGE_BANDS),
        one_of("service_kind", *SERVICE_KINDS),
        one_of("stage", *STAGES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    measure_id: Mapped[str]
    measure_version: Mapped[str]
    """The version of the measure whose norms its units are made of."""
    number: Mapped[int]
    """Counts the versions of a measure in a clinic, from 1, whatever their stratum."""
    rater: Mapped[str] = mapped_column(default="self")
    age_band: Mapped[str | None]
    """One age band, or NULL for all of them."""
    service_kind: Mapped[str | None]
    stage: Mapped[str]
    g1: Mapped[float]
    g2: Mapped[float]
    b1: Mapped[float]
    b2: Mapped[float]
    s_e: Mapped[float]
    s_0: Mapped[float]
    s_1: Mapped[float]
    rho: Mapped[float]
    cap: Mapped[int]
    n_episodes: Mapped[int]
    """Closed episodes with two scores or more that it was fitted on."""
    provenance: Mapped[dict[str, Any]] = mapped_column(PlainJSON)
    """``sentence``, and plain facts: population, dates of closing, scores, software, prior."""
    fit_report: Mapped[dict[str, Any]] = mapped_column(PlainJSON, deferred=True)
    """Estimates, standard errors, log-likelihood, convergence."""
    evaluation: Mapped[dict[str, Any] | None] = mapped_column(PlainJSON, deferred=True)
    """The figures of its model card; NULL where it was not evaluated when it was made."""
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """NULL for the console."""

    made_by: Mapped[StaffMember | None] = relationship()

    @property
    def label(self) -> str:
        """What people call it, "wellbeing-3"."""
        return f"{self.measure_id}-{self.number}"

    @property
    def stratum(self) -> Stratum:
        """Whom it was fitted on, and speaks of."""
        return Stratum(self.measure_id, self.age_band, self.service_kind, self.rater)

    @property
    def curve(self) -> Curve:
        """The curve itself; its id is the measure's, its version the number."""
        return curve_from(self)


class CurveActivation(db.Model):
    """A decision about a stratum: from now on this version, or none of its own.

    With no version the next wider stratum decides, and in the end the starter curve.
    """

    __tablename__ = "curve_activations"
    __table_args__ = (
        one_of("rater", *RATERS),
        one_of("age_band", *AGE_BANDS),
        one_of("service_kind", *SERVICE_KINDS),
        CheckConstraint("why <> ''", name="why_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    measure_id: Mapped[str]
    rater: Mapped[str] = mapped_column(default="self")
    age_band: Mapped[str | None]
    service_kind: Mapped[str | None]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("curve_versions.id"))
    activated_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    activated_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """NULL for the console."""
    why: Mapped[str]

    version: Mapped[CurveVersion | None] = relationship()
    activated_by: Mapped[StaffMember | None] = relationship()

    @property
    def stratum(self) -> Stratum:
        """Whom the decision is about."""
        return Stratum(self.measure_id, self.age_band, self.service_kind, self.rater)


_NEVER_CHANGES = "a version of a curve never changes"
VERSIONS_REFUSE = AppendedOnly(
    "curve_versions", _NEVER_CHANGES, keys=(("id",), ("clinic_id", "measure_id", "number"))
)
VERSIONS_REFUSE.protect(CurveVersion.__table__)
ACTIVATIONS_REFUSE = AppendedOnly("curve_activations", "decisions about curves are appended only")
ACTIVATIONS_REFUSE.protect(CurveActivation.__table__)


def curve_from(row: Any) -> Curve:
    """The curve of a `CurveVersion`, or of a row with its columns."""
    names = ("stage", "g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho", "cap", "n_episodes")
    return Curve(
        id=row.measure_id,
        version=str(row.number),
        provenance=row.provenance["sentence"],
        **{name: getattr(row, name) for name in names},
    )


def versions_of(clinic_id: int, *, measure_id: str | None = None) -> Select[tuple[CurveVersion]]:
    """The versions of a clinic, of one measure where given, by measure, the latest first."""
    query = select(CurveVersion).where(CurveVersion.clinic_id == clinic_id)
    if measure_id is not None:
        query = query.where(CurveVersion.measure_id == measure_id)
    return query.order_by(CurveVersion.measure_id, CurveVersion.number.desc())


def activations_of(clinic_id: int) -> Select[tuple[CurveActivation]]:
    """Every decision of a clinic about its curves, the latest first."""
    return (
        select(CurveActivation)
        .where(CurveActivation.clinic_id == clinic_id)
        .order_by(CurveActivation.id.desc())
    )


def highest_version(clinic_id: int, measure_id: str) -> Select[tuple[int | None]]:
    """The number of the latest version of a measure; NULL before the first."""
    return select(func.max(CurveVersion.number)).where(
        CurveVersion.clinic_id == clinic_id, CurveVersion.measure_id == measure_id
    )


def stratum_of(episode: Episode) -> Stratum:
    """The narrowest stratum of an episode's outcome ratings."""
    return Stratum(episode.outcome_measure_id, episode.age_band, episode.service_kind)
