"""`outcomes curves` on a clinic's database: fitted, listed, tried, taken into use, exported."""

import json

import pypdf
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from outcomes.actions.curve_fitting import evaluate_clinic
from outcomes.cli import main
from outcomes.storage import AuditEvent, CurveActivation, CurveVersion, curves_in_use, db
from tests.cast import Cast
from tests.closed_clinic import lay_down, simulated


@pytest.fixture
def birch(harbour, tmp_path, monkeypatch):
    """A second clinic of the database, with 64 closed episodes; gives how to run a command."""
    with harbour.app_context():
        mark = Cast().staff("mark")
        lay_down(simulated(64, seed=31, gain=0.75), therapist=mark)
        name = mark.clinic.name
        db.session.remove()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTCOMES_INSTANCE", str(tmp_path))
    monkeypatch.setenv("OUTCOMES_DATABASE_URL", f"sqlite:///{tmp_path / 'clinic.sqlite'}")

    def run(*words):
        words = ("curves", *map(str, words), "--practice", name)
        return CliRunner().invoke(main, words, catch_exceptions=False)

    return run


@pytest.fixture
def fitted(birch):
    """The clinic after its first fit."""
    done = birch("fit", "--clinic", "wellbeing")
    assert done.exit_code == 0, done.stderr
    return birch


def told(done):
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_fit_makes_a_version_that_is_not_yet_in_use(birch, harbour):
    record = told(birch("fit", "--clinic", "wellbeing", "--json"))
    assert (record["label"], record["stage"], record["in_use"]) == ("wellbeing-1", "blended", False)
    assert record["n_episodes"] == 64
    assert record["made_by"] == "the console"
    with harbour.app_context():
        version = db.session.scalars(select(CurveVersion)).one()
        assert version.curve.g2 == record["parameters"]["g2"]
        assert version.evaluation is not None


def test_fit_says_how_to_go_on(birch):
    said = birch("fit", "--clinic", "wellbeing").stdout
    assert said.startswith("wellbeing-1: all ages, every service, starter curve blended")
    assert "outcomes curves activate wellbeing-1 --why TEXT" in " ".join(said.split())


def test_fit_of_one_stratum_speaks_of_it_alone(birch):
    words = ("--age-band", "adult", "--service-kind", "therapy")
    record = told(birch("fit", "--clinic", "wellbeing", *words, "--json"))
    assert (record["age_band"], record["service_kind"]) == ("adult", "therapy")


def test_list_names_versions_decisions_and_who_made_them(fitted):
    empty = fitted("list").stdout
    assert "None is in use." in empty
    fitted("activate", "wellbeing-1", "--why", "Sixty episodes by now", "--yes")
    record = told(fitted("list", "--json"))
    assert record["format"] == "outcomes-curve-list/1"
    assert [each["label"] for each in record["versions"]] == ["wellbeing-1"]
    assert record["versions"][0]["in_use"]
    assert record["decisions"][0]["why"] == "Sixty episodes by now"
    assert record["decisions"][0]["by"] == "the console"
    said = fitted("list").stdout
    assert "● wellbeing-1" in said
    assert "Sixty episodes by now" in said


def test_list_before_the_first_fit_says_what_is_in_use(birch):
    assert "held against the starter curve" in birch("list").stdout


def test_activation_shows_first_what_would_change_and_asks_for_a_yes(fitted, harbour):
    done = fitted("activate", "wellbeing-1", "--why", "Ours")
    assert done.exit_code == 2
    assert "against wellbeing-1" in done.stdout
    assert "Nothing was changed." in done.stderr
    with harbour.app_context():
        assert not db.session.scalars(select(CurveActivation)).all()


def test_activation_counts_the_statuses_that_change(fitted, harbour):
    done = fitted("activate", "wellbeing-1", "--why", "Ours", "--yes", "--json")
    record = told(done)
    assert record["activated"]
    assert record["instead_of"] == ["starter-1"]
    counted = record["unchanged"] + sum(each["count"] for each in record["changes"])
    assert counted == record["n_open"] == 1
    with harbour.app_context():
        clinic_id = Cast().staff("mark").clinic_id
        assert curves_in_use(clinic_id).of("wellbeing").label == "wellbeing-1"
        decision = db.session.scalars(select(CurveActivation)).one()
        assert (decision.why, decision.activated_by_id) == ("Ours", None)


def test_version_in_use_cannot_be_activated_again(fitted):
    fitted("activate", "wellbeing-1", "--why", "Ours", "--yes")
    done = fitted("activate", "wellbeing-1", "--why", "Again", "--yes")
    assert done.exit_code == 2
    assert "is in use already" in done.stderr


