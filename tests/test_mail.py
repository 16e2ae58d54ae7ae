"""Mails to a server: what goes over the line, and that nothing does without encryption."""

from __future__ import annotations

import datetime as dt
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from outcomes import mail
from outcomes.config import MailServer, settings_from
from outcomes.errors import ConfigurationError, MailError
from outcomes.languages import language
from tests.conftest import NOW, settings_for

LETTER = mail.Letter(
    to="jonas@home.example",
    clinic="Harbour Street Practice",
    link="https://clinic.example/rate/link/abc",
    until=dt.datetime(2026, 11, 22, 13, 52),
    language=language("en"),
)


class Received(socketserver.StreamRequestHandler):
    """The least of a mail server: it takes one mail, and offers no encryption."""

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline():
            self.server.lines.append(line.decode().rstrip())
            self.wfile.write(self.answer(line.split()[0].upper()))

    def answer(self, word: bytes) -> bytes:
        if word == b"RCPT" and self.server.refuses:
            return b"550 no such person\r\n"
        if word == b"DATA":
            self.wfile.write(b"354 go on\r\n")
            while (line := self.rfile.readline()) != b".\r\n":
                self.server.lines.append(line.decode().rstrip())
        return b"250 fine\r\n"


@pytest.fixture
def server() -> Iterator[socketserver.TCPServer]:
    with socketserver.TCPServer(("127.0.0.1", 0), Received) as found:
        found.lines, found.refuses = [], False
        thread = threading.Thread(target=found.serve_forever, daemon=True)
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def settings_with(server: socketserver.TCPServer, folder: Path, **more: object):
    values = {"host": "127.0.0.1", "sender": "desk@clinic.example", "starttls": False}
    values["port"] = server.server_address[1]
    return settings_for(folder, mail=MailServer(**values | more))


def test_mail_goes_to_the_server_and_to_no_file(server, tmp_path: Path) -> None:
    posted = mail.post(LETTER, settings=settings_with(server, tmp_path), at=NOW)
    assert posted.was_sent
    assert "rcpt TO:<jonas@home.example>" in server.lines
    assert "https://clinic.example/rate/link/abc" in server.lines
    assert "The link works once, until Sunday 22 November 2026, 13:52." in server.lines
    assert not (tmp_path / "mail").exists()


def test_nothing_is_said_to_a_server_without_encryption(server, tmp_path: Path) -> None:
    settings = settings_with(server, tmp_path, starttls=True)
    with pytest.raises(MailError, match="does not offer an encrypted connection"):
        mail.post(LETTER, settings=settings, at=NOW)
    assert [line.split()[0] for line in server.lines if not line.startswith("ehlo")] in (
        [],
        ["QUIT"],
        ["quit"],
    )


def test_refused_address_is_told_without_repeating_it(server, tmp_path: Path) -> None:
    server.refuses = True
    with pytest.raises(MailError) as found:
        mail.post(LETTER, settings=settings_with(server, tmp_path), at=NOW)
    assert found.value.message == "The mail server did not accept the address."


@pytest.mark.parametrize("code", ["en", "de", "es", "fr", "nb", "ar"])
def test_mail_can_be_said_in_every_language(code: str) -> None:
    letter = mail.Letter(
        to="a@b.example",
        clinic="Harbour Street Practice",
        link="https://clinic.example/x",
        until=LETTER.until,
        language=language(code),
        is_reminder=True,
    )
    message = mail.compose(letter, sender="desk@clinic.example", at=NOW)
    assert message["Content-Language"] == code
    assert "https://clinic.example/x" in message.get_content()
    assert message.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"OUTCOMES_MAIL_FROM": "nobody"}, "OUTCOMES_MAIL_FROM"),
        ({"OUTCOMES_MAIL_USER": "clinic"}, "go together"),
        ({"OUTCOMES_MAIL_STARTTLS": "0"}, "on this machine only"),
        ({"OUTCOMES_MAIL_PORT": "0"}, "OUTCOMES_MAIL_PORT"),
    ],
)
def test_unsafe_mail_settings_stop_the_start(
    tmp_path: Path, changes: dict[str, str], problem: str
) -> None:
    environ = {
        "OUTCOMES_INSTANCE": str(tmp_path),
        "OUTCOMES_MAIL_HOST": "mail.example",
        "OUTCOMES_MAIL_FROM": "desk@clinic.example",
    }
    with pytest.raises(ConfigurationError, match=problem):
        settings_from(environ | changes)


def test_password_of_the_mail_server_is_never_shown(tmp_path: Path) -> None:
    settings = settings_from(
        {
            "OUTCOMES_INSTANCE": str(tmp_path),
            "OUTCOMES_MAIL_HOST": "mail.example",
            "OUTCOMES_MAIL_FROM": "desk@clinic.example",
            "OUTCOMES_MAIL_USER": "clinic",
            "OUTCOMES_MAIL_PASSWORD": "only-a-test",
        }
    )
    assert settings.mail.password == "only-a-test"
    assert "only-a-test" not in repr(settings)
