"""A client's own ratings as the client may see them, and whether they may.

    showing_of(episode)                 what was chosen, and whether the clinic allows it
    own_ratings(episode, kind, on=...)  the ratings, the gaps, and how the latest compares

Nothing here knows a curve, a cut-off, a status, or anybody else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.change.since_start import SinceStart, since_start
from outcomes.charts.trajectory import figure_text
from outcomes.measures import Measure, Yardstick, catalogue
from outcomes.storage import Administration, Episode, ShowingChoice, db
from outcomes.storage.showing import BEFORE_A_CHOICE, latest_choice, ratings_and_gaps

SHOWN_FOR = dt.timedelta(minutes=30)
"""A form's session may last longer, above all at home; its tablet may be forgotten on a chair."""


@dataclass(frozen=True)
class Showing:
    """What holds for an episode; `choice` is None while nobody has chosen.

    `allowed` and `at_home` are the clinic's; without the first nothing is shown to anybody.
    """

    outcome: str
    alliance: str
    allowed: bool
    at_home: bool
    choice: ShowingChoice | None

    def of(self, kind: str) -> str:
        """``never``, ``together`` or ``after_rating`` for ratings of a kind."""
        chosen = {"outcome": self.outcome, "alliance": self.alliance}[kind]
        return chosen if self.allowed else "never"

    @property
    def together(self) -> tuple[str, ...]:
        """The kinds of ratings that therapist and client may look at together."""
        return tuple(kind for kind in ("outcome", "alliance") if self.of(kind) != "never")


@dataclass(frozen=True)
class OwnRating:
    """One session: `value` is None in a gap, `number` while the session is still to be held."""

    held_on: dt.date
    number: int | None
    value: float | None


@dataclass(frozen=True)
class OwnRatings:
    """The ratings of one kind from the first one on, oldest first; empty before it."""

    kind: str
    measure: Measure
    yardstick: Yardstick
    ratings: tuple[OwnRating, ...]

    @property
    def rated(self) -> tuple[OwnRating, ...]:
        """Those with a total."""
        return tuple(each for each in self.ratings if each.value is not None)

    @property
    def compared(self) -> SinceStart | None:
        """The latest against the first; None where there is one alone, or no limit to judge by."""
        if len(self.rated) < 2:
            return None
        return since_start(self.yardstick, self.rated[0].value, self.rated[-1].value)

    def words(self, value: float) -> str:
        """A total as it is printed, with a point: 16.35 is "16.4"."""
        return figure_text(value, 1 if self.yardstick.step < 1 else 0)


def showing_of(episode: Episode) -> Showing:
    """What holds for an episode now."""
    choice = db.session.scalars(latest_choice(episode.id)).first()
    clinic = episode.therapist.clinic
    return Showing(
        outcome=choice.outcome if choice else BEFORE_A_CHOICE["outcome"],
        alliance=choice.alliance if choice else BEFORE_A_CHOICE["alliance"],
        allowed=clinic.own_ratings,
        at_home=clinic.own_ratings_at_home,
        choice=choice,
    )


def offered_after(rating: Administration, *, at_home: bool) -> bool:
    """Whether a client who has sent a rating is offered a look at all of them.

    Only their own, made without help, with a total; never after a risk answer, when the page has
    something more important to say; at home only where the clinic chose that as well.
    """
    if rating.state != "submitted" or rating.rater != "self" or rating.helped_by is not None:
        return False
    if rating.score is None or rating.score.value is None or rating.score.risk:
        return False
    if rating.measure_id != _measure_id(rating.episode, rating.kind):
        return False
    showing = showing_of(rating.episode)
    if at_home and not showing.at_home:
        return False
    return showing.of(rating.kind) == "after_rating"


def shown_after(rating: Administration, *, at_home: bool, at: dt.datetime) -> bool:
    """Whether they may look now: for half an hour, on the device that they rated on."""
    if not offered_after(rating, at_home=at_home):
        return False
    return at < rating.submitted_at + SHOWN_FOR


def own_ratings(episode: Episode, kind: str, *, on: dt.date) -> OwnRatings:
    """The client's own ratings of one kind in an episode.

    Args:
        on: today; a session of today without a rating is no gap yet.
    """
    measure = catalogue()[_measure_id(episode, kind)]
    found: dict[int, OwnRating] = {}
    rows = db.session.execute(ratings_and_gaps(episode.id, kind=kind, measure_id=measure.id))
    for session_id, number, held_on, value, _ in rows:
        # Of two ratings of one session the later one stands; it comes last.
        found[session_id] = OwnRating(held_on, number, value)
    kept = [each for each in found.values() if each.value is not None or each.held_on < on]
    start = next((i for i, each in enumerate(kept) if each.value is not None), len(kept))
    return OwnRatings(kind, measure, measure.yardstick(episode.age_band), tuple(kept[start:]))


def _measure_id(episode: Episode, kind: str) -> str:
    return episode.outcome_measure_id if kind == "outcome" else episode.alliance_measure_id
