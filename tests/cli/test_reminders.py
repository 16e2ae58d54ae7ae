"""`outcomes reminders`: once for each mailed link, never twice, and again where sending failed."""

import datetime as dt
import email
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from outcomes.actions import clinics, home_links, ratings
from outcomes.cli import main
from outcomes.cli.reminders import Escalated, Reminded, escalate_all, remind_all
from outcomes.config import MailServer
from outcomes.storage import AuditEvent, HomeLink, db
from tests import cast as story

DAY = dt.timedelta(days=1)


@pytest.fixture
def harbour(harbour: Flask) -> Iterator[Flask]:
    """With a link that was mailed to Jonas at the story's moment."""
    with harbour.app_context():
        mail_link(story.Cast())
        yield harbour


def mail_link(cast: story.Cast) -> HomeLink:
    miriam = cast.staff("miriam")
    made = home_links.make_link(
        episode=cast.episode("0417"),
        kind="outcome",
        held_on=story.TODAY,
        email="jonas@home.example",
        by=miriam,
        at=story.NOW,
        on=story.TODAY,
    )
    home_links.note_mailed(link=made.link, by=miriam, at=story.NOW)
    return made.link


def mails(app: Flask) -> list[email.message.Message]:
    files = Path(app.instance_path, "mail").glob("*.eml")
    return [email.message_from_bytes(file.read_bytes()) for file in files]


def test_one_reminder_however_often_it_runs(harbour: Flask) -> None:
    settings = harbour.config["SETTINGS"]
    done = [remind_all(settings, at=story.NOW + DAY) for _ in range(3)]
    assert done == [Reminded(1, 0), Reminded(0, 0), Reminded(0, 0)]
    [message] = mails(harbour)
    text = message.get_payload(decode=True).decode()
    assert "this is a reminder, the only one." in text
    assert "Jonas" not in text


def test_both_mails_lead_to_the_same_form(harbour: Flask) -> None:
    remind_all(harbour.config["SETTINGS"], at=story.NOW + DAY)
    [message] = mails(harbour)
    text = message.get_payload(decode=True).decode()
    token = text.split("/rate/link/")[1].split()[0]
    [link] = db.session.scalars(db.select(HomeLink)).all()
    assert home_links.find_link(token, at=story.NOW + DAY).link is link


def test_not_before_its_time(harbour: Flask) -> None:
    assert remind_all(harbour.config["SETTINGS"], at=story.NOW + DAY / 2) == Reminded(0, 0)
    assert mails(harbour) == []


def test_no_reminder_of_an_opened_or_sent_form(harbour: Flask) -> None:
    [link] = db.session.scalars(db.select(HomeLink)).all()
    ratings.begin_rating(form_uuid=link.administration.form_uuid, at=story.NOW)
    home_links.note_opened(form=link.administration, at=story.NOW)
    assert remind_all(harbour.config["SETTINGS"], at=story.NOW + DAY) == Reminded(0, 0)


def test_clinic_may_do_without(harbour: Flask) -> None:
    clinics.set_home_links(
        link_hours=72,
        reminder_hours=0,
        exit_address="",
        by=story.Cast().staff("director"),
        at=story.NOW,
    )
    assert remind_all(harbour.config["SETTINGS"], at=story.NOW + 2 * DAY) == Reminded(0, 0)


def test_what_could_not_be_sent_is_tried_again(harbour: Flask) -> None:
    # Nobody listens on this port: it is taken by a socket that accepts nothing.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        server = MailServer(host="127.0.0.1", sender="a@b.example", port=port, starttls=False)
        settings = replace(harbour.config["SETTINGS"], mail=server)
        done = remind_all(settings, at=story.NOW + DAY)
    assert done == Reminded(0, 0, ("The mail server could not be reached.",))
    assert remind_all(harbour.config["SETTINGS"], at=story.NOW + DAY) == Reminded(1, 0)


def test_links_that_ran_out_are_recorded_once(harbour: Flask) -> None:
    settings, later = harbour.config["SETTINGS"], story.NOW + 3 * DAY
    assert remind_all(settings, at=later) == Reminded(0, 1)
    assert remind_all(settings, at=later) == Reminded(0, 0)
    expired = db.select(AuditEvent).filter_by(event="home_link_expired")
    [event] = db.session.scalars(expired).all()
    assert event.actor_kind == "console"


def test_risk_answer_that_waited_too_long_is_mailed_to_the_supervisor_once(harbour: Flask) -> None:
    """Mei's came three days before, on the 16th; Ingrid supervises her therapist."""
    settings = harbour.config["SETTINGS"]
    done = [escalate_all(settings, at=story.NOW) for _ in range(3)]
    assert done == [Escalated(1, 1), Escalated(0, 0), Escalated(0, 0)]
    [message] = mails(harbour)
    text = message.get_payload(decode=True).decode()
    assert message["To"] == story.address("ingrid")
    assert (
        "A risk answer at Harbour Street Practice has waited for more than 24 hours. "
        "Sign in to see it." in text
    )
    for private in ("Mei", "0431", "Samir", "PHQ", "16", "dead"):
        assert private not in text + message["Subject"]


def test_no_mail_before_the_clinics_time(harbour: Flask) -> None:
    soon = story.at(story.day(16, 11), "10:01") + 0.9 * DAY
    assert escalate_all(harbour.config["SETTINGS"], at=soon) == Escalated(0, 0)
    assert mails(harbour) == []


def test_mail_about_a_risk_answer_that_could_not_be_sent_is_tried_again(harbour: Flask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        server = MailServer(host="127.0.0.1", sender="a@b.example", port=port, starttls=False)
        settings = replace(harbour.config["SETTINGS"], mail=server)
        done = escalate_all(settings, at=story.NOW)
    assert done == Escalated(1, 0, ("The mail server could not be reached.",))
    assert escalate_all(harbour.config["SETTINGS"], at=story.NOW) == Escalated(0, 1)


def test_command_says_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCOMES_INSTANCE", str(tmp_path))
    for name in ("DEMO", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    runner = CliRunner()
    assert runner.invoke(main, ["migrate"]).exit_code == 0
    found = runner.invoke(main, ["reminders"])
    assert (found.exit_code, found.output) == (
        0,
        "0 sent, 0 links have run out.\n"
        "0 risk answers escalated, 0 mails sent about risk answers.\n",
    )
