"""Signals as the table of the decisions says, through real ratings of the cast."""

import datetime as dt

import pytest
from sqlalchemy import select

from outcomes.actions import ratings, responses, therapy_sessions, treatment
from outcomes.actions.signals import recompute_all
from outcomes.storage import Episode, EpisodeProgress, Signal, db
from tests.cast import NOW, TODAY, at, day, rate, spread


def history(signal):
    return [(each.event, each.happened_on) for each in signal.events]


def next_week(weeks=1):
    return TODAY + dt.timedelta(weeks=weeks)


def later_rate(cast, code, total, *, weeks, kind="outcome"):
    episode = cast.episode(code)
    rate(episode, on=next_week(weeks), by=episode.therapist, total=total, kind=kind)


def test_watch_opens_a_signal_dated_by_the_rating(cast):
    """Sequence F of the facts: 17.5, 18.0, 17.2 is `watch` at the third score, 8 October."""
    signal = cast.signal("0417")
    assert history(signal)[0] == ("opened", day(8, 10))
    opened = signal.events[0].evidence
    assert opened["progress"]["status"] == "watch"
    assert opened["progress"]["benefit_percentile"] == pytest.approx(22.8, abs=0.05)


def test_watch_that_becomes_not_on_track_raises_the_same_signal(cast):
    signal = cast.signal("0417")
    assert history(signal)[1:] == [("raised", day(5, 11))]
    assert (signal.level, signal.score_then, signal.session_then) == ("not_on_track", 18.1, 6)
    assert signal.asking
    assert signal.asking_since == day(5, 11)
    of_outcome = select(Signal).filter_by(episode_id=signal.episode_id, kind="outcome")
    assert len(db.session.scalars(of_outcome).all()) == 1


def test_a_response_makes_quiet_what_is_raised_asks_again(cast):
    """Jonas' signal was answered on 8 October and raised on 5 November."""
    assert [each.responded_on for each in cast.signal("0417").responses] == [day(8, 10)]
    assert cast.signal("0417").asking


def test_a_signal_carries_what_made_it(cast):
    evidence = cast.signal("0417").evidence
    assert evidence["progress"]["versions"]["curve_id"] == "starter"
    assert evidence["thresholds"]["reliable_change"] == 6
    assert [row[:3] for row in evidence["ratings"]] == [
        [1, "2026-09-24", pytest.approx(17.5)],
        [2, "2026-10-01", pytest.approx(18.0)],
        [3, "2026-10-08", pytest.approx(17.2)],
    ]


def test_alliance_falls_from_the_clients_own_level(cast):
    """31.2 33.0 32.4 33.1 then 29.8: level 32.7, fall 2.9; then 26.9: 32.4, 5.5 (decisions)."""
    signal = cast.signal("0417", kind="alliance")
    assert signal.opened_on == day(12, 11)
    assert signal.score_then == pytest.approx(26.9)
    assert signal.evidence["alliance"]["level"] == pytest.approx(32.4)
    assert signal.evidence["alliance"]["fall"] == pytest.approx(5.5)
    assert signal.evidence["outcome_then"] == pytest.approx(16.4)


def test_an_alliance_signal_closes_when_the_level_is_kept_again(cast):
    later_rate(cast, "0417", 32.0, weeks=1, kind="alliance")
    assert cast.signal("0417", kind="alliance").closed_because == "back_on_track"


def test_two_sessions_without_a_rating_open_a_signal_on_the_second(cast):
    signal = cast.signal("0395", kind="no_rating")
    assert signal.opened_on == day(12, 11)
    assert [row[0] for row in signal.evidence["sessions"]] == [4, 5]


def test_the_next_rating_closes_it_as_rated_again(cast):
    later_rate(cast, "0395", 24.0, weeks=1)
    assert cast.signal("0395", kind="no_rating").closed_because == "rated_again"


def test_a_session_being_rated_is_not_an_unrated_one(cast):
    """Lea had one unrated session, then a form was open for the next."""
    kinds = select(Signal.kind).where(Signal.episode_id == cast.episode("0409").id)
    assert db.session.scalars(kinds).all() == []


