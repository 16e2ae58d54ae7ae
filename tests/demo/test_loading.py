"""The demonstration clinic as it stands in the database."""

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import select, text

from outcomes import demo
from outcomes.access import Permission, visible, waiting_risk_answers
from outcomes.actions import clinics
from outcomes.actions.passwords import SHORTEST, matches
from outcomes.actions.progress import progress_columns
from outcomes.actions.standing import courses_of
from outcomes.change.fate import DECIDED
from outcomes.change.learning import learning_of, period_around
from outcomes.change.need import GROUPS
from outcomes.demo.days import ZONE, is_working
from outcomes.errors import Refused
from outcomes.measures import catalogue, score
from outcomes.reports.course import course_of
from outcomes.reports.entries import entries_within
from outcomes.reports.what_followed import signals_of, story_of
from outcomes.storage import (
    Administration,
    AuditEvent,
    Clinic,
    CurveActivation,
    CurveVersion,
    Episode,
    EpisodeProgress,
    LearningGoal,
    Reflection,
    Signal,
    SignalEvent,
    StaffMember,
    Supervision,
    TherapySession,
    db,
)
from outcomes.storage.reflections import learning_cases

from .conftest import AS_OF, made

AT = dt.datetime(2026, 11, 19, 9, 0, tzinfo=ZONE)


def person(first_name):
    return db.session.scalars(
        select(StaffMember).where(StaffMember.name.startswith(first_name))
    ).one()


def own_of(staff):
    return visible(staff, Permission.READ_EPISODE, on=AS_OF).where(Episode.therapist_id == staff.id)


def all_of(model):
    return db.session.scalars(select(model)).unique().all()


def test_miriam_has_somebody_in_every_group_of_the_order_of_need(clinic):
    entries = entries_within(own_of(person("Miriam")), on=AS_OF)
    assert len(entries) == 11
    assert {entry.need.name for entry in entries} == set(GROUPS.values())


def test_her_caseload_is_the_one_of_the_pictures(clinic):
    entries = entries_within(own_of(person("Miriam")), on=AS_OF)
    latest = {entry.name: (entry.row.status, entry.row.latest) for entry in entries}
    assert latest["Jonas K."] == ("not_on_track", 16.4)
    assert latest["Aylin D."] == ("not_on_track", 15.9)
    assert latest["Rosa M."] == ("recovered", 25.6)
    assert latest["Hanna S."] == ("on_track", 23.9)
    assert latest["Nadia F."] == ("insufficient", 15.3)


def test_nine_of_41_did_not_benefit_and_three_were_rated_once(clinic):
    first, last = period_around(AS_OF)
    cases = learning_cases(within=own_of(person("Miriam")), period_from=first, period_to=last)
    learning = learning_of(cases)
    assert (learning.rate.count, learning.rate.n, len(learning.one_score)) == (9, 41, 3)
    assert len(learning.surprisingly_good) >= 3


def test_two_therapists_have_ten_closed_episodes_and_the_others_fewer(clinic):
    closed = Counter(
        row.episode.therapist.name
        for row in all_of(EpisodeProgress)
        if not row.episode.is_open and row.n_scores >= 2 and row.improvement_attainable
    )
    assert {name for name, count in closed.items() if count >= 10} == {
        "Miriam Aalto", "Judith Okoye",
    }  # fmt: skip


def test_every_status_and_the_patterns_worth_a_look_are_there(clinic):
    rows = all_of(EpisodeProgress)
    assert {row.status for row in rows} == {
        "insufficient", "on_track", "watch", "not_on_track", "improved", "recovered",
    }  # fmt: skip
    patterns = {pattern for row in rows for pattern in row.progress["patterns"]}
    assert {"seesaw", "dipping", "sudden_gain", "plateau"} <= patterns
    assert any(row.intake_clinical is False for row in rows)


def test_every_fate_follows_some_response(clinic):
    found = set()
    for episode in all_of(Episode):
        course = course_of(episode)
        for signal in signals_of([episode.id])[episode.id]:
            responses = story_of(signal, course, episode, on=AS_OF).responses
            found |= {response.fate.verdict for response in responses}
    assert {*DECIDED, "ended", "waiting"} <= found


