"""Who is due to rate, and who missed it: names and days, never a score."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import contains_eager

from outcomes.storage.ratings import Administration
from outcomes.storage.treatment import Episode, TherapySession


def without_rating(
    first: dt.date, last: dt.date, *, within: Select[tuple[Episode]]
) -> Select[tuple[TherapySession]]:
    """Attended and planned sessions of open episodes in a span that the client has not rated.

    Latest day first. Only the outcome rating counts: the alliance rating follows it.
    """
    rated = exists().where(
        Administration.therapy_session_id == TherapySession.id,
        Administration.kind == "outcome",
        Administration.rater == "self",
        Administration.state == "submitted",
    )
    return (
        select(TherapySession)
        .join(Episode, Episode.id == TherapySession.episode_id)
        .where(
            TherapySession.episode_id.in_(within.with_only_columns(Episode.id)),
            TherapySession.held_on.between(first, last),
            TherapySession.attendance.in_(("planned", "attended")),
            Episode.closed_on.is_(None),
            ~rated,
        )
        .options(contains_eager(TherapySession.episode))
        .order_by(TherapySession.held_on.desc(), TherapySession.id)
    )
