"""`outcomes curves COMMAND`: the expected course, fitted, shown, tested, pooled, put in use."""

from __future__ import annotations

import click

from outcomes.cli.lazy_group import LazyGroup

COMMANDS = {
    "fit": "outcomes.cli.curves_fit:fit",
    "show": "outcomes.cli.curves_show:show",
}


@click.group(cls=LazyGroup, places=COMMANDS)
def curves() -> None:
    """The expected course: fit it, show it, test it, pool it, put it in use."""
