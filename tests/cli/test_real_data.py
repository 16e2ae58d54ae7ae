"""Every published data set gives a table and a report; known answers come out as published."""

import csv
import json
from collections import Counter
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from outcomes.cli import main

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = REPOSITORY / ".." / "shared" / "data"
MEASURES = Path(__file__).parent / "measures"

# (file, measure file, options, clients, ratings, missing): counts as in the folder's README.
SETS = {
    "btheb": ("btheb_bdi.csv", None, ("--occasions", "assessments"), 100, 380, 120),
    "panic2": ("panic2_pas.csv", "pas", ("--occasions", "assessments"), 37, 169, 16),
    "mental state": ("mental_state.csv", "mental_state", ("--occasions", "assessments"),
                     150, 685, 215),
    "bcrp": ("bcrp_cesd.csv", "cesd", ("--occasions", "assessments"), 252, 476, 28),
    "ruiz": ("ruiz2020_act.csv", "dass_total", ("--where", "measure=dass_total"), 6, 84, 0),
}  # fmt: skip


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    """Results of a set by its name, worked out once for all tests of this file."""
    done = {}

    def run(name):
        file, measure, options, *_ = SETS[name]
        path = SHARED / file
        if not path.exists():
            pytest.skip(f"{file} is not on this machine")
        if name not in done:
            folder = done[name] = tmp_path_factory.mktemp("real") / "found"
            measure = str(MEASURES / f"{measure}.toml") if measure else "bdi2"
            words = ("analyse", str(path), "--measure", measure, "--out", str(folder), *options)
            assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
        return done[name]

    return run


@pytest.mark.parametrize("name", SETS)
def test_real_data_set_gives_a_table_and_a_report(analysed, name):
    folder = analysed(name)
    *_, clients, ratings, missing = SETS[name]
    summary = json.loads((folder / "summary.json").read_text())["summary"]
    assert summary["clients"] == clients
    assert (summary["ratings"], summary["missing_ratings"]) == (ratings, missing)
    with (folder / "clients.csv").open(newline="") as table:
        assert len(list(csv.DictReader(table))) == clients
    assert len(pypdf.PdfReader(folder / "report.pdf").pages) > 1


def test_bcrp_classes_are_those_of_the_published_method(analysed):
    """Jacobson-Truax with reliability .85 and cut-off c: recovered 29, improved 7, unchanged 169,
    deteriorated 8 and worse past the cut-off 11 (the folder's README, from R)."""
    clients = json.loads((analysed("bcrp") / "clients.json").read_text())["clients"]
    classes = Counter(client["class"] for client in clients)
    harmed = sum("harmed" in client["sub_marks"] for client in clients)
    assert classes == {"recovered": 29, "improved": 7, "no_reliable_change": 169,
                       "deteriorated": 19, "single_score": 28}  # fmt: skip
    assert harmed == 11


def test_file_of_ten_measures_asks_which(outcomes, shared):
    measure = MEASURES / "dass_total.toml"
    done = outcomes("analyse", shared("ruiz2020_act.csv"), "--measure", measure)
    assert done.exit_code == 2
    assert "--where measure=dass_total" in done.stderr


def test_sample_in_the_repository_is_the_published_one(shared):
    sample = REPOSITORY / "docs" / "samples" / "btheb_bdi.csv"
    assert sample.read_bytes() == shared("btheb_bdi.csv").read_bytes()
