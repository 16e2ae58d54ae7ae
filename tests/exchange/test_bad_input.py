"""What cannot be read is said: every problem with its row, its column and what was expected."""

import pytest

from outcomes.exchange.columns import Columns
from outcomes.exchange.problems import MOST_LISTED, FileProblems, printable

HEAD = "client_id,session,score\n"


def places(found):
    return [(problem.kind, problem.row, problem.column) for problem in found]


def test_every_problem_is_listed_and_not_only_the_first(problems):
    found = problems(HEAD + "A,1,18\nA,two,15\nA,3,99\nA,4,high\n,5,3\nA,6,7,8\nA,1,17\n")
    assert places(found) == [
        ("not_a_session", 3, "session"),
        ("out_of_range", 4, "score"),
        ("not_a_number", 5, "score"),
        ("no_client", 6, "client_id"),
        ("shape", 7, None),
        ("duplicate", 8, "session"),
    ]


def test_problem_reads_as_place_then_what_was_found_then_what_was_expected(problems):
    found = problems(HEAD + "A,1,99\nA,2,high\nA,2.5,3\n,4,3\nA,5\n")
    assert [str(problem) for problem in found] == [
        'row 2, column score: "99" found; outside the scale; expected 0 to 27',
        'row 3, column score: "high" found; expected a number from 0 to 27, or nothing',
        'row 4, column session: "2.5" found; expected a whole number from 1 to 9999',
        "row 5, column client_id: empty; expected the client's code in every row",
        "row 6: 2 fields; expected 3, as in the heading",
    ]


def test_two_wrong_cells_of_one_row_are_two_problems(problems):
    assert places(problems(HEAD + "A,x,y\n")) == [
        ("not_a_number", 2, "score"),
        ("not_a_session", 2, "session"),
    ]


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "x", "", "10000", "1e99"])
def test_session_that_is_no_whole_number_from_1_is_refused(problems, text):
    assert places(problems(HEAD + f"A,{text},18\n")) == [("not_a_session", 2, "session")]


@pytest.mark.parametrize("text", ["12 points", "1_0", "0x10", "inf", "1,234", "--", "１８"])
def test_text_in_numbers_is_refused(problems, text):
    kinds = {kind for kind, _, _ in places(problems(f'client_id,session,score\nA,1,"{text}"\n'))}
    assert kinds <= {"not_a_number", "out_of_range"}


def test_first_thousand_problems_are_listed_and_all_counted(write, read):
    with pytest.raises(FileProblems) as caught:
        read(HEAD + "".join(f"A,{n},99\n" for n in range(1, 2501)))
    assert len(caught.value.found) == MOST_LISTED
    assert caught.value.total == 2500
    assert caught.value.found[-1].row == 1001


def test_listed_problems_are_the_first_by_row_even_when_there_are_very_many(read):
    rows = "".join(f"C{n},1,99\n" for n in range(30_000))
    with pytest.raises(FileProblems) as caught:
        read(HEAD + rows)
    assert [problem.row for problem in caught.value.found] == list(range(2, 1002))
    assert caught.value.total == 30_000


def test_row_with_one_wrong_cell_is_still_checked_in_the_others(problems):
    content = (
        "client_id,session,date,score\nA,1,2024-01-03,12\nA,2,01/10/2024,99\nA,2,2024-01-17,12\n"
    )
    assert places(problems(content)) == [
        ("date_order", 3, "date"),
        ("out_of_range", 3, "score"),
        ("duplicate", 4, "session"),
    ]


# --- columns ------------------------------------------------------------------------------------


def test_unknown_column_is_named_with_one_that_is_near(problems):
    found = problems(HEAD + "A,1,18\n", columns=Columns(client="clientid_", score="scroe"))
    assert [problem.column for problem in found] == ["clientid_", "scroe"]
    assert "did you mean client_id?" in found[0].expected
    assert "did you mean score?" in found[1].expected


def test_column_that_is_not_found_by_its_usual_names_is_said_with_the_option(problems):
    found = problems("cleint_id,session,points\nA,1,18\n")
    assert "did you mean cleint_id?" in found[0].expected
    assert "--client-column NAME" in found[0].expected
    assert "--score-column NAME" in found[1].expected
    assert "The file has: cleint_id, session, points" in found[1].expected


