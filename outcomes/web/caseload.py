"""The caseload: where a therapist's day begins."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask_login import current_user

from outcomes.access import Permission, visible
from outcomes.storage import db
from outcomes.storage.ratings import count_submitted_after
from outcomes.web.clock import now, today
from outcomes.web.guards import quiet, requires
from outcomes.web.pages.caseload import caseload_page, new_ratings_words
from outcomes.web.pages.caseload_filter import CaseloadFilter
from outcomes.web.risk_answers import banners_of

blueprint = Blueprint("caseload", __name__)


@blueprint.get("/caseload")
@requires(Permission.TREAT)
def page() -> str:
    chosen = CaseloadFilter.from_args(request.args)
    staff = current_user._get_current_object()
    shown = caseload_page(staff, chosen, on=today(staff.clinic), at=now())
    return render_template("caseload/page.html", page=shown, risks=banners_of(staff))


@blueprint.get("/caseload/new")
@requires(Permission.TREAT)
@quiet
def new() -> Response:
    """How many ratings came in since the page was opened. Asking does not extend the session."""
    since = _moment(request.args.get("since", ""))
    within = visible(current_user, Permission.TREAT, on=today(current_user.clinic))
    number = db.session.scalar(count_submitted_after(since, within=within))
    return jsonify(new=number, words=new_ratings_words(number))


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        abort(400)
    if moment.tzinfo is None:
        abort(400)
    return moment
