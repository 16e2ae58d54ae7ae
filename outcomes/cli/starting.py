"""The application for a console command, with problems of its settings as plain sentences."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click
from flask import Flask

from outcomes import create_app
from outcomes.config import Settings, settings_from
from outcomes.errors import ConfigurationError, NotStored
from outcomes.tls import Names, names_of_machine


def settings() -> Settings:
    """The settings of this installation, with the names it has on its network.

    Raises:
        click.ClickException: with every problem they have.
    """
    try:
        how = settings_from()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None
    if not how.tls.is_local:
        return how
    return replace(how, tls=replace(how.tls, names=local_names(how).all))


def local_names(how: Settings) -> Names:
    """What a certificate of the local authority is for: this machine, and the name it was given."""
    found = names_of_machine(how.host)
    if how.host_name is None:
        return found
    given = how.host_name.partition(":")[0].casefold()
    return replace(found, hosts=tuple(dict.fromkeys((given, *found.hosts))))


def application(how: Settings | None = None) -> Flask:
    """The application of this installation.

    Raises:
        click.ClickException: with everything that keeps it from starting.
    """
    # The database and its journal are readable by their owner only.
    os.umask(0o077)
    try:
        return create_app(how or settings())
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def console(app: Flask) -> Iterator[None]:
    """The database for whoever holds the console: every clinic of it.

    Raises:
        click.ClickException: the disk is full, or the database cannot write now.
    """
    from outcomes.storage.fence import EVERY_CLINIC, enter

    with app.app_context():
        enter(EVERY_CLINIC)
        try:
            yield
        except NotStored as error:
            raise click.ClickException(f"{error} Nothing of it was stored.") from None
        finally:
            enter(None)
