"""A long table in, courses out: encodings, delimiters, columns, sessions, dates, items."""

import datetime as dt

import numpy as np
import pytest

from outcomes.exchange.columns import Columns
from outcomes.exchange.ordering import NO_DAY
from outcomes.measures import catalogue

PLAIN = "client_id,session,score\nA,1,18\nA,2,15\nB,1,9\n"


def days(*iso: str) -> list[int]:
    return [(dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days for day in iso]


def test_plain_table_is_read_by_client_and_session(read):
    ratings = read(PLAIN)
    assert ratings.names == ("A", "B")
    assert ratings.client.tolist() == [0, 0, 1]
    assert ratings.session.tolist() == [1, 2, 1]
    assert ratings.score.tolist() == [18, 15, 9]
    assert ratings.row.tolist() == [2, 3, 4]
    assert (ratings.day == NO_DAY).all()


def test_rows_in_any_order_give_the_same_courses_and_clients_keep_their_first_appearance(read):
    ratings = read("client_id,session,score\nZ,2,15\nA,1,9\nZ,1,18\n")
    assert ratings.names == ("Z", "A")
    assert ratings.session.tolist() == [1, 2, 1]
    assert ratings.score.tolist() == [18, 15, 9]


@pytest.mark.parametrize("missing", ["", "NA", "nan", "N/A", "null", " "])
def test_empty_score_is_a_missing_rating_and_its_session_stays(read, missing):
    ratings = read(f"client_id,session,score\nA,1,18\nA,2,{missing}\nA,3,12\n")
    assert ratings.session.tolist() == [1, 2, 3]
    assert ratings.rated.tolist() == [True, False, True]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(read, delimiter):
    ratings = read(PLAIN.replace(",", delimiter))
    assert ratings.source.delimiter == delimiter
    assert ratings.score.tolist() == [18, 15, 9]


def test_decimal_comma_is_read_as_a_decimal_sign(read):
    wellbeing = catalogue()["wellbeing"]
    ratings = read("Client;Session;Score\nA;1;17,5\nA;2;18,0\n", measure=wellbeing)
    assert ratings.score.tolist() == [17.5, 18.0]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_encoding_is_found(read, encoding, found):
    ratings = read("client_id,session,score\nZoë,1,18\nNaïma,1,12\n".encode(encoding))
    assert ratings.source.encoding == found
    assert ratings.names == ("Zoë", "Naïma")


def test_encoding_that_is_told_is_used(read):
    ratings = read(
        "client_id,session,score\nŁucja,1,18\n".encode("iso8859-2"), encoding="iso8859-2"
    )
    assert ratings.names == ("Łucja",)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_every_system_are_read(read, ending):
    assert read(PLAIN.replace("\n", ending)).score.tolist() == [18, 15, 9]


def test_quoted_cells_may_hold_delimiters_and_line_breaks_and_rows_keep_their_number(read):
    ratings = read(
        'client_id,note,session,score\nA,"one, two",1,18\nA,"over\ntwo lines",2,15\nA,"",3,9\n'
    )
    assert ratings.score.tolist() == [18, 15, 9]
    assert ratings.row.tolist() == [2, 3, 4]


def test_quotation_mark_inside_a_cell_is_a_letter(read):
    ratings = read('client_id,note,session,score\nA,5" tall,1,18\nA,,2,15\nA,12" and 3",3,9\n')
    assert ratings.score.tolist() == [18, 15, 9]
    assert ratings.row.tolist() == [2, 3, 4]


def test_file_with_every_cell_in_quotation_marks_is_read(read):
    quoted = "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in PLAIN.split())
    assert read(quoted + "\n").score.tolist() == [18, 15, 9]


def test_blank_lines_and_rows_of_commas_are_passed_over_and_keep_their_number(read):
    ratings = read("client_id,session,score\nA,1,18\n\n,,\nA,2,15\n\n")
    assert ratings.score.tolist() == [18, 15]
    assert ratings.row.tolist() == [2, 5]


def test_codes_stay_as_written(read):
    assert read("client_id,session,score\n007,1,18\n7,1,12\n1e3,1,9\n").names == ("007", "7", "1e3")


def test_session_numbers_as_spreadsheets_write_them_are_whole_numbers(read):
    assert read("client_id,session,score\nA,1.0,18\nA,02,15\n").session.tolist() == [1, 2]


# --- columns ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    ["Client ID,Session,Total Score", "patient,visit,value", "ID,Occasion,PHQ9", "code,wave,phq-9"],
)
def test_usual_names_are_known(read, heading):
    assert read(PLAIN.replace("client_id,session,score", heading)).score.tolist() == [18, 15, 9]


def test_columns_that_are_told_are_used(read):
    told = Columns(client="who", session="nr", score="points")
    content = "id,who,nr,score,points\n1,A,1,99,18\n2,A,2,99,15\n"
    assert read(content, columns=told).score.tolist() == [18, 15]


def test_rows_are_chosen_by_the_value_of_a_column(read):
    content = "client_id,session,measure,score\nA,1,phq9,18\nA,1,ors,33.3\nA,2,phq9,15\n"
    ratings = read(content, columns=Columns(where=(("measure", "phq9"),)))
    assert ratings.score.tolist() == [18, 15]
    assert (ratings.rows_read, ratings.rows_chosen) == (3, 2)


