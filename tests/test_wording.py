"""The sentences, as a table: course in, words out. Written to be corrected by clinicians.

Scores come from the worked values of facts/psychometrics.md (section 4) and decisions.md; the
words are this project's own.
"""

from __future__ import annotations

import dataclasses

import pytest

from outcomes import wording
from outcomes.change import ASSESSMENTS, STARTER, Course, Reason, progress
from outcomes.change.alliance import alliance
from outcomes.change.rates import compare, rate
from outcomes.measures import Threshold, catalogue
from outcomes.wording.caseload_report import load_words
from outcomes.wording.reasons import reasons_paragraph
from outcomes.wording.responses import closed_sentence


def _progress(measure, *scores, sessions=None, **course):
    sessions = sessions or range(1, len(scores) + 1)
    return progress(Course(sessions, scores, **course), catalogue()[measure].yardstick())


SENTENCES = [
    # measure, scores, reason code, sentence
    (
        "wellbeing",
        (18.0, 17.0, 16.0, 16.5),
        "below_expected",
        "Score 16.5 at session 4 is lower than about 6 in 7 clients who began at 18 score by "
        "then; starter curve, not from local clients.",
    ),
    (
        "phq9",
        (18, 18, 19, 20),
        "below_expected",
        "Score 20 at session 4 is higher (worse) than about 9 in 10 clients who began at 18 score "
        "by then; starter curve, not from local clients.",
    ),
    (
        "wellbeing",
        (17.5,),
        "too_few_scores",
        "Only one rating so far; a change needs two.",
    ),
    ("wellbeing", (), "too_few_scores", "No rating yet."),
    (
        "wellbeing",
        (22.4, 20.0, 15.9),
        "reliably_worse",
        "Outcome fell by 6.5 since the start, at least the reliable change of 6 (provisional).",
    ),
    (
        "wellbeing",
        (20.0, 14.0),
        "reliably_worse",
        "Outcome fell by 6.0 since the start, at least the reliable change of 6 (provisional).",
    ),
    (
        "phq9",
        (12, 14, 15, 16, 18),
        "reliably_worse",
        "Score rose by 6 (worse) since the start, at least the reliable change of 6.",
    ),
    (
        "phq9",
        (18, 15, 12),
        "reliably_better",
        "Score fell by 6 (better) since the start, at least the reliable change of 6.",
    ),
    (
        "wellbeing",
        (17.5, 22.0, 25.1),
        "recovered",
        "Outcome rose by 7.6 since the start, at least the reliable change of 6, and passed the "
        "cut-off of 25 (both provisional).",
    ),
    (
        "wellbeing",
        (18.0, 25.0),
        "recovered",
        "Outcome rose by 7.0 since the start, at least the reliable change of 6, and reached the "
        "cut-off of 25 (both provisional).",
    ),
    (
        "phq9",
        (18, 9),
        "recovered",
        "Score fell by 9 (better) since the start, at least the reliable change of 6, and passed "
        "the cut-off of 10.",
    ),
    (
        "wellbeing",
        (17.5, 22.0, 25.1, 27.0, 20.5),
        "fell_back",
        "Score 20.5 at session 5 is 6.5 below the best so far, 27 at session 4, at least the "
        "reliable change of 6 (provisional).",
    ),
    (
        "phq9",
        (18, 13, 19),
        "fell_back",
        "Score 19 at session 3 is 6 above (worse than) the best so far, 13 at session 2, at least "
        "the reliable change of 6.",
    ),
    (
        "phq9",
        (8, 9),
        "began_outside_clinical_range",
        "Began at 8, outside the clinical range (cut-off 10); now 1 above (worse).",
    ),
    (
        "wellbeing",
        (28.0, 28.0),
        "began_outside_clinical_range",
        "Began at 28, outside the clinical range (cut-off 25, provisional); no change since then.",
    ),
    (
        "wellbeing",
        (17.5, 18.0, 17.2, 18.8),
        "little_prospect",
        "With four ratings like these, about 2 in 3 clients have not improved by the reliable "
        "change of 6 (provisional) at session 8; starter curve, not from local clients.",
    ),
    (
        "wellbeing",
        (17.5, 18.0),
        "as_expected",
        "Score 18 at session 2 lies in the middle half of what clients who began at 17.5 score by "
        "then; starter curve, not from local clients.",
    ),
    (
        "k10",
        (30, 31, 30),
        "within_error",
        "Score has not changed since the start; there is no expected course to compare with.",
    ),
    (
        "phq4",
        (8, 2),
        "no_reliable_change_known",
        "No reliable change is known for PHQ-4, so change cannot be told from error.",
    ),
    (
        "phq9",
        (9, 15),
        "harmed",
        "Began outside the clinical range at 9 and is inside it now at 15 (cut-off 10).",
    ),
    (
        "wellbeing",
        (20.0, 25.0),
        "crossed_only",
        "The score reached the cut-off of 25 (provisional), but the change is less than the "
        "reliable change of 6 (provisional).",
    ),
    (
        "phq9",
        (18, 20, 21),
        "bleeding",
        "Both last ratings were worse than the one before, together by at least half of the "
        "reliable change of 6, and the latest, 21, is above the start of 18.",
    ),
    (
        "phq9",
        (18, 17, 16, 15, 17),
        "plateau",
        "The last four ratings lie within less than half of the reliable change of 6.",
    ),
    (
        "phq9",
        (10, 17, 10, 18, 11),
        "seesaw",
        "Ratings have swung up and down, four times or more by at least the reliable change of 6.",
    ),
    (
        "phq9",
        (24, 23, 24, 10, 11, 10),
        "sudden_gain",
        "A sudden gain between sessions 3 and 4: worth asking what happened then.",
    ),
]


