"""`outcomes migrate`: bring the database to the schema of this version."""

from __future__ import annotations

import logging

import click
from flask import Flask

from outcomes.errors import ConfigurationError


def bring_up_to_date(app: Flask) -> None:
    """Run every migration that the application's database has not seen yet.

    Raises:
        click.ClickException: the database was written by a newer version of the software, or
            does not promise to keep what it acknowledges.
    """
    from alembic.util import CommandError
    from flask_migrate import upgrade

    logging.getLogger("alembic").setLevel(logging.WARNING)
    with app.app_context():
        try:
            # The first connection: what the database promises is read back here.
            upgrade()
        except ConfigurationError as error:
            raise click.ClickException(str(error)) from None
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