def test_leaving_watch_closes_back_on_track(cast):
    later_rate(cast, "0352", 22.0, weeks=1)
    signal = cast.signal("0352")
    assert signal.closed_because == "back_on_track"
    assert history(signal)[-1] == ("closed", next_week())
    assert not signal.asking


def test_a_concern_that_returns_is_a_new_signal(cast):
    first = cast.signal("0352").id
    later_rate(cast, "0352", 22.0, weeks=1)
    later_rate(cast, "0352", 14.0, weeks=2)
    assert cast.signal("0352").id != first


def test_three_scores_that_changed_nothing_ask_again_once(cast):
    """Peter was answered on 5 November without a reminder; his score then was 15.0, raised on
    29 October."""
    for weeks, asks in ((1, False), (2, False), (3, True)):
        later_rate(cast, "0352", 14.8, weeks=weeks)
        assert cast.signal("0352").asking is asks
    signal = cast.signal("0352")
    assert history(signal)[-1] == ("asked_again", next_week(3))
    responses.respond(
        signal=signal,
        action="consulted",
        by=cast.staff("miriam"),
        at=at(next_week(3), "18:00"),
        on=next_week(3),
    )
    for weeks in (4, 5, 6, 7):
        later_rate(cast, "0352", 14.8, weeks=weeks)
    assert not cast.signal("0352").asking


def test_what_came_back_to_watch_and_leaves_it_again_is_raised_again(cast):
    """Peter was raised on 29 October and answered on 5 November. 20.0 is `watch` again (chance of
    no reliable improvement .6985, below .70), the 14.8 after it not on track."""
    later_rate(cast, "0352", 20.0, weeks=1)
    assert db.session.get(EpisodeProgress, cast.episode("0352").id).status == "watch"
    assert not cast.signal("0352").asking
    later_rate(cast, "0352", 14.8, weeks=2)
    signal = cast.signal("0352")
    assert signal.asking
    assert history(signal)[-2:] == [("raised", day(29, 10)), ("raised", next_week(2))]
    recompute_all([signal.episode_id], at=NOW)
    assert history(signal)[-1] == ("raised", next_week(2))
    assert [each[0] for each in history(signal)].count("raised") == 2


def test_a_reminder_for_the_next_session_asks_again_there(cast):
    """Ben's therapist wanted to look again at the next session."""
    assert not cast.signal("0329").asking
    later_rate(cast, "0329", 18.8, weeks=1)
    signal = cast.signal("0329")
    assert signal.asking
    assert signal.events[-1].evidence["because"] == "reminder"


def test_a_reminder_waits_for_the_rating_of_its_session(cast):
    """While the form is open nothing has happened yet that could be looked at."""
    ben = cast.episode("0329")
    ratings.open_rating(episode=ben, kind="outcome", by=ben.therapist, at=NOW, on=TODAY)
    assert not cast.signal("0329").asking
    assert len(cast.signal("0329").events) == 1


def test_a_risk_answer_has_a_signal_of_its_own_at_once(cast):
    signal = cast.signal("0431", kind="risk")
    assert signal.opened_on == day(16, 11)
    assert signal.asking
    [answer] = signal.evidence["answers"]
    assert (answer["item"], answer["value"]) == ("q9", 1)


def test_a_risk_answer_outlasts_a_better_score_a_withdrawal_and_the_episode(cast):
    mei, samir = cast.episode("0431"), cast.staff("samir")
    later_rate(cast, "0431", 5, weeks=1)
    administration = cast.signal("0431", kind="risk").administration
    ratings.withdraw_rating(administration=administration, by=samir, at=NOW)
    treatment.close_episode(
        episode=mei, ending_kind="planned", closed_on=next_week(2), by=samir, at=NOW
    )
    signal = cast.signal("0431", kind="risk")
    assert signal.is_open
    assert signal.asking


def test_closing_an_episode_ends_its_signals(cast):
    signal = cast.signal("0340")
    assert signal.closed_because == "ended"
    assert history(signal)[-1] == ("closed", day(22, 10))


def test_reopening_an_episode_takes_the_closing_back(cast):
    treatment.reopen_episode(
        episode=cast.episode("0340"), by=cast.staff("miriam"), at=NOW, on=TODAY
    )
    signal = cast.signal("0340")
    assert signal.is_open
    assert signal.asking
    assert history(signal)[-1] == ("reopened", TODAY)
    assert len(history(signal)) == 3


