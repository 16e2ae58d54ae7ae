"""Closed episodes as a curve is fitted on them: their scores, or their sums by session pattern.

Counted are episodes with all outcome ratings made with one version of the measure; the scores are
those that progress counts: submitted totals of the stratum's rater at attended sessions, the
later one where a session has two.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    select,
)

from outcomes.change.courses import LAST_INTAKE_SESSION
from outcomes.change.mixed import EXPECTED
from outcomes.measures import Yardstick
from outcomes.storage.curves import Stratum
from outcomes.storage.ratings import Administration, Score
from outcomes.storage.treatment import Episode, TherapySession


def scores_of_closed(
    clinic_id: int, stratum: Stratum, *, measure_version: str
) -> Select[tuple[Any, ...]]:
    """Every score of the closed episodes of a stratum, those of one episode together and in order.

    Rows: episode_id, client_id, age_band, closed_on, number, value.
    """
    rated = _rated(clinic_id, stratum, measure_version=measure_version)
    names = ("episode_id", "client_id", "age_band", "closed_on", "number", "value")
    return (
        select(*(rated.c[name] for name in names))
        .where(rated.c.later == 1)
        .order_by(rated.c.episode_id, rated.c.number)
    )


def sums_of_closed(
    clinic_id: int,
    stratum: Stratum,
    *,
    measure_version: str,
    yardsticks: Mapping[str, Yardstick],
) -> Select[tuple[Any, ...]]:
    """The sums of a curve's scores by session pattern, straight from the ratings.

    z = d (score - M_pre) / SD_pre with the norms of each age band in `yardsticks`; other age
    bands are left out. Modelled are the scores after an intake at session 1, 2 or 3. Rows, by
    `age_band` and `key` (the pattern, see `outcomes.change.mixed.session_patterns`): episodes, with
    z1 the intake, s0 = sum z and s1 = sum L z of an episode's modelled scores the sums over
    episodes of z1, z1 z1, s0, s1, s0 z1, s1 z1, s0 s0, s0 s1, s1 s1 and of z z (`z1`, `z1z1`,
    `s0`, `s1`, `s0z1`, `s1z1`, `s0s0`, `s0s1`, `s1s1`, `zz`); first_closed_on, last_closed_on.
    """
    rated = _rated(clinic_id, stratum, measure_version=measure_version)
    each = _by_episode(_in_z(rated, yardsticks))
    z1, s0, s1 = each.c.z1, each.c.s0, each.c.s1
    sums = {
        "z1": z1,
        "z1z1": z1 * z1,
        "s0": s0,
        "s1": s1,
        "s0z1": s0 * z1,
        "s1z1": s1 * z1,
        "s0s0": s0 * s0,
        "s0s1": s0 * s1,
        "s1s1": s1 * s1,
        "zz": each.c.zz,
    }
    return (
        select(
            each.c.age_band,
            each.c.key,
            func.count().label("episodes"),
            *(func.sum(column).label(name) for name, column in sums.items()),
            func.min(each.c.closed_on).label("first_closed_on"),
            func.max(each.c.closed_on).label("last_closed_on"),
        )
        .group_by(each.c.age_band, each.c.key)
        .order_by(each.c.age_band, each.c.key)
    )


def _rated(clinic_id: int, stratum: Stratum, *, measure_version: str) -> Subquery:
    """Scores of closed episodes; `later` is 1 for the one of a session that counts."""
    order = Administration.id.desc()
    query = (
        select(
            Episode.id.label("episode_id"),
            Episode.client_id,
            Episode.age_band,
            Episode.closed_on,
            TherapySession.number,
            Score.value,
            func.row_number().over(partition_by=TherapySession.id, order_by=order).label("later"),
        )
        .join(Administration, Administration.episode_id == Episode.id)
        .join(Score, Score.administration_id == Administration.id)
        .join(TherapySession, TherapySession.id == Administration.therapy_session_id)
        .where(
            Episode.clinic_id == clinic_id,
            Episode.closed_on.is_not(None),
            Episode.outcome_measure_id == stratum.measure_id,
            Episode.id.not_in(_with_another_version(clinic_id, stratum, measure_version)),
            *_outcome_ratings(stratum),
            Score.value.is_not(None),
            TherapySession.number.is_not(None),
        )
    )
    if stratum.age_band is not None:
        query = query.where(Episode.age_band == stratum.age_band)
    if stratum.service_kind is not None:
        query = query.where(Episode.service_kind == stratum.service_kind)
    return query.subquery()


def _outcome_ratings(stratum: Stratum) -> tuple[ColumnElement[bool], ...]:
    return (
        Administration.measure_id == stratum.measure_id,
        Administration.kind == "outcome",
        Administration.rater == stratum.rater,
        Administration.state == "submitted",
    )


def _with_another_version(
    clinic_id: int, stratum: Stratum, measure_version: str
) -> Select[tuple[int]]:
    return select(Administration.episode_id).where(
        Administration.clinic_id == clinic_id,
        *_outcome_ratings(stratum),
        Administration.measure_version != measure_version,
    )


def _in_z(rated: Subquery, yardsticks: Mapping[str, Yardstick]) -> Subquery:
    """Each score as z beside the intake of its episode (`z1`, at session `j1`)."""
    in_z = case(*((rated.c.age_band == band, _z(rated.c.value, stick))
                  for band, stick in yardsticks.items()))  # fmt: skip
    scores = (
        select(
            rated.c.episode_id,
            rated.c.age_band,
            rated.c.closed_on,
            rated.c.number,
            in_z.label("z"),
        )
        .where(rated.c.later == 1, rated.c.age_band.in_(list(yardsticks)))
        .subquery()
    )
    first = {"partition_by": scores.c.episode_id, "order_by": scores.c.number}
    return select(
        scores,
        func.first_value(scores.c.number).over(**first).label("j1"),
        func.first_value(scores.c.z).over(**first).label("z1"),
    ).subquery()


def _z(value: ColumnElement[float], stick: Yardstick) -> ColumnElement[float]:
    return (
        stick.direction * (value - literal(stick.norm_mean, Float)) / literal(stick.norm_sd, Float)
    )


def _by_episode(scores: Subquery) -> Subquery:
    """One row an episode with a modelled score: pattern, intake, sums of its modelled scores."""
    z, number = scores.c.z, scores.c.number
    return (
        select(
            cast(func.sum(_per_session(number, _code, BigInteger)), BigInteger).label("key"),
            func.max(scores.c.age_band).label("age_band"),
            func.max(scores.c.z1).label("z1"),
            func.sum(z).label("s0"),
            func.sum(_per_session(number, _log_session, Float) * z).label("s1"),
            func.sum(z * z).label("zz"),
            func.max(scores.c.closed_on).label("closed_on"),
        )
        .where(number > scores.c.j1, scores.c.j1 <= LAST_INTAKE_SESSION)
        .group_by(scores.c.episode_id)
        .subquery()
    )


def _per_session(number: ColumnElement[int], value: Any, kind: Any) -> ColumnElement[Any]:
    """A CASE over session numbers up to the cap; what a database has no functions for."""
    below = {j: literal(value(j), kind) for j in range(EXPECTED.first, EXPECTED.cap)}
    return case(below, value=number, else_=literal(value(EXPECTED.cap), kind))


def _code(session: int) -> int:
    return 2 ** (session - EXPECTED.first)


def _log_session(session: int) -> float:
    return math.log(session / EXPECTED.unit)
