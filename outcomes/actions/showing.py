"""What clients are shown of their own ratings: by the clinic for all, by the therapist for one."""

from __future__ import annotations

import datetime as dt

from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import Episode, ShowingChoice, StaffMember
from outcomes.storage.showing import BEFORE_A_CHOICE, SHOWINGS, latest_choice


def choose_showing(
    *, episode: Episode, outcome: str, alliance: str, by: StaffMember, at: dt.datetime
) -> None:
    """Choose what a client sees of their ratings; a choice that holds already is not repeated.

    Args:
        outcome, alliance: of `storage.showing.SHOWINGS`, each for its own kind of rating.

    Raises:
        NotFound: the episode is another clinic's.
        Refused: there is no such choice.
    """
    if by.clinic_id != episode.clinic_id:
        raise NotFound(f"Episode {episode.id}")
    if outcome not in SHOWINGS or alliance not in SHOWINGS:
        raise Refused("Choose when the client sees the ratings.")
    with writing() as session:
        latest = session.scalars(latest_choice(episode.id)).first()
        if latest is not None and (latest.outcome, latest.alliance) == (outcome, alliance):
            return
        session.add(
            ShowingChoice(
                clinic_id=episode.clinic_id,
                episode_id=episode.id,
                outcome=outcome,
                alliance=alliance,
                chosen_by_id=by.id,
                chosen_at=at,
            )
        )
        facts = {"outcome": outcome, "alliance": alliance, "was": _held(latest)}
        record("showing_chosen", by=by, at=at, about=("episode", episode.id), facts=facts)


def set_own_ratings(*, shown: bool, at_home: bool, by: StaffMember, at: dt.datetime) -> None:
    """Whether clients of a clinic may be shown their own ratings, and whether also at home.

    The choices for single clients stay as they are and hold again once the clinic allows it.
    """
    with writing():
        clinic = by.clinic
        if (clinic.own_ratings, clinic.own_ratings_at_home) == (shown, at_home):
            return
        clinic.own_ratings, clinic.own_ratings_at_home = shown, at_home
        facts = {"shown": shown, "at_home": at_home}
        record("own_ratings_set", by=by, at=at, about=("clinic", clinic.id), facts=facts)


def _held(choice: ShowingChoice | None) -> dict[str, str]:
    if choice is None:
        return dict(BEFORE_A_CHOICE)
    return {"outcome": choice.outcome, "alliance": choice.alliance}