@pytest.mark.parametrize(("measure", "scores", "code", "sentence"), SENTENCES)
def test_reason_is_one_sentence_with_its_numbers(measure, scores, code, sentence):
    reason = next(r for r in _progress(measure, *scores).reasons if r.code == code)
    assert wording.reason_sentence(reason) == sentence


@pytest.mark.parametrize(("measure", "scores", "code", "sentence"), SENTENCES)
def test_stored_reason_reads_the_same_years_later(measure, scores, code, sentence):
    reason = next(r for r in _progress(measure, *scores).reasons if r.code == code)
    assert wording.reason_sentence(Reason.from_dict(reason.to_dict())) == sentence


@pytest.mark.parametrize(
    ("scores", "code", "sentence"),
    [
        (
            (29, 10),
            "recovered",
            "Score fell by 19 (better) since the start, at least the reliable change of 7.95, and "
            "passed the cut-off of 14 (both not verified).",
        ),
        (
            (8, 26),
            "reliably_worse",
            "Score rose by 18 (worse) since the start, at least the reliable change of 7.95 (not "
            "verified).",
        ),
        (
            (8, 26),
            "harmed",
            "Began outside the clinical range at 8 and is inside it now at 26 (cut-off 14, not "
            "verified).",
        ),
    ],
)
def test_limit_that_nobody_has_verified_says_so_where_it_decides(scores, code, sentence):
    # decisions: BDI-II cut-off 14 and reliability are unverified, RC 7.95 computed from it.
    reason = next(r for r in _progress("bdi2", *scores).reasons if r.code == code)
    assert wording.reason_sentence(reason) == sentence


def test_reason_stored_before_limits_said_whether_they_are_verified_still_reads():
    reason = _progress("bdi2", 8, 26).reasons[0]
    old = {key: value for key, value in reason.numbers.items() if "verified" not in key}
    assert wording.reason_sentence(Reason(reason.code, old)) == (
        "Score rose by 18 (worse) since the start, at least the reliable change of 7.95."
    )


def test_limit_is_never_rounded_where_it_is_explained():
    # 7.95 would read 8, and a change of 7.95 would seem to fall short of it.
    found = _progress("bdi2", 29, 10)
    assert dict(wording.how_worked_out(found))["Reliable change"].startswith("7.95 (not verified)")
    assert dict(wording.definitions(found))["Measurement error"] == (
        "A change smaller than 7.95 points can come from the measure itself. This limit is not "
        "verified."
    )


def test_visits_that_are_no_sessions_are_called_assessments():
    # btheb client 15: 23, 20, 12, 20, 23: fell back by 11, RC 7.95.
    found = _progress("bdi2", 23, 12, 23, sessions=(2, 3, 4), occasions=ASSESSMENTS)
    assert [wording.reason_sentence(reason) for reason in found.reasons] == [
        "Score 23 at assessment 4 is 11 above (worse than) the best so far, 12 at assessment 3, at "
        "least the reliable change of 7.95 (not verified).",
        "The start is the rating of assessment 2 (23), the first there is.",
    ]


