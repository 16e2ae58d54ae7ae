"""Goals: a client's own words for what is to change, said before they are rated.

An episode holds the goals as they are now; a form keeps those that its answers are about, so that
a goal that is changed later changes no rating that was given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from outcomes.actions.audit import record
from outcomes.actions.remarks import tidy
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.measures import Measure, catalogue
from outcomes.measures.own_words import LONGEST, takes_own_words
from outcomes.storage import Administration, Episode, StaffMember


class GoalsRefused(Refused):
    """Goals that cannot be kept; nothing was stored.

    `missing` is the item that needs words, or None; `too_long` the letters of each that has too
    many, by item id.
    """

    def __init__(self, missing: str | None, too_long: Mapping[str, int]) -> None:
        words = "Write the first goal." if missing else f"A goal has up to {LONGEST} letters."
        super().__init__(words)
        self.missing, self.too_long = missing, dict(too_long)


def takes_goals(form: Administration) -> bool:
    """Whether goals can be said on a form, for the first time or in other words."""
    begun = form.state == "open" and form.started_at is not None
    return begun and takes_own_words(catalogue()[form.measure_id])


def asks_for_goals(form: Administration) -> bool:
    """Whether a form waits for the client's goals before it can be shown."""
    return takes_goals(form) and form.own_words is None


def word_goals(
    *, episode: Episode, goals: Mapping[str, str], by: StaffMember, at: dt.datetime
) -> None:
    """Write or change the goals of an episode, before the next rating.

    Args:
        goals: item id to text, tidied here; an empty one is given up.

    Raises:
        GoalsRefused: the first is missing, or one is longer than `LONGEST` letters.
        Refused: the episode is closed, or its outcome measure asks for no goals.
    """
    with writing():
        if by.clinic_id != episode.clinic_id:
            raise NotFound(f"Episode {episode.id}")
        if not episode.is_open:
            raise Refused("This episode is closed. Reopen it first.")
        measure = catalogue()[episode.outcome_measure_id]
        if not takes_own_words(measure):
            raise Refused("This client is not rated by goals.")
        _keep(episode, checked_goals(measure, goals), by=by, at=at)


def word_on_form(*, form: Administration, goals: Mapping[str, str], at: dt.datetime) -> None:
    """Say, on a form that is open, what its answers are about.

    The client's own words become those of the episode too; those of anybody else who rates do
    not.

    Raises:
        GoalsRefused: as `word_goals`.
        Refused: the form is not open, or asks for no goals.
    """
    with writing():
        measure = catalogue()[form.measure_id]
        if form.state != "open" or at > form.expires_at or not takes_own_words(measure):
            raise Refused("This form takes no goals.")
        kept = checked_goals(measure, goals)
        form.own_words = kept
        if form.rater == "self":
            _keep(form.episode, kept, by=form, at=at)


def checked_goals(measure: Measure, goals: Mapping[str, str]) -> dict[str, str]:
    """Goals as they are kept: of the measure's items, tidied, without empty ones.

    Raises:
        GoalsRefused: the first is missing, or one is too long.
    """
    texts = {item.id: tidy(goals.get(item.id, "")) for item in measure.items}
    kept = {name: text for name, text in texts.items() if text}
    missing = next((i.id for i in measure.items if not i.optional and i.id not in kept), None)
    too_long = {name: len(text) for name, text in kept.items() if len(text) > LONGEST}
    if missing or too_long:
        raise GoalsRefused(missing, too_long)
    return kept


def goals_on_paper(
    measure: Measure, episode: Episode, words: Mapping[str, str]
) -> dict[str, str] | None:
    """What a form on paper was about: its own words, else those of the episode; None for measures
    that ask for no goals.

    Raises:
        GoalsRefused: one is longer than `LONGEST` letters.
    """
    if not takes_own_words(measure):
        return None
    said = {item.id: tidy(words.get(item.id, "")) for item in measure.items}
    too_long = {name: len(text) for name, text in said.items() if len(text) > LONGEST}
    if too_long:
        raise GoalsRefused(None, too_long)
    known = dict(episode.goals) | {name: text for name, text in said.items() if text}
    return known or None


def take_goals_over(rating: Administration, *, by: StaffMember, at: dt.datetime) -> None:
    """The first goals of an episode may come from paper; later ones are changed by whoever is
    asked about them, because paper may be entered long after it was written."""
    if rating.own_words and rating.rater == "self" and not rating.episode.goals:
        _keep(rating.episode, rating.own_words, by=by, at=at)


def _keep(
    episode: Episode,
    goals: dict[str, str],
    *,
    by: StaffMember | Administration,
    at: dt.datetime,
) -> None:
    if episode.goals == goals:
        return
    episode.goals = goals
    about, facts = ("episode", episode.id), {"goals": len(goals)}
    record("goals_worded", by=by, at=at, about=about, facts=facts)
