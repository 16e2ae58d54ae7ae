"""A therapist's own reflections: kept as typed, private until shared, one goal."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from outcomes.access import Permission, fetch, visible
from outcomes.actions import people, ratings, reflections
from outcomes.actions.reflections import ReflectionChanged, Texts
from outcomes.change.learning import learning_of, worst_third
from outcomes.errors import NotFound, Refused
from outcomes.storage import AuditEvent, LearningGoal, Reflection, Supervision, db
from outcomes.storage.reflections import clinic_intakes, learning_cases
from tests.cast import NOW, TODAY, day

PERIOD = {"period_from": day(1, 9), "period_to": day(30, 11)}
FIRST = Texts(learned="I let the drop pass.")


def keep(cast, texts=FIRST, *, version=0, by="miriam"):
    return reflections.keep_reflection(
        by=cast.staff(by), texts=texts, version=version, at=NOW, **PERIOD
    )


def share(cast, reflection, supervisor="ingrid"):
    reflections.share_reflection(
        reflection=reflection,
        supervisor=cast.staff(supervisor),
        by=cast.staff("miriam"),
        at=NOW,
        on=TODAY,
    )


def readable(cast, reflection, by, *, on=TODAY):
    try:
        fetch(cast.staff(by), Permission.READ_REFLECTIONS, Reflection, reflection.id, on=on)
    except NotFound:
        return False
    return True


def test_what_is_typed_is_kept_and_counted(cast):
    kept = keep(cast)
    assert (kept.learned, kept.version) == ("I let the drop pass.", 1)
    again = keep(cast, Texts(learned="I let the drop pass. Twice."), version=1)
    assert (again.id, again.version) == (kept.id, 2)


def test_saving_the_same_again_changes_nothing(cast):
    keep(cast)
    before = db.session.scalar(select(func.count()).select_from(AuditEvent))
    assert keep(cast, version=0).version == 1
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_a_second_window_gets_both_texts_and_changes_nothing(cast):
    keep(cast)
    with pytest.raises(ReflectionChanged) as caught:
        keep(cast, Texts(how_i_work="I ask earlier."), version=0)
    assert (caught.value.kept, caught.value.version) == (FIRST, 1)
    assert db.session.scalars(select(Reflection)).one().how_i_work == ""


def test_a_period_in_the_wrong_order_is_refused(cast):
    with pytest.raises(Refused):
        reflections.keep_reflection(
            by=cast.staff("miriam"),
            texts=FIRST,
            version=0,
            at=NOW,
            period_from=day(2, 9),
            period_to=day(1, 9),
        )


def test_the_audit_holds_none_of_the_words(cast):
    keep(cast)
    event = db.session.scalars(
        select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)
    ).one()
    assert event.event == "reflection_kept"
    assert event.facts == {}


def test_nobody_else_reads_a_reflection_until_it_is_shared(cast):
    kept = keep(cast)
    assert readable(cast, kept, "miriam")
    assert not readable(cast, kept, "ingrid")
    share(cast, kept)
    assert readable(cast, kept, "ingrid")
    assert not readable(cast, kept, "samir")
    reflections.unshare_reflection(reflection=kept, by=cast.staff("miriam"), at=NOW)
    assert not readable(cast, kept, "ingrid")


def test_sharing_needs_the_supervision_of_the_day(cast):
    kept = keep(cast)
    with pytest.raises(Refused, match="does not supervise you"):
        share(cast, kept, "tomas")


def test_sharing_ends_with_the_supervision(cast):
    kept = keep(cast)
    share(cast, kept)
    supervision = db.session.scalars(
        select(Supervision).filter_by(therapist_id=cast.staff("miriam").id)
    ).one()
    people.end_supervision(
        by=cast.staff("director"), at=NOW, supervision_id=supervision.id, ended_on=TODAY
    )
    assert not readable(cast, kept, "ingrid")


def test_a_shared_reflection_can_be_changed_by_its_writer_only(cast):
    kept = keep(cast)
    share(cast, kept)
    with pytest.raises(NotFound):
        reflections.unshare_reflection(reflection=kept, by=cast.staff("ingrid"), at=NOW)


def test_a_reflection_ends_in_one_goal(cast):
    kept = keep(cast)
    common = {"reflection": kept, "by": cast.staff("miriam"), "at": NOW, "on": TODAY}
    reflections.set_learning_goal(
        goal="I ask in the same hour.",
        review_on=dt.date(2027, 2, 22),
        shown_by="Share of falls talked about.",
        **common,
    )
    reflections.set_learning_goal(goal="I ask first.", review_on=dt.date(2027, 2, 22), **common)
    assert kept.goal.goal == "I ask first."
    assert db.session.scalar(select(func.count()).select_from(LearningGoal)) == 1


def test_a_goal_without_words_or_a_day_ahead_is_refused(cast):
    kept = keep(cast)
    with pytest.raises(Refused) as caught:
        reflections.set_learning_goal(
            reflection=kept, goal=" ", review_on=TODAY, by=cast.staff("miriam"), at=NOW, on=TODAY
        )
    assert len(caught.value.problems) == 2


def cases(cast, *, by="miriam", **period):
    within = visible(cast.staff(by), Permission.TREAT, on=TODAY)
    return learning_cases(within=within, **PERIOD | period)


def code_of(cast, case):
    from outcomes.storage import Episode

    return db.session.get(Episode, case.episode_id).client.code


def test_a_case_belongs_to_the_period_of_its_latest_score(cast):
    october = cases(cast, period_from=day(1, 10), period_to=day(31, 10))
    assert {code_of(cast, each) for each in october} == {"0395", "0340"}


def test_miriams_autumn_holds_who_did_not_benefit(cast):
    """Jonas, Aylin and Peter are not on track; Arvid stopped with +2.2."""
    found = learning_of(cases(cast))
    assert {code_of(cast, each) for each in found.not_benefiting} == {
        "0417",
        "0388",
        "0352",
        "0340",
    }
    assert [code_of(cast, each) for each in found.ended_early] == ["0340"]
    assert [code_of(cast, each) for each in found.one_score] == ["0426"]
    assert len(found.counted) == 10


def test_early_alliance_and_responses_come_with_the_case(cast):
    found = {code_of(cast, each): each for each in cases(cast)}
    assert found["0417"].early_alliance_signal is False
    assert found["0417"].response_before_sixth is True
    assert found["0402"].early_alliance_signal is None
    assert found["0402"].response_before_sixth is None
    assert found["0352"].response_before_sixth is False
    assert found["0417"].n_missed == 1


def test_a_withdrawn_rating_moves_a_case_to_its_period(cast):
    """Nadia's only rating withdrawn: she belongs to no period."""
    from outcomes.storage import Administration

    form = db.session.scalars(
        select(Administration).filter_by(episode_id=cast.episode("0426").id, kind="outcome")
    ).one()
    ratings.withdraw_rating(administration=form, by=cast.staff("miriam"), at=NOW)
    assert "0426" not in {code_of(cast, each) for each in cases(cast)}


def test_the_worst_third_is_the_clinics_own(cast):
    intakes = clinic_intakes(cast.staff("miriam").clinic_id)
    assert len(intakes["wellbeing"]) == 14
    assert 16.0 not in intakes["wellbeing"], "Grace's intake is another clinic's"
    # Five lowest of 14: 11.6, 13.4, 14.2, 15.0, 15.3.
    assert worst_third(intakes["wellbeing"], direction=1) == 15.3


def test_a_period_takes_a_fixed_number_of_queries(cast, queries):
    def count(by):
        within = visible(cast.staff(by), Permission.TREAT, on=TODAY)
        with queries() as seen:
            learning_cases(within=within, **PERIOD)
        return len(seen)

    assert count("miriam") == count("samir")
