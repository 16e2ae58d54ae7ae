"""How a console command says no: every problem at once, on standard error and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from outcomes.cli.analysis_text import problem_lines
from outcomes.cli.progress_bar import ProgressBar
from outcomes.errors import OutcomesError
from outcomes.exchange.problems import MOST_LISTED, FileProblems, printable

BAD_INPUT = 2


class Wrong(OutcomesError):
    """What a command was told cannot be used; `problems` lists everything that is wrong."""


class Doubts:
    """Gathers what is wrong with the options and files of one command, to say it all at once."""

    def __init__(self) -> None:
        self._found: list[str] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, sentence: str) -> None:
        """Note one thing that is wrong."""
        self._found.append(sentence)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note what is raised within as doubts, and go on."""
        try:
            yield
        except click.BadParameter as error:
            self.add(f"{error.param_hint}: {error.message}")
        except FileProblems as error:
            for line in problem_lines(error):
                self.add(line.strip())
        except OutcomesError as error:
            self.add(error.message)
            for problem in error.problems:
                self.add(problem)

    def refuse(self) -> None:
        """Raise Wrong if there is anything."""
        if self._found:
            raise Wrong("This cannot be done as asked.", problems=self._found)


@contextmanager
def refusals(*, as_json: bool, bar: ProgressBar | None = None) -> Iterator[None]:
    """Turn what was raised into sentences and exit status 2; 1 where a file cannot be written.

    The line of progress is taken away first, however it ends."""
    try:
        try:
            yield
        finally:
            if bar:
                bar.close()
    except FileProblems as error:
        found = [problem.to_dict() for problem in error.found]
        _exit(problem_lines(error), found, total=error.total, as_json=as_json)
    except OutcomesError as error:
        lines = [error.message, *(f"  {printable(each)}" for each in error.problems)]
        found = [_plain(each) for each in error.problems]
        _exit(lines, found, total=len(found), as_json=as_json)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise click.ClickException(f"{error} Nothing was written.") from error


def _exit(
    lines: Iterable[str], found: list[dict[str, Any]], *, total: int, as_json: bool
) -> NoReturn:
    lines = list(lines)
    for line in lines:
        click.echo(line, err=True)
    if as_json:
        report = {"error": lines[0], "problems": found, "total": total, "listed": MOST_LISTED}
        click.echo(json.dumps(report, ensure_ascii=False))
    sys.exit(BAD_INPUT)


def _plain(sentence: str) -> dict[str, Any]:
    return {"kind": "refused", "row": None, "column": None, "found": None, "expected": sentence}