def test_half_of_the_clients_is_said_as_such():
    numbers = dict(_progress("wellbeing", 17.5, 18.0, 17.2, 18.8).reasons[0].numbers)
    reason = Reason("little_prospect", numbers | {"p_no_reliable_improvement": 0.51})
    assert "about half of the clients have not improved" in wording.reason_sentence(reason)


@pytest.mark.parametrize(
    ("measure", "sessions", "scores", "limits"),
    [
        # Held to the expected course: "on track" means it.
        ("wellbeing", (1, 2), (17.5, 18.0), ""),
        # Not clinical (PHQ-9 below 10): rule 4 looks at the own start and best alone.
        (
            "phq9",
            (1, 2),
            (8, 9),
            "by its own start and best alone: not reliably worse, and not fallen back",
        ),
        # No norms, and an intake after session 3: there is no expected course.
        (
            "k10",
            (1, 2),
            (30, 28),
            "as far as can be told without an expected course: not reliably worse than the start, "
            "and not fallen back from the best",
        ),
        (
            "wellbeing",
            (4, 5),
            (17.5, 18.0),
            "as far as can be told without an expected course: not reliably worse than the start, "
            "and not fallen back from the best",
        ),
        ("k10", (1, 2), (30, 20), ""),
    ],
)
def test_on_track_says_how_little_it_means_without_an_expected_course(
    measure, sessions, scores, limits
):
    found = _progress(measure, *scores, sessions=sessions)
    assert wording.status_limits(found) == limits
    if limits:
        assert wording.summary(found)[-1] == f"The course is on track {limits}."


def test_source_that_several_reasons_name_is_named_once():
    # PHQ-9 20 at session 4 from 18: benefit percentile 8.3; the chance is below 1 (facts).
    found = _progress("phq9", 18, 18, 19, 20)
    words = reasons_paragraph([wording.reason_sentence(each) for each in found.reasons[:2]])
    assert [each.code for each in found.reasons[:2]] == ["below_expected", "little_prospect"]
    assert words.count("starter curve, not from local clients") == 1
    assert words.startswith(
        "Score 20 at session 4 is higher (worse) than about 9 in 10 clients who"
    )
    assert "score by then. With four ratings like these" in words
    assert words.endswith("; starter curve, not from local clients.")


def test_reasons_that_are_no_sentences_are_kept_apart():
    assert reasons_paragraph(["hurting oneself", "hurting others"]) == (
        "hurting oneself; hurting others"
    )


def test_start_at_a_later_session_is_said():
    reason = _progress("phq9", 18, 17, sessions=(2, 3)).reasons[-1]
    assert wording.reason_sentence(reason) == (
        "The start is the rating of session 2 (18), the first there is."
    )


def test_start_too_near_the_best_end_is_said():
    stick = dataclasses.replace(
        catalogue()["phq9"].yardstick(), reliable_change=Threshold(12, "test", verified=True)
    )
    found = progress(Course((1, 2), (11, 10)), stick)
    assert wording.reason_sentence(found.reasons[0]) == (
        "Began at 11, too near the best possible 0 for the reliable change of 12 to show; now 1 "
        "below (better)."
    )


def test_curve_of_local_clients_is_called_so():
    local = dataclasses.replace(STARTER, id="wellbeing", stage="local", n_episodes=1412)
    stick = catalogue()["phq9"].yardstick()
    found = progress(Course((1, 2, 3, 4), (18, 18, 19, 20)), stick, local)
    assert wording.reason_sentence(found.reasons[0]).endswith(
        "; curve from local clients, n = 1,412."
    )
    assert wording.curve_note(found) == "Curve from local clients, n = 1,412"
    assert wording.curves_words([local, local]) == "curve from local clients, n = 1,412"


def test_a_blended_curve_says_how_many_clients_are_in_it():
    blended = dataclasses.replace(STARTER, id="wellbeing", stage="blended", n_episodes=64)
    assert wording.curve_words(blended) == "starter curve blended with local clients, n = 64"
    assert wording.curves_words([STARTER, blended, STARTER]) == (
        "not one curve for all: starter curve, not from local clients; "
        "starter curve blended with local clients, n = 64"
    )