def test_several_values_of_one_column_are_alternatives_and_columns_must_all_match(read):
    content = (
        "client_id,session,arm,phase,score\nA,1,x,t,1\nB,1,y,t,2\nC,1,z,t,3\nD,1,x,follow-up,4\n"
    )
    where = (("arm", "x"), ("arm", "y"), ("phase", "t"))
    assert read(content, columns=Columns(where=where)).names == ("A", "B")


# --- sessions and dates -------------------------------------------------------------------------


def test_without_session_numbers_sessions_are_counted_by_date(read):
    ratings = read("client_id,date,score\nA,2024-03-15,15\nA,2024-03-01,18\nB,2024-01-01,9\n")
    assert ratings.session.tolist() == [1, 2, 1]
    assert ratings.score.tolist() == [18, 15, 9]
    assert ratings.day.tolist() == days("2024-03-01", "2024-03-15", "2024-01-01")


@pytest.mark.parametrize(
    ("first", "second", "order"),
    [
        ("2024-03-01", "2024-03-15", "year_first"),
        ("2024/3/1", "2024/3/15", "year_first"),
        ("20240301", "20240315", "year_first"),
        ("2024-03-01T10:15:00", "2024-03-15 10:15", "year_first"),
        ("01/03/2024", "15/03/2024", "day_first"),
        ("03/01/2024", "03/15/2024", "month_first"),
        ("1.3.2024", "15.3.2024", "day_first"),
        ("01.03.2024", "05.03.2024", "day_first"),
    ],
)
def test_order_of_dates_is_found(read, first, second, order):
    ratings = read(f"client_id,date,score\nA,{first},18\nA,{second},15\n")
    assert ratings.date_order == order
    expected = days("2024-03-01", "2024-03-05" if second.startswith("05") else "2024-03-15")
    assert ratings.day.tolist() == expected


@pytest.mark.parametrize(
    ("order", "iso"), [("day_first", "2024-04-03"), ("month_first", "2024-03-04")]
)
def test_dates_that_read_two_ways_are_read_as_told(read, order, iso):
    ratings = read("client_id,date,score\nA,03/04/2024,18\n", date_order=order)
    assert ratings.day.tolist() == days(iso)


def test_gap_between_dates_parts_episodes_when_asked_for(read):
    content = (
        "client_id,session,date,score\n"
        "A,1,2023-01-01,18\nA,2,2023-01-08,15\nA,3,2023-09-01,19\nA,4,2023-09-08,14\n"
        "B,1,2023-01-01,9\n"
    )
    assert read(content).names == ("A", "B")
    ratings = read(content, gap_days=90)
    assert ratings.names == ("A", "A", "B")
    assert ratings.episode.tolist() == [1, 2, 1]
    assert ratings.session.tolist() == [1, 2, 1, 2, 1]


def test_gap_of_exactly_so_many_days_parts_nothing(read):
    content = "client_id,date,score\nA,2023-01-01,18\nA,2023-04-01,15\nA,2023-07-01,15\n"
    assert read(content, gap_days=90).episode.tolist() == [1, 2]  # 90 days, then 91


def test_sessions_that_start_again_are_no_duplicates_across_a_gap(read):
    content = "client_id,session,date,score\nA,1,2023-01-01,18\nA,1,2023-09-01,19\n"
    assert read(content, gap_days=90).episode.tolist() == [1, 2]


# --- items --------------------------------------------------------------------------------------


def items(*rows: str) -> str:
    heading = ",".join(f"q{number}" for number in range(1, 10))
    return f"client_id,session,{heading}\n" + "\n".join(rows) + "\n"


def test_items_are_scored_by_the_measure(read):
    ratings = read(items("A,1,1,1,1,1,1,1,1,1,0", "A,2,2,2,2,2,2,2,2,2,0"))
    assert ratings.score.tolist() == [8, 16]
    assert ratings.risk.tolist() == [False, False]


def test_missing_items_follow_the_rule_of_the_measure(read):
    # PHQ-9: up to two may be missing, total = sum x 9 / answered; three give no total.
    ratings = read(items("A,1,2,2,2,2,2,2,2,,", "A,2,2,2,2,2,2,2,,,"))
    assert ratings.score[0] == 18
    assert np.isnan(ratings.score[1])


def test_answer_to_a_risk_item_is_marked(read):
    assert read(items("A,1,0,0,0,0,0,0,0,0,1")).risk.tolist() == [True]


def test_item_columns_that_are_told_are_taken_in_the_order_of_the_measure(read):
    names = tuple("abcdefghi")
    content = "client_id,session," + ",".join(names) + "\nA,1,3,0,0,0,0,0,0,0,0\n"
    assert read(content, columns=Columns(items=names)).score.tolist() == [3]


def test_totals_between_two_steps_are_kept_and_counted(read):
    ratings = read("client_id,session,score\nA,1,12.86\nA,2,15\n")
    assert ratings.score.tolist() == [12.86, 15]
    assert ratings.off_step == 1
