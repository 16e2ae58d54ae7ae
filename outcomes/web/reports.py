"""Reports: of one client, of one caseload; as pages and as PDFs."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, url_for
from flask_login import current_user

from outcomes.access import Permission, fetch, may, visible
from outcomes.actions.exports import record_export
from outcomes.charts import plotly_figure, svg
from outcomes.reports.caseload import CaseloadReport, caseload_report
from outcomes.reports.progress import ProgressReport, progress_report
from outcomes.storage import Episode, StaffMember
from outcomes.web import papers
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.listed import note_listed
from outcomes.web.pages.reports import reports_page

blueprint = Blueprint("reports", __name__)


@blueprint.get("/episodes/<int:episode_id>/report")
@requires(Permission.READ_EPISODE)
def progress(episode_id: int) -> str:
    report = _progress(episode_id)
    chart = report.course.chart
    return render_template(
        "reports/progress.html",
        report=report,
        drawing=svg(chart) if chart else "",
        narrow_drawing=svg(replace(chart, key=f"{chart.key}-narrow"), variant="narrow")
        if chart
        else "",
        figure=plotly_figure(chart) if chart else None,
        back_url=url_for("reports.overview"),
        export=papers.ExportForm(
            url=url_for("reports.progress_pdf", episode_id=episode_id),
            file_name=_progress_file(report),
            readers=papers.readers("own", "supervisor", "client", "agency"),
            with_name=True,
        ),
    )


@blueprint.get("/episodes/<int:episode_id>/report.pdf")
@requires(Permission.READ_EPISODE)
def progress_pdf(episode_id: int) -> Response:
    report, wanted, at = _progress(episode_id), papers.wish(), now()
    with papers.one_at_a_time(_staff()):
        number = record_export(
            by=_staff(),
            at=at,
            report="progress",
            about=("episode", episode_id),
            facts={"for": wanted.reader, "with_name": wanted.with_name},
        )
        chart = report.course.chart
        return papers.pdf_download(
            "reports/progress_paper.html",
            papers.paper_for(
                _staff(),
                wanted,
                at=at,
                number=number,
                title=f"Progress report, client {report.code}",
                subject=report.subject,
                reference=report.code,
            ),
            at=at,
            file_name=_progress_file(report),
            content={
                "report": report,
                "drawing": svg(chart, variant="paper") if chart else "",
                "with_name": wanted.with_name,
            },
        )


@blueprint.get("/staff/<int:therapist_id>/report")
@requires(Permission.READ_EPISODE)
def caseload(therapist_id: int) -> str:
    report = _caseload(therapist_id)
    cases = [case for group in report.groups for case in group.cases]
    return render_template(
        "reports/caseload.html",
        report=report,
        drawings=_drawings(report, variant="small"),
        urls={case.episode_id: _case_url(case.episode_id) for case in cases},
        back_url=url_for("reports.overview"),
        export=papers.ExportForm(
            url=url_for("reports.caseload_pdf", therapist_id=therapist_id),
            file_name=_caseload_file(report),
            readers=papers.readers("own", "supervisor"),
        ),
    )


@blueprint.get("/staff/<int:therapist_id>/report.pdf")
@requires(Permission.READ_EPISODE)
def caseload_pdf(therapist_id: int) -> Response:
    wanted, at = papers.wish(), now()
    with papers.one_at_a_time(_staff()):
        report = _caseload(therapist_id)
        number = record_export(
            by=_staff(),
            at=at,
            report="caseload",
            about=("staff", therapist_id),
            facts={"for": wanted.reader, "episodes": report.n_shown},
        )
        return papers.pdf_download(
            "reports/caseload_paper.html",
            papers.paper_for(
                _staff(),
                wanted,
                at=at,
                number=number,
                title=f"Caseload report, {report.name}",
                subject=report.subject,
                reference=report.name,
            ),
            at=at,
            file_name=_caseload_file(report),
            content={
                "report": report,
                "drawings": _drawings(report, variant="paper-small", width=papers.MULTIPLE),
            },
        )


@blueprint.get("/reports")
@requires(Permission.READ_EPISODE)
def overview() -> str:
    page = reports_page(_staff(), on=today(_staff().clinic))
    return render_template("reports/overview.html", page=page)


def _progress(episode_id: int) -> ProgressReport:
    on = today(_staff().clinic)
    episode = fetch(_staff(), Permission.READ_EPISODE, Episode, episode_id, on=on)
    return progress_report(episode, on=on)


def _caseload(therapist_id: int) -> CaseloadReport:
    on = today(_staff().clinic)
    therapist = fetch(_staff(), about_staff(_staff()), StaffMember, therapist_id, on=on)
    within = visible(_staff(), Permission.READ_EPISODE, on=on)
    report = caseload_report(therapist, within=within, on=on)
    note_listed(case.episode_id for group in report.groups for case in group.cases)
    return report


def about_staff(staff: StaffMember) -> Permission:
    """What a page about a therapist asks for: supervising them, or being that therapist."""
    supervises = may(staff, Permission.SUPERVISE)
    return Permission.SUPERVISE if supervises else Permission.READ_EPISODE


def _drawings(
    report: CaseloadReport, *, variant: str, width: float | None = None
) -> dict[int, str]:
    return {
        case.episode_id: svg(case.chart, variant=variant, width=width) if case.chart else ""
        for group in report.groups
        for case in group.cases
    }


def _case_url(episode_id: int) -> str:
    return url_for("reports.progress", episode_id=episode_id)


def _caseload_file(report: CaseloadReport) -> str:
    number = str(report.therapist_id)
    return papers.safe_name("caseload", number, str(today(_staff().clinic))) + ".pdf"


def _progress_file(report: ProgressReport) -> str:
    return papers.safe_name("progress", report.code, str(today(_staff().clinic))) + ".pdf"


def _staff() -> StaffMember:
    return current_user._get_current_object()