def test_model_card_of_a_version_is_the_one_kept_with_it(fitted, harbour):
    record = told(fitted("evaluate", "wellbeing-1", "--json"))
    with harbour.app_context():
        kept = db.session.scalars(select(CurveVersion)).one().evaluation
    assert record["evaluation"] == kept
    assert fitted("evaluate", "wellbeing-1").stdout.startswith(("Predicts", "Too few"))


def test_fit_that_would_be_made_now_can_be_tested_without_keeping_it(birch, harbour):
    record = told(birch("evaluate", "--clinic", "wellbeing", "--json"))
    assert record["evaluation"]["n_closed"] == 64
    with harbour.app_context():
        assert not db.session.scalars(select(CurveVersion)).all()


def test_model_card_of_a_version_goes_on_paper_and_the_audit_knows(fitted, harbour, tmp_path):
    done = fitted("evaluate", "wellbeing-1", "--pdf", "card.pdf")
    assert done.exit_code == 0, done.stderr
    paper = " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "card.pdf").pages)
    assert "Model card wellbeing-1" in paper
    assert "Parameters and all figures" in paper
    with harbour.app_context():
        event = db.session.scalars(select(AuditEvent).filter_by(event="report_exported")).one()
        version = db.session.scalars(select(CurveVersion)).one()
    assert (event.facts["report"], event.object_id) == ("model_card", str(version.id))
    assert f"-{event.sequence}" in paper


def test_model_card_of_the_fit_that_would_be_made_now_goes_on_paper(birch, tmp_path):
    done = birch("evaluate", "--clinic", "wellbeing", "--pdf", "card.pdf")
    assert done.exit_code == 0, done.stderr
    paper = " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "card.pdf").pages)
    assert "64 closed episodes of" in " ".join(paper.split())


def test_curve_is_given_up_with_its_reason_and_the_starter_decides_again(fitted, harbour):
    fitted("activate", "wellbeing-1", "--why", "Ours", "--yes")
    done = fitted("give-up", "wellbeing-1", "--why", "Too few youths in it", "--yes")
    assert done.exit_code == 0, done.stderr
    assert "in use no longer" in done.stdout
    with harbour.app_context():
        clinic_id = Cast().staff("mark").clinic_id
        assert curves_in_use(clinic_id).of("wellbeing").label == "starter-1"
        decisions = db.session.scalars(select(CurveActivation)).all()
        assert [each.why for each in decisions] == ["Ours", "Too few youths in it"]
        assert decisions[-1].version is None


def test_giving_up_asks_for_a_yes_first(fitted, harbour):
    fitted("activate", "wellbeing-1", "--why", "Ours", "--yes")
    done = fitted("give-up", "wellbeing-1", "--why", "Enough")
    assert done.exit_code == 2
    assert "Nothing was changed." in done.stderr
    with harbour.app_context():
        assert len(db.session.scalars(select(CurveActivation)).all()) == 1


def test_version_can_be_shown_and_scores_held_against_it(fitted, tmp_path):
    words = ("wellbeing-1", "--measure", "wellbeing", "--intake", "18", "--json")
    assert told(fitted("show", *words))["curve"]["label"] == "wellbeing-1"
    (tmp_path / "one.csv").write_text("client_id,session,score\nA,1,18\nA,2,20\n")
    words = ("one.csv", "--measure", "wellbeing", "--curve", "wellbeing-1", "--json")
    record = told(fitted("track", *words))
    assert record["curve"]["stage"] == "blended"
    assert 0 < record["scores"][1]["benefit_percentile"] < 100


def test_version_is_not_shown_for_another_measure(fitted):
    done = fitted("show", "wellbeing-1", "--measure", "phq9", "--intake", "18")
    assert done.exit_code == 2
    assert "made for version 1 of wellbeing" in done.stderr


def test_export_leaves_with_its_event_and_only_once(birch, harbour, tmp_path):
    record = told(birch("export-statistics", "--clinic", "wellbeing", "--smallest-cell", "5",
                        "--out", "one.json", "--json"))  # fmt: skip
    kept = json.loads((tmp_path / "one.json").read_text())
    assert kept["checksum"] == record["checksum"]
    with harbour.app_context():
        query = select(AuditEvent).filter_by(event="curve_statistics_exported")
        event = db.session.scalars(query).one()
    assert event.facts["checksum"] == record["checksum"]
    assert (event.facts["series"], event.facts["until"]) == (record["series"], record["until"])
    again = birch("export-statistics", "--clinic", "wellbeing", "--out", "two.json")
    assert again.exit_code == 2
    assert "have left already" in again.stderr
    assert not (tmp_path / "two.json").exists()


