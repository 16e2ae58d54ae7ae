"""Curve files: what goes in comes out, and what cannot be true is refused."""

import json

import numpy as np
import pytest

from outcomes.change import Caseload
from outcomes.errors import ImportProblems
from outcomes.exchange.curves.curve_files import read_curve
from outcomes.exchange.curves.fits import Choice, fit_sums, sums_for
from outcomes.exchange.curves.json_files import write_json
from outcomes.exchange.curves.records import curve_record, labelled
from outcomes.measures import catalogue

PHQ9 = catalogue()["phq9"].yardstick()
WAYS = (Choice(), Choice("expected", "ml"), Choice("given-intake", "reml"),
        Choice("all-sessions", "ml"))  # fmt: skip


@pytest.fixture(scope="module")
def caseload():
    """Sixty invented courses of five scores, from a seed."""
    rng = np.random.default_rng(5)
    session = np.tile(np.arange(1, 6), 60)
    start = np.repeat(rng.normal(16, 4, 60), 5)
    fall = np.repeat(rng.normal(3, 2, 60), 5)
    score = np.clip(np.round(start - fall * np.log(session) + rng.normal(0, 2, 300)), 0, 27)
    return Caseload(np.repeat(np.arange(60), 5), session, score)


@pytest.fixture
def record(caseload):
    """The record of a fit made in one of the ways."""

    def make(choice=WAYS[0]):
        fitted = fit_sums(sums_for(choice, caseload, PHQ9), choice)
        provenance = {"sentence": "Invented.", "files": [], "first_date": "2024-01-01",
                      "last_date": "2024-02-01"}  # fmt: skip
        return fitted, curve_record(fitted, PHQ9, provenance=provenance)

    return make


@pytest.mark.parametrize("choice", WAYS, ids=lambda choice: f"{choice.model}, {choice.method}")
def test_curve_comes_back_as_it_was_kept(record, tmp_path, choice):
    fitted, content = record(choice)
    write_json(tmp_path / "curve.json", content)
    found = read_curve(tmp_path / "curve.json", PHQ9)
    kept = fitted.curve if choice.raw else labelled(fitted, PHQ9, content["provenance"])
    assert found.curve == kept
    assert found.record == content


def test_equal_curves_have_equal_names_and_others_other_ones(record):
    assert record()[1]["label"] == record()[1]["label"]
    assert record()[1]["label"] != record(WAYS[1])[1]["label"]


def changed(content, path, value):
    """The record with one value changed; a value of ... takes it away."""
    copy = json.loads(json.dumps(content))
    place = copy
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copy


Z_DOUBTS = [
    (("parameters", "g1"), ..., "g1"),
    (("parameters", "g1"), "0.25", "g1"),
    (("parameters", "g1"), True, "g1"),
    (("parameters", "s_e"), 0, "above 0"),
    (("parameters", "s_0"), -0.1, "above 0"),
    (("parameters", "rho"), 1.5, "from -1 to 1"),
    (("parameters", "cap"), 11.5, "cap"),
    (("parameters", "cap"), 10**400, "cap"),
    (("parameters",), None, "parameters"),
    (("n_clients",), -1, "n_clients"),
    (("label",), 7, "label"),
    (("method",), "guess", "method"),
    (("scale",), "metres", "scale"),
    (("format",), "outcomes-curve/2", "format"),
    (("measure",), None, "measure"),
    (("measure", "version"), "9", "version 9"),
    (("measure", "fingerprint"), "00", "other norms"),
    (("provenance",), {}, "provenance"),
]
POINTS_DOUBTS = [
    (("coefficients", "intake"), ..., "intake"),
    (("coefficients", "intake", "estimate"), "x", "intake"),
    (("model", "name"), "something", "model"),
    (("covariance_parameters", "covariance"), 1e6, "do not go together"),
    (("covariance_parameters", "variance_level"), -1, "do not go together"),
    (("residual", "variance"), 0, "residual"),
]


@pytest.mark.parametrize(
    ("choice", "path", "value", "said"),
    [(WAYS[0], *each) for each in Z_DOUBTS] + [(WAYS[2], *each) for each in POINTS_DOUBTS],
)
def test_record_that_cannot_be_true_is_refused(record, tmp_path, choice, path, value, said):
    content = changed(record(choice)[1], path, value)
    (tmp_path / "curve.json").write_text(json.dumps(content))
    with pytest.raises(ImportProblems, match="cannot be read as a curve file") as refused:
        read_curve(tmp_path / "curve.json", PHQ9)
    assert any(said in problem for problem in refused.value.problems), refused.value.problems


def test_everything_wrong_is_told_at_once(record, tmp_path):
    content = changed(record()[1], ("parameters", "rho"), 2)
    content = changed(content, ("measure", "version"), "9")
    content = changed(content, ("n_clients",), "many")
    (tmp_path / "curve.json").write_text(json.dumps(content))
    with pytest.raises(ImportProblems) as refused:
        read_curve(tmp_path / "curve.json", PHQ9)
    assert len(refused.value.problems) == 3


def test_file_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        write_json(tmp_path / "nowhere" / "curve.json", {})
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(tmp_path / "curve.json", {"value": float("nan")})
    assert not list(tmp_path.iterdir())
