"""Reports: a page first, then the same on paper; what is made is recorded, one at a time."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pypdf
import pytest
from sqlalchemy import event as events

from outcomes.actions import treatment
from outcomes.reports.progress import progress_report
from outcomes.storage import AuditEvent, db
from outcomes.web import papers
from tests.cast import NOW, TODAY, Cast
from tests.reading import read


@pytest.fixture
def jonas(story):
    with story() as cast:
        return f"/episodes/{cast.episode('0417').id}"


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return "\n".join(sheet.extract_text() for sheet in reader.pages)


def exports(story) -> list[AuditEvent]:
    with story():
        query = db.select(AuditEvent).filter_by(event="report_exported")
        return list(db.session.scalars(query.order_by(AuditEvent.sequence)))


# --- the page of reports ----------------------------------------------------------------------


def test_therapist_finds_every_report_with_one_action_each(miriam):
    page = read(miriam, "/reports")
    assert page.heading == "Reports"
    assert page.each(".offer-title") == [
        "Your caseload",
        "Reflection",
        "What your supervisor sees about you",
    ]
    assert len(page.one("tbody")) == 11


def test_supervisor_finds_agenda_and_the_caseloads_of_the_team(signed_in):
    page = read(signed_in("ingrid"), "/reports")
    assert page.each(".offer-title") == [
        "Agenda for supervision",
        "Caseload of Miriam Aalto",
        "Caseload of Samir Haddad",
    ]


def test_every_offer_leads_somewhere(miriam, signed_in):
    for browser in (miriam, signed_in("ingrid")):
        page = read(browser, "/reports")
        offers = [page.within(offer, "a")[0].get("href") for offer in page.all(".offer")]
        assert [browser.get(address).status_code for address in offers] == [200] * 3


# --- the progress report ----------------------------------------------------------------------


def test_page_has_the_parts_of_a_report_in_their_order(miriam, jonas):
    page = read(miriam, f"{jonas}/report")
    assert page.heading == "Progress report, client 0417"
    assert page.each("h2")[:-1] == [
        "Wellbeing check-in (outcome), 0–40, higher is better",
        "Signals, and what was done",
        "Events",
        "What the words mean",
        "What this report cannot tell",
    ]
    assert "not on track and worth talking about" in page.says(".summary")


def test_page_shows_no_name_and_offers_to_print_it(miriam, jonas):
    page = read(miriam, f"{jonas}/report")
    assert "Jonas" not in page.html.split("<main")[1]
    assert page.all("#export-paper")


def test_empty_episode_says_so_on_the_page(miriam, story):
    with story() as cast:
        by = cast.staff("miriam")
        client = treatment.add_client(code="0500", name="New", birth_date=None, by=by, at=NOW)
        episode = treatment.open_episode(
            client=client, therapist=by, opened_on=TODAY, by=by, at=NOW
        )
        address = f"/episodes/{episode.id}/report"
    page = read(miriam, address)
    assert page.says(".empty-words").startswith("There is no rating in this episode yet")
    assert "no course to report" in text_of(miriam.get(f"{address}.pdf").data)


def test_pdf_says_what_the_page_says(miriam, jonas):
    answer = miriam.get(f"{jonas}/report.pdf")
    text = " ".join(text_of(answer.data).split())
    assert answer.mimetype == "application/pdf"
    for words in (
        "Progress report · client 0417 · 24 September to 12 November 2026",
        "7 sessions, 6 rated, 1 missed",
        "Talked about it with the client: goals and motivation",
        "No response recorded yet (14 days).",
        "starter curve, not from local clients",
        "What this report cannot tell",
        "Confidential – contains health data",
        "page 1 of",
        "Made by Miriam Aalto for own records, on 19 November 2026, 13:52 CET",
        "0417 · outcomes",
    ):
        assert words in text
    assert "Jonas" not in text


def test_pdf_is_named_after_code_and_day(miriam, jonas):
    answer = miriam.get(f"{jonas}/report.pdf")
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=progress-0417-2026-11-19.pdf"
    )


def test_pdf_is_tagged_and_every_figure_has_words(miriam, jonas):
    reader = pypdf.PdfReader(io.BytesIO(miriam.get(f"{jonas}/report.pdf").data))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert reader.metadata.title == "Progress report, client 0417"
    figures = [each for each in elements(catalog["/StructTreeRoot"]) if each["/S"] == "/Figure"]
    assert figures
    assert all(figure["/Alt"].strip() for figure in figures)
    assert any("Falls from 17.5 to 16.4" in figure["/Alt"] for figure in figures)


def elements(node):
    """Every element of a structure tree."""
    children = node.get("/K", [])
    children = children.get_object() if hasattr(children, "get_object") else children
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict) and "/S" in child:
            yield child
            yield from elements(child)


def test_name_reader_and_letter_paper_are_chosen(miriam, jonas):
    data = miriam.get(f"{jonas}/report.pdf?name=yes&paper=letter&for=supervisor").data
    sheet = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (612, 792)
    assert "Jonas K." in sheet.extract_text()
    assert "for the supervisor" in sheet.extract_text()


def test_unknown_wishes_are_the_plain_report(miriam, jonas):
    data = miriam.get(f"{jonas}/report.pdf?paper=wall&for=everybody&name=1").data
    sheet = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    assert round(sheet.mediabox.height) == 842
    assert "Jonas" not in sheet.extract_text()


def test_export_is_recorded_and_its_number_stands_on_the_paper(miriam, jonas, story):
    text = text_of(miriam.get(f"{jonas}/report.pdf?name=yes&for=agency").data)
    event = exports(story)[-1]
    assert (event.object_kind, event.object_id) == ("episode", jonas.rpartition("/")[2])
    assert event.facts == {
        "report": "progress",
        "format": "pdf",
        "for": "agency",
        "with_name": True,
    }
    assert f"Report 2026-{event.sequence}" in text
    assert "Jonas" not in json.dumps(event.facts)


def test_looking_at_the_page_is_no_export(miriam, jonas, story):
    miriam.get(f"{jonas}/report")
    assert exports(story) == []


def test_same_content_and_moment_give_the_same_bytes(harbour):
    def made() -> bytes:
        answer = papers.pdf_download(
            "reports/progress_paper.html", paper, at=NOW, file_name="x.pdf", content=content
        )
        answer.direct_passthrough = False
        return answer.get_data()

    with harbour.test_request_context():
        paper = papers.paper_for(
            Cast().staff("miriam"),
            papers.Wish("a4", "own", with_name=False),
            at=NOW,
            number="2026-1",
            title="Progress report",
            subject="Progress report",
            reference="0426",
        )
        report = progress_report(Cast().episode("0426"), on=TODAY)
        content = {"report": report, "drawing": "", "with_name": False}
        assert made() == made()


@contextmanager
def making_one(story) -> Iterator[None]:
    """While Miriam's report is being made."""
    with ExitStack() as busy:
        with story() as cast:
            staff = cast.staff("miriam")
            db.session.expunge(staff)
            busy.enter_context(papers.one_at_a_time(staff))
        yield


