"""`outcomes curves export-statistics` and `pool`: from ratings of two clinics to one curve."""

import json

import numpy as np
import pytest

WORDS = ("--measure", "wellbeing")


@pytest.fixture
def ratings(tmp_path):
    """Ratings of an invented clinic, the dates running from `begin` on."""

    def write(name, *, clients, seed, begin="2024-01-01", prefix="K"):
        rng = np.random.default_rng(seed)
        day = np.datetime64(begin)
        lines = ["client_id,session,date,score"]
        for who in range(clients):
            own, fall = rng.normal(18, 5), rng.normal(3, 2)
            for j in range(1, 2 + int(rng.integers(1, 5))):
                score = float(np.clip(own + fall * np.log(j) + rng.normal(0, 3), 0, 40))
                lines.append(f"{prefix}{who},{j},{day + who % 20 + 7 * j},{score:.1f}")
        (tmp_path / name).write_text("\n".join(lines) + "\n")
        return tmp_path / name

    return write


@pytest.fixture
def ran(outcomes):
    def run(*words):
        done = outcomes("curves", *words)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    return run


def estimates(record):
    return [each["estimate"] for each in record["coefficients"].values()]


def test_pool_of_two_clinics_is_the_fit_on_both_files_where_nothing_was_withheld(ran, ratings):
    for name, seed in (("a", 1), ("b", 2)):
        ratings(f"{name}.csv", clients=120, seed=seed)
        told = json.loads(ran("export-statistics", f"{name}.csv", *WORDS, "--out", f"{name}.json",
                              "--json"))  # fmt: skip
        assert told["withheld"] == {"episodes": 0, "scores": 0, "shortened": 0, "last_scores": 0}
    pooled = json.loads(ran("pool", "a.json", "b.json", *WORDS, "--json"))
    joined = json.loads(ran("fit", "a.csv", "b.csv", *WORDS, "--json"))
    assert estimates(pooled) == pytest.approx(estimates(joined), abs=2e-6)
    assert pooled["n_scores"] == joined["n_scores"]
    assert pooled["provenance"]["files"] is None
    assert [each["name"] for each in pooled["provenance"]["pooled"]] == ["a.json", "b.json"]


def test_pooled_curve_can_be_shown(ran, ratings):
    ratings("a.csv", clients=120, seed=1)
    ran("export-statistics", "a.csv", *WORDS, "--out", "a.json")
    ran("pool", "a.json", *WORDS, "--no-prior", "--method", "ml", "--out", "curve.json")
    said = ran("show", "curve.json", *WORDS, "--intake", "18")
    assert "pooled from 1 file" in " ".join(said.split())


def test_next_file_of_a_series_holds_only_what_ended_later(ran, ratings, tmp_path):
    first = ratings("all.csv", clients=100, seed=1)
    later = ratings("later.csv", clients=80, seed=2, begin="2024-06-01", prefix="L")
    ran("export-statistics", first, *WORDS, "--out", "one.json")
    grown = tmp_path / "grown.csv"
    grown.write_text(first.read_text() + later.read_text().partition("\n")[2])
    ran("export-statistics", grown, *WORDS, "--previous", "one.json", "--out", "two.json")
    ran("export-statistics", later, *WORDS, "--out", "alone.json")
    two, alone = (json.loads((tmp_path / f"{name}.json").read_text()) for name in ("two", "alone"))
    assert two["cells"] == alone["cells"]
    one = json.loads((tmp_path / "one.json").read_text())
    assert (two["series"], two["after"]) == (one["series"], one["until"])
    pooled = json.loads(ran("pool", "one.json", "two.json", *WORDS, "--json"))
    assert pooled["n_clients"] == one["n_episodes"] + two["n_episodes"]


def test_day_limits_what_leaves_to_what_had_ended_by_then(ran, ratings, tmp_path):
    first = ratings("all.csv", clients=100, seed=1)
    later = ratings("later.csv", clients=80, seed=2, begin="2024-06-01", prefix="L")
    grown = tmp_path / "grown.csv"
    grown.write_text(first.read_text() + later.read_text().partition("\n")[2])
    for name, file, more in (("one", first, ()), ("two", grown, ("--until", "2024-05-31"))):
        ran("export-statistics", file, *WORDS, *more, "--out", f"{name}.json")
    one, two = (json.loads((tmp_path / f"{name}.json").read_text()) for name in ("one", "two"))
    assert one["cells"] == two["cells"]
    assert two["until"] == "2024-05-31"


def test_text_says_what_left_what_stayed_and_what_to_mind(ran, ratings):
    ratings("a.csv", clients=45, seed=3)
    said = " ".join(ran("export-statistics", "a.csv", *WORDS, "--out", "a.json").split())
    assert "patterns of 10 episodes or more" in said
    assert "whose patterns are too rare" in said
    assert "--previous" in said


def test_no_code_of_a_client_and_no_file_name_leaves(ran, ratings, tmp_path):
    ratings("secret-name.csv", clients=60, seed=1)
    ran("export-statistics", "secret-name.csv", *WORDS, "--out", "a.json")
    text = (tmp_path / "a.json").read_text()
    assert "secret-name" not in text
    assert "K1" not in text


def test_fit_from_sums_tells_its_times(ran, ratings):
    ratings("a.csv", clients=60, seed=1)
    ran("export-statistics", "a.csv", *WORDS, "--out", "a.json")
    told = json.loads(ran("pool", "a.json", *WORDS, "--json"))
    assert set(told["cpu_seconds"]) == {"reading", "sums", "fit"}