def test_file_without_sessions_and_dates_is_refused(problems):
    found = problems("client_id,score\nA,18\n")
    assert "the session's number or date" in found[0].expected


def test_column_that_stands_twice_is_refused(problems):
    assert places(problems("client_id,session,score,score\nA,1,18,19\n")) == [
        ("doubled_column", None, "score")
    ]


def test_too_few_item_columns_are_refused(problems):
    found = problems("client_id,session,a,b\nA,1,1,1\n", columns=Columns(items=("a", "b")))
    assert "names 2; expected 9" in found[0].expected


def test_file_of_several_measures_asks_for_one_and_names_the_option(problems):
    found = problems("client_id,session,measure,score\nA,1,phq9,18\nA,1,ors,33.3\n")
    assert places(found) == [("several_measures", None, "measure")]
    assert "--where measure=phq9" in found[0].expected


def test_choice_that_no_row_meets_says_what_the_column_holds(problems):
    content = "client_id,session,measure,score\nA,1,phq9,18\nA,1,ors,33.3\n"
    found = problems(content, columns=Columns(where=(("measure", "gad7"),)))
    assert found[0].expected == "no row has measure=gad7; measure holds ors, phq9"


# --- duplicates, dates --------------------------------------------------------------------------


def test_session_given_twice_is_refused_with_the_row_that_had_it_first(problems):
    found = problems(HEAD + "A,1,18\nB,1,9\nA,2,15\nA,1,18\nA,1,17\n")
    assert places(found) == [("duplicate", 5, "session"), ("duplicate", 6, "session")]
    assert "in row 2" in found[0].expected
    assert "in row 2" in found[1].expected


def test_date_given_twice_is_refused_where_dates_number_the_sessions(problems):
    found = problems("client_id,date,score\nA,2024-03-01,18\nA,2024-03-01,15\n")
    assert places(found) == [("duplicate", 3, "date")]


@pytest.mark.parametrize("text", ["yesterday", "2024-02-30", "31/31/2024", "1/2/24", "2024", "NA"])
def test_date_that_is_none_is_refused(problems, text):
    found = problems(f"client_id,date,score\nA,2024-03-01,18\nA,{text},15\n")
    assert places(found) == [("not_a_date", 3, "date")]


def test_mixed_orders_of_dates_are_refused_row_by_row(problems):
    rows = ["13/02/2024", "14/02/2024", "02/15/2024", "2024-02-16", "05/03/2024"]
    content = "".join(f"A,{number},{day},18\n" for number, day in enumerate(rows, start=1))
    found = problems("client_id,session,date,score\n" + content)
    assert places(found) == [("date_order", 4, "date"), ("date_order", 5, "date")]
    assert "expected the day before the month, as in 13/02/2024" in found[0].expected


def test_dates_that_read_two_ways_are_refused_until_told(problems):
    found = problems("client_id,date,score\nA,03/04/2024,18\nA,05/04/2024,15\n")
    assert places(found) == [("ambiguous_date", 2, "date")]
    assert "--day-first or --month-first" in found[0].expected


def test_date_against_the_order_that_was_told_is_refused(problems):
    found = problems("client_id,date,score\nA,03/25/2024,18\n", date_order="day_first")
    assert places(found) == [("date_order", 2, "date")]


def test_dates_that_run_backwards_against_the_sessions_are_refused(problems):
    found = problems(
        "client_id,session,date,score\nA,1,2024-03-08,18\nA,2,2024-03-01,15\nA,3,2024-03-15,14\n"
    )
    assert places(found) == [("backwards", 3, "date")]


def test_gap_without_dates_is_refused(problems):
    assert "needs a column of dates" in problems(HEAD + "A,1,18\n", gap_days=90)[0].expected


def test_every_date_before_an_earlier_one_runs_backwards_and_names_that_row(problems):
    rows = "A,1,2024-03-10,18\nA,2,2024-03-03,15\nA,3,2024-03-04,14\nA,4,2024-03-12,9\n"
    found = problems("client_id,session,date,score\n" + rows + "B,1,2024-01-01,9\n")
    assert places(found) == [("backwards", 3, "date"), ("backwards", 4, "date")]
    assert "(row 2)" in found[1].expected


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "\n\n", " \n"])
def test_empty_file_is_refused(problems, content):
    assert [problem.kind for problem in problems(content)] == ["empty"]


