"""`outcomes curves give-up`: a stratum's own curve decides no longer; the next wider one does."""

from __future__ import annotations

import json
import sys

import click

from outcomes.cli.curve_options import practice_option, saying_options
from outcomes.cli.refusals import Wrong, refusals


@click.command("give-up")
@click.argument("label", metavar="VERSION")
@click.option("--why", required=True, metavar="TEXT", help="The reason; kept with the decision.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@practice_option
@saying_options
def give_up(label: str, why: str, yes: bool, practice: str | None, as_json: bool) -> None:
    """Hold open episodes against VERSION no longer.

    They are worked out anew with the curve of the next wider group, in the end with the starter
    curve. The version stays, and can be taken into use again; so does every signal it made.
    """
    from outcomes.actions import curves as actions
    from outcomes.cli.clinic_curves import clinic_at_console, version_named
    from outcomes.storage import curves_in_use
    from outcomes.web.clock import system_clock

    with refusals(as_json=as_json), clinic_at_console(practice) as clinic:
        stratum = version_named(label, clinic).stratum
        active = curves_in_use(clinic.id).active.get(stratum)
        if active is None or active.label != label:
            problem = f"{label} is not in use; outcomes curves list shows what is"
            raise Wrong("Nothing was changed.", problems=[problem])
        if not yes:
            _ask(label, as_json=as_json)
        actions.deactivate(
            by="console", at=system_clock(), stratum=stratum, why=why, clinic_id=clinic.id
        )
    if as_json:
        click.echo(json.dumps({"version": label, "given_up": True}))
    else:
        click.echo(f"{label} is in use no longer. Open episodes were worked out anew.")


def _ask(label: str, *, as_json: bool) -> None:
    """Go on only with a yes at a terminal."""
    if as_json or not sys.stdin.isatty():
        raise Wrong("Nothing was changed.", problems=["say --yes to give the curve up"])
    if not click.confirm(f"Give {label} up?"):
        raise Wrong("Nothing was changed.")
