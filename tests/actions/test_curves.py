"""The life of a curve: recorded, activated, given up; what follows, and what stays as it was.

Jonas' ratings are 17.5, 18.0, 17.2, 18.8, a gap, 18.1 and 16.4 (12 November). Under the starter he
is not on track. Under LOSING, a curve of clients who lose ground, the middle course of his start is
17.5 - .3 x 7.75 = 15.2 at session 2 and .2 x 7.75 x ln 4 = 2.1 less at session 8: he does better.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from sqlalchemy import select

from outcomes import __version__
from outcomes.access import Permission, fetch
from outcomes.actions.curves import activate, deactivate, record_version
from outcomes.actions.signals import recompute_all
from outcomes.actions.writing import writing
from outcomes.change import STARTER, Course, progress
from outcomes.errors import NotFound, Refused
from outcomes.measures import catalogue
from outcomes.reports.course import course_of
from outcomes.reports.kept import kept_progress
from outcomes.storage import (
    AuditEvent,
    CurveActivation,
    CurveVersion,
    Episode,
    EpisodeProgress,
    Signal,
    curves_in_use,
    db,
)
from outcomes.storage.curves import Stratum
from tests.cast import NOW, OTHER_CLINIC, TODAY, day, rate

WELLBEING = Stratum("wellbeing")
ADULTS = Stratum("wellbeing", age_band="adult")
BLENDED = {"id": "draft", "version": "draft", "stage": "blended", "n_episodes": 64,
           "provenance": "Fitted on 64 closed episodes."}  # fmt: skip
LOSING = dataclasses.replace(STARTER, g1=-0.3, g2=-0.2, b1=1.0, b2=0.0, **BLENDED)
FAST = dataclasses.replace(STARTER, g1=0.6, g2=0.9, **BLENDED)
LATER = NOW + dt.timedelta(hours=1)


def made(by, curve=LOSING, stratum=WELLBEING, **changes) -> CurveVersion:
    facts = {"provenance": {"population": "Invented"}, "fit_report": {"rounds": 25}} | changes
    return record_version(by=by, at=NOW, curve=curve, stratum=stratum, **facts)


def in_use(by, curve=LOSING, stratum=WELLBEING) -> CurveVersion:
    version = made(by, curve, stratum)
    activate(by=by, at=LATER, version=version, why="It fits our clients better")
    return version


def row_of(cast, code: str, **clinic: str) -> EpisodeProgress:
    return db.session.get(EpisodeProgress, cast.episode(code, **clinic).id)


def latest_event(name: str) -> AuditEvent:
    query = select(AuditEvent).filter_by(event=name).order_by(AuditEvent.sequence.desc())
    return db.session.scalars(query.limit(1)).one()


def test_a_version_keeps_the_curve_with_everything_that_explains_it(cast):
    director = cast.staff("director")
    version = made(director, evaluation={"verdict": "too_few_to_say"})
    assert version.label == "wellbeing-1"
    assert version.curve == dataclasses.replace(LOSING, id="wellbeing", version="1")
    assert version.provenance == {
        "population": "Invented", "sentence": "Fitted on 64 closed episodes.",
        "software": __version__,
    }  # fmt: skip
    assert (version.fit_report, version.evaluation) == (
        {"rounds": 25}, {"verdict": "too_few_to_say"},
    )  # fmt: skip
    assert (version.made_at, version.made_by.name) == (NOW, "Helena Brandt")
    assert version.measure_version == catalogue()["wellbeing"].version
    event = latest_event("curve_version_made")
    assert (event.object_kind, event.object_id) == ("curve_version", str(version.id))
    assert (event.facts["version"], event.facts["n_episodes"]) == ("wellbeing-1", 64)


def test_versions_of_a_measure_are_numbered_whatever_their_stratum(cast):
    director = cast.staff("director")
    strata = (WELLBEING, ADULTS, Stratum("phq9"), ADULTS)
    labels = [made(director, stratum=each).label for each in strata]
    assert labels == ["wellbeing-1", "wellbeing-2", "phq9-1", "wellbeing-3"]
    assert made(cast.staff("other_director")).label == "wellbeing-1"


def test_the_console_says_which_clinic(cast):
    clinic_id = cast.staff("mark").clinic_id
    version = made("console", clinic_id=clinic_id)
    assert (version.clinic_id, version.made_by_id) == (clinic_id, None)
    with pytest.raises(ValueError, match="which clinic"):
        made("console")


@pytest.mark.parametrize("key", ["miriam", "ingrid", "reception", "other_director"])
def test_only_a_director_of_the_clinic_decides(cast, key):
    version = made(cast.staff("director"))
    clinic_id = version.clinic_id
    with pytest.raises(NotFound):
        made(cast.staff(key), clinic_id=clinic_id)
    with pytest.raises(NotFound):
        activate(by=cast.staff(key), at=NOW, version=version, why="Why not")
    with pytest.raises(NotFound):
        deactivate(
            by=cast.staff(key), at=NOW, stratum=WELLBEING, why="Why not", clinic_id=clinic_id
        )


def test_everybody_of_the_clinic_may_read_a_version_and_nobody_else(cast):
    version = made(cast.staff("director"))
    wanted = {"director": Permission.MANAGE_CURVES, "miriam": Permission.BE_STAFF}
    for key, permission in wanted.items():
        found = fetch(cast.staff(key), permission, CurveVersion, version.id, on=TODAY)
        assert found.label == "wellbeing-1"
    foreign = {"other_director": Permission.MANAGE_CURVES, "mark": Permission.BE_STAFF}
    for key, permission in {**foreign, "miriam": Permission.MANAGE_CURVES}.items():
        with pytest.raises(NotFound):
            fetch(cast.staff(key), permission, CurveVersion, version.id, on=TODAY)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"n_episodes": 29}, "29 closed episodes do not make a curve blended; that takes 30"),
        ({"stage": "local", "n_episodes": 199}, "199 closed episodes do not make a curve local"),
        ({"stage": "guessed"}, "do not make a curve guessed"),
        ({"stage": "pooled", "n_episodes": 29}, "29 closed episodes do not make a curve pooled"),
        ({"s_e": 0.0}, "These parameters make no curve"),
        ({"s_0": -0.1}, "These parameters make no curve"),
        ({"rho": 1.2}, "These parameters make no curve"),
        ({"g1": float("nan")}, "These parameters make no curve"),
        ({"cap": 1}, "These parameters make no curve"),
    ],
)
def test_a_curve_that_cannot_be_is_refused(cast, changes, says):
    with pytest.raises(Refused, match=says):
        made(cast.staff("director"), dataclasses.replace(LOSING, **changes))


@pytest.mark.parametrize(
    ("stratum", "says"),
    [
        (Stratum("nobody"), "There is no measure 'nobody'"),
        (Stratum("k10"), "no expected course"),
        (Stratum("wellbeing", age_band="child"), "no expected course"),
        (Stratum("phq9", rater="caregiver"), "no expected course"),
    ],
)
def test_a_measure_without_an_expected_course_has_no_versions(cast, stratum, says):
    with pytest.raises(Refused, match=says):
        made(cast.staff("director"), stratum=stratum)


def test_a_version_says_whom_it_was_fitted_on(cast):
    with pytest.raises(Refused, match="whom"):
        made(cast.staff("director"), provenance={"population": " "})


def test_recording_a_version_changes_nothing_for_any_client(cast):
    before = kept_rows()
    made(cast.staff("director"))
    assert kept_rows() == before


def test_after_activation_open_courses_are_held_against_the_new_curve(cast):
    assert row_of(cast, "0417").status == "not_on_track"
    in_use(cast.staff("director"))
    row = row_of(cast, "0417")
    scores = (17.5, 18.0, 17.2, 18.8, 18.1, 16.4)
    stick = catalogue()["wellbeing"].yardstick("adult")
    expected = progress(Course((1, 2, 3, 4, 6, 7), scores), stick, LOSING)
    assert (row.status, row.curve) == ("on_track", "wellbeing-1")
    assert row.benefit_percentile == pytest.approx(expected.benefit_percentile)
    assert row.progress["versions"]["curve_id"] == "wellbeing"
    assert row.progress["versions"]["curve_version"] == "1"
    # The middle half that is drawn lies evenly about the middle course.
    low, high = (row.sparkline["expected"][name] for name in ("25", "75"))
    middle = {session: (low[session - 1] + high[session - 1]) / 2 for session in (2, 8)}
    assert middle == pytest.approx({2: 15.175, 8: 13.026}, abs=0.01)
    view = course_of(cast.episode("0417"))
    assert (view.progress.status, view.expected_from.label) == ("on_track", "wellbeing-1")


def test_other_measures_clinics_and_closed_episodes_stay_as_they_were(cast):
    untouched = [("0431", {}), ("0340", {}), ("0417", {"clinic": OTHER_CLINIC})]
    before = [dict(row_of(cast, code, **clinic).progress) for code, clinic in untouched]
    in_use(cast.staff("director"))
    rows = [row_of(cast, code, **clinic) for code, clinic in untouched]
    assert [dict(row.progress) for row in rows] == before
    assert {row.curve for row in rows} == {"starter-1"}
    # Arvid's closed course is also shown against the curve it was told with.
    closed = course_of(cast.episode("0340"))
    assert closed.expected_from is STARTER
    assert closed.progress.status == row_of(cast, "0340").status


def test_a_kept_result_finds_the_very_version_that_made_it(cast):
    director = cast.staff("director")
    in_use(director)
    in_use(director, FAST)
    assert kept_progress(row_of(cast, "0417")).curve.label == "wellbeing-2"
    assert kept_progress(row_of(cast, "0340")).curve is STARTER
    found = curves_in_use(director.clinic_id).curve_version("wellbeing-1")
    assert found.g2 == LOSING.g2


def test_a_signal_whose_ground_is_gone_closes_by_the_date_of_the_rating(cast):
    opened = cast.signal("0417")
    evidence = json.dumps(opened.evidence, sort_keys=True)
    in_use(cast.staff("director"))
    signal = cast.signal("0417")
    assert signal.id == opened.id
    assert (signal.closed_because, signal.closed_at) == ("back_on_track", LATER)
    closing = signal.events[-1]
    assert (closing.event, closing.happened_on) == ("closed", day(12, 11))
    assert closing.evidence["curve_changed"] == {"from": "starter-1", "to": "wellbeing-1"}
    # What was said when it opened stays what was said.
    assert json.dumps(signal.evidence, sort_keys=True) == evidence
    assert signal.evidence["progress"]["versions"]["curve_id"] == "starter"


def test_a_new_ground_opens_a_signal_dated_by_the_rating(cast):
    """Daniel, 19.0 to 24.0 in five sessions, is on track; under FAST far behind by session 5."""
    daniel = cast.episode("0402")
    query = select(Signal).filter_by(episode_id=daniel.id, kind="outcome")
    assert db.session.scalars(query).all() == []
    in_use(cast.staff("director"), FAST)
    [signal] = db.session.scalars(query).all()
    assert (signal.opened_on, signal.opened_at) == (day(18, 11), LATER)
    assert signal.asking
    assert signal.evidence["progress"]["versions"]["curve_id"] == "wellbeing"
    assert signal.evidence["curve_changed"] == {"from": "starter-1", "to": "wellbeing-1"}


def test_the_audit_says_that_the_curve_changed_and_what_followed(cast):
    before = {row["episode_id"]: row["status"] for row in kept_rows()}
    version = in_use(cast.staff("director"))
    event = latest_event("curve_activated")
    assert (event.actor_kind, event.actor_id) == ("staff", cast.staff("director").id)
    assert event.happened_at == LATER
    assert (event.facts["before"], event.facts["after"]) == (["starter-1"], [version.label])
    changed = [row for row in kept_rows() if row["status"] != before[row["episode_id"]]]
    assert event.facts["n_statuses_changed"] == len(changed) > 0
    # Thirteen open episodes of the clinic are rated with the wellbeing check-in.
    assert event.facts["n_episodes"] == 13
    assert cast.signal("0417").id in event.facts["signals"]["closed"]


def test_the_decision_is_kept_with_its_reason(cast):
    version = in_use(cast.staff("director"))
    [kept] = db.session.scalars(select(CurveActivation)).all()
    assert (kept.version.label, kept.why) == (version.label, "It fits our clients better")
    assert (kept.activated_by.name, kept.activated_at) == ("Helena Brandt", LATER)


def test_giving_a_curve_up_brings_back_what_was_before(cast):
    before = kept_rows()
    director = cast.staff("director")
    in_use(director)
    assert kept_rows() != before
    deactivate(by=director, at=LATER, stratum=WELLBEING, why="Too soft")
    assert kept_rows() == before
    event = latest_event("curve_deactivated")
    assert (event.facts["before"], event.facts["after"]) == (["wellbeing-1"], ["starter-1"])
    # Whoever must be looked at again is asked about again, in a signal of its own.
    assert cast.signal("0417").is_open


def test_the_curve_of_an_age_band_goes_before_that_of_the_measure(cast):
    director = cast.staff("director")
    in_use(director)
    in_use(director, FAST, ADULTS)
    assert row_of(cast, "0417").curve == "wellbeing-2"  # an adult
    assert row_of(cast, "0445").curve == "wellbeing-1"  # 15 years old
    deactivate(by=director, at=LATER, stratum=ADULTS, why="Back")
    assert {row_of(cast, code).curve for code in ("0417", "0445")} == {"wellbeing-1"}


def test_a_rating_after_the_decision_is_held_against_the_new_curve(cast):
    in_use(cast.staff("director"), FAST)
    daniel = cast.episode("0402")
    rate(daniel, on=day(19, 11), by=cast.staff("miriam"), total=24.5)
    row = row_of(cast, "0402")
    assert (row.latest, row.curve) == (24.5, "wellbeing-1")


def test_working_everything_out_again_after_a_decision_changes_nothing(cast):
    in_use(cast.staff("director"))
    before = kept_rows()
    signals = db.session.execute(select(Signal.__table__)).all()
    recompute_all(db.session.scalars(select(Episode.id).filter_by(closed_on=None)).all(), at=LATER)
    assert kept_rows() == before
    assert db.session.execute(select(Signal.__table__)).all() == signals


def test_what_cannot_be_activated_is_refused_with_its_reason(cast):
    director = cast.staff("director")
    version = in_use(director)
    with pytest.raises(Refused, match="in use already"):
        activate(by=director, at=LATER, version=version, why="Again")
    small = made(director, dataclasses.replace(LOSING, stage="starter", n_episodes=29))
    with pytest.raises(Refused, match=r"rests on 29 closed episodes.*needs 30"):
        activate(by=director, at=LATER, version=small, why="Soon enough")
    with pytest.raises(Refused, match="Say why"):
        activate(by=director, at=LATER, version=made(director, FAST), why="  ")
    with pytest.raises(Refused, match="No curve of its own"):
        deactivate(by=director, at=LATER, stratum=ADULTS, why="Back")


def test_a_version_for_an_older_version_of_the_measure_is_refused(cast):
    kept = ("g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho", "cap", "stage", "n_episodes")
    values = {name: getattr(LOSING, name) for name in kept}
    director = cast.staff("director")
    with writing() as session:
        older = CurveVersion(
            clinic_id=director.clinic_id, measure_id="wellbeing", measure_version="0", number=1,
            provenance={"sentence": "Fitted."}, fit_report={}, made_at=NOW, **values,
        )  # fmt: skip
        session.add(older)
    with pytest.raises(Refused, match="version 0 of the measure"):
        activate(by=director, at=LATER, version=older, why="It is ours")


def decide_and_fail(by, version) -> None:
    with writing():
        activate(by=by, at=LATER, version=version, why="Better")
        assert curves_in_use(by.clinic_id).of("wellbeing").label == version.label
        raise ZeroDivisionError


def test_a_decision_that_fails_leaves_nothing_behind(cast):
    director = cast.staff("director")
    version = made(director)
    before = kept_rows()
    with pytest.raises(ZeroDivisionError):
        decide_and_fail(director, version)
    assert kept_rows() == before
    assert db.session.scalars(select(CurveActivation)).all() == []
    assert curves_in_use(director.clinic_id).of("wellbeing") is STARTER


def kept_rows() -> list[dict]:
    query = select(EpisodeProgress.__table__).order_by(EpisodeProgress.episode_id)
    return [{**row, "computed_at": None} for row in db.session.execute(query).mappings()]
