"""Moments are UTC, days are the clinic's: nights when clocks change, leap days (F10).

The European Union changes at 01:00 UTC on the last Sundays of March and October (Directive
2000/84/EC): Oslo is UTC+1 in winter, UTC+2 in summer. The United States change at 02:00 local time
on the second Sunday of March and the first of November (15 U.S.C. 260a): New York is UTC-5, UTC-4.
"""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from outcomes.storage import Administration, AuditEvent, Clinic, db
from outcomes.web.clock import hour_at, today
from outcomes.web.filters import local
from tests.browsing import form_token, sign_in
from tests.cast import Cast, address


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "day", "hour"),
    [
        # Into summer time, Sunday 29 March 2026: 02:00 to 03:00 is left out in Oslo.
        ("Europe/Oslo", "2026-03-28T22:59:59", "2026-03-28", 23),
        ("Europe/Oslo", "2026-03-28T23:00:00", "2026-03-29", 0),
        ("Europe/Oslo", "2026-03-29T00:59:59", "2026-03-29", 1),
        ("Europe/Oslo", "2026-03-29T01:00:00", "2026-03-29", 3),
        ("Europe/Oslo", "2026-03-29T21:59:59", "2026-03-29", 23),
        ("Europe/Oslo", "2026-03-29T22:00:00", "2026-03-30", 0),
        # Out of summer time, Sunday 25 October 2026: 02:00 to 03:00 comes twice.
        ("Europe/Oslo", "2026-10-24T21:59:59", "2026-10-24", 23),
        ("Europe/Oslo", "2026-10-24T22:00:00", "2026-10-25", 0),
        ("Europe/Oslo", "2026-10-25T00:30:00", "2026-10-25", 2),
        ("Europe/Oslo", "2026-10-25T01:30:00", "2026-10-25", 2),
        ("Europe/Oslo", "2026-10-25T22:59:59", "2026-10-25", 23),
        ("Europe/Oslo", "2026-10-25T23:00:00", "2026-10-26", 0),
        # New York: 8 March and 1 November 2026.
        ("America/New_York", "2026-03-08T04:59:59", "2026-03-07", 23),
        ("America/New_York", "2026-03-08T05:00:00", "2026-03-08", 0),
        ("America/New_York", "2026-03-08T07:00:00", "2026-03-08", 3),
        ("America/New_York", "2026-03-09T03:59:59", "2026-03-08", 23),
        ("America/New_York", "2026-11-01T03:59:59", "2026-10-31", 23),
        ("America/New_York", "2026-11-02T04:59:59", "2026-11-01", 23),
        ("America/New_York", "2026-11-02T05:00:00", "2026-11-02", 0),
        # A leap day, and the year's last night.
        ("Europe/Oslo", "2028-02-28T23:00:00", "2028-02-29", 0),
        ("Europe/Oslo", "2028-02-29T22:59:59", "2028-02-29", 23),
        ("Europe/Oslo", "2028-02-29T23:00:00", "2028-03-01", 0),
        ("America/New_York", "2028-03-01T04:59:59", "2028-02-29", 23),
        ("Europe/Oslo", "2026-12-31T23:00:00", "2027-01-01", 0),
    ],
)
def test_day_and_hour_are_those_of_the_clinic(
    app: Flask, clock, zone: str, moment: str, day: str, hour: int
) -> None:
    clinic = Clinic(name="Anywhere", time_zone=zone)
    clock.set(utc(moment))
    with app.app_context():
        assert today(clinic) == dt.date.fromisoformat(day)
        assert hour_at(clinic) == hour


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-19T22:59:00", "2026-11-19"),
        ("2026-11-19T23:01:00", "2026-11-20"),
        ("2027-03-27T23:10:00", "2027-03-28"),  # summer begins this night
        ("2027-10-30T22:10:00", "2027-10-31"),  # and ends this night
        ("2028-02-28T23:10:00", "2028-02-29"),
    ],
)
def test_session_of_a_rating_has_the_clinics_day_and_its_moments_are_utc(
    harbour: Flask, moment: str, day: str
) -> None:
    harbour.config["CLOCK"].set(utc(moment))
    rating = hand_over(harbour, "0426")
    assert rating.therapy_session.held_on == dt.date.fromisoformat(day)
    assert rating.opened_at == utc(moment)
    assert rating.opened_at.utcoffset() == dt.timedelta(0)


def test_the_hour_that_comes_twice_keeps_its_order(harbour: Flask) -> None:
    """02:40 in summer time, then 02:10 in winter time: half an hour later, earlier by the wall."""
    first, second = utc("2027-10-31T00:40:00"), utc("2027-10-31T01:10:00")
    harbour.config["CLOCK"].set(first)
    hand_over(harbour, "0426")
    harbour.config["CLOCK"].set(second)
    hand_over(harbour, "0402")
    with harbour.app_context():
        handed = db.select(AuditEvent).where(
            AuditEvent.event == "tablet_handed_over", AuditEvent.happened_at >= first
        )
        rows = db.session.scalars(handed.order_by(AuditEvent.sequence)).all()
        assert [row.happened_at for row in rows] == [first, second]
        shown = [local(row.happened_at, "Europe/Oslo") for row in rows]
    assert [f"{each:%H:%M %Z}" for each in shown] == ["02:40 CEST", "02:10 CET"]


def hand_over(harbour: Flask, code: str) -> Administration:
    """Open an outcome rating through the page; returns it."""
    with harbour.app_context():
        episode_id = Cast().episode(code).id
    client = harbour.test_client()
    sign_in(client, address("miriam"))
    sent = {"csrf_token": form_token(client.get("/account")), "kind": "outcome"}
    assert client.post(f"/episodes/{episode_id}/ratings", data=sent).status_code == 303
    with harbour.app_context():
        latest = db.select(Administration).order_by(Administration.id.desc()).limit(1)
        found = db.session.scalars(latest).one()
        assert found.therapy_session.held_on
        db.session.expunge_all()
    return found
