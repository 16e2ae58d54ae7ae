"""Signals: working an episode out anew, and opening, raising, asking again, closing.

    recompute(episode, at=...)        after anything that changes a course
    recompute_all(episode_ids, at=...)   the same for many at once

The rules are in `outcomes.change.signals`; this module gives them what is stored and appends
what follows. What somebody does about a signal is in `outcomes.actions.responses`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from outcomes.actions.concerns import CONCERNS, Concern, latest_day
from outcomes.actions.progress import keep_progress
from outcomes.actions.standing import Attended, Standing, courses_of
from outcomes.actions.writing import writing
from outcomes.change import signals as rules
from outcomes.change.reliable import EXACT
from outcomes.storage import (
    Administration,
    Episode,
    Response,
    Score,
    Signal,
    SignalEvent,
    TherapySession,
    db,
)
from outcomes.storage.signals import open_with_responses

ASKING_EVENTS = ("opened", "raised", "asked_again")
NOTHING: Mapping[str, Any] = MappingProxyType({})


def recompute(episode: Episode, *, at: dt.datetime, closing: str = "back_on_track") -> None:
    """Work out an episode's progress and signals from what is stored now.

    Args:
        closing: the word for signals whose concern is gone; ``withdrawn`` after a withdrawal.
    """
    recompute_all([episode.id], at=at, closing=closing)


def recompute_all(
    episode_ids: Iterable[int],
    *,
    at: dt.datetime,
    closing: str = "back_on_track",
    besides: Mapping[str, Any] = NOTHING,
) -> None:
    """The same for many episodes: a fixed number of queries, one calculation a yardstick.

    Args:
        besides: what happened besides a rating, kept in the evidence of every step that an
            outcome signal takes now.
    """
    ids = list(episode_ids)
    with writing() as session:
        session.flush()
        courses = courses_of(ids, at=at)
        standings = [courses.standing(episode_id) for episode_id in ids]
        keep_progress(standings, at=at)
        signals = defaultdict(list)
        for signal in session.scalars(open_with_responses(ids)):
            signals[signal.episode_id].append(signal)
        for standing in standings:
            own = signals[standing.episode.id]
            opened = settle(standing, own, at=at, closing=closing, besides=besides)
            session.add_all(opened)
        session.flush()


def settle(
    standing: Standing,
    signals: Iterable[Signal],
    *,
    at: dt.datetime,
    closing: str = "back_on_track",
    besides: Mapping[str, Any] = NOTHING,
) -> list[Signal]:
    """Let each kind of signal take its step; the given open ones change, new ones are returned.

    Asks the database nothing: `signals` must come with their responses. `besides` is kept in the
    evidence of outcome signals, see `recompute_all`.
    """
    by_kind = {signal.kind: signal for signal in signals if signal.is_open}
    opened = []
    for kind in CONCERNS:
        signal = by_kind.get(kind)
        if not standing.episode.is_open:
            if signal:
                close(signal, because="ended", on=standing.episode.closed_on, at=at)
            continue
        concern = CONCERNS[kind](standing)
        if concern is None:
            # The only rating of this kind was withdrawn.
            if signal:
                close(signal, because="withdrawn", on=latest_day(standing), at=at)
            continue
        if kind == "outcome":
            concern = replace(concern, evidence=concern.evidence | besides)
        new = _take_step(kind, concern, signal, standing=standing, at=at, closing=closing)
        opened += [new] if new else []
    return opened


def open_risk(
    administration: Administration,
    score: Score,
    therapy_session: TherapySession,
    *,
    at: dt.datetime,
) -> Signal:
    """A signal for the risk answers of one rating; it waits in a queue of its own."""
    evidence = {
        "answers": score.risk,
        "measure_id": administration.measure_id,
        "measure_version": administration.measure_version,
        "software": score.software_version,
    }
    concern = Concern(
        True,
        therapy_session.held_on,
        session=therapy_session.number,
        score=score.value,
        administration_id=administration.id,
        evidence=evidence,
    )
    signal = _opened("risk", concern, administration.episode_id, administration.clinic_id, at=at)
    db.session.add(signal)
    return signal


def close(
    signal: Signal,
    *,
    because: str,
    on: dt.date,
    at: dt.datetime,
    evidence: Mapping[str, Any] = NOTHING,
) -> None:
    """Close a signal; whatever it asked is settled."""
    signal.closed_at, signal.closed_because = at, because
    signal.asking = False
    append(signal, "closed", on=on, at=at, evidence={"because": because, **evidence})


def reopen(signal: Signal, *, on: dt.date, at: dt.datetime, because: str) -> None:
    """Take a closing back, when what closed the signal was undone.

    While it was closed the clock of a risk answer stood still: it has not waited in that time.
    """
    if signal.waits_from is not None:
        signal.waits_from += at - signal.closed_at
        signal.mailed_to = []
    signal.closed_at = signal.closed_because = None
    append(signal, "reopened", on=on, at=at, evidence={"because": because})
    signal.asking = asks_now(signal)


def asks_now(signal: Signal) -> bool:
    """Whether an open signal waits for a response: none since it last asked, going by history."""
    asked = [each.happened_at for each in signal.events if each.event in ASKING_EVENTS]
    answered = [each.responded_at for each in effective(signal)]
    return signal.is_open and (not answered or max(answered) < max(asked))


def append(
    signal: Signal, event: str, *, on: dt.date, at: dt.datetime, evidence: dict[str, Any]
) -> None:
    """Add one event to a signal's history."""
    signal.events.append(
        SignalEvent(
            clinic_id=signal.clinic_id,
            event=event,
            happened_on=on,
            happened_at=at,
            evidence=evidence,
        )
    )


