"""Versions of curves and the decisions about them: appended only, and never read too old."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from outcomes.actions.writing import writing
from outcomes.change import STARTER
from outcomes.storage import Clinic, CurveActivation, CurveVersion, curves_in_use, db
from outcomes.storage.curves import Stratum, activations_of, versions_of
from tests.conftest import NOW

PARAMETERS = ("g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho", "cap")


@pytest.fixture
def clinic(database: None) -> int:
    with writing() as session:
        clinic = Clinic(name="Harbour Street Practice", created_at=NOW)
        session.add(clinic)
        session.flush()
        return clinic.id


def stored(clinic_id: int, stratum: Stratum, *, number: int, g1: float = 0.3) -> CurveVersion:
    values = {name: getattr(STARTER, name) for name in PARAMETERS} | {"g1": g1}
    row = CurveVersion(
        clinic_id=clinic_id, measure_id=stratum.measure_id, measure_version="1", number=number,
        rater=stratum.rater, age_band=stratum.age_band, service_kind=stratum.service_kind,
        stage="blended", n_episodes=64, provenance={"sentence": "Fitted."}, fit_report={},
        made_at=NOW, **values,
    )  # fmt: skip
    with writing() as session:
        session.add(row)
    return row


def decision(clinic_id: int, version: CurveVersion | None, **changes: str) -> CurveActivation:
    """About the whole measure, unless `changes` say otherwise."""
    values = {"measure_id": "wellbeing", "why": "Tried"} | changes
    version_id = version.id if version else None
    return CurveActivation(clinic_id=clinic_id, version_id=version_id, activated_at=NOW, **values)


def decide(clinic_id: int, stratum: Stratum, version: CurveVersion | None) -> None:
    with writing() as session:
        session.add(decision(clinic_id, version, **dataclasses.asdict(stratum)))


ALL = Stratum("wellbeing")
ADULTS = Stratum("wellbeing", age_band="adult")
GROUPS = Stratum("wellbeing", service_kind="group")
ADULT_GROUPS = Stratum("wellbeing", "adult", "group")


def test_a_stratum_widens_by_service_kind_first_and_never_by_rater() -> None:
    assert ADULT_GROUPS.wider() == (ADULT_GROUPS, ADULTS, GROUPS, ALL)
    assert ADULTS.wider() == (ADULTS, ALL)
    assert ALL.wider() == (ALL,)
    theirs = Stratum("wellbeing", "youth", "therapy", "caregiver")
    assert {each.rater for each in theirs.wider()} == {"caregiver"}


def test_without_any_version_the_starter_is_in_use(clinic: int) -> None:
    assert curves_in_use(clinic).of("wellbeing", age_band="adult") is STARTER
    assert curves_in_use(clinic).curve_version("starter-1") is STARTER


def test_a_version_that_was_not_activated_is_not_in_use_but_can_be_found(clinic: int) -> None:
    row = stored(clinic, ALL, number=1)
    assert curves_in_use(clinic).of("wellbeing") is STARTER
    found = curves_in_use(clinic).curve_version("wellbeing-1")
    assert found == row.curve
    assert (found.label, found.stage, found.n_episodes, found.g1) == (
        "wellbeing-1", "blended", 64, 0.3,
    )  # fmt: skip
    with pytest.raises(KeyError):
        curves_in_use(clinic).curve_version("wellbeing-2")


@pytest.mark.parametrize(
    ("active", "expected"),
    [
        ({ALL: 1, ADULTS: 2, GROUPS: 3, ADULT_GROUPS: 4}, "wellbeing-4"),
        ({ALL: 1, ADULTS: 2, GROUPS: 3}, "wellbeing-2"),
        ({ALL: 1, GROUPS: 3}, "wellbeing-3"),
        ({ALL: 1}, "wellbeing-1"),
        ({Stratum("wellbeing", "youth"): 5}, "starter-1"),
        ({Stratum("phq9"): 1}, "starter-1"),
        ({Stratum("wellbeing", rater="caregiver"): 1}, "starter-1"),
    ],
)
def test_the_narrowest_stratum_with_a_version_decides(
    clinic: int, active: dict[Stratum, int], expected: str
) -> None:
    for stratum, number in active.items():
        decide(clinic, stratum, stored(clinic, stratum, number=number))
    found = curves_in_use(clinic).of("wellbeing", age_band="adult", service_kind="group")
    assert found.label == expected


def test_a_decision_is_seen_at_once_inside_its_transaction_and_after_it(clinic: int) -> None:
    first, second = (stored(clinic, ALL, number=number) for number in (1, 2))
    assert curves_in_use(clinic).of("wellbeing") is STARTER
    decide(clinic, ALL, first)
    assert curves_in_use(clinic).of("wellbeing").label == "wellbeing-1"
    with writing() as session:
        assert curves_in_use(clinic).of("wellbeing").label == "wellbeing-1"
        session.add(decision(clinic, second))
        session.flush()
        assert curves_in_use(clinic).of("wellbeing").label == "wellbeing-2"


def test_what_another_connection_decided_is_seen_by_the_next_transaction(clinic: int) -> None:
    version_id = stored(clinic, ALL, number=1).id
    assert curves_in_use(clinic).of("wellbeing") is STARTER
    db.session.rollback()
    with db.engine.connect().execution_options(writing=True) as other, other.begin():
        other.execute(
            text(
                "INSERT INTO curve_activations"
                " (clinic_id, measure_id, rater, version_id, activated_at, why)"
                f" VALUES ({clinic}, 'wellbeing', 'self', {version_id}, '2026-11-19', 'Elsewhere')"
            )
        )
    assert curves_in_use(clinic).of("wellbeing").label == "wellbeing-1"


def decide_and_fail(clinic_id: int, version: CurveVersion) -> None:
    with writing() as session:
        session.add(decision(clinic_id, version))
        session.flush()
        assert curves_in_use(clinic_id).of("wellbeing").label == "wellbeing-1"
        raise ZeroDivisionError


def test_a_decision_that_was_rolled_back_is_not_seen(clinic: int) -> None:
    row = stored(clinic, ALL, number=1)
    with pytest.raises(ZeroDivisionError):
        decide_and_fail(clinic, row)
    assert curves_in_use(clinic).of("wellbeing") is STARTER


def test_a_decision_for_no_version_leaves_it_to_the_wider_stratum(clinic: int) -> None:
    whole, adults = stored(clinic, ALL, number=1), stored(clinic, ADULTS, number=2)
    decide(clinic, ALL, whole)
    decide(clinic, ADULTS, adults)
    decide(clinic, ADULTS, None)
    assert curves_in_use(clinic).of("wellbeing", age_band="adult").label == "wellbeing-1"
    decide(clinic, ALL, None)
    assert curves_in_use(clinic).of("wellbeing", age_band="adult") is STARTER


def test_a_version_for_another_version_of_the_measure_is_no_longer_used(clinic: int) -> None:
    row = stored(clinic, ALL, number=1)
    values = {name: getattr(row, name) for name in PARAMETERS}
    with writing() as session:
        older = CurveVersion(
            clinic_id=clinic, measure_id="wellbeing", measure_version="0", number=2,
            stage="blended", n_episodes=64, provenance={"sentence": "Fitted."}, fit_report={},
            made_at=NOW, **values,
        )  # fmt: skip
        session.add(older)
    decide(clinic, ALL, row)
    decide(clinic, ALL, older)
    # Not the one before either: that decision was taken back.
    assert curves_in_use(clinic).of("wellbeing") is STARTER
    assert curves_in_use(clinic).curve_version("wellbeing-2").label == "wellbeing-2"


def test_one_clinics_curves_are_not_anothers(clinic: int) -> None:
    with writing() as session:
        other = Clinic(name="Birch Lane Counselling", created_at=NOW)
        session.add(other)
        session.flush()
        other_id = other.id
    decide(clinic, ALL, stored(clinic, ALL, number=1))
    assert curves_in_use(other_id).of("wellbeing") is STARTER
    with pytest.raises(KeyError):
        curves_in_use(other_id).curve_version("wellbeing-1")


@pytest.fixture
def queries(database: None) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_curves_are_read_once_a_transaction(clinic: int, queries: list[str]) -> None:
    decide(clinic, ALL, stored(clinic, ALL, number=1))
    queries.clear()
    for _ in range(5):
        curves_in_use(clinic).of("wellbeing", age_band="adult")
    assert sum("curve_" in each for each in queries) == 2


def test_versions_and_decisions_are_listed_latest_first(clinic: int) -> None:
    first, second = (stored(clinic, ALL, number=number) for number in (1, 2))
    decide(clinic, ALL, first)
    decide(clinic, ALL, second)
    rows = db.session.scalars(versions_of(clinic, measure_id="wellbeing")).all()
    assert [each.label for each in rows] == ["wellbeing-2", "wellbeing-1"]
    decided = db.session.scalars(activations_of(clinic)).all()
    assert [each.version.label for each in decided] == ["wellbeing-2", "wellbeing-1"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE curve_versions SET g1 = 9",
        "DELETE FROM curve_versions",
        "INSERT OR REPLACE INTO curve_versions SELECT * FROM curve_versions",
        "INSERT OR REPLACE INTO curve_versions (id, clinic_id, measure_id, measure_version, number,"
        " rater, stage, g1, g2, b1, b2, s_e, s_0, s_1, rho, cap, n_episodes, provenance,"
        " fit_report, made_at) SELECT 99, clinic_id, measure_id, measure_version, number, rater,"
        " stage, 9, g2, b1, b2, s_e, s_0, s_1, rho, cap, n_episodes, provenance, fit_report,"
        " made_at FROM curve_versions",
        "UPDATE curve_activations SET why = 'x'",
        "DELETE FROM curve_activations",
        "INSERT OR REPLACE INTO curve_activations SELECT * FROM curve_activations",
    ],
)
def test_versions_and_decisions_refuse_changes(clinic: int, change: str) -> None:
    decide(clinic, ALL, stored(clinic, ALL, number=1))
    with pytest.raises(DatabaseError, match=r"never changes|appended only"):
        db.session.execute(text(change))
    db.session.rollback()
    assert curves_in_use(clinic).of("wellbeing").g1 == 0.3


def test_a_decision_needs_a_reason(clinic: int) -> None:
    row = stored(clinic, ALL, number=1)
    db.session.add(decision(clinic, row, why=""))
    with pytest.raises(DatabaseError, match="why_given"):
        db.session.flush()
    db.session.rollback()
