"""`outcomes analyse`: what it says, what it writes, and what it refuses to do."""

import csv
import io
import json

import pypdf
import pytest

from outcomes.exchange.results import COLUMNS

# Worked sequences B and C of the facts file, section 4, PHQ-9: change D, benefit percentile,
# chance of no reliable improvement and status after the fifth rating.
RECOVERED = {"n": 5, "intake": 18, "latest": 9, "change": -9, "class": "recovered",
             "status": "recovered", "benefit_percentile": 85.4,
             "p_no_reliable_improvement": 0.085}  # fmt: skip
NOT_ON_TRACK = {"n": 5, "intake": 12, "latest": 18, "change": 6, "class": "deteriorated",
                "status": "not_on_track", "benefit_percentile": 3.4,
                "p_no_reliable_improvement": 0.997}  # fmt: skip


def as_json(outcomes, *words):
    done = outcomes("analyse", *words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


# --- what comes out -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "expected"), [(0, RECOVERED), (1, NOT_ON_TRACK)], ids=["sequence B", "sequence C"]
)
def test_worked_sequences_come_out_as_in_the_facts(outcomes, ratings, client, expected):
    found = as_json(outcomes, ratings, "--measure", "phq9")["clients"][client]
    tolerance = {"benefit_percentile": 0.05, "p_no_reliable_improvement": 0.0005}
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=tolerance.get(name, 0)), name


def test_json_holds_the_documented_keys_and_nothing_else(outcomes, ratings):
    found = as_json(outcomes, ratings, "--measure", "phq9")
    assert list(found) == ["format", "summary", "clients"]
    assert found["format"] == "outcomes-analysis/1"
    assert all(list(client) == list(COLUMNS) for client in found["clients"])
    required = {"client_id", "n", "intake", "latest", "change", "rci", "class", "status",
                "benefit_percentile", "p_no_reliable_improvement", "reasons"}  # fmt: skip
    assert required <= set(COLUMNS)


def test_every_null_has_its_reason_beside_it_and_nothing_else_has(outcomes, ratings):
    for client in as_json(outcomes, ratings, "--measure", "phq9")["clients"]:
        nulls = {name for name, value in client.items() if value is None}
        assert set(client["why_null"]) == nulls
        for why in client["why_null"].values():
            assert why["code"]
            assert why["reason"].endswith(".")


def test_client_with_one_rating_is_too_early_to_say(outcomes, ratings):
    client = as_json(outcomes, ratings, "--measure", "phq9")["clients"][2]
    assert (client["n"], client["missing"]) == (1, 1)
    assert (client["class"], client["status"]) == ("single_score", "insufficient")
    assert client["why_null"]["change"]["code"] == "one_score"


def test_client_without_a_rating_keeps_its_row(outcomes, ratings):
    client = as_json(outcomes, ratings, "--measure", "phq9")["clients"][3]
    assert (client["client_id"], client["n"], client["missing"]) == ("D", 0, 1)
    assert client["latest"] is None
    assert client["why_null"]["latest"]["code"] == "no_scores"


def test_reasons_are_sentences_with_their_codes(outcomes, ratings):
    client = as_json(outcomes, ratings, "--measure", "phq9")["clients"][1]
    assert client["reasons"][0] == {
        "code": "reliably_worse",
        "sentence": "Score rose by 6 (worse) since the start, at least the reliable change of 6.",
    }


def test_summary_counts_and_gives_every_rate_its_denominator_and_interval(outcomes, ratings):
    summary = as_json(outcomes, ratings, "--measure", "phq9")["summary"]
    assert (summary["clients"], summary["ratings"], summary["missing_ratings"]) == (4, 11, 2)
    assert summary["statuses"] == {
        "not_on_track": 1, "watch": 0, "cannot_tell": 0, "on_track": 0, "insufficient": 2,
        "improved": 0, "recovered": 1,
    }  # fmt: skip
    better = summary["rates"]["improved_or_recovered"]
    assert (better["count"], better["of"]) == (1, 2)
    # Wilson for 1 of 2, z 1.96: centre .5, half-width 1.96 sqrt(.125 + .2401) / 2.9208.
    assert better["low"] == pytest.approx(0.0945, abs=0.0005)
    assert better["high"] == pytest.approx(0.9055, abs=0.0005)
    assert better["denominator"]