def test_a_reason_kept_before_curves_counted_clients_still_reads():
    found = progress(Course((1, 2, 3, 4), (18, 18, 19, 20)), catalogue()["phq9"].yardstick())
    kept = dict(found.reasons[0].numbers)
    del kept["curve_episodes"]
    sentence = wording.reason_sentence(Reason(found.reasons[0].code, kept))
    assert sentence == wording.reason_sentence(found.reasons[0])


MAIN_REASONS = [
    (
        # Sequence F of the facts file: not on track at the fifth rating by the prediction alone,
        # chance .759.
        "wellbeing",
        (1, 2, 3, 4, 5),
        (17.5, 18.0, 17.2, 18.8, 18.1),
        "0.6 above the start; about 3 in 4 such courses have not improved by session 8.",
    ),
    (
        "wellbeing",
        (1, 2),
        (17.5, 18.0),
        "Outcome is 0.5 above the start after 2 ratings; the middle course is 2.2 above.",
    ),
    (
        "phq9",
        (1, 2, 3),
        (18, 18, 19),
        "Score is 1 above (worse than) the start after 3 ratings; the middle course is 2.9 below.",
    ),
    (
        "phq9",
        (1, 2),
        (18, 18),
        "Score is where it started after 2 ratings; the middle course is 1.8 below.",
    ),
    (
        "wellbeing",
        (1, 2, 3),
        (22.4, 20.0, 15.9),
        "Outcome fell by 6.5 since the start, at least the reliable change of 6 (provisional).",
    ),
    (
        "wellbeing",
        (1, 2),
        (16.1, 25.6),
        "Outcome rose by 9.5, reliably, and passed the cut-off of 25 (limits provisional).",
    ),
    (
        "wellbeing",
        (1, 2, 3, 4, 5),
        (17.5, 22.0, 25.1, 27.0, 20.5),
        "Was 9.5 above the start and has come back to 3.0 above.",
    ),
    (
        "k10",
        (1, 2),
        (30, 31),
        "Score rose by 1 (worse) since the start, less than the reliable change of 7; no expected "
        "course.",
    ),
    ("wellbeing", (1,), (17.5,), "Only one rating so far; a change needs two."),
    # Sequence A, in the same way: chance .726.
    (
        "phq9",
        (1, 2, 3, 4, 5),
        (18, 17, 17, 16, 16),
        "2 below (better than) the start; about 3 in 4 such courses have not improved by session "
        "8.",
    ),
]


@pytest.mark.parametrize(("measure", "sessions", "scores", "sentence"), MAIN_REASONS)
def test_row_of_the_caseload_has_one_short_sentence(measure, sessions, scores, sentence):
    assert wording.main_reason(_progress(measure, *scores, sessions=sessions)) == sentence


def test_no_sentence_speaks_of_more_than_the_reliable_change():
    # decisions: RC 6 is reached by 6.0, so "at least", never "more than".
    for measure, scores, _, _ in SENTENCES:
        found = _progress(measure, *scores)
        words = [wording.main_reason(found), *wording.summary(found), wording.finding(found)]
        words += [wording.reason_sentence(reason) for reason in found.reasons]
        words += [sentence for _, sentence in wording.how_worked_out(found)]
        text = " ".join(words)
        assert "more than" not in text
        assert "!" not in text
        assert "will " not in text


FINDINGS = [
    (
        "wellbeing",
        (1, 2, 3, 4, 6, 7),
        (17.5, 18.0, 17.2, 18.8, 18.1, 16.4),
        "Outcome is 1.1 below the start after 6 ratings. Half of those who began at 17.5 have "
        "gained 6.7 or more by session 7.",
    ),
    (
        "phq9",
        (1, 2, 3),
        (18, 18, 19),
        "Score is 1 above (worse than) the start after 3 ratings. Half of those who began at 18 "
        "have come down by 2.9 or more by session 3.",
    ),
    # PHQ-9 8 at session 2: median 8.7 (facts section 3): no gain to speak of.
    (
        "phq9",
        (1, 2),
        (8, 7),
        "Score is 1 below (better than) the start after 2 ratings. Half of those who began at 8 "
        "score 8.7 or lower by session 2.",
    ),
    (
        "k10",
        (1, 2),
        (30, 28),
        "Score is 2 below (better than) the start after 2 ratings. There is no expected course to "
        "compare with.",
    ),
    ("wellbeing", (1,), (17.5,), "Only one rating so far; a change needs two."),
]


