"""Supervision: scores, not memory, choose the cases; nobody is ranked; everybody sees their own."""

from __future__ import annotations

import io

import pypdf
import pytest
from sqlalchemy import event as events

from outcomes.actions import people
from outcomes.actions.responses import acknowledge_risk
from outcomes.storage import AuditEvent, Supervision, db
from tests.cast import NOW, TODAY
from tests.reading import read


@pytest.fixture
def ingrid(signed_in):
    return signed_in("ingrid")


@pytest.fixture
def about_miriam(story):
    with story() as cast:
        return f"/team/{cast.staff('miriam').id}"


def test_the_start_page_of_a_supervisor_is_supervision(ingrid):
    assert ingrid.get("/").headers["Location"] == "/team"


def test_lead_says_how_many_cases_wait(ingrid):
    page = read(ingrid, "/team")
    assert page.heading == "Supervision, 19 November 2026"
    assert page.says(".lead") == (
        "Five cases, chosen by their scores; four wait for a response. 2 therapists, 12 open "
        "episodes."
    )


def test_agenda_has_the_longest_waiting_on_top_and_links_to_the_reports(ingrid, story):
    page = read(ingrid, "/team")
    codes = page.all(".caseload-client")
    assert [link.text for link in codes] == ["0440", "0417", "0431", "0388", "0352"]
    with story() as cast:
        assert codes[1].get("href") == f"/episodes/{cast.episode('0417').id}/report"


def test_risk_answers_that_waited_too_long_come_before_the_agenda(ingrid):
    page = read(ingrid, "/team")
    assert page.says(".banner-risk").startswith("A risk answer waits: Mei L. (Samir Haddad), ")
    assert page.html.index("banner-risk") < page.html.index("<h2>Agenda")


def test_team_table_has_no_drawing_no_sorting_and_no_rate_under_ten(ingrid):
    page = read(ingrid, "/team")
    table = page.one(".team-table")
    assert not page.within(table, "svg")
    heads = page.within(table, "thead")[0]
    assert not page.within(heads, "a")
    names = [words.text for words in page.within(page.within(table, "tbody")[0], "b")]
    assert names == ["Miriam Aalto", "Samir Haddad"]
    assert page.html.count("Cannot tell yet: fewer than 10 closed") == 2


def test_purpose_is_printed_on_the_page(ingrid, miriam, about_miriam):
    assert "not for comparing people" in read(ingrid, "/team").html
    assert "not for comparing people" in read(miriam, about_miriam).html


def test_therapist_opens_the_page_their_supervisor_sees(ingrid, miriam, about_miriam):
    theirs, own = read(ingrid, about_miriam), read(miriam, about_miriam)
    assert (theirs.heading, own.heading) == ("Miriam Aalto", "What your supervisor sees about you")
    assert (theirs.place(), own.place()) == ("Supervision", "Reports")
    assert theirs.says(".team-table") == own.says(".team-table")
    assert theirs.each(".caseload-client") == own.each(".caseload-client")
    assert theirs.link("Open the caseload report") == own.link("Open the caseload report")


def test_nobody_else_opens_the_page_about_a_therapist(signed_in, about_miriam):
    assert signed_in("samir").get(about_miriam).status_code == 404
    assert signed_in("tomas").get(about_miriam).status_code == 404
    assert signed_in("director").get(about_miriam).status_code == 403


def test_supervision_that_ended_takes_the_page_away_at_once(ingrid, about_miriam, story):
    with story() as cast:
        therapist = cast.staff("miriam")
        supervision = db.session.scalars(
            db.select(Supervision).filter_by(therapist_id=therapist.id)
        ).one()
        people.end_supervision(
            supervision_id=supervision.id, ended_on=TODAY, by=cast.staff("director"), at=NOW
        )
    assert ingrid.get(about_miriam).status_code == 404
    assert read(ingrid, "/team").each(".caseload-client") == ["0440", "0431"]


def test_agenda_on_paper_is_recorded_with_its_cases(ingrid, story):
    answer = ingrid.get("/team/agenda.pdf")
    assert "agenda-2026-11-19.pdf" in answer.headers["Content-Disposition"]
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    text = " ".join("\n".join(sheet.extract_text() for sheet in reader.pages).split())
    assert "Five cases, chosen by their scores" in text
    assert "No response for 30 days." in text
    assert "not for comparing people" in text
    with story() as cast:
        event = db.session.scalars(db.select(AuditEvent).filter_by(event="report_exported")).one()
        shown = [cast.episode(code).id for code in ("0440", "0417", "0431", "0388", "0352")]
        assert event.facts["episodes"] == shown


def test_supervisor_without_therapists_is_told_why_the_page_is_empty(story, signed_in):
    with story() as cast:
        tomas = cast.staff("tomas").id
        for supervision in db.session.scalars(
            db.select(Supervision).filter_by(supervisor_id=tomas)
        ).all():
            people.end_supervision(
                supervision_id=supervision.id, ended_on=TODAY, by=cast.staff("director"), at=NOW
            )
    page = read(signed_in("tomas"), "/team")
    assert "Nobody is assigned to you yet" in page.says(".empty-words")


def test_page_asks_the_database_a_fixed_number_of_times(signed_in, story):
    with story() as cast:
        engine = db.engine
        acknowledge_risk(
            signal=cast.signal("0431", kind="risk"),
            action="consulted",
            by=cast.staff("samir"),
            at=NOW,
            on=TODAY,
        )
    seen: list[str] = []
    events.listen(engine, "before_cursor_execute", lambda *each: seen.append(each[2]))
    counts = []
    for key in ("tomas", "ingrid"):
        browser = signed_in(key)
        browser.get("/team")
        seen.clear()
        browser.get("/team")
        counts.append(len([each for each in seen if each.lstrip().startswith("SELECT")]))
    assert counts[0] == counts[1]
