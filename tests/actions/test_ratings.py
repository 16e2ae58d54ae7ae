"""Opening, sending and withdrawing a rating."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from outcomes.actions import ratings, therapy_sessions, treatment
from outcomes.errors import AnswerError, Conflict, NotFound, Refused
from outcomes.storage import Administration, Answer, AuditEvent, EpisodeProgress, Score, db
from tests.cast import NOW, TODAY, day, rate, spread

SOON = NOW + dt.timedelta(minutes=1)


@pytest.fixture
def tomasz(cast):
    """Three ratings so far, the last on 11 November."""
    return cast.episode("0414")


@pytest.fixture
def form(cast, tomasz):
    return ratings.open_rating(
        episode=tomasz, kind="outcome", by=cast.staff("miriam"), at=NOW, on=TODAY
    )


def send(form, total=23.6, at=SOON, **changes):
    answers = spread("wellbeing", total) | changes
    return ratings.submit_rating(form_uuid=form.form_uuid, answers=answers, at=at)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_rating_makes_todays_session_with_the_next_number(form):
    session = form.therapy_session
    assert (session.number, session.held_on, session.attendance) == (4, TODAY, "attended")


def test_outcome_and_alliance_of_a_day_share_the_session(cast, tomasz, form):
    other = ratings.open_rating(
        episode=tomasz, kind="alliance", by=cast.staff("miriam"), at=NOW, on=TODAY
    )
    assert other.therapy_session_id == form.therapy_session_id


def test_a_rating_turns_the_planned_appointment_into_the_session(cast):
    jonas = cast.episode("0417")
    form = ratings.open_rating(
        episode=jonas, kind="outcome", by=cast.staff("reception"), at=NOW, on=TODAY
    )
    assert (form.therapy_session.starts_at, form.therapy_session.number) == ("14:00", 8)


def test_pressing_start_twice_hands_out_the_same_form(cast, tomasz, form):
    again = ratings.open_rating(
        episode=tomasz, kind="outcome", by=cast.staff("reception"), at=SOON, on=TODAY
    )
    assert again.id == form.id


def test_a_second_session_of_a_day_is_made_only_when_asked_for(cast, tomasz, form):
    send(form)
    open_again = {
        "episode": tomasz,
        "kind": "outcome",
        "by": cast.staff("miriam"),
        "at": SOON,
        "on": TODAY,
    }
    with pytest.raises(Refused, match="second session"):
        ratings.open_rating(**open_again)
    second = ratings.open_rating(**open_again, second_session=True)
    assert second.therapy_session.number == 5
    assert ratings.open_rating(**open_again, second_session=True).id == second.id


def test_a_form_in_a_language_without_wording_is_refused(cast, tomasz):
    with pytest.raises(Refused, match="no wording"):
        ratings.open_rating(
            episode=tomasz, kind="outcome", by=cast.staff("miriam"), at=NOW, on=TODAY, language="fi"
        )
    assert tomasz.sessions[-1].held_on == day(11, 11)


def test_a_closed_episode_cannot_be_rated(cast):
    with pytest.raises(Refused, match="closed"):
        ratings.open_rating(
            episode=cast.episode("0340"), kind="outcome", by=cast.staff("miriam"), at=NOW, on=TODAY
        )


def test_another_clinics_staff_find_nothing_to_rate(cast, tomasz):
    with pytest.raises(NotFound):
        ratings.open_rating(episode=tomasz, kind="outcome", by=cast.staff("mark"), at=NOW, on=TODAY)


def test_sending_stores_answers_score_progress_and_audit(tomasz, form):
    send(form, 23.6)
    assert form.score.value == pytest.approx(23.6)
    assert {answer.item_id: answer.value for answer in form.answers} == spread("wellbeing", 23.6)
    progress = db.session.get(EpisodeProgress, tomasz.id)
    assert (progress.latest, progress.n_scores, progress.new_rating) == (23.6, 4, True)
    assert progress.change == pytest.approx(4.8)
    event = db.session.scalars(
        select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)
    ).one()
    assert (event.event, event.actor_kind, event.object_id) == (
        "rating_submitted",
        "client",
        str(form.id),
    )
    assert "23.6" not in str(event.facts)


def test_sending_the_same_again_gives_the_same_confirmation(form):
    first = send(form)
    before = count(AuditEvent), count(Answer)
    second = send(form, at=SOON + dt.timedelta(hours=5))
    assert (second.administration_id, second.submitted_at) == (
        first.administration_id,
        first.submitted_at,
    )
    assert second.repeated
    assert (count(AuditEvent), count(Answer)) == before


def test_whole_numbers_and_order_make_no_other_content(form):
    answers = {"feeling": 5, "close": 6, "days": 7, "life": 8}
    ratings.submit_rating(form_uuid=form.form_uuid, answers=answers, at=SOON)
    turned = {name: float(answers[name]) for name in reversed(answers)}
    assert ratings.submit_rating(form_uuid=form.form_uuid, answers=turned, at=SOON).repeated


def test_a_skipped_item_and_an_absent_one_are_the_same_answer(form):
    answers = {"feeling": 5, "close": 6, "days": 7}
    ratings.submit_rating(form_uuid=form.form_uuid, answers=answers, at=SOON)
    again = ratings.submit_rating(
        form_uuid=form.form_uuid, answers=answers | {"life": None}, at=SOON
    )
    assert again.repeated


def test_other_answers_on_the_same_form_are_a_conflict(form):
    send(form)
    with pytest.raises(Conflict):
        send(form, feeling=0.0)
    assert form.score.value == pytest.approx(23.6)


def test_a_form_whose_time_is_over_is_refused(form):
    with pytest.raises(Refused, match="time"):
        send(form, at=NOW + dt.timedelta(hours=2, seconds=1))
    assert form.state == "open"


def test_a_form_sent_at_its_last_moment_is_taken(form):
    send(form, at=NOW + dt.timedelta(hours=2))
    assert form.state == "submitted"


def test_a_withdrawn_form_is_refused(cast, form):
    ratings.withdraw_rating(administration=form, by=cast.staff("miriam"), at=NOW)
    with pytest.raises(Refused, match="withdrawn"):
        send(form)
    assert count(Answer) == db.session.scalar(
        select(func.count()).select_from(Answer).where(Answer.administration_id != form.id)
    )


def test_an_unknown_form_is_not_found(cast):
    with pytest.raises(NotFound):
        ratings.submit_rating(form_uuid="no-such-form", answers={}, at=SOON)


@pytest.mark.parametrize("impossible", [10.1, -0.1, 5.05, "7", True, float("nan"), [5], {"a": 1}])
def test_an_impossible_answer_changes_nothing(form, impossible):
    before = count(Answer)
    with pytest.raises(AnswerError) as caught:
        send(form, feeling=impossible)
    assert len(caught.value.problems) == 1
    assert form.state == "open"
    assert count(Answer) == before


def test_every_problem_is_listed_at_once(form):
    with pytest.raises(AnswerError) as caught:
        send(form, feeling=11, close="much", mood=5)
    assert len(caught.value.problems) == 3


def test_a_way_of_answering_nobody_offers_is_refused(form):
    with pytest.raises(AnswerError) as caught:
        ratings.submit_rating(
            form_uuid=form.form_uuid,
            answers=spread("wellbeing", 20),
            at=SOON,
            input_kinds={"feeling": "thought"},
            layout="poster",
            device_class="fridge",
        )
    assert len(caught.value.problems) == 3


def test_an_incomplete_rating_is_kept_without_a_total(tomasz, form):
    ratings.submit_rating(form_uuid=form.form_uuid, answers={"feeling": 5.0}, at=SOON)
    assert form.score.value is None
    assert form.score.reason == "1 of 4 items were answered; 4 are needed for a total."
    assert len(form.answers) == 4
    progress = db.session.get(EpisodeProgress, tomasz.id)
    assert (progress.n_scores, progress.unrated_run, progress.new_rating) == (3, 1, True)


def test_input_kinds_layout_and_device_are_kept(form):
    ratings.submit_rating(
        form_uuid=form.form_uuid,
        answers=spread("wellbeing", 20),
        at=SOON,
        input_kinds={"feeling": "typed", "close": "line"},
        layout="one_by_one",
        device_class="phone",
    )
    kinds = {answer.item_id: answer.input_kind for answer in form.answers}
    assert kinds == {"feeling": "typed", "close": "line", "days": None, "life": None}
    assert (form.layout, form.device_class) == ("one_by_one", "phone")


def test_beginning_is_noted_once(form):
    ratings.begin_rating(form_uuid=form.form_uuid, at=SOON)
    ratings.begin_rating(form_uuid=form.form_uuid, at=SOON + dt.timedelta(minutes=3))
    assert form.started_at == SOON


def test_withdrawing_takes_a_rating_out_of_every_count(cast, tomasz, form):
    send(form, 3.0)
    assert cast.signal("0414").level == "not_on_track"
    ratings.withdraw_rating(administration=form, by=cast.staff("miriam"), at=SOON)
    progress = db.session.get(EpisodeProgress, tomasz.id)
    assert (progress.latest, progress.status) == (22.4, "on_track")
    assert cast.signal("0414").closed_because == "withdrawn"
    assert len(form.answers) == 4
    assert form.submitted_at == SOON


def test_a_withdrawn_rating_can_be_made_again_at_its_session(cast, tomasz, form):
    send(form, 3.0)
    ratings.withdraw_rating(administration=form, by=cast.staff("miriam"), at=SOON)
    rate(tomasz, on=TODAY, by=cast.staff("miriam"), total=23.0)
    progress = db.session.get(EpisodeProgress, tomasz.id)
    assert (progress.latest, progress.n_attended) == (23.0, 4)


def test_only_the_responsible_therapists_look_makes_a_rating_old(cast):
    rosa = cast.episode("0421")
    ratings.mark_seen(episode=rosa, by=cast.staff("ingrid"), at=NOW)
    assert db.session.get(EpisodeProgress, rosa.id).new_rating
    ratings.mark_seen(episode=rosa, by=cast.staff("miriam"), at=NOW)
    assert not db.session.get(EpisodeProgress, rosa.id).new_rating
    unseen = select(Administration).where(
        Administration.episode_id == rosa.id, Administration.seen_at.is_(None)
    )
    assert db.session.scalars(unseen).all() == []


def test_a_paper_form_of_an_earlier_day_takes_its_place_in_the_course(cast, tomasz):
    """11 November is session 3; a session held on the 6th becomes the third."""
    miriam = cast.staff("miriam")
    form = ratings.open_rating(episode=tomasz, kind="outcome", by=miriam, at=NOW, on=day(6, 11))
    send(form, 21.0)
    numbers = [session.number for session in sorted(tomasz.sessions, key=lambda s: s.held_on)]
    assert numbers == [1, 2, 3, 4]
    progress = db.session.get(EpisodeProgress, tomasz.id)
    assert (progress.latest, progress.change_since_last) == (22.4, pytest.approx(1.4))


def test_software_and_measure_versions_are_stamped(form):
    send(form)
    assert form.measure_version == "1"
    assert (
        db.session.scalars(select(Score).filter_by(administration_id=form.id))
        .one()
        .software_version
        == "0.1.0"
    )


def test_two_forms_of_one_session_give_one_rating(cast, tomasz, form):
    """A form in another language replaces the open one; the first tablet is told so."""
    therapy_sessions.note_unrated_reason(
        therapy_session=form.therapy_session, reason="", by=cast.staff("miriam"), at=NOW
    )
    other = Administration(
        clinic_id=form.clinic_id,
        form_uuid="other",
        episode_id=form.episode_id,
        therapy_session_id=form.therapy_session_id,
        kind="outcome",
        measure_id="wellbeing",
        measure_version="1",
        opened_by_id=form.opened_by_id,
        opened_at=NOW,
        expires_at=NOW + dt.timedelta(hours=1),
    )
    db.session.add(other)
    db.session.commit()
    send(form)
    with pytest.raises(Refused, match="another form"):
        send(other)


def test_closing_an_episode_withdraws_its_open_forms(cast, tomasz, form):
    treatment.close_episode(
        episode=tomasz, ending_kind="planned", closed_on=TODAY, by=cast.staff("miriam"), at=NOW
    )
    with pytest.raises(Refused, match="withdrawn"):
        send(form)


def test_seconds_of_each_item_are_kept_in_whole_tenths(form):
    ratings.submit_rating(
        form_uuid=form.form_uuid,
        answers=spread("wellbeing", 20),
        at=SOON,
        seconds={"feeling": 4.25, "close": 0, "days": 3600, "life": 12},
    )
    kept = {answer.item_id: answer.seconds for answer in form.answers}
    assert kept == {"feeling": 4.3, "close": 0.0, "days": 3600.0, "life": 12.0}


@pytest.mark.parametrize(
    "impossible", [-0.1, 3600.1, 1e9, float("nan"), float("inf"), "5", None, True, [3], {}]
)
def test_seconds_nobody_can_have_taken_are_none_and_refuse_nothing(form, impossible):
    ratings.submit_rating(
        form_uuid=form.form_uuid,
        answers=spread("wellbeing", 20),
        at=SOON,
        seconds={"feeling": impossible, "mood": 3},
    )
    assert form.state == "submitted"
    assert {answer.seconds for answer in form.answers} == {None}


def test_the_same_answers_after_other_seconds_are_the_same_form(form):
    answers = spread("wellbeing", 20)
    first = ratings.submit_rating(
        form_uuid=form.form_uuid, answers=answers, at=SOON, seconds={"feeling": 3}
    )
    again = ratings.submit_rating(
        form_uuid=form.form_uuid, answers=answers, at=SOON, seconds={"feeling": 9}
    )
    assert (first.repeated, again.repeated) == (False, True)
    assert {answer.seconds for answer in form.answers if answer.item_id == "feeling"} == {3.0}
