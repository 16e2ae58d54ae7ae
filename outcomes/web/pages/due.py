"""Who is due to rate, and who missed it, for the desk and for therapists. Never a score."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from outcomes.access import Permission, may, visible
from outcomes.storage import Episode, HomeLink, StaffMember, TherapySession, db
from outcomes.storage.due import without_rating
from outcomes.storage.home_links import unanswered_links
from outcomes.web.filters import local, short_day
from outcomes.web.listed import note_listed
from outcomes.web.pages.words import spoken_day

LOOKS_BACK = dt.timedelta(days=28)
"""Earlier sessions are past being caught up with."""


@dataclass(frozen=True)
class DueRow:
    """One client: what is due or was missed, and where a rating can be begun.

    `when` is short and stands first: the time of today, or the day.
    """

    client: str
    code: str
    therapist: str
    when: str
    words: str
    ways_url: str | None


@dataclass(frozen=True)
class DuePage:
    """Sections with their rows; a section may be empty."""

    due: tuple[DueRow, ...]
    sent: tuple[DueRow, ...]
    missed: tuple[DueRow, ...]


def due_page(staff: StaffMember, *, on: dt.date, at: dt.datetime) -> DuePage:
    """Everybody whose appointments this person may see."""
    seen = visible(staff, Permission.READ_APPOINTMENTS, on=on)
    links = db.session.scalars(unanswered_links(within=seen, since=at - LOOKS_BACK)).all()
    waiting = [link for link in links if link.expires_at > at]
    over = [link for link in links if link.expires_at <= at]
    by_link = {link.administration.therapy_session_id for link in links}
    sessions = db.session.scalars(without_rating(on - LOOKS_BACK, on, within=seen)).unique().all()
    left = [each for each in sessions if each.id not in by_link]
    page = DuePage(
        due=tuple(_due(each, staff) for each in sorted(left, key=_hour) if each.held_on == on),
        sent=tuple(_sent(link, staff, on=on) for link in waiting),
        missed=(
            *(_over(link, staff, on=on) for link in over),
            *(_missed(each, staff, on=on) for each in left if _is_missed(each, on=on)),
        ),
    )
    _note([link.administration.episode_id for link in links], left)
    return page


def _note(linked: Iterable[int], sessions: Iterable[TherapySession]) -> None:
    note_listed([*linked, *(each.episode_id for each in sessions)])


def _is_missed(session: TherapySession, *, on: dt.date) -> bool:
    """Held on an earlier day and not rated; a planned one may not have taken place at all."""
    return session.held_on < on and session.attendance == "attended"


def _hour(session: TherapySession) -> str:
    """Those without a time come last."""
    return session.starts_at or "~"


def _due(session: TherapySession, staff: StaffMember) -> DueRow:
    words = "came today" if session.attendance == "attended" else "comes today"
    return _row(session.episode, staff, words, when=session.starts_at or "–")


def _missed(session: TherapySession, staff: StaffMember, *, on: dt.date) -> DueRow:
    words = "session without a rating"
    if session.unrated_reason:
        words = f"{words}: {session.unrated_reason}"
    return _row(session.episode, staff, words, when=short_day(session.held_on))


def _sent(link: HomeLink, staff: StaffMember, *, on: dt.date) -> DueRow:
    until = local(link.expires_at, link.clinic.time_zone)
    state = "opened, not sent" if link.opened_at else "not opened"
    reminded = ", reminded" if link.reminded_at else ""
    words = f"link {state}{reminded}, until {spoken_day(until.date(), on=on)}, {until:%H:%M}"
    return _row(link.administration.episode, staff, words, when=short_day(_sent_on(link)))


def _over(link: HomeLink, staff: StaffMember, *, on: dt.date) -> DueRow:
    until = local(link.expires_at, link.clinic.time_zone)
    words = f"link ran out on {spoken_day(until.date(), on=on)}"
    return _row(link.administration.episode, staff, words, when=short_day(_sent_on(link)))


def _sent_on(link: HomeLink) -> dt.date:
    return local(link.made_at, link.clinic.time_zone).date()


def _row(episode: Episode, staff: StaffMember, words: str, *, when: str) -> DueRow:
    may_start = may(staff, Permission.START_RATING)
    return DueRow(
        client=episode.client.name,
        code=episode.client.code,
        therapist=episode.therapist.name,
        when=when,
        words=words,
        ways_url=url_for("ratings.ways", episode_id=episode.id) if may_start else None,
    )
