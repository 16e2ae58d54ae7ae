"""Links that only the console can make: for the first director, and for a director's reset."""

from __future__ import annotations

import click


@click.command("first-director")
@click.argument("name")
@click.argument("email")
@click.option("--clinic", default="New practice", help="Name of the practice.")
@click.option("--time-zone", default="UTC", help="Such as Europe/Vienna.")
def first_director(name: str, email: str, clinic: str, time_zone: str) -> None:
    """Print a one-time link with which the first director sets a password."""
    from outcomes.actions import clinics
    from outcomes.cli.database import bring_up_to_date
    from outcomes.cli.starting import application, console
    from outcomes.errors import Refused
    from outcomes.web.clock import system_clock

    app = application()
    bring_up_to_date(app)
    with console(app):
        try:
            invitation = clinics.first_director(
                name=name, email=email, clinic_name=clinic, time_zone=time_zone, at=system_clock()
            )
        except Refused as refused:
            raise click.ClickException(refused.message) from None
    click.echo(link_words(app.config["SETTINGS"].origin, invitation.token))


@click.command()
@click.argument("email")
def reset(email: str) -> None:
    """Print a one-time link with which the person of this address sets a new password."""
    from outcomes.actions import links
    from outcomes.cli.starting import application, console
    from outcomes.storage import db
    from outcomes.storage.people import staff_by_email
    from outcomes.web.clock import system_clock

    app = application()
    with console(app):
        staff = db.session.execute(staff_by_email(email)).scalar_one_or_none()
        if staff is None or not staff.is_active:
            raise click.ClickException("Nobody signs in with this address.")
        token = links.issue(staff=staff, purpose="reset", by="console", at=system_clock())
    click.echo(link_words(app.config["SETTINGS"].origin, token))


def link_words(origin: str, token: str) -> str:
    """The link, and what there is to know about it."""
    return f"Works once, for 30 minutes:\n{origin}/set-password/{token}"
