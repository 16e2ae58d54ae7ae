"""Finding a client."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_login import current_user

from outcomes.access import Permission
from outcomes.web.clock import today
from outcomes.web.guards import requires
from outcomes.web.pages.search import search_page

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@requires(Permission.READ_EPISODE, Permission.READ_APPOINTMENTS)
def results() -> str:
    staff = current_user._get_current_object()
    found = search_page(staff, request.args.get("q", ""), on=today(staff.clinic))
    return render_template("search/results.html", page=found)
