"""A clinic's own curve from its closed episodes, as a version that is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from outcomes.actions.curve_fitting import evaluate_clinic, fit_clinic
from outcomes.actions.curves import activate
from outcomes.change import STARTER, Caseload
from outcomes.change.fitting import blended
from outcomes.change.modelled import curve_sums
from outcomes.change.validation import Evaluation, Stage, Verdict
from outcomes.errors import NotFound, Refused
from outcomes.measures import catalogue
from outcomes.storage import CurveVersion, curves_in_use, db
from outcomes.storage.curves import Stratum
from outcomes.wording import curve_words
from tests.cast import NOW
from tests.closed_clinic import lay_down, simulated

WELLBEING = Stratum("wellbeing")
MEASURE = catalogue()["wellbeing"]
PARAMETERS = ("g1", "g2", "b1", "b2", "s_e", "s_0", "s_1", "rho")


@pytest.fixture
def director(cast):
    return cast.staff("other_director")


@pytest.fixture
def closed(cast):
    """64 closed episodes of clients who gain more than the starter expects."""
    courses = simulated(64, seed=31, gain=0.75)
    lay_down(courses, therapist=cast.staff("mark"))
    return courses


def evaluation(stage: str, n_closed: int, **changes: str) -> Evaluation:
    """What an evaluation of so many episodes would say, without the figures behind it."""
    of = {"measure_id": MEASURE.id, "measure_version": MEASURE.version} | changes
    return Evaluation(
        **of, software="0", rules_version="1", curve=None, n_courses=n_closed, n_closed=n_closed,
        seed=1, draws=0, verdict=Verdict("too_few_to_say"), stage=Stage(stage, n_closed, None),
        by_client=None, by_date=None, why_null={},
    )  # fmt: skip


def test_a_fit_is_the_blend_of_the_clinics_own_courses(director, closed):
    version = fit_clinic(by=director, at=NOW, stratum=WELLBEING)
    sums = curve_sums(Caseload.from_courses(closed), MEASURE.yardstick("adult"))
    expected = blended(sums).curve
    found = version.curve
    for name in PARAMETERS:
        assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-7), name
    assert (version.label, version.stage, version.n_episodes) == ("wellbeing-1", "blended", 64)
    assert found.g2 > STARTER.g2
    assert curve_words(found) == "starter curve blended with local clients, n = 64"


def test_a_version_says_what_it_was_fitted_on_and_how(director, closed):
    version = fit_clinic(by=director, at=NOW, stratum=WELLBEING)
    facts, scores = version.provenance, sum(len(each) - 1 for each in closed)
    assert facts["population"] == (
        "Closed episodes of this clinic with the Wellbeing check-in, all ages, every kind of "
        "service: rated by the client at session 1, 2 or 3 and again later"
    )
    assert (facts["first_closed_on"], facts["last_closed_on"]) == ("2025-03-03", "2025-05-05")
    assert (facts["n_episodes"], facts["n_scores"]) == (64, scores)
    assert (facts["prior"], facts["prior_episodes"]) == ("starter-1", 50.0)
    assert facts["sentence"] == (
        "Fitted on 64 episodes of this clinic, closed between 2025-03-03 and 2025-05-05, with "
        f"{scores} scores after the intake; blended with starter-1, which counts as 50 episodes."
    )
    assert version.fit_report["converged"] is True
    assert set(version.fit_report["standard_errors"]) == {"g1", "g2", "b1", "b2"}


def test_a_fit_is_not_in_use_until_somebody_decides(director, closed):
    version = fit_clinic(by=director, at=NOW, stratum=WELLBEING)
    assert curves_in_use(director.clinic_id).of("wellbeing") is STARTER
    activate(by=director, at=NOW, version=version, why="Our own clients")
    assert curves_in_use(director.clinic_id).of("wellbeing").label == "wellbeing-1"


def test_fewer_than_thirty_episodes_are_refused_with_the_numbers(cast, director):
    lay_down(simulated(29, seed=32), therapist=cast.staff("mark"))
    with pytest.raises(Refused, match=r"^29 closed episodes .* needs 30"):
        fit_clinic(by=director, at=NOW, stratum=WELLBEING)
    assert db.session.scalars(select(CurveVersion)).all() == []


def test_a_stratum_is_fitted_on_its_own_episodes_only(director, cast, closed):
    lay_down(simulated(31, seed=33), therapist=cast.staff("mark"), service_kind="group")
    groups = fit_clinic(by=director, at=NOW, stratum=Stratum("wellbeing", service_kind="group"))
    assert (groups.n_episodes, groups.service_kind) == (31, "group")
    with pytest.raises(Refused, match=r"^0 closed episodes"):
        fit_clinic(by=director, at=NOW, stratum=Stratum("wellbeing", age_band="youth"))


def test_two_hundred_episodes_make_a_curve_local_only_if_its_bands_held(cast, director):
    lay_down(simulated(200, seed=34), therapist=cast.staff("mark"))
    stages = [
        fit_clinic(by=director, at=NOW, stratum=WELLBEING, evaluation=each).stage
        for each in (
            None, evaluation("blended", 200), evaluation("local", 198), evaluation("local", 200),
        )
    ]  # fmt: skip
    # The third was made of other episodes than these.
    assert stages == ["blended", "blended", "blended", "local"]


def test_an_evaluation_tests_the_curve_that_a_fit_would_make(cast, director, closed):
    lay_down(simulated(9, seed=35), therapist=cast.staff("mark"), age_band="youth")
    found = evaluate_clinic(by=director, stratum=WELLBEING, bootstrap=0)
    # Tested on the adults, fitted with the young as well.
    assert (found.n_closed, found.by_client.n_courses) == (64, 64)
    assert (found.stage.stage, found.stage.reason) == ("blended", "not_yet_200")
    version = fit_clinic(by=director, at=NOW, stratum=WELLBEING, evaluation=found)
    assert version.n_episodes == 73
    for name in PARAMETERS:
        assert getattr(found.curve, name) == pytest.approx(
            getattr(version.curve, name), abs=1e-7
        ), name
    assert version.evaluation["by_client"]["n_courses"] == 64
    assert version.evaluation["by_date"]["first_day"] is not None


def test_without_closed_episodes_there_is_nothing_to_evaluate(cast, director):
    assert evaluate_clinic(by=director, stratum=WELLBEING) is None
    with pytest.raises(NotFound):
        evaluate_clinic(by=cast.staff("mark"), stratum=WELLBEING)


def test_an_evaluation_of_something_else_is_refused(director, closed):
    for changes in ({"measure_id": "phq9"}, {"measure_version": "0"}):
        with pytest.raises(Refused, match="evaluation is of another"):
            fit_clinic(
                by=director, at=NOW, stratum=WELLBEING,
                evaluation=evaluation("blended", 64, **changes),
            )  # fmt: skip


def test_only_a_director_of_the_clinic_fits(cast, director, closed):
    for key in ("mark", "miriam", "director"):
        with pytest.raises(NotFound):
            fit_clinic(
                by=cast.staff(key), at=NOW, stratum=WELLBEING, clinic_id=director.clinic_id
            )  # fmt: skip
    version = fit_clinic(by="console", at=NOW, stratum=WELLBEING, clinic_id=director.clinic_id)
    assert version.made_by is None
