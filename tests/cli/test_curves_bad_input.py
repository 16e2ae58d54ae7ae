"""`outcomes curves` on input it cannot use: everything wrong at once, status 2, nothing written."""

import json
from pathlib import Path

import pytest

RATINGS = "client_id,session,score\nA,1,18\nA,2,15\nB,1,14\nB,2,14\nC,1,11\nC,2,9\n"
SHOW = ("curves", "show", "--measure", "phq9")
OUT = ("--out", "out.json")


def fit(*files, measure="phq9"):
    """The words of a fit."""
    return ("curves", "fit", *files, "--measure", measure, *OUT)


def show(curve, *words):
    """The words for the bands of a curve."""
    return ("curves", "show", curve, *SHOW[2:], "--intake", "16", *words)


def track(*words):
    """The words for tracking the ratings."""
    return ("curves", "track", *words, "--measure", "phq9", *OUT)


def export(*words):
    """The words for an export of sums."""
    return ("curves", "export-statistics", *words, "--measure", "phq9", *OUT)


def evaluate(*words):
    """The words for an evaluation."""
    return ("curves", "evaluate", *words, "--measure", "phq9", *OUT)


def pool(*words):
    """The words for a pool of sums."""
    return ("curves", "pool", *words, "--measure", "phq9", *OUT)


FIT = fit("ratings.csv")

CASES = {
    "no file": (fit("gone.csv"), ["gone.csv: there is no such file"]),
    "nothing named": (("curves", "fit", *OUT), ["FILE: missing", "--measure: missing"]),
    "unknown measure": (fit("ratings.csv", measure="nobody"), ["neither in the catalogue"]),
    "model without raw": ((*FIT, "--model", "all-sessions"), ["--model: only with --raw"]),
    "method of a blend": ((*FIT, "--method", "ml"), ["--method ml: only with"]),
    "assessments in z": ((*FIT, "--occasions", "assessments"), ["--occasions assessments"]),
    "folder to write to": ((*FIT[:-1], "nowhere/x.json"), ["there is no folder nowhere"]),
    "rows that are no ratings": (fit("broken.csv"), ["outside the scale", "a whole number from 1"]),
    "two broken files": (fit("broken.csv", "worse.csv"), ["outside the scale", "worse.csv"]),
    "too few to fit alone": ((*FIT, "--no-prior"), ["3 scores to fit", "has two of them"]),
    "every intake alike": (
        (*fit("alike.csv"), "--no-prior"),
        ["intake can be worked out from intercept alone"],
    ),
    "measure without norms": (
        fit("ratings.csv", measure="k10"),
        ["--measure k10", "--raw fits the score itself"],
    ),
    "sessions and percentiles": (
        (*SHOW, "--intake", "99", "--sessions", "0,two,4", "--percentiles", "0,100,x,50"),
        [
            '--intake: "99"',
            '"0" is no session',
            '"two" is no session',
            '"0" is no percentile',
            '"100" is no percentile',
            '"x"',
        ],
    ),
    "no intake": (SHOW, ["--intake: missing"]),
    "unknown curve": (show("gone.json"), ["gone.json: there is no"]),
    "no json": (show("torn.json"), ["torn.json", "not JSON"]),
    "nan in json": (show("nan.json"), ["NaN is no number"]),
    "a list": (show("list.json"), ["an object of JSON"]),
    "another format": (show("foreign.json"), ['expected "outcomes-curve/1"']),
    "options of a fit without one": (
        show("starter", "--raw", "--model", "all-sessions"),
        ["--raw: only where a table", "--model: only where a table"],
    ),
    "starter without norms": (
        ("curves", "show", "--measure", "k10", "--intake", "20"),
        ["--measure k10"],
    ),
    "nothing to track": (track("gone.csv", "--curve", "gone.json"), ["gone.csv", "gone.json"]),
    "curve that is a table": (track("ratings.csv", "--curve", "ratings.csv"), ["fit it first"]),
    "curve that is torn": (track("ratings.csv", "--curve", "torn.json"), ["not JSON"]),
    "visits against a curve by session": (
        track("ratings.csv", "--occasions", "assessments"),
        ["--occasions assessments"],
    ),
    "rows that cannot be tracked": (track("broken.csv"), ["outside the scale"]),
    "too few to leave": (export("ratings.csv"), ["Nothing can leave", "no session pattern has 10"]),
    "nothing to export": (export("gone.csv", "--until", "soon"), ["gone.csv", '"soon" is no day']),
    "days without dates": (export("ratings.csv", "--until", "2024-01-31"), ["need dates"]),
    "previous that is none": (
        export("ratings.csv", "--previous", "foreign.json"),
        ['expected "outcomes-statistics/1"'],
    ),
    "cell of four": (export("ratings.csv", "--smallest-cell", "4"), ["x>=5"]),
    "nothing to evaluate": (
        ("curves", "evaluate", "--draws", "7"),
        ["FILE: missing", "--measure: missing", "--draws 7"],
    ),
    "curve to evaluate that is a table": (
        evaluate("ratings.csv", "--curve", "ratings.csv", "--no-prior"),
        ["leave --curve out", "--no-prior: a curve that is tested as it stands"],
    ),
    "too few to evaluate without a prior": (evaluate("ratings.csv", "--no-prior"), ["3 scores"]),
    "nothing to pool": (pool(), ["FILE: missing"]),
    "pool of what is no sums": (
        pool("torn.json", "ratings.csv", "foreign.json"),
        ["torn.json: not JSON", "ratings.csv: not JSON", "foreign.json"],
    ),
    "curve in place of sums": (pool("list.json", "--method", "ml"), ["--method ml: only with"]),
}


