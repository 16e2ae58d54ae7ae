"""Closed episodes by the hundred, laid down as rows: for curves, which need many.

What a therapist does one by one through the actions takes too long for two hundred episodes; the
rows are those that the actions leave behind, but without answers, progress and signals.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

import numpy as np

from outcomes.actions.curves import record_version
from outcomes.actions.writing import writing
from outcomes.change import STARTER, Caseload, Course
from outcomes.change.fitting import blended
from outcomes.change.modelled import curve_sums
from outcomes.change.validation import evaluate
from outcomes.measures import catalogue
from outcomes.storage import (
    Administration,
    Client,
    CurveVersion,
    Episode,
    Score,
    StaffMember,
    TherapySession,
)
from outcomes.storage.curves import Stratum
from tests.cast import NOW

FIRST_CLOSED = dt.date(2025, 3, 3)
_numbers = itertools.count(1)


def lay_down(
    courses: Sequence[Course],
    *,
    therapist: StaffMember,
    age_band: str = "adult",
    service_kind: str = "therapy",
    measure_version: str | None = None,
    rater: str = "self",
    is_open: bool = False,
) -> list[Episode]:
    """An episode for each course of well-being, closed a day apart from FIRST_CLOSED on."""
    version = measure_version or catalogue()["wellbeing"].version
    with writing() as session:
        episodes = []
        for index, course in enumerate(courses):
            closed_on = FIRST_CLOSED + dt.timedelta(days=index)
            episode = _episode(therapist, closed_on, age_band=age_band, service_kind=service_kind)
            if not is_open:
                episode.closed_on, episode.ending_kind = closed_on, "planned"
            session.add(episode)
            for number, value in zip(course.sessions, course.scores, strict=True):
                session.add(_rated(episode, number, value, version=version, rater=rater))
            episodes.append(episode)
    return episodes


def second_rating(episode: Episode, number: int, value: float, **changes: str) -> None:
    """Another rating at a session of an episode that has one."""
    with writing() as session:
        form = next(
            each
            for each in session.query(Administration).filter_by(episode_id=episode.id)
            if each.therapy_session.number == number
        )
        session.add(_form(episode, form.therapy_session, value, **changes))


def simulated(
    count: int, *, seed: int, gain: float = STARTER.g2, sessions: int = 8
) -> list[Course]:
    """Courses of two scores and more, made from the starter curve with another gain, with gaps."""
    rng = np.random.default_rng(seed)
    courses = []
    for _ in range(count):
        held = np.arange(1, rng.integers(2, sessions + 1) + 1)
        rated = held[(rng.random(len(held)) < 0.85) | (held <= 2)]
        z1, level, slope = rng.normal(size=3) * [1.0, STARTER.s_0, STARTER.s_1]
        l_ = STARTER.log_session(rated)
        mean = STARTER.g1 + gain * l_ + (STARTER.b1 + STARTER.b2 * l_) * z1
        z = np.where(rated == 1, z1, mean + level + slope * l_)
        z = z + np.where(rated == 1, 0.0, rng.normal(0.0, STARTER.s_e, len(rated)))
        scores = np.clip(np.round(18.5 + 7.75 * z, 1), 0.0, 40.0)
        courses.append(Course(tuple(rated.tolist()), tuple(scores.tolist())))
    return courses


def _episode(
    therapist: StaffMember, closed_on: dt.date, *, age_band: str, service_kind: str
) -> Episode:
    client = Client(
        clinic_id=therapist.clinic_id, code=f"c{next(_numbers)}", name="Invented",
        created_at=NOW,
    )  # fmt: skip
    return Episode(
        clinic_id=therapist.clinic_id, client=client, therapist=therapist, age_band=age_band,
        service_kind=service_kind, opened_on=closed_on - dt.timedelta(days=200),
    )  # fmt: skip


def _rated(episode: Episode, number: int, value: float, **changes: str) -> Administration:
    held_on = episode.opened_on + dt.timedelta(weeks=number)
    session = TherapySession(
        clinic_id=episode.therapist.clinic_id, episode=episode, held_on=held_on, number=number,
        attendance="attended",
    )  # fmt: skip
    return _form(episode, session, value, **changes)


def _form(
    episode: Episode,
    session: TherapySession,
    value: float,
    *,
    version: str = "1",
    rater: str = "self",
    state: str = "submitted",
) -> Administration:
    clinic_id = episode.therapist.clinic_id
    score = Score(clinic_id=clinic_id, value=value, risk=[], software_version="0")
    return Administration(
        clinic_id=clinic_id, form_uuid=f"u{next(_numbers)}", episode=episode,
        therapy_session=session, kind="outcome", measure_id="wellbeing", measure_version=version,
        rater=rater, state=state, opened_by_id=episode.therapist.id, opened_at=NOW,
        expires_at=NOW, submitted_at=NOW, content_hash="x", score=score,
    )  # fmt: skip


def kept_version(director: StaffMember) -> CurveVersion:
    """A version of the well-being curve with its model card, from courses of nobody's."""
    stick = catalogue()["wellbeing"].yardstick("adult")

    def fitted(caseload: Caseload):
        return blended(curve_sums(caseload, stick), name="wellbeing")

    courses = Caseload.from_courses(simulated(60, seed=8))
    fit = fitted(courses)
    tested = evaluate(courses, stick, fit=lambda part: fitted(part).curve, bootstrap=100)
    return record_version(
        by=director,
        at=NOW,
        curve=fit.curve,
        stratum=Stratum("wellbeing"),
        provenance={"population": "Sixty invented courses", "n_scores": fit.n_scores},
        fit_report=fit.report(),
        evaluation=tested.to_dict(),
    )
