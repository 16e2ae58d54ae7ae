"""The options of `outcomes analyse`: what is to come out, and how a file is to be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from outcomes.exchange.columns import Columns
from outcomes.exchange.ratings_csv import MOST_BYTES, Reading
from outcomes.exchange.text_files import DELIMITERS
from outcomes.measures import AGE_BANDS

MOST_DRAWN = 200
"""Clients drawn in the report unless all are asked for."""

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


class Size(click.ParamType):
    """Bytes, or a number with KB, MB or GB."""

    name = "size"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """The number of bytes."""
        if isinstance(value, int):
            return value
        text = value.strip().lower().removesuffix("b")
        unit = text[-1:] if text[-1:] in "kmg" else ""
        try:
            size = float(text.removesuffix(unit)) * _UNITS[unit]
        except ValueError:
            self.fail(f"{value} is no size; expected one such as 500MB", param, ctx)
        return int(size) if size > 0 else self.fail("a size is above 0", param, ctx)


class Choice(click.ParamType):
    """COLUMN=VALUE as a pair."""

    name = "COLUMN=VALUE"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        """(column, value)."""
        column, equals, wanted = value.partition("=")
        if not equals or not column.strip():
            self.fail(f"{value} is no choice; expected COLUMN=VALUE", param, ctx)
        return column.strip(), wanted.strip()


_ANALYSIS = (
    click.option("--measure", "measure_name", required=True, metavar="ID_OR_TOML",
                 help="A measure of the catalogue by its id, or a measure file of your own."),
    click.option("--out", type=click.Path(path_type=Path, file_okay=False),
                 help="Folder for the results. Default: the file's name with -outcomes; with "
                 "--json alone nothing is written."),
    click.option("--json", "as_json", is_flag=True,
                 help="Print everything as JSON, and nothing else."),
    click.option("--pdf/--no-pdf", default=True, help="Make the report. Default: yes."),
    click.option("--all", "draw_all", is_flag=True,
                 help=f"Draw every client in the report, not the {MOST_DRAWN} most in need."),
    click.option("--occasions", type=click.Choice(["sessions", "assessments"]),
                 default="sessions",
                 help="assessments: visits that are no therapy sessions; class and change only, "
                 "no expected course. Default: sessions."),
    click.option("--age-band", type=click.Choice(AGE_BANDS), default="adult",
                 help="Whose thresholds to use. Default: adult."),
    click.option("--curve", "curve_name", default="starter", metavar="CURVE",
                 help="The expected course: a file made by outcomes curves fit or pool, or the "
                 "starter. Default: starter."),
    click.option("--progress/--no-progress", "show_progress", default=None,
                 help="Show how far it is. Default: on a terminal, after one second."),
)  # fmt: skip

_READING = (
    click.option("--client-column", metavar="NAME", help="Column of the client's code."),
    click.option("--session-column", metavar="NAME", help="Column of the session's number."),
    click.option("--date-column", metavar="NAME", help="Column of the date."),
    click.option("--score-column", metavar="NAME", help="Column of the total."),
    click.option("--item-columns", metavar="A,B,...",
                 help="Columns of the items, in the order of the measure."),
    click.option("--where", type=Choice(), multiple=True,
                 help="Only rows with this value; repeat it for more columns (all must match) or "
                 "more values of one (any may)."),
    click.option("--episode-gap", type=click.IntRange(min=1), metavar="DAYS",
                 help="A longer gap between two dates of a client begins a new episode."),
    click.option("--day-first", "date_order", flag_value="day_first",
                 help="03/04/2024 is the third of April."),
    click.option("--month-first", "date_order", flag_value="month_first",
                 help="03/04/2024 is the fourth of March."),
    click.option("--encoding", metavar="NAME", help="Default: found by looking."),
    click.option("--delimiter", metavar="CHARACTER",
                 help="A character, or comma, semicolon, tab, bar. Default: found by looking."),
    click.option("--skip-bad-rows", is_flag=True,
                 help="Leave out rows with a problem, and count them."),
    click.option("--max-size", type=Size(), default=MOST_BYTES, metavar="SIZE",
                 help="Largest file that is read. Default: 500MB."),
)  # fmt: skip


def analysis_options(command: Callable) -> Callable:
    """Give a command the options on what is to come out."""
    for option in reversed(_ANALYSIS):
        command = option(command)
    return command


def reading_options(command: Callable) -> Callable:
    """Give a command the options on how a file is to be read."""
    for option in reversed(_READING):
        command = option(command)
    return command


def how_to_read(chosen: dict[str, Any]) -> Reading:
    """What the options come to."""
    items = chosen["item_columns"] or ""
    if items and chosen["score_column"]:
        raise click.UsageError("--score-column and --item-columns exclude each other.")
    return Reading(
        columns=Columns(
            client=chosen["client_column"],
            session=chosen["session_column"],
            date=chosen["date_column"],
            score=chosen["score_column"],
            items=tuple(name.strip() for name in items.split(",") if name.strip()),
            where=tuple(chosen["where"]),
        ),
        encoding=chosen["encoding"],
        delimiter=_delimiter(chosen["delimiter"]),
        date_order=chosen["date_order"],
        gap_days=chosen["episode_gap"],
        skip_bad_rows=chosen["skip_bad_rows"],
        most_bytes=chosen["max_size"],
    )


def _delimiter(told: str | None) -> str | None:
    if told is None:
        return None
    named = {name: character for character, name in DELIMITERS.items()} | {"\\t": "\t"}
    character = named.get(told, told)
    if len(character) != 1 or character in '"\n\r':
        raise click.BadParameter("expected one character", param_hint="--delimiter")
    return character