@pytest.mark.parametrize(("measure", "sessions", "scores", "sentence"), FINDINGS)
def test_client_page_opens_with_the_finding(measure, sessions, scores, sentence):
    assert wording.finding(_progress(measure, *scores, sessions=sessions)) == sentence


def test_words_from_the_starter_curve_carry_its_name():
    found = _progress("wellbeing", 17.5, 18.0)
    assert wording.curve_note(found) == "Starter curve, not from local clients"
    assert wording.curve_note(_progress("k10", 30, 28)) is None


@pytest.mark.parametrize(
    ("measure", "scores", "sentences"),
    [
        (
            "wellbeing",
            (17.5, 18.0, 17.2, 18.8),
            (
                "The wellbeing check-in moved from 17.5 to 18.8 over 4 sessions, a change of less "
                "than the reliable change of 6 (provisional).",
                "Half of those who began at 17.5 have gained 4.7 or more by session 4.",
                "The course is one to watch, and worth talking about.",
            ),
        ),
        (
            "k10",
            (30, 20),
            (
                "The K10 moved from 30 to 20 over 2 sessions, better by at least the reliable "
                "change of 7.",
                "The course counts as improved.",
            ),
        ),
        (
            "phq4",
            (8, 8),
            (
                "The PHQ-4 stands where it began, at 8, after 2 sessions.",
                "Whether the course is on track cannot be told.",
            ),
        ),
        (
            "phq9",
            (18,),
            ("PHQ-9: one rating, 18, at session 1.", "A change needs two ratings."),
        ),
        ("phq9", (), ("PHQ-9: no rating in this period.",)),
    ],
)
def test_report_opens_with_a_summary(measure, scores, sentences):
    assert wording.summary(_progress(measure, *scores)) == sentences


@pytest.mark.parametrize(
    ("first", "latest", "sessions", "title"),
    [
        (14, 26, 8, "Rises from 14 to 26 over 8 sessions"),
        (17.5, 16.4, 7, "Falls from 17.5 to 16.4 over 7 sessions"),
        (17.0, 17.0, 3, "Begins and ends at 17 over 3 sessions"),
        (17.5, 17.5, 1, "One rating, 17.5"),
    ],
)
def test_chart_is_headed_by_its_finding(first, latest, sessions, title):
    assert wording.course_title(first, latest, sessions=sessions) == title


def test_chart_title_counts_sessions_from_the_intake():
    found = _progress("wellbeing", 17.5, 18.0, 16.4, sessions=(2, 3, 7))
    assert wording.chart_title(found) == "Falls from 17.5 to 16.4 over 6 sessions"
    assert wording.chart_title(_progress("wellbeing")) == "No rating yet"


@pytest.mark.parametrize(
    ("measure", "scores", "words"),
    [
        ("wellbeing", (17.5, 25.1), "higher than when you started"),
        ("wellbeing", (17.5, 18.0), "about the same"),
        ("wellbeing", (20.0, 14.0), "lower than when you started - worth talking about together"),
        ("phq9", (18, 10), "lower than when you started, and lower is better here"),
        ("phq9", (12, 18), "higher than when you started - worth talking about together"),
        ("wellbeing", (17.5,), None),
    ],
)
def test_client_reads_plain_words(measure, scores, words):
    # ux.md 3.3
    assert wording.for_client(_progress(measure, *scores)) == words


@pytest.mark.parametrize(
    ("verdict", "gain", "sentence"),
    [
        ("waiting", None, "No rating after the signal yet."),
        ("waiting", 5.9, "No reliable change so far."),
        ("waiting", 6.0, "Reliably better so far."),
        ("waiting", -6.0, "Reliably worse so far."),
        ("unchanged", 1.0, "No reliable change in the three ratings after the signal."),
        ("reliably_better", 7.0, "Reliably better by the third rating after the signal."),
        ("back_on_track", 4.0, "Back on track at the third rating after the signal."),
        ("worse", -6.0, "Reliably worse by the third rating after the signal."),
        ("ended", 1.0, "The episode ended before three more ratings."),
    ],
)
def test_fate_of_a_response_is_a_sentence(verdict, gain, sentence):
    assert wording.fate_sentence(verdict, gain=gain, reliable_change=6.0) == sentence


