"""A client's own ratings, shown to the client; and who decides that they are.

After a rating the page knows the form's session alone. Looked at together it is a page of the
therapist's session, without anything that leads to anybody else.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from outcomes.access import Permission, fetch
from outcomes.actions import remarks, showing
from outcomes.errors import NotFound
from outcomes.reports.own_ratings import offered_after, showing_of, shown_after
from outcomes.storage import Administration, Episode, StaffMember
from outcomes.web.clock import now, today
from outcomes.web.guards import requires, tablet_only
from outcomes.web.languages import speak
from outcomes.web.pages import own_ratings as pages
from outcomes.web.sessions import administration_of_session, is_at_home
from outcomes.web.shell import shell

blueprint = Blueprint("own_ratings", __name__)


@blueprint.get("/rate/ratings")
@tablet_only
def page() -> str | AnyResponse:
    rating = administration_of_session()
    if not shown_after(rating, at_home=is_at_home(), at=now()):
        return redirect(url_for("tablet.opening"), code=303)
    return _page(rating)


@blueprint.post("/rate/ratings")
@tablet_only
def keep_remark() -> AnyResponse | tuple[str, int]:
    """What the client says about the picture. Words that were written while it was shown are
    taken as long as the form's session lives."""
    rating = administration_of_session()
    if not offered_after(rating, at_home=is_at_home()):
        return redirect(url_for("tablet.opening"), code=303)
    text = request.form.get("remark", "")
    try:
        remarks.keep_remark(rating=rating, text=text, at=now())
    except remarks.RemarkTooLong as error:
        return _page(rating, typed=text, letters=error.letters), 422
    return redirect(url_for("own_ratings.page", _anchor="remark"), code=303)


@blueprint.get("/episodes/<int:episode_id>/together")
@requires(Permission.TREAT)
def together(episode_id: int) -> str:
    staff = _me()
    on = today(staff.clinic)
    episode = fetch(staff, Permission.TREAT, Episode, episode_id, on=on)
    chosen = showing_of(episode)
    if not chosen.together:
        raise NotFound("Nothing is shown to this client.")
    shown = pages.together_page(episode, chosen, on=on)
    speak(shown.spoken.code)
    # Nothing around the picture may lead to, or search for, anybody else.
    alone = replace(shell(), navigation=(), search_url=None)
    return render_template("own_ratings/together.html", page=shown, shell=alone)


@blueprint.post("/episodes/<int:episode_id>/showing")
@requires(Permission.TREAT)
def choose(episode_id: int) -> Response:
    staff = _me()
    episode = fetch(staff, Permission.TREAT, Episode, episode_id, on=today(staff.clinic))
    showing.choose_showing(
        episode=episode,
        outcome=request.form.get("showing_outcome", ""),
        alliance=request.form.get("showing_alliance", ""),
        by=staff,
        at=now(),
    )
    flash("Kept. It holds from the next rating on.", "done")
    return redirect(url_for("episodes.page", episode_id=episode_id, _anchor="showing"), code=303)


@blueprint.post("/clinic/own-ratings")
@requires(Permission.MANAGE_PEOPLE)
def keep_for_clinic() -> Response:
    showing.set_own_ratings(
        shown=request.form.get("own_ratings") == "yes",
        at_home=request.form.get("own_ratings_at_home") == "yes",
        by=_me(),
        at=now(),
    )
    flash("Kept. It holds at once.", "done")
    return redirect(url_for("clinic.page", _anchor="own-ratings"), code=303)


def _page(rating: Administration, *, typed: str = "", letters: int = 0) -> str:
    shown = pages.own_page(rating, at_home=is_at_home(), at=now(), typed=typed, letters=letters)
    return render_template("tablet/own_ratings.html", page=shown)


def _me() -> StaffMember:
    return current_user._get_current_object()
