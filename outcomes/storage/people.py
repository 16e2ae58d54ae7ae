"""Clinic, team, staff, clients: who there is."""

from __future__ import annotations

import datetime as dt

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Select, UniqueConstraint, false, select, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from outcomes.storage.database import (
    PlainJSON,
    UTCDateTime,
    both_or_neither,
    clinic_key,
    db,
    one_of,
)

ROLES = ("therapist", "supervisor", "director", "reception")


class Clinic(db.Model):
    """One clinic. A database may hold one only, or several of one organisation."""

    __tablename__ = "clinics"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    time_zone: Mapped[str] = mapped_column(default="UTC")
    help_text: Mapped[str] = mapped_column(default="")
    """Said on every thank-you page, never triggered by a score."""
    help_language: Mapped[str] = mapped_column(default="en", server_default="en")
    """The language that `help_text` is written in."""
    help_texts: Mapped[dict[str, str]] = mapped_column(PlainJSON, default=dict, server_default="{}")
    """The same help in further languages, by code."""
    invented: Mapped[bool] = mapped_column(default=False)
    """The demonstration clinic: no row of it describes a person."""
    home_link_hours: Mapped[int] = mapped_column(default=72, server_default="72")
    """How long a link for rating at home can be used."""
    reminder_hours: Mapped[int] = mapped_column(default=24, server_default="24")
    """How long after a mailed link its one reminder goes out; 0 for never."""
    exit_address: Mapped[str] = mapped_column(default="", server_default="")
    """Where "Exit this page" leads on home links; empty where there is no such button."""
    second_readings: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether every form on paper is read by two people before it counts."""
    own_ratings: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether clients may be shown their own ratings at all; who is, stands in `ShowingChoice`."""
    own_ratings_at_home: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether also after a rating at home, where nobody is beside them."""
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)


class Team(db.Model):
    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("clinic_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    name: Mapped[str]


class StaffMember(UserMixin, db.Model):
    """Somebody who signs in. `role` says what kind of pages; relationships say whose records."""

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("email"),
        one_of("role", *ROLES),
        both_or_neither("disabled_at", "disabled_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    name: Mapped[str]
    email: Mapped[str]
    """Lower case; what one signs in with."""
    role: Mapped[str]
    password_hash: Mapped[str | None]
    """argon2id; None until the person has used the link that sets it."""
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)
    disabled_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    disabled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    clinic: Mapped[Clinic] = relationship(lazy="joined", innerjoin=True)
    team: Mapped[Team | None] = relationship(lazy="joined")

    @property
    def is_active(self) -> bool:
        """Flask-Login asks this on every request, so disabling acts on the next one."""
        return self.disabled_at is None


class Supervision(db.Model):
    """A supervisor is responsible for a therapist's work from one day to another."""

    __tablename__ = "supervisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    therapist_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    """The first day on which it no longer holds."""

    supervisor: Mapped[StaffMember] = relationship(foreign_keys=supervisor_id)
    therapist: Mapped[StaffMember] = relationship(foreign_keys=therapist_id)


class Client(db.Model):
    """The person in care. One free name field, any script; `code` is what papers carry."""

    __tablename__ = "clients"
    __table_args__ = (UniqueConstraint("clinic_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clinic_id: Mapped[int] = clinic_key()
    code: Mapped[str]
    name: Mapped[str]
    birth_date: Mapped[dt.date | None]
    language: Mapped[str] = mapped_column(default="en")
    email: Mapped[str | None]
    """Where links for rating at home go, once one was mailed."""
    created_at: Mapped[dt.datetime] = mapped_column(UTCDateTime)

    @property
    def first_name(self) -> str:
        """What a shared tablet may show."""
        return self.name.split()[0] if self.name.split() else self.code


def first_clinic() -> Select[tuple[Clinic]]:
    """The clinic that a page shows before anybody has signed in: the oldest one."""
    return select(Clinic).order_by(Clinic.id).limit(1)


def staff_by_email(email: str) -> Select[tuple[StaffMember]]:
    """The staff member who signs in with this address, in any letter case."""
    return select(StaffMember).where(StaffMember.email == email.strip().casefold())


def supervised_by(supervisor: StaffMember, *, on: dt.date) -> Select[tuple[int]]:
    """Ids of the therapists a supervisor is responsible for on a day."""
    return select(Supervision.therapist_id).where(
        Supervision.supervisor_id == supervisor.id,
        Supervision.clinic_id == supervisor.clinic_id,
        Supervision.started_on <= on,
        (Supervision.ended_on.is_(None)) | (Supervision.ended_on > on),
    )


def waiting_director() -> Select[tuple[StaffMember]]:
    """The director who was invited from the console and has not set a password yet."""
    waiting = StaffMember.role == "director", StaffMember.password_hash.is_(None)
    return select(StaffMember).where(*waiting).order_by(StaffMember.id).limit(1)


def staff_of(clinic_id: int) -> Select[tuple[StaffMember]]:
    """Everybody of a clinic by name, disabled accounts last."""
    order = StaffMember.disabled_at.is_not(None), StaffMember.name, StaffMember.id
    return select(StaffMember).where(StaffMember.clinic_id == clinic_id).order_by(*order)


def teams_of(clinic_id: int) -> Select[tuple[Team]]:
    """The teams of a clinic by name."""
    return select(Team).where(Team.clinic_id == clinic_id).order_by(Team.name)


def supervisions_around(staff: StaffMember) -> Select[tuple[Supervision]]:
    """Every assignment that a person has or had, on either side, the latest first."""
    return (
        select(Supervision)
        .where(
            Supervision.clinic_id == staff.clinic_id,
            (Supervision.supervisor_id == staff.id) | (Supervision.therapist_id == staff.id),
        )
        .order_by(Supervision.started_on.desc(), Supervision.id.desc())
    )


def supervisions_on(day: dt.date, *, clinic_id: int) -> Select[tuple[int, int]]:
    """Who supervises whom on a day. Rows: supervisor_id, therapist_id, the longest first."""
    return (
        select(Supervision.supervisor_id, Supervision.therapist_id)
        .where(
            Supervision.clinic_id == clinic_id,
            Supervision.started_on <= day,
            (Supervision.ended_on.is_(None)) | (Supervision.ended_on > day),
        )
        .order_by(Supervision.started_on, Supervision.id)
    )


def supervised_staff(supervisor: StaffMember, *, on: dt.date) -> Select[tuple[StaffMember]]:
    """The therapists a supervisor is responsible for on a day, in the order of the alphabet."""
    ids = supervised_by(supervisor, on=on)
    return select(StaffMember).where(StaffMember.id.in_(ids)).order_by(StaffMember.name)


def supervisors_of(therapist: StaffMember, *, on: dt.date) -> Select[tuple[StaffMember]]:
    """Who supervises a therapist on a day, the longest first."""
    return (
        select(StaffMember)
        .join(Supervision, Supervision.supervisor_id == StaffMember.id)
        .where(
            Supervision.therapist_id == therapist.id,
            Supervision.clinic_id == therapist.clinic_id,
            Supervision.started_on <= on,
            (Supervision.ended_on.is_(None)) | (Supervision.ended_on > on),
        )
        .order_by(Supervision.started_on, StaffMember.id)
    )