def test_second_report_while_one_is_made_is_refused_clearly(miriam, jonas, story):
    with making_one(story):
        answer = miriam.get(f"{jonas}/report.pdf")
    assert answer.status_code == 409
    assert "One at a time" in answer.text
    assert exports(story) == []
    assert miriam.get(f"{jonas}/report.pdf").status_code == 200


def test_another_person_is_not_kept_waiting(signed_in, jonas, story):
    with making_one(story):
        assert signed_in("ingrid").get(f"{jonas}/report.pdf").status_code == 200


def test_supervisor_of_another_team_gets_404(signed_in, jonas):
    tomas = signed_in("tomas")
    assert tomas.get(f"{jonas}/report").status_code == 404
    assert tomas.get(f"{jonas}/report.pdf").status_code == 404


def test_looking_at_a_report_is_recorded_with_the_relationship(signed_in, jonas, story):
    signed_in("ingrid").get(f"{jonas}/report")
    with story():
        event = db.session.scalars(
            db.select(AuditEvent)
            .filter_by(event="episode_viewed")
            .order_by(AuditEvent.sequence.desc())
        ).first()
    assert (event.relationship, event.facts["endpoint"]) == ("supervisor", "reports.progress")


# --- the caseload report ----------------------------------------------------------------------


@pytest.fixture
def caseload(story):
    with story() as cast:
        return f"/staff/{cast.staff('miriam').id}/report"


def test_caseload_page_counts_and_shows_every_open_episode(miriam, caseload):
    page = read(miriam, caseload)
    assert page.heading == "Caseload report, Miriam Aalto"
    assert "Miriam Aalto can open every page that a supervisor sees" in page.html
    assert len(page.all(".multiple")) == 10
    assert page.each(".group-heading")[0] == "Needs a look 2"
    assert "Cannot tell yet: fewer than 10 closed" in page.html


def test_caseload_pdf_is_recorded_with_how_many_it_shows(miriam, caseload, story):
    text = " ".join(text_of(miriam.get(f"{caseload}.pdf").data).split())
    assert "10 open episodes; 2 need a look." in text
    assert "50 of 54 attended" in text
    event = exports(story)[-1]
    assert (event.object_kind, event.facts["episodes"]) == ("staff", 10)


def test_colleague_does_not_see_anothers_caseload(signed_in, caseload):
    assert signed_in("samir").get(caseload).status_code == 404
    assert signed_in("samir").get(f"{caseload}.pdf").status_code == 404


def test_caseload_page_asks_the_database_a_fixed_number_of_times(miriam, signed_in, harbour, story):
    with story() as cast:
        few = f"/staff/{cast.staff('samir').id}/report"
        many = f"/staff/{cast.staff('miriam').id}/report"
        engine = db.engine
    seen = []
    events.listen(engine, "before_cursor_execute", lambda *each: seen.append(each[2]))
    ingrid = signed_in("ingrid")
    counts = []
    ingrid.get(few)  # the first request of a session also notes that it is in use
    for address in (few, many):
        seen.clear()
        assert ingrid.get(address).status_code == 200
        counts.append(len([each for each in seen if each.lstrip().startswith("SELECT")]))
    assert counts[0] == counts[1]
