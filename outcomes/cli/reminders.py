"""`outcomes reminders`: the one reminder of each mailed link, run by a timer of the machine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import click

from outcomes import mail
from outcomes.actions import home_links
from outcomes.cli.starting import application, console
from outcomes.config import Settings
from outcomes.errors import MailError
from outcomes.languages import language
from outcomes.storage import HomeLink
from outcomes.web.clock import system_clock


@dataclass(frozen=True)
class Reminded:
    """What one run did; `problems` are the reasons of mails that were not sent, each once."""

    sent: int
    run_out: int
    problems: tuple[str, ...] = ()


@click.command()
def reminders() -> None:
    """Remind once of mailed links that were not opened, and note which links have run out.

    Run it every hour or so; running it twice changes nothing.
    """
    app = application()
    with console(app):
        done = remind_all(app.config["SETTINGS"], at=system_clock())
    click.echo(f"{done.sent} sent, {done.run_out} links have run out.")
    if done.problems:
        raise click.ClickException(f"{' '.join(done.problems)} The next run tries again.")


def remind_all(settings: Settings, *, at: dt.datetime) -> Reminded:
    """Send every reminder whose time has come; each is claimed first, so that none goes twice."""
    sent, problems = 0, []
    for link in home_links.due_for_reminder(at=at):
        token = home_links.claim_reminder(link=link, at=at)
        if token is None:
            continue
        try:
            mail.post(_letter(link, token, settings), settings=settings, at=at)
        except MailError as error:
            home_links.release_reminder(link=link, at=at)
            problems.append(error.message)
        else:
            sent += 1
    return Reminded(sent, home_links.note_run_out(at=at), tuple(dict.fromkeys(problems)))


def _letter(link: HomeLink, token: str, settings: Settings) -> mail.Letter:
    form, clinic = link.administration, link.clinic
    return mail.Letter(
        to=form.episode.client.email or "",
        clinic=clinic.name,
        link=f"{settings.origin}/rate/link/{token}",
        until=link.expires_at.astimezone(ZoneInfo(clinic.time_zone)),
        language=language(form.language),
        is_reminder=True,
    )
