"""A name on a list is a look at a record: every list leaves its event with the ids on it."""

import re

import pytest
from flask import Flask

from outcomes.storage import AuditEvent, db
from tests.cast import Cast


def listed(harbour: Flask) -> list[tuple[int, str, list[int]]]:
    """Who was shown which episodes on which page, in order."""
    with harbour.app_context():
        query = db.select(AuditEvent).where(AuditEvent.event == "episodes_listed")
        events = db.session.scalars(query.order_by(AuditEvent.sequence)).all()
        return [(one.actor_id, one.facts["endpoint"], one.facts["episodes"]) for one in events]


def number(harbour: Flask, code: str) -> int:
    with harbour.app_context():
        return Cast().episode(code).id


def test_search_records_who_was_found_and_not_the_word_searched_for(harbour, miriam) -> None:
    with harbour.app_context():
        me = Cast().staff("miriam").id
    miriam.get("/search?q=jonas")
    assert listed(harbour) == [(me, "search.results", [number(harbour, "0417")])]


def test_search_that_finds_nobody_leaves_nothing(harbour, miriam) -> None:
    miriam.get("/search?q=olga")
    assert listed(harbour) == []


@pytest.mark.parametrize(
    ("who", "page", "endpoint"),
    [
        ("miriam", "/caseload", "caseload.page"),
        ("miriam", "/signals", "signals.overview"),
        ("miriam", "/reports", "reports.overview"),
        ("ingrid", "/team", "supervisor.team"),
    ],
)
def test_every_episode_linked_from_a_list_is_in_its_event(
    harbour, signed_in, who: str, page: str, endpoint: str
) -> None:
    shown = signed_in(who).get(page).text
    linked = {int(each) for each in re.findall(r"/episodes/(\d+)", shown)}
    ((_, called, episodes),) = listed(harbour)
    assert called == endpoint
    assert linked
    assert linked <= set(episodes)


def test_desk_records_whom_it_was_shown(harbour, signed_in) -> None:
    signed_in("reception").get("/today?q=ben")
    ((_, endpoint, episodes),) = listed(harbour)
    assert endpoint == "reception.today"
    assert len(episodes) >= 1


def test_caseload_report_records_every_client_on_it(harbour, signed_in) -> None:
    with harbour.app_context():
        therapist = Cast().staff("miriam").id
    shown = signed_in("ingrid").get(f"/staff/{therapist}/report").text
    ((_, endpoint, episodes),) = listed(harbour)
    assert endpoint == "reports.caseload"
    assert {int(each) for each in re.findall(r"/episodes/(\d+)", shown)} <= set(episodes)


def test_counting_new_ratings_leaves_nothing(harbour, miriam) -> None:
    miriam.get("/caseload/new?since=2026-01-01T00:00:00Z")
    assert listed(harbour) == []
