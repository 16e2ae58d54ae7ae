"""What happened in an episode: sessions, signals, responses, life events, on one list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.reports.course import CourseView
from outcomes.reports.rows import CourseEvent, CourseRow
from outcomes.reports.what_followed import ResponseStory, SignalPhase, SignalStory
from outcomes.storage import Episode
from outcomes.web.filters import clock_time
from outcomes.web.pages.words import day_in, sentence
from outcomes.wording import points
from outcomes.wording.episodes import ending_label
from outcomes.wording.reasons import lower_first


@dataclass(frozen=True)
class Happening:
    """One line of the list. `unrated_session` is the number of a session whose missing rating
    nobody has explained yet. `quote` are the client's own words, in `language`; `id` is for a
    link to the line."""

    on: dt.date
    day: str
    shape: str
    what: str
    words: str
    unrated_session: int | None = None
    quote: str = ""
    language: str = ""
    is_new: bool = False
    id: str = ""


def happenings(
    episode: Episode,
    course: CourseView,
    stories: Sequence[SignalStory],
    *,
    remarks: Sequence[Happening] = (),
    on: dt.date,
) -> tuple[Happening, ...]:
    """Everything that happened, the latest day first; within a day in its order."""
    found = [_session(row, course, on=on) for row in course.rows]
    found += remarks
    found += [_event(event, on=on) for event in course.events]
    found += [_signal(phase, on=on) for story in stories for phase in story.phases]
    found += _frame(episode, on=on)
    return tuple(sorted(found, key=lambda each: each.on, reverse=True))


def _session(row: CourseRow, course: CourseView, *, on: dt.date) -> Happening:
    rated = row.outcome is not None
    explained = rated or row.unrated_reason is not None
    return Happening(
        on=row.held_on,
        day=day_in(row.held_on, on=on),
        shape="on_track" if rated else "unrated_session",
        what=f"Session {row.number}",
        words=_rated(row, course),
        unrated_session=None if explained else row.number,
    )


def _rated(row: CourseRow, course: CourseView) -> str:
    """``Rated 16.4; session check-in 26.9``; ``No rating: ran out of time``"""
    parts = []
    if row.outcome is not None:
        parts.append(f"Rated {points(row.outcome, course.decimals)}")
    else:
        why = f": {row.unrated_reason}" if row.unrated_reason else ""
        parts.append(f"No rating{why}")
    if row.alliance is not None and course.alliance_measure is not None:
        name = lower_first(course.alliance_measure.name)
        parts.append(f"{name} {points(row.alliance, course.alliance_decimals)}")
    return "; ".join(parts)


def _event(event: CourseEvent, *, on: dt.date) -> Happening:
    words = event.sentence if event.missed else f"Event: {event.sentence}"
    return Happening(
        on=event.happened_on,
        day=day_in(event.happened_on, on=on),
        shape="missing" if event.missed else "event",
        what="",
        words=words,
    )


def _signal(phase: SignalPhase, *, on: dt.date) -> Happening:
    if phase.shape == "risk":
        return _risk(phase, on=on)
    words = [f"Signal: {phase.label[:1].lower()}{phase.label[1:]}."]
    words += [_responded(response) for response in phase.responses]
    if phase.unanswered:
        words.append(phase.unanswered)
    words += phase.asked_again
    if phase.ending:
        words.append(phase.ending)
    return Happening(
        on=phase.on, day=day_in(phase.on, on=on), shape=phase.shape, what="", words=" ".join(words)
    )


def _risk(phase: SignalPhase, *, on: dt.date) -> Happening:
    """What was answered, whether it was escalated, and who acknowledged it when. What the ratings
    did afterwards is no measure of it."""
    words = ["Risk answer.", sentence(phase.why), *phase.escalated]
    words += [_acknowledged(response, on=on) for response in phase.responses]
    words.append(phase.unanswered and "Nobody has acknowledged it yet.")
    return Happening(
        on=phase.on,
        day=day_in(phase.on, on=on),
        shape="risk",
        what="",
        words=" ".join(each for each in words if each),
    )


def _acknowledged(response: ResponseStory, *, on: dt.date) -> str:
    """``Acknowledged by Samir Haddad, 19 Nov, 13:52. Referred: medical or risk.``"""
    moment = f"{day_in(response.on, on=on)}, {clock_time(response.at)}"
    return f"Acknowledged by {response.by}, {moment}. {response.done}."


def _responded(response: ResponseStory) -> str:
    """``Consulted. Then 18.8, no rating, 18.1. No reliable change so far.``"""
    seen = [mark.words for mark in response.marks if mark.kind != "coming"]
    then = f" Then {', '.join(seen)}." if seen else ""
    verdict = f" {response.verdict}" if seen else ""
    return f"{response.done}.{then}{verdict}"


def _frame(episode: Episode, *, on: dt.date) -> list[Happening]:
    began = Happening(
        episode.opened_on, day_in(episode.opened_on, on=on), "event", "", "Episode opened"
    )
    if episode.closed_on is None:
        return [began]
    words = f"Episode closed: {ending_label(episode.ending_kind)}"
    ended = Happening(episode.closed_on, day_in(episode.closed_on, on=on), "event", "", words)
    return [began, ended]
