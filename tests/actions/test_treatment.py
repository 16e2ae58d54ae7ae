"""Clients, episodes, colleagues, life events."""

import datetime as dt

import pytest
from sqlalchemy import select

from outcomes.access import Permission, fetch, visible
from outcomes.actions import people, treatment
from outcomes.errors import NotFound, Refused
from outcomes.storage import AuditEvent, CareRelationship, Episode, EpisodeProgress, db
from tests.cast import NOW, TODAY, day


def add(cast, code="0501", name="Kari L.", **fields):
    return treatment.add_client(code=code, name=name, by=cast.staff("miriam"), at=NOW, **fields)


def open_for(cast, client, **fields):
    fields = {"therapist": cast.staff("miriam"), "by": cast.staff("miriam")} | fields
    return treatment.open_episode(client=client, opened_on=TODAY, at=NOW, **fields)


def last_event():
    return db.session.scalars(
        select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)
    ).one()


def sees(cast, who, episode, *, on=TODAY, permission=Permission.READ_EPISODE):
    ids = visible(cast.staff(who), permission, on=on).with_only_columns(Episode.id)
    return episode.id in db.session.scalars(ids).all()


def test_a_code_is_one_clients_in_its_clinic(cast):
    with pytest.raises(Refused, match="0417"):
        add(cast, code="0417")
    other = treatment.add_client(code="0501", name="Ada B.", by=cast.staff("mark"), at=NOW)
    assert add(cast, code="0501").clinic_id != other.clinic_id


def test_a_client_without_code_and_name_is_refused_with_both_problems(cast):
    with pytest.raises(Refused) as caught:
        add(cast, code=" ", name="")
    assert len(caught.value.problems) == 2


def test_names_of_any_script_are_kept_tidy(cast):
    assert add(cast, name="  山田   花子 ").name == "山田 花子"


@pytest.mark.parametrize(
    ("birth_date", "band"),
    [
        (None, "adult"),
        (dt.date(2008, 11, 19), "adult"),
        (dt.date(2008, 11, 20), "youth"),
        (dt.date(2013, 11, 19), "youth"),
        (dt.date(2013, 11, 20), "child"),
    ],
)
def test_the_age_band_of_the_first_day_holds_to_the_end(cast, birth_date, band):
    assert open_for(cast, add(cast, birth_date=birth_date)).age_band == band


def test_a_client_not_born_yet_is_refused(cast):
    client = add(cast, birth_date=TODAY + dt.timedelta(days=1))
    with pytest.raises(Refused, match="birth date"):
        open_for(cast, client)


def test_a_new_episode_has_its_row_in_the_caseload_at_once(cast):
    episode = open_for(cast, add(cast))
    row = db.session.get(EpisodeProgress, episode.id)
    assert (row.status, row.n_scores, row.latest) == ("insufficient", 0, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome_measure_id": "session"},
        {"alliance_measure_id": "phq9"},
        {"outcome_measure_id": "no_such"},
        {"service_kind": "massage"},
    ],
)
def test_an_episode_with_measures_that_do_not_fit_is_refused(cast, wrong):
    client = add(cast)
    with pytest.raises(Refused):
        open_for(cast, client, **wrong)


def test_only_a_therapist_who_works_here_can_be_responsible(cast):
    client = add(cast)
    with pytest.raises(Refused, match="not a therapist"):
        open_for(cast, client, therapist=cast.staff("ingrid"))
    with pytest.raises(NotFound):
        open_for(cast, client, therapist=cast.staff("mark"))
    people.disable(by=cast.staff("director"), at=NOW, staff=cast.staff("ewa"))
    with pytest.raises(Refused, match="works here"):
        open_for(cast, client, therapist=cast.staff("ewa"))


def test_another_clinics_staff_open_nothing_here(cast):
    with pytest.raises(NotFound):
        open_for(cast, cast.client("0417"), by=cast.staff("mark"))


def close(cast, episode, ending="planned", on=TODAY):
    treatment.close_episode(
        episode=episode, ending_kind=ending, closed_on=on, by=cast.staff("miriam"), at=NOW
    )


def test_an_episode_closes_with_how_it_ended(cast):
    rosa = cast.episode("0421")
    close(cast, rosa)
    assert (rosa.closed_on, rosa.ending_kind) == (TODAY, "planned")
    assert last_event().facts == {"ending_kind": "planned"}
    with pytest.raises(Refused, match="closed already"):
        close(cast, rosa)


def test_an_episode_cannot_end_unsaid_before_it_began_or_before_its_last_session(cast):
    rosa = cast.episode("0421")
    for ending, on in (("vanished", TODAY), ("planned", day(1, 1)), ("planned", day(17, 11))):
        with pytest.raises(Refused):
            close(cast, rosa, ending, on)
    assert rosa.is_open


