"""The options of `outcomes analyse` that say how a file is to be read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from outcomes.exchange.columns import Columns
from outcomes.exchange.ratings_csv import MOST_BYTES, Reading
from outcomes.exchange.text_files import DELIMITERS

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


_OPTIONS = (
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


def reading_options(command: Callable) -> Callable:
    """Give a command the options above."""
    for option in reversed(_OPTIONS):
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
