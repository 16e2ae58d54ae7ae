"""Sums by pattern: they add up, and hold what they say."""

import numpy as np
import pytest

from outcomes.change import Caseload, Course
from outcomes.change.mixed import fit_mixed
from outcomes.change.modelled import curve_sums, points_sums
from outcomes.errors import FitError
from outcomes.measures import catalogue


def courses(seed: int, n: int) -> list[Course]:
    random = np.random.default_rng(seed)
    made = []
    for _ in range(n):
        sessions = (1, *sorted(random.choice(np.arange(2, 15), 4, replace=False).tolist()))
        scores = random.integers(0, 28, len(sessions))
        made.append(Course(sessions, tuple(scores)))
    return made


def test_two_episodes_by_hand() -> None:
    """PHQ-9 (mean 16.41, SD 5.65, lower is better): z of 16.41 is 0, of 10.76 is 1, of 22.06 -1.

    Scores at sessions 2 and 8: L = 0 and ln 4. First client 0 then 1, 1 from intake 0; second 1
    then 0, 1 from intake -1.
    """
    phq9 = catalogue()["phq9"].yardstick("adult")
    zero, one, worse = 16.41, 10.76, 22.06
    caseload = Caseload.from_courses(
        [Course((1, 2, 8), (zero, one, one)), Course((1, 2, 8), (worse, zero, one))]
    )
    sums = curve_sums(caseload, phq9)
    log4 = np.log(4)
    assert sums.patterns == ((2, 8),)
    assert (sums.n_episodes, sums.n_scores) == (2, 4)
    assert sums.zz[0] == pytest.approx([2, log4, log4**2])
    # w = (1, 0) and (1, -1); s = (2, ln 4) and (1, ln 4); z'z = 2 and 1.
    assert sums.ww[0] == pytest.approx(np.array([[2, -1], [-1, 1]]))
    assert sums.sw[0] == pytest.approx(np.array([[3, -1], [2 * log4, -log4]]))
    assert sums.ss[0] == pytest.approx(np.array([[5, 3 * log4], [3 * log4, 2 * log4**2]]))
    assert sums.yy[0] == pytest.approx(3)


def test_sums_of_two_clinics_are_the_sums_of_both_together() -> None:
    phq9 = catalogue()["phq9"].yardstick("adult")
    one, other = courses(1, 60), courses(2, 90)
    apart = curve_sums(Caseload.from_courses(one), phq9) + curve_sums(
        Caseload.from_courses(other), phq9
    )
    together = curve_sums(Caseload.from_courses(one + other), phq9)
    assert (apart.key == together.key).all()
    for name in ("zz", "ww", "sw", "ss", "yy"):
        assert getattr(apart, name) == pytest.approx(getattr(together, name), rel=1e-12)


def test_taking_a_part_away_leaves_the_rest() -> None:
    phq9 = catalogue()["phq9"].yardstick("adult")
    one, other = courses(3, 40), courses(4, 40)
    together = curve_sums(Caseload.from_courses(one + other), phq9)
    rest = together - curve_sums(Caseload.from_courses(other), phq9)
    alone = curve_sums(Caseload.from_courses(one), phq9)
    assert rest.patterns == alone.patterns
    assert rest.ss == pytest.approx(alone.ss, abs=1e-9)


def test_sums_with_another_origin_do_not_add() -> None:
    one, other = (points_sums(Caseload.from_courses(courses(s, 10))) for s in (5, 6))
    with pytest.raises(ValueError, match="origin"):
        one + other


def test_intake_at_session_2_or_3_counts_as_the_intake_and_later_ones_do_not() -> None:
    phq9 = catalogue()["phq9"].yardstick("adult")
    caseload = Caseload.from_courses(
        [Course((2, 3), (18, 17)), Course((3, 9), (18, 12)), Course((4, 5), (18, 17))]
    )
    assert set(curve_sums(caseload, phq9).patterns) == {(3,), (9,)}


def test_everything_wrong_is_said_at_once() -> None:
    same = Caseload.from_courses([Course((1, 2), (18, x)) for x in (10, 12, 14, 9, 11, 13, 15, 8)])
    with pytest.raises(FitError) as caught:
        fit_mixed(points_sums(same))
    assert len(caught.value.problems) == 4
    text = str(caught.value)
    assert "no client has two of them" in text
    for term in ("intake", "log_session", "intake:log_session"):
        assert f"- {term} can be worked out from intercept alone" in text


def test_too_few_scores_are_refused_with_the_numbers() -> None:
    few = Caseload.from_courses([Course((1, 2, 3), (18, 17, 12)), Course((1, 2), (9, 8))])
    with pytest.raises(FitError, match="3 scores to fit"):
        fit_mixed(points_sums(few))
