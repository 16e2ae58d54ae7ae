"""The client's page: where the course stands, the chart, the table, what happened, what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from flask import current_app, url_for

from outcomes.access import Permission, explain
from outcomes.charts import Svg, plotly_figure, svg
from outcomes.measures import Measure
from outcomes.reports.course import CourseView, course_of
from outcomes.reports.dates import long_day
from outcomes.reports.what_followed import SignalStory, reasons_in, signals_of, stories_of
from outcomes.storage import Episode, Signal, StaffMember, TherapySession, db
from outcomes.storage.treatment import ATTENDANCE, ENDING_KINDS, appointments_from
from outcomes.web.filters import clock_time, count, local
from outcomes.web.pages.appointments import appointments_ahead
from outcomes.web.pages.fates import AfterResponse, after_responses
from outcomes.web.pages.forms import BLANK, FormState
from outcomes.web.pages.happened import Happening, happenings
from outcomes.web.pages.ratings_table import RatingsTable, ratings_table
from outcomes.web.pages.response_panel import (
    PanelChoice,
    ResponsePanel,
    Waiting,
    other_waiting,
    response_panel,
    signal_to_answer,
)
from outcomes.web.pages.saved_panel import SavedPanel, saved_panel, saved_response
from outcomes.web.pages.words import appointment_words, begin, day_in, spoken_day
from outcomes.wording import finding, prompt_sentence, reason_sentence, status_label
from outcomes.wording.episodes import ENDING_LABELS, ending_label, service_label

SHOWN_FATES = 3
"""Responses whose line stands beside the course; earlier ones are told in the list below."""

MISSED_WORDS = {"cancelled": "Cancelled", "did_not_attend": "Did not attend"}


@dataclass(frozen=True)
class RiskNotice:
    """A risk answer that nobody has acknowledged; `url` leads to its form where one may."""

    when: str
    words: str
    url: str | None


@dataclass(frozen=True)
class StartButton:
    """Starts one rating and hands the device over; `kind` is what the form sends."""

    label: str
    kind: str
    solid: bool


@dataclass(frozen=True)
class Unrated:
    """A session without a rating, and where to say why."""

    number: int
    url: str
    field: str


@dataclass(frozen=True)
class Link:
    """A link with its words."""

    label: str
    url: str


@dataclass(frozen=True)
class Drawing:
    """The course in both sizes and as the figure that replaces the large one."""

    heading: str
    provenance: str
    wide: Svg
    narrow: Svg
    figure: dict[str, Any]


@dataclass(frozen=True)
class EpisodePage:
    """Everything the client's page shows. What the reader may not do is None or empty."""

    name: str
    line: str
    back: Link | None
    status: str
    status_label: str
    finding: str
    also: tuple[str, ...]
    drawing: Drawing | None
    table: RatingsTable | None
    happened: tuple[Happening, ...]
    unrated: dict[int, Unrated]
    fates: tuple[AfterResponse, ...]
    more_fates: str
    risks: tuple[RiskNotice, ...]
    panel: ResponsePanel | SavedPanel | None
    others: tuple[Waiting, ...]
    quiet_signal_url: str | None
    start: tuple[StartButton, ...]
    start_url: str
    report_url: str
    explained_url: str
    may_treat: bool
    is_open: bool
    form: FormState
    event_url: str
    missed_url: str
    close_url: str
    reopen_url: str
    endings: tuple[tuple[str, str], ...]
    missed_kinds: tuple[tuple[str, str], ...]
    today: str
    read_only_note: str


@dataclass(frozen=True)
class EpisodeRequest:
    """What the address, or a form that came back, asks of the page."""

    choice: PanelChoice = field(default_factory=PanelChoice)
    saved: int | None = None
    form: FormState = BLANK


