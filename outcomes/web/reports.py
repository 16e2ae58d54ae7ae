"""Reports: of one client, of one caseload; as pages and as PDFs."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for
from flask_login import current_user

from outcomes.access import Permission, fetch
from outcomes.actions.exports import record_export
from outcomes.charts import plotly_figure, svg
from outcomes.reports.progress import ProgressReport, progress_report
from outcomes.storage import Episode, StaffMember
from outcomes.web import papers
from outcomes.web.clock import now, today
from outcomes.web.guards import requires

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
        narrow_drawing=svg(chart, variant="narrow") if chart else "",
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


@blueprint.get("/reports")
@requires(Permission.READ_EPISODE)
def overview() -> str:
    return render_template("reports/overview.html")


def _progress(episode_id: int) -> ProgressReport:
    on = today(_staff().clinic)
    episode = fetch(_staff(), Permission.READ_EPISODE, Episode, episode_id, on=on)
    return progress_report(episode, on=on)


def _progress_file(report: ProgressReport) -> str:
    return papers.safe_name("progress", report.code, str(today(_staff().clinic))) + ".pdf"


def _staff() -> StaffMember:
    return current_user._get_current_object()
