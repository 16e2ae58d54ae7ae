"""The director's page about the clinic: figures of everybody together, of nobody alone."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_login import current_user

from outcomes.access import Permission
from outcomes.charts import interval_svg
from outcomes.reports.clinic import ClinicReport
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.pages.clinic import clinic_page

blueprint = Blueprint("clinic", __name__)


@blueprint.get("/clinic")
@requires(Permission.READ_AGGREGATES)
def page() -> str:
    staff = current_user._get_current_object()
    shown = clinic_page(staff, request.args.get("to", ""), on=today(staff.clinic), at=now())
    intervals = _intervals(shown.report) if shown.report else {}
    return render_template("clinic/page.html", page=shown, intervals=intervals)


def _intervals(report: ClinicReport) -> dict[str, str]:
    return {
        each.name: interval_svg(
            each.interval,
            key=f"clinic-{each.name}",
            title=f"{each.label}: {each.words}",
            width=480,
        )
        for each in report.outcomes
        if each.interval is not None
    }
