"""Which curve a course is shown against."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from outcomes.change import Curve
from outcomes.storage import Episode, EpisodeProgress, curve_of, curves_in_use, db


def curves_of(episodes: Iterable[Episode]) -> dict[int, Curve]:
    """The curve of each episode, by its id.

    Of an open one the curve in use, of a closed one the curve that it was last held against: a
    decision about curves does not tell finished courses anew. One query for these and those of
    `curves_in_use`, however many episodes there are.
    """
    wanted = list(episodes)
    then = _held_against([each.id for each in wanted if not each.is_open])
    return {each.id: _curve(each, then.get(each.id)) for each in wanted}


def _curve(episode: Episode, label: str | None) -> Curve:
    if label is None:
        return curve_of(episode)
    return curves_in_use(episode.clinic_id).curve_version(label)


def _held_against(closed: list[int]) -> dict[int, str | None]:
    query = select(EpisodeProgress.episode_id, EpisodeProgress.curve)
    return dict(db.session.execute(query.where(EpisodeProgress.episode_id.in_(closed))).all())
