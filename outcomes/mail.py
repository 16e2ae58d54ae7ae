"""Mails: with a link for a client, and to staff that something waits. They are composed here, and
handed to the mail server or written down.

Without a mail server in the settings each mail becomes a file of its own in ``mail`` of the
instance folder, readable by its owner only, so that a clinic sees what would go out. A mail says
who asks and where the link leads; nothing about why, and nobody's name.
"""

from __future__ import annotations

import datetime as dt
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path

from outcomes.config import MailServer, Settings, write_private
from outcomes.errors import MailError
from outcomes.languages import Language, language

FOLDER = "mail"
PATIENCE = 20
"""Seconds to wait for the mail server."""
PREVIEW_SENDER = "outcomes@localhost"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one mail says: to whom, from which clinic, the link and the end of its time."""

    to: str
    clinic: str
    link: str
    until: dt.datetime
    """In the clinic's own time."""
    language: Language
    is_reminder: bool = False

    @property
    def subject(self) -> str:
        """Which clinic asks, and nothing about why."""
        return self.language.say("mail.subject", clinic=self.clinic)

    @property
    def text(self) -> str:
        """The mail in the client's language."""
        return _text(self)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A mail to a member of staff, in English: that something waits, never what or whose."""

    to: str
    clinic: str
    subject: str
    text: str
    language: Language


def risk_notice(*, to: str, clinic: str, number: int, hours: int, link: str) -> Notice:
    """That risk answers have waited for too long. No name, no answer, no date of one.

    Args:
        number: how many; `hours` the clinic's time; `link` the page where one signs in to see.
    """
    what = "A risk answer" if number == 1 else f"{number} risk answers"
    has, them = ("has", "it") if number == 1 else ("have", "them")
    span = "an hour" if hours == 1 else f"{hours} hours"
    lines = [
        f"{what} at {clinic} {has} waited for more than {span}. Sign in to see {them}.",
        link,
        "Please do not answer this mail. Nobody reads what is sent back.",
        clinic,
    ]
    return Notice(
        to=to,
        clinic=clinic,
        subject=f"{clinic}: something waits for you",
        text="\n\n".join(lines) + "\n",
        language=language("en"),
    )


@dataclass(frozen=True)
class Posted:
    """What became of a mail; `file` where it was only written down."""

    file: Path | None

    @property
    def was_sent(self) -> bool:
        return self.file is None


def post(letter: Letter | Notice, *, settings: Settings, at: dt.datetime) -> Posted:
    """Hand a mail to the server, or write it down where there is none. Outside any transaction.

    Raises:
        MailError: it could not be handed over; nothing is said about what is in it.
    """
    server = settings.mail
    message = compose(letter, sender=server.sender if server else PREVIEW_SENDER, at=at)
    if server is None:
        return Posted(_written(message, settings.instance / FOLDER, at=at))
    try:
        _send(message, server)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(_why(error)) from None
    return Posted(None)


def compose(letter: Letter | Notice, *, sender: str, at: dt.datetime) -> EmailMessage:
    """A mail in plain text; there is nothing in it to load, and nothing that reports back."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message["From"] = formataddr((letter.clinic, sender))
    message["To"] = letter.to
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    # After the content, which takes every header about content away first.
    message["Content-Language"] = letter.language.code
    return message


def _text(letter: Letter) -> str:
    say = letter.language.say
    day, time = letter.language.date(letter.until.date()), f"{letter.until:%H:%M}"
    lines = [
        say("mail.hello"),
        say("mail.reminder" if letter.is_reminder else "mail.please"),
        letter.link,
        say("mail.until", day=day, time=time),
        say("mail.not_read"),
        say("mail.not_meant"),
        letter.clinic,
    ]
    return "\n\n".join(lines) + "\n"


def _send(message: EmailMessage, server: MailServer) -> None:
    connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.starttls:
            connection.starttls(context=ssl.create_default_context())
        if server.user is not None:
            connection.login(server.user, server.password or "")
        connection.send_message(message)
    finally:
        # No QUIT: a mail that was accepted is sent, however the goodbye goes.
        connection.close()


def _written(message: EmailMessage, folder: Path, *, at: dt.datetime) -> Path:
    """The name says when, not to whom."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{at.astimezone(dt.UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}.eml"
    write_private(file, message.as_bytes().decode("utf-8"))
    return file


def _why(error: Exception) -> str:
    """Mail servers quote addresses in what they say, so only the kind of failure is told."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server did not accept the user and password."
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "The mail server did not accept the address."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "The mail server does not offer an encrypted connection."
    if isinstance(error, ssl.SSLError):
        return "The certificate of the mail server could not be trusted."
    if isinstance(error, smtplib.SMTPException):
        return "The mail server refused the mail."
    return "The mail server could not be reached."
