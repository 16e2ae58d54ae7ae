"""The clinic's own tablet: it waits, takes a code, shows help, and is locked between two clients.

Opening the waiting page locks: the form's session on the tablet ends, whatever led there. That is
how a tablet locks after the thanks, after a while without a touch, and after every restart.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from outcomes.actions import devices
from outcomes.actions.rating_codes import CodeRefused, DevicePauses
from outcomes.web import sessions
from outcomes.web.clock import now
from outcomes.web.guards import client_side, kiosk_only, public
from outcomes.web.pages import kiosk as pages

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")
LONGEST_CODE = 20


@blueprint.get("/")
@client_side
def wait() -> str | tuple[str, int]:
    device = sessions.kiosk_device()
    if device is None:
        return render_template("kiosk/not_enrolled.html", page=pages.not_enrolled()), 404
    sessions.lock_kiosk()
    return render_template("kiosk/wait.html", page=pages.waiting(device))


@blueprint.get("/code")
@kiosk_only
def code() -> str:
    """Where a code is typed. A QR on the screen of staff leads here, with its code filled in."""
    return _code_page(request.args.get("code", ""))


@blueprint.post("/code")
@kiosk_only
def use_code() -> Response | tuple[str, int] | tuple[str, int, dict[str, str]]:
    typed = request.form.get("code", "")[:LONGEST_CODE]
    try:
        sessions.open_by_code(typed, sessions.kiosk_device())
    except CodeRefused as refused:
        page = _code_page(typed, refused)
        if isinstance(refused, DevicePauses):
            return page, 429, {"Retry-After": str(refused.minutes * 60)}
        return page, 422
    return redirect(url_for("tablet.opening"), code=303)


@blueprint.get("/help")
@kiosk_only
def help_page() -> str:
    page = pages.help_page(sessions.kiosk_device())
    return render_template("kiosk/help.html", page=page)


@blueprint.get("/enrol/<token>")
@public
def enrol_page(token: str) -> str:
    """What the link of a new tablet opens. It changes nothing until the button is pressed."""
    device = devices.waiting_device(token, at=now())
    return render_template("kiosk/enrol.html", page=pages.enrolling(device, token))


@blueprint.post("/enrol/<token>")
@public
def enrol(token: str) -> Response:
    sessions.become_kiosk(token)
    return redirect(url_for("kiosk.wait"), code=303)


def _code_page(typed: str, refused: CodeRefused | None = None) -> str:
    page = pages.code_page(sessions.kiosk_device(), typed[:LONGEST_CODE], refused)
    return render_template("kiosk/code.html", page=page)
