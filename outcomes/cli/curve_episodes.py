"""Files of ratings as episodes for a curve, and a fit of them with its times."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from outcomes.change import Curve
from outcomes.change.points import PointsCurve
from outcomes.cli.curve_named import Named
from outcomes.cli.progress_bar import ProgressBar
from outcomes.cli.refusals import Doubts
from outcomes.exchange.curves.episodes import Episodes, episodes_of
from outcomes.exchange.curves.fits import Choice, fit_sums, sums_for
from outcomes.exchange.curves.records import curve_record, file_provenance, labelled
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
    provenance = file_provenance(episodes, fitted)
    curve = fitted.curve
    if isinstance(curve, Curve):
        curve = labelled(curve, yardstick, provenance)
    spent = [after - before for before, after in pairwise(times)]
    return FitOfFiles(
        curve=curve,
        record=curve_record(fitted, yardstick, provenance=provenance),
        seconds=dict(zip(("reading", "sums", "fit"), spent, strict=True)),
    )
