"""What the director's page of tablets and links for home shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import current_app, url_for
from markupsafe import Markup

from outcomes.storage import Device, StaffMember, db
from outcomes.storage.devices import devices_of
from outcomes.web.clock import now
from outcomes.web.filters import local, long_day
from outcomes.web.pages.forms import FormState
from outcomes.web.pages.qr import qr_svg


@dataclass(frozen=True)
class TabletRow:
    """One tablet: its state in words, when it was last used, and what can be done with it."""

    name: str
    state: str
    last_used: str
    link_url: str
    link_words: str
    revoke_url: str


@dataclass(frozen=True)
class WaysPage:
    """The clinic's tablets, and its settings for links."""

    tablets: tuple[TabletRow, ...]
    link_hours: str
    reminder_hours: str
    exit_address: str
    mail_words: str
    form: FormState


@dataclass(frozen=True)
class TabletLinkPage:
    """The link that enrols a tablet, shown once, also as a QR for its camera."""

    device: str
    link: str
    qr: Markup
    until: dt.datetime


def ways_page(director: StaffMember, form: FormState) -> WaysPage:
    """The page of the director's clinic."""
    clinic = director.clinic
    rows = db.session.execute(devices_of(clinic.id))
    return WaysPage(
        tablets=tuple(_row(device, used, clinic.time_zone) for device, used in rows),
        link_hours=form.value("home_link_hours", str(clinic.home_link_hours)),
        reminder_hours=form.value("reminder_hours", str(clinic.reminder_hours)),
        exit_address=form.value("exit_address", clinic.exit_address),
        mail_words=_mail_words(),
        form=form,
    )


def tablet_link_page(device: Device, token: str) -> TabletLinkPage:
    """The page that shows a fresh link."""
    link = current_app.config["SETTINGS"].origin + url_for("kiosk.enrol_page", token=token)
    return TabletLinkPage(device.name, link, qr_svg(link), device.link_expires_at)


def _row(device: Device, used: dt.datetime | None, zone: str) -> TabletRow:
    enrolled = device.enrolled_at is not None
    return TabletRow(
        name=device.name,
        state=_state(device, zone),
        last_used="" if used is None else _moment(used, zone),
        link_url=url_for("ways_to_rate.tablet_link", device_id=device.id),
        link_words="Set up anew" if enrolled else "New link",
        revoke_url=url_for("ways_to_rate.revoke_tablet", device_id=device.id),
    )


def _state(device: Device, zone: str) -> str:
    """``in use since 19 November 2026``; before that, what it waits for."""
    if device.enrolled_at is not None:
        return f"in use since {long_day(local(device.enrolled_at, zone).date())}"
    waits = device.link_hash is not None and device.link_expires_at > now()
    return "waits for its link to be opened" if waits else "not set up; its link is over"


def _moment(moment: dt.datetime, zone: str) -> str:
    there = local(moment, zone)
    return f"{long_day(there.date())}, {there:%H:%M}"


def _mail_words() -> str:
    mail = current_app.config["SETTINGS"].mail
    if mail is None:
        return (
            "No mail server is set up, so mails are written to the folder mail of the instance "
            "and not sent (see docs/home-links.md)."
        )
    return f"Mails go out through {mail.host} as {mail.sender}."
