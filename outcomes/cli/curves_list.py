"""`outcomes curves list`: the versions of a clinic, which are in use, and who decided so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click

from outcomes.cli.curve_options import practice_option, saying_options
from outcomes.cli.refusals import refusals


@click.command("list")
@practice_option
@saying_options
def list_curves(practice: str | None, as_json: bool) -> None:
    """List the curves that the clinic has had fitted, and which are in use."""
    from outcomes.cli.clinic_curves import clinic_at_console

    with refusals(as_json=as_json), clinic_at_console(practice) as clinic:
        record = _record(clinic.id, clinic.name)
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in _lines(record):
        click.echo(line)


def _record(clinic_id: int, name: str) -> dict[str, Any]:
    from outcomes.exchange.curves.versions import FORMAT, decision_record, version_record
    from outcomes.storage import curves_in_use, db
    from outcomes.storage.curves import activations_of, versions_of

    used = {each.label for each in curves_in_use(clinic_id).active.values()}
    return {
        "format": FORMAT,
        "clinic": name,
        "versions": [
            version_record(each, in_use=each.label in used)
            for each in db.session.scalars(versions_of(clinic_id))
        ],
        "decisions": [
            decision_record(each) for each in db.session.scalars(activations_of(clinic_id))
        ],
    }


def _lines(record: dict[str, Any]) -> Iterable[str]:
    yield record["clinic"]
    if not record["versions"]:
        yield "No curve of its own yet. Every course is held against the starter curve."
        return
    width = max(len(each["label"]) for each in record["versions"])
    for each in record["versions"]:
        mark = "●" if each["in_use"] else " "
        yield f"{mark} {each['label']:<{width}}  {whom(each)}, {each['words']}"
        made = f"made {each['made_at'][:10]} by {each['made_by']}"
        yield f"  {'':<{width}}  {each['verdict']}; {made}"
    yield "● in use" if any(each["in_use"] for each in record["versions"]) else "None is in use."
    for each in record["decisions"]:
        what = f"{each['version']} in use" if each["version"] else "own curve given up"
        yield f"{each['at'][:10]}  {whom(each)}: {what}, by {each['by']}: {each['why']}"


def whom(record: dict[str, Any]) -> str:
    """Whom a version or a decision is about, in words."""
    return f"{record['age_band'] or 'all ages'}, {record['service_kind'] or 'every service'}"
