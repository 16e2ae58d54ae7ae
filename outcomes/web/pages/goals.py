"""What the pages about goals show, to the client in the form's language and to the therapist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from outcomes.actions.goals import GoalsRefused
from outcomes.errors import Refused
from outcomes.languages import Language, language
from outcomes.measures import Measure, catalogue
from outcomes.measures.own_words import LONGEST, takes_own_words
from outcomes.storage import Administration, Episode, db
from outcomes.storage.goals import rated_goals
from outcomes.web.pages.forms import BLANK, FormState, Problem


@dataclass(frozen=True)
class GoalField:
    """One goal to write. `name` is the item's id."""

    name: str
    label: str
    value: str
    problem: str = ""


@dataclass(frozen=True)
class OwnGoalsPage:
    """Before the form: the goals it is going to ask about."""

    fields: tuple[GoalField, ...]
    who_sees: str
    may_exit: bool
    at_home: bool
    most: int = LONGEST

    @property
    def problems(self) -> tuple[dict[str, str], ...]:
        wrong = (field for field in self.fields if field.problem)
        return tuple({"text": field.problem, "field": field.name} for field in wrong)


@dataclass(frozen=True)
class RatedGoal:
    """One goal as it was rated once."""

    words: str
    value: float | None


@dataclass(frozen=True)
class RatedDay:
    """One rating, goal by goal."""

    held_on: dt.date
    goals: tuple[RatedGoal, ...]


@dataclass(frozen=True)
class GoalsPage:
    """The therapist's page: the goals now, and every rating goal by goal, the latest first."""

    client: str
    measure: str
    url: str
    back_url: str
    is_open: bool
    fields: tuple[GoalField, ...]
    rated: tuple[RatedDay, ...]
    most: int
    form: FormState


def own_goals_page(
    rating: Administration,
    *,
    at_home: bool,
    typed: Mapping[str, str] | None = None,
    error: GoalsRefused | None = None,
) -> OwnGoalsPage:
    """The page before a form that asks about goals."""
    spoken = language(rating.language)
    known = (rating.own_words or rating.episode.goals) if typed is None else typed
    items = catalogue()[rating.measure_id].items
    return OwnGoalsPage(
        fields=tuple(
            GoalField(
                item.id,
                spoken.say("goals.more" if item.optional else "goals.goal", number=number),
                known.get(item.id, ""),
                _problem(item.id, number, spoken, error),
            )
            for number, item in enumerate(items, 1)
        ),
        who_sees=spoken.say("opening.who_sees", therapist=rating.episode.therapist.name),
        may_exit=at_home and bool(rating.opened_by.clinic.exit_address),
        at_home=at_home,
    )


def goals_page(
    episode: Episode, *, typed: Mapping[str, str] | None = None, error: Refused | None = None
) -> GoalsPage:
    """The therapist's page; without fields where the client is not rated by goals."""
    measure = catalogue()[episode.outcome_measure_id]
    items = measure.items if takes_own_words(measure) else ()
    known = episode.goals if typed is None else typed
    state = FormState("goals", {}, _problems(measure, error))
    return GoalsPage(
        client=episode.client.name,
        measure=measure.name,
        url=url_for("goals.word", episode_id=episode.id),
        back_url=url_for("episodes.page", episode_id=episode.id),
        is_open=episode.is_open,
        fields=tuple(
            GoalField(item.id, f"Goal {number}", known.get(item.id, ""), state.error(item.id))
            for number, item in enumerate(items, 1)
        ),
        rated=_rated(episode),
        most=LONGEST,
        form=state if error else BLANK,
    )


def _problem(name: str, number: int, spoken: Language, error: GoalsRefused | None) -> str:
    if error is None:
        return ""
    if name == error.missing:
        return spoken.say("goals.needed")
    if name in error.too_long:
        letters = error.too_long[name]
        return spoken.say("goals.too_long", number=number, most=LONGEST, letters=letters)
    return ""


def _problems(measure: Measure, error: Refused | None) -> tuple[Problem, ...]:
    """What is wrong with the therapist's form, each at the goal it is about."""
    if error is None:
        return ()
    if not isinstance(error, GoalsRefused):
        return (Problem(measure.items[0].id, error.message),)
    spoken, items = language("en"), enumerate(measure.items, 1)
    found = [(item.id, _problem(item.id, number, spoken, error)) for number, item in items]
    return tuple(Problem(name, text) for name, text in found if text)


def _rated(episode: Episode) -> tuple[RatedDay, ...]:
    days: dict[int, RatedDay] = {}
    for number, held_on, words, item_id, value in db.session.execute(rated_goals(episode.id)):
        goal = RatedGoal(words.get(item_id, item_id), value)
        before = days[number].goals if number in days else ()
        days[number] = RatedDay(held_on, (*before, goal))
    return tuple(days.values())
