"""What can be rated now, as buttons of the client's page."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.languages import languages_for
from outcomes.measures import Measure
from outcomes.storage import Episode
from outcomes.web.pages.known import Known


@dataclass(frozen=True)
class StartButton:
    """Starts one rating and hands the device over; `kind` is what the form sends."""

    label: str
    kind: str
    solid: bool
    languages: tuple[tuple[str, str], ...]
    """Code and name of each language that the form can be given in, the client's first."""


def start_buttons(known: Known) -> tuple[StartButton, ...]:
    """The outcome first; the session once today's outcome is there."""
    course, episode = known.course, known.episode
    if not episode.is_open or not known.may_start:
        return ()
    today = [row for row in course.rows if row.held_on == known.on]
    has_outcome = bool(today) and today[-1].outcome is not None
    has_alliance = bool(today) and today[-1].alliance is not None
    buttons = []
    if not has_outcome:
        buttons.append(
            StartButton("Start a rating", "outcome", True, _offered(course.measure, episode))
        )
    if not has_alliance and course.alliance_measure is not None:
        offered = _offered(course.alliance_measure, episode)
        buttons.append(StartButton(course.alliance_measure.name, "alliance", has_outcome, offered))
    return tuple(button for button in buttons if button.languages)


def _offered(measure: Measure, episode: Episode) -> tuple[tuple[str, str], ...]:
    """The languages of the form for somebody of this age; none where it cannot be given at all."""
    offered = languages_for(measure, age_band=episode.age_band)
    ordered = sorted(offered, key=lambda each: each.code != episode.client.language)
    return tuple((each.code, each.english_name) for each in ordered)
