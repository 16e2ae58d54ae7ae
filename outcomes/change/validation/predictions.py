"""What a curve said at every score of courses whose end is known, set beside that end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np

from outcomes.change import normal, reliable, status
from outcomes.change.caseload import progress_of
from outcomes.change.courses import ASSESSMENTS, LAST_INTAKE_SESSION, Caseload
from outcomes.change.expected import Curve, modelled_rows, z_score
from outcomes.measures import Yardstick


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """One entry a score, by course and rising session; arrays of one length.

    `course` is the course's number in the caseload, `client` the person's, counted from 0 among
    those predicted. Everything but `last_gain` and `last_session` (of the course's last score)
    is from the scores up to the entry's own. `below` and `upto` are the chances, told before the
    score was seen, of faring worse than this score and of faring worse or the same (`cell`).
    """

    course: np.ndarray
    client: np.ndarray
    n: np.ndarray
    """Number of scores so far (k); 1 is the intake."""
    later: np.ndarray
    """Number of scores still to come."""
    session: np.ndarray
    last_session: np.ndarray
    intake: np.ndarray
    gain: np.ndarray
    last_gain: np.ndarray
    benefit_percentile: np.ndarray
    p_no_reliable_improvement: np.ndarray
    p_reliable_worsening: np.ndarray
    status: np.ndarray
    """Codes of `outcomes.change.status.STATUSES`."""
    intake_clinical: np.ndarray
    """True as well for a measure without a cut-off: nobody leaves for want of one."""
    attainable_improvement: np.ndarray
    attainable_deterioration: np.ndarray
    below: np.ndarray
    upto: np.ndarray

    def __len__(self) -> int:
        return len(self.n)

    @property
    def n_clients(self) -> int:
        """Number of people predicted."""
        return int(self.client.max()) + 1 if len(self) else 0

    @property
    def modelled(self) -> np.ndarray:
        """True at the scores a curve speaks of: all but the intakes."""
        return self.n > 1

    def take(self, rows: np.ndarray) -> Predictions:
        """The entries at `rows` (numbers or True and False)."""
        return Predictions(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


def usable(caseload: Caseload) -> np.ndarray:
    """Which courses can tell anything of a curve: an intake at session 1 to 3 and a score after
    it. One entry a course; none of visits that are no therapy sessions."""
    count = np.diff(caseload.start)
    if caseload.occasions == ASSESSMENTS or not len(caseload):
        return np.zeros(caseload.n_clients, dtype=bool)
    first = np.minimum(caseload.start[:-1], len(caseload) - 1)
    return (count >= 2) & (caseload.session[first] <= LAST_INTAKE_SESSION)


def part_of(caseload: Caseload, courses: np.ndarray) -> Caseload:
    """The courses that are True (one entry a course), renumbered from 0 in their order."""
    rows = courses[caseload.client]
    number = np.cumsum(courses) - 1
    return Caseload(
        number[caseload.client[rows]],
        caseload.session[rows],
        caseload.score[rows],
        n_clients=int(courses.sum()),
        occasions=caseload.occasions,
    )


def predictions_of(
    caseload: Caseload,
    yardstick: Yardstick,
    *,
    told: Iterable[tuple[np.ndarray, Curve]],
    person: np.ndarray,
) -> Predictions:
    """What each curve told of its courses, put together in the order of the caseload.

    `told` pairs courses (True and False, one entry a course) with the curve to predict them by;
    no course may be in two pairs. `person` is a number for each course, the same for courses of
    the same person.
    """
    parts = [_columns(caseload, yardstick, courses, curve) for courses, curve in told]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((joined["session"], joined["course"]))
    columns = {name: values[order] for name, values in joined.items()}
    _, client = np.unique(person[columns["course"]], return_inverse=True)
    return Predictions(client=client, **columns)


def cell(
    curve: Curve,
    yardstick: Yardstick,
    intake: np.ndarray,
    *,
    session: np.ndarray,
    score: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Expected shares faring worse than a score, and worse or the same, for sessions >= 2.

    A whole-number score stands for everything that rounds to it, score -/+ 0.5; a score in
    tenths for itself alone (then both shares are the same). A score at an end of the scale
    stands for everything beyond it too: the best possible reaches up to a share of 1, the worst
    possible down to 0.
    """
    level = curve.log_session(session)
    mean, spread = curve.mean(z_score(yardstick, intake), level), np.sqrt(curve.variance(level))
    half = yardstick.direction * yardstick.half_step
    low = normal.cdf((z_score(yardstick, score - half) - mean) / spread)
    high = normal.cdf((z_score(yardstick, score + half) - mean) / spread)
    at_worst = reliable.room(yardstick, yardstick.worst, score) == 0
    at_best = reliable.room(yardstick, yardstick.best, score) == 0
    return np.where(at_worst, 0.0, low), np.where(at_best, 1.0, high)


def _columns(
    caseload: Caseload, yardstick: Yardstick, courses: np.ndarray, curve: Curve
) -> dict[str, np.ndarray]:
    part = part_of(caseload, courses)
    told = progress_of(part, yardstick, curve).history
    last = part.start[1:][part.client] - 1
    intake = part.score[part.first]
    below, upto = cell(curve, yardstick, intake, session=part.session, score=part.score)
    modelled = modelled_rows(part)
    no_cut_off = yardstick.clinical is None
    return {
        "course": np.flatnonzero(courses)[part.client],
        "n": part.position + 1,
        "later": last - np.arange(len(part)),
        "session": part.session,
        "last_session": part.session[last],
        "intake": intake,
        "gain": told.gain,
        "last_gain": told.gain[last],
        "benefit_percentile": told.benefit_percentile,
        "p_no_reliable_improvement": told.p_no_reliable_improvement,
        "p_reliable_worsening": told.p_reliable_worsening,
        "status": status.status_of(told.rule),
        "intake_clinical": told.intake_clinical | no_cut_off,
        "attainable_improvement": told.attainable_improvement,
        "attainable_deterioration": told.attainable_deterioration,
        "below": np.where(modelled, below, np.nan),
        "upto": np.where(modelled, upto, np.nan),
    }
