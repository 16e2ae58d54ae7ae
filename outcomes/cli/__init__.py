"""The console: `outcomes COMMAND`. Each command loads its own part of the software only."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "analyse": "outcomes.cli.analyse:analyse",
    "first-director": "outcomes.cli.people:first_director",
    "migrate": "outcomes.cli.database:migrate",
    "reset": "outcomes.cli.people:reset",
    "serve": "outcomes.cli.serve:serve",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return getattr(import_module(module), name)


@click.group(cls=LazyGroup)
@click.version_option(package_name="outcomes")
def main() -> None:
    """Follow how clients fare in psychotherapy, and learn from it."""
