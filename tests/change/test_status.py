"""Status, prompts and reasons: the sequences of facts section 4 and the rules beside them."""

from __future__ import annotations

import pytest

from outcomes.change import ASSESSMENTS, Caseload, Course, progress, progress_of

# facts section 4, "Sequences": measure, intake, then (score, D, b, pN, flag) from session 2
SEQUENCES = {
    "A": (
        "phq9",
        18,
        [
            (17, 1, 41.4, 0.524, "on_track"),
            (17, 1, 30.9, 0.618, "watch"),
            (16, 2, 33.8, 0.666, "watch"),
            (16, 2, 29.8, 0.726, "not_on_track"),
            (15, 3, 34.7, 0.737, "not_on_track"),
        ],
    ),
    "B": (
        "phq9",
        18,
        [
            (15, 3, 62.6, 0.436, "on_track"),
            (12, 6, 78.6, 0.288, "improved"),
            (10, 8, 85.0, 0.152, "improved"),
            (9, 9, 85.4, 0.085, "recovered"),
            (8, 10, 86.4, 0.051, "recovered"),
        ],
    ),
    "C": (
        "phq9",
        12,
        [
            (14, -2, 26.7, 0.783, "on_track"),
            (15, -3, 14.5, 0.907, "watch"),
            (16, -4, 8.6, 0.976, "not_on_track"),
            (18, -6, 3.4, 0.997, "not_on_track"),
        ],
    ),
    "D": (
        "gad7",
        14,
        [
            (13, 1, 50.3, 0.484, "on_track"),
            (12, 2, 53.2, 0.464, "on_track"),
            (12, 2, 46.2, 0.495, "on_track"),
            (9, 5, 74.4, 0.323, "improved"),
            (7, 7, 85.7, 0.159, "recovered"),
        ],
    ),
    "E": (
        "core10",
        22,
        [
            (21, 1, 38.4, 0.412, "on_track"),
            (17, 5, 57.3, 0.326, "on_track"),
            (16, 6, 56.2, 0.273, "improved"),
            (14, 8, 63.2, 0.202, "improved"),
            (10, 12, 79.8, 0.098, "recovered"),
        ],
    ),
    "F": (
        "wellbeing",
        17.5,
        [
            (18.0, 0.5, 37.0, 0.481, "on_track"),
            (17.2, -0.3, 22.8, 0.614, "watch"),
            (18.8, 1.3, 27.4, 0.673, "watch"),
            (18.1, 0.6, 20.9, 0.759, "not_on_track"),
        ],
    ),
    "G": (
        "wellbeing",
        17.5,
        [
            (22.0, 4.5, 67.5, 0.355, "on_track"),
            (25.1, 7.6, 77.1, 0.235, "recovered"),
            (27.0, 9.5, 80.1, 0.140, "recovered"),
            (20.5, 3.0, 33.9, 0.302, "watch"),
        ],
    ),
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequence_has_its_statuses_at_every_rating(name, yardsticks):
    measure, intake, steps = SEQUENCES[name]
    scores = (intake, *(step[0] for step in steps))
    course = Course(tuple(range(1, len(scores) + 1)), scores)
    history = progress_of(Caseload.from_courses([course]), yardsticks[measure]).history
    assert history.status[0] == "insufficient"
    for row, (_, gain, percentile, p_none, status) in enumerate(steps, start=1):
        assert history.gain[row] == pytest.approx(gain)
        assert history.benefit_percentile[row] == pytest.approx(percentile, abs=0.0501)
        assert history.p_no_reliable_improvement[row] == pytest.approx(p_none, abs=5.1e-4)
        assert history.status[row] == status


def test_sequence_h_begins_outside_the_clinical_range(phq9):
    # facts section 4: PHQ-9 8 (not clinical): 8, 7, 9 on_track; 14 (-6, 6.9, .990, not_on_track).
    course = Course((1, 2, 3, 4, 5), (8, 8, 7, 9, 14))
    history = progress_of(Caseload.from_courses([course]), phq9).history
    assert history.status.tolist() == [
        "insufficient",
        "on_track",
        "on_track",
        "on_track",
        "not_on_track",
    ]
    assert history.gain[4] == -6
    assert history.benefit_percentile[4] == pytest.approx(6.9, abs=0.0501)
    assert history.p_no_reliable_improvement[4] == pytest.approx(0.990, abs=5.1e-4)
    assert [history[row].rule for row in range(5)] == [1, 4, 4, 4, 2]


def test_status_of_missing_sessions_uses_session_for_model_and_count_for_rules(phq9):
    # decisions: 18, then 17, 16, 15 at sessions 2, 13, 14: k = 4, pN .7993, b 26.4: rule 5.
    found = progress(Course((1, 2, 13, 14), (18, 17, 16, 15)), phq9)
    assert (found.n, found.session, found.status, found.rule) == (4, 14, "not_on_track", 5)


def test_fall_from_the_own_best_is_watched_outside_the_clinical_range(wellbeing):
    # facts section 4 rule 4: intake 30 not clinical, best 35, latest 29: 6 below the best.
    found = progress(Course((1, 2, 3), (30.0, 35.0, 29.0)), wellbeing)
    assert (found.status, found.rule, found.reasons[0].code) == ("watch", 4, "fell_back")


def test_start_too_near_the_best_end_is_on_track(phq9, with_limit):
    # rule 4 with a cut-off of 10 and a reliable change of 12: from 11 no 12 points are left.
    found = progress(Course((1, 2), (11, 11)), with_limit(phq9, 12))
    assert found.intake_clinical
    assert not found.attainable_improvement
    assert (found.status, found.reasons[0].code) == ("on_track", "improvement_not_attainable")


def test_watch_needs_three_scores_for_the_prediction_alone(phq9):
    # rule 6: pN .524 at k = 2 (sequence A) does not count yet.
    assert progress(Course((1, 2), (18, 17)), phq9).status == "on_track"


def test_prompts_come_with_three_and_six_scores_without_reliable_improvement(phq9):
    # facts section 4: checkpoint k >= 3 and D < RC; deeper review k >= 6 and D < RC.
    stuck = Course(range(1, 7), (18, 17, 17, 16, 16, 15))
    history = progress_of(Caseload.from_courses([stuck]), phq9).history
    assert [entry.prompts for entry in history] == [
        (),
        (),
        ("checkpoint",),
        ("checkpoint",),
        ("checkpoint",),
        ("checkpoint", "deeper_review"),
    ]
    assert progress(Course(range(1, 7), (18, 17, 16, 14, 13, 12)), phq9).prompts == ()


def test_without_reliable_change_the_status_cannot_be_told(screen):
    # decisions: no RC: status cannot_tell with reason.
    found = progress(Course((1, 2, 3), (8, 4, 2)), screen)
    assert found.status == "cannot_tell"
    assert found.reasons[0].code == "no_reliable_change_known"
    assert found.prompts == ()


def test_without_norms_change_and_fall_alone_decide(k10):
    # decisions: RC but no norms: rules 1-4 and dipping only. K10: RC 7, clinical >= 20.
    def status(*scores):
        return progress(Course(range(1, len(scores) + 1), scores), k10).status

    assert status(30) == "insufficient"
    assert status(30, 37) == "not_on_track"
    assert status(30, 23) == "improved"
    assert status(30, 19) == "recovered"
    assert status(15, 15) == "on_track"
    assert status(30, 24, 31) == "watch"
    assert status(30, 31, 32, 33, 34) == "on_track"


def test_without_norms_the_curve_values_say_why_they_are_missing(k10):
    found = progress(Course((1, 2, 3), (30, 31, 30)), k10)
    for name in (
        "benefit_percentile",
        "p_no_reliable_improvement",
        "p_reliable_worsening",
        "predicted",
        "median_expected",
    ):
        assert getattr(found, name) is None
        assert found.why_null[name] == "no_norms"
    assert found.reasons[0].code == "within_error"
    assert found.versions["curve_id"] is None


def test_intake_at_session_two_stands_for_the_first_and_is_marked(phq9):
    # decisions: the first score at session 2 or 3 counts as j = 1 and is marked; the score after
    # it keeps its attended-session number.
    found = progress(Course((2, 3), (18, 17)), phq9)
    assert found.intake_session == 2
    assert "intake_at_session" in [reason.code for reason in found.reasons]
    straight = progress(Course((1, 3), (18, 17)), phq9)
    assert found.benefit_percentile == straight.benefit_percentile
    # facts section 3: the score 17 at session 3 from 18 has benefit percentile 30.9.
    assert found.benefit_percentile == pytest.approx(30.9, abs=0.0501)


def test_score_that_counts_as_intake_has_no_percentile(phq9):
    found = progress(Course((3,), (18,)), phq9)
    assert found.benefit_percentile is None
    assert found.why_null["benefit_percentile"] == "one_score"
    assert found.median_expected == 18


def test_intake_after_session_three_has_no_percentile_with_that_reason(phq9):
    found = progress(Course((4, 5), (18, 17)), phq9)
    assert found.benefit_percentile is None
    assert found.why_null["benefit_percentile"] == "late_intake"
    assert (found.status, found.reasons[0].code) == ("on_track", "within_error")


def test_assessment_visits_have_class_and_change_but_no_curve(phq9):
    # decisions: btheb's months 0, 2, 3, 5, 8 give class and change, no session curve, and why.
    found = progress(Course((1, 2, 3), (18, 15, 12), occasions=ASSESSMENTS), phq9)
    assert (found.class_, found.gain) == ("improved", 6)
    assert found.predicted is None
    assert found.why_null["predicted"] == "assessments"


def test_no_score_at_all_is_too_early_to_say(phq9):
    found = progress(Course((), ()), phq9)
    assert (found.n, found.status, found.latest) == (0, "insufficient", None)
    assert found.why_null["latest"] == "no_scores"


def test_hidden_grounds_are_told_beside_the_deciding_one(wellbeing):
    # The course of decisions' example: from 18, 16.5 at session 4 has benefit percentile 14.4.
    found = progress(Course((1, 2, 3, 4), (18.0, 17.0, 16.0, 16.5)), wellbeing)
    assert {reason.code for reason in found.reasons} >= {"below_expected", "little_prospect"}
