"""The page with a link for home, shown once, and what became of its mail."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from markupsafe import Markup

from outcomes.actions.home_links import MadeLink
from outcomes.errors import MailError
from outcomes.mail import Posted
from outcomes.storage import Episode
from outcomes.web.filters import local, long_day
from outcomes.web.pages.qr import qr_svg


@dataclass(frozen=True)
class LinkPage:
    """The link as text to copy and as a QR for the client's phone."""

    client: str
    link: str
    qr: Markup
    until: str
    mail_words: str
    mail_failed: bool
    ways_url: str


def link_address(token: str) -> str:
    """The full address of a link, with the host name of the settings, never that of a request."""
    return current_app.config["SETTINGS"].origin + url_for("home.page", token=token)


def link_page(
    episode: Episode, made: MadeLink, posted: Posted | MailError | None, *, email: str
) -> LinkPage:
    """The page of a fresh link."""
    address, clinic = link_address(made.token), made.link.clinic
    until = local(made.link.expires_at, clinic.time_zone)
    return LinkPage(
        client=episode.client.name,
        link=address,
        qr=qr_svg(address),
        until=f"{long_day(until.date())}, {until:%H:%M}",
        mail_words=_mail_words(posted, email.strip()),
        mail_failed=isinstance(posted, MailError),
        ways_url=url_for("ratings.ways", episode_id=episode.id),
    )


def _mail_words(posted: Posted | MailError | None, email: str) -> str:
    """``Mailed to a@b.example.``; where it was written down or failed, that."""
    if posted is None:
        return ""
    if isinstance(posted, MailError):
        return f"The mail was not sent. {posted.message} The link below is good all the same."
    if posted.was_sent:
        return f"Mailed to {email}."
    return (
        f"Not sent: no mail server is set up. The mail to {email} was written to "
        f"{posted.file.parent.name}/{posted.file.name} in the instance folder."
    )
