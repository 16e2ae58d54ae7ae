"""One's own account and session."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from flask_login import current_user

from outcomes.access import Permission
from outcomes.actions import drafts
from outcomes.web import sessions
from outcomes.web.clock import now
from outcomes.web.guards import is_local_path, public, quiet, requires
from outcomes.web.shell import start_page

blueprint = Blueprint("account", __name__)


@blueprint.get("/")
@requires(Permission.BE_STAFF)
def home() -> Response:
    start = start_page(current_user._get_current_object())
    return redirect(f"{start}?draft=1" if "draft" in request.args else start, code=303)


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


@blueprint.post("/session/draft")
@requires(Permission.BE_STAFF)
def keep_draft() -> Response:
    """Keep what is typed on a page until it is sent; typing is use of the session."""
    page, fields = _typed()
    drafts.keep_draft(by=current_user._get_current_object(), at=now(), page=page, fields=fields)
    return jsonify(seconds_left=sessions.extend())


@blueprint.post("/session/draft/take")
@requires(Permission.BE_STAFF)
def take_draft() -> Response:
    """What was typed on a page before; it is handed out once."""
    page, _ = _typed()
    me = current_user._get_current_object()
    return jsonify(fields=drafts.take_draft(by=me, at=now(), page=page))


def _typed() -> tuple[str, dict[str, str]]:
    sent = request.get_json()
    page, fields = sent.get("page"), sent.get("fields", {})
    texts = isinstance(fields, dict) and all(isinstance(one, str) for one in fields.values())
    if not isinstance(page, str) or not is_local_path(page) or not texts or len(fields) > 100:
        abort(400)
    return page, fields