def test_row_without_ratings_tells_the_last_one():
    found = _progress("wellbeing", 20.6, 22.8, 23.9)
    words = wording.no_rating_reason(found, sessions=2, last_on="29 October")
    assert words == "No rating for two sessions; the last, on 29 October, was 3.3 above the start."
    never = wording.no_rating_reason(_progress("wellbeing"), sessions=2, last_on="")
    assert never == "No rating for two sessions."


ALLIANCE = [
    (
        (31.2, 33.0, 32.4, 33.1, 29.8, 26.9),
        None,
        [
            "Session check-in fell by 5.5 from the client's own level of 32.4; limit 4 "
            "(provisional).",
            "Session check-in total of 26.9 is below 28 (provisional).",
        ],
    ),
    ((31.2, 33.0, 32.4, 33.1, 29.8), None, []),
    ((30.0,), [4.2], ["The lowest line of the session check-in is at 4.2; limit 5 (provisional)."]),
    (
        (39.5, 40.0, 39.6),
        None,
        [
            "The last three ratings of the session check-in were 39.5 or more (provisional): so "
            "high that they say little. Worth asking what could be better.",
        ],
    ),
]


@pytest.mark.parametrize(("totals", "lines", "sentences"), ALLIANCE)
def test_alliance_reasons_are_sentences(totals, lines, sentences):
    # decisions, "Session check-in (alliance)"
    measure = catalogue()["session"]
    course = Course(range(1, len(totals) + 1), totals)
    found = alliance(course, measure.yardstick(), measure.alliance, lowest_lines=lines)
    assert [wording.reason_sentence(reason) for reason in found.reasons] == sentences


def test_rate_comes_with_count_and_interval():
    # Wilson intervals by hand: 9/41 .120 to .368, 11/38 .170 to .448.
    words = wording.rate_sentence(rate(9, 41), "did not benefit")
    assert words == "9 of 41 clients did not benefit (22 %, interval 12 to 37)."
    assert wording.rate_words(rate(11, 38)) == "11 of 38 (29 %, interval 17 to 45)"


def test_rate_of_few_is_a_count_alone():
    # decisions: below 10 in a group: counts only, no percentages.
    assert wording.rate_sentence(rate(3, 7), "did not benefit") == "3 of 7 clients did not benefit."
    assert wording.rate_words(rate(5, 9)) == "5 of 9"
    assert wording.rate_words(rate(0, 0)) == "none to count"
    assert wording.rate_sentence(rate(1, 1), "did not benefit") == "1 of 1 client did not benefit."


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        # 9/41 and 11/38: difference -.07, Newcombe -.257 to .120.
        ((9, 41), (11, 38), "too close to tell"),
        # 56/70 and 48/80: .0524 to .3339 (Newcombe 1998).
        ((56, 70), (48, 80), "more now"),
        ((48, 80), (56, 70), "fewer now"),
        # 9/10 and 2/9 would be clear, but nine are too few.
        ((9, 10), (2, 9), "too few to compare"),
    ],
)
def test_two_periods_differ_only_when_the_interval_says_so(now, before, verdict):
    assert wording.verdict(compare(rate(*now), rate(*before))) == verdict


def test_comparison_is_one_sentence():
    words = wording.comparison_sentence(
        compare(rate(9, 41), rate(11, 38)), "In the same months of 2025"
    )
    assert words == (
        "In the same months of 2025 it was 11 of 38 (29 %, interval 17 to 45): too close to tell."
    )


@pytest.mark.parametrize(
    ("status", "label"),
    [
        ("not_on_track", "Not on track"),
        ("watch", "Watch"),
        ("on_track", "On track"),
        ("improved", "Improved"),
        ("recovered", "Recovered"),
        ("insufficient", "Too early to say"),
        ("cannot_tell", "Cannot tell"),
        ("no_rating", "No rating"),
        ("risk", "Risk answer"),
    ],
)
def test_status_has_its_word(status, label):
    assert wording.status_label(status) == label


