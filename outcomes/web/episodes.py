"""The client's page, how its status is worked out, and what changes an episode."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from outcomes.access import Permission, fetch
from outcomes.actions import ratings, therapy_sessions, treatment
from outcomes.errors import Refused
from outcomes.storage import Episode, StaffMember, TherapySession
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.pages.episode import episode_page
from outcomes.web.pages.explained import explained_page
from outcomes.web.pages.forms import FormState, Problem, day_of, refused
from outcomes.web.pages.responding import EpisodeRequest
from outcomes.web.pages.response_panel import PanelChoice

blueprint = Blueprint("episodes", __name__)


@blueprint.get("/episodes/<int:episode_id>")
@requires(Permission.READ_EPISODE)
def page(episode_id: int) -> str:
    staff, on = _staff(), _today()
    episode = fetch(staff, Permission.READ_EPISODE, Episode, episode_id, on=on)
    saved = request.args.get("saved", "")
    wanted = EpisodeRequest(
        choice=PanelChoice.from_args(request.args),
        saved=int(saved) if saved.isdecimal() and len(saved) < 12 else None,
    )
    html = render(episode, staff, wanted)
    # Reading stays safe: what was new is noted after the page is made, as part of the record of
    # who looked, and nothing that is shown or decided hangs on it. Only the responsible
    # therapist's own look counts.
    ratings.mark_seen(episode=episode, by=staff, at=now())
    return html


@blueprint.get("/episodes/<int:episode_id>/explained")
@requires(Permission.READ_EPISODE)
def explained(episode_id: int) -> str:
    on = _today()
    episode = fetch(_staff(), Permission.READ_EPISODE, Episode, episode_id, on=on)
    return render_template("episodes/explained.html", page=explained_page(episode, on=on))


@blueprint.post("/episodes/<int:episode_id>/events")
@requires(Permission.TREAT)
def add_event(episode_id: int) -> Response | tuple[str, int]:
    episode = _own(episode_id)
    happened_on = day_of(request.form.get("event_on", ""))
    label = request.form.get("event_label", "").strip()
    problems = () if label else (Problem("event_label", "Say in a few words what happened."),)
    if happened_on is None or happened_on > _today():
        problems += (Problem("event_on", "Choose the day on which it happened."),)
    if problems:
        return _again(episode, "event", problems)
    try:
        treatment.add_life_event(
            episode=episode, happened_on=happened_on, label=label, by=_staff(), at=now()
        )
    except Refused as error:
        return _again(episode, "event", refused(error, at="event_label"))
    flash("Event added.")
    return _back(episode, "happened")


@blueprint.post("/episodes/<int:episode_id>/missed")
@requires(Permission.TREAT)
def record_missed(episode_id: int) -> Response | tuple[str, int]:
    episode = _own(episode_id)
    missed_on = day_of(request.form.get("missed_on", ""))
    if missed_on is None:
        problem = Problem("missed_on", "Choose the day of the appointment.")
        return _again(episode, "missed", (problem,))
    try:
        session = therapy_sessions.record_session(
            episode=episode,
            held_on=missed_on,
            attendance=_missed_kind(),
            by=_staff(),
            at=now(),
        )
    except Refused as error:
        return _again(episode, "missed", refused(error, at="missed_on"))
    undo = url_for("episodes.undo_missed", session_id=session.id)
    flash({"text": "Missed appointment recorded.", "link_text": "Undo", "post_url": undo})
    return _back(episode, "happened")


@blueprint.post("/sessions/<int:session_id>/undo-missed")
@requires(Permission.TREAT)
def undo_missed(session_id: int) -> Response:
    session = fetch(_staff(), Permission.TREAT, TherapySession, session_id, on=_today())
    episode = session.episode
    planned = therapy_sessions.take_back_missed(therapy_session=session, by=_staff(), at=now())
    flash(f"Taken back.{' The appointment counts as planned again.' if planned else ''}")
    return _back(episode, "happened")


@blueprint.post("/sessions/<int:session_id>/held")
@requires(Permission.TREAT)
def session_held(session_id: int) -> Response:
    """A planned session took place: the rating that was sent ahead of it joins the course."""
    session = fetch(_staff(), Permission.TREAT, TherapySession, session_id, on=_today())
    if session.held_on > _today():
        raise Refused("This session is still to come.")
    therapy_sessions.mark_attendance(
        therapy_session=session, attendance="attended", by=_staff(), at=now()
    )
    flash("The session counts as held, with the rating that was sent ahead of it.")
    return _back(session.episode)


@blueprint.post("/sessions/<int:session_id>/why-unrated")
@requires(Permission.TREAT)
def why_unrated(session_id: int) -> Response | tuple[str, int]:
    session = fetch(_staff(), Permission.TREAT, TherapySession, session_id, on=_today())
    name = f"why-{session_id}"
    reason = request.form.get(name, "").strip()
    try:
        if not reason:
            raise Refused("Say in a few words why there is no rating.")
        therapy_sessions.note_unrated_reason(
            therapy_session=session, reason=reason, by=_staff(), at=now()
        )
    except Refused as error:
        return _again(session.episode, name, refused(error, at=name))
    flash("Noted why there is no rating.")
    return _back(session.episode, "happened")


@blueprint.post("/episodes/<int:episode_id>/close")
@requires(Permission.TREAT)
def close(episode_id: int) -> Response | tuple[str, int]:
    episode = _own(episode_id)
    closed_on = day_of(request.form.get("closed_on", ""))
    ending_kind = request.form.get("ending_kind", "")
    problems = () if ending_kind else (Problem("ending_kind", "Say how it ended."),)
    if closed_on is None or closed_on > _today():
        problems += (Problem("closed_on", "Choose the last day, today or earlier."),)
    if problems:
        return _again(episode, "close", problems)
    try:
        treatment.close_episode(
            episode=episode, ending_kind=ending_kind, closed_on=closed_on, by=_staff(), at=now()
        )
    except Refused as error:
        return _again(episode, "close", refused(error, at="closed_on"))
    undo = url_for("episodes.reopen", episode_id=episode_id)
    flash({"text": "Episode closed.", "link_text": "Undo", "post_url": undo})
    return _back(episode)


@blueprint.post("/episodes/<int:episode_id>/reopen")
@requires(Permission.TREAT)
def reopen(episode_id: int) -> Response:
    episode = _own(episode_id)
    treatment.reopen_episode(episode=episode, by=_staff(), at=now(), on=_today())
    flash("Episode open again.")
    return _back(episode)


def render(episode: Episode, staff: StaffMember, wanted: EpisodeRequest) -> str:
    """The client's page as one reader sees it; forms that came back are shown on it again."""
    shown = episode_page(episode, staff, wanted, on=today(staff.clinic))
    return render_template("episodes/page.html", page=shown)


def _own(episode_id: int) -> Episode:
    return fetch(_staff(), Permission.TREAT, Episode, episode_id, on=_today())


def _again(episode: Episode, name: str, problems: tuple[Problem, ...]) -> tuple[str, int]:
    state = FormState(name, request.form.to_dict(), problems)
    return render(episode, _staff(), EpisodeRequest(form=state)), 400


def _back(episode: Episode, anchor: str | None = None) -> Response:
    return redirect(url_for("episodes.page", episode_id=episode.id, _anchor=anchor), code=303)


def _missed_kind() -> str:
    cancelled = request.form.get("attendance") == "cancelled"
    return "cancelled" if cancelled else "did_not_attend"


def _staff() -> StaffMember:
    return current_user._get_current_object()


def _today() -> dt.date:
    return today(current_user.clinic)