def episode_page(
    episode: Episode, staff: StaffMember, wanted: EpisodeRequest, *, on: dt.date
) -> EpisodePage:
    """The page of an episode for one reader on a day."""
    course = course_of(episode)
    signals = signals_of([episode.id])[episode.id]
    stories = stories_of(episode, course, signals, on=on)
    planned = db.session.scalars(appointments_from(on, episodes=[episode.id])).all()
    may_treat = explain(staff, Permission.TREAT, episode, on=on) is not None
    shown = signal_to_answer(signals, wanted.choice, on=on) if may_treat else None
    panel = None
    if may_treat:
        panel = _panel(wanted, shown, signals, stories, course, staff, planned, on=on)
    just_saved = wanted.saved if isinstance(panel, SavedPanel) else None
    fates = after_responses(stories, on=on, without=just_saved)
    return EpisodePage(
        name=episode.client.name,
        line=_line(episode, course, planned, on=on),
        back=_back(staff),
        status=course.progress.status,
        status_label=status_label(course.progress.status),
        finding=finding(course.progress),
        also=_also(course),
        drawing=_drawing(course),
        table=ratings_table(course, on=on),
        happened=happenings(episode, course, stories, on=on),
        unrated=_unrated(episode) if may_treat else {},
        fates=fates[:SHOWN_FATES],
        more_fates=_more(len(fates) - SHOWN_FATES),
        risks=tuple(_risk(each, may_treat=may_treat, on=on) for each in signals if _is_risk(each)),
        panel=panel,
        others=other_waiting(signals, shown, on=on) if may_treat else (),
        quiet_signal_url=_quiet_url(signals) if may_treat and panel is None else None,
        start=_start(episode, course, staff, on=on),
        start_url=url_for("ratings.start", episode_id=episode.id),
        report_url=f"/episodes/{episode.id}/report",
        explained_url=url_for("episodes.explained", episode_id=episode.id),
        may_treat=may_treat,
        is_open=episode.is_open,
        form=wanted.form,
        event_url=url_for("episodes.add_event", episode_id=episode.id),
        missed_url=url_for("episodes.record_missed", episode_id=episode.id),
        close_url=url_for("episodes.close", episode_id=episode.id),
        reopen_url=url_for("episodes.reopen", episode_id=episode.id),
        endings=tuple((kind, begin(ENDING_LABELS[kind])) for kind in ENDING_KINDS),
        missed_kinds=tuple((k, MISSED_WORDS[k]) for k in ATTENDANCE if k in MISSED_WORDS),
        today=on.isoformat(),
        read_only_note="" if may_treat else _read_only(episode),
    )


def _line(
    episode: Episode, course: CourseView, planned: list[TherapySession], *, on: dt.date
) -> str:
    """``0417 · therapy since 24 September 2026 · 7 sessions, 6 rated · last session ...``"""
    kind = service_label(episode.service_kind).lower()
    parts = [episode.client.code, f"{kind} since {long_day(episode.opened_on)}"]
    if episode.closed_on is not None:
        closed = spoken_day(episode.closed_on, on=on)
        parts.append(f"closed {closed}, {ending_label(episode.ending_kind)}")
    if course.rows:
        parts.append(f"{count(course.n_attended, 'session')}, {course.n_rated} rated")
        parts.append(f"last session {spoken_day(course.last_on, on=on)}{_next(planned, on=on)}")
    elif planned:
        parts.append(_next(planned, on=on).removeprefix(", "))
    return " · ".join(parts)


def _next(planned: list[TherapySession], *, on: dt.date) -> str:
    return f", next {appointment_words(planned[0], on=on)}" if planned else ""


def _back(staff: StaffMember) -> Link | None:
    """The list one has come from."""
    place = {"therapist": ("Caseload", "caseload.page"), "supervisor": ("Team", "supervisor.team")}
    label, endpoint = place.get(staff.role, ("", ""))
    return Link(label, url_for(endpoint)) if endpoint in current_app.view_functions else None


def _also(course: CourseView) -> tuple[str, ...]:
    """What stands under the finding: the alliance, and a prompt to look deeper."""
    found = [reason_sentence(each) for each in course.alliance.reasons] if course.alliance else []
    prompts = course.progress.prompts
    if prompts:
        # The deeper review says all that the checkpoint says, and more.
        found.append(prompt_sentence(prompts[-1]))
    return tuple(found)


