"""On the client's page: what the client sees of these ratings, and who chose that."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from outcomes.measures import catalogue
from outcomes.reports.dates import long_day
from outcomes.reports.own_ratings import Showing, showing_of
from outcomes.storage.showing import SHOWINGS
from outcomes.web.filters import local
from outcomes.web.pages.known import Known

WORDS = {
    "never": "Never",
    "together": "Together with the therapist",
    "after_rating": "Together with the therapist, and after each rating",
}


@dataclass(frozen=True)
class ShowingPanel:
    """`lines` are pairs of a measure's name and when it is shown. `together_url` opens the page
    for both; it and `choose_url` are empty for whom they are not."""

    first_name: str
    lines: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    together_url: str
    choose_url: str
    options: tuple[tuple[str, str], ...]
    outcome: str
    alliance: str
    outcome_name: str
    alliance_name: str


def showing_panel(known: Known) -> ShowingPanel:
    """The panel of an episode for one reader."""
    episode, showing = known.episode, showing_of(known.episode)
    names = {
        "outcome": catalogue()[episode.outcome_measure_id].name,
        "alliance": catalogue()[episode.alliance_measure_id].name,
    }
    may_look = known.may_treat and showing.together
    return ShowingPanel(
        first_name=episode.client.first_name,
        lines=tuple((name, WORDS[showing.of(kind)].lower()) for kind, name in names.items()),
        notes=_notes(showing, known),
        together_url=url_for("own_ratings.together", episode_id=episode.id) if may_look else "",
        choose_url=(
            url_for("own_ratings.choose", episode_id=episode.id) if known.may_treat else ""
        ),
        options=tuple((each, WORDS[each]) for each in SHOWINGS),
        outcome=showing.outcome,
        alliance=showing.alliance,
        outcome_name=names["outcome"],
        alliance_name=names["alliance"],
    )


def _notes(showing: Showing, known: Known) -> tuple[str, ...]:
    """Who chose it and when, and where the clinic has the last word."""
    notes = [_chosen(showing, known)]
    if not showing.allowed:
        notes.insert(0, "This clinic does not show clients their own ratings.")
    elif "after_rating" in (showing.outcome, showing.alliance) and not showing.at_home:
        notes.append("Not after a rating at home: this clinic has not chosen that.")
    return tuple(notes)


def _chosen(showing: Showing, known: Known) -> str:
    choice = showing.choice
    if choice is None:
        return "Nobody has chosen yet; this is how it begins."
    day = local(choice.chosen_at, known.staff.clinic.time_zone).date()
    return f"Chosen by {choice.chosen_by.name}, {long_day(day)}."
