"""Generated stories: the wishes filled with people, days and totals from one random source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from outcomes.demo.days import DAY, HOURS, Diary, is_working, open_day, weekly, working_days
from outcomes.demo.gains import BENEFITING, LENGTHS, alliance, gains
from outcomes.demo.replies import replies
from outcomes.demo.staff import GIVEN_NAMES, INITIALS
from outcomes.demo.story import Story, Visit
from outcomes.demo.wishes import DAYS_AGO, OPEN, WISHES, Wish
from outcomes.measures import Yardstick, catalogue

UNRATED, UNRATED_ALLIANCE, MISSED, TWO_WEEKS = 0.06, 0.1, 0.55, 0.18
"""Chances: a session without a rating, without a session check-in; a fortnight's gap, and that
a missed appointment lies in it."""

INTAKE_SPREAD = 0.55
"""Of the norm's SD: intakes lie closer together than the norm, so that all are clinical."""

LIFE = (
    "medication started", "moved house", "new job", "separation", "off sick", "bereavement",
    "exams", "a child was born", "back at work",
)  # fmt: skip
ENDINGS = {
    True: (("planned", 0.82), ("moved_or_referred", 0.1), ("client_stopped", 0.08)),
    False: (("client_stopped", 0.5), ("planned", 0.25), ("moved_or_referred", 0.25)),
}
"""By whether the course benefits."""


@dataclass(frozen=True)
class _Draft:
    """What is drawn before the visits are laid out."""

    wish: Wish
    outcome: tuple[float | None, ...]
    alliance: tuple[float | None, ...]
    days: tuple[dt.date, ...]


def generated(
    told: Iterable[Story],
    *,
    anchor: dt.date,
    diaries: Mapping[str, Diary],
    rng: np.random.Generator,
) -> list[Story]:
    """A story for each wish, none of them sharing a name, code or hour with those told by hand."""
    told = list(told)
    names = _names({story.name for story in told}, rng)
    stories = [
        _story(wish, name=next(names), anchor=anchor, diary=diaries[wish.therapist], rng=rng)
        for wish in WISHES
        for _ in range(wish.count)
    ]
    return _coded(stories, {story.code for story in told})


def booked(story: Story, diary: Diary) -> Story:
    """The story with each visit at its hour, or at the next one that is free that day."""
    return replace(
        story,
        visits=tuple(replace(v, time=diary.book(v.day, v.time)) for v in story.visits),
        planned=tuple((day, diary.book(day, time)) for day, time in story.planned),
    )


def _names(taken: set[str], rng: np.random.Generator) -> Iterator[str]:
    for given in rng.permutation(GIVEN_NAMES):
        name = f"{given} {INITIALS[int(rng.integers(0, len(INITIALS)))]}."
        if name not in taken:
            yield name


def _coded(stories: list[Story], taken: set[str]) -> list[Story]:
    """Codes rise with the day an episode began, with gaps where others have been."""
    free = [code for number in range(118, 449) if (code := f"{number:04d}") not in taken]
    ordered = sorted(stories, key=lambda story: (story.opened_on, story.name))
    places = np.linspace(0, len(free) - 1, len(ordered)).astype(int)
    return [replace(story, code=free[at]) for story, at in zip(ordered, places, strict=True)]


def _story(
    wish: Wish, *, name: str, anchor: dt.date, diary: Diary, rng: np.random.Generator
) -> Story:
    draft = _draft(wish, anchor, rng)
    first, last = draft.days[0], draft.days[-1]
    hour = HOURS[int(rng.integers(0, len(HOURS)))]
    visits = _visits(draft, hour, diary, rng)
    is_open = wish.when == OPEN
    planned = [last + 7 * DAY, last + 14 * DAY] if is_open else []
    return Story(
        name=name,
        birth_date=_birth_date(first, wish, rng),
        therapist=wish.therapist,
        measure=wish.measure,
        opened_on=visits[0].day,
        visits=visits,
        planned=tuple((day, diary.book(day, hour)) for day in planned),
        ending=None if is_open else _ending(wish, last, anchor, rng),
        replies=replies(len(draft.days), rng=rng),
        life_events=_life(draft.days, rng),
        unseen=int(is_open and last >= working_days(anchor, -1)),
        shape=wish.shape,
    )


def _draft(wish: Wish, anchor: dt.date, rng: np.random.Generator) -> _Draft:
    stick = catalogue()[wish.measure].yardstick("youth" if wish.youth else "adult")
    sessions = int(rng.integers(LENGTHS[wish.shape][0], LENGTHS[wish.shape][1] + 1))
    totals = _totals(stick, wish, gains(wish.shape, sessions, rng=rng), rng)
    rated = _thinned(totals, UNRATED, rng, keep_last=True)
    return _Draft(
        wish=wish,
        outcome=rated + (None,) * wish.unrated_at_end,
        alliance=_thinned(alliance(wish.shape, sessions, rng=rng).tolist(), UNRATED_ALLIANCE, rng)
        + (None,) * wish.unrated_at_end,
        days=_days(wish, sessions + wish.unrated_at_end, anchor, rng),
    )


