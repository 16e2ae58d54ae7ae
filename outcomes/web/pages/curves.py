"""What the pages about expected-change curves show: what is in use, what could be, what would
change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.access import Permission, visible
from outcomes.actions.closed_episodes import closed_sums, norms_of
from outcomes.actions.curve_fitting import population_words
from outcomes.actions.curve_preview import ShownChange, ShownPreview
from outcomes.change.fitting import ENOUGH_EPISODES, FEWEST_EPISODES
from outcomes.measures import Measure, catalogue
from outcomes.reports.dates import long_day
from outcomes.reports.expected_courses import expected_table
from outcomes.storage import (
    CurveActivation,
    CurveVersion,
    Episode,
    StaffMember,
    curves_in_use,
    db,
)
from outcomes.storage.curves import Stratum, activations_of, versions_of
from outcomes.storage.curves_in_use import CurvesInUse
from outcomes.storage.treatment import names
from outcomes.wording import status_label
from outcomes.wording.curve_figures import FigureTable
from outcomes.wording.curves import verdict_of_kept
from outcomes.wording.reasons import curve_words


@dataclass(frozen=True)
class InUse:
    """One measure with the curve it is held against, and how far its own episodes carry."""

    measure_id: str
    measure: str
    curve: str
    words: str
    n_closed: int
    closed: str
    next: str
    version_id: int | None
    own_in_use: bool


@dataclass(frozen=True)
class VersionRow:
    """One version in the list."""

    id: int
    label: str
    whom: str
    stage: str
    n: str
    made: str
    verdict: str
    in_use: bool


@dataclass(frozen=True)
class DecisionRow:
    """One decision about a curve."""

    day: str
    what: str
    who: str
    why: str


@dataclass(frozen=True)
class CurvesPage:
    """The overview. `choices` are the measures to fit, `likely` the one with most episodes to fit
    on, `own` those whose own curve could be given up; all as (id, name). `starter` says where the
    starter curve comes from."""

    in_use: tuple[InUse, ...]
    versions: tuple[VersionRow, ...]
    decisions: tuple[DecisionRow, ...]
    choices: tuple[tuple[str, str], ...]
    likely: str
    own: tuple[tuple[str, str], ...]
    starter: str
    starter_tables: tuple[FigureTable, ...]


NOTHING_SHOWN = (
    "How many statuses would change is not shown: some of the counts are below five, and the "
    "others would give them away. Therapists see here which of their own clients it concerns."
)
SOME_HIDDEN = "Counts below five are not shown, nor others from which they could be reckoned."


@dataclass(frozen=True)
class OwnChange:
    """A client of one's own whose status would change."""

    episode_id: int
    code: str
    words: str


@dataclass(frozen=True)
class PreviewShown:
    """What activating a version would do to the open episodes, as counts."""

    opening: str
    changes: tuple[tuple[str, str], ...]
    note: str


def curves_page(staff: StaffMember) -> CurvesPage:
    """Everything about the clinic's curves."""
    versions = db.session.scalars(versions_of(staff.clinic_id)).all()
    used = curves_in_use(staff.clinic_id)
    active = {(stratum, curve.label) for stratum, curve in used.active.items()}
    rows = tuple(_in_use(staff, each, versions) for each in measures_with_curve())
    starter = CurvesInUse().of("")
    likely = max(rows, key=lambda each: each.n_closed, default=None)
    return CurvesPage(
        in_use=rows,
        choices=tuple((each.measure_id, each.measure) for each in rows),
        likely=likely.measure_id if likely else "",
        own=tuple((each.measure_id, each.measure) for each in rows if each.own_in_use),
        starter=starter.provenance,
        starter_tables=tuple(
            expected_table(starter, each.yardstick("adult"))
            for each in measures_with_curve()
            if starter.why_not(each.yardstick("adult")) is None
        ),
        versions=tuple(
            _version_row(each, in_use=(each.stratum, each.label) in active) for each in versions
        ),
        decisions=tuple(
            _decision_row(each) for each in db.session.scalars(activations_of(staff.clinic_id))
        ),
    )


