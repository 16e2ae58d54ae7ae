"""Links with which a client rates at home: made, mailed, started, opened, left, reminded of.

A token is 256 random bits of which only the SHA-256 is stored. Looking at a link changes nothing,
because programs that scan mail open links too; only the button on its page starts the form.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from outcomes.actions import ratings
from outcomes.actions.audit import record
from outcomes.actions.sessions import begin_form, hash_of
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.storage import Administration, Episode, HomeLink, StaffMember, db
from outcomes.storage.home_links import by_token, link_of, run_out, to_remind

LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class MadeLink:
    """A link and its token, known only now."""

    link: HomeLink
    token: str


@dataclass(frozen=True)
class FoundLink:
    """What a token leads to: ``open``, ``used`` (opened in some browser), ``sent``, ``closed``."""

    link: HomeLink
    state: str


class LinkNotOpen(Refused):
    """The link cannot be started (any more)."""


def make_link(
    *,
    episode: Episode,
    kind: str,
    held_on: dt.date,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
    rater: str = "self",
    helped_by: str | None = None,
    language: str | None = None,
    email: str = "",
) -> MadeLink:
    """A link to the form of one session; an older link to the same form is dead from now on.

    Args:
        held_on: the day of the session it belongs to; see `ratings.open_ahead`.
        email: where it will be mailed; kept for the reminder and for the next link.

    Raises:
        Refused: as `ratings.open_ahead`; or the address is none.
    """
    address = _tidy(email)
    with writing() as session:
        form = ratings.open_ahead(
            episode=episode,
            kind=kind,
            held_on=held_on,
            rater=rater,
            helped_by=helped_by,
            language=language,
            by=by,
            at=at,
            on=on,
        )
        link = db.session.scalars(link_of(form.id)).first()
        if link is None:
            link = HomeLink(clinic_id=form.clinic_id, administration_id=form.id)
            session.add(link)
        token = secrets.token_urlsafe(32)
        link.token_hash, link.reminder_hash = hash_of(token), None
        link.made_at, link.made_by_id = at, by.id
        link.expires_at = at + dt.timedelta(hours=by.clinic.home_link_hours)
        link.mailed_at = link.reminded_at = link.opened_at = link.ended_at = None
        form.expires_at = max(form.expires_at, link.expires_at)
        if address:
            episode.client.email = address
        session.flush()
        record("home_link_made", by=by, at=at, about=("administration", form.id))
    return MadeLink(link, token)


def clinic_of_link(token: str) -> int:
    """The id of the clinic that made a link, which is asked before anything else of it is read.

    Raises:
        NotFound: there is no such link, or a newer one took its place.
    """
    return _by_token(token).clinic_id


def find_link(token: str, *, at: dt.datetime) -> FoundLink:
    """What a token leads to. Changes nothing.

    Raises:
        NotFound: there is no such link, or a newer one took its place.
    """
    link = _by_token(token)
    return FoundLink(link, _state(link, at=at))


def start_link(*, token: str, at: dt.datetime, replaces: tuple[str, ...] = ()) -> str:
    """Begin the form in the browser that pressed Start; returns the session's id for its cookie.

    Until the form is shown there, Start may be pressed again, anywhere: an answer that was lost on
    its way must not cost the client the link. The earlier session ends each time.

    Raises:
        NotFound, LinkNotOpen: the link cannot be started (any more).
    """
    with writing():
        found = find_link(token, at=at)
        if found.state != "open":
            raise LinkNotOpen("This link is no longer open.")
        form = found.link.administration
        ratings.begin_rating(form_uuid=form.form_uuid, at=at)
        form.expires_at = max(form.expires_at, at + ratings.FORM_LASTS)
        record("home_link_started", by=form, at=at, about=("administration", form.id))
        return begin_form(form, scope="home", at=at, replaces=replaces)


def note_opened(*, form: Administration, at: dt.datetime) -> None:
    """The form is shown in the browser that started it: from now on the link is used up."""
    link = db.session.scalars(link_of(form.id)).one_or_none()
    if link is None or link.opened_at is not None:
        return
    with writing():
        link.opened_at = at
        record("home_link_opened", by=form, at=at, about=("administration", form.id))


def leave(*, form: Administration, at: dt.datetime) -> None:
    """The client left by "Exit this page"; an unsent form can be started again by its link."""
    with writing():
        link = db.session.scalars(link_of(form.id)).one_or_none()
        if link is not None and form.state == "open":
            link.opened_at = None
        record("home_form_left", by=form, at=at, about=("administration", form.id))


def note_mailed(*, link: HomeLink, by: StaffMember, at: dt.datetime) -> None:
    """The mail with the link was handed over to be sent."""
    with writing():
        link.mailed_at = at
        record("home_link_mailed", by=by, at=at, about=("administration", link.administration_id))


def note_not_mailed(*, link: HomeLink, by: StaffMember, at: dt.datetime) -> None:
    """The mail could not be handed over; the link stays good and can be given otherwise."""
    with writing():
        about = ("administration", link.administration_id)
        record("home_link_not_mailed", by=by, at=at, about=about)


def due_for_reminder(*, at: dt.datetime) -> list[HomeLink]:
    """Mailed links whose clinic's time for the one reminder has come."""
    return [link for link in db.session.scalars(to_remind(at=at)) if _is_due(link, at=at)]


