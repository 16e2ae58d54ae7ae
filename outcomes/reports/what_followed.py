"""Signals as a story: what asked for a look, what was done, and what the next scores were."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from outcomes.change import Reason
from outcomes.change.fate import Fate, Following, fate_of
from outcomes.change.signals import CONCERNS
from outcomes.reports.course import CourseView
from outcomes.reports.dates import day_words
from outcomes.reports.rows import CourseRow, RatedCourse
from outcomes.storage import Episode, Response, Signal, SignalEvent, db
from outcomes.wording import fate_sentence, points, reason_sentence
from outcomes.wording.reasons import reasons_paragraph
from outcomes.wording.responses import (
    action_label,
    asked_again_sentence,
    closed_sentence,
    curve_changed_sentence,
    escalated_sentence,
    no_response_sentence,
    signal_label,
)

MARKS = 3
"""Scores shown after a signal; a session without one is a gap and takes no place."""


@dataclass(frozen=True)
class FateMark:
    """One mark after a signal: a "rating" with its value, "missing", or "coming"."""

    kind: str
    words: str


@dataclass(frozen=True)
class ResponseStory:
    """One response: what was done, by whom and when, and the line of what followed."""

    id: int
    action: str
    done: str
    by: str
    on: dt.date
    at: dt.datetime
    fate: Fate
    score_then: str
    marks: tuple[FateMark, ...]
    verdict: str


@dataclass(frozen=True)
class SignalPhase:
    """A signal at one of its levels: when it was opened or raised, `why`, and what was done.

    `shape` names the status shape. `unanswered` is the sentence that stands where no response
    does, `marks` then the scores that followed anyway. `ending` says how the signal closed.
    """

    on: dt.date
    shape: str
    label: str
    why: str
    score_then: str
    responses: tuple[ResponseStory, ...]
    unanswered: str
    marks: tuple[FateMark, ...]
    asked_again: tuple[str, ...]
    ending: str
    escalated: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignalStory:
    """One signal from its opening to its end; one phase for each level it reached."""

    signal_id: int
    kind: str
    is_open: bool
    asking: bool
    phases: tuple[SignalPhase, ...]

    @property
    def responses(self) -> tuple[ResponseStory, ...]:
        """Every response that was not taken back, oldest first."""
        return tuple(response for phase in self.phases for response in phase.responses)


def signals_of(episodes: Iterable[int]) -> dict[int, list[Signal]]:
    """All signals of these episodes, oldest first, their responses and events read along."""
    query = (
        select(Signal)
        .where(Signal.episode_id.in_(list(episodes)))
        .options(
            selectinload(Signal.responses).joinedload(Response.responded_by),
            selectinload(Signal.events),
        )
        .order_by(Signal.opened_on, Signal.id)
    )
    found: dict[int, list[Signal]] = defaultdict(list)
    for signal in db.session.scalars(query):
        found[signal.episode_id].append(signal)
    return found


def story_of(signal: Signal, course: CourseView, episode: Episode, *, on: dt.date) -> SignalStory:
    """A signal with its phases; `on` is today, for how long it has waited."""
    turns = [event for event in signal.events if event.event in ("opened", "raised")]
    ends = [*(turn.happened_on for turn in turns[1:]), None]
    return SignalStory(
        signal_id=signal.id,
        kind=signal.kind,
        is_open=signal.is_open,
        asking=signal.asking and signal.is_open,
        phases=tuple(
            _phase(signal, turn, course, episode, last=index == len(turns) - 1, on=on, until=end)
            for index, (turn, end) in enumerate(zip(turns, ends, strict=True))
        ),
    )


def fate_of_response(response: Response, course: CourseView | RatedCourse, *, ended: bool) -> Fate:
    """What followed a response: sessions after it, one later the same day only if rated later."""
    limit = course.yardstick.reliable_change
    return fate_of(
        response.score_then,
        [_following(row) for row in course.rows if _is_after(row, response)],
        reliable_change=limit.value if limit else None,
        direction=course.yardstick.direction,
        ended=ended,
        off_track_then=_was_off_track(response, course),
    )


def effective(signal: Signal) -> list[Response]:
    """The responses that were not taken back, oldest first."""
    return [response for response in signal.responses if response.undone_at is None]


def fate_marks(fate: Fate, *, decimals: int) -> tuple[FateMark, ...]:
    """The marks of the line after a response, three scores at most, gaps among them."""
    shown = [
        FateMark("missing", "no rating")
        if each.value is None
        else FateMark("rating", points(each.value, decimals))
        for each in fate.following
    ]
    coming = 0 if fate.verdict == "ended" else fate.scores_to_come
    return (*shown, *[FateMark("coming", "to come")] * coming)


def verdict_sentence(fate: Fate, *, reliable_change: float | None) -> str:
    """What followed, as a sentence; `reliable_change` is that of the measure, in points."""
    return fate_sentence(fate.verdict, gain=fate.gain, reliable_change=reliable_change)


def reasons_in(evidence: dict[str, Any]) -> tuple[str, ...]:
    """The sentences of stored evidence, in the words of today and the numbers of then."""
    kept = evidence.get("progress") or evidence.get("alliance")
    if kept is not None:
        return tuple(reason_sentence(Reason.from_dict(each)) for each in kept["reasons"])
    if "answers" in evidence:
        return tuple(str(each["meaning"]) for each in evidence["answers"] if each.get("meaning"))
    if "sessions" in evidence:
        count = len(evidence["sessions"])
        return (f"No rating at {count} attended sessions in a row.",)
    return ()


def _phase(
    signal: Signal,
    turn: SignalEvent,
    course: CourseView,
    episode: Episode,
    *,
    last: bool,
    on: dt.date,
    until: dt.date | None,
) -> SignalPhase:
    given = [
        response
        for response in effective(signal)
        if response.responded_on >= turn.happened_on and (until is None or _before(response, until))
    ]
    level = _level(turn, signal)
    then = _score_then(turn, signal)
    return SignalPhase(
        on=turn.happened_on,
        shape=level if signal.kind == "outcome" else signal.kind,
        label=signal_label(signal.kind, level),
        why=reasons_paragraph((*reasons_in(turn.evidence), *_curve_changed(turn))),
        score_then="–" if then is None else points(then, course.decimals),
        responses=tuple(_response(each, course, episode) for each in given),
        unanswered="" if given else _unanswered(signal, last=last, on=on),
        marks=() if given else _marks_after(turn, course, episode),
        asked_again=tuple(_asked_again(signal, turn.happened_on, until)),
        ending=_ending(signal) if last else "",
        escalated=tuple(
            escalated_sentence(each.evidence.get("hours", 0), day=day_words(each.happened_on))
            for each in signal.events
            if each.event == "escalated"
        ),
    )


def _ending(signal: Signal) -> str:
    if not signal.closed_because:
        return ""
    closings = [event for event in signal.events if event.event == "closed"]
    why = closed_sentence(signal.closed_because, signal.kind)
    return " ".join([why, *(_curve_changed(closings[-1]) if closings else ())])


def _curve_changed(event: SignalEvent) -> tuple[str, ...]:
    sentence = curve_changed_sentence(event.evidence)
    return (sentence,) if sentence else ()


def _before(response: Response, until: dt.date) -> bool:
    # A response on the day of the raise belongs to the level it was raised to.
    return response.responded_on < until


def _level(turn: SignalEvent, signal: Signal) -> str | None:
    kept = turn.evidence.get("progress")
    return kept["status"] if kept else signal.level


def _score_then(turn: SignalEvent, signal: Signal) -> float | None:
    evidence = turn.evidence
    if "progress" in evidence:
        return evidence["progress"]["latest"]
    return evidence.get("outcome_then") if signal.kind != "risk" else None


def _response(response: Response, course: CourseView, episode: Episode) -> ResponseStory:
    fate = fate_of_response(response, course, ended=not episode.is_open)
    then, limit = response.score_then, course.yardstick.reliable_change
    return ResponseStory(
        id=response.id,
        action=response.action,
        done=action_label(response.action, response.domain, response.detail),
        by=response.responded_by.name,
        on=response.responded_on,
        at=response.responded_at,
        fate=fate,
        score_then="–" if then is None else points(then, course.decimals),
        marks=fate_marks(fate, decimals=course.decimals),
        verdict=verdict_sentence(fate, reliable_change=limit.value if limit else None),
    )


def _unanswered(signal: Signal, *, last: bool, on: dt.date) -> str:
    if not last:
        return "No response before it was raised."
    if signal.is_open:
        return no_response_sentence((on - signal.asking_since).days)
    return "No response was recorded."


def _marks_after(turn: SignalEvent, course: CourseView, episode: Episode) -> tuple[FateMark, ...]:
    rows = [_following(row) for row in course.rows if row.held_on > turn.happened_on]
    fate = fate_of(None, rows, reliable_change=None, direction=1, ended=not episode.is_open)
    return fate_marks(fate, decimals=course.decimals)


def _asked_again(signal: Signal, start: dt.date, until: dt.date | None) -> Iterable[str]:
    for event in signal.events:
        in_phase = event.happened_on >= start and (until is None or event.happened_on < until)
        if event.event == "asked_again" and in_phase:
            yield asked_again_sentence(event.evidence.get("because", ""))


def _is_after(row: CourseRow, response: Response) -> bool:
    if row.held_on == response.responded_on:
        return row.outcome_at is not None and row.outcome_at > response.responded_at
    return row.held_on > response.responded_on


def _was_off_track(response: Response, course: CourseView | RatedCourse) -> bool:
    """Whether the course itself gave concern when the response was given."""
    if response.signal.kind == "outcome":
        return True
    known = [row.status for row in course.rows if row.status and not _is_after(row, response)]
    return bool(known) and known[-1] in CONCERNS


def _following(row: CourseRow) -> Following:
    return Following(row.number, row.outcome, row.status)


def stories_of(
    episode: Episode, course: CourseView, signals: Sequence[Signal], *, on: dt.date
) -> tuple[SignalStory, ...]:
    """Every signal of an episode as a story, oldest first."""
    return tuple(story_of(signal, course, episode, on=on) for signal in signals)
