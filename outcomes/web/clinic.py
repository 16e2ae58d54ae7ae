"""The director's page about the clinic: figures of everybody together, of nobody alone."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as WebResponse
from flask_login import current_user

from outcomes.access import Permission
from outcomes.actions.risk_answers import set_risk_settings
from outcomes.charts import interval_svg
from outcomes.errors import Refused
from outcomes.reports.clinic import ClinicReport
from outcomes.storage import StaffMember
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.pages.clinic import clinic_page
from outcomes.web.pages.forms import BLANK, FormState, Problem, refused
from outcomes.web.pages.risk_settings import on_duty_of, risk_settings_page

blueprint = Blueprint("clinic", __name__)


@blueprint.get("/clinic")
@requires(Permission.READ_AGGREGATES)
def page() -> str:
    return _page(BLANK)


@blueprint.post("/clinic/risk-answers")
@requires(Permission.MANAGE_PEOPLE)
def keep_risk_settings() -> WebResponse | tuple[str, int]:
    """Who is on duty for risk answers, and when they go to a supervisor."""
    text = request.form.get("risk_hours", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return _again((Problem("risk_hours", "Write a whole number of hours."),))
    try:
        set_risk_settings(
            contact=_contact(request.form.get("duty_contact", "")),
            hours=int(text),
            by=_me(),
            at=now(),
        )
    except Refused as error:
        return _again(refused(error, at="risk_hours"))
    flash("Kept. It holds at once, also for risk answers that wait already.", "done")
    return redirect(url_for("clinic.page", _anchor="risk-answers"), code=303)


def _page(form: FormState) -> str:
    staff = _me()
    shown = clinic_page(staff, request.args.get("to", ""), on=today(staff.clinic), at=now())
    return render_template(
        "clinic/page.html",
        page=shown,
        intervals=_intervals(shown.report) if shown.report else {},
        risk=risk_settings_page(staff, form, at=now()),
    )


def _again(problems: tuple[Problem, ...]) -> tuple[str, int]:
    return _page(FormState("risk", request.form.to_dict(), problems)), 400


def _contact(chosen: str) -> StaffMember | None:
    """The colleague that was chosen; None for nobody.

    Raises:
        Refused: somebody who was not offered.
    """
    if not chosen:
        return None
    found = next((each for each in on_duty_of(_me().clinic_id) if str(each.id) == chosen), None)
    if found is None:
        raise Refused("Choose a therapist or supervisor of the clinic who can sign in.")
    return found


def _me() -> StaffMember:
    return current_user._get_current_object()


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
