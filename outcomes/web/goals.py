"""Goals in the client's words: by the client before a rating, by the therapist in between."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from outcomes.access import Permission, fetch
from outcomes.actions import goals
from outcomes.errors import Refused
from outcomes.storage import Episode, StaffMember
from outcomes.web.clock import now, today
from outcomes.web.guards import requires, tablet_only
from outcomes.web.pages import goals as pages
from outcomes.web.sessions import administration_of_session, is_at_home

blueprint = Blueprint("goals", __name__)


@blueprint.get("/rate/goals")
@tablet_only
def own() -> str | AnyResponse:
    rating = administration_of_session()
    if not goals.takes_goals(rating):
        return _to_form()
    page = pages.own_goals_page(rating, at_home=is_at_home())
    return render_template("tablet/goals.html", page=page)


@blueprint.post("/rate/goals")
@tablet_only
def word_own() -> AnyResponse | tuple[str, int]:
    rating = administration_of_session()
    if not goals.takes_goals(rating):
        return _to_form()
    try:
        goals.word_on_form(form=rating, goals=request.form, at=now())
    except goals.GoalsRefused as error:
        page = pages.own_goals_page(rating, at_home=is_at_home(), typed=request.form, error=error)
        return render_template("tablet/goals.html", page=page), 422
    except Refused:
        return redirect(url_for("tablet.opening"), code=303)
    return _to_form()


@blueprint.get("/episodes/<int:episode_id>/goals")
@requires(Permission.TREAT)
def page(episode_id: int) -> str:
    return render_template("goals/page.html", page=pages.goals_page(_episode(episode_id)))


@blueprint.post("/episodes/<int:episode_id>/goals")
@requires(Permission.TREAT)
def word(episode_id: int) -> Response | tuple[str, int]:
    episode = _episode(episode_id)
    try:
        goals.word_goals(episode=episode, goals=request.form, by=_me(), at=now())
    except Refused as error:
        shown = pages.goals_page(episode, typed=request.form, error=error)
        return render_template("goals/page.html", page=shown), 400
    flash("Kept. The next rating asks about these goals.", "done")
    return redirect(url_for("goals.page", episode_id=episode_id), code=303)


def _to_form() -> AnyResponse:
    return redirect(url_for("tablet.form"), code=303)


def _episode(episode_id: int) -> Episode:
    return fetch(_me(), Permission.TREAT, Episode, episode_id, on=today(_me().clinic))


def _me() -> StaffMember:
    return current_user._get_current_object()