def _drawing(course: CourseView) -> Drawing | None:
    chart = course.chart
    if chart is None:
        return None
    return Drawing(
        heading=chart.heading,
        provenance=chart.provenance,
        wide=svg(chart),
        narrow=svg(replace(chart, key=f"{chart.key}-narrow"), variant="narrow"),
        figure=plotly_figure(chart),
    )


def _unrated(episode: Episode) -> dict[int, Unrated]:
    return {
        session.number: Unrated(
            session.number, url_for("episodes.why_unrated", session_id=session.id),
            f"why-{session.id}",
        )
        for session in episode.sessions
        if session.number is not None and session.unrated_reason is None
    }  # fmt: skip


def _more(number: int) -> str:
    if number < 1:
        return ""
    return f"{count(number, 'earlier response')} told under What happened."


def _is_risk(signal: Signal) -> bool:
    return signal.kind == "risk" and signal.is_open


def _risk(signal: Signal, *, may_treat: bool, on: dt.date) -> RiskNotice:
    today = local(signal.opened_at).date() == on
    when = clock_time(signal.opened_at) if today else day_in(signal.opened_on, on=on)
    url = url_for(
        "episodes.page", episode_id=signal.episode_id, signal=signal.id, _anchor="respond"
    )
    words = begin("; ".join(reasons_in(signal.evidence)))
    return RiskNotice(f"Risk answer, {when}.", f"{words}.", url if may_treat else None)


def _panel(
    wanted: EpisodeRequest,
    shown: Signal | None,
    signals: list[Signal],
    stories: tuple[SignalStory, ...],
    course: CourseView,
    staff: StaffMember,
    planned: list[TherapySession],
    *,
    on: dt.date,
) -> ResponsePanel | SavedPanel | None:
    response = saved_response(signals, wanted.saved)
    if response is not None:
        story = next(each for each in stories if each.signal_id == response.signal_id)
        return saved_panel(response, story, staff=staff, appointments=planned, on=on)
    if shown is None:
        return None
    return response_panel(
        shown,
        wanted.choice,
        alliance_note=_alliance_note(course),
        ahead=appointments_ahead(planned, course.rows),
        on=on,
    )


def _alliance_note(course: CourseView) -> str:
    """What speaks for "working together": the first thing the alliance ratings say."""
    if course.alliance is None or not course.alliance.reasons:
        return ""
    return reason_sentence(course.alliance.reasons[0])


def _quiet_url(signals: list[Signal]) -> str | None:
    """Where to add a response to a signal that is answered and still open."""
    quiet = [each for each in signals if each.is_open and each.kind != "risk"]
    if not quiet:
        return None
    signal = quiet[-1]
    return url_for(
        "episodes.page", episode_id=signal.episode_id, signal=signal.id, _anchor="respond"
    )


def _start(
    episode: Episode, course: CourseView, staff: StaffMember, *, on: dt.date
) -> tuple[StartButton, ...]:
    """What can be rated now: the outcome first; the session once today's outcome is there."""
    if not episode.is_open or explain(staff, Permission.START_RATING, episode, on=on) is None:
        return ()
    today = [row for row in course.rows if row.held_on == on]
    has_outcome = bool(today) and today[-1].outcome is not None
    has_alliance = bool(today) and today[-1].alliance is not None
    buttons = []
    if not has_outcome and _has_words(course.measure, episode):
        buttons.append(StartButton("Start a rating", "outcome", True))
    if not has_alliance and _has_words(course.alliance_measure, episode):
        buttons.append(StartButton(course.alliance_measure.name, "alliance", has_outcome))
    return tuple(buttons)


def _has_words(measure: Measure | None, episode: Episode) -> bool:
    """Whether there is a form in the client's language for somebody of this age."""
    if measure is None:
        return False
    return measure.has_wording(episode.client.language, age_band=episode.age_band)


def _read_only(episode: Episode) -> str:
    return f"You see what {episode.therapist.name} sees. Responding is theirs."
