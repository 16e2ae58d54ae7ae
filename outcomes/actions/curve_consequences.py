"""What a decision about curves does to the open episodes it touches."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select

from outcomes.actions import signals
from outcomes.storage import Episode, EpisodeProgress, Signal, SignalEvent, db
from outcomes.storage.curves_in_use import CurvesInUse


def touched(
    clinic_id: int, before: CurvesInUse, after: CurvesInUse
) -> dict[tuple[str, str], list[int]]:
    """The open episodes that one set of curves holds against another curve than the other does.

    Labels of the curve before and after to episode ids.
    """
    query = select(Episode).where(Episode.clinic_id == clinic_id, Episode.closed_on.is_(None))
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for episode in db.session.scalars(query.order_by(Episode.id)):
        was, becomes = before.of_episode(episode), after.of_episode(episode)
        if was != becomes:
            found[was.label, becomes.label].append(episode.id)
    return found


def statuses(episode_ids: Iterable[int]) -> dict[int, str]:
    """The kept status of each episode, by its id."""
    query = select(EpisodeProgress.episode_id, EpisodeProgress.status)
    rows = db.session.execute(query.where(EpisodeProgress.episode_id.in_(list(episode_ids))))
    return dict(rows.all())


def work_out_anew(
    groups: Mapping[tuple[str, str], list[int]], *, at: dt.datetime
) -> dict[str, Any]:
    """Progress and signals under the new curves; what followed, as facts for the audit."""
    ids = [each for group in groups.values() for each in group]
    was, last = statuses(ids), db.session.scalar(select(func.max(SignalEvent.id))) or 0
    for (old, new), group in groups.items():
        changed = {"curve_changed": {"from": old, "to": new}}
        signals.recompute_all(group, at=at, besides=changed)
    now = statuses(ids)
    return {
        "before": sorted({old for old, _ in groups}),
        "after": sorted({new for _, new in groups}),
        "n_episodes": len(ids),
        "n_statuses_changed": sum(was[each] != now[each] for each in ids),
        "signals": _signal_steps(ids, after=last),
    }


def _signal_steps(episode_ids: Iterable[int], *, after: int) -> dict[str, list[int]]:
    """Ids of the signals of these episodes by what happened to them since an event."""
    query = (
        select(SignalEvent.event, SignalEvent.signal_id)
        .join(Signal, Signal.id == SignalEvent.signal_id)
        .where(SignalEvent.id > after, Signal.episode_id.in_(list(episode_ids)))
        .order_by(SignalEvent.id)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for event, signal_id in db.session.execute(query):
        found[event].append(signal_id)
    return dict(found)
