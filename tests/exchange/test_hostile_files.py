"""Whatever a file holds, reading ends in ratings or in a list of problems."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcomes.exchange.problems import FileProblems
from outcomes.exchange.ratings_csv import Reading, read_ratings
from outcomes.measures import catalogue

PHQ9 = catalogue()["phq9"]
QUIET = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

CELLS = st.one_of(
    st.sampled_from(["A", "B", "1", "2", "3", "12", "27", "28", "", "NA", "-1", "1.5", "x", '"',
                     '"a,b"', '"a\nb"', "2024-01-31", "31/01/2024", "=1", ";", "é", "\u2028"]),
    st.text(max_size=8),
)  # fmt: skip


def attempt(path, content: bytes, *, skip: bool) -> None:
    path.write_bytes(content)
    try:
        ratings = read_ratings(path, PHQ9, Reading(skip_bad_rows=skip))
    except FileProblems as refused:
        problems = refused
    else:
        problems = None
    if problems:
        assert problems.total >= len(problems.found) >= 1
        assert all(str(problem) for problem in problems.found)
        return
    assert len(ratings.client) == len(ratings.score) == len(ratings.session)
    known = ratings.score[ratings.rated]
    assert ((known >= 0) & (known <= 27)).all()


@QUIET
@given(content=st.binary(max_size=300), skip=st.booleans())
def test_any_bytes(tmp_path, content, skip):
    attempt(tmp_path / "any.csv", content, skip=skip)


@QUIET
@given(rows=st.lists(st.lists(CELLS, min_size=2, max_size=5), max_size=12), skip=st.booleans())
def test_any_cells_below_a_good_heading(tmp_path, rows, skip):
    lines = ["client_id,session,date,score", *(",".join(row) for row in rows)]
    attempt(tmp_path / "any.csv", "\n".join(lines).encode("utf-8", "replace"), skip=skip)


@QUIET
@given(heading=st.lists(CELLS, min_size=1, max_size=6), rows=st.lists(st.lists(CELLS), max_size=4))
def test_any_heading(tmp_path, heading, rows):
    lines = [",".join(heading), *(",".join(row) for row in rows)]
    attempt(tmp_path / "any.csv", "\n".join(lines).encode("utf-8", "replace"), skip=False)
