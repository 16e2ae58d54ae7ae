"""Answers that rested on a device come in, from whatever page of ours is shown there next.

There is no session to prove who sends them, and no form token: that they open with the key of
their form is the proof, because only the form's page ever had it. A page that is shown knows
nothing about them but that they are here to be brought.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qsl

from flask import Blueprint, Response, jsonify, request, session
from werkzeug.datastructures import MultiDict

from outcomes.actions import resting
from outcomes.errors import AnswerError, Conflict, NotFound, Refused
from outcomes.storage.fence import enter
from outcomes.web.clock import now
from outcomes.web.guards import client_side
from outcomes.web.pages.rating_form import says_two_things
from outcomes.web.received import blank, read, store
from outcomes.web.sessions import administration_of_session, current_session

blueprint = Blueprint("resting", __name__, url_prefix="/rate")


@blueprint.post("/resting")
@client_side
def bring_back() -> Response:
    """Takes what can be taken, and gives one answer to everything that need not come again."""
    _set_session_apart(request.form.get("form_uuid", ""))
    try:
        rested = _unsealed(request.form)
    except NotFound:
        return jsonify(heard=True)
    why = _take(rested)
    if why is not None:
        resting.refuse_rested(form=rested.form, why=why, at=now())
    return jsonify(heard=True)


def _set_session_apart(form_uuid: str) -> None:
    """Whoever holds the device now need not be the client: the form's thanks name nobody."""
    here = administration_of_session()
    if here is not None and here.form_uuid == form_uuid:
        session["thanked"] = True
    else:
        # It has nothing to do with this, which is perhaps even of another clinic.
        current_session().ended = True


def _unsealed(fields: Mapping[str, str]) -> resting.Rested:
    form_uuid, at = fields.get("form_uuid", ""), now()
    enter(None)
    enter(resting.clinic_of_resting(form_uuid, at=at))
    return resting.unseal(
        form_uuid=form_uuid,
        nonce=_bytes(fields.get("nonce", "")),
        sealed=_bytes(fields.get("sealed", "")),
        at=at,
    )


def _bytes(text: str) -> bytes:
    """Bytes that came as base64.

    Raises:
        NotFound: they are none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotFound("resting answers") from None


def _take(rested: resting.Rested) -> str | None:
    """Store the answers; why they can never be stored, where that is so.

    What a measure lets be left out counts as left out: nobody is there any more to be asked.
    """
    form, fields = rested.form, MultiDict(parse_qsl(rested.body, keep_blank_values=True))
    if fields.get("form_uuid") != form.form_uuid or says_two_things(blank(form), fields):
        return "refused"
    sent = read(form, fields)
    if not (sent.is_complete or sent.form.may_be_sent_so):
        return "incomplete"
    try:
        store(form, sent, until=rested.until)
    except Conflict:
        return "conflict"
    except (AnswerError, Refused):
        return "refused"
    return None
