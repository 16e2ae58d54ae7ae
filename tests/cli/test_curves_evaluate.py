"""`outcomes curves evaluate`: the model card of a curve, verdict first, and small samples named."""

import json
from pathlib import Path

import numpy as np
import pypdf
import pytest

from outcomes.wording.curves import VERDICTS

MEASURES = Path(__file__).parent / "measures"
WORDS = ("--measure", "wellbeing", "--draws", "100")


@pytest.fixture
def ratings(tmp_path) -> Path:
    """Two hundred invented courses of up to nine sessions, ended over two years."""
    rng = np.random.default_rng(11)
    lines = ["client_id,session,date,score"]
    for who in range(200):
        begun, slope = rng.normal(18, 5), rng.normal(3, 3)
        day = np.datetime64("2022-01-03") + int(rng.integers(0, 600))
        for j in range(1, 1 + int(rng.integers(2, 10))):
            score = np.clip(begun + slope * np.log(j) + rng.normal(0, 3), 0, 40)
            lines.append(f"K{who},{j},{day + 7 * j},{score:.1f}")
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_verdict_is_the_first_line(outcomes, ratings):
    said = outcomes("curves", "evaluate", ratings, *WORDS).stdout
    assert said.startswith(tuple(VERDICTS.values()))
    assert "What it cannot say" in said


def test_json_has_the_verdict_the_figures_and_where_they_come_from(outcomes, ratings):
    done = outcomes("curves", "evaluate", ratings, *WORDS, "--json", "--out", "kept.json")
    told = json.loads(done.stdout)
    assert told["format"] == "outcomes-curve-evaluation/1"
    assert told["verdict_sentence"].startswith(tuple(VERDICTS.values()))
    assert told["evaluation"]["by_client"]["how"] == "by_client"
    assert told["evaluation"]["by_date"]["how"] == "by_closing_date"
    assert told["evaluation"]["n_courses"] == 200
    assert told["provenance"]["files"][0]["name"] == "ratings.csv"
    assert json.loads((ratings.parent / "kept.json").read_text()) == told


def test_all_figures_are_printed_where_asked_for(outcomes, ratings):
    short = outcomes("curves", "evaluate", ratings, *WORDS).stdout
    long = outcomes("curves", "evaluate", ratings, *WORDS, "--tables").stdout
    assert long.startswith(short)
    assert "Sensitivity" in long[len(short) :]
    assert long.count("of 100 pairs of one client") == 1


def test_starter_is_tested_as_it_stands(outcomes, ratings):
    words = ("curves", "evaluate", ratings, *WORDS, "--curve", "starter", "--json")
    found = json.loads(outcomes(*words).stdout)["evaluation"]
    assert found["by_client"]["how"] == "fixed_curve"
    assert found["curve"]["stage"] == "starter"


def test_curve_without_a_prior_says_that_it_was_blended_with_nothing(outcomes, ratings):
    said = outcomes("curves", "evaluate", ratings, *WORDS, "--no-prior").stdout
    assert "curve from these clients alone, blended with nothing" in " ".join(said.split())


def test_same_seed_gives_the_same_figures(outcomes, ratings):
    one, two = (outcomes("curves", "evaluate", ratings, *WORDS, "--json").stdout for _ in "ab")
    assert one == two


def test_study_of_six_clients_is_told_to_be_too_small(outcomes, shared):
    """Fourteen occasions of six clients (Ruiz et al. 2020), counted as sessions."""
    done = outcomes(
        "curves", "evaluate", shared("ruiz2020_act.csv"), "--where", "measure=dass_total",
        "--measure", MEASURES / "dass_total.toml", "--draws", "100",
    )  # fmt: skip
    assert done.exit_code == 0
    assert done.stdout.startswith("Too few to say")
    assert "fewer than 30 closed episodes" in " ".join(done.stdout.split())


# Real data sets, each visit counted as a session so that there is something to test: (file,
# measure file or id, what chooses the rows, whether the verdict says that they are too few).
REAL = {
    "btheb": ("btheb_bdi.csv", "bdi2", ()),
    "panic2": ("panic2_pas.csv", "pas", ()),
    "mental state": ("mental_state.csv", "mental_state", ()),
    "ruiz": ("ruiz2020_act.csv", "dass_total", ("--where", "measure=dass_total")),
}


@pytest.mark.parametrize("name", REAL)
def test_real_data_are_fitted_and_tested_and_told_to_be_too_few(outcomes, shared, name):
    file, measure, rows = REAL[name]
    known = MEASURES / f"{measure}.toml"
    words = (shared(file), "--measure", known if known.exists() else measure, *rows)
    assert outcomes("curves", "fit", *words).exit_code == 0
    done = outcomes("curves", "evaluate", *words, "--draws", "100")
    assert done.exit_code == 0
    first = done.stdout.split("\n\n")[0].replace("\n", " ")
    assert first.startswith(("Too few to say", "Predicts no better than raw change")), first


def test_one_later_score_a_client_cannot_be_fitted_alone(outcomes, shared):
    """Two visits each: level, slope and noise of a single score cannot be told apart."""
    words = (shared("bcrp_cesd.csv"), "--measure", MEASURES / "cesd.toml")
    done = outcomes("curves", "fit", *words, "--raw")
    assert done.exit_code == 2
    assert "no client has two of them" in done.stderr


def test_model_card_on_paper_has_its_picture(outcomes, ratings):
    done = outcomes("curves", "evaluate", ratings, *WORDS, "--pdf", "card.pdf")
    assert done.stdout.startswith(tuple(VERDICTS.values()))
    pages = pypdf.PdfReader(Path("card.pdf")).pages
    words = " ".join(page.extract_text() for page in pages)
    assert "Model card wellbeing" in words
    assert "The middle 80 % of the curve held" in words
    assert "What it cannot say" in words


def test_paper_that_cannot_be_written_is_refused_before_anything_is_done(outcomes, ratings):
    done = outcomes("curves", "evaluate", ratings, *WORDS, "--pdf", "nowhere/card.pdf")
    assert done.exit_code == 2
    assert "--pdf nowhere/card.pdf: there is no folder nowhere" in done.stderr