@pytest.fixture
def folder(tmp_path) -> Path:
    """Files of every kind that one may hand over by mistake."""
    files = {
        "ratings.csv": RATINGS,
        "broken.csv": "client_id,session,score\nA,1,99\nA,two,4\n",
        "worse.csv": "client_id,session\nA,1\n",
        "alike.csv": "client_id,session,score\n"
        + "".join(f"{who},{j},{12 if j == 1 else who % 7 + j}\n" for who in range(9)
                  for j in (1, 2, 3)),
        "torn.json": '{"format": "outcomes-curve/1"',
        "nan.json": '{"format": "outcomes-curve/1", "n_clients": NaN}',
        "list.json": "[1, 2]",
        "foreign.json": '{"format": "somebody/2"}',
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_whole_and_leaves_nothing_behind(outcomes, folder, name):
    words, expected = CASES[name]
    before = {path.name for path in folder.iterdir()}
    done = outcomes(*words)
    assert done.exit_code == 2
    missing = [part for part in expected if part not in done.stderr]
    assert not missing, done.stderr
    assert done.stdout == ""
    assert {path.name for path in folder.iterdir()} == before


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_told_as_json_where_json_was_asked_for(outcomes, folder, name):
    words, _ = CASES[name]
    done = outcomes(*words, "--json")
    if "Usage:" in done.stderr:  # an option that is no number at all, refused before all else
        return
    told = json.loads(done.stdout)
    assert told["error"]
    assert told["total"] == len(told["problems"]) >= 1
    assert set(told["problems"][0]) == {"kind", "row", "column", "found", "expected"}


def test_curve_file_of_another_measure_is_refused(outcomes, folder):
    assert outcomes(*FIT).exit_code == 0
    done = outcomes("curves", "show", "out.json", "--measure", "gad7", "--intake", "16")
    assert done.exit_code == 2
    assert "made for the measure phq9, not for gad7" in done.stderr


def test_curve_file_made_with_other_norms_is_refused(outcomes, folder):
    """A clinic's own file of the measure, under the same id, with other norms."""
    pas = (Path(__file__).parent / "measures" / "pas.toml").read_text()
    (folder / "one.toml").write_text(pas)
    (folder / "two.toml").write_text(pas.replace("mean = 28.86", "mean = 30"))
    assert outcomes(*fit("ratings.csv", measure="one.toml")).exit_code == 0
    done = outcomes("curves", "show", "out.json", "--measure", "two.toml", "--intake", "9")
    assert done.exit_code == 2
    assert "other norms" in done.stderr
