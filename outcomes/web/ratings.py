"""The staff's side of a rating: opening it here, on the clinic's tablet, or at home by a link."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from outcomes import mail
from outcomes.access import Permission, fetch
from outcomes.actions import home_links, rating_codes, ratings
from outcomes.errors import MailError, Refused
from outcomes.languages import language
from outcomes.storage import Episode, StaffMember
from outcomes.web import sessions
from outcomes.web.clock import now, today
from outcomes.web.filters import local
from outcomes.web.guards import requires
from outcomes.web.pages.forms import FormState, refused
from outcomes.web.pages.shown_code import code_page
from outcomes.web.pages.shown_link import link_address, link_page
from outcomes.web.pages.ways import Asked, asked, ways_page

blueprint = Blueprint("ratings", __name__)


@blueprint.post("/episodes/<int:episode_id>/ratings")
@requires(Permission.START_RATING)
def start(episode_id: int) -> Response | tuple[str, int]:
    """Open an outcome or alliance rating; from here on the device is the client's."""
    episode, wanted = _episode(episode_id), asked(request.form)
    try:
        form = ratings.open_rating(
            episode=episode,
            by=_me(),
            at=now(),
            on=today(_me().clinic),
            second_session=request.form.get("second_session") == "yes",
            **wanted.of_form,
        )
    except Refused as error:
        if not wanted.on_ways_page:
            raise
        return _again(episode, error, at="who")
    sessions.hand_over(form, by=_me())
    return redirect(url_for("tablet.opening"), code=303)


@blueprint.get("/episodes/<int:episode_id>/ways")
@requires(Permission.START_RATING)
def ways(episode_id: int) -> str:
    """Every way to begin a rating: who answers, in which language, and where."""
    return _ways(_episode(episode_id), FormState())


@blueprint.post("/episodes/<int:episode_id>/code")
@requires(Permission.START_RATING)
def show_code(episode_id: int) -> str | tuple[str, int]:
    """A code that opens the form on one of the clinic's tablets; this device stays with staff."""
    episode, wanted = _episode(episode_id), asked(request.form)
    try:
        form = ratings.open_rating(
            episode=episode, by=_me(), at=now(), on=today(_me().clinic), **wanted.of_form
        )
        shown = rating_codes.show_code(form=form, by=_me(), at=now())
    except Refused as error:
        return _again(episode, error, at="who")
    return render_template("ratings/code.html", page=code_page(episode, wanted, shown))


@blueprint.post("/episodes/<int:episode_id>/home-link")
@requires(Permission.START_RATING)
def make_link(episode_id: int) -> str | tuple[str, int]:
    """A link for home, shown once; mailed too where an address is given."""
    episode, wanted = _episode(episode_id), asked(request.form)
    try:
        made = home_links.make_link(
            episode=episode,
            held_on=wanted.held_on or today(_me().clinic),
            email=wanted.email,
            by=_me(),
            at=now(),
            on=today(_me().clinic),
            **wanted.of_form,
        )
    except Refused as error:
        return _again(episode, error, at="held_on")
    posted = _mail(made, wanted)
    page = link_page(episode, made, posted, email=wanted.email)
    return render_template("ratings/home_link.html", page=page)


def _mail(made: home_links.MadeLink, wanted: Asked) -> mail.Posted | MailError | None:
    """Outside the transaction that made the link: a slow mail server must not hold the lock, and
    its failure must not undo a link that can still be given otherwise."""
    if not wanted.email:
        return None
    link, clinic = made.link, _me().clinic
    letter = mail.Letter(
        to=wanted.email.strip(),
        clinic=clinic.name,
        link=link_address(made.token),
        until=local(link.expires_at, clinic.time_zone),
        language=language(link.administration.language),
    )
    try:
        posted = mail.post(letter, settings=current_app.config["SETTINGS"], at=now())
    except MailError as error:
        home_links.note_not_mailed(link=link, by=_me(), at=now())
        return error
    home_links.note_mailed(link=link, by=_me(), at=now())
    return posted


def _me() -> StaffMember:
    return current_user._get_current_object()


def _episode(episode_id: int) -> Episode:
    on = today(_me().clinic)
    return fetch(_me(), Permission.START_RATING, Episode, episode_id, on=on)


def _ways(episode: Episode, form: FormState) -> str:
    page = ways_page(episode, _me(), form, on=today(_me().clinic))
    return render_template("ratings/ways.html", page=page)


def _again(episode: Episode, error: Refused, *, at: str) -> tuple[str, int]:
    state = FormState("ways", request.form.to_dict(), refused(error, at=at))
    return _ways(episode, state), 400
