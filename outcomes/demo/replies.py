"""What the therapists of generated stories do about their signals, in words such people use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomes.demo.story import Reply

ANSWERED = 0.8
"""Chance that a signal is answered after the session at which it asks."""

CHOICES = (
    (0.19, Reply(session=0, action="talked_with_client", domain="goals")),
    (0.14, Reply(session=0, action="talked_with_client", domain="alliance")),
    (0.12, Reply(session=0, action="talked_with_client", domain="method")),
    (0.12, Reply(session=0, action="talked_with_client", domain="life_and_support")),
    (0.05, Reply(session=0, action="talked_with_client", domain="medical_or_risk")),
    (0.08, Reply(session=0, action="changed_something", domain="method", detail="more structure, "
                 "one task from session to session")),
    (0.07, Reply(session=0, action="changed_something", domain="goals",
                 detail="a smaller first goal")),
    (0.05, Reply(session=0, action="changed_something", domain="life_and_support",
                 detail="a session together with the partner")),
    (0.05, Reply(session=0, action="consulted", domain="method", detail="the team meeting")),
    (0.03, Reply(session=0, action="consulted", domain="medical_or_risk",
                 detail="the client's doctor, with consent")),
    (0.02, Reply(session=0, action="referred", domain="medical_or_risk",
                 detail="to a psychiatrist, beside therapy")),
    (0.04, Reply(session=0, action="false_alarm", detail="rated on the day of an exam")),
    (0.04, Reply(session=0, action="remind_me", look_again="next_session")),
)  # fmt: skip
"""Chance and reply; the session, the delay and the next look are filled in."""

NOTES = (
    "",
    "",
    "",
    "Asked what would make the hour more useful. Long silence, then a good answer.",
    "Went through the course together on the screen.",
    "We agreed to look at the check-in at the start, not at the end.",
    "More going on at home than I knew.",
    "Wants to go on as we do, and says why.",
)
NO_RATING = (
    Reply(session=0, kind="no_rating", action="changed_something", domain="method",
          detail="the tablet now waits in the waiting room"),
    Reply(session=0, kind="no_rating", action="talked_with_client", domain="alliance",
          note="Had thought nobody looks at it. Showed the course."),
)  # fmt: skip


def replies(sessions: int, *, rng: np.random.Generator) -> tuple[Reply, ...]:
    """A reply for most sessions and each kind of signal; used only where one asks."""
    chances = np.array([chance for chance, _ in CHOICES])
    found = []
    for session in range(1, sessions + 1):
        if rng.random() < ANSWERED:
            chosen = CHOICES[int(rng.choice(len(CHOICES), p=chances / chances.sum()))][1]
            found.append(_filled_in(chosen, session, rng))
        if rng.random() < ANSWERED:
            talked = Reply(
                session=session, kind="alliance", action="talked_with_client", domain="alliance"
            )
            found.append(replace(talked, after=int(rng.integers(0, 3))))
        if rng.random() < ANSWERED:
            chosen = NO_RATING[int(rng.integers(0, len(NO_RATING)))]
            found.append(replace(chosen, session=session, after=int(rng.integers(0, 2))))
    return tuple(found)


def _filled_in(reply: Reply, session: int, rng: np.random.Generator) -> Reply:
    after = int(rng.choice((0, 0, 0, 1, 2, 5)))
    if reply.action == "remind_me":
        return replace(reply, session=session, after=after)
    look = (None, "next_session", "in_three_sessions", "at_date")[
        int(rng.choice(4, p=(0.25, 0.25, 0.4, 0.1)))
    ]
    return replace(
        reply,
        session=session,
        after=after,
        note=NOTES[int(rng.integers(0, len(NOTES)))],
        look_again=look,
        remind_after=10 if look == "at_date" else None,
    )