def effective(signal: Signal) -> list[Response]:
    """The responses to a signal that were not undone, oldest first."""
    return [each for each in signal.responses if each.undone_at is None]


def _take_step(
    kind: str,
    concern: Concern,
    signal: Signal | None,
    *,
    standing: Standing,
    at: dt.datetime,
    closing: str,
) -> Signal | None:
    limit = standing.progress.yardstick.reliable_change if kind == "outcome" else None
    step = rules.next_step(
        concern.asks,
        _seen_by_rules(signal, standing) if signal else None,
        level=concern.level,
        reliable_change=limit.value if limit else None,
    )
    if step is None:
        return None
    if step.event == "opened":
        episode = standing.episode
        return _opened(kind, concern, episode.id, episode.clinic_id, at=at)
    if step.event == "closed":
        word = "rated_again" if (kind, closing) == ("no_rating", "back_on_track") else closing
        # Of a concern that is gone only what happened besides the rating is left to say.
        close(signal, because=word, on=concern.day, at=at, evidence=concern.evidence)
    elif step.event == "raised":
        _raise(signal, concern, at=at)
    else:
        _ask_again(signal, concern, step, on=latest_day(standing), at=at)
    return None


def _opened(
    kind: str, concern: Concern, episode_id: int, clinic_id: int, *, at: dt.datetime
) -> Signal:
    signal = Signal(
        clinic_id=clinic_id,
        episode_id=episode_id,
        kind=kind,
        level=concern.level,
        administration_id=concern.administration_id,
        opened_on=concern.day,
        opened_at=at,
        score_then=concern.score,
        session_then=concern.session,
        evidence=concern.evidence,
        asking=True,
        asking_since=concern.day,
        asked_again=False,
        waits_from=at if kind == "risk" else None,
        mailed_to=[],
        responses=[],
        events=[],
    )
    append(signal, "opened", on=concern.day, at=at, evidence=concern.evidence)
    return signal


def _raise(signal: Signal, concern: Concern, *, at: dt.datetime) -> None:
    """To a worse level. The evidence of the opening stays as it was, here and in its event."""
    signal.level = concern.level
    signal.score_then, signal.session_then = concern.score, concern.session
    signal.asked_again = False
    _ask(signal, concern.day)
    append(signal, "raised", on=concern.day, at=at, evidence=concern.evidence)


def _ask_again(
    signal: Signal, concern: Concern, step: rules.Step, *, on: dt.date, at: dt.datetime
) -> None:
    if step.because == "left_where_it_was":
        signal.asked_again = True
    _ask(signal, on)
    evidence = {"because": step.because, **concern.evidence}
    append(signal, "asked_again", on=on, at=at, evidence=evidence)


def _ask(signal: Signal, day: dt.date) -> None:
    if not signal.asking:
        signal.asking, signal.asking_since = True, day


def _seen_by_rules(signal: Signal, standing: Standing) -> rules.Standing:
    responses = effective(signal)
    answered = None
    if not signal.asking and responses:
        answered = _since(responses[-1], signal, standing)
    return rules.Standing(
        signal.level, signal.asked_again, answered, came_from=_came_from(signal, standing)
    )


def _came_from(signal: Signal, standing: Standing) -> str | None:
    """The status before the latest score, if that came after the signal last asked by itself.

    Working the same ratings out twice must not raise a signal twice.
    """
    last = standing.last_outcome
    if signal.kind != "outcome" or last is None or last.number <= (signal.session_then or 0):
        return None
    return standing.status_before


def _since(response: Response, signal: Signal, standing: Standing) -> rules.Answered:
    kind = "alliance" if signal.kind == "alliance" else "outcome"
    # A session whose form is being filled in is not over: its rating may settle the question.
    sessions = [
        each
        for each in standing.attended
        if each.held_on > response.responded_on and not each.filling_in
    ]
    scores = [each for each in standing.attended if _rated_after(each, kind, response)]
    gain = None
    if scores and signal.kind == "outcome" and signal.score_then is not None:
        change = scores[-1].outcome.value - signal.score_then
        gain = round(standing.progress.yardstick.direction * change, EXACT)
    return rules.Answered(len(scores), len(sessions), gain, response.look_again)


def _rated_after(session: Attended, kind: str, response: Response) -> bool:
    rated = session.outcome if kind == "outcome" else session.alliance
    if rated is None:
        return False
    if session.held_on == response.responded_on:
        return rated.submitted_at > response.responded_at
    return session.held_on > response.responded_on
