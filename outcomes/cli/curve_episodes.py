"""Files of ratings as episodes for a curve, and a fit of them with its times."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import Any

from outcomes.change import Curve
from outcomes.change.points import PointsCurve
from outcomes.cli.curve_named import Named
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts
from outcomes.exchange.curves.episodes import Episodes, episodes_of
from outcomes.exchange.curves.fits import Choice, Fitted, fit_sums, sums_for
from outcomes.exchange.curves.provenance import file_provenance, pooled_provenance
from outcomes.exchange.curves.records import curve_record, labelled
from outcomes.exchange.curves.sums_files import read_pool
from outcomes.exchange.problems import FileProblems
from outcomes.exchange.ratings_csv import Ratings, Reading, read_ratings
from outcomes.measures import Measure, Yardstick


def read_episodes(
    files: Sequence[Path], measure: Measure, how: Reading, *, occasions: str, bar: ProgressBar
) -> Episodes:
    """All files as closed episodes. What is wrong with any of them is raised together."""
    read: list[Ratings] = []
    problems: list[FileProblems] = []
    for path in files:
        try:
            read.append(read_ratings(path, measure, how, tick=bar.stage("reading", "MB")))
        except FileProblems as error:
            problems.append(error)
    if len(problems) == 1:
        raise problems[0]
    doubts = Doubts()
    for error in problems:
        with doubts.noting():
            raise error
    doubts.refuse()
    return episodes_of(read, occasions=occasions)


@dataclass(frozen=True)
class FitOfFiles:
    """A curve with its record, as a curve file would hold it, and the processor seconds of
    reading, sums and fit."""

    curve: Curve | PointsCurve
    record: dict[str, Any]
    seconds: dict[str, float]

    @property
    def printed(self) -> dict[str, Any]:
        """The record with the processor seconds, which a file does not keep."""
        seconds = {name: round(value, 6) for name, value in self.seconds.items()}
        return self.record | {"cpu_seconds": seconds}

    @property
    def named(self) -> Named:
        """The same as a curve that other commands take."""
        return Named(self.curve, self.record)


def fit_files(
    files: Sequence[Path],
    measure: Measure,
    yardstick: Yardstick,
    *,
    how: Reading,
    choice: Choice,
    occasions: str,
    bar: ProgressBar,
) -> FitOfFiles:
    """Read the files and fit the chosen model."""
    times = [time.process_time()]
    episodes = read_episodes(files, measure, how, occasions=occasions, bar=bar)
    times.append(time.process_time())
    sums = sums_for(choice, episodes.caseload, yardstick)
    times.append(time.process_time())
    fitted = fit_sums(sums, choice)
    times.append(time.process_time())
    return _found(fitted, yardstick, file_provenance(episodes, fitted), times)


def fit_pool(files: Sequence[Path], yardstick: Yardstick, *, choice: Choice) -> FitOfFiles:
    """Read files of sums, add them up and fit the chosen model."""
    times = [time.process_time()]
    pool = read_pool(files, yardstick)
    times.append(time.process_time())
    sums = reduce(add, (each.sums for each in pool))
    times.append(time.process_time())
    fitted = fit_sums(sums, choice)
    times.append(time.process_time())
    return _found(fitted, yardstick, pooled_provenance(pool, fitted), times)


def _found(
    fitted: Fitted, yardstick: Yardstick, provenance: dict[str, Any], times: list[float]
) -> FitOfFiles:
    curve = fitted.curve
    if isinstance(curve, Curve):
        curve = labelled(fitted, yardstick, provenance)
    spent = [after - before for before, after in pairwise(times)]
    return FitOfFiles(
        curve=curve,
        record=curve_record(fitted, yardstick, provenance=provenance),
        seconds=dict(zip(("reading", "sums", "fit"), spent, strict=True)),
    )
