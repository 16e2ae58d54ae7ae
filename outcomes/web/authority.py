"""How a device is told to trust this clinic: a page to read and a file to install.

Both are public: nobody can sign in before the device trusts the address. What makes it safe is the
fingerprint, which stands in the terminal and is compared on the device.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template

from outcomes.tls import Authority, authority_of
from outcomes.tls.settings import FOLDER
from outcomes.web.guards import public

blueprint = Blueprint("authority", __name__)


@blueprint.get("/authority")
@public
def guide() -> str:
    return render_template(
        "authority/guide.html",
        authority=_authority(),
        origin=current_app.config["SETTINGS"].origin,
    )


@blueprint.get("/authority.crt")
@public
def download() -> Response:
    """The certificate alone. Its key never leaves the instance folder."""
    authority = _authority()
    if authority is None:
        abort(404)
    # Not as an attachment: an iPad offers to install what it is shown, and stores what it is sent.
    return Response(authority.der, mimetype="application/x-x509-ca-cert")


def _authority() -> Authority | None:
    settings = current_app.config["SETTINGS"]
    return authority_of(settings.instance / FOLDER) if settings.tls.is_local else None
