"""The small forms of the client's page: an event, a missed appointment, why no rating, the end."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from outcomes.storage import Episode
from outcomes.storage.treatment import ATTENDANCE, ENDING_KINDS
from outcomes.web.pages.known import Known
from outcomes.web.pages.words import begin
from outcomes.wording.episodes import ENDING_LABELS

MISSED_WORDS = {"cancelled": "Cancelled", "did_not_attend": "Did not attend"}


@dataclass(frozen=True)
class Unrated:
    """A session without a rating, and where to say why."""

    number: int
    url: str
    field: str


@dataclass(frozen=True)
class Recording:
    """Where each form is sent, and what can be chosen in it; `unrated` by session number."""

    event_url: str
    missed_url: str
    close_url: str
    reopen_url: str
    endings: tuple[tuple[str, str], ...]
    missed_kinds: tuple[tuple[str, str], ...]
    unrated: dict[int, Unrated]
    today: str


def recording(known: Known) -> Recording | None:
    """The forms, for the responsible therapist alone."""
    if not known.may_treat:
        return None
    number = known.episode.id
    return Recording(
        event_url=url_for("episodes.add_event", episode_id=number),
        missed_url=url_for("episodes.record_missed", episode_id=number),
        close_url=url_for("episodes.close", episode_id=number),
        reopen_url=url_for("episodes.reopen", episode_id=number),
        endings=tuple((kind, begin(ENDING_LABELS[kind])) for kind in ENDING_KINDS),
        missed_kinds=tuple((k, MISSED_WORDS[k]) for k in ATTENDANCE if k in MISSED_WORDS),
        unrated=_unrated(known.episode),
        today=known.on.isoformat(),
    )


def _unrated(episode: Episode) -> dict[int, Unrated]:
    return {
        session.number: Unrated(
            session.number, url_for("episodes.why_unrated", session_id=session.id),
            f"why-{session.id}",
        )
        for session in episode.sessions
        if session.number is not None and session.unrated_reason is None
    }  # fmt: skip
