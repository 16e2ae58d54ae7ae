"""Adding a client, which opens an episode."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from outcomes.access import Permission
from outcomes.actions import treatment
from outcomes.errors import Refused
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.pages.client_form import client_form_page, read_client
from outcomes.web.pages.forms import FormState, refused

blueprint = Blueprint("clients", __name__)


@blueprint.get("/clients/new")
@requires(Permission.TREAT)
def new() -> str:
    return _form_page()


@blueprint.post("/clients/new")
@requires(Permission.TREAT)
def add() -> Response | tuple[str, int]:
    staff = current_user._get_current_object()
    on = today(staff.clinic)
    read = read_client(request.form, on=on)
    if isinstance(read, FormState):
        return _form_page(read), 400
    try:
        episode = treatment.admit(**vars(read), therapist=staff, opened_on=on, by=staff, at=now())
    except Refused as error:
        state = FormState("client", request.form.to_dict(), refused(error, at="code"))
        return _form_page(state), 400
    flash(f"{episode.client.name} added. The first rating can start.")
    return redirect(url_for("episodes.page", episode_id=episode.id), code=303)


def _form_page(form: FormState | None = None) -> str:
    page = client_form_page(form) if form else client_form_page()
    return render_template("clients/new.html", page=page)
