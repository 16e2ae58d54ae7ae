"""Reading a clinic's closed episodes for a curve: to fit it on their sums, to test it on them.

    closed_episodes(clinic_id, stratum)   courses with closing dates, one caseload an age band
    closed_sums(clinic_id, stratum)       the sums by session pattern, in one query

The second is all that a fit needs, and no course is read for it.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import Any

import numpy as np

from outcomes.change import Caseload
from outcomes.change.mixed import EXPECTED, PatternSums
from outcomes.change.modelled import INTAKE_TERMS
from outcomes.errors import NotFound
from outcomes.measures import Measure, Yardstick, catalogue
from outcomes.storage import db
from outcomes.storage.closed_episodes import scores_of_closed, sums_of_closed
from outcomes.storage.curves import AGE_BANDS, Stratum


@dataclass(frozen=True, slots=True, eq=False)
class ClosedEpisodes:
    """Closed episodes of one age band with two scores or more, the first closed first.

    Course i of `caseload` belongs to episode `episode_ids[i]` of client `client_ids[i]`, closed
    on `closed_on[i]`.
    """

    yardstick: Yardstick
    caseload: Caseload
    closed_on: tuple[dt.date, ...]
    episode_ids: tuple[int, ...]
    client_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ClosedSums:
    """Sums of the closed episodes of a stratum, with the days between which they were closed.

    `by_age` holds those of each age band that has any.
    """

    sums: PatternSums
    by_age: Mapping[str, PatternSums]
    first_closed_on: dt.date | None
    last_closed_on: dt.date | None


def closed_episodes(clinic_id: int, stratum: Stratum) -> tuple[ClosedEpisodes, ...]:
    """The courses of a stratum for fitting and evaluating, the largest age band first.

    Age bands have thresholds of their own, so that one caseload holds one of them; bands without
    an expected course are left out.

    Raises:
        NotFound: there is no such measure.
    """
    measure = _measure(stratum)
    query = scores_of_closed(clinic_id, stratum, measure_version=measure.version)
    courses = [list(rows) for _, rows in groupby(db.session.execute(query), _episode_id)]
    found = [
        _one_band(stick, [each for each in courses if each[0].age_band == band and len(each) > 1])
        for band, stick in norms_of(stratum).items()
    ]
    known = [each for each in found if each.episode_ids]
    return tuple(sorted(known, key=lambda each: -len(each.episode_ids)))


def closed_sums(clinic_id: int, stratum: Stratum) -> ClosedSums:
    """The sums by session pattern of a stratum's closed episodes, added up by the database.

    Raises:
        NotFound: there is no such measure.
    """
    version, sticks = _measure(stratum).version, norms_of(stratum)
    query = sums_of_closed(clinic_id, stratum, measure_version=version, yardsticks=sticks)
    rows = db.session.execute(query).all() if sticks else []
    by_age = {band: _pattern_sums(list(own)) for band, own in groupby(rows, _age_band)}
    return ClosedSums(
        sums=reduce(operator.add, by_age.values(), _pattern_sums([])),
        by_age=by_age,
        first_closed_on=min((row.first_closed_on for row in rows), default=None),
        last_closed_on=max((row.last_closed_on for row in rows), default=None),
    )


def norms_of(stratum: Stratum) -> dict[str, Yardstick]:
    """Age band to yardstick, of the bands of a stratum that can have an expected course."""
    measure = _measure(stratum)
    bands = AGE_BANDS if stratum.age_band is None else (stratum.age_band,)
    sticks = {band: measure.yardstick(band, stratum.rater) for band in bands}
    return {band: stick for band, stick in sticks.items() if stick.curve_possible}


def _measure(stratum: Stratum) -> Measure:
    measure = catalogue().get(stratum.measure_id)
    if measure is None:
        raise NotFound(f"There is no measure {stratum.measure_id!r}.")
    return measure


def _episode_id(row: Any) -> int:
    return row.episode_id


def _age_band(row: Any) -> str:
    return row.age_band


def _one_band(stick: Yardstick, courses: Sequence[Sequence[Any]]) -> ClosedEpisodes:
    courses = sorted(courses, key=lambda each: (each[0].closed_on, each[0].episode_id))
    rows = [row for course in courses for row in course]
    return ClosedEpisodes(
        yardstick=stick,
        caseload=Caseload(
            np.repeat(np.arange(len(courses)), [len(each) for each in courses]),
            np.array([row.number for row in rows], dtype=np.int64),
            np.array([row.value for row in rows], dtype=float),
            n_clients=len(courses),
        ),
        closed_on=tuple(each[0].closed_on for each in courses),
        episode_ids=tuple(each[0].episode_id for each in courses),
        client_ids=tuple(each[0].client_id for each in courses),
    )


def _pattern_sums(rows: Sequence[Any]) -> PatternSums:
    key = np.array([row.key for row in rows], dtype=np.int64).reshape(-1, 1)
    levels = [EXPECTED.log_session(np.array(EXPECTED.sessions(each))) for each in key]
    zz = [[len(level), level.sum(), (level**2).sum()] for level in levels]
    return PatternSums(
        clock=EXPECTED,
        terms=INTAKE_TERMS,
        origin=0.0,
        key=key,
        zz=np.array(zz, dtype=float).reshape(-1, 3),
        ww=_square(rows, ("episodes", "z1"), ("z1", "z1z1")),
        sw=_square(rows, ("s0", "s0z1"), ("s1", "s1z1")),
        ss=_square(rows, ("s0s0", "s0s1"), ("s0s1", "s1s1")),
        yy=np.array([row.zz for row in rows], dtype=float),
    )


def _square(rows: Sequence[Any], *names: tuple[str, str]) -> np.ndarray:
    values = [[[getattr(row, name) for name in pair] for pair in names] for row in rows]
    return np.array(values, dtype=float).reshape(-1, 2, 2)