def test_two_risk_answers_wait_and_one_was_seen_to(clinic):
    risks = [signal for signal in all_of(Signal) if signal.kind == "risk"]
    assert Counter(signal.closed_because for signal in risks) == {None: 2, "acknowledged": 1}


@pytest.mark.parametrize("hour", [0, 9, 14, 22])
def test_all_day_one_of_them_is_fresh_and_one_is_with_the_supervisor(clinic, hour):
    at = dt.datetime.combine(AS_OF, dt.time(hour), tzinfo=ZONE)
    waits = {
        who: [
            signal.episode.client.name
            for signal in db.session.scalars(
                waiting_risk_answers(person(who), at=at, on=AS_OF)
            ).unique()
        ]
        for who in ("Miriam", "Samir", "Ingrid", "Judith", "Priya")
    }
    assert waits == {
        "Miriam": ["Farid N."],
        "Samir": ["Mei L."],
        "Ingrid": ["Mei L."],
        "Judith": ["Mei L.", "Farid N."],
        "Priya": [],
    }


def test_the_fresh_one_counts_in_no_figure_yet(clinic):
    [form] = [form for form in all_of(Administration) if ahead(form)]
    assert form.therapy_session.held_on > AS_OF
    row = db.session.get(EpisodeProgress, form.episode_id)
    assert (row.n_scores, row.latest) == (4, 16.0)


def test_the_escalation_is_in_the_history_once(clinic):
    events = [event for event in all_of(SignalEvent) if event.event == "escalated"]
    assert [event.signal.episode.client.name for event in events] == ["Mei L."]


def ahead(form):
    """Sent for a session that is still to come."""
    return form.therapy_session.attendance == "planned"


def test_ratings_came_on_weekdays_in_office_hours_before_the_day(clinic):
    for form in all_of(Administration):
        if ahead(form):
            continue
        local = form.submitted_at.astimezone(ZONE)
        assert is_working(local.date())
        assert local.date() == form.therapy_session.held_on < AS_OF
        assert 7 <= local.hour < 19
        assert form.opened_at < form.started_at < form.submitted_at < form.expires_at


def test_stored_scores_are_what_the_answers_come_to(clinic):
    for form in all_of(Administration):
        answers = {answer.item_id: answer.value for answer in form.answers}
        assert score(catalogue()[form.measure_id], answers).value == form.score.value


def test_kept_progress_is_what_the_answers_come_to(clinic):
    rows = all_of(EpisodeProgress)
    courses = courses_of([row.episode_id for row in rows], at=AT)
    for row in rows:
        fresh = progress_columns(courses.standing(row.episode_id))
        for name in ("status", "latest", "change", "n_scores", "n_missed", "unrated_run",
                     "new_rating", "benefit_percentile"):  # fmt: skip
            assert getattr(row, name) == fresh[name], (row.episode.client.code, name)


def test_a_signals_evidence_knows_nothing_of_later_ratings(clinic):
    for event in all_of(SignalEvent):
        if event.event in ("opened", "raised") and "ratings" in event.evidence:
            days = [rating[1] for rating in event.evidence["ratings"]]
            assert max(days) == event.happened_on.isoformat()
            assert event.happened_at.astimezone(ZONE).date() == event.happened_on


def test_the_audit_is_in_order_of_time_and_complete(clinic):
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()
    about_clients = [event for event in events if event.object_kind != "reflection"]
    replayed = [event.happened_at for event in about_clients
                if event.event in ("rating_opened", "rating_submitted", "response_recorded",
                                   "session_recorded", "episode_closed")]  # fmt: skip
    assert replayed == sorted(replayed)
    names = Counter(event.event for event in events)
    assert names["rating_submitted"] == names["rating_opened"] == len(all_of(Administration))
    assert names["episode_opened"] == len(all_of(Episode))
    assert names["demonstration_made"] == 1


def test_appointments_wait_for_reception_today_and_next_week(clinic):
    planned = [each for each in all_of(TherapySession) if each.attendance == "planned"]
    days = Counter(each.held_on for each in planned)
    assert days[AS_OF] >= 5
    assert sum(count for day, count in days.items() if day > AS_OF) > 30
    assert min(days) == AS_OF


