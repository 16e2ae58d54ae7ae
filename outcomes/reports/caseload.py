"""The report on one therapist's caseload: for the therapist, and for who supervises them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select

from outcomes.change.need import GROUPS
from outcomes.charts import TrajectoryChart
from outcomes.reports.course import CourseView, courses_of
from outcomes.reports.dates import long_day, period_words
from outcomes.reports.entries import Entry, entries_within
from outcomes.reports.figures import (
    ASKING_KINDS,
    AfterAction,
    ClosedFigures,
    Completeness,
    SignalFigures,
    after_actions,
    closed_figures,
    completeness,
    looked_back_to,
    sessions_since,
    signal_figures,
)
from outcomes.reports.multiples import course_caption, drawing_note
from outcomes.reports.what_followed import (
    effective,
    fate_of_response,
    reasons_in,
    signals_of,
)
from outcomes.storage import Episode, EpisodeProgress, Response, Signal, StaffMember, db
from outcomes.storage.caseloads import progress_of_all
from outcomes.wording import counted, main_reason, rate_words, status_label
from outcomes.wording.caseload_report import closed_rows, in_time_words, load_words
from outcomes.wording.episodes import ending_label
from outcomes.wording.responses import ACTION_LABELS, action_short

GROUP_TITLES = {
    "needs_a_look": "Needs a look",
    "new_rating": "New rating",
    "no_rating": "No rating for two sessions",
    "answered": "Answered, waiting to see",
    "on_track": "On track",
    "too_early": "Too early to say",
}

PURPOSE = (
    "For planning supervision, not for comparing people. {name} can open every page that a "
    "supervisor sees about them, this one included."
)

CANNOT_TELL = (
    "Why the ratings moved. Change during therapy is not change through therapy.",
    "How clients fared who have fewer than two ratings, or who left before the last one.",
    "How good a therapist is. Clients are not shared out by chance, and there is no comparison "
    "group here.",
)


@dataclass(frozen=True)
class CaseloadCase:
    """One open episode: its small drawing and the words below it. `chart` None before session 1."""

    episode_id: int
    code: str
    status: str
    status_words: str
    course: str
    reason: str
    last_action: str
    chart: TrajectoryChart | None


@dataclass(frozen=True)
class CaseloadGroup:
    """One group of the order of need; `note` where its measure needs words of its own."""

    name: str
    title: str
    cases: tuple[CaseloadCase, ...]


@dataclass(frozen=True)
class CaseloadReport:
    """Everything the report shows, in its order.

    `statuses`, `facts` and `endings` are (words, count) pairs as printed; `rates` are (what,
    count, interval or reason) triples; `actions` (action, responses, recovered after it).
    """

    therapist_id: int
    name: str
    purpose: str
    period: str
    day: str
    opening: str
    groups: tuple[CaseloadGroup, ...]
    statuses: tuple[tuple[str, str, str], ...]
    facts: tuple[tuple[str, str], ...]
    rates: tuple[tuple[str, str, str], ...]
    endings: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str, str], ...]
    drawing_note: str
    cannot_tell: tuple[str, ...]
    is_empty: bool

    @property
    def n_shown(self) -> int:
        """How many open episodes it shows."""
        return sum(len(group.cases) for group in self.groups)

    @property
    def subject(self) -> str:
        """At the head of every page."""
        return f"Caseload report · {self.name} · {self.day}"


def caseload_report(
    therapist: StaffMember, *, within: Select[tuple[Episode]], on: dt.date
) -> CaseloadReport:
    """The report on the episodes of a therapist among those that may be seen, on a day."""
    since = looked_back_to(on)
    theirs = within.where(Episode.therapist_id == therapist.id)
    rows = db.session.scalars(progress_of_all(within=theirs)).all()
    entries = entries_within(theirs, on=on)
    signals = signals_of([row.episode_id for row in rows])
    courses = {view.episode_id: view for view in courses_of([row.episode for row in rows])}
    sessions, ids = sessions_since(since, within=theirs), [row.episode_id for row in rows]
    closed, whole = closed_figures(rows, since=since), completeness(sessions, episodes=ids)
    told = signal_figures(signals, sessions, episodes=ids)
    return CaseloadReport(
        therapist_id=therapist.id,
        name=therapist.name,
        purpose=PURPOSE.format(name=therapist.name),
        period=period_words(since, on),
        day=long_day(on),
        opening=_opening(entries, closed, since=since),
        groups=_groups(entries, courses, signals),
        statuses=_statuses(entries),
        facts=_facts(_in_span(rows, since=since), whole, told),
        rates=closed_rows(
            complete=closed.complete,
            improved_or_recovered=closed.improved_or_recovered,
            recovered=closed.recovered,
            deteriorated=closed.deteriorated,
        ),
        endings=tuple((ending_label(kind).capitalize(), str(n))
                      for kind, n in sorted(closed.endings.items())),
        actions=_actions(rows, courses, signals, since=since),
        drawing_note=drawing_note([courses[entry.episode_id] for entry in entries]),
        cannot_tell=CANNOT_TELL,
        is_empty=not rows,
    )  # fmt: skip


def _opening(entries: list[Entry], closed: ClosedFigures, *, since: dt.date) -> str:
    need = sum(entry.need.name == "needs_a_look" for entry in entries)
    look = "none needs a look" if not need else f"{need} {'needs' if need == 1 else 'need'} a look"
    return (
        f"{counted(len(entries), 'open episode')}; {look}. "
        f"{counted(closed.complete.n, 'episode')} closed since {long_day(since)}."
    )


def _groups(
    entries: list[Entry], courses: dict[int, CourseView], signals: dict[int, list[Signal]]
) -> tuple[CaseloadGroup, ...]:
    found = []
    for name in GROUPS.values():
        members = [entry for entry in entries if entry.need.name == name]
        if members:
            cases = tuple(
                _case(entry, courses[entry.episode_id], had_signal=entry.episode_id in signals)
                for entry in members
            )
            found.append(CaseloadGroup(name, GROUP_TITLES[name], cases))
    return tuple(found)


def _case(entry: Entry, course: CourseView, *, had_signal: bool) -> CaseloadCase:
    return CaseloadCase(
        episode_id=entry.episode_id,
        code=course.code,
        status=entry.row.status,
        status_words=status_label(entry.row.status),
        course=course_caption(course),
        reason=reason_of(entry),
        last_action=last_action(entry.last_response, had_signal=had_signal),
        chart=course.chart,
    )


def last_action(response: Response | None, *, had_signal: bool) -> str:
    """What was done last; "no response yet" where a signal has had none; empty without one."""
    if response is not None:
        return action_short(response.action, response.domain)
    return "no response yet" if had_signal else ""


def reason_of(entry: Entry) -> str:
    """The sentence of what asks for a look, else of where the course stands."""
    asking = entry.asking
    if asking is not None and asking.kind != "outcome":
        sentences = reasons_in(asking.evidence)
        if sentences:
            return sentences[0]
    return main_reason(entry.progress)


def _statuses(entries: list[Entry]) -> tuple[tuple[str, str, str], ...]:
    """(status, words, count) of the open episodes; statuses nobody has are left out."""
    order = ("not_on_track", "watch", "on_track", "improved", "recovered", "insufficient",
             "cannot_tell")  # fmt: skip
    count = {name: sum(entry.row.status == name for entry in entries) for name in order}
    return tuple((name, status_label(name), str(n)) for name, n in count.items() if n)


def _in_span(rows: list[EpisodeProgress], *, since: dt.date) -> list[EpisodeProgress]:
    """The episodes that were open at some time of the span."""
    return [row for row in rows if row.episode.is_open or row.episode.closed_on >= since]


def _facts(
    rows: list[EpisodeProgress], whole: Completeness, told: SignalFigures
) -> tuple[tuple[str, str], ...]:
    without = sum(row.n_scores == 0 for row in rows)
    return (
        ("Sessions rated", f"{whole.sessions.count} of {whole.sessions.n} attended"),
        ("Appointments missed", str(whole.missed)),
        ("Episodes without any rating", f"{without} of {len(rows)}"),
        ("Signals that asked for a response", str(told.opened)),
        (
            "Answered within two sessions",
            in_time_words(told.answered_in_time, too_soon=told.too_soon),
        ),
        ("New outcome signals", load_words(told.load)),
    )


def _actions(
    rows: list[EpisodeProgress],
    courses: dict[int, CourseView],
    signals: dict[int, list[Signal]],
    *,
    since: dt.date,
) -> tuple[tuple[str, str, str], ...]:
    fates = [
        (
            response.action,
            fate_of_response(response, courses[row.episode_id], ended=not row.episode.is_open),
        )
        for row in rows
        for signal in signals.get(row.episode_id, ())
        if signal.kind in ASKING_KINDS
        for response in effective(signal)
        if response.responded_on >= since and response.action != "remind_me"
    ]
    return tuple(_action_row(each) for each in after_actions(fates))


def _action_row(found: AfterAction) -> tuple[str, str, str]:
    # None to count: too soon to say, or the course was on track when it was responded to.
    share = found.recovered
    words = rate_words(share) if share.n else "none to count yet"
    return ACTION_LABELS[found.action], str(found.responses), words