def _totals(stick: Yardstick, wish: Wish, drawn: np.ndarray, rng: np.random.Generator) -> list:
    """Totals in points and steps of the measure, inside its range."""
    intake = _intake(stick, wish, rng)
    limit = stick.reliable_change.value
    points = intake + stick.direction * limit * drawn
    # A wanted change of at least RC must not be lost to rounding: round away from the start.
    steps = (points - intake) / stick.step
    whole = np.where(np.abs(drawn) >= 1.0, np.sign(steps) * np.ceil(np.abs(steps)), np.rint(steps))
    inside = np.clip(intake + whole * stick.step, stick.minimum + 1, stick.maximum - 1)
    return [round(float(value), 1) for value in inside]


def _intake(stick: Yardstick, wish: Wish, rng: np.random.Generator) -> float:
    mean, sd, cut = stick.norm_mean, stick.norm_sd, stick.clinical.value
    if wish.shape == "level":
        drawn = cut + stick.direction * rng.uniform(2.0, 6.0)
    else:
        drawn = rng.normal(mean - stick.direction * 0.1 * sd, INTAKE_SPREAD * sd)
        edge = cut - stick.direction * 1.5
        drawn = min(drawn, edge) if stick.direction == 1 else max(drawn, edge)
        drawn = float(np.clip(drawn, stick.minimum + 8, stick.maximum - 6))
    return round(round(drawn / stick.step) * stick.step, 1)


def _thinned(
    totals: list[float], chance: float, rng: np.random.Generator, *, keep_last: bool = False
) -> tuple[float | None, ...]:
    """Some sessions after the first without a rating."""
    gone = rng.random(len(totals)) < chance
    gone[0] = False
    if keep_last:
        gone[-1] = False
    return tuple(None if lost else total for total, lost in zip(totals, gone, strict=True))


def _days(wish: Wish, sessions: int, anchor: dt.date, rng: np.random.Generator) -> tuple:
    """The attended days, the last one where the wish wants it; mostly a week apart."""
    if wish.when == OPEN:
        last = working_days(anchor, -int(rng.integers(1, 6)))
    else:
        last = _working_day(*DAYS_AGO[wish.when], anchor, rng)
    gaps = np.where(rng.random(sessions - 1) < TWO_WEEKS, 2, 1)
    weeks = np.concatenate([[0], np.cumsum(gaps)])
    return tuple(last - dt.timedelta(weeks=int(back)) for back in reversed(weeks))


def _working_day(fewest: int, most: int, anchor: dt.date, rng: np.random.Generator) -> dt.date:
    """One that many days ago; drawn again at a weekend, so that Mondays are no fuller."""
    while True:
        day = anchor - int(rng.integers(fewest, most + 1)) * DAY
        if is_working(day):
            return day


def _visits(draft: _Draft, hour: str, diary: Diary, rng: np.random.Generator) -> tuple[Visit, ...]:
    visits = []
    for place, day in enumerate(draft.days):
        unrated = draft.outcome[place] is None and rng.random() < 0.5
        video, paper = rng.random() < 0.07, rng.random() < 0.04
        visits.append(
            Visit(
                day=day,
                time=diary.book(day, hour),
                outcome=draft.outcome[place],
                alliance=draft.alliance[place],
                unrated_reason="ran out of time" if unrated else "",
                mode="video" if video else "in_person",
                device="phone" if video else "paper" if paper else "tablet",
            )
        )
    missed = [
        Visit(day=day, time=diary.book(day, hour), attendance=kind)
        for day, kind in _missed(draft, rng)
    ]
    return tuple(sorted([*visits, *missed], key=lambda visit: visit.day))


def _missed(draft: _Draft, rng: np.random.Generator) -> list[tuple[dt.date, str]]:
    """In some of the fortnights, and after the last session of those who stopped."""
    found = [
        earlier + 7 * DAY
        for earlier, later in pairwise(draft.days)
        if (later - earlier).days > 7 and rng.random() < MISSED
    ]
    if draft.wish.shape == "dropped":
        found += weekly(draft.days[-1] + 14 * DAY, 2)
    return [(day, "cancelled" if rng.random() < 0.65 else "did_not_attend") for day in found]


def _birth_date(first: dt.date, wish: Wish, rng: np.random.Generator) -> dt.date:
    years = rng.uniform(13.3, 17.4) if wish.youth else np.clip(rng.normal(37, 12), 18.5, 78)
    return first - dt.timedelta(days=int(years * 365.25))


def _ending(
    wish: Wish, last: dt.date, anchor: dt.date, rng: np.random.Generator
) -> tuple[dt.date, str]:
    kind = wish.ending
    if kind is None and wish.shape in ("dropped", "single"):
        kind = "client_stopped"
    if kind is None:
        kinds, chances = zip(*ENDINGS[wish.shape in BENEFITING], strict=True)
        kind = str(rng.choice(kinds, p=chances))
    wait = {"planned": 0, "client_stopped": 21}.get(kind, 7)
    return min(open_day(last + wait * DAY), working_days(anchor, -1)), kind


def _life(days: tuple[dt.date, ...], rng: np.random.Generator) -> tuple:
    if len(days) < 4 or rng.random() > 0.25:
        return ()
    day = days[int(rng.integers(1, len(days) - 1))] + int(rng.integers(1, 6)) * DAY
    return ((day, LIFE[int(rng.integers(0, len(LIFE)))]),)