def test_a_closing_can_be_undone(cast):
    rosa = cast.episode("0421")
    close(cast, rosa)
    treatment.reopen_episode(episode=rosa, by=cast.staff("miriam"), at=NOW, on=TODAY)
    assert rosa.is_open
    assert rosa.ending_kind is None
    with pytest.raises(Refused, match="is open"):
        treatment.reopen_episode(episode=rosa, by=cast.staff("miriam"), at=NOW, on=TODAY)


def test_after_a_transfer_the_new_therapist_sees_and_the_former_does_not(cast):
    jonas = cast.episode("0417")
    treatment.transfer(
        episode=jonas, therapist=cast.staff("samir"), on=TODAY, by=cast.staff("director"), at=NOW
    )
    assert sees(cast, "samir", jonas)
    assert not sees(cast, "miriam", jonas)
    former = db.session.scalars(select(CareRelationship)).one()
    assert (former.staff_id, former.kind) == (cast.staff("miriam").id, "former_therapist")
    assert (former.started_on, former.ended_on) == (day(24, 9), TODAY)


def test_a_second_transfer_begins_where_the_first_ended(cast):
    jonas, samir = cast.episode("0417"), cast.staff("samir")
    treatment.transfer(episode=jonas, therapist=samir, on=TODAY, by=samir, at=NOW)
    later = TODAY + dt.timedelta(days=30)
    treatment.transfer(episode=jonas, therapist=cast.staff("ewa"), on=later, by=samir, at=NOW)
    rows = db.session.scalars(select(CareRelationship).order_by(CareRelationship.id)).all()
    assert [(row.started_on, row.ended_on) for row in rows] == [(day(24, 9), TODAY), (TODAY, later)]


def test_a_transfer_to_the_same_therapist_is_refused(cast):
    with pytest.raises(Refused, match="already"):
        treatment.transfer(
            episode=cast.episode("0417"),
            therapist=cast.staff("miriam"),
            on=TODAY,
            by=cast.staff("director"),
            at=NOW,
        )


def test_a_colleague_sees_an_episode_from_day_to_day(cast):
    jonas = cast.episode("0417")
    kept = treatment.add_colleague(
        episode=jonas,
        colleague=cast.staff("ewa"),
        started_on=TODAY,
        by=cast.staff("miriam"),
        at=NOW,
        ended_on=TODAY + dt.timedelta(days=7),
    )
    assert sees(cast, "ewa", jonas)
    assert not sees(cast, "ewa", jonas, permission=Permission.TREAT)
    assert not sees(cast, "ewa", jonas, on=TODAY + dt.timedelta(days=7))
    treatment.end_colleague(relationship=kept, ended_on=TODAY, by=cast.staff("miriam"), at=NOW)
    assert not sees(cast, "ewa", jonas)
    with pytest.raises(NotFound):
        fetch(cast.staff("ewa"), Permission.READ_EPISODE, Episode, jonas.id, on=TODAY)


def test_a_colleague_is_somebody_else_and_does_not_end_before_beginning(cast):
    jonas = cast.episode("0417")
    common = {"episode": jonas, "started_on": TODAY, "by": cast.staff("miriam"), "at": NOW}
    with pytest.raises(Refused, match="responsible"):
        treatment.add_colleague(colleague=cast.staff("miriam"), **common)
    with pytest.raises(Refused, match="before it began"):
        treatment.add_colleague(colleague=cast.staff("ewa"), ended_on=day(1, 11), **common)
    kept = treatment.add_colleague(colleague=cast.staff("ewa"), **common)
    with pytest.raises(Refused, match="before it began"):
        treatment.end_colleague(
            relationship=kept, ended_on=day(1, 11), by=cast.staff("miriam"), at=NOW
        )


def test_a_life_event_is_a_mark_with_few_words(cast):
    event = treatment.add_life_event(
        episode=cast.episode("0417"),
        happened_on=day(15, 11),
        label="  new   job ",
        by=cast.staff("miriam"),
        at=NOW,
    )
    assert event.label == "new job"
    assert "new job" not in str(last_event().facts)
    for label in (" ", "x" * 121):
        with pytest.raises(Refused):
            treatment.add_life_event(
                episode=cast.episode("0417"),
                happened_on=TODAY,
                label=label,
                by=cast.staff("miriam"),
                at=NOW,
            )


def test_every_change_of_treatment_is_recorded_by_name(cast):
    names = set(db.session.scalars(select(AuditEvent.event)))
    assert {
        "client_added",
        "episode_opened",
        "episode_closed",
        "session_recorded",
        "rating_opened",
        "rating_submitted",
        "response_recorded",
        "life_event_added",
        "unrated_reason_noted",
        "ratings_seen",
    } <= names
