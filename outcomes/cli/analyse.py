"""`outcomes analyse`: ratings of a file in, tables, summary and paper out. Needs no database."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from outcomes import __version__
from outcomes.change import Curve
from outcomes.change.rates import OutcomeRates, outcome_rates
from outcomes.cli.analysis_options import (
    MOST_DRAWN,
    analysis_options,
    how_to_read,
    reading_options,
)
from outcomes.cli.analysis_paper import paper_of, report_of
from outcomes.cli.analysis_text import problem_lines, summary_lines, written_lines
from outcomes.cli.curve_named import curve_for_courses
from outcomes.cli.measure_option import measure_named
from outcomes.cli.progress_bar import ProgressBar
from outcomes.errors import ImportProblems, MeasureError, PdfError
from outcomes.exchange.analysis import Analysis, in_order_of_need
from outcomes.exchange.analysis import analyse as analyse_ratings
from outcomes.exchange.problems import MOST_LISTED, FileProblems
from outcomes.exchange.publishing import published
from outcomes.exchange.ratings_csv import Reading, read_ratings
from outcomes.exchange.results import ClientTable, client_records, write_json, write_summary
from outcomes.exchange.summary import summarise
from outcomes.measures import Measure
from outcomes.reports.paper import paper_html
from outcomes.reports.pdf import PdfLimits, render_pdf

CLIENTS_A_PAGE = 12
SECONDS_A_PAGE = 6
BYTES_A_PAGE = 15_000_000
BAD_INPUT = 2


@dataclass(frozen=True)
class Result:
    """Everything the outputs are made of. `order` holds client-episodes by need."""

    analysis: Analysis
    summary: dict[str, Any]
    rates: OutcomeRates | None
    order: list[int]


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@analysis_options
@reading_options
def analyse(
    file: Path,
    measure_name: str,
    out: Path | None,
    as_json: bool,
    pdf: bool,
    draw_all: bool,
    occasions: str,
    age_band: str,
    curve_name: str,
    show_progress: bool | None,
    **reading: Any,
) -> None:
    """Set the ratings of FILE against reliable change and the expected course.

    FILE is a table with one row a rating: client, session number or date, and score or items.
    """
    bar = ProgressBar(shown=show_progress)
    try:
        measure = measure_named(measure_name)
        curve = curve_for_courses(curve_name, measure.yardstick(age_band))
        ratings = _result(
            file, measure, how_to_read(reading), curve=curve, occasions=occasions,
            age_band=age_band, bar=bar,
        )  # fmt: skip
        folder = _folder(file, out, as_json=as_json)
        names = _publish(folder, ratings, pdf=pdf, draw_all=draw_all, bar=bar) if folder else []
    except FileProblems as error:
        bar.close()
        _fail(problem_lines(error), error.found, total=error.total, as_json=as_json)
    except (MeasureError, ImportProblems) as error:
        bar.close()
        _fail(str(error).splitlines(), (), total=len(error.problems), as_json=as_json)
    except (PdfError, OSError) as error:
        bar.close()
        raise click.ClickException(f"{error} Nothing was written.") from error
    bar.close()
    if as_json:
        write_json(sys.stdout, client_records(ratings.analysis), ratings.summary)
        return
    _say(summary_lines(ratings.analysis, ratings.summary, ratings.rates, ratings.order))
    if folder:
        _say(written_lines(folder, names))


def _result(
    file: Path,
    measure: Measure,
    how: Reading,
    *,
    curve: Curve,
    occasions: str,
    age_band: str,
    bar: ProgressBar,
) -> Result:
    ratings = read_ratings(file, measure, how, tick=bar.stage("reading", "MB"))
    analysis = analyse_ratings(
        ratings, measure, age_band=age_band, curve=curve, occasions=occasions,
        tick=bar.stage("working out", "clients"),
    )  # fmt: skip
    known = analysis.yardstick.reliable_change is not None
    return Result(
        analysis=analysis,
        summary=summarise(analysis, version=__version__),
        rates=outcome_rates(analysis.progress) if known else None,
        order=in_order_of_need(analysis.progress).tolist(),
    )


def _publish(
    folder: Path, result: Result, *, pdf: bool, draw_all: bool, bar: ProgressBar
) -> list[str]:
    with published(folder) as draft:
        _write_tables(draft, result, bar=bar)
        if pdf:
            (draft / "report.pdf").write_bytes(_pdf(result, draw_all=draw_all, bar=bar))
        return sorted(path.name for path in draft.iterdir())


def _write_tables(draft: Path, result: Result, *, bar: ProgressBar) -> None:
    tick = bar.stage("writing", "clients")
    with (
        (draft / "clients.csv").open("w", encoding="utf-8", newline="") as table_file,
        (draft / "clients.json").open("w", encoding="utf-8") as json_file,
    ):
        table = ClientTable(table_file)
        records = client_records(result.analysis, tick=tick)
        write_json(json_file, _also(table, records), result.summary)
    with (draft / "summary.json").open("w", encoding="utf-8") as summary_file:
        write_summary(summary_file, result.summary)


def _also(table: ClientTable, records: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Each record as it passes by, into the table too, so that it is worked out once."""
    for record in records:
        table.add(record)
        yield record


def _pdf(result: Result, *, draw_all: bool, bar: ProgressBar) -> bytes:
    drawn = result.order if draw_all else result.order[:MOST_DRAWN]
    tick = bar.stage("drawing", "clients")
    tick(0, len(drawn))
    made_at = _now()
    report = report_of(result.analysis, result.summary, result.rates, drawn=drawn)
    paper = paper_of(result.analysis, made_at=made_at, version=__version__)
    html = paper_html("reports/analysis.html", paper=paper, report=report)
    # The usual limits are for one report of a server; a whole caseload at the console may take
    # longer in proportion, and whoever waits can stop it.
    pages = len(drawn) / CLIENTS_A_PAGE
    seconds = 300 + round(SECONDS_A_PAGE * pages)
    memory = 1_000_000_000 + round(BYTES_A_PAGE * pages)
    limits = PdfLimits(memory_bytes=memory, seconds=seconds)
    return render_pdf(html, made_at=made_at, limits=limits)


def _folder(file: Path, out: Path | None, *, as_json: bool) -> Path | None:
    if out is None and as_json:
        return None
    return out or Path(f"{file.stem}-outcomes")


def _now() -> dt.datetime:
    """The time printed on the report. SOURCE_DATE_EPOCH, as build tools set it, gives the same
    bytes from the same file."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    return now if epoch else now.astimezone()


def _fail(lines: Iterable[str], found: tuple, *, total: int, as_json: bool) -> None:
    lines = list(lines)
    for line in lines:
        click.echo(line, err=True)
    if as_json:
        problems = [problem.to_dict() for problem in found]
        report = {"error": lines[0], "problems": problems, "total": total, "listed": MOST_LISTED}
        click.echo(json.dumps(report, ensure_ascii=False))
    sys.exit(BAD_INPUT)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
