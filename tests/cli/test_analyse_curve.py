"""`outcomes analyse --curve`: courses held against a fitted curve instead of the starter."""

import json

import pytest

FIT = ("curves", "fit", "ratings.csv", "--measure", "phq9")
ANALYSE = ("analyse", "ratings.csv", "--measure", "phq9", "--no-pdf")


@pytest.fixture
def fitted(outcomes, tmp_path):
    """Forty courses that fall more slowly than the starter expects, and the curve they make."""
    rows = ["client_id,session,score"]
    for who in range(40):
        rows += [f"K{who},{j},{10 + who % 12 - (j - 1) // 2 + (who * j) % 3}" for j in range(1, 6)]
    (tmp_path / "ratings.csv").write_text("\n".join(rows) + "\n")
    outcomes(*FIT, "--out", "curve.json")
    outcomes(*FIT, "--raw", "--out", "raw.json")
    return tmp_path


def test_courses_are_held_against_the_curve_of_the_file(outcomes, fitted):
    starter = json.loads(outcomes(*ANALYSE, "--json").stdout)
    own = json.loads(outcomes(*ANALYSE, "--json", "--curve", "curve.json").stdout)
    kept = json.loads((fitted / "curve.json").read_text())
    assert own["summary"]["curve"]["label"] == kept["label"]
    assert own["summary"]["curve"]["n_episodes"] == 40
    # The same ratings lie higher in what slower clients are expected to score.
    pairs = zip(starter["clients"], own["clients"], strict=True)
    assert all(b["benefit_percentile"] > a["benefit_percentile"] for a, b in pairs)


def test_curve_stands_beside_the_results_with_its_provenance(outcomes, fitted):
    said = outcomes(*ANALYSE, "--curve", "curve.json").stdout
    assert "starter curve blended with local clients, n = 40" in " ".join(said.split())


@pytest.mark.parametrize(
    ("name", "said"),
    [("gone.json", "No such file"), ("ratings.csv", "not JSON"), ("raw.json", "the score itself")],
)
def test_curve_that_cannot_be_used_is_refused_and_nothing_written(outcomes, fitted, name, said):
    before = {path.name for path in fitted.iterdir()}
    done = outcomes(*ANALYSE, "--curve", name)
    assert done.exit_code == 2
    assert said in done.stderr
    assert {path.name for path in fitted.iterdir()} == before
