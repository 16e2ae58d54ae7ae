"""`outcomes curves activate`: take a version into use, having seen what it changes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

import click

from outcomes.cli.curve_options import practice_option, saying_options
from outcomes.cli.refusals import Wrong, refusals
from outcomes.wording import status_label


@click.command()
@click.argument("label", metavar="VERSION")
@click.option("--why", required=True, metavar="TEXT", help="The reason; kept with the decision.")
@click.option("--yes", is_flag=True, help="Do not ask: the preview has been read.")
@practice_option
@saying_options
def activate(label: str, why: str, yes: bool, practice: str | None, as_json: bool) -> None:
    """Hold the clinic's open episodes against VERSION from now on.

    What would change is shown first. Closed episodes stay as they were told, and every signal
    keeps the version that made it.
    """
    from outcomes.actions import curves as actions
    from outcomes.actions.curve_preview import preview
    from outcomes.cli.clinic_curves import clinic_at_console, version_named
    from outcomes.web.clock import system_clock

    with refusals(as_json=as_json), clinic_at_console(practice) as clinic:
        version = version_named(label, clinic)
        record = _record(preview(version, at=system_clock()))
        if not as_json:
            for line in _lines(record):
                click.echo(line)
        _ask(label, yes=yes, as_json=as_json)
        actions.activate(by="console", at=system_clock(), version=version, why=why)
    if as_json:
        click.echo(json.dumps(record | {"activated": True}, ensure_ascii=False))
    else:
        click.echo(f"{label} is in use.")


def _ask(label: str, *, yes: bool, as_json: bool) -> None:
    """Go on only with a yes, given beforehand or at a terminal."""
    if yes:
        return
    if as_json or not sys.stdin.isatty():
        raise Wrong("Nothing was changed.", problems=["read the preview, then say --yes"])
    if not click.confirm(f"Take {label} into use?"):
        raise Wrong("Nothing was changed.")


def _record(found: Any) -> dict[str, Any]:
    return {
        "version": found.version,
        "instead_of": list(found.instead_of),
        "n_open": found.n_open,
        "unchanged": len(found.unchanged),
        "changes": [
            {"before": each.before, "after": each.after, "count": len(each.episode_ids)}
            for each in found.changes
        ],
    }


def _lines(record: dict[str, Any]) -> Iterable[str]:
    n = record["n_open"]
    if not n:
        yield f"No open episode would be held against {record['version']} today."
        return
    which = "1 open episode" if n == 1 else f"{n:,} open episodes"
    instead = " and ".join(record["instead_of"])
    yield f"{which} would be held against {record['version']} instead of {instead}."
    for each in record["changes"]:
        words = f"{status_label(each['before'])} to {status_label(each['after'])}"
        yield f"  {words:<34}{each['count']:>7,}"
    yield f"  {'Status stays as it is':<34}{record['unchanged']:>7,}"