def test_heading_without_rows_is_refused(problems):
    assert "there is a heading but no row" in problems(HEAD)[0].expected


def test_file_that_is_not_there_is_refused(tmp_path, phq9):
    from outcomes.exchange.ratings_csv import read_ratings

    with pytest.raises(FileProblems, match="there is no file"):
        read_ratings(tmp_path / "none.csv", phq9)


def test_file_over_the_limit_is_refused_before_it_is_read(problems):
    found = problems(HEAD + "A,1,99\n" * 1000, most_bytes=500)
    assert [problem.kind for problem in found] == ["too_large"]
    assert "--max-size" in found[0].expected


def test_single_column_is_refused(problems):
    assert [problem.kind for problem in problems("client_id\nA\n")] == ["one_column"]


def test_bytes_of_two_encodings_in_one_file_are_refused_with_their_row(problems):
    content = "client_id,session,score\nZoë,1,18\n".encode() + "Zoë,2,15\n".encode("cp1252")
    found = problems(content)
    assert places(found) == [("wrong_encoding", 3, None)]
    assert found[0].found == "byte 0xEB"


def test_bytes_that_do_not_fit_the_encoding_that_was_told_are_refused(problems):
    found = problems("client_id,session,score\nZoë,1,18\n".encode("cp1252"), encoding="utf-8")
    assert places(found) == [("wrong_encoding", 2, None)]


def test_unknown_encoding_is_refused(problems):
    assert "no known encoding" in problems(HEAD + "A,1,1\n", encoding="klingon")[0].expected


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04rest", b"%PDF-1.7", b"\x1f\x8b\x08", b"client_id,session,score\nA,1,\x0018\n",
     "client_id,session,score\nA,1,18\n".encode("utf-16")[2:], b"a,b\n\x1b[31mA,1\n"],
)  # fmt: skip
def test_what_is_no_text_is_refused(problems, content):
    assert problems(content)[0].kind in ("no_text", "wrong_encoding")


def test_quotation_mark_that_is_never_closed_is_one_problem_and_the_rest_is_read(problems):
    found = problems(HEAD + 'A,1,18\nA,"2,15\nA,3,99\n' + "B,1,9\n" * 3)
    assert ("shape", 3, None) in places(found)


# --- leaving bad rows out -----------------------------------------------------------------------


def test_bad_rows_are_left_out_when_asked_for_and_counted_by_kind(read):
    ratings = read(HEAD + "A,1,18\nA,2,99\nA,3,x\nA,1,17\nA,4,12\n", skip_bad_rows=True)
    assert ratings.session.tolist() == [1, 4]
    assert ratings.score.tolist() == [18, 12]
    assert ratings.skipped == {"out_of_range": 1, "not_a_number": 1, "duplicate": 1}
    assert ratings.rows_skipped == 3


def test_good_row_is_no_duplicate_of_one_that_was_left_out(read):
    ratings = read(HEAD + "A,1,99\nA,1,18\n", skip_bad_rows=True)
    assert ratings.score.tolist() == [18]
    assert ratings.skipped == {"out_of_range": 1}


def test_rows_of_another_length_are_counted_among_those_left_out(read):
    ratings = read(HEAD + "A,1,18\nA,2\nA,3,12,9\n", skip_bad_rows=True)
    assert ratings.rows_skipped == 2


def test_rows_with_dates_of_another_order_or_backwards_are_left_out(read):
    content = (
        "client_id,session,date,score\nA,1,2024-01-10,18\nA,2,17/01/2024,15\n"
        "A,3,2024-01-03,14\nA,4,2024-01-31,12\n"
    )
    ratings = read(content, skip_bad_rows=True)
    assert ratings.session.tolist() == [1, 4]
    assert ratings.skipped == {"date_order": 1, "backwards": 1}
    assert ratings.rows_skipped == 2


def test_problem_of_the_file_is_never_left_out(problems):
    assert problems("client_id,score\nA,18\n", skip_bad_rows=True)


def test_text_for_a_terminal_cannot_move_its_cursor():
    assert printable("a\x1b[31m\u202eb") == "a\\x1b[31m\\u202eb"
