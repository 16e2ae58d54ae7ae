"""Links with which a client rates at home: what was sent, what was opened, what was missed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outcomes.storage.database import UTCDateTime, clinic_key, db
from outcomes.storage.people import Clinic
from outcomes.storage.ratings import Administration
from outcomes.storage.treatment import Episode


class HomeLink(db.Model):
    """A link to one form. Only hashes of its tokens are known; neither names nor answers are here.

    It can be started until the form is opened in a browser, and is dead once that has happened,
    once the form is sent, at its end, or when it was taken back.
    """

    __tablename__ = "home_links"
    __table_args__ = (
        UniqueConstraint("administration_id"),
        UniqueConstraint("token_hash"),
        UniqueConstraint("reminder_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    administration_id: Mapped[int] = mapped_column(ForeignKey("administrations.id"))
    token_hash: Mapped[str]
    reminder_hash: Mapped[str | None]
    """The token of the reminder, which needs one of its own: the first is not known any more."""
    made_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[dt.datetime] = mapped_column(UTCDateTime, index=True)
    mailed_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    reminded_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    """When the reminder was claimed for sending; there is one at most."""
    opened_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    """When the form was first shown in the browser that started it."""
    ended_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    """When it was taken back, or when it was noted that its time is over."""

    administration: Mapped[Administration] = relationship()
    clinic: Mapped[Clinic] = relationship(lazy="joined", innerjoin=True)


def by_token(token_hash: str) -> Select[tuple[HomeLink]]:
    """The link of a token, of its first or of its reminder, in whatever state it is."""
    either = or_(HomeLink.token_hash == token_hash, HomeLink.reminder_hash == token_hash)
    return select(HomeLink).where(either)


def link_of(administration_id: int) -> Select[tuple[HomeLink]]:
    """The link that leads to a form, if it has one."""
    return select(HomeLink).where(HomeLink.administration_id == administration_id)


def unanswered_links(
    *, within: Select[tuple[Episode]], since: dt.datetime
) -> Select[tuple[HomeLink]]:
    """Links to forms that were not sent, made after a moment, oldest end first."""
    return (
        select(HomeLink)
        .join(Administration, Administration.id == HomeLink.administration_id)
        .join(Episode, Episode.id == Administration.episode_id)
        .where(
            Administration.episode_id.in_(within.with_only_columns(Episode.id)),
            Administration.state == "open",
            Episode.closed_on.is_(None),
            HomeLink.made_at > since,
        )
        .order_by(HomeLink.expires_at, HomeLink.id)
    )


def run_out(*, at: dt.datetime) -> Select[tuple[HomeLink]]:
    """Links whose time is over, unanswered, and of which that was not noted yet."""
    return (
        select(HomeLink)
        .join(Administration, Administration.id == HomeLink.administration_id)
        .where(
            HomeLink.expires_at <= at,
            HomeLink.ended_at.is_(None),
            Administration.state == "open",
        )
        .order_by(HomeLink.id)
    )


def to_remind(*, at: dt.datetime) -> Select[tuple[HomeLink]]:
    """Mailed links that may be reminded of: not opened, not over, not reminded before.

    Whether it is time yet depends on the clinic's setting and is left to the caller.
    """
    return (
        select(HomeLink)
        .join(Administration, Administration.id == HomeLink.administration_id)
        .where(
            HomeLink.mailed_at.is_not(None),
            HomeLink.reminded_at.is_(None),
            HomeLink.opened_at.is_(None),
            HomeLink.ended_at.is_(None),
            HomeLink.expires_at > at,
            Administration.state == "open",
        )
        .order_by(HomeLink.id)
    )
