"""What followed a response, as the line of four that pages draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from outcomes.reports.what_followed import FateMark, ResponseStory, SignalPhase, SignalStory
from outcomes.storage import TherapySession
from outcomes.web.filters import short_day
from outcomes.web.pages.words import spoken_day


@dataclass(frozen=True)
class SignalMark:
    """The signal at the head of a line: its shape and the score it was raised at."""

    status: str
    value: str


@dataclass(frozen=True)
class FateLine:
    """One line of four, with what stands over and under it."""

    signal: SignalMark
    marks: tuple[FateMark, ...]
    verdict: str


@dataclass(frozen=True)
class AfterResponse:
    """A response and what followed it."""

    heading: str
    done: str
    line: FateLine


def after_responses(
    stories: Sequence[SignalStory], *, on: dt.date, without: int | None = None
) -> tuple[AfterResponse, ...]:
    """What followed each response, the latest first.

    Args:
        on: today.
        without: a response that is shown elsewhere on the page.
    """
    found = [
        (response.on, index, _after(phase, response, on=on))
        for index, (phase, response) in enumerate(_responses(stories))
        if response.id != without
    ]
    return tuple(after for _, _, after in sorted(found, key=lambda each: each[:2], reverse=True))


def fate_line(
    phase: SignalPhase, response: ResponseStory, appointments: Sequence[TherapySession] = ()
) -> FateLine:
    """The line of a response; marks still to come carry the days of planned appointments."""
    days = iter([short_day(each.held_on) for each in appointments])
    marks = tuple(
        replace(mark, words=next(days, mark.words)) if mark.kind == "coming" else mark
        for mark in response.marks
    )
    return FateLine(SignalMark(phase.shape, response.score_then), marks, response.verdict)


def _responses(stories: Sequence[SignalStory]) -> list[tuple[SignalPhase, ResponseStory]]:
    return [
        (phase, response)
        for story in stories
        for phase in story.phases
        for response in phase.responses
    ]


def _after(phase: SignalPhase, response: ResponseStory, *, on: dt.date) -> AfterResponse:
    return AfterResponse(
        heading=f"After the response of {spoken_day(response.on, on=on)}",
        done=f"{response.done}. The next three ratings:",
        line=fate_line(phase, response),
    )
