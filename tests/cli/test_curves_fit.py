"""`outcomes curves fit`: known answers of published data, what is printed and what is kept."""

import json
from pathlib import Path

import pytest

PAS = Path(__file__).parent / "measures" / "pas.toml"

# R's lme4 on panic2_pas.csv, REML, session = occasion, natural logarithm: the "Known answers" that
# come with the data. (estimates; variances of level and slope, covariance; residual SD; log-lik.)
ALL_SESSIONS = {
    "coefficients": {"intercept": 29.26466, "log_session": -10.66168},
    "covariance_parameters": {"variance_level": 60.4710, "variance_log_session": 42.6622,
                              "covariance": -15.0358},
    "sd": 5.522670, "log_likelihood": -587.025559, "n_clients": 37, "n_scores": 169,
}  # fmt: skip
GIVEN_INTAKE = {
    "coefficients": {"intercept": -3.338581, "intake": 1.186256, "log_session": 2.659836,
                     "intake:log_session": -0.5099805},
    "covariance_parameters": {"variance_level": 177.629, "variance_log_session": 123.773,
                              "covariance": -120.339},
    "sd": 4.386778, "log_likelihood": -447.296578, "n_clients": 37, "n_scores": 132,
}  # fmt: skip


@pytest.fixture
def fitted(outcomes):
    """The JSON of a fit."""

    def run(*words):
        done = outcomes("curves", "fit", *words, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def courses(tmp_path) -> Path:
    """Twelve clients of the PHQ-9 with four ratings each, written by hand."""
    path = tmp_path / "courses.csv"
    rows = ["client_id,session,date,score"]
    for who in range(12):
        begun = 10 + who
        fall = (2, 3, 5, 1)[who % 4]
        wobble = ((0, 1, -1), (1, -1, 0), (-1, 0, 1))[who % 3]
        scores = [begun, *(begun - fall * j // 2 + wobble[j - 1] for j in (1, 2, 3))]
        for session, score in enumerate(scores, start=1):
            rows.append(f"K{who},{session},2024-0{session}-{who + 1:02d},{score}")
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize(
    ("model", "known"),
    [("all-sessions", ALL_SESSIONS), ("given-intake", GIVEN_INTAKE)],
    ids=["all sessions", "given the intake"],
)
def test_raw_fit_of_the_published_panic_data_is_that_of_lme4(fitted, shared, model, known):
    words = (shared("panic2_pas.csv"), "--measure", PAS, "--raw", "--model", model)
    found = fitted(*words, "--method", "reml")
    for name, value in known["coefficients"].items():
        assert found["coefficients"][name]["estimate"] == pytest.approx(value, rel=2e-6), name
    for name, value in known["covariance_parameters"].items():
        assert found["covariance_parameters"][name] == pytest.approx(value, rel=2e-5), name
    assert found["residual"]["sd"] == pytest.approx(known["sd"], rel=2e-6)
    assert found["log_likelihood"] == pytest.approx(known["log_likelihood"], abs=1e-5)
    assert (found["n_clients"], found["n_scores"]) == (known["n_clients"], known["n_scores"])
    assert list(found["coefficients"]) == list(known["coefficients"])
    assert found["convergence"]["converged"]


def test_visits_of_a_trial_count_as_sessions_in_a_raw_fit(fitted, shared):
    words = (shared("panic2_pas.csv"), "--measure", PAS, "--raw")
    assert (
        fitted(*words, "--occasions", "assessments")["coefficients"]
        == fitted(*words)["coefficients"]
    )


def test_raw_fit_needs_no_norms(fitted, shared, tmp_path):
    text = PAS.read_text()
    head, _, rest = text.partition("[yardsticks.norms]")
    head = head.replace('raters = ["self"]', 'raters = ["self"]\nwhy_no_norms = "Left out here."')
    bare = tmp_path / "bare.toml"
    bare.write_text(head)
    assert "[yardsticks.reliability]" in rest
    found = fitted(shared("panic2_pas.csv"), "--measure", bare, "--raw")
    assert found["measure"]["norm_mean"] is None
    assert found["coefficients"]["intake"]["estimate"] == pytest.approx(1.186256, rel=2e-6)


def test_blend_is_the_default_and_says_what_it_was_blended_with(fitted, courses):
    found = fitted(courses, "--measure", "phq9")
    assert (found["scale"], found["method"]) == ("z", "blend")
    assert found["prior"] == {"curve": "starter-1", "episodes": 50}
    assert found["log_likelihood"] is None
    assert found["why_null"]["log_likelihood"]
    assert found["n_clients"] == 12
    assert found["n_scores"] == 36


def test_without_a_prior_the_estimates_are_those_of_a_raw_fit_in_other_units(fitted, courses):
    """With no cap reached, z = (M - score) / SD and L = ln(j) - ln 2 only change the units, so
    that both describe the same mean: score = M - SD z."""
    alone = fitted(courses, "--measure", "phq9", "--no-prior", "--method", "ml")
    raw = fitted(courses, "--measure", "phq9", "--raw", "--method", "ml")
    z = {name: each["estimate"] for name, each in alone["coefficients"].items()}
    points = {name: each["estimate"] for name, each in raw["coefficients"].items()}
    assert alone["residual"]["sd"] * alone["measure"]["norm_sd"] == pytest.approx(
        raw["residual"]["sd"], rel=1e-6
    )
    # The product of intake and log session keeps its value: both signs turn.
    assert z["intake:log_session"] == pytest.approx(points["intake:log_session"], rel=1e-5)
    # At L = 0, session 2, the weight of the intake is that of the raw fit at ln 2.
    ln2 = 0.6931471805599453
    assert z["intake"] == pytest.approx(
        points["intake"] + ln2 * points["intake:log_session"], rel=1e-5
    )


def test_two_files_are_fitted_as_one(fitted, courses, tmp_path):
    lines = courses.read_text().splitlines()
    for name, rows in (("a.csv", lines[1:25]), ("b.csv", lines[25:])):
        (tmp_path / name).write_text("\n".join([lines[0], *rows]) + "\n")
    apart = fitted(tmp_path / "a.csv", tmp_path / "b.csv", "--measure", "phq9")
    whole = fitted(courses, "--measure", "phq9")
    for name, each in whole["coefficients"].items():
        assert apart["coefficients"][name]["estimate"] == pytest.approx(each["estimate"])
    assert [each["name"] for each in apart["provenance"]["files"]] == ["a.csv", "b.csv"]


def test_provenance_holds_names_dates_and_counts_but_no_folder(fitted, courses):
    found = fitted(courses, "--measure", "phq9")
    provenance = found["provenance"]
    assert provenance["files"][0]["name"] == "courses.csv"
    assert (provenance["first_date"], provenance["last_date"]) == ("2024-01-01", "2024-04-12")
    assert provenance["left_out"] == {"no_scores": 0, "late_intake": 0, "one_score": 0}
    assert str(courses.parent) not in json.dumps(found)
    assert "K0" not in json.dumps(found)


def test_courses_that_a_curve_cannot_use_are_counted_by_reason(fitted, courses, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text(
        courses.read_text()
        + "late,4,2024-01-01,12\nlate,5,2024-01-08,11\nsingle,1,2024-01-01,9\nnone,1,2024-01-01,\n"
    )
    found = fitted(path, "--measure", "phq9")
    assert found["provenance"]["left_out"] == {"no_scores": 1, "late_intake": 1, "one_score": 1}
    assert (found["n_clients"], found["provenance"]["clients"]) == (12, 15)


def test_kept_file_is_what_was_printed_but_for_the_times(fitted, courses, tmp_path):
    out = tmp_path / "curve.json"
    printed = fitted(courses, "--measure", "phq9", "--out", out)
    assert set(printed.pop("cpu_seconds")) == {"reading", "sums", "fit"}
    assert json.loads(out.read_text()) == printed


def test_same_ratings_give_the_same_file(outcomes, courses, tmp_path):
    for name in ("one.json", "two.json"):
        outcomes("curves", "fit", courses, "--measure", "phq9", "--out", name)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_text_says_estimates_search_and_what_the_fit_is_good_for(outcomes, courses):
    said = outcomes("curves", "fit", courses, "--measure", "phq9").stdout
    assert "PHQ-9, 0–27, lower is better" in said
    assert "intake:log_session" in said
    assert "12 clients with 36 modelled scores." in said
    assert "fewer than 30 closed episodes" in said
    assert "counts for 50 episodes" in said