def test_working_everything_out_anew_changes_nothing(cast):
    def stored():
        progress = select(EpisodeProgress.__table__).order_by(EpisodeProgress.episode_id)
        rows = [{**row, "computed_at": None} for row in db.session.execute(progress).mappings()]
        signals = db.session.execute(select(Signal.__table__).order_by(Signal.id)).mappings()
        return rows, [dict(row) for row in signals]

    before = stored()
    recompute_all(db.session.scalars(select(Episode.id)).all(), at=NOW)
    assert stored() == before


def test_many_episodes_take_no_more_queries_than_one(cast, queries):
    ids = db.session.scalars(select(Episode.id)).all()
    counts = []
    for some in (ids[:1], ids[:8]):
        db.session.expunge_all()
        with queries() as seen:
            recompute_all(some, at=NOW)
        counts.append(sum("SELECT" in statement for statement in seen))
    assert counts[0] == counts[1]


def test_the_clinics_history_can_be_read_from_a_rating_withdrawn_in_the_middle(cast):
    """Withdrawing 18.0 of Jonas' second session: five scores, numbered as attended."""
    jonas = cast.episode("0417")
    from outcomes.storage import Administration

    second = db.session.scalars(
        select(Administration).filter_by(therapy_session_id=jonas.sessions[1].id, kind="outcome")
    ).one()
    ratings.withdraw_rating(administration=second, by=cast.staff("miriam"), at=NOW)
    progress = db.session.get(EpisodeProgress, jonas.id)
    assert (progress.n_scores, progress.n_unrated, progress.n_attended) == (5, 2, 7)
    assert progress.progress["session"] == 7


def test_the_row_of_a_list_holds_what_it_shows(cast):
    """Jonas on the picture of the caseload: 16.4, -1.1 within error, -1.7, 7 sessions."""
    row = db.session.get(EpisodeProgress, cast.episode("0417").id)
    assert (row.latest, row.n_attended, row.n_unrated, row.n_missed) == (16.4, 7, 1, 1)
    assert row.change == pytest.approx(-1.1)
    assert row.change_since_last == pytest.approx(-1.7)
    assert not row.reliable
    assert row.rated_on == day(12, 11)


def test_the_small_drawing_has_a_gap_where_nothing_was_rated(cast):
    drawing = db.session.get(EpisodeProgress, cast.episode("0417").id).sparkline
    assert drawing["sessions"][4] == [5, 35, None]
    assert drawing["ahead"] == [8, 9, 10]
    assert len(drawing["expected"]["25"]) == 10
    # Facts, percentile formula: the middle half of a start of 17.5 is open from session 2 on.
    assert drawing["expected"]["25"][0] == drawing["expected"]["75"][0] == 17.5


def test_lower_is_better_counts_a_fall_as_a_gain(cast):
    """Mei's PHQ-9: 18, 17, 17, 16 is a gain of 2 (sequence A of the facts: D +2, watch)."""
    row = db.session.get(EpisodeProgress, cast.episode("0431").id)
    assert (row.change, row.change_since_last, row.status) == (2.0, 1.0, "watch")


def test_a_rating_in_another_measure_leaves_the_course_alone(cast):
    """The episode's measure decides; a form of another one is stored, and is no score of it."""
    tomasz = cast.episode("0414")
    form = ratings.open_rating(
        episode=tomasz, kind="outcome", by=tomasz.therapist, at=NOW, on=TODAY
    )
    form.measure_id = "core10"
    db.session.commit()
    ratings.submit_rating(form_uuid=form.form_uuid, answers=spread("core10", 20), at=NOW)
    assert db.session.get(EpisodeProgress, tomasz.id).n_scores == 3


def test_a_missed_appointment_is_counted(cast):
    tomasz = cast.episode("0414")
    therapy_sessions.record_session(
        episode=tomasz, held_on=TODAY, attendance="did_not_attend", by=tomasz.therapist, at=NOW
    )
    assert db.session.get(EpisodeProgress, tomasz.id).n_missed == 1
