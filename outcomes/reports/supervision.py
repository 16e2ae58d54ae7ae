"""Supervision: the agenda that the scores choose, and the team in the order of the alphabet.

The page about one therapist is the same report of a team of one; the therapist can open it too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select

from outcomes.charts import ShareInterval, TrajectoryChart
from outcomes.reports.caseload import reason_of
from outcomes.reports.course import CourseView, courses_of
from outcomes.reports.dates import day_words, long_day
from outcomes.reports.entries import Entry, asks, entries_within
from outcomes.reports.figures import (
    SpanSessions,
    closed_figures,
    completeness,
    looked_back_to,
    sessions_since,
    signal_figures,
)
from outcomes.reports.kept import kept_sparkline, shading_words
from outcomes.reports.what_followed import (
    effective,
    fate_of_response,
    reasons_in,
    signals_of,
    verdict_sentence,
)
from outcomes.storage import Episode, EpisodeProgress, Signal, StaffMember, db
from outcomes.storage.caseloads import progress_of_all
from outcomes.wording import counted, number_word, status_label
from outcomes.wording.caseload_report import in_time_words, team_words, therapist_rate
from outcomes.wording.responses import action_label

ON_AGENDA = ("outcome", "alliance")
"""Signals that make a case for supervision; sessions without a rating stand in the table."""


@dataclass(frozen=True)
class AgendaCase:
    """One case with the reason for it. `last` says what was done, or for how long nothing was."""

    episode_id: int
    code: str
    therapist: str
    status: str
    status_words: str
    reasons: tuple[str, ...]
    last: str
    waits: bool
    chart: TrajectoryChart | None


@dataclass(frozen=True)
class RiskCase:
    """A risk answer that nobody has acknowledged yet."""

    episode_id: int
    code: str
    therapist: str
    words: str


@dataclass(frozen=True)
class TherapistRow:
    """One therapist of the table, as printed; `interval` only from ten closed episodes on."""

    therapist_id: int
    name: str
    open: str
    need: str
    in_time: str
    sessions: str
    closed: str
    rate: str
    interval: ShareInterval | None


@dataclass(frozen=True)
class TeamReport:
    """Everything the page of supervision shows, in its order.

    `drawing_note` says what the small drawings of the agenda show, and from which curve.
    """

    day: str
    since: str
    lead: str
    team_lead: str
    risks: tuple[RiskCase, ...]
    agenda: tuple[AgendaCase, ...]
    drawing_note: str
    therapists: tuple[TherapistRow, ...]

    @property
    def subject(self) -> str:
        """At the head of every page."""
        return f"Agenda for supervision · {self.day}"


def team_report(
    therapists: Sequence[StaffMember], *, within: Select[tuple[Episode]], on: dt.date
) -> TeamReport:
    """The agenda and the table of these therapists, from the episodes that may be seen."""
    ids = [each.id for each in therapists]
    theirs = within.where(Episode.therapist_id.in_(ids))
    since = looked_back_to(on)
    rows = db.session.scalars(progress_of_all(within=theirs)).all()
    entries = entries_within(theirs, on=on)
    cases = [entry for entry in entries if any(s.kind in ON_AGENDA for s in entry.signals)]
    courses = courses_of([entry.row.episode for entry in cases])
    agenda = [_case(entry, view, on=on) for entry, view in zip(cases, courses, strict=True)]
    signals = signals_of([row.episode_id for row in rows])
    sessions = sessions_since(since, within=theirs)
    return TeamReport(
        day=long_day(on),
        since=long_day(since),
        lead=_lead(agenda),
        team_lead=team_words(len(therapists), len(entries)),
        risks=tuple(_risk(entry, signal) for entry in entries for signal in entry.risks),
        # Entries come longest waiting first; sorting keeps that within both halves.
        agenda=tuple(sorted(agenda, key=lambda each: not each.waits)),
        drawing_note=_drawing_note(entry.row for entry in cases),
        therapists=tuple(
            _therapist(each, rows, entries, signals=signals, sessions=sessions)
            for each in sorted(therapists, key=lambda each: each.name.casefold())
        ),
    )


def _lead(agenda: Sequence[AgendaCase]) -> str:
    """ "Five cases, chosen by their scores; three wait for a response."."""
    if not agenda:
        return "No case asks for supervision by its scores today."
    n, waiting = len(agenda), sum(each.waits for each in agenda)
    noun = "case" if n == 1 else "cases"
    verb = "waits" if waiting == 1 else "wait"
    wait = f"{number_word(waiting)} {verb} for a response" if waiting else "all answered"
    return f"{number_word(n).capitalize()} {noun}, chosen by their scores; {wait}."


def _drawing_note(rows: Iterable[EpisodeProgress]) -> str:
    words = "Drawings: full scale, cut-off dotted"
    source = shading_words(rows)
    if not source:
        return f"{words}."
    return f"{words}, shaded the middle half expected from the same start ({source})."


def _case(entry: Entry, course: CourseView, *, on: dt.date) -> AgendaCase:
    episode = entry.row.episode
    return AgendaCase(
        episode_id=entry.episode_id,
        code=episode.client.code,
        therapist=episode.therapist.name,
        status=entry.row.status,
        status_words=status_label(entry.row.status),
        reasons=_reasons(entry),
        last=_last(entry, course, on=on),
        waits=_asking(entry, on=on) is not None,
        chart=kept_sparkline(entry.row, entry.progress),
    )


def _reasons(entry: Entry) -> tuple[str, ...]:
    """Why the case is here: its course, and the alliance where that fell as well."""
    first = reason_of(entry)
    others = [
        sentence
        for signal in entry.signals
        if signal.kind == "alliance"
        for sentence in reasons_in(signal.evidence)[:1]
    ]
    return tuple(dict.fromkeys([first, *others]))


def _asking(entry: Entry, *, on: dt.date) -> Signal | None:
    """The signal that waits longest for a response."""
    waiting = [s for s in entry.signals if s.kind in ON_AGENDA and asks(s, on=on)]
    return min(waiting, key=lambda signal: signal.asking_since, default=None)


def _last(entry: Entry, course: CourseView, *, on: dt.date) -> str:
    """ "No response for 7 days; 8 Oct: Talked about it ... No reliable change so far."."""
    parts = []
    asking = _asking(entry, on=on)
    if asking is not None:
        days = (on - asking.asking_since).days
        parts.append(f"No response for {counted(days, 'day')}." if days else "No response yet.")
    given = [
        response
        for signal in entry.signals
        if signal.kind in ON_AGENDA
        for response in effective(signal)
    ]
    if given:
        response = max(given, key=lambda each: each.responded_at)
        did = action_label(response.action, response.domain, response.detail)
        fate = fate_of_response(response, course, ended=False)
        limit = course.yardstick.reliable_change
        after = verdict_sentence(fate, reliable_change=limit.value if limit else None)
        parts.append(f"{day_words(response.responded_on)}: {did}. {after}")
    return " ".join(parts)


def _risk(entry: Entry, signal: Signal) -> RiskCase:
    episode = entry.row.episode
    return RiskCase(
        episode_id=entry.episode_id,
        code=episode.client.code,
        therapist=episode.therapist.name,
        words=f"{long_day(signal.opened_on)}: {'; '.join(reasons_in(signal.evidence))}",
    )


def _therapist(
    therapist: StaffMember,
    rows: Sequence[EpisodeProgress],
    entries: Sequence[Entry],
    *,
    signals: Mapping[int, Sequence[Signal]],
    sessions: SpanSessions,
) -> TherapistRow:
    theirs = [row for row in rows if row.episode.therapist_id == therapist.id]
    ids = [row.episode_id for row in theirs]
    own = [entry for entry in entries if entry.row.episode.therapist_id == therapist.id]
    closed = closed_figures(theirs, since=sessions.since)
    told = signal_figures(signals, sessions, episodes=ids)
    held = completeness(sessions, episodes=ids).sessions
    better = closed.improved_or_recovered
    count, interval = therapist_rate(better, closed=closed.complete.n)
    return TherapistRow(
        therapist_id=therapist.id,
        name=therapist.name,
        open=str(len(own)),
        need=str(sum(entry.need.name == "needs_a_look" for entry in own)),
        in_time=in_time_words(told.answered_in_time, too_soon=0),
        sessions=f"{held.count} of {held.n}",
        closed=f"{closed.complete.count} of {closed.complete.n}",
        rate=f"{count} ({interval})" if count else interval,
        interval=ShareInterval(better.share, better.low, better.high) if count else None,
    )
