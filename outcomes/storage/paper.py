"""Forms that were filled in on paper, and what people read off them.

A paper form counts once it is an administration; until then its readings stand here and nowhere
else. Readings are appended and never changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outcomes.storage.database import PlainJSON, UTCDateTime, clinic_key, db, one_of
from outcomes.storage.people import StaffMember
from outcomes.storage.ratings import RATERS, Administration
from outcomes.storage.treatment import Episode

WAITING = ("waiting", "differing")
"""States of a form that does not count yet: for a second reading, or for differences to settle."""


class PaperForm(db.Model):
    """One form on paper, entered once however often the page is sent."""

    __tablename__ = "paper_forms"
    __table_args__ = (
        UniqueConstraint("form_uuid"),
        one_of("kind", "outcome", "alliance"),
        one_of("rater", *RATERS),
        one_of("state", *WAITING, "counted", "discarded"),
        CheckConstraint(
            "(state = 'counted') = (administration_id IS NOT NULL)", name="counted_as_rating"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    form_uuid: Mapped[str]
    """Made by the page; the administration carries it too."""
    episode_id: Mapped[int] = mapped_column(ForeignKey("episodes.id"), index=True)
    kind: Mapped[str]
    measure_id: Mapped[str]
    measure_version: Mapped[str]
    rater: Mapped[str]
    language: Mapped[str]
    own_words: Mapped[dict[str, str] | None] = mapped_column(PlainJSON)
    """The goals as they stand on the paper; item id to words."""
    completed_on: Mapped[dt.date]
    """The day on the form, in the clinic's calendar."""
    second_session: Mapped[bool]
    """Whether it belongs to a second session of that day."""
    state: Mapped[str]
    administration_id: Mapped[int | None] = mapped_column(ForeignKey("administrations.id"))

    episode: Mapped[Episode] = relationship()
    administration: Mapped[Administration | None] = relationship()
    readings: Mapped[list[PaperReading]] = relationship(
        back_populates="paper_form", order_by="PaperReading.number"
    )


class PaperReading(db.Model):
    """What one person read off a form: millimetres on lines, else the answer; null for none."""

    __tablename__ = "paper_readings"
    __table_args__ = (UniqueConstraint("paper_form_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    paper_form_id: Mapped[int] = mapped_column(ForeignKey("paper_forms.id"))
    number: Mapped[int]
    """1 and 2, by two people; 3 where differences were settled."""
    read_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    read_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    answers: Mapped[dict[str, Any]] = mapped_column(PlainJSON)

    paper_form: Mapped[PaperForm] = relationship(back_populates="readings")
    read_by: Mapped[StaffMember] = relationship()


def paper_form_of(form_uuid: str) -> Select[tuple[PaperForm]]:
    """The paper form that a page has stored already."""
    return select(PaperForm).where(PaperForm.form_uuid == form_uuid)


def waiting_forms(*, within: Select[tuple[Episode]]) -> Select[tuple[PaperForm]]:
    """Forms of these episodes that do not count yet, the oldest first."""
    return (
        select(PaperForm)
        .where(
            PaperForm.state.in_(WAITING),
            PaperForm.episode_id.in_(within.with_only_columns(Episode.id)),
        )
        .order_by(PaperForm.completed_on, PaperForm.id)
    )
