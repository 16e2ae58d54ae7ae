"""The clinic's expected-change curves: what is in use, a fit, its model card, a decision."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from outcomes.access import Permission, fetch, may
from outcomes.actions import curves as changing
from outcomes.actions.curve_fitting import evaluate_clinic, fit_clinic
from outcomes.actions.curve_preview import ShownPreview, preview_for
from outcomes.actions.exports import record_export
from outcomes.charts import coverage_svg
from outcomes.errors import ImportProblems, Refused
from outcomes.reports.model_card import ModelCardReport, Picture, model_card_report
from outcomes.storage import CurveVersion, StaffMember, curves_in_use
from outcomes.storage.curves import Stratum
from outcomes.web import papers
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.listed import note_listed
from outcomes.web.pages.curve_exchange import pooled_version, sums_that_leave
from outcomes.web.pages.curves import curves_page, measures_with_curve, own_changes, preview_shown

blueprint = Blueprint("curves", __name__)
MANAGE = Permission.MANAGE_CURVES


@blueprint.get("/curves")
@requires(MANAGE)
def overview() -> str:
    return _overview()


@blueprint.post("/curves")
@requires(MANAGE)
def fit() -> Response | tuple[str, int]:
    try:
        stratum = _chosen_stratum()
        with papers.one_at_a_time(_me()):
            version = _fitted(stratum)
    except Refused as refused:
        return _overview(problem=_about(refused, "measure")), 400
    flash(f"{version.label} was fitted. Nothing is held against it yet.", "done")
    return redirect(url_for("curves.version", version_id=version.id), code=303)


@blueprint.get("/curves/<int:version_id>")
@requires(Permission.BE_STAFF)
def version(version_id: int) -> str:
    return _version_page(_version(version_id))


@blueprint.get("/curves/<int:version_id>/model-card.pdf")
@requires(Permission.BE_STAFF)
def model_card_pdf(version_id: int) -> Response:
    kept, wanted, at = _version(version_id), papers.wish(), now()
    report = model_card_report(kept)
    with papers.one_at_a_time(_me()):
        number = record_export(
            by=_me(), at=at, report="model_card", about=("curve_version", version_id)
        )
        paper = papers.paper_for(
            _me(),
            wanted,
            at=at,
            number=number,
            title=f"Model card, {report.label}",
            subject=f"Model card · {report.label}",
            reference=report.label,
        )
        return papers.pdf_download(
            "curves/model_card_paper.html",
            paper,
            at=at,
            file_name=_file_name(report),
            content={"report": report, "drawing": _drawn(report.picture, variant="paper")},
        )


@blueprint.post("/curves/<int:version_id>/activate")
@requires(MANAGE)
def activate(version_id: int) -> Response | tuple[str, int]:
    kept, why = _version(version_id), request.form.get("why", "")
    try:
        changing.activate(by=_me(), at=now(), version=kept, why=why)
    except Refused as refused:
        return _version_page(kept, problem=_about(refused, "why")), 400
    flash(f"{kept.label} is in use. Open episodes were worked out anew.", "done")
    return redirect(url_for("curves.overview"), code=303)


@blueprint.post("/curves/give-up")
@requires(MANAGE)
def give_up() -> Response | tuple[str, int]:
    try:
        stratum = _chosen_stratum()
        changing.deactivate(by=_me(), at=now(), stratum=stratum, why=request.form.get("why", ""))
    except Refused as refused:
        return _overview(problem=_about(refused, "why")), 400
    flash("The curve was given up. Open episodes were worked out anew.", "done")
    return redirect(url_for("curves.overview"), code=303)


@blueprint.post("/curves/statistics")
@requires(MANAGE)
def export_statistics() -> Response | tuple[str, int]:
    try:
        stratum = _chosen_stratum()
        record = sums_that_leave(
            by=_me(),
            at=now(),
            stratum=replace(stratum, age_band=stratum.age_band or "adult"),
            on=today(_me().clinic),
        )
    except Refused as refused:
        return _overview(problem=_about(refused, "sums-measure")), 400
    name = papers.safe_name("sums", stratum.measure_id, record["until"])
    return Response(
        f"{json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)}\n",
        mimetype="application/json",
        headers={"Content-Disposition": f"attachment; filename={name}.json"},
    )


@blueprint.post("/curves/pool")
@requires(MANAGE)
def pool() -> Response | tuple[str, int]:
    try:
        stratum = _chosen_stratum()
        version = pooled_version(
            by=_me(),
            at=now(),
            stratum=replace(stratum, age_band=stratum.age_band or "adult"),
            uploads=request.files.getlist("files"),
        )
    except Refused as refused:
        return _overview(problem=_about(refused, "files")), 400
    except ImportProblems as wrong:
        problems = [{"text": each, "field": "files"} for each in wrong.problems or [str(wrong)]]
        return _overview(problems=problems), 400
    flash(f"{version.label} was pooled. Nothing is held against it yet.", "done")
    return redirect(url_for("curves.version", version_id=version.id), code=303)


def _fitted(stratum: Stratum) -> CurveVersion:
    evaluation = evaluate_clinic(by=_me(), stratum=stratum)
    return fit_clinic(by=_me(), at=now(), stratum=stratum, evaluation=evaluation)


def _overview(
    *, problem: dict[str, str] | None = None, problems: Sequence[dict[str, str]] = ()
) -> str:
    found = [*problems, *([problem] if problem else [])]
    return render_template("curves/overview.html", page=curves_page(_me()), problems=found)


def _version_page(kept: CurveVersion, *, problem: dict[str, str] | None = None) -> str:
    report = model_card_report(kept)
    in_use = curves_in_use(kept.clinic_id).active.get(kept.stratum) == kept.curve
    found = None if in_use else _preview(kept)
    own = own_changes(_me(), found, on=today(_me().clinic)) if found else ()
    note_listed(each.episode_id for each in own)
    return render_template(
        "curves/version.html",
        report=report,
        version_id=kept.id,
        in_use=in_use,
        may_manage=may(_me(), MANAGE),
        preview=preview_shown(found, of_own=not may(_me(), MANAGE)) if found else None,
        own=own,
        problem=problem,
        why=request.form.get("why", ""),
        drawing=_drawn(report.picture),
        narrow_drawing=_drawn(report.picture, variant="narrow"),
        export=papers.ExportForm(
            url=url_for("curves.model_card_pdf", version_id=kept.id),
            file_name=_file_name(report),
            readers=papers.readers("own", "supervisor", "agency"),
        ),
    )


def _preview(kept: CurveVersion) -> ShownPreview | None:
    """What activating it would change, for those who decide or treat; None for the others."""
    if not (may(_me(), MANAGE) or may(_me(), Permission.READ_EPISODE)):
        return None
    return preview_for(_me(), kept, at=now(), on=today(_me().clinic))


def _drawn(picture: Picture | None, *, variant: str = "screen") -> str:
    if picture is None:
        return ""
    return coverage_svg(
        picture.rows,
        key=f"coverage-{variant}",
        title=picture.title,
        description=picture.description,
        variant=variant,
    )


def _file_name(report: ModelCardReport) -> str:
    return f"{papers.safe_name('model-card', report.label)}.pdf"


def _about(refused: Refused, field: str) -> dict[str, str]:
    """A refusal with the control that it leads to."""
    return {"text": refused.message, "field": field}


def _chosen_stratum() -> Stratum:
    chosen = request.form.get("measure", "")
    if chosen not in {each.id for each in measures_with_curve()}:
        raise Refused("Choose a measure that has an expected course.")
    return Stratum(
        chosen,
        age_band=request.form.get("age_band") or None,
        service_kind=request.form.get("service_kind") or None,
    )


def _version(version_id: int) -> CurveVersion:
    return fetch(_me(), Permission.BE_STAFF, CurveVersion, version_id, on=today(_me().clinic))


def _me() -> StaffMember:
    return current_user._get_current_object()
