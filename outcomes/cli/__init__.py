"""The console: `outcomes COMMAND`. Each command loads its own part of the software only."""

from __future__ import annotations

import click

from outcomes.cli.lazy_group import LazyGroup

COMMANDS = {
    "analyse": "outcomes.cli.analyse:analyse",
    "authority": "outcomes.cli.trust:authority",
    "curves": "outcomes.cli.curves:curves",
    "first-director": "outcomes.cli.people:first_director",
    "migrate": "outcomes.cli.database:migrate",
    "reminders": "outcomes.cli.reminders:reminders",
    "reset": "outcomes.cli.people:reset",
    "serve": "outcomes.cli.serve:serve",
}


@click.group(cls=LazyGroup, places=COMMANDS)
@click.version_option(package_name="outcomes")
def main() -> None:
    """Follow how clients fare in psychotherapy, and learn from it."""
