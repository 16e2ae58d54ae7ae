"""Therapy sessions: numbers count attended ones, in order of date."""

import datetime as dt

import pytest

from outcomes.actions import therapy_sessions
from outcomes.errors import NotFound, Refused
from outcomes.storage import AuditEvent, EpisodeProgress, db
from tests.cast import NOW, TODAY, day, rate

TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def tomasz(cast):
    """Sessions on 28 October, 4 and 11 November."""
    return cast.episode("0414")


def hold(cast, episode, on=TODAY, **how):
    return therapy_sessions.record_session(
        episode=episode, held_on=on, by=cast.staff("miriam"), at=NOW, **how
    )


def mark(cast, session, attendance):
    therapy_sessions.mark_attendance(
        therapy_session=session, attendance=attendance, by=cast.staff("miriam"), at=NOW
    )


def numbers(episode):
    db.session.expire(episode, ["sessions"])
    return [(each.held_on, each.number) for each in episode.sessions]


def test_an_attended_session_gets_the_next_number(cast, tomasz):
    assert hold(cast, tomasz).number == 4


@pytest.mark.parametrize("attendance", ["planned", "cancelled", "did_not_attend"])
def test_what_was_not_attended_has_no_number(cast, tomasz, attendance):
    assert hold(cast, tomasz, attendance=attendance).number is None
    assert hold(cast, tomasz, TOMORROW).number == 4


def test_a_session_entered_late_takes_its_place_and_the_later_ones_move_up(cast, tomasz):
    hold(cast, tomasz, day(6, 11))
    assert numbers(tomasz) == [(day(28, 10), 1), (day(4, 11), 2), (day(6, 11), 3), (day(11, 11), 4)]


def test_a_second_session_of_a_day_is_recorded_only_when_said_so(cast, tomasz):
    hold(cast, tomasz)
    with pytest.raises(Refused, match="second one"):
        hold(cast, tomasz)
    assert hold(cast, tomasz, second=True).number == 5


def test_a_planned_appointment_becomes_what_happened(cast):
    jonas = cast.episode("0417")
    session = hold(cast, jonas)
    assert (session.starts_at, session.number) == ("14:00", 8)
    assert len([each for each in jonas.sessions if each.held_on == TODAY]) == 1


def test_a_planned_appointment_that_did_not_happen_is_a_missed_one(cast):
    jonas = cast.episode("0417")
    hold(cast, jonas, attendance="did_not_attend")
    assert db.session.get(EpisodeProgress, jonas.id).n_missed == 2


def take_back(cast, session):
    return therapy_sessions.take_back_missed(
        therapy_session=session, by=cast.staff("miriam"), at=NOW
    )


def test_a_missed_appointment_that_was_planned_is_planned_again_once_taken_back(cast):
    jonas = cast.episode("0417")
    session = hold(cast, jonas, attendance="did_not_attend")
    assert take_back(cast, session).attendance == "planned"
    assert db.session.get(EpisodeProgress, jonas.id).n_missed == 1


def test_a_missed_appointment_that_nobody_had_planned_is_gone_once_taken_back(cast, tomasz):
    before = numbers(tomasz)
    session = hold(cast, tomasz, attendance="cancelled")
    assert db.session.get(EpisodeProgress, tomasz.id).n_missed == 1
    assert take_back(cast, session) is None
    assert numbers(tomasz) == before
    assert db.session.get(EpisodeProgress, tomasz.id).n_missed == 0
    last = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.sequence.desc())).first()
    assert (last.event, last.facts["attendance"]) == ("session_taken_back", "cancelled")


def test_what_was_recorded_of_an_appointment_since_is_not_taken_back(cast, tomasz):
    session = hold(cast, tomasz, attendance="cancelled")
    mark(cast, session, "attended")
    with pytest.raises(Refused, match="since"):
        take_back(cast, session)
    with pytest.raises(Refused, match="not missed"):
        take_back(cast, hold(cast, tomasz, TOMORROW))


def test_a_session_marked_by_mistake_gives_its_number_back(cast, tomasz):
    first, second = hold(cast, tomasz), hold(cast, tomasz, TOMORROW)
    mark(cast, first, "cancelled")
    assert (first.number, second.number) == (None, 4)
    progress = db.session.get(EpisodeProgress, tomasz.id)
    assert (progress.n_attended, progress.n_missed) == (4, 1)


def test_correcting_unrated_sessions_takes_their_signal_back(cast, tomasz):
    first, _ = hold(cast, tomasz), hold(cast, tomasz, TOMORROW)
    assert cast.signal("0414", kind="no_rating").is_open
    mark(cast, first, "cancelled")
    assert cast.signal("0414", kind="no_rating").closed_because == "withdrawn"


def test_a_rated_session_was_attended(cast, tomasz):
    with pytest.raises(Refused, match="has a rating"):
        mark(cast, tomasz.sessions[0], "cancelled")


def test_marking_the_same_again_changes_nothing(cast, tomasz):
    session = hold(cast, tomasz)
    mark(cast, session, "attended")
    assert session.number == 4


def test_an_unknown_attendance_is_refused(cast, tomasz):
    with pytest.raises(Refused):
        hold(cast, tomasz, attendance="late")
    with pytest.raises(Refused):
        mark(cast, tomasz.sessions[0], "late")


def test_nothing_is_recorded_in_a_closed_episode_or_before_it_began(cast, tomasz):
    with pytest.raises(Refused, match="closed"):
        hold(cast, cast.episode("0340"))
    with pytest.raises(Refused, match="before the episode"):
        hold(cast, tomasz, day(27, 10))


def test_another_clinics_staff_find_no_episode(cast, tomasz):
    with pytest.raises(NotFound):
        therapy_sessions.record_session(
            episode=tomasz, held_on=TODAY, by=cast.staff("mark"), at=NOW
        )


def test_why_a_session_was_not_rated_can_be_said_and_unsaid(cast, tomasz):
    session = hold(cast, tomasz)
    common = {"therapy_session": session, "by": cast.staff("miriam"), "at": NOW}
    therapy_sessions.note_unrated_reason(reason=" ran out  of time ", **common)
    assert session.unrated_reason == "ran out of time"
    therapy_sessions.note_unrated_reason(reason="", **common)
    assert session.unrated_reason is None


def test_a_rating_that_comes_later_fills_the_gap(cast, tomasz):
    hold(cast, tomasz)
    rate(tomasz, on=TODAY, by=cast.staff("miriam"), total=23.0)
    progress = db.session.get(EpisodeProgress, tomasz.id)
    assert (progress.n_attended, progress.n_unrated) == (4, 0)
