"""Which landmark decides, and that worse never hides."""

from __future__ import annotations

import pytest

from outcomes.change.validation.bootstrap import Estimate
from outcomes.change.validation.landmarks import BETTER, NO_BETTER, TOO_FEW, WORSE, Landmark
from outcomes.change.validation.verdict import verdict_on


def _landmark(scores, verdict, outcome="no_reliable_improvement", *, positives=15):
    difference = Estimate(scores / 100, 0.0, 0.1, 40)
    return Landmark(scores, outcome, 40, positives, (), difference, verdict, None, {})


@pytest.mark.parametrize(
    ("verdicts", "code", "scores"),
    [
        ((BETTER, NO_BETTER, BETTER), NO_BETTER, 4),
        ((NO_BETTER, BETTER, BETTER), BETTER, 4),
        ((BETTER, TOO_FEW, TOO_FEW), BETTER, 3),
        ((BETTER, BETTER, WORSE), WORSE, 6),
        ((WORSE, BETTER, WORSE), WORSE, 3),
        ((TOO_FEW, TOO_FEW, TOO_FEW), TOO_FEW, 3),
    ],
)
def test_four_scores_decide_unless_any_landmark_is_worse(verdicts, code, scores):
    found = verdict_on([_landmark(k, each) for k, each in zip((3, 4, 6), verdicts, strict=True)])
    assert (found.code, found.scores) == (code, scores)
    assert found.difference == (None if code == TOO_FEW else _landmark(scores, code).difference)


def test_deterioration_does_not_decide():
    found = verdict_on([_landmark(4, BETTER), _landmark(4, WORSE, "reliable_deterioration")])
    assert found.code == BETTER


def test_why_there_is_too_little_is_said():
    assert verdict_on([_landmark(4, TOO_FEW, positives=9)]).why == "too_few"
    assert verdict_on([_landmark(4, TOO_FEW, positives=10)]).why == "no_interval"
    assert verdict_on([]).why == "no_limit"
