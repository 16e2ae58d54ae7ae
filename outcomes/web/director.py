"""The director's pages: people, their links, teams, and who supervises whom."""

from __future__ import annotations

import datetime as dt

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user

from outcomes.access import Permission, fetch
from outcomes.actions import people as changing
from outcomes.actions.links import LIFE
from outcomes.errors import Refused
from outcomes.storage import StaffMember, Team, db
from outcomes.storage.people import teams_of
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.pages.forms import Problem
from outcomes.web.pages.people import (
    InvitePage,
    LinkPage,
    people_page,
    person_page,
    supervision_choices,
)
from outcomes.web.pages.risk_answers import overdue_words

blueprint = Blueprint("director", __name__)
MANAGE = Permission.MANAGE_PEOPLE


@blueprint.get("/people")
@requires(MANAGE)
def people() -> str:
    page = people_page(_me(), on=today(_me().clinic))
    overdue = overdue_words(_me(), at=now())
    return render_template("director/people.html", page=page, overdue=overdue)


@blueprint.get("/people/invite")
@requires(MANAGE)
def invite_page() -> str:
    return _invite_page()


@blueprint.post("/people/invite")
@requires(MANAGE)
def invite() -> str | tuple[str, int]:
    sent = {name: request.form.get(name, "") for name in ("name", "email", "role")}
    try:
        made = changing.invite(by=_me(), at=now(), team=_chosen_team(), **sent)
    except Refused as refused:
        return _invite_page(problem=refused.message), 400
    return _show_link(made)


@blueprint.get("/people/<int:staff_id>")
@requires(MANAGE)
def person(staff_id: int) -> str:
    return _person_page(_person(staff_id))


@blueprint.post("/people/<int:staff_id>/reset")
@requires(MANAGE)
def start_reset(staff_id: int) -> str | tuple[str, int]:
    staff = _person(staff_id)
    try:
        made = changing.start_reset(by=_me(), at=now(), staff=staff)
    except Refused as refused:
        return _person_page(staff, problem=Problem("account", refused.message)), 400
    return _show_link(made)


@blueprint.post("/people/<int:staff_id>/disable")
@requires(MANAGE)
def disable(staff_id: int) -> Response:
    staff = _person(staff_id)
    changing.disable(by=_me(), at=now(), staff=staff)
    undo = url_for("director.enable", staff_id=staff_id)
    text = f"{staff.name} is signed out everywhere and cannot sign in."
    flash({"text": text, "link_text": "Undo", "post_url": undo}, "done")
    return _back_to_person(staff_id)


@blueprint.post("/people/<int:staff_id>/enable")
@requires(MANAGE)
def enable(staff_id: int) -> Response:
    staff = _person(staff_id)
    changing.enable(by=_me(), at=now(), staff=staff)
    flash(f"{staff.name} can sign in again.", "done")
    return _back_to_person(staff_id)


@blueprint.post("/people/<int:staff_id>/supervision")
@requires(MANAGE)
def assign_supervision(staff_id: int) -> Response | tuple[str, int]:
    staff = _person(staff_id)
    try:
        other = _other_person()
        pair = (staff, other) if staff.role == "supervisor" else (other, staff)
        changing.assign_supervision(
            by=_me(),
            at=now(),
            supervisor=pair[0],
            therapist=pair[1],
            started_on=_day("started_on") or today(_me().clinic),
            ended_on=_day("ended_on"),
        )
    except Refused as refused:
        return _person_page(staff, problem=Problem("other", refused.message)), 400
    flash(f"{pair[0].name} supervises {pair[1].name}.", "done")
    return _back_to_person(staff_id)


@blueprint.post("/people/<int:staff_id>/supervision/<int:supervision_id>/end")
@requires(MANAGE)
def end_supervision(staff_id: int, supervision_id: int) -> Response:
    _person(staff_id)
    day = today(_me().clinic)
    changing.end_supervision(by=_me(), at=now(), supervision_id=supervision_id, ended_on=day)
    flash("The supervision has ended.", "done")
    return _back_to_person(staff_id)


@blueprint.post("/people/teams")
@requires(MANAGE)
def add_team() -> Response:
    team = changing.add_team(by=_me(), at=now(), name=request.form.get("name", ""))
    flash(f"There is a team {team.name} now.", "done")
    return redirect(url_for("director.people"), code=303)


def _me() -> StaffMember:
    return current_user._get_current_object()


def _person(staff_id: int) -> StaffMember:
    return fetch(_me(), MANAGE, StaffMember, staff_id, on=today(_me().clinic))


def _other_person() -> StaffMember:
    chosen = request.form.get("other", "")
    if not chosen.isdecimal():
        raise Refused("Choose a colleague.")
    return _person(int(chosen))


def _chosen_team() -> Team | None:
    teams = db.session.scalars(teams_of(_me().clinic_id)).all()
    return next((team for team in teams if str(team.id) == request.form.get("team")), None)


def _day(name: str) -> dt.date | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a day; write it like 2026-03-31.") from None


def _back_to_person(staff_id: int) -> Response:
    return redirect(url_for("director.person", staff_id=staff_id), code=303)


def _invite_page(*, problem: str | None = None) -> str:
    teams = db.session.scalars(teams_of(_me().clinic_id)).all()
    sent = {name: request.form.get(name, "") for name in ("name", "email", "role", "team")}
    page = InvitePage(teams=tuple((str(team.id), team.name) for team in teams), problem=problem)
    return render_template("director/invite.html", page=page, sent=sent)


def _person_page(staff: StaffMember, *, problem: Problem | None = None) -> str:
    choices = supervision_choices(_me(), staff)
    page = person_page(_me(), staff, choices=choices, on=today(_me().clinic), problem=problem)
    return render_template("director/person.html", page=page)


def _show_link(made: changing.Invitation) -> str:
    origin = current_app.config["SETTINGS"].origin
    path = url_for("one_time_link.page", token=made.token)
    page = LinkPage(
        name=made.staff.name, email=made.staff.email, link=f"{origin}{path}", until=now() + LIFE
    )
    return render_template("director/link.html", page=page)