def measures_with_curve() -> list[Measure]:
    """Measures that can have an expected course, by name."""
    able = [each for each in catalogue().values() if norms_of(Stratum(each.id))]
    return sorted(able, key=lambda each: each.name)


def preview_shown(found: ShownPreview, *, of_own: bool) -> PreviewShown:
    """The preview in words: counts for who leads the clinic, one's own clients for who treats.

    Lines of fewer than five, and those they could be reckoned from, say so instead of a count.
    """
    if not found.n_open:
        whose = "no client of yours" if of_own else "no open episode"
        return PreviewShown(f"If it were in use, {whose} would be held against it.", (), "")
    instead = " and ".join(found.instead_of)
    which = f"{found.n_open:,} open episode{'s' if found.n_open != 1 else ''}"
    opening = (
        f"{which}{' of yours' if of_own else ''} would be held against it instead of {instead}."
    )
    hidden = any(each.cell != "shown" for each in found.changes)
    if hidden and found.unchanged is None and all(each.count is None for each in found.changes):
        return PreviewShown(opening, (), NOTHING_SHOWN)
    stays = "not shown" if found.unchanged is None else f"{found.unchanged:,}"
    rows = [(_change(each), _count(each)) for each in found.changes if each.count != 0]
    return PreviewShown(
        opening, (*rows, ("Status stays as it is", stays)), SOME_HIDDEN if hidden else ""
    )


def own_changes(staff: StaffMember, found: ShownPreview, *, on: dt.date) -> tuple[OwnChange, ...]:
    """Which of the clients whom somebody may read would change, and how."""
    ids = [each for change in found.changes for each in change.episode_ids]
    mine = visible(staff, Permission.READ_EPISODE, on=on).where(Episode.id.in_(ids))
    codes = {row.id: row.code for row in db.session.execute(names(within=mine))}
    return tuple(
        OwnChange(each, codes[each], _change(change))
        for change in found.changes
        for each in change.episode_ids
    )


def _in_use(staff: StaffMember, measure: Measure, versions: list[CurveVersion]) -> InUse:
    stratum = Stratum(measure.id)
    used = curves_in_use(staff.clinic_id)
    curve = used.of(measure.id)
    n = closed_sums(staff.clinic_id, stratum).sums.n_episodes
    return InUse(
        measure_id=measure.id,
        measure=measure.name,
        curve=curve.label,
        words=curve_words(curve),
        n_closed=n,
        closed=f"{n:,}",
        next=_next(n),
        version_id=next((each.id for each in versions if each.label == curve.label), None),
        own_in_use=stratum in used.active,
    )


def _next(n: int) -> str:
    if n < FEWEST_EPISODES:
        return f"{FEWEST_EPISODES - n} more until it can be blended with local clients"
    if n < ENOUGH_EPISODES:
        return f"Enough to blend; {ENOUGH_EPISODES - n} more until it may become local"
    return "Enough to become local, if its band holds"


def _version_row(version: CurveVersion, *, in_use: bool) -> VersionRow:
    return VersionRow(
        id=version.id,
        label=version.label,
        whom=population_words(version.stratum),
        stage=version.stage,
        n=f"{version.n_episodes:,}",
        made=long_day(version.made_at.date()),
        verdict=verdict_of_kept(version.evaluation),
        in_use=in_use,
    )


def _decision_row(decision: CurveActivation) -> DecisionRow:
    version = decision.version
    measure = catalogue().get(decision.measure_id)
    name = measure.name if measure else decision.measure_id
    what = f"{version.label} taken into use" if version else f"{name}: own curve given up"
    who = decision.activated_by.name if decision.activated_by else "the console"
    return DecisionRow(_day(decision.activated_at), what, who, decision.why)


def _day(moment: dt.datetime) -> str:
    return long_day(moment.date())


def _change(change: ShownChange) -> str:
    return f"{status_label(change.before)} → {status_label(change.after)}"


def _count(change: ShownChange) -> str:
    if change.count is not None:
        return f"{change.count:,}"
    return "fewer than 5" if change.cell == "small" else "not shown"