def test_some_of_the_newest_ratings_have_not_been_opened(clinic):
    unseen = [form for form in all_of(Administration) if form.seen_at is None]
    assert 5 <= len({form.episode_id for form in unseen}) <= 15
    assert min(form.therapy_session.held_on for form in unseen) >= dt.date(2026, 11, 9)


def test_one_reflection_is_shared_and_the_latest_has_no_goal_yet(clinic):
    kept = all_of(Reflection)
    assert [each.shared_with_id for each in kept if each.shared_at] == [person("Ingrid").id]
    current = [each for each in kept if (each.period_from, each.period_to) == period_around(AS_OF)]
    assert [each.goal for each in current] == [None]
    assert len(all_of(LearningGoal)) == len(kept) - 1


def test_a_curve_of_the_clinics_own_waits_for_a_decision(clinic):
    """Fitted by the director on every closed wellbeing episode that a curve can be fitted on."""
    [version] = all_of(CurveVersion)
    assert (version.label, version.stage) == ("wellbeing-1", "blended")
    assert version.made_by.role == "director"
    forms = [form for form in all_of(Administration)
             if form.measure_id == "wellbeing" and form.score.value is not None]  # fmt: skip
    rated = Counter(form.episode_id for form in forms)
    closed = [each for each in all_of(Episode) if each.closed_on and rated[each.id] > 1]
    assert version.n_episodes == len(closed) >= 30
    assert version.evaluation["verdict"]["code"]
    assert all_of(CurveActivation) == []
    assert {row.curve for row in all_of(EpisodeProgress)} <= {"starter-1", None}


def test_ingrid_answers_for_four_therapists_and_no_longer_for_lars(clinic):
    now = [each for each in all_of(Supervision) if each.ended_on is None]
    assert len(now) == 4
    assert [each.therapist.name for each in all_of(Supervision) if each.ended_on] == [
        "Lars Nygaard"
    ]


def test_everybody_can_sign_in_with_a_passphrase_of_their_own(clinic, sign_ins):
    assert Counter(each.role for each in sign_ins) == {
        "therapist": 6, "supervisor": 1, "director": 1, "reception": 1,
    }  # fmt: skip
    assert len({each.passphrase for each in sign_ins}) == 9
    for each in sign_ins:
        assert len(each.passphrase) >= SHORTEST
        staff = db.session.scalars(select(StaffMember).filter_by(email=each.email)).one()
        assert matches(staff.password_hash, each.passphrase)


def test_the_clinic_says_that_it_is_invented(clinic):
    assert [each.invented for each in all_of(Clinic)] == [True]


def test_a_real_clinic_cannot_come_beside_it(clinic):
    with pytest.raises(Refused):
        clinics.new_clinic(name="Birch Lane Counselling", at=AT)


def test_a_database_with_a_clinic_is_refused(database):
    clinics.new_clinic(name="Birch Lane Counselling", at=AT)
    with pytest.raises(Refused, match="holds a clinic already"):
        demo.load(as_of=AS_OF)
    assert len(all_of(Clinic)) == 1


def test_made_again_it_is_the_same_but_for_the_passphrases(
    demo_app, sign_ins, tmp_path_factory, empty_database
):
    again, others = made(tmp_path_factory.mktemp("again"), empty_database)
    assert rows_of(demo_app) == rows_of(again)
    assert not {each.passphrase for each in sign_ins} & {each.passphrase for each in others}


def rows_of(app):
    """Every row of every table but what must be new: hashes of passphrases and links."""
    found = {}
    with app.app_context():
        for table in db.metadata.sorted_tables:
            if table.name == "one_time_links":
                continue
            columns = [column.name for column in table.columns if column.name != "password_hash"]
            statement = f"SELECT {', '.join(columns)} FROM {table.name} ORDER BY 1"
            found[table.name] = [tuple(row) for row in db.session.execute(text(statement))]
        db.session.remove()
        db.engine.dispose()
    return found
