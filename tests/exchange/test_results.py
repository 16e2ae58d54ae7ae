"""What is written opens safely in a spreadsheet, says the same everywhere, and appears whole."""

import csv
import io
import json

import pytest

from outcomes.change import STARTER
from outcomes.exchange.analysis import NEED, analyse, in_order_of_need
from outcomes.exchange.publishing import published
from outcomes.exchange.results import ClientTable, client_records, guarded, write_json
from outcomes.exchange.summary import summarise


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\0x"])
def test_text_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["A", "7", "", " =1", "a=b", "'x"])
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == text


def test_numbers_stay_numbers_also_below_zero(read, phq9):
    ratings = read("client_id,session,score\n-5,1,18\n-5,2,9\n")
    out = io.StringIO()
    table = ClientTable(out)
    for record in client_records(analyse(ratings, phq9, curve=STARTER)):
        table.add(record)
    row = next(csv.DictReader(io.StringIO(out.getvalue())))
    assert row["client_id"] == "'-5"  # a code is text
    assert row["change"] == "-9.0"  # a change is a number


def test_table_read_back_holds_the_records(read, phq9):
    ratings = read('client_id,session,score\n"Ann, the ""first""",1,18\n')
    records = list(client_records(analyse(ratings, phq9, curve=STARTER)))
    out = io.StringIO()
    ClientTable(out).add(records[0])
    row = next(csv.DictReader(io.StringIO(out.getvalue())))
    assert row["client_id"] == 'Ann, the "first"'
    assert row["why_null"].startswith("change: one_score; ")


def test_json_of_no_client_and_of_many_can_be_read(read, phq9):
    ratings = read("client_id,session,score\nA,1,18\nB,1,9\n")
    analysis = analyse(ratings, phq9, curve=STARTER)
    for records in ([], list(client_records(analysis))):
        out = io.StringIO()
        write_json(out, iter(records), summarise(analysis, version="0"))
        assert json.loads(out.getvalue())["clients"] == records


def test_courses_worked_out_in_parts_are_the_same_as_at_once(read, phq9, monkeypatch):
    rows = "".join(
        f"{name},{session},{(7 * session + 3 * place) % 28}\n"
        for place, name in enumerate("ABCDEFG")
        for session in range(1, 4 + place)
    )
    ratings = read("client_id,session,score\n" + rows)
    whole = list(client_records(analyse(ratings, phq9, curve=STARTER)))
    monkeypatch.setattr("outcomes.exchange.analysis.RATINGS_AT_ONCE", 7)
    parts = list(client_records(analyse(ratings, phq9, curve=STARTER)))
    assert parts == whole


def test_order_of_need_is_by_status_then_by_how_low_the_course_lies(read, phq9):
    latest = {"fine": 3, "slightly": 13, "worse": 19, "much": 27, "one": None}
    rows = "".join(
        f"{name},1,12\n" + ("" if score is None else f"{name},2,{score}\n")
        for name, score in latest.items()
    )
    ratings = read("client_id,session,score\n" + rows)
    analysis = analyse(ratings, phq9, curve=STARTER)
    order = in_order_of_need(analysis.progress)
    names = [ratings.names[index] for index in order]
    assert names == ["much", "worse", "slightly", "one", "fine"]
    ranks = [NEED.index(status) for status in analysis.progress.status[order]]
    assert ranks == sorted(ranks)


def test_sessions_passed_over_are_counted(read, phq9):
    ratings = read("client_id,session,score\nA,1,18\nA,4,15\nB,1,9\nB,2,9\n")
    summary = summarise(analyse(ratings, phq9, curve=STARTER), version="0")
    assert summary["sessions_without_a_row"] == 2


def test_folder_appears_whole(tmp_path):
    folder = tmp_path / "found"
    with published(folder) as draft:
        (draft / "a.txt").write_text("a")
        assert not folder.exists()
    assert (folder / "a.txt").read_text() == "a"
    assert [path.name for path in tmp_path.iterdir()] == ["found"]


def test_folder_of_an_interrupted_run_never_appears(tmp_path):
    def interrupted():
        with published(tmp_path / "found") as draft:
            (draft / "a.txt").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_files_that_were_there_are_replaced_and_others_stay(tmp_path):
    folder = tmp_path / "found"
    folder.mkdir()
    (folder / "a.txt").write_text("old")
    (folder / "mine.txt").write_text("mine")
    with published(folder) as draft:
        (draft / "a.txt").write_text("new")
    assert (folder / "a.txt").read_text() == "new"
    assert (folder / "mine.txt").read_text() == "mine"
