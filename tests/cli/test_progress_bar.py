"""How far a long command is: nothing for a second, then a line that fills up to its mark."""

import io

import pytest

from outcomes.cli.progress_bar import ProgressBar


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_quick_command_shows_nothing(clock):
    out = io.StringIO()
    bar = ProgressBar(shown=True, out=out, clock=clock)
    tick = bar.stage("reading", "MB")
    for done in range(10):
        clock.now = done / 10
        tick(done, 10)
    bar.close()
    assert out.getvalue() == ""


def test_longer_command_shows_count_and_time_left_after_a_second(clock):
    out = io.StringIO()
    tick = ProgressBar(shown=True, out=out, clock=clock).stage("working out", "clients")
    clock.now = 2.0
    tick(84, 200)
    # 84 of 200 in 2 s: 116 more take 2 x 116 / 84 = 2.76 s.
    assert out.getvalue().endswith("working out, 84 of 200 clients, about 3 s left")
    assert out.getvalue().count("●") == 1


def test_bytes_are_counted_in_megabytes(clock):
    out = io.StringIO()
    tick = ProgressBar(shown=True, out=out, clock=clock).stage("reading", "MB")
    clock.now = 2.0
    tick(30_000_000, 60_000_000)
    assert "30 of 60 MB" in out.getvalue()


def test_line_is_drawn_ten_times_a_second_at_most(clock):
    out = io.StringIO()
    tick = ProgressBar(shown=True, out=out, clock=clock).stage("reading", "MB")
    for step in range(1000):
        clock.now = 1.0 + step / 1000
        tick(step, 1000)
    assert out.getvalue().count("\r") <= 11


def test_nothing_is_drawn_where_no_terminal_is(clock):
    out = io.StringIO()  # not a terminal
    tick = ProgressBar(out=out, clock=clock).stage("reading", "MB")
    clock.now = 5.0
    tick(1, 2)
    assert out.getvalue() == ""


def test_line_is_taken_away_at_the_end(clock):
    out = io.StringIO()
    bar = ProgressBar(shown=True, out=out, clock=clock)
    tick = bar.stage("reading", "MB")
    clock.now = 5.0
    tick(1, 2)
    bar.close()
    assert out.getvalue().endswith("\r\x1b[K")


def test_command_shows_progress_on_standard_error_and_leaves_the_results_alone(outcomes, ratings):
    done = outcomes("analyse", ratings, "--measure", "phq9", "--no-pdf", "--progress")
    assert done.exit_code == 0
    assert "●" not in done.stderr or done.stderr.endswith("\x1b[K")
    assert "\r" not in done.stdout
