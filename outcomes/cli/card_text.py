"""A model card as text for a console."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from outcomes.cli.curve_text import LINE_WIDTH
from outcomes.wording.curve_figures import FigureTable
from outcomes.wording.curves import ModelCard

TERM_WIDTH = 25


def card_lines(card: ModelCard, *, tables: bool) -> Iterable[str]:
    """The verdict, what stands behind it, what it cannot say; with every figure where asked."""
    yield from textwrap.wrap(card.verdict, LINE_WIDTH)
    yield ""
    for term, words in card.rows:
        yield from _pair(term, words)
    yield ""
    for place, words in enumerate(card.cannot_say):
        yield from _pair("" if place else "What it cannot say", words)
    if tables:
        yield from _tables(card.tables)


def _tables(tables: Sequence[FigureTable]) -> Iterable[str]:
    """Each table, and what explains the columns once below those that share it."""
    last = {table.note: place for place, table in enumerate(tables)}
    for place, table in enumerate(tables):
        yield ""
        yield from _table(table)
        if last[table.note] == place:
            yield from textwrap.wrap(table.note, LINE_WIDTH, initial_indent="  ",
                                     subsequent_indent="  ")  # fmt: skip


def _table(table: FigureTable) -> Iterable[str]:
    rows = [table.columns, *table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.columns))]
    yield table.title
    for row in rows:
        first, *rest = row
        cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join([f"  {first:<{widths[0]}}", *cells])


def _pair(term: str, words: str) -> Iterable[str]:
    return textwrap.wrap(
        f"{term:<{TERM_WIDTH}}{words}", LINE_WIDTH, subsequent_indent=" " * TERM_WIDTH,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
