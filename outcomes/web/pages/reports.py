"""The page of reports: what can be taken away on paper, one action each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for

from outcomes.access import Permission, may, visible
from outcomes.reports.dates import long_day
from outcomes.reports.figures import looked_back_to
from outcomes.storage import EpisodeProgress, StaffMember, db
from outcomes.storage.caseloads import progress_of_all
from outcomes.storage.people import supervised_staff
from outcomes.web.listed import note_listed
from outcomes.wording import counted, status_label
from outcomes.wording.episodes import ending_label


@dataclass(frozen=True)
class Offer:
    """A report with one action: what it is, and where it leads."""

    title: str
    words: str
    label: str
    url: str


@dataclass(frozen=True)
class ClientRow:
    """One client whose progress report can be made."""

    code: str
    name: str
    therapist: str
    status: str
    status_words: str
    sessions: str
    last: str
    state: str
    url: str


@dataclass(frozen=True)
class ReportsPage:
    """Everything the page of reports shows; `with_therapist` where several people's clients are."""

    offers: tuple[Offer, ...]
    clients: tuple[ClientRow, ...]
    since: str
    with_therapist: bool


def reports_page(staff: StaffMember, *, on: dt.date) -> ReportsPage:
    """What this person can export on a day: open episodes, and those closed within a year."""
    since = looked_back_to(on)
    within = visible(staff, Permission.READ_EPISODE, on=on)
    rows = [
        row
        for row in db.session.scalars(progress_of_all(within=within))
        if row.episode.closed_on is None or row.episode.closed_on >= since
    ]
    note_listed(row.episode_id for row in rows)
    rows.sort(key=lambda row: (not row.episode.is_open, row.episode.client.name.casefold()))
    return ReportsPage(
        offers=tuple(_offers(staff, on=on)),
        clients=tuple(_client(row) for row in rows),
        since=long_day(since),
        with_therapist=len({row.episode.therapist_id for row in rows}) > 1,
    )


def _offers(staff: StaffMember, *, on: dt.date) -> list[Offer]:
    if may(staff, Permission.SUPERVISE):
        agenda = Offer(
            "Agenda for supervision",
            "The team's signals, those without a response first, each with its reason.",
            "Open the agenda",
            url_for("supervisor.team"),
        )
        return [agenda, *(_caseload(each) for each in _supervised(staff, on=on))]
    return [
        Offer(
            "Your caseload",
            "Counts with what is missing, and every open episode in order of need.",
            "Open the caseload report",
            url_for("reports.caseload", therapist_id=staff.id),
        ),
        Offer(
            "Reflection",
            "The clients who did not benefit, what they share, and what you wrote. Only yours.",
            "Open the reflection",
            url_for("reflection.overview"),
        ),
        Offer(
            "What your supervisor sees about you",
            "The same agenda and the same figures, word for word.",
            "Open that page",
            url_for("supervisor.therapist", therapist_id=staff.id),
        ),
    ]


def _caseload(therapist: StaffMember) -> Offer:
    return Offer(
        f"Caseload of {therapist.name}",
        "Counts with what is missing, and every open episode in order of need.",
        "Open the caseload report",
        url_for("reports.caseload", therapist_id=therapist.id),
    )


def _supervised(staff: StaffMember, *, on: dt.date) -> list[StaffMember]:
    return list(db.session.scalars(supervised_staff(staff, on=on)))


def _client(row: EpisodeProgress) -> ClientRow:
    episode = row.episode
    rated = "" if row.n_unrated == 0 else f", {row.n_unrated} unrated"
    return ClientRow(
        code=episode.client.code,
        name=episode.client.name,
        therapist=episode.therapist.name,
        status=row.status,
        status_words=status_label(row.status),
        sessions=counted(row.n_attended, "session") + rated,
        last="" if row.rated_on is None else long_day(row.rated_on),
        state=ending_label(episode.ending_kind),
        url=url_for("reports.progress", episode_id=row.episode_id),
    )
