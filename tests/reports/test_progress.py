"""The progress report of Jonas: what the design's pictures show, in the order of every report.

His numbers are sequence F of facts section 4 with 16.4 after it; the fate of the response of
8 October is counted by hand: 18.8, no rating, 18.1, 16.4 from 17.2, so -0.8 at the third score.
"""

import datetime as dt

import pytest

from outcomes.actions import ratings, responses, treatment
from outcomes.reports.progress import progress_report
from outcomes.storage import Administration, db
from tests import cast as story
from tests.cast import NOW, TODAY, day


@pytest.fixture
def report(cast):
    return progress_report(cast.episode("0417"), on=TODAY)


def test_head_names_code_and_period_and_never_the_client(report):
    assert report.subject == "Progress report · client 0417 · 24 September to 12 November 2026"
    assert "Jonas" not in report.subject


def test_opening_line_counts_what_was_rated_and_missed(report):
    assert report.opened == (
        "Therapy, opened 24 September 2026 · responsible: Miriam Aalto · 7 sessions, 6 rated, "
        "1 missed"
    )


def test_summary_is_three_sentences_with_the_status_in_the_second(report):
    summary = report.summary
    assert summary.text.count(". ") == 2
    assert "17.5 to 16.4" in summary.opening
    assert summary.lead.startswith("Half of those who began at 17.5 have gained 6.7 or more")
    assert (summary.status, summary.status_words) == ("not_on_track", "not on track")
    assert summary.tail == "and worth talking about"
    assert summary.closing == (
        "One response is recorded; no reliable change for the better has followed so far."
    )


def test_table_shows_the_gap_and_does_not_bridge_it(report):
    gap = report.rows[4]
    assert (gap.session, gap.outcome, gap.change, gap.middle) == ("5", "no rating", "–", "23.0")
    assert (gap.alliance, gap.status, gap.status_words) == ("no rating", None, "–")
    last = report.rows[-1]
    assert (last.outcome, last.change, last.middle) == ("16.4", "−1.1", "24.2")
    assert (last.alliance, last.status_words) == ("26.9", "Not on track")


def test_signals_stand_by_date_one_for_each_level_reached(report):
    assert [(phase.on, phase.label) for phase in report.phases] == [
        (day(8, 10), "Watch"),
        (day(5, 11), "Not on track"),
        (day(12, 11), "Session check-in fell"),
    ]


def test_response_is_followed_by_three_scores_and_the_gap_among_them(report):
    response = report.phases[0].responses[0]
    assert response.done == "Talked about it with the client: goals and motivation"
    assert (response.by, response.on) == ("Miriam Aalto", day(8, 10))
    assert [(mark.kind, mark.words) for mark in response.marks] == [
        ("rating", "18.8"),
        ("missing", "no rating"),
        ("rating", "18.1"),
        ("rating", "16.4"),
    ]
    assert response.fate.verdict == "unchanged"
    assert response.fate.gain == pytest.approx(-0.8)


def test_unanswered_signal_says_since_when_and_what_came_after_it(report):
    raised = report.phases[1]
    assert raised.unanswered == "No response recorded yet (14 days)."
    assert [mark.kind for mark in raised.marks] == ["rating", "coming", "coming"]


def test_response_after_the_raise_belongs_to_the_worse_level(cast):
    responses.respond(
        signal=cast.signal("0417"), action="consulted", by=cast.staff("miriam"), at=NOW, on=TODAY
    )
    watch, raised, _ = progress_report(cast.episode("0417"), on=TODAY).phases
    assert [each.action for each in watch.responses] == ["talked_with_client"]
    assert [each.action for each in raised.responses] == ["consulted"]


def test_response_taken_back_is_not_in_the_report(cast):
    signal = cast.signal("0417")
    responses.undo_response(response=signal.responses[0], by=cast.staff("miriam"), at=NOW, on=TODAY)
    watch = progress_report(cast.episode("0417"), on=TODAY).phases[0]
    assert watch.responses == ()
    assert watch.unanswered == "No response before it was raised."


def test_events_hold_life_and_missed_appointments_by_day(report):
    assert report.events == (
        ("15 Oct", "Session cancelled"),
        ("20 Oct", "Medication started (sertraline)"),
        ("2 Nov", "Lost his job"),
    )


def test_words_and_limits_name_the_missing_session(report):
    terms = [term for term, _ in report.definitions]
    assert terms == [
        "Measurement error", "Expected course", "Cut-off", "Not on track", "Session check-in",
    ]  # fmt: skip
    assert report.cannot_tell[1] == "What happened in the one session without a rating."


def test_complete_course_does_not_speak_of_missing_sessions(cast):
    report = progress_report(cast.episode("0376"), on=TODAY)
    assert len(report.cannot_tell) == 2


def test_only_one_rating_is_a_report_that_says_so(cast):
    report = progress_report(cast.episode("0426"), on=TODAY)
    assert not report.is_empty
    assert report.summary.text == (
        "Wellbeing check-in: one rating, 15.3, at session 1. It is too early to say more. "
        "No signal has asked for a response."
    )


def test_no_rating_is_an_empty_report(cast):
    miriam = cast.staff("miriam")
    client = treatment.add_client(
        code="0500", name="Nobody Yet", birth_date=None, by=miriam, at=NOW
    )
    episode = treatment.open_episode(client=client, therapist=miriam, opened_on=TODAY, by=miriam,
                                     at=NOW)  # fmt: skip
    report = progress_report(episode, on=TODAY)
    assert report.is_empty
    assert report.subject == "Progress report · client 0500"
    assert report.rows == ()


def test_lower_is_better_is_never_turned_round(cast):
    report = progress_report(cast.episode("0431"), on=TODAY)
    assert report.rows[-1].change == "−2"
    assert report.course.chart.heading == "PHQ-9 (outcome), 0–27, lower is better"
    assert report.alliance_heading == ""


def test_risk_answer_stands_among_the_signals_with_its_meaning(cast):
    phases = progress_report(cast.episode("0431"), on=TODAY).phases
    risk = next(phase for phase in phases if phase.shape == "risk")
    assert risk.on == day(16, 11)
    assert risk.why == "thoughts of being better off dead or of hurting oneself"


def test_closed_episode_says_how_it_ended(cast):
    report = progress_report(cast.episode("0340"), on=TODAY)
    assert "closed 22 October 2026, client stopped" in report.opened
    assert report.phases[-1].ending == "Closed: the episode ended."


def test_course_over_two_years_says_which_year(cast):
    episode = cast.episode("0414")
    story.rate(episode, on=dt.date(2027, 1, 6), by=cast.staff("miriam"), total=23.0)
    report = progress_report(episode, on=dt.date(2027, 1, 6))
    assert report.subject.endswith("28 October 2026 to 6 January 2027")
    assert report.rows[0].day == "28 Oct 2026"


def test_score_after_the_response_on_the_same_day_counts_only_if_sent_later(cast):
    # Peter's response of 5 November 12:00 came after that day's rating of 10:01.
    before = progress_report(cast.episode("0352"), on=TODAY).phases[-1].responses[0]
    assert [mark.kind for mark in before.marks] == ["coming", "coming", "coming"]
    assert before.fate.verdict == "waiting"


def test_withdrawn_rating_leaves_a_gap(cast):
    episode = cast.episode("0417")
    last = db.session.scalars(
        db.select(Administration)
        .filter_by(episode_id=episode.id, kind="outcome")
        .order_by(Administration.id.desc())
    ).first()
    ratings.withdraw_rating(administration=last, by=cast.staff("miriam"), at=NOW)
    assert progress_report(episode, on=TODAY).rows[-1].outcome == "no rating"
