"""A link for home: its page, which changes nothing, and the button that begins the form.

The page names the clinic and nobody else. The form's own pages follow under addresses without a
token, in a session that belongs to the browser which pressed the button.
"""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from outcomes.actions import home_links
from outcomes.errors import NotFound
from outcomes.storage.fence import enter
from outcomes.web import sessions
from outcomes.web.clock import now
from outcomes.web.guards import public, tablet_only
from outcomes.web.languages import speak
from outcomes.web.pages import home as pages
from outcomes.web.sessions import administration_of_session

blueprint = Blueprint("home", __name__, url_prefix="/rate")


@blueprint.get("/link/<token>")
@public
def page(token: str) -> str | tuple[str, int]:
    return _page(token)


@blueprint.post("/link/<token>")
@public
def start(token: str) -> Response | tuple[str, int]:
    """The token is what proves who sends this, so there is no form token beside it: its page
    would have to begin a session, and looking at it must change nothing."""
    try:
        _find(token)
        sessions.start_at_home(token)
    except (NotFound, home_links.LinkNotOpen):
        return _page(token)
    return redirect(url_for("tablet.form"), code=303)


@blueprint.post("/exit")
@tablet_only
def leave() -> str:
    """Ends the form's session and leaves for the clinic's neutral site. The page that is left asks
    that site for nothing; going there is the browser's own step."""
    if not sessions.is_at_home():
        abort(404)
    rating = administration_of_session()
    shown = pages.leaving(rating.opened_by.clinic)
    home_links.leave(form=rating, at=now())
    sessions.end_form()
    return render_template("home/left.html", page=shown)


def _page(token: str) -> str | tuple[str, int]:
    try:
        found = _find(token)
    except NotFound:
        return render_template("home/closed.html", page=pages.closed()), 404
    rating = administration_of_session()
    is_here = rating is not None and rating.id == found.link.administration_id
    speak(found.link.administration.language)
    if found.state == "open" or (found.state == "used" and is_here):
        shown = pages.landing(found, token, is_here=is_here)
        return render_template("home/page.html", page=shown)
    status = 200 if found.state == "sent" else 410
    return render_template("home/closed.html", page=pages.closed(found)), status


def _find(token: str) -> home_links.FoundLink:
    """What a token leads to; from here on the request is one of the link's clinic."""
    enter(home_links.clinic_of_link(token))
    return home_links.find_link(token, at=now())