def test_next_export_begins_after_the_last(birch, harbour, tmp_path):
    words = ("export-statistics", "--clinic", "wellbeing", "--smallest-cell", "5")
    first = told(birch(*words, "--until", "2025-04-03", "--out", "one.json", "--json"))
    second = told(birch(*words, "--out", "two.json", "--json"))
    assert (first["after"], first["until"]) == (None, "2025-04-03")
    assert (second["series"], second["after"]) == (first["series"], "2025-04-03")
    # Closed a day apart from the third of March on: 32 episodes by the third of April.
    gone = (first, first["withheld"]), (second, second["withheld"])
    assert [each["n_episodes"] + left["episodes"] for each, left in gone] == [32, 32]
    pooled = CliRunner().invoke(main, ["curves", "pool", "one.json", "two.json",
                                       "--measure", "wellbeing", "--json"])  # fmt: skip
    assert told(pooled)["n_clients"] == first["n_episodes"] + second["n_episodes"]


def test_export_that_cannot_leave_has_no_event(birch, harbour, tmp_path):
    done = birch("export-statistics", "--clinic", "wellbeing", "--smallest-cell", "65",
                 "--out", "one.json")  # fmt: skip
    assert done.exit_code == 2
    assert not (tmp_path / "one.json").exists()
    with harbour.app_context():
        query = select(AuditEvent).filter_by(event="curve_statistics_exported")
        assert not db.session.scalars(query).all()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fit", "--clinic", "nobody"), "no measure of the clinic"),
        (("fit", "--clinic", "k10"), "0 closed episodes"),
        (("fit", "--clinic", "wellbeing", "--service-kind", "spa"), "--service-kind spa"),
        (("fit", "--clinic", "wellbeing", "--age-band", "youth"), "0 closed episodes"),
        (("fit", "x.csv", "--clinic", "wellbeing", "--raw", "--method", "ml"), "--raw: not with"),
        (("fit", "x.csv", "--measure", "phq9"), "--practice: only with --clinic"),
        (("evaluate", "wellbeing-7"), "has no such version; there are: none yet"),
        (("evaluate", "--clinic", "phq9"), "nothing to test on"),
        (("give-up", "wellbeing-7", "--why", "x", "--yes"), "has no such version"),
        (("activate", "wellbeing-7", "--why", "x", "--yes"), "has no such version"),
        (("export-statistics", "--clinic", "wellbeing"), "--out: missing"),
        (("export-statistics", "--clinic", "phq9", "--out", "x.json"), "Nothing can leave"),
        (("export-statistics", "--clinic", "nobody", "--out", "x.json"), "no measure"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_said_and_nothing_changes(birch, harbour, tmp_path, words, said):
    before = {path.name for path in tmp_path.iterdir() if path.suffix == ".json"}
    done = birch(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert {path.name for path in tmp_path.iterdir() if path.suffix == ".json"} == before
    with harbour.app_context():
        assert not db.session.scalars(select(CurveVersion)).all()


def test_reason_of_nothing_but_spaces_is_refused(fitted, harbour):
    done = fitted("activate", "wellbeing-1", "--why", "  ", "--yes")
    assert done.exit_code == 2
    assert "Say why" in done.stderr
    with harbour.app_context():
        assert not db.session.scalars(select(CurveActivation)).all()


def test_which_clinic_must_be_said_where_there_are_several(birch):
    done = CliRunner().invoke(main, ["curves", "list"])
    assert done.exit_code == 2
    assert "--practice: expected one of" in done.stderr


def test_without_a_database_the_commands_say_so(tmp_path, monkeypatch):
    monkeypatch.setenv("OUTCOMES_INSTANCE", str(tmp_path / "nowhere"))
    monkeypatch.delenv("OUTCOMES_DATABASE_URL", raising=False)
    done = CliRunner().invoke(main, ["curves", "list"])
    assert done.exit_code == 2
    assert "There is no database yet" in done.stderr
    assert not (tmp_path / "nowhere" / "outcomes.sqlite").exists()


def test_evaluation_of_the_clinic_is_that_of_its_fit(birch, harbour):
    """The command and the action of the director's page say the same of the same episodes."""
    from outcomes.storage.curves import Stratum

    record = told(birch("evaluate", "--clinic", "wellbeing", "--json"))
    with harbour.app_context():
        director = Cast().staff("other_director")
        found = evaluate_clinic(by=director, stratum=Stratum("wellbeing"))
        assert record["evaluation"] == found.to_dict()
