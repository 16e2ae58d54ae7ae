"""`outcomes curves show`: the bands, against figures worked out elsewhere."""

import json
from pathlib import Path

import pytest

PAS = Path(__file__).parent / "measures" / "pas.toml"


@pytest.fixture
def shown(outcomes):
    """The JSON of the bands."""

    def run(*words):
        done = outcomes("curves", "show", *words, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_bands_of_the_starter_are_those_of_the_facts(shown):
    """Section 3 of the facts file: PHQ-9, intake 16 and 24, 10th to 90th benefit percentile."""
    words = ("--measure", "phq9", "--sessions", "2,4,8,12", "--percentiles", "10,25,50,75,90")
    table = {
        16: ((19.5, 17.2, 14.7, 12.2, 9.9), (18.3, 15.8, 13.0, 10.2, 7.7),
             (17.9, 14.7, 11.2, 7.8, 4.6), (17.9, 14.3, 10.2, 6.2, 2.6)),
        24: ((25.5, 23.2, 20.7, 18.2, 15.9), (23.5, 21.0, 18.2, 15.4, 12.9),
             (22.3, 19.2, 15.7, 12.2, 9.1), (21.9, 18.2, 14.2, 10.2, 6.6)),
    }  # fmt: skip
    for intake, rows in table.items():
        found = shown("starter", *words, "--intake", intake)
        for each, row in zip(found["sessions"], rows, strict=True):
            assert list(each["benefit_percentiles"].values()) == pytest.approx(row, abs=0.051)


def test_starter_is_shown_when_no_curve_is_named(shown):
    found = shown("--measure", "phq9", "--intake", "16")
    assert (found["curve"]["label"], found["curve"]["stage"]) == ("starter-1", "starter")
    assert found["curve"]["cap"] == 12
    assert found["curve"]["provenance"]


def test_sessions_beyond_the_cap_are_those_at_the_cap(shown):
    at, beyond = shown("--measure", "phq9", "--intake", "16", "--sessions", "12,40")["sessions"]
    assert at["benefit_percentiles"] == beyond["benefit_percentiles"]


def test_session_one_is_the_first_score_itself(shown):
    first = shown("--measure", "phq9", "--intake", "16", "--sessions", "1")["sessions"][0]
    assert first["held_at_intake"]
    assert set(first["benefit_percentiles"].values()) == {16}
    assert first["sd"] == 0


def test_scores_stay_inside_the_scale_unless_asked_otherwise(shown):
    words = ("--measure", "phq9", "--intake", "1", "--sessions", "12", "--percentiles", "95")
    assert shown(*words)["sessions"][0]["benefit_percentiles"] == {"95": 0}
    beyond = shown(*words, "--beyond-scale")
    assert beyond["sessions"][0]["benefit_percentiles"]["95"] < 0
    assert not beyond["inside_scale"]


def test_benefit_and_score_percentiles_run_apart_where_lower_is_better(shown):
    words = ("--intake", "16", "--sessions", "4", "--percentiles", "10,90")
    low = shown("--measure", "phq9", *words)["sessions"][0]
    assert low["benefit_percentiles"]["10"] == low["score_percentiles"]["90"]
    high = shown("--measure", "wellbeing", *words)["sessions"][0]
    assert high["benefit_percentiles"] == high["score_percentiles"]


def test_published_panic_data_give_the_score_percentiles_worked_out_in_r(shown, shared, outcomes):
    """Intake 24 in session 2: mean 18.4914, SD of a new client's score 9.4612, 10th percentile
    6.3664, 90th 30.6165 (R's lme4; the "Known answers" that come with the data)."""
    words = ("--intake", "24", "--sessions", "2", "--percentiles", "10,90", "--measure", PAS)
    data = shared("panic2_pas.csv")
    outcomes("curves", "fit", data, "--measure", PAS, "--raw", "--out", "panic.json")
    for source in (("panic.json",), (data, "--raw", "--model", "given-intake")):
        session = shown(*source, *words)["sessions"][0]
        assert session["mean"] == pytest.approx(18.4914, abs=6e-5)
        assert session["sd"] == pytest.approx(9.4612, abs=6e-5)
        assert session["score_percentiles"]["10"] == pytest.approx(6.3664, abs=6e-5)
        assert session["score_percentiles"]["90"] == pytest.approx(30.6165, abs=6e-5)
        assert session["benefit_percentiles"]["10"] == pytest.approx(30.6165, abs=6e-5)


def test_raw_curve_is_not_cut_at_the_ends_of_the_scale(shown, shared):
    words = ("--measure", PAS, "--raw", "--intake", "24", "--sessions", "8", "--percentiles", "95")
    free = shown(shared("panic2_pas.csv"), *words)
    assert not free["inside_scale"]
    assert free["sessions"][0]["benefit_percentiles"]["95"] < 0
    kept = shown(shared("panic2_pas.csv"), *words, "--inside-scale")
    assert kept["sessions"][0]["benefit_percentiles"]["95"] == 0


def test_model_of_all_sessions_is_shown_without_a_first_score(shown, shared):
    words = ("--measure", PAS, "--raw", "--model", "all-sessions", "--sessions", "1")
    found = shown(shared("panic2_pas.csv"), *words)
    # The intercept is the mean of session 1, where the logarithm is 0.
    assert found["sessions"][0]["mean"] == pytest.approx(29.26466, abs=1e-5)
    assert found["intake"] is None


def test_text_names_the_cap_the_stage_and_the_provenance(outcomes):
    said = outcomes("curves", "show", "--measure", "phq9", "--intake", "16").stdout
    assert "From session 12 on the curve stays where it is." in said
    assert "starter curve, not from local clients" in said
    assert "Built from published" in said
    assert "first score 16" in said