def test_summary_names_the_source_of_everything_that_decided(outcomes, ratings):
    summary = as_json(outcomes, ratings, "--measure", "phq9")["summary"]
    assert summary["measure"]["reliable_change"]["value"] == 6
    assert summary["measure"]["reliable_change"]["provenance"]
    assert summary["curve"]["label"] == "starter-1"
    assert summary["curve"]["provenance"]
    assert summary["file"]["name"] == "ratings.csv"
    assert len(summary["file"]["sha256"]) == 64
    assert summary["software"]["name"] == "outcomes"


def test_with_json_alone_nothing_is_written(outcomes, ratings, tmp_path):
    as_json(outcomes, ratings, "--measure", "phq9")
    assert [path.name for path in tmp_path.iterdir()] == ["ratings.csv"]


def test_without_a_folder_results_go_beside_under_the_name_of_the_file(outcomes, ratings, tmp_path):
    assert outcomes("analyse", ratings, "--measure", "phq9", "--no-pdf").exit_code == 0
    assert {path.name for path in (tmp_path / "ratings-outcomes").iterdir()} == {
        "clients.csv", "clients.json", "summary.json",
    }  # fmt: skip


def test_files_hold_the_same_as_the_printed_json(outcomes, ratings, tmp_path):
    printed = as_json(outcomes, ratings, "--measure", "phq9", "--out", "found", "--no-pdf")
    folder = tmp_path / "found"
    assert json.loads((folder / "clients.json").read_text()) == printed
    assert json.loads((folder / "summary.json").read_text())["summary"] == printed["summary"]
    rows = list(csv.DictReader(io.StringIO((folder / "clients.csv").read_text())))
    assert [row["client_id"] for row in rows] == ["A", "B", "C", "D"]
    assert (rows[1]["change"], rows[1]["status"]) == ("6.0", "not_on_track")
    assert rows[3]["latest"] == ""


def test_report_draws_every_client_those_most_in_need_first(outcomes, ratings, tmp_path):
    assert outcomes("analyse", ratings, "--measure", "phq9", "--out", "found").exit_code == 0
    reader = pypdf.PdfReader(tmp_path / "found" / "report.pdf")
    words = "\n".join(page.extract_text() for page in reader.pages)
    assert "How the clients are faring" in words
    assert words.index("B · 12 to 18") < words.index("A · 18 to 9")
    assert "starter curve, not from local" in words
    assert reader.metadata.title == "Analysis of ratings.csv"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_same_file_and_time_give_the_same_report(outcomes, ratings, tmp_path):
    outcomes("analyse", ratings, "--measure", "phq9", "--out", "one")
    outcomes("analyse", ratings, "--measure", "phq9", "--out", "two")
    one, two = ((tmp_path / name / "report.pdf").read_bytes() for name in ("one", "two"))
    assert one == two


def test_console_says_who_to_talk_about_first_and_why(outcomes, ratings):
    said = outcomes("analyse", ratings, "--measure", "phq9", "--no-pdf").stdout
    assert "4 clients gave 11 ratings of the PHQ-9; 2 are missing." in said
    assert "1 client is worth talking about first: 1 not on track, 0 to watch." in said
    assert "B                 Not on track  12 to 18 (+6, reliable), 5 ratings" in said
    assert "starter curve, not from local clients" in said


def test_report_draws_those_most_in_need_unless_all_are_asked_for(outcomes, tmp_path, monkeypatch):
    monkeypatch.setattr("outcomes.cli.analyse.MOST_DRAWN", 3)
    latest = {"fine": 3, "worse": 19, "same": 11, "better": 5, "slow": 12}
    rows = "".join(f"{name},1,12\n{name},2,{score}\n" for name, score in latest.items())
    (tmp_path / "many.csv").write_text("client_id,session,score\n" + rows)
    for more, count in (((), 3), (("--all",), 5)):
        outcomes("analyse", "many.csv", "--measure", "phq9", "--out", "found", *more)
        reader = pypdf.PdfReader(tmp_path / "found" / "report.pdf")
        words = "\n".join(page.extract_text() for page in reader.pages)
        assert words.count("2 ratings · percentile") == count
        assert "worse · 12 to 19" in words
        assert ("3 of 5 clients are drawn" in words) == (count == 3)


