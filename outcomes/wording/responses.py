"""What was done about a signal, and what a report says of signals and responses together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outcomes.change.fate import Fate
from outcomes.wording.numbers import counted, number_word

ACTION_LABELS = {
    "talked_with_client": "Talked about it with the client",
    "changed_something": "Changed something",
    "consulted": "Consulted",
    "referred": "Referred",
    "false_alarm": "False alarm",
    "remind_me": "Look again later",
}

ACTION_NOUNS = {
    "talked_with_client": "talked about",
    "changed_something": "changed something",
    "consulted": "consulted",
    "referred": "referred",
    "false_alarm": "false alarm",
    "remind_me": "look again later",
}

DOMAIN_LABELS = {
    "alliance": "working together",
    "goals": "goals and motivation",
    "method": "way of working",
    "life_and_support": "life events and support",
    "medical_or_risk": "medical or risk",
}

SIGNAL_LABELS = {
    "watch": "Watch",
    "not_on_track": "Not on track",
    "alliance": "Session check-in fell",
    "no_rating": "No rating",
    "risk": "Risk answer",
}

CLOSED_SENTENCES = {
    "back_on_track": "Closed: back on track.",
    "ended": "Closed: the episode ended.",
    "rated_again": "Closed: rated again.",
    "acknowledged": "Closed: acknowledged.",
    "withdrawn": "Closed: the rating it came from was withdrawn.",
}

ASKED_AGAIN_SENTENCES = {
    "reminder": "Asked again, as was wanted.",
    "left_where_it_was": "Asked again: three more ratings had left it where it was.",
}


def action_label(action: str, domain: str | None = None, detail: str = "") -> str:
    """ "Talked about it with the client: goals and motivation"; what was changed follows."""
    words = ACTION_LABELS[action]
    extra = [DOMAIN_LABELS[domain]] if domain else []
    extra += [detail.strip()] if detail.strip() else []
    return f"{words}: {'; '.join(extra)}" if extra else words


def action_short(action: str, domain: str | None = None) -> str:
    """For a caption: "talked about goals and motivation", "consulted"."""
    words = ACTION_NOUNS[action]
    if action == "talked_with_client":
        return f"{words} {DOMAIN_LABELS[domain]}" if domain else "talked about it"
    return words


def signal_label(kind: str, level: str | None = None) -> str:
    """The words for a signal: the level of an outcome signal, the kind of any other."""
    return SIGNAL_LABELS[level or kind] if kind == "outcome" else SIGNAL_LABELS[kind]


def closed_sentence(because: str, kind: str = "outcome") -> str:
    """Why a signal of this kind was closed. A session check-in that is near its level again says
    nothing about the course, which may be off track all the same."""
    if (because, kind) == ("back_on_track", "alliance"):
        return "Closed: near the client's own level again."
    return CLOSED_SENTENCES[because]


def curve_changed_sentence(evidence: Mapping[str, Any]) -> str:
    """That a step of a signal followed a decision about curves, not a rating; empty otherwise."""
    changed = evidence.get("curve_changed")
    if not changed:
        return ""
    return (
        f"The expected course was changed from {changed['from']} to {changed['to']}; the ratings "
        "are the same."
    )


def asked_again_sentence(because: str) -> str:
    """Why a signal asked again."""
    return ASKED_AGAIN_SENTENCES.get(because, "Asked again.")


def escalated_sentence(hours: int, *, day: str) -> str:
    """ "Nobody had acknowledged it for 24 hours; escalated on 17 Nov."."""
    return f"Nobody had acknowledged it for {counted(hours, 'hour')}; escalated on {day}."


def no_response_sentence(days: int) -> str:
    """ "No response recorded yet (7 days)."."""
    return (
        f"No response recorded yet ({counted(days, 'day')})."
        if days
        else ("No response recorded yet.")
    )


def responses_sentence(signals: int, fates: Sequence[Fate]) -> str:
    """The last sentence of a summary: what was done, and whether the course came back.

    `signals` counts what asked for a response, `fates` holds what followed each response.
    """
    if not signals:
        return "No signal has asked for a response."
    if not fates:
        noun = "signal has" if signals == 1 else "signals have"
        return f"{_begin(signals)} {noun} asked for a response; none is recorded."
    n = len(fates)
    done = f"{_begin(n)} {'response is' if n == 1 else 'responses are'} recorded"
    recovered = sum(fate.recovered is True for fate in fates)
    if recovered:
        after = "it" if n == 1 else f"{number_word(recovered)} of them"
        return f"{done}; the course came back after {after}."
    if any(fate.recovered is False for fate in fates):
        return f"{done}; no reliable change for the better has followed so far."
    if all(fate.scores_to_come for fate in fates):
        return f"{done}; too few ratings have followed to tell."
    return f"{done}."


def course_words(first: str, latest: str, *, sessions: int) -> str:
    """For a caption: "14.2 to 14.6 in 6 sessions"."""
    return f"{first} to {latest} in {counted(sessions, 'session')}"


def _begin(n: int) -> str:
    return number_word(n).capitalize()
