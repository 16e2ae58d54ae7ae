"""Risk answers: the page of those that wait, acknowledging one, and taking that back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as WebResponse
from flask_login import current_user

from outcomes.access import Permission, fetch, fetch_risk_answer
from outcomes.actions import responses, risk_answers
from outcomes.errors import NotFound, Refused
from outcomes.storage import Response, StaffMember
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.pages.forms import BLANK, FormState, Problem, refused
from outcomes.web.pages.response_words import RISK_DID
from outcomes.web.pages.risk_answers import RiskBanner, form_of, risk_banners, risk_page

blueprint = Blueprint("risk_answers", __name__)
HANDLE = Permission.HANDLE_RISK
FIELDS = ("did", "detail", "note")


@blueprint.get("/risk-answers")
@requires(HANDLE)
def overview() -> str:
    return _page(BLANK)


@blueprint.post("/risk-answers/<int:risk_answer_id>/acknowledge")
@requires(HANDLE)
def acknowledge(risk_answer_id: int) -> WebResponse | tuple[str, int]:
    me, at, on = _me(), now(), today(_me().clinic)
    try:
        signal = fetch_risk_answer(me, risk_answer_id, at=at, on=on)
    except NotFound:
        if not risk_answers.acknowledged_by(risk_answer_id, by=me):
            raise
        return _back()  # pressed twice
    problems = _problems(risk_answer_id)
    if problems:
        return _again(risk_answer_id, problems)
    sent = {name: request.form.get(f"{name}-{risk_answer_id}", "") for name in FIELDS}
    try:
        response = risk_answers.acknowledge(
            signal=signal, action=sent["did"], detail=sent["detail"], note=sent["note"],
            by=me, at=at, on=on,
        )  # fmt: skip
    except Refused as error:
        return _again(risk_answer_id, refused(error, at=f"note-{risk_answer_id}"))
    undo_url = url_for("risk_answers.undo", acknowledgement_id=response.id)
    flash({"text": "The risk answer is acknowledged.", "link_text": "Undo", "post_url": undo_url})
    return _back()


@blueprint.post("/risk-answers/acknowledgements/<int:acknowledgement_id>/undo")
@requires(HANDLE)
def undo(acknowledgement_id: int) -> WebResponse:
    """Take an acknowledgement back: the answer waits again."""
    me, on = _me(), today(_me().clinic)
    response = fetch(me, HANDLE, Response, acknowledgement_id, on=on)
    responses.undo_response(response=response, by=me, at=now(), on=on)
    flash("Taken back. The risk answer waits again.")
    return _back()


def banners_of(staff: StaffMember) -> tuple[RiskBanner, ...]:
    """What waits for this person, for the top of their start page."""
    shown = risk_banners(staff, at=now(), on=today(staff.clinic))
    if shown:
        _note_escalations(staff)
    return shown


def _page(form: FormState) -> str:
    me = _me()
    page = risk_page(me, form, at=now(), on=today(me.clinic))
    html = render_template("risk_answers/overview.html", page=page)
    if page.rows:
        _note_escalations(me)
    return html


def _note_escalations(staff: StaffMember) -> None:
    """The first look after the time writes it down; nothing that is shown hangs on that."""
    risk_answers.note_escalations(clinic=staff.clinic, by=staff, at=now())


def _problems(number: int) -> tuple[Problem, ...]:
    found = []
    did = request.form.get(f"did-{number}", "")
    if did not in RISK_DID:
        found.append(Problem(f"did-{number}", "Choose what was done."))
    if did == "false_alarm" and not request.form.get(f"detail-{number}", "").strip():
        found.append(Problem(f"detail-{number}", "Say in one line why it was a mistake."))
    return tuple(found)


def _again(number: int, problems: tuple[Problem, ...]) -> tuple[str, int]:
    return _page(FormState(form_of(number), request.form.to_dict(), problems)), 400


def _back() -> WebResponse:
    return redirect(url_for("risk_answers.overview"), code=303)


def _me() -> StaffMember:
    return current_user._get_current_object()
