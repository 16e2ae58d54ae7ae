"""The client's page: where the course stands, the chart, the table, what happened, what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, url_for

from outcomes.charts import Svg, plotly_figure, svg
from outcomes.measures import catalogue
from outcomes.measures.own_words import takes_own_words
from outcomes.reports.course import CourseView
from outcomes.reports.dates import long_day
from outcomes.storage import Episode, StaffMember
from outcomes.web.filters import count
from outcomes.web.pages.beside import Beside, beside
from outcomes.web.pages.forms import FormState
from outcomes.web.pages.happened import Happening, happenings
from outcomes.web.pages.known import Known, known_of
from outcomes.web.pages.ratings_table import RatingsTable, ratings_table
from outcomes.web.pages.recording import Recording, recording
from outcomes.web.pages.remarks import NewRemark, new_remark, remarks_on
from outcomes.web.pages.responding import EpisodeRequest, Responding, responding
from outcomes.web.pages.showing import ShowingPanel, showing_panel
from outcomes.web.pages.starting import StartButton, start_buttons
from outcomes.web.pages.words import appointment_words, spoken_day
from outcomes.wording import finding, prompt_sentence, reason_sentence, status_label
from outcomes.wording.episodes import ending_label, service_label

ASKING = ("watch", "not_on_track")
"""Statuses that ask for a look, and so for their reason."""


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
    is_open: bool
    status: str
    status_label: str
    finding: str
    also: tuple[str, ...]
    drawing: Drawing | None
    table: RatingsTable | None
    happened: tuple[Happening, ...]
    new_remark: NewRemark | None
    responding: Responding
    recording: Recording | None
    showing: ShowingPanel
    start: tuple[StartButton, ...]
    start_url: str
    report_url: str
    paper_url: str
    ways_url: str
    goals_url: str
    beside: Beside
    explained_url: str
    form: FormState
    read_only_note: str

    @property
    def start_elsewhere(self) -> bool:
        """Whether anything can be rated in another language than its button's."""
        return any(len(button.languages) > 1 for button in self.start)


def episode_page(
    episode: Episode, staff: StaffMember, wanted: EpisodeRequest, *, on: dt.date
) -> EpisodePage:
    """The page of an episode for one reader on a day."""
    known = known_of(episode, staff, on=on)
    course, progress = known.course, known.course.progress
    remarks = remarks_on(known)
    return EpisodePage(
        name=episode.client.name,
        line=_line(known),
        back=_back(staff),
        is_open=episode.is_open,
        status=progress.status,
        status_label=status_label(progress.status),
        finding=finding(progress),
        also=_also(course),
        drawing=_drawing(course),
        table=ratings_table(course, on=on),
        happened=happenings(episode, course, known.stories, remarks=remarks, on=on),
        new_remark=new_remark(remarks),
        responding=responding(known, wanted),
        recording=recording(known),
        showing=showing_panel(known),
        start=start_buttons(known),
        start_url=url_for("ratings.start", episode_id=episode.id),
        report_url=url_for("reports.progress", episode_id=episode.id),
        paper_url=url_for("paper.page", episode_id=episode.id) if known.may_start else "",
        ways_url=(
            url_for("ratings.ways", episode_id=episode.id)
            if known.may_start and episode.is_open
            else ""
        ),
        goals_url=_goals_url(known),
        beside=beside(known),
        explained_url=url_for("episodes.explained", episode_id=episode.id),
        form=wanted.form,
        read_only_note="" if known.may_treat else _read_only(episode),
    )


def _goals_url(known: Known) -> str:
    """The page of the client's goals; empty where none are rated, or somebody else treats."""
    episode = known.episode
    by_goals = takes_own_words(catalogue()[episode.outcome_measure_id])
    return url_for("goals.page", episode_id=episode.id) if known.may_treat and by_goals else ""


def _line(known: Known) -> str:
    """``0417 · therapy since 24 September 2026 · 7 sessions, 6 rated · last session ...``"""
    episode, course, on = known.episode, known.course, known.on
    kind = service_label(episode.service_kind).lower()
    parts = [episode.client.code, f"{kind} since {long_day(episode.opened_on)}"]
    if episode.closed_on is not None:
        closed = spoken_day(episode.closed_on, on=on)
        parts.append(f"closed {closed}, {ending_label(episode.ending_kind)}")
    if course.rows:
        parts.append(f"{count(course.n_attended, 'session')}, {course.n_rated} rated")
        parts.append(f"last session {spoken_day(course.last_on, on=on)}{_next(known)}")
    elif known.planned:
        parts.append(_next(known).removeprefix(", "))
    return " · ".join(parts)


def _next(known: Known) -> str:
    if not known.planned:
        return ""
    return f", next {appointment_words(known.planned[0], on=known.on)}"


def _back(staff: StaffMember) -> Link | None:
    """The list one has come from."""
    place = {"therapist": ("Caseload", "caseload.page"), "supervisor": ("Team", "supervisor.team")}
    label, endpoint = place.get(staff.role, ("", ""))
    return Link(label, url_for(endpoint)) if endpoint in current_app.view_functions else None


def _also(course: CourseView) -> tuple[str, ...]:
    """What stands under the finding: the reason that decided a status that asks for a look, the
    alliance, and a prompt to look deeper."""
    progress = course.progress
    found = [reason_sentence(progress.reasons[0])] if progress.status in ASKING else []
    found += [reason_sentence(each) for each in course.alliance.reasons] if course.alliance else []
    prompts = progress.prompts
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


def _read_only(episode: Episode) -> str:
    return f"You see what {episode.therapist.name} sees. Responding is theirs."
