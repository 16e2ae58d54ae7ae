"""One's own account and session."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, redirect, render_template
from flask_login import current_user

from outcomes.access import Permission
from outcomes.web import sessions
from outcomes.web.guards import public, quiet, requires
from outcomes.web.shell import start_page

blueprint = Blueprint("account", __name__)


@blueprint.get("/")
@requires(Permission.BE_STAFF)
def home() -> Response:
    return redirect(start_page(current_user._get_current_object()), code=303)


@blueprint.get("/account")
@requires(Permission.BE_STAFF)
def page() -> str:
    return render_template("account/page.html", staff=current_user)


@blueprint.get("/session")
@public
@quiet
def seconds_left() -> Response:
    """How long this session still lasts. Asking does not make it last longer."""
    return jsonify(seconds_left=sessions.seconds_left() if current_user.is_authenticated else 0)


@blueprint.post("/session/extend")
@requires(Permission.BE_STAFF)
def extend() -> Response:
    return jsonify(seconds_left=sessions.extend())