def test_report_of_hostile_names_prints_them_as_text(outcomes, tmp_path):
    name = "<img src=http://example.org/a.png>=1+1"
    (tmp_path / "hostile.csv").write_text(
        f"client_id,session,score\n{name},1,18\n{name},2,12\n=cmd(),1,9\n"
    )
    done = outcomes("analyse", "hostile.csv", "--measure", "phq9", "--out", "found")
    assert done.exit_code == 0
    reader = pypdf.PdfReader(tmp_path / "found" / "report.pdf")
    words = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert "<img src=http" in words
    assert "'=cmd()" in (tmp_path / "found" / "clients.csv").read_text()


# --- options ------------------------------------------------------------------------------------


def test_assessments_give_class_and_change_and_say_why_there_is_no_course(outcomes, ratings):
    found = as_json(outcomes, ratings, "--measure", "phq9", "--occasions", "assessments")
    client = found["clients"][0]
    assert (client["class"], client["change"]) == ("recovered", -9)
    assert client["benefit_percentile"] is None
    assert client["why_null"]["benefit_percentile"]["code"] == "assessments"
    assert found["summary"]["curve"] is None
    assert found["summary"]["why_null"]["curve"]["code"] == "assessments"


def test_episode_gap_makes_episodes_of_one_client(outcomes, tmp_path):
    (tmp_path / "two.csv").write_text(
        "client_id,date,score\nA,2023-01-01,18\nA,2023-01-08,9\nA,2024-01-01,15\nA,2024-01-08,16\n"
    )
    found = as_json(outcomes, "two.csv", "--measure", "phq9", "--episode-gap", "90")
    assert [(each["client_id"], each["episode"], each["intake"]) for each in found["clients"]] == [
        ("A", 1, 18), ("A", 2, 15),
    ]  # fmt: skip
    assert (found["summary"]["clients"], found["summary"]["episodes"]) == (1, 2)
    said = outcomes("analyse", "two.csv", "--measure", "phq9", "--episode-gap", "90").output
    assert "1 client gave 4 ratings of the PHQ-9" in said
    assert "2 episodes" in said


def test_measure_without_reliable_change_gives_no_class_and_says_so(outcomes, tmp_path):
    (tmp_path / "k6.csv").write_text("client_id,session,score\nA,1,18\nA,2,9\n")
    found = as_json(outcomes, "k6.csv", "--measure", "k6")
    assert found["clients"][0]["status"] == "cannot_tell"
    assert found["clients"][0]["why_null"]["class"]["code"] == "no_limit"
    assert found["summary"]["rates"] is None
    assert found["summary"]["why_null"]["rates"]["code"] == "no_limit"
    assert outcomes("analyse", "k6.csv", "--measure", "k6").exit_code == 0


def test_items_bring_their_risk_answers(outcomes, tmp_path):
    heading = ",".join(f"phq9_{number}" for number in range(1, 10))
    (tmp_path / "items.csv").write_text(
        f"client_id,session,{heading}\nA,1,2,2,2,2,2,2,2,2,1\nA,2,1,1,1,1,1,1,1,1,0\n"
    )
    found = as_json(outcomes, "items.csv", "--measure", "phq9")
    assert found["clients"][0]["risk_ratings"] == 1
    assert found["clients"][0]["latest"] == 8
    assert found["summary"]["risk_ratings"] == 1


def test_age_band_brings_its_own_thresholds(outcomes, tmp_path):
    (tmp_path / "young.csv").write_text("client_id,session,score\nA,1,26.0\nA,2,27.0\n")
    for band, cut_off in (("adult", 25), ("youth", 28)):
        found = as_json(outcomes, "young.csv", "--measure", "wellbeing", "--age-band", band)
        assert found["summary"]["measure"]["cut_off"]["value"] == cut_off


