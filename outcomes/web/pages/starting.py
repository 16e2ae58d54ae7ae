"""What can be rated now, as buttons of the client's page."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.languages import languages_for
from outcomes.measures import Measure
from outcomes.storage import Episode
from outcomes.web.pages.known import Known


@dataclass(frozen=True)
class StartButton:
    """Starts one rating and hands the device over; `kind` is what the form sends.

    `languages` are those that the form can be given in, as code and name, the client's first.
    `own_language` is False where it cannot be given in the client's.
    """

    label: str
    kind: str
    solid: bool
    languages: tuple[tuple[str, str], ...]
    own_language: bool

    @property
    def words(self) -> str:
        """What stands on the button; with the language where it is not the client's."""
        return self.label if self.own_language else f"{self.label} in {self.languages[0][1]}"


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
            _button("Start a rating", "outcome", course.measure, episode=episode, solid=True)
        )
    alliance = course.alliance_measure
    if not has_alliance and alliance is not None:
        buttons.append(
            _button(alliance.name, "alliance", alliance, episode=episode, solid=has_outcome)
        )
    return tuple(button for button in buttons if button.languages)


def _button(
    label: str, kind: str, measure: Measure, *, episode: Episode, solid: bool
) -> StartButton:
    """With the complete languages of the form for somebody of this age; it may have none."""
    own = episode.client.language
    offered = languages_for(measure, age_band=episode.age_band)
    return StartButton(
        label=label,
        kind=kind,
        solid=solid,
        languages=tuple(
            (each.code, each.english_name)
            for each in sorted(offered, key=lambda each: each.code != own)
        ),
        own_language=own in {each.code for each in offered},
    )
