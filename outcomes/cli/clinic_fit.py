"""`outcomes curves fit --clinic` and `evaluate` on the clinic's own closed episodes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from outcomes.actions.closed_episodes import closed_episodes
from outcomes.actions.curve_fitting import evaluate_clinic, fit_clinic
from outcomes.change.validation import Evaluation
from outcomes.cli.clinic_curves import clinic_at_console, stratum_named, version_named
from outcomes.cli.curve_text import pair
from outcomes.cli.curves_list import whom
from outcomes.cli.evaluation_text import say_evaluation
from outcomes.cli.refusals import Wrong, refusals
from outcomes.exchange.curves.evaluations import evaluation_record
from outcomes.exchange.curves.json_files import write_json
from outcomes.exchange.curves.versions import version_record
from outcomes.measures import Yardstick, catalogue
from outcomes.storage import Clinic, CurveVersion
from outcomes.storage.curves import Stratum
from outcomes.web.clock import system_clock

NO_EPISODE = "no episode is closed with an intake by session 3 and a later rating"


def fit_in_clinic(
    measure_id: str,
    *,
    age_band: str | None,
    service_kind: str | None,
    practice: str | None,
    as_json: bool,
) -> None:
    """Test and fit the curve of a stratum, and keep it as a new version."""
    with refusals(as_json=as_json), clinic_at_console(practice) as clinic:
        stratum = stratum_named(measure_id, age_band=age_band, service_kind=service_kind)
        tested = evaluate_clinic(by="console", stratum=stratum, clinic_id=clinic.id)
        version = fit_clinic(by="console", at=system_clock(), stratum=stratum, evaluation=tested,
                             clinic_id=clinic.id)  # fmt: skip
        record = version_record(version, in_use=False)
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in _fit_lines(record):
        click.echo(line)


def evaluate_in_clinic(
    label: str | None,
    *,
    measure_id: str | None,
    age_band: str | None,
    service_kind: str | None,
    practice: str | None,
    as_json: bool,
    tables: bool,
    out: Path | None,
    pdf: Path | None,
) -> None:
    """The model card of a stored version as it was kept, or of the fit that would be made now."""
    with refusals(as_json=as_json), clinic_at_console(practice) as clinic:
        version = version_named(label, clinic) if label else None
        if version:
            found, yardstick = _kept(version)
        else:
            stratum = stratum_named(measure_id, age_band=age_band, service_kind=service_kind)
            found, yardstick = _tested(stratum, clinic.id)
        record = evaluation_record(found, yardstick, provenance=None)
        paper = _paper(version, clinic, found, yardstick) if pdf else b""
        if out:
            write_json(out, record)
        if pdf:
            pdf.write_bytes(paper)
    say_evaluation(found, yardstick, record, as_json=as_json, tables=tables, out=out)


def _paper(
    version: CurveVersion | None, clinic: Clinic, found: Evaluation, yardstick: Yardstick
) -> bytes:
    from outcomes.cli.card_paper import card_pdf, version_card_pdf

    if version:
        return version_card_pdf(version, clinic)
    made = (("Tested on", f"{found.n_closed:,} closed episodes of {clinic.name}."),)
    return card_pdf(found, yardstick, made=made, about=clinic.name)


def _kept(version: CurveVersion) -> tuple[Evaluation, Yardstick]:
    """The figures kept with a version. Those never tested are tested now, as a fit anew."""
    if version.evaluation is None:
        return _tested(version.stratum, version.clinic_id)
    stick = catalogue()[version.measure_id].yardstick(version.age_band or "adult", version.rater)
    return Evaluation.from_dict(version.evaluation), stick


def _tested(stratum: Stratum, clinic_id: int) -> tuple[Evaluation, Yardstick]:
    found = evaluate_clinic(by="console", stratum=stratum, clinic_id=clinic_id)
    if found is None:
        raise Wrong("There is nothing to test on.", problems=[NO_EPISODE])
    return found, closed_episodes(clinic_id, stratum)[0].yardstick


def _fit_lines(record: dict[str, Any]) -> Iterable[str]:
    yield f"{record['label']}: {whom(record)}, {record['words']}"
    yield from pair("Whom", f"{record['provenance']['population']}.")
    yield from pair("From", record["provenance"]["sentence"])
    yield from pair("Tested", f"{record['verdict']}.")
    errors = record["fit_report"]["standard_errors"]
    for name, value in record["parameters"].items():
        if name != "cap":
            error = f"  (standard error {errors[name]:.4f})" if name in errors else ""
            yield f"  {name:<6}{value:>10.4f}{error}".replace("-", "−")
    yield from pair("Not in use", f"outcomes curves evaluate {record['label']} shows its model "
                    f"card, outcomes curves activate {record['label']} --why TEXT takes it into "
                    "use.")  # fmt: skip
