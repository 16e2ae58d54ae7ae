"""Whether the software is ready; for whoever watches over it."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from outcomes.storage.database import answers
from outcomes.web.guards import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    if not answers():
        return jsonify(status="the database does not answer"), 503
    return jsonify(status="ok"), 200
