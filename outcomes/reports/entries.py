"""The entries of a caseload: each open episode with all that decides its place in the list.

A fixed number of queries, however long the list is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select

from outcomes.change import Progress
from outcomes.change.need import Need, OpenSignal, need_of
from outcomes.reports.kept import kept_progress
from outcomes.reports.what_followed import effective
from outcomes.storage import Episode, EpisodeProgress, Response, Signal, TherapySession, db
from outcomes.storage.remarks import with_new_remark
from outcomes.storage.signals import caseload, latest_responses, open_with_responses
from outcomes.storage.treatment import appointments_from

KINDS_IN_ORDER = ("outcome", "alliance", "no_rating")
"""Which signal of a client speaks where several are open. A risk answer has its own queue."""


@dataclass(frozen=True)
class Entry:
    """One open episode of a caseload; `signals` are its open ones, risk answers kept apart.

    `remarked`: the client has remarked on a rating that the therapist has not opened yet.
    """

    row: EpisodeProgress
    progress: Progress
    signals: tuple[Signal, ...]
    risks: tuple[Signal, ...]
    last_response: Response | None
    appointment: TherapySession | None
    need: Need
    on: dt.date
    remarked: bool = False

    @property
    def episode_id(self) -> int:
        return self.row.episode_id

    @property
    def name(self) -> str:
        """The client's name, which comes second in every order."""
        return self.row.episode.client.name

    @property
    def asking(self) -> Signal | None:
        """The signal that waits for a response and speaks for the client, if any."""
        return next((each for each in self.signals if asks(each, on=self.on)), None)


def entries_within(within: Select[tuple[Episode]], *, on: dt.date) -> list[Entry]:
    """The open episodes among those that may be seen, in order of need."""
    rows = db.session.scalars(caseload(within=within)).all()
    ids = [row.episode_id for row in rows]
    signals = _grouped(db.session.scalars(open_with_responses(ids)))
    responses = dict(db.session.execute(latest_responses(ids)).all())
    remarked = set(db.session.scalars(with_new_remark(ids)))
    appointments = _first(db.session.scalars(appointments_from(on, episodes=ids)))
    entries = [
        _entry(
            row,
            signals[row.episode_id],
            response=responses.get(row.episode_id),
            appointment=appointments.get(row.episode_id),
            remarked=row.episode_id in remarked,
            on=on,
        )
        for row in rows
    ]
    return sorted(entries, key=lambda each: (each.need.order, each.name.casefold()))


def asks(signal: Signal, *, on: dt.date) -> bool:
    """Whether a signal waits for a response: it asks, or the day to look again has come."""
    if not signal.is_open:
        return False
    reminder = _remind_on(signal)
    return signal.asking or (reminder is not None and reminder <= on)


def _entry(
    row: EpisodeProgress,
    signals: list[Signal],
    *,
    response: Response | None,
    appointment: TherapySession | None,
    remarked: bool,
    on: dt.date,
) -> Entry:
    known = [each for each in signals if each.kind in KINDS_IN_ORDER]
    known.sort(key=lambda each: KINDS_IN_ORDER.index(each.kind))
    return Entry(
        row=row,
        progress=kept_progress(row),
        signals=tuple(known),
        risks=tuple(each for each in signals if each.kind == "risk"),
        last_response=response,
        appointment=appointment,
        need=need_of(
            status=row.status,
            signals=tuple(_seen_by_rules(each) for each in known),
            new_rating=row.new_rating,
            unrated_run=row.unrated_run,
            rated_on=row.rated_on,
            opened_on=row.episode.opened_on,
            on=on,
        ),
        on=on,
        remarked=remarked,
    )


def _seen_by_rules(signal: Signal) -> OpenSignal:
    given = effective(signal)
    return OpenSignal(
        kind=signal.kind,
        asking=signal.asking,
        asking_since=signal.asking_since,
        remind_on=_remind_on(signal),
        responded_on=given[-1].responded_on if given else None,
    )


def _remind_on(signal: Signal) -> dt.date | None:
    given = effective(signal)
    return given[-1].remind_on if given else None


def _grouped(signals: Iterable[Signal]) -> dict[int, list[Signal]]:
    found: dict[int, list[Signal]] = defaultdict(list)
    for signal in signals:
        found[signal.episode_id].append(signal)
    return found


def _first(appointments: Iterable[TherapySession]) -> dict[int, TherapySession]:
    found: dict[int, TherapySession] = {}
    for appointment in appointments:
        found.setdefault(appointment.episode_id, appointment)
    return found
