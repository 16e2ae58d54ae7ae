"""The page with a code for one of the clinic's tablets, shown once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app, url_for
from markupsafe import Markup

from outcomes.actions.rating_codes import ShownCode
from outcomes.storage import Episode
from outcomes.web.pages.qr import qr_svg
from outcomes.web.pages.today import CHECK_INS
from outcomes.web.pages.ways import Asked


@dataclass(frozen=True)
class CodePage:
    """The code in letters and as a QR of the tablet's own page with the code filled in.

    `again` are the fields that ask for the same once more, with a fresh code.
    """

    client: str
    check_in: str
    code: str
    qr: Markup
    until: dt.datetime
    ways_url: str
    again_url: str
    again: dict[str, str]


def code_page(episode: Episode, wanted: Asked, shown: ShownCode) -> CodePage:
    """The page of a fresh code."""
    origin = current_app.config["SETTINGS"].origin
    address = origin + url_for("kiosk.code", code=shown.code)
    who = f"helped:{wanted.helped_by}" if wanted.helped_by else wanted.rater
    again = {"kind": wanted.kind, "who": who, "language": wanted.language or ""}
    return CodePage(
        client=episode.client.name,
        check_in=CHECK_INS[wanted.kind],
        code=f"{shown.code[:3]} {shown.code[3:]}",
        qr=qr_svg(address),
        until=shown.expires_at,
        ways_url=url_for("ratings.ways", episode_id=episode.id),
        again_url=url_for("ratings.show_code", episode_id=episode.id),
        again=again,
    )
