"""`outcomes migrate`: bring the database to the schema of this version."""

from __future__ import annotations

import logging

import click
from flask import Flask


def bring_up_to_date(app: Flask) -> None:
    """Run every migration that the application's database has not seen yet.

    Raises:
        click.ClickException: the database was written by a newer version of the software.
    """
    from alembic.util import CommandError
    from flask_migrate import upgrade

    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        try:
            upgrade()
        except (CommandError, SystemExit):
            raise click.ClickException(
                "The database was made by a newer version of outcomes. Install that version."
            ) from None


@click.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    from outcomes.cli.starting import application

    bring_up_to_date(application())
    click.echo("The database is up to date.")
