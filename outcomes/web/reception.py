"""The desk: who comes today, and starting a rating for them. No scores."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_login import current_user

from outcomes.access import Permission
from outcomes.web.clock import now
from outcomes.web.clock import today as clinic_day
from outcomes.web.guards import requires
from outcomes.web.pages.due import due_page
from outcomes.web.pages.today import today_page

blueprint = Blueprint("reception", __name__)


@blueprint.get("/today")
@requires(Permission.READ_APPOINTMENTS)
def today() -> str:
    staff = current_user._get_current_object()
    on = clinic_day(staff.clinic)
    page = today_page(staff, request.args.get("q", ""), on=on, at=now())
    return render_template("reception/today.html", page=page)


@blueprint.get("/due")
@requires(Permission.READ_APPOINTMENTS)
def due() -> str:
    """Who is due to rate, and who missed it."""
    staff = current_user._get_current_object()
    page = due_page(staff, on=clinic_day(staff.clinic), at=now())
    return render_template("reception/due.html", page=page)