def test_change_says_whether_it_is_reliable():
    assert wording.change_label(_progress("wellbeing", 20.0, 14.0)) == "reliable"
    assert wording.change_label(_progress("wellbeing", 20.0, 15.0)) == "within error"
    assert wording.change_label(_progress("phq4", 8, 2)) == "–"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (4.0, 1, "+4.0"),
        (-1.1, 1, "−1.1"),
        (0.0, 1, "0.0"),
        (-6, 0, "−6"),
        (0, 0, "0"),
        (0.25, 1, "+0.3"),
        (-0.25, 1, "−0.3"),
        (-0.04, 1, "0.0"),
        (2.6499999999, 1, "+2.7"),
        (12.375, 0, "+12.4"),
    ],
)
def test_change_is_signed_and_rounded_half_up(value, decimals, text):
    assert wording.signed(value, decimals) == text


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.856, "about 6 in 7"),
        (0.917, "about 9 in 10"),
        (0.772, "about 3 in 4"),
        (0.5, "about half"),
        (0.67, "about 2 in 3"),
        (0.95, "about 19 in 20"),
        (0.99, "nearly all"),
        (0.01, "hardly any"),
        (0.14, "about 1 in 7"),
    ],
)
def test_share_is_said_in_people(share, words):
    assert wording.share_words(share) == words


def test_how_it_was_worked_out_names_rule_limits_and_provenance():
    found = _progress("wellbeing", 17.5, 18.0, 17.2, 18.8, 18.1, 16.4, sessions=(1, 2, 3, 4, 6, 7))
    rows = dict(wording.how_worked_out(found))
    assert rows["Rule 5"].startswith("Benefit percentile below 10; or, from 4 scores")
    assert rows["Reliable change"].startswith("6 (provisional). ")
    assert rows["Cut-off"].startswith("25 (provisional). ")
    assert "Curve starter-1: starter curve, not from local clients" in rows["Expected course"]
    assert "Chance of no reliable improvement by then" in rows["Prediction"]
    assert "version 1, curve starter-1, rules version 1" in rows["Made with"]


def test_explanation_is_never_surer_than_the_curve_nor_beyond_the_scale():
    # PHQ-9 27 to 0: the model, which knows no ends of the scale, goes below 0.
    found = _progress("phq9", 27, 10, 3, 0, 0, 0)
    assert found.predicted.mean < 0
    rows = dict(wording.how_worked_out(found))
    assert rows["Prediction"].startswith("From all 6 ratings: 0.0 at session 8")
    assert "nearly all have fared worse" in rows["Expected course"]
    worse = dict(wording.how_worked_out(_progress("phq9", 4, 27)))
    assert "hardly any have fared worse" in worse["Expected course"]


def test_what_is_missing_is_explained():
    rows = dict(wording.how_worked_out(_progress("phq4", 8, 2)))
    assert rows["Expected course"] == "This measure is never set against an expected course."
    visits = _progress("phq9", 18, 12, occasions=ASSESSMENTS)
    rows = dict(wording.how_worked_out(visits))
    assert rows["Expected course"].startswith("These are assessment visits")
    assert "Prediction" not in rows


def test_every_missing_value_has_a_sentence():
    courses = [(), (8,), (8, 9)]
    for measure in ("phq9", "k10", "phq4", "wellbeing"):
        for scores in courses:
            for sessions in (range(1, 4), range(5, 8)):
                found = _progress(measure, *scores, sessions=sessions[: len(scores)])
                for code in found.why_null.values():
                    assert wording.why_sentence(code).endswith(".")


def test_words_of_a_report_are_defined_with_its_numbers():
    terms = dict(wording.definitions(_progress("wellbeing", 18.0, 17.0, 16.0, 16.5)))
    assert terms["Measurement error"] == (
        "A change smaller than 6 points can come from the measure itself. This limit is "
        "provisional."
    )
    assert "not from local clients" in terms["Expected course"]
    assert terms["Not on track"].endswith("It is not a forecast for this person.")


def test_prompts_suggest_and_do_not_judge():
    assert "look together" in wording.prompt_sentence("checkpoint")
    assert "supervision" in wording.prompt_sentence("deeper_review")


def test_session_rating_near_its_level_again_says_nothing_of_the_course():
    assert closed_sentence("back_on_track") == "Closed: back on track."
    assert closed_sentence("back_on_track", "alliance") == (
        "Closed: near the client's own level again."
    )
    assert closed_sentence("ended", "alliance") == "Closed: the episode ended."


def test_alarm_load_needs_ten_ratings():
    assert load_words(None) == "too few ratings to say"
    assert load_words(6.25) == "6.3 per 100 ratings"
