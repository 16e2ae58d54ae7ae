"""The words of the response panel: what one can have done, what it was about, what to ask.

The questions are a script for a conversation, not a questionnaire: nothing of them is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

DID = {
    "talked_with_client": "Talked about it with the client",
    "changed_something": "Changed something",
    "consulted": "Consulted a colleague",
    "referred": "Referred",
    "false_alarm": "False alarm",
    "remind_me": "Remind me next session",
}
DID_HINTS = {
    "changed_something": "Say what in one line",
    "false_alarm": "Say why in one line",
}
DID_CHOSEN = {
    "talked_with_client": "Talked about it",
    "changed_something": "Changed something",
    "consulted": "Consulted a colleague",
    "referred": "Referred",
    "false_alarm": "False alarm",
    "remind_me": "Remind me",
}
IN_STEPS = ("talked_with_client", "changed_something", "consulted", "referred")
"""What asks what it was about, and when to look again."""

DETAIL_LABELS = {
    "changed_something": "What did you change?",
    "consulted": "Whom did you ask, and what came of it? (optional)",
    "referred": "Where to? (optional)",
    "false_alarm": "Why is it a false alarm?",
}
LOOK_AGAIN = {
    "next_session": "Next session",
    "in_three_sessions": "In three sessions",
    "at_date": "At a date",
}


@dataclass(frozen=True)
class Domain:
    """One of the five things it can be about, with the questions that open it."""

    label: str
    hint: str
    script: tuple[str, ...]


DOMAINS = {
    "alliance": Domain(
        "Working together",
        "Do they feel heard? Has anything come between us?",
        (
            "Was there a moment lately when I missed what mattered to you?",
            "What should we do more of here, and what less?",
            "Is there something you have not said yet because of me?",
        ),
    ),
    "goals": Domain(
        "Goals and motivation",
        "Are we working on what matters to them now?",
        (
            "What would you like to be different in three months?",
            "Is that still what we should work on first?",
            "How would you notice that it was worth coming?",
        ),
    ),
    "method": Domain(
        "Way of working",
        "Does the method suit them? Is it too fast, too slow?",
        (
            "What we do here: does it fit how you see the problem?",
            "What has helped, even a little?",
            "Too fast, too slow, too much talk, too little?",
        ),
    ),
    "life_and_support": Domain(
        "Life and support",
        "What has happened outside? Who is on their side?",
        (
            "What has happened since things were last a little better?",
            "Who knows how you are, and who would you like to know?",
            "What would make the coming week easier?",
        ),
    ),
    "medical_or_risk": Domain(
        "Medical or risk",
        "Sleep, medication, drink, danger?",
        (
            "How do you sleep and eat at present?",
            "Has anything changed with medicines, drink or drugs?",
            "Have there been moments when you did not want to live?",
        ),
    ),
}
RISK_DID = {
    "talked_with_client": "Talked about it with the client",
    "consulted": "Consulted a colleague",
    "referred": "Referred or called for help",
    "false_alarm": "Marked by mistake",
}
QUIET = {
    "next_session": "This stays quiet until the next session, or until a new rating makes it "
    "more urgent.",
    "in_three_sessions": "This stays quiet for three sessions, or until a new rating makes it "
    "more urgent.",
    "at_date": "This stays quiet until that day, until a new rating makes it more urgent, or until "
    "three more have left it where it was.",
    None: "This stays quiet until a new rating makes it more urgent, or until three more have left "
    "it where it was.",
}