def claim_reminder(*, link: HomeLink, at: dt.datetime) -> str | None:
    """Take a link's one reminder for sending; returns its token, or None where it is gone.

    It is claimed before it is sent, so that two runs at once, or one that is killed in the middle,
    never remind twice.
    """
    with writing() as session:
        session.refresh(link)
        if link.reminded_at is not None or _state(link, at=at) != "open":
            return None
        token = secrets.token_urlsafe(32)
        link.reminder_hash, link.reminded_at = hash_of(token), at
        about = ("administration", link.administration_id)
        record("reminder_sent", by="console", at=at, about=about, clinic_id=link.clinic_id)
        return token


def release_reminder(*, link: HomeLink, at: dt.datetime) -> None:
    """The reminder could not be handed over: the next run may try again."""
    with writing():
        link.reminder_hash = link.reminded_at = None
        about = ("administration", link.administration_id)
        record("reminder_not_sent", by="console", at=at, about=about, clinic_id=link.clinic_id)


def note_run_out(*, at: dt.datetime) -> int:
    """Record the links whose time is over since the last look; returns how many."""
    with writing() as session:
        links = session.scalars(run_out(at=at)).all()
        for link in links:
            link.ended_at = at
            about = ("administration", link.administration_id)
            record("home_link_expired", by="console", at=at, about=about, clinic_id=link.clinic_id)
        return len(links)


def _by_token(token: str) -> HomeLink:
    link = db.session.scalars(by_token(hash_of(token))).one_or_none()
    if link is None:
        raise NotFound("link")
    return link


def _state(link: HomeLink, *, at: dt.datetime) -> str:
    form = link.administration
    if form.state == "submitted":
        return "sent"
    if form.state == "withdrawn" or link.ended_at is not None or link.expires_at <= at:
        return "closed"
    return "open" if link.opened_at is None else "used"


def _is_due(link: HomeLink, *, at: dt.datetime) -> bool:
    hours = link.clinic.reminder_hours
    return hours > 0 and link.mailed_at + dt.timedelta(hours=hours) <= at


def _tidy(email: str) -> str:
    address = email.strip()
    if not address:
        return ""
    local, _, domain = address.rpartition("@")
    wrong = any(each.isspace() or each in '<>,;:"\\' for each in address)
    if wrong or not address.isprintable() or not local or "." not in domain:
        raise Refused("This is not an e-mail address.")
    if len(address) > LONGEST_ADDRESS:
        raise Refused("This address is too long.")
    return address
