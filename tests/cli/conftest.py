"""The console as a person uses it, on files written for the test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from outcomes.cli import main

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


@pytest.fixture
def outcomes(tmp_path, monkeypatch) -> Callable[..., Result]:
    """Run a command in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795096680")

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)

    return run


@pytest.fixture
def ratings(tmp_path) -> Path:
    """Four clients of the PHQ-9: recovered, not on track, one rating, none."""
    path = tmp_path / "ratings.csv"
    path.write_text(
        "client_id,session,date,score\n"
        "A,1,2024-01-01,18\nA,2,2024-01-08,15\nA,3,2024-01-15,12\nA,4,2024-01-22,10\n"
        "A,5,2024-01-29,9\n"
        "B,1,2024-01-01,12\nB,2,2024-01-08,14\nB,3,2024-01-15,15\nB,4,2024-01-22,16\n"
        "B,5,2024-01-29,18\n"
        "C,1,2024-01-01,11\nC,2,2024-01-08,\n"
        "D,1,2024-01-01,\n"
    )
    return path


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """A real data set by its name; the test is skipped where it is not on this machine."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"{name} is not on this machine")
        return path

    return find
