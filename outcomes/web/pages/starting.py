"""What can be rated now, as buttons of the client's page."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.measures import Measure
from outcomes.storage import Episode
from outcomes.web.pages.known import Known


@dataclass(frozen=True)
class StartButton:
    """Starts one rating and hands the device over; `kind` is what the form sends."""

    label: str
    kind: str
    solid: bool


def start_buttons(known: Known) -> tuple[StartButton, ...]:
    """The outcome first; the session once today's outcome is there."""
    course, episode = known.course, known.episode
    if not episode.is_open or not known.may_start:
        return ()
    today = [row for row in course.rows if row.held_on == known.on]
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
