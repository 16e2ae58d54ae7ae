"""Files to read, written as the programs of other people write them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from outcomes.exchange.problems import FileProblems, Problem
from outcomes.exchange.ratings_csv import Ratings, Reading, read_ratings
from outcomes.measures import Measure, catalogue


@pytest.fixture
def phq9() -> Measure:
    return catalogue()["phq9"]


@pytest.fixture
def write(tmp_path) -> Callable[[str | bytes], Path]:
    def writer(content: str | bytes) -> Path:
        path = tmp_path / "ratings.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return writer


@pytest.fixture
def read(write, phq9) -> Callable[..., Ratings]:
    def reader(content: str | bytes, *, measure: Measure = phq9, **how) -> Ratings:
        return read_ratings(write(content), measure, Reading(**how))

    return reader


@pytest.fixture
def problems(read) -> Callable[..., list[Problem]]:
    """The problems a content is refused for; fails where it is read."""

    def refuse(content: str | bytes, **how) -> list[Problem]:
        with pytest.raises(FileProblems) as caught:
            read(content, **how)
        return list(caught.value.found)

    return refuse