def test_skipped_rows_are_counted_where_everybody_sees_them(outcomes, tmp_path):
    (tmp_path / "bad.csv").write_text("client_id,session,score\nA,1,18\nA,2,99\nA,3,12\n")
    done = outcomes("analyse", "bad.csv", "--measure", "phq9", "--skip-bad-rows", "--no-pdf")
    assert "1 row with problems left out, as asked for." in done.stdout
    found = as_json(outcomes, "bad.csv", "--measure", "phq9", "--skip-bad-rows")
    assert found["summary"]["rows"]["skipped"] == 1
    assert found["summary"]["rows"]["skipped_by_problem"] == {"out_of_range": 1}


# --- refusals -----------------------------------------------------------------------------------


def test_bad_input_lists_every_problem_ends_with_2_and_writes_nothing(outcomes, tmp_path):
    (tmp_path / "bad.csv").write_text("client_id,session,score\nA,1,99\nA,two,12\nA,3,x\nA,3,4\n")
    done = outcomes("analyse", "bad.csv", "--measure", "phq9", "--out", "found")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "4 problems; nothing was written." in done.stderr
    assert 'row 2, column score: "99" found; outside the scale; expected 0 to 27' in done.stderr
    assert "row 3, column session" in done.stderr
    assert "row 4, column score" in done.stderr
    assert "row 5, column session: this client already has" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


def test_bad_input_is_json_too_when_json_was_asked_for(outcomes, tmp_path):
    (tmp_path / "bad.csv").write_text("client_id,session,score\nA,1,99\n")
    done = outcomes("analyse", "bad.csv", "--measure", "phq9", "--json")
    assert done.exit_code == 2
    report = json.loads(done.stdout)
    assert report["total"] == 1
    assert report["problems"] == [{
        "kind": "out_of_range", "row": 2, "column": "score", "found": "99",
        "expected": "outside the scale; expected 0 to 27",
    }]  # fmt: skip


def test_results_of_an_earlier_run_survive_a_refused_one(outcomes, ratings, tmp_path):
    outcomes("analyse", ratings, "--measure", "phq9", "--out", "found", "--no-pdf")
    (tmp_path / "found" / "notes.txt").write_text("mine")
    before = (tmp_path / "found" / "clients.csv").read_bytes()
    (tmp_path / "bad.csv").write_text("client_id,session,score\nA,1,99\n")
    assert outcomes("analyse", "bad.csv", "--measure", "phq9", "--out", "found").exit_code == 2
    assert (tmp_path / "found" / "clients.csv").read_bytes() == before
    assert outcomes("analyse", ratings, "--measure", "phq9", "--out", "found").exit_code == 0
    assert (tmp_path / "found" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["phq", "none.toml"])
def test_unknown_measure_is_refused_with_those_there_are(outcomes, ratings, name):
    done = outcomes("analyse", ratings, "--measure", name)
    assert done.exit_code == 2
    assert "--measure" in done.stderr


def test_measure_file_with_mistakes_lists_them_all(outcomes, ratings, tmp_path):
    (tmp_path / "own.toml").write_text('id = "own"\nname = "Own"\nminimum = 5\nmaximum = 1\n')
    done = outcomes("analyse", ratings, "--measure", "own.toml")
    assert done.exit_code == 2
    assert done.stderr.count("\n- ") > 3


def test_file_over_the_limit_is_refused(outcomes, ratings):
    done = outcomes("analyse", ratings, "--measure", "phq9", "--max-size", "0.1KB")
    assert done.exit_code == 2
    assert "--max-size raises the limit" in done.stderr


@pytest.mark.parametrize("words", [("--where", "measure"), ("--max-size", "big"),
                                   ("--delimiter", "ab"), ("--episode-gap", "0")])  # fmt: skip
def test_option_that_makes_no_sense_is_refused(outcomes, ratings, words):
    assert outcomes("analyse", ratings, "--measure", "phq9", *words).exit_code == 2
