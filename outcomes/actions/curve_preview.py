"""What would change if a version of a curve were activated, before anybody decides.

    preview(version)                 everything, with episodes: for the console
    preview_for(staff, version)      as a member of staff may see it

A director sees counts only, and none from which a small one could be reckoned; whoever sees the
courses anyway sees which of their own would change.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

from sqlalchemy import select

from outcomes.access import Permission, may, visible
from outcomes.actions.curve_consequences import statuses, touched
from outcomes.actions.standing import courses_of
from outcomes.change import Curve
from outcomes.change.small_cells import Cell, guarded
from outcomes.errors import NotFound
from outcomes.storage import CurveVersion, Episode, StaffMember, curves_in_use, db

CURVE_DECIDES = ("on_track", "watch", "not_on_track")
"""The statuses that rest on the expected course; the others rest on the change alone."""


@dataclass(frozen=True)
class StatusChange:
    """Episodes whose status would go from `before` to `after`; ids in rising order."""

    before: str
    after: str
    episode_ids: tuple[int, ...]


@dataclass(frozen=True)
class Preview:
    """What activating `version` would do to the open episodes that it would be used for.

    `instead_of` are the labels of the curves that they are held against now. `unchanged` holds
    the episodes whose status would stay, `changes` the others, in the order of the words.
    """

    version: str
    instead_of: tuple[str, ...]
    unchanged: tuple[int, ...]
    changes: tuple[StatusChange, ...]

    @property
    def n_open(self) -> int:
        """How many open episodes it would be used for."""
        return len(self.unchanged) + sum(len(each.episode_ids) for each in self.changes)


@dataclass(frozen=True)
class ShownChange:
    """The same as somebody may see it: `count` is None where `cell` is not "shown", and
    `episode_ids` holds only those whose course they may read."""

    before: str
    after: str
    cell: Cell
    count: int | None
    episode_ids: tuple[int, ...]


@dataclass(frozen=True)
class ShownPreview:
    """A preview as somebody may see it; `unchanged` is None where it may not be shown."""

    version: str
    instead_of: tuple[str, ...]
    n_open: int
    unchanged: int | None
    changes: tuple[ShownChange, ...]


def preview(version: CurveVersion, *, at: dt.datetime) -> Preview:
    """Work out every open episode under a version that is not in use, and compare."""
    before = curves_in_use(version.clinic_id)
    after = before.with_active(version.stratum, version.curve)
    groups = touched(version.clinic_id, before, after)
    ids = [each for group in groups.values() for each in group]
    found = _by_change(ids, statuses(ids), _statuses_under(after.of_episode, ids, at=at))
    return Preview(
        version=version.label,
        instead_of=tuple(sorted({old for old, _ in groups})),
        unchanged=tuple(sorted(each for (was, now), group in found.items() if was == now
                               for each in group)),
        changes=tuple(
            StatusChange(was, now, tuple(sorted(group)))
            for (was, now), group in sorted(found.items())
            if was != now
        ),
    )  # fmt: skip


def preview_for(
    staff: StaffMember, version: CurveVersion, *, at: dt.datetime, on: dt.date
) -> ShownPreview:
    """What a member of staff may see of a preview on a day.

    Raises:
        NotFound: a version of another clinic.
    """
    if version.clinic_id != staff.clinic_id:
        raise NotFound(f"CurveVersion {version.id}")
    whole = preview(version, at=at)
    if may(staff, Permission.MANAGE_CURVES):
        return _aggregates(whole)
    readable = visible(staff, Permission.READ_EPISODE, on=on).with_only_columns(Episode.id)
    return _own(whole, set(db.session.scalars(select(Episode.id).where(Episode.id.in_(readable)))))


def _statuses_under(
    curve_of: Callable[[Episode], Curve], ids: list[int], *, at: dt.datetime
) -> dict[int, str]:
    courses = courses_of(ids, at=at, curve_of=curve_of)
    return {each: courses.standing(each).progress.status for each in ids}


def _by_change(
    ids: Iterable[int], was: Mapping[int, str], now: Mapping[int, str]
) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in ids:
        found[was[each], now[each]].append(each)
    return found


def _aggregates(whole: Preview) -> ShownPreview:
    """Counts that give no small one away: the number of open episodes stands beside them.

    Every change that there can be has its line, so that a line says nothing by being there.
    """
    found = {(each.before, each.after): len(each.episode_ids) for each in whole.changes}
    counts = dict.fromkeys(permutations(CURVE_DECIDES, 2), 0) | found
    *cells, rest = guarded([*counts.values(), len(whole.unchanged)])
    return ShownPreview(
        version=whole.version,
        instead_of=whole.instead_of,
        n_open=whole.n_open,
        unchanged=len(whole.unchanged) if rest == "shown" else None,
        changes=tuple(
            ShownChange(before, after, cell, count if cell == "shown" else None, ())
            for ((before, after), count), cell in zip(counts.items(), cells, strict=True)
        ),
    )


def _own(whole: Preview, readable: set[int]) -> ShownPreview:
    """Of the courses that somebody may read, all there is to know."""
    changes = []
    for each in whole.changes:
        ids = tuple(sorted(readable.intersection(each.episode_ids)))
        if ids:
            changes.append(ShownChange(each.before, each.after, "shown", len(ids), ids))
    unchanged = len(readable.intersection(whole.unchanged))
    return ShownPreview(
        version=whole.version,
        instead_of=whole.instead_of,
        n_open=unchanged + sum(len(each.episode_ids) for each in changes),
        unchanged=unchanged,
        changes=tuple(changes),
    )
