"""The client's side: one form, its thanks, and nothing else.

These pages know the tablet's session only, which belongs to one administration and to nobody of
the staff. The way back to staff pages is the full sign-in.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from outcomes.actions import home_links, rating_languages, ratings, resting
from outcomes.actions.goals import asks_for_goals
from outcomes.errors import Conflict, NotStored, Refused
from outcomes.storage import Administration
from outcomes.web.clock import now
from outcomes.web.compression import squeezed
from outcomes.web.errors import note_not_stored, status_of
from outcomes.web.guards import client_side, tablet_only
from outcomes.web.languages import language_here
from outcomes.web.pages import tablet as pages
from outcomes.web.pages.own_ratings import see_url
from outcomes.web.pages.rating_form import RatingForm, says_two_things
from outcomes.web.received import blank, read, store, worded
from outcomes.web.sessions import (
    administration_of_session,
    is_at_home,
    kiosk_device,
    on_kiosk,
)

blueprint = Blueprint("tablet", __name__, url_prefix="/rate")


@blueprint.get("/")
@client_side
@squeezed
def opening() -> str | AnyResponse:
    rating = administration_of_session()
    if on_kiosk() and (rating is None or rating.state == "withdrawn"):
        return redirect(url_for("kiosk.wait"), code=303)
    if rating is None:
        page = pages.waiting(None, language_here())
        return render_template("tablet/waiting.html", page=page)
    if is_at_home() and rating.state == "open":
        return _to("form")
    if rating.state == "withdrawn":
        page = pages.given_back(rating.opened_by.clinic, language_here())
        return render_template("tablet/waiting.html", page=page)
    if rating.state == "submitted":
        return _to("thanks")
    page = pages.opening(rating, *worded(rating))
    return render_template("tablet/opening.html", page=page)


@blueprint.post("/language")
@tablet_only
def change_language() -> AnyResponse:
    """The client would rather have the form in another language."""
    rating = administration_of_session()
    if rating.state == "open":
        chosen = request.form.get("language", "")
        try:
            rating_languages.choose_language(form_uuid=rating.form_uuid, language=chosen, at=now())
        except Refused:
            abort(400)  # the page offers no such button
    return _to("opening")


@blueprint.post("/start")
@tablet_only
def start() -> AnyResponse:
    rating = administration_of_session()
    if rating.state != "open":
        return _to("opening")
    ratings.begin_rating(form_uuid=rating.form_uuid, at=now())
    return _to("form")


@blueprint.get("/form")
@tablet_only
@squeezed
def form() -> str | AnyResponse:
    rating = administration_of_session()
    if rating.state != "open" or rating.started_at is None:
        return _to("opening")
    home_links.note_opened(form=rating, at=now())
    if asks_for_goals(rating):
        return redirect(url_for("goals.own"), code=303)
    return _form_page(rating, blank(rating))


@blueprint.post("/form")
@tablet_only
def send() -> str | AnyResponse | tuple[str, int]:
    rating = administration_of_session()
    if says_two_things(blank(rating), request.form):
        abort(400)
    if request.form.get("form_uuid") != rating.form_uuid:
        return _not_taken(rating)
    sent = read(rating, request.form)
    if rating.state == "open" and not sent.is_complete:
        return _form_page(rating, sent.form), 422
    if not sent.is_readable:
        return _not_taken(rating)
    try:
        store(rating, sent)
    except (Conflict, Refused):
        return _not_taken(rating)
    except NotStored as error:
        note_not_stored(error)
        return _form_page(rating, sent.form, unstored=True), status_of(error)
    if request.accept_mimetypes.best == "application/json":
        # The form's script goes on by itself; a redirect would be followed unseen, and the
        # greeting with the name be spent on it. Nothing is kept in the session here: that would
        # be a second transaction to wait for.
        return jsonify(next=url_for("tablet.thanks"))
    return _to("thanks")


@blueprint.get("/thanks")
@tablet_only
def thanks() -> str | AnyResponse:
    rating = administration_of_session()
    if rating.state != "submitted":
        return _to("opening")
    ratings_url = see_url(rating, at_home=is_at_home(), at=now())
    if is_at_home():
        page = pages.thanks_at_home(rating, ratings_url=ratings_url)
        return render_template("tablet/thanks.html", page=page)
    by_name = "thanked" not in session
    session["thanked"] = True
    page = pages.thanks(rating, by_name=by_name, ratings_url=ratings_url)
    return render_template("tablet/thanks.html", page=page)


@blueprint.post("/give-back")
@tablet_only
def give_back() -> AnyResponse:
    if is_at_home():
        abort(404)  # the device is the client's own
    rating = administration_of_session()
    ratings.give_back(form_uuid=rating.form_uuid, at=now())
    return _to("opening")


def _form_page(rating: Administration, form: RatingForm, *, unstored: bool = False) -> str:
    """The form. `unstored`: it was sent and could not be stored now; a script tries again."""
    key = _resting_key(rating)
    page = pages.form_page(rating, form.problems, at_home=is_at_home(), resting_key=key)
    return render_template("tablet/form.html", form=form, page=page, unstored=unstored)


def _resting_key(rating: Administration) -> bytes:
    """Without room for a key the form is shown all the same; its answers rest nowhere then."""
    try:
        return resting.give_key(form=rating, device=kiosk_device(), at=now())
    except NotStored:
        return b""


def _not_taken(rating: Administration) -> tuple[str, int]:
    """These answers cannot be stored; the page says whether earlier ones are."""
    page = pages.not_taken(rating, at_home=is_at_home())
    return render_template("tablet/not_taken.html", page=page), 409


def _to(page: str) -> Response:
    return redirect(url_for(f"tablet.{page}"), code=303)
