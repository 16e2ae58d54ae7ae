"""`outcomes reminders`: what a timer of the machine sends.

The one reminder of each mailed link, and to staff that a risk answer has waited for too long.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import click

from outcomes import mail
from outcomes.actions import home_links, risk_answers
from outcomes.cli.starting import application, console
from outcomes.config import Settings
from outcomes.errors import MailError
from outcomes.languages import language
from outcomes.storage import HomeLink
from outcomes.web.clock import system_clock
from outcomes.wording import counted


@dataclass(frozen=True)
class Reminded:
    """What one run did; `problems` are the reasons of mails that were not sent, each once."""

    sent: int
    run_out: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Escalated:
    """What one run did about risk answers: written down, mailed, and why a mail was not sent."""

    noted: int
    mailed: int
    problems: tuple[str, ...] = ()


@click.command()
def reminders() -> None:
    """Remind once of mailed links that were not opened, and tell supervisors of risk answers.

    Notes which links have run out, and which risk answers have waited for longer than the clinic's
    hours. Run it every hour or so; running it twice changes nothing.
    """
    app = application()
    with console(app):
        settings, at = app.config["SETTINGS"], system_clock()
        # First what cannot wait: a mail server that is slow with the others holds it up.
        escalated = escalate_all(settings, at=at)
        done = remind_all(settings, at=at)
    links = counted(done.run_out, "link has", "links have")
    click.echo(f"{done.sent} sent, {links} run out.")
    answers, mails = counted(escalated.noted, "risk answer"), counted(escalated.mailed, "mail")
    click.echo(f"{answers} escalated, {mails} sent about risk answers.")
    problems = dict.fromkeys((*escalated.problems, *done.problems))
    if problems:
        raise click.ClickException(f"{' '.join(problems)} The next run tries again.")


def escalate_all(settings: Settings, *, at: dt.datetime) -> Escalated:
    """Write down which risk answers have waited for too long, and mail it to whom it concerns,
    once about each; a mail names nobody and says nothing of an answer."""
    noted, mailed, problems = 0, 0, []
    for clinic in risk_answers.clinics_with_risk_answers():
        noted += risk_answers.note_escalations(clinic=clinic, by="console", at=at)
        for recipient in risk_answers.to_mail(clinic=clinic, at=at):
            if not risk_answers.claim_mail(recipient=recipient, at=at):
                continue
            try:
                mail.post(_notice(recipient, settings), settings=settings, at=at)
            except MailError as error:
                risk_answers.release_mail(recipient=recipient, at=at)
                problems.append(error.message)
            else:
                mailed += 1
    return Escalated(noted, mailed, tuple(dict.fromkeys(problems)))


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


def _notice(recipient: risk_answers.Recipient, settings: Settings) -> mail.Notice:
    return mail.risk_notice(
        to=recipient.staff.email,
        clinic=recipient.staff.clinic.name,
        number=len(recipient.signals),
        hours=recipient.hours,
        link=f"{settings.origin}/risk-answers",
    )


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
