"""Keys of session patterns: counted by hand from code(j) = 2^(min(j, cap) - first)."""

import numpy as np
import pytest

from outcomes.change.mixed import ALL_SESSIONS, EXPECTED, GIVEN_INTAKE, SessionClock


@pytest.mark.parametrize(
    ("sessions", "key"),
    [
        ((2,), 1),
        ((2, 3, 4), 1 + 2 + 4),
        ((3, 11), 2 + 512),
        ((12,), 1024),
        ((2, 12, 15, 40), 1 + 3 * 1024),
    ],
)
def test_key_of_the_curve_counts_sessions_from_the_cap_on_together(
    sessions: tuple[int, ...], key: int
) -> None:
    assert EXPECTED.key(sessions) == (key,)


def test_pattern_is_read_back_from_its_key() -> None:
    assert EXPECTED.sessions(np.array([1 + 4 + 2 * 1024])) == (2, 4, 12, 12)
    assert ALL_SESSIONS.sessions(np.array([1 + 2 + 1024])) == (1, 2, 11)


def test_long_courses_take_a_second_word() -> None:
    sessions = (2, 63, 64, 130)
    key = GIVEN_INTAKE.key(sessions)
    assert len(key) == 3
    assert GIVEN_INTAKE.sessions(np.array(key)) == sessions


def test_each_episode_has_its_own_key() -> None:
    session = np.array([2, 3, 5, 2, 3, 2, 14, 20])
    keys = EXPECTED.keys(session, np.array([0, 3, 5]))
    assert keys.tolist() == [[1 + 2 + 8], [3], [1 + 2 * 1024]]


def test_log_session_of_the_curve_and_of_plain_scores() -> None:
    j = np.array([2, 8, 12, 30])
    assert EXPECTED.log_session(j) == pytest.approx([0.0, np.log(4), np.log(6), np.log(6)])
    assert GIVEN_INTAKE.log_session(j) == pytest.approx(np.log(j))


def test_a_cap_that_leaves_no_room_to_count_is_refused() -> None:
    clock = SessionClock(first=2, unit=2.0, cap=60)
    with pytest.raises(ValueError, match="no room"):
        clock.keys(np.array([2, 70]), np.array([0]))
