"""The staff's side of a rating: opening it and handing the device over."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from flask_login import current_user

from outcomes.access import Permission, fetch
from outcomes.actions import ratings
from outcomes.storage import Episode
from outcomes.web import sessions
from outcomes.web.clock import now, today
from outcomes.web.guards import requires

blueprint = Blueprint("ratings", __name__)


@blueprint.post("/episodes/<int:episode_id>/ratings")
@requires(Permission.START_RATING)
def start(episode_id: int) -> Response:
    """Open an outcome or alliance rating; from here on the device is the client's."""
    staff = current_user._get_current_object()
    on = today(staff.clinic)
    episode = fetch(staff, Permission.START_RATING, Episode, episode_id, on=on)
    form = ratings.open_rating(
        episode=episode,
        kind=request.form.get("kind", "outcome"),
        by=staff,
        at=now(),
        on=on,
        language=request.form.get("language"),
        second_session=request.form.get("second_session") == "yes",
    )
    sessions.hand_over(form, by=staff)
    return redirect(url_for("tablet.opening"), code=303)
