"""Setting a password with a one-time link; the first director also names the clinic there.

Opening the link changes nothing, because programs that scan mail open links too.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect, render_template, request

from outcomes.actions import clinics, links
from outcomes.errors import Refused
from outcomes.web import sessions
from outcomes.web.clock import now
from outcomes.web.guards import public
from outcomes.web.shell import start_page

blueprint = Blueprint("one_time_link", __name__)
SET_UP_FIELDS = ("clinic_name", "time_zone", "name", "email")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend, and the field it belongs to."""

    text: str
    field: str


@dataclass(frozen=True, kw_only=True)
class SetPasswordPage:
    """Everything the page shows."""

    title: str
    lead: str
    button: str
    is_set_up: bool
    clinic_name: str
    time_zone: str
    name: str
    email: str
    problems: tuple[Problem, ...] = field(default=())


@blueprint.get("/set-password/<token>")
@public
def page(token: str) -> str:
    return _render(links.holder_of(token, at=now()))


@blueprint.post("/set-password/<token>")
@public
def set_password(token: str) -> str | Response | tuple[str, int]:
    holder = links.holder_of(token, at=now())
    password = request.form.get("password", "")
    try:
        if holder.purpose == "first_director":
            sent = {name: request.form.get(name, "") for name in SET_UP_FIELDS}
            staff = clinics.set_up(token=token, password=password, at=now(), **sent)
        else:
            staff = links.set_password(token=token, password=password, at=now())
    except Refused as refused:
        return _render(links.holder_of(token, at=now()), refused=refused), 400
    sessions.rotate(staff)
    return redirect(start_page(staff), code=303)


def _render(holder: links.Holder, *, refused: Refused | None = None) -> str:
    staff, is_set_up = holder.staff, holder.purpose == "first_director"
    known = staff.email != clinics.UNKNOWN
    stored = {
        "clinic_name": staff.clinic.name if known else "",
        "time_zone": staff.clinic.time_zone,
        "name": staff.name if known else "",
        "email": staff.email if known else "",
    }
    shown = {name: request.form.get(name, stored[name]) for name in SET_UP_FIELDS}
    made = SetPasswordPage(
        title="Set up your practice" if is_set_up else "Choose your password",
        lead=f"For {staff.name}, {staff.clinic.name}." if known else "You are the first one here.",
        button="Set up and sign in" if is_set_up else "Set password and sign in",
        is_set_up=is_set_up,
        problems=_problems(refused),
        **(shown if is_set_up else stored),
    )
    return render_template("sign_in/set_password.html", page=made)


def _problems(refused: Refused | None) -> tuple[Problem, ...]:
    if refused is None:
        return ()
    sentences = refused.problems or (refused.message,)
    return tuple(Problem(text=text, field="password") for text in sentences)
