"""`outcomes curves COMMAND`: the expected course, fitted, shown, tested, pooled, put in use."""

from __future__ import annotations

import click

from outcomes.cli.lazy_group import LazyGroup

COMMANDS = {
    "activate": "outcomes.cli.curves_activate:activate",
    "evaluate": "outcomes.cli.curves_evaluate:evaluate",
    "export-statistics": "outcomes.cli.curves_export:export_statistics",
    "fit": "outcomes.cli.curves_fit:fit",
    "give-up": "outcomes.cli.curves_give_up:give_up",
    "list": "outcomes.cli.curves_list:list_curves",
    "pool": "outcomes.cli.curves_pool:pool",
    "show": "outcomes.cli.curves_show:show",
    "track": "outcomes.cli.curves_track:track",
}


@click.group(cls=LazyGroup, places=COMMANDS)
def curves() -> None:
    """The expected course: fit it, show it, test it, pool it, put it in use."""
