"""The director's page of how clients rate: the clinic's tablets, and links for home."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from outcomes.access import Permission, fetch
from outcomes.actions import clinics, devices
from outcomes.errors import Refused
from outcomes.storage import Device, StaffMember
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.pages.forms import FormState, Problem, refused
from outcomes.web.pages.ways_to_rate import tablet_link_page, ways_page

blueprint = Blueprint("ways_to_rate", __name__)
MANAGE = Permission.MANAGE_PEOPLE


@blueprint.get("/ways-to-rate")
@requires(MANAGE)
def overview() -> str:
    return _overview(FormState())


@blueprint.post("/ways-to-rate/tablets")
@requires(MANAGE)
def add_tablet() -> str | tuple[str, int]:
    name = request.form.get("tablet_name", "")
    try:
        made = devices.add_device(name=name, by=_me(), at=now())
    except Refused as error:
        return _again("tablet", refused(error, at="tablet_name"))
    return _show_link(made)


@blueprint.post("/ways-to-rate/tablets/<int:device_id>/link")
@requires(MANAGE)
def tablet_link(device_id: int) -> str:
    return _show_link(devices.new_link(device=_device(device_id), by=_me(), at=now()))


@blueprint.post("/ways-to-rate/tablets/<int:device_id>/revoke")
@requires(MANAGE)
def revoke_tablet(device_id: int) -> Response:
    device = _device(device_id)
    devices.revoke(device=device, by=_me(), at=now())
    flash(f"{device.name} is out of use. It opens no form any more.", "done")
    return redirect(url_for("ways_to_rate.overview"), code=303)


@blueprint.post("/ways-to-rate/home-links")
@requires(MANAGE)
def keep_home_links() -> Response | tuple[str, int]:
    hours, reminder = (_whole(name) for name in ("home_link_hours", "reminder_hours"))
    problems = tuple(
        Problem(name, "Write a whole number of hours.")
        for name, value in (("home_link_hours", hours), ("reminder_hours", reminder))
        if value is None
    )
    if problems:
        return _again("home_links", problems)
    try:
        clinics.set_home_links(
            link_hours=hours,
            reminder_hours=reminder,
            exit_address=request.form.get("exit_address", ""),
            by=_me(),
            at=now(),
        )
    except Refused as error:
        return _again("home_links", refused(error, at="home_link_hours"))
    flash("Kept. Links made from now on follow it.", "done")
    return redirect(url_for("ways_to_rate.overview"), code=303)


def _me() -> StaffMember:
    return current_user._get_current_object()


def _device(device_id: int) -> Device:
    return fetch(_me(), MANAGE, Device, device_id, on=today(_me().clinic))


def _whole(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _overview(form: FormState) -> str:
    return render_template("ways_to_rate/overview.html", page=ways_page(_me(), form))


def _again(name: str, problems: tuple[Problem, ...]) -> tuple[str, int]:
    return _overview(FormState(name, request.form.to_dict(), problems)), 400


def _show_link(made: devices.Enrolment) -> str:
    page = tablet_link_page(made.device, made.token)
    return render_template("ways_to_rate/tablet_link.html", page=page)
