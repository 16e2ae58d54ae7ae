"""Signals: the therapist's list of them, responding to one, and taking a response back."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from flask import Response as WebResponse
from flask_login import current_user

from outcomes.access import Permission, fetch
from outcomes.actions import responses
from outcomes.errors import Refused
from outcomes.storage import Response, Signal, StaffMember
from outcomes.web.clock import now, today
from outcomes.web.episodes import render
from outcomes.web.guards import requires
from outcomes.web.pages.forms import FormState, Problem, day_of, refused
from outcomes.web.pages.responding import EpisodeRequest
from outcomes.web.pages.response_panel import PanelChoice, panel_url
from outcomes.web.pages.response_words import RISK_DID
from outcomes.web.pages.signals import signals_page

blueprint = Blueprint("signals", __name__)

FIELDS = ("detail", "note", "remind_on")


@blueprint.get("/signals")
@requires(Permission.TREAT)
def overview() -> str:
    page = signals_page(_staff(), on=_today())
    return render_template("signals/overview.html", page=page)


@blueprint.post("/signals/<int:signal_id>/responses")
@requires(Permission.TREAT)
def respond(signal_id: int) -> WebResponse | str | tuple[str, int]:
    """The last step of the panel; a risk answer is acknowledged with a form of its own."""
    signal = fetch(_staff(), Permission.TREAT, Signal, signal_id, on=_today())
    if _wants_date():
        return _panel_again(signal, wants_date=True)
    problems = _problems(signal)
    if problems:
        return _panel_again(signal, problems, wants_date=_says_date()), 400
    try:
        response = _acknowledge(signal) if signal.kind == "risk" else _respond(signal)
    except Refused as error:
        again = _panel_again(signal, refused(error, at="note"), wants_date=_says_date())
        return again, 400
    return redirect(
        url_for(
            "episodes.page", episode_id=signal.episode_id, saved=response.id, _anchor="respond"
        ),
        code=303,
    )


@blueprint.post("/responses/<int:response_id>/undo")
@requires(Permission.TREAT)
def undo(response_id: int) -> WebResponse:
    """Take a response back, and go to the step that one wants to say differently."""
    response = fetch(_staff(), Permission.TREAT, Response, response_id, on=_today())
    responses.undo_response(response=response, by=_staff(), at=now(), on=_today())
    again = request.form.get("again", "")
    did = response.action if again in ("about", "when") else ""
    about = response.domain if again == "when" else ""
    return redirect(panel_url(response.signal, did=did, about=about or ""), code=303)


def _respond(signal: Signal) -> Response:
    sent = request.form
    look_again = sent.get("look_again") or None
    return responses.respond(
        signal=signal,
        action=sent.get("did", ""),
        domain=sent.get("about") or None,
        detail=sent.get("detail", ""),
        note=sent.get("note", ""),
        look_again=look_again,
        remind_on=day_of(sent.get("remind_on", "")) if look_again == "at_date" else None,
        by=_staff(),
        at=now(),
        on=_today(),
    )


def _acknowledge(signal: Signal) -> Response:
    return responses.acknowledge_risk(
        signal=signal,
        action=request.form.get("did", ""),
        detail=request.form.get("detail", ""),
        note=request.form.get("note", ""),
        by=_staff(),
        at=now(),
        on=_today(),
    )


def _problems(signal: Signal) -> tuple[Problem, ...]:
    """Everything that is missing, each at its field; the action checks it all once more."""
    sent, found = request.form, []
    did, detail = sent.get("did", ""), sent.get("detail", "").strip()
    if signal.kind == "risk" and did not in RISK_DID:
        found.append(Problem("did-0", "Choose what was done."))
    if did == "false_alarm" and not detail:
        found.append(Problem("detail", "Say in one line why it was a false alarm."))
    if did == "changed_something" and not detail:
        found.append(Problem("detail", "Say in one line what you changed."))
    if _says_date() and not _lies_ahead(day_of(sent.get("remind_on", ""))):
        found.append(Problem("remind_on", "Choose a day that lies ahead."))
    return tuple(found)


def _lies_ahead(day: dt.date | None) -> bool:
    return day is not None and day > _today()


def _says_date() -> bool:
    return request.form.get("look_again") == "at_date"


def _wants_date() -> bool:
    """ "At a date" was pressed among the other choices; the field for the date comes next."""
    return _says_date() and "remind_on" not in request.form


def _panel_again(
    signal: Signal, problems: tuple[Problem, ...] = (), *, wants_date: bool = False
) -> str:
    """The client's page with the panel as it was sent, nothing of it lost."""
    sent = request.form
    checked = PanelChoice.from_args(sent)
    state = FormState("response", {name: sent.get(name, "") for name in FIELDS}, problems)
    choice = PanelChoice(signal.id, checked.did, checked.about, state, wants_date)
    wanted = EpisodeRequest(choice=choice, form=state)
    return render(signal.episode, _staff(), wanted)


def _staff() -> StaffMember:
    return current_user._get_current_object()


def _today() -> dt.date:
    return today(current_user.clinic)
