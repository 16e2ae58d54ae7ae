"""What is done about a signal: responding, taking it back, acknowledging a risk answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.actions.audit import record
from outcomes.actions.signals import append, asks_now, close, effective, reopen
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import EpisodeProgress, Response, Signal, StaffMember, db
from outcomes.storage.signals import ACTIONS, DOMAINS, quiet_with_reminder

LOOK_AGAIN = ("next_session", "in_three_sessions", "at_date")
LONGEST_TEXT = 4000
DOUBLE_TAP = dt.timedelta(minutes=1)
"""The same response by the same person within this time is one response sent twice."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody says about a signal; see `outcomes.storage.signals.Response`."""

    action: str
    domain: str | None = None
    detail: str = ""
    note: str = ""
    look_again: str | None = None
    remind_on: dt.date | None = None


def respond(
    *,
    signal: Signal,
    action: str,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
    domain: str | None = None,
    detail: str = "",
    note: str = "",
    look_again: str | None = None,
    remind_on: dt.date | None = None,
) -> Response:
    """Record what was done about a signal; it stays quiet until there is reason to look again.

    Args:
        action: one of `outcomes.storage.signals.ACTIONS`; a false alarm needs `detail` to say why.
        look_again: ``next_session``, ``in_three_sessions`` or ``at_date`` with `remind_on`.
        on: the clinic's day.

    Raises:
        Refused: `problems` lists everything that is missing or unknown.
        NotFound: the signal is another clinic's.
    """
    if action == "remind_me" and look_again is None:
        look_again = "next_session"
    answer = Answer(
        action=action,
        domain=domain or None,
        detail=detail.strip(),
        note=note.strip(),
        look_again=look_again or None,
        remind_on=remind_on,
    )
    _check(answer, on=on)
    with writing():
        if signal.kind == "risk":
            raise Refused("A risk answer is acknowledged, not answered like other signals.")
        return _store(signal, answer, by=by, at=at, on=on)


def acknowledge_risk(
    *,
    signal: Signal,
    action: str,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
    detail: str = "",
    note: str = "",
) -> Response:
    """Say that a risk answer was seen and what was done about it; this settles the signal.

    Raises:
        Refused: it is no risk signal, or what was done is not said.
    """
    answer = Answer(
        action=action, domain="medical_or_risk", detail=detail.strip(), note=note.strip()
    )
    _check(answer, on=on)
    if action == "remind_me":
        raise Refused("A risk answer cannot be put off. Say what was done about it.")
    with writing():
        if signal.kind != "risk":
            raise Refused("This is not a risk answer.")
        response = _store(signal, answer, by=by, at=at, on=on)
        if signal.is_open:
            close(signal, because="acknowledged", on=on, at=at)
    return response


def undo_response(*, response: Response, by: StaffMember, at: dt.datetime, on: dt.date) -> None:
    """Take a response back: it stays on record as undone, and the signal asks as before.

    Raises:
        Refused: it was undone already.
    """
    with writing():
        signal = response.signal
        _same_clinic(by, signal)
        if response.undone_at is not None:
            raise Refused("This response was taken back already.")
        response.undone_at, response.undone_by_id = at, by.id
        if signal.closed_because == "acknowledged" and not effective(signal):
            reopen(signal, on=on, at=at, because="response_undone")
        signal.asking = asks_now(signal)
        record(
            "response_undone",
            by=by,
            at=at,
            about=("signal", signal.id),
            facts={"response": response.id},
        )


def ask_due_again(*, by: StaffMember | str, at: dt.datetime, on: dt.date) -> int:
    """Let every signal ask again whose reminder date has come; returns how many.

    Lists count such signals as asking from that date on in any case (see `change.need`); this
    writes it into their history. Meant for the nightly check.
    """
    with writing() as session:
        due = [
            (signal, responses[-1].remind_on)
            for signal in session.scalars(quiet_with_reminder(on=on))
            if (responses := effective(signal))
            and responses[-1].remind_on is not None
            and responses[-1].remind_on <= on
        ]
        for signal, day in due:
            signal.asking, signal.asking_since = True, day
            append(signal, "asked_again", on=day, at=at, evidence={"because": "reminder"})
        if due:
            record("reminders_came_due", by=by, at=at, facts={"signals": [s.id for s, _ in due]})
    return len(due)


def _store(
    signal: Signal, answer: Answer, *, by: StaffMember, at: dt.datetime, on: dt.date
) -> Response:
    _same_clinic(by, signal)
    twin = _sent_before(signal, answer, by=by, at=at)
    if twin is not None:
        return twin
    response = Response(
        clinic_id=signal.clinic_id,
        responded_by_id=by.id,
        responded_at=at,
        responded_on=on,
        score_then=_score_then(signal),
        **vars(answer),
    )
    signal.responses.append(response)
    signal.asking = False
    db.session.flush()
    record(
        "response_recorded",
        by=by,
        at=at,
        about=("signal", signal.id),
        facts={"response": response.id, "action": answer.action},
    )
    return response


def _sent_before(
    signal: Signal, answer: Answer, *, by: StaffMember, at: dt.datetime
) -> Response | None:
    for each in effective(signal)[-1:]:
        same = all(getattr(each, name) == value for name, value in vars(answer).items())
        if same and each.responded_by_id == by.id and at - each.responded_at <= DOUBLE_TAP:
            return each
    return None


def _score_then(signal: Signal) -> float | None:
    """The outcome score from which the fate of a response is measured."""
    if signal.kind == "outcome":
        return signal.score_then
    if "outcome_then" in signal.evidence:
        return signal.evidence["outcome_then"]
    row = db.session.get(EpisodeProgress, signal.episode_id)
    return row.latest if row else None


def _check(answer: Answer, *, on: dt.date) -> None:
    problems = []
    if answer.action not in ACTIONS:
        problems.append("Choose what you did.")
    if answer.domain is not None and answer.domain not in DOMAINS:
        problems.append("Choose what it was about.")
    if answer.action == "false_alarm" and not answer.detail:
        problems.append("Say in one line why it was a false alarm.")
    if answer.look_again is not None and answer.look_again not in LOOK_AGAIN:
        problems.append("Choose when to look again.")
    if (answer.look_again == "at_date") != (answer.remind_on is not None):
        problems.append("Looking again at a date needs that date.")
    if answer.remind_on is not None and answer.remind_on <= on:
        problems.append("The date to look again lies ahead.")
    if max(len(answer.detail), len(answer.note)) > LONGEST_TEXT:
        problems.append(f"A text can have up to {LONGEST_TEXT:,} characters.")
    if problems:
        raise Refused("This response is not complete yet.", problems=problems)


def _same_clinic(by: StaffMember, signal: Signal) -> None:
    if by.clinic_id != signal.clinic_id:
        raise NotFound(f"Signal {signal.id}")
