"""Fate of a response: the next three scores, measured from the score at the signal."""

import pytest

from outcomes.change.fate import Following, fate_of, recovered_by_action


def followed(*values, status="watch"):
    return [
        Following(number, value, status if value is not None else None)
        for number, value in enumerate(values, start=4)
    ]


def fate(score_then, following, *, direction=1, ended=False, limit=6.0, off_track_then=True):
    return fate_of(
        score_then,
        following,
        reliable_change=limit,
        direction=direction,
        ended=ended,
        off_track_then=off_track_then,
    )


def test_jonas_response_waits_while_a_missing_rating_takes_no_place():
    found = fate(17.2, followed(18.8, None, 18.1))
    assert found.verdict == "waiting"
    assert found.scores_to_come == 1
    assert [each.value for each in found.following] == [18.8, None, 18.1]
    assert found.gain == 0.9
    assert found.recovered is None


def test_the_third_score_decides_however_many_follow():
    found = fate(17.2, followed(18.8, None, 18.1, 16.4, 30.0))
    assert found.verdict == "unchanged"
    assert [each.value for each in found.following] == [18.8, None, 18.1, 16.4]
    assert found.gain == -0.8


@pytest.mark.parametrize(
    ("third", "status", "verdict", "recovered"),
    [
        (23.2, "watch", "reliably_better", True),  # exactly the reliable change of 6
        (23.1, "watch", "unchanged", False),
        (23.1, "on_track", "back_on_track", True),
        (11.3, "watch", "unchanged", False),
        (11.2, "not_on_track", "worse", False),
        (11.2, "improved", "worse", False),
    ],
)
def test_the_verdict_at_the_third_score(third, status, verdict, recovered):
    found = fate(17.2, followed(17.0, 17.1, third, status=status))
    assert (found.verdict, found.recovered) == (verdict, recovered)


def test_lower_is_better_turns_the_change_round():
    found = fate(18, followed(17, 15, 12), direction=-1)
    assert (found.verdict, found.gain) == ("reliably_better", 6.0)


def test_an_episode_closed_before_three_scores_ended():
    assert fate(17.2, followed(18.0), ended=True).verdict == "ended"
    assert fate(17.2, [], ended=True).verdict == "ended"


def test_an_episode_closed_after_three_scores_keeps_its_verdict():
    assert fate(17.2, followed(18, 18, 18), ended=True).verdict == "unchanged"


def test_nothing_to_measure_from_cannot_be_told():
    assert fate(None, followed(18, 18, 18)).verdict == "cannot_tell"
    assert fate(17, followed(18, 18, 18), limit=None).verdict == "cannot_tell"


def test_a_course_that_was_on_track_cannot_come_back_on_track():
    # decisions: back on track means that the status *left* watch or not on track. After a fall of
    # the alliance the course itself may have been on track all along.
    found = fate(26.0, followed(26.5, 27.0, 26.0, status="on_track"), off_track_then=False)
    assert found.verdict == "unchanged"
    assert found.recovered is None
    better = fate(26.0, followed(28.0, 30.0, 32.0, status="improved"), off_track_then=False)
    assert (better.verdict, better.recovered) == ("reliably_better", None)


def test_recovered_after_a_signal_is_counted_by_action_among_decided_fates():
    better, same = fate(17, followed(18, 20, 23)), fate(17, followed(18, 18, 18))
    waiting, ended = fate(17, followed(18)), fate(17, followed(30), ended=True)
    found = recovered_by_action(
        [
            ("consulted", better),
            ("consulted", same),
            ("consulted", waiting),
            ("referred", same),
            ("false_alarm", ended),
            ("referred", fate(26.0, followed(26, 26, 26, status="on_track"), off_track_then=False)),
        ]
    )
    assert {action: (each.count, each.n) for action, each in found.items()} == {
        "consulted": (1, 2),
        "referred": (0, 1),
    }
