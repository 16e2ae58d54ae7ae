"""`outcomes curves track`: each real score beside what the curve expected."""

import csv
import io
import json
from pathlib import Path

import pytest

PAS = Path(__file__).parent / "measures" / "pas.toml"
COURSE = (
    "client_id,session,date,score\n"
    "A,1,2024-01-01,18\nA,2,2024-01-08,17\nA,3,2024-01-15,17\nA,4,2024-01-22,16\n"
    "late,4,2024-01-22,16\nlate,5,2024-02-22,12\n=1+1,1,2024-01-01,12\n"
)


@pytest.fixture
def course(tmp_path) -> Path:
    path = tmp_path / "course.csv"
    path.write_text(COURSE)
    return path


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_worked_course_has_the_medians_and_percentiles_of_the_facts(outcomes, course):
    """Section 3: PHQ-9 18, medians 16.19, 15.07, 14.27; scores 17, 17, 16 have benefit percentiles
    41.4, 30.9, 33.8."""
    told = rows(outcomes("curves", "track", course, "--measure", "phq9").stdout)[1:4]
    assert [float(row["expected"]) for row in told] == pytest.approx(
        [16.19, 15.07, 14.27], abs=6e-3
    )
    found = [float(row["benefit_percentile"]) for row in told]
    assert found == pytest.approx([41.4, 30.9, 33.8], abs=0.06)
    assert float(told[0]["score_percentile"]) == pytest.approx(100 - found[0])


def test_scores_of_which_the_curve_says_nothing_say_why(outcomes, course):
    told = rows(outcomes("curves", "track", course, "--measure", "phq9").stdout)
    assert [row["why_null"] for row in told] == [
        "intake", "", "", "", "intake", "late_intake", "intake",
    ]  # fmt: skip
    assert told[5]["benefit_percentile"] == ""


def test_text_that_a_spreadsheet_would_run_is_guarded(outcomes, course):
    assert rows(outcomes("curves", "track", course, "--measure", "phq9").stdout)[-1][
        "client_id"
    ] == ("'=1+1")


def test_json_holds_the_same_with_the_curve_and_the_measure(outcomes, course):
    told = json.loads(outcomes("curves", "track", course, "--measure", "phq9", "--json").stdout)
    assert told["format"] == "outcomes-curve-track/1"
    assert told["curve"]["label"] == "starter-1"
    assert told["measure"]["id"] == "phq9"
    assert told["scores"][1]["benefit_percentile"] == pytest.approx(41.4, abs=0.06)
    assert told["scores"][0]["benefit_percentile"] is None
    assert told["scores"][1]["date"] == "2024-01-08"


def test_results_can_be_written_to_a_file(outcomes, course, tmp_path):
    printed = outcomes("curves", "track", course, "--measure", "phq9").stdout
    outcomes("curves", "track", course, "--measure", "phq9", "--out", "told.csv")
    assert (tmp_path / "told.csv").read_text() == printed


def test_fitted_curve_takes_the_place_of_the_starter(outcomes, course, shared):
    data = shared("panic2_pas.csv")
    outcomes("curves", "fit", data, "--measure", PAS, "--raw", "--out", "panic.json")
    words = ("--measure", PAS, "--curve", "panic.json", "--occasions", "assessments")
    told = rows(outcomes("curves", "track", data, *words).stdout)
    # First client: 42 at the first visit, 35 at the second. Mean -3.338581 + 1.186256 x 42 +
    # ln 2 (2.659836 - .5099805 x 42) = 33.481; (35 - 33.481) / 9.4612 = .1605, Phi = .5638, and
    # lower is better.
    second = told[1]
    assert float(second["expected"]) == pytest.approx(33.481, abs=1e-3)
    assert float(second["benefit_percentile"]) == pytest.approx(43.62, abs=0.01)


def test_model_of_all_sessions_speaks_of_the_first_score_too(outcomes, shared):
    data = shared("panic2_pas.csv")
    words = ("--measure", PAS)
    outcomes("curves", "fit", data, *words, "--raw", "--model", "all-sessions", "--out", "all.json")
    first = rows(outcomes("curves", "track", data, *words, "--curve", "all.json").stdout)[0]
    assert (first["why_null"], first["intake"]) == ("", "")
    assert float(first["expected"]) == pytest.approx(29.26466, abs=1e-5)
