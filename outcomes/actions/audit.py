"""Writing the audit. Every action records its own event, inside its own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outcomes.access import Sighting
from outcomes.actions.writing import writing
from outcomes.storage import Administration, AuditEvent, StaffMember


def record(
    event: str,
    *,
    by: StaffMember | Administration | str,
    at: dt.datetime,
    about: tuple[str, int | str] | None = None,
    relationship: str | None = None,
    clinic_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Append one event to the audit, in the transaction that is under way.

    Args:
        event: a past-tense name, such as ``rating_submitted``; names stay for ever.
        by: the staff member; the administration, when a client acts on a tablet; or the words
            ``console`` and ``nobody``.
        about: kind and id of what it happened to.
        facts: ids and words of fixed lists; never clinical content, names or free text.
    """
    kind, actor_id, clinic = _actor(by)
    with writing() as session:
        session.add(
            AuditEvent(
                clinic_id=clinic if clinic is not None else clinic_id,
                happened_at=at,
                actor_kind=kind,
                actor_id=actor_id,
                event=event,
                object_kind=about[0] if about else None,
                object_id=str(about[1]) if about else None,
                relationship=relationship,
                facts=dict(facts or {}),
            )
        )


def _actor(by: StaffMember | Administration | str) -> tuple[str, int | None, int | None]:
    if isinstance(by, StaffMember):
        return "staff", by.id, by.clinic_id
    if isinstance(by, Administration):
        return "client", by.id, by.clinic_id
    return by, None, None


def record_sightings(
    sightings: Iterable[Sighting], *, by: StaffMember, at: dt.datetime, endpoint: str
) -> None:
    """Record every client's record that a request opened, and why it could be opened."""
    seen = tuple(sightings)
    if not seen:
        return
    with writing():
        for sighting in seen:
            record(
                f"{sighting.kind}_viewed",
                by=by,
                at=at,
                about=(sighting.kind, sighting.id),
                relationship=sighting.relationship,
                facts={"endpoint": endpoint},
            )


def record_list(
    episode_ids: Sequence[int], *, by: StaffMember, at: dt.datetime, endpoint: str
) -> None:
    """Record a list of clients that somebody was shown, as one event with every episode's id."""
    if not episode_ids:
        return
    facts = {"endpoint": endpoint, "episodes": list(episode_ids)}
    record("episodes_listed", by=by, at=at, facts=facts)
