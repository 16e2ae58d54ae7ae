"""Which goals were rated, how: one row for each answer, in the words it was given to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from outcomes.storage.ratings import Administration, Answer
from outcomes.storage.treatment import TherapySession


def rated_goals(episode_id: int) -> Select[tuple[Any, ...]]:
    """Answers of the client's own sent ratings that have own words, the latest session first.

    Rows: administration_id, held_on, own_words, item_id, value.
    """
    return (
        select(
            Administration.id,
            TherapySession.held_on,
            Administration.own_words,
            Answer.item_id,
            Answer.value,
        )
        .join(Answer, Answer.administration_id == Administration.id)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(
            Administration.episode_id == episode_id,
            Administration.rater == "self",
            Administration.state == "submitted",
            Administration.own_words.is_not(None),
        )
        .order_by(TherapySession.held_on.desc(), Administration.id.desc(), Answer.item_id)
    )
