"""A reflection is private until shared, kept as one types, and ends in one goal."""

from __future__ import annotations

import io

import pypdf
import pytest

from outcomes.storage import AuditEvent, LearningGoal, Reflection, db
from tests.browsing import form_token, send
from tests.reading import read, words

PERIOD = {"from": "2026-08-01", "to": "2026-11-30"}
JSON = {"Accept": "application/json"}


def keep(client, *, version=0, **texts):
    return send(client, "/reflection/keep", page="/reflection", version=version, **PERIOD, **texts)


def keep_as_typed(client, *, version, **texts):
    token = form_token(client.get("/reflection"))
    sent = {"csrf_token": token, "version": version, **PERIOD, **texts}
    return client.post("/reflection/keep", data=sent, headers=JSON)


def share(client, story, *, supervisor="ingrid"):
    with story() as cast:
        chosen = cast.staff(supervisor).id
    return send(client, "/reflection/share", page="/reflection", supervisor=chosen, **PERIOD)


def the_reflection(story) -> str:
    with story():
        return f"/reflections/{db.session.scalars(db.select(Reflection)).one().id}"


def test_page_gathers_the_last_four_months(miriam):
    page = read(miriam, "/reflection")
    assert page.heading == "What the last four months can teach"
    assert page.says(".summary").startswith("4 of 10 clients did not benefit (40 %, interval 17 to")
    assert page.each("h2")[:4] == [
        "Four who did not benefit",
        "What they share",
        "Three questions",
        "One learning goal",
    ]
    assert len(page.all(".multiple")) == 4
    assert page.each(".interval-figures")[0] == "2 of 4 other 1 of 6"


def test_groups_under_ten_have_no_percentages_and_no_drawn_interval(miriam):
    page = read(miriam, "/reflection")
    for row in page.all(".interval-row"):
        assert "%" not in "".join(row.itertext())
        assert not page.within(row, "svg")


def test_period_is_chosen_in_the_address(miriam):
    page = read(miriam, "/reflection?from=2026-10-01&to=2026-10-31")
    assert words(page.one(".page-head")).startswith("What this period can teach October 2026 · ")
    assert page.each("h2")[0] == "One who did not benefit"
    assert page.value("from") == "2026-10-01"


def test_empty_period_says_so(miriam):
    page = read(miriam, "/reflection?from=2026-01-01&to=2026-03-31")
    assert "no case can be counted" in page.says(".empty-words")
    assert page.all("#learned")


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-10-01",
        "from=x&to=2026-10-01",
        "from=2026-10-02&to=2026-10-01",
        "from=1990-01-01&to=2026-10-01",
    ],
)
def test_period_that_is_none_is_a_400(miriam, query):
    assert miriam.get(f"/reflection?{query}").status_code == 400


def test_answers_are_kept_without_scripts(miriam):
    assert keep(miriam, learned="I let the drop pass.").status_code == 303
    page = read(miriam, "/reflection")
    assert page.value("learned") == "I let the drop pass."
    assert "Last kept 19 November 2026, 13:52." in page.html


def test_answers_are_kept_as_one_types_and_counted(miriam):
    first = keep_as_typed(miriam, version=0, learned="I")
    assert first.get_json() == {"kept_at": "13:52", "version": 1}
    second = keep_as_typed(miriam, version=1, learned="I let it pass.")
    assert second.get_json()["version"] == 2


def test_second_window_is_shown_both_texts_and_nothing_is_lost(miriam, story):
    keep(miriam, learned="From the first window.")
    answer = keep(miriam, version=0, learned="From the second window.")
    assert answer.status_code == 409
    assert "From the first window." in answer.text
    assert "From the second window." in answer.text
    assert 'name="version" value="1"' in answer.text
    with story():
        kept = db.session.scalars(db.select(Reflection)).one()
        assert kept.learned == "From the first window."


def test_second_window_is_told_as_one_types(miriam):
    keep(miriam, learned="From the first window.")
    answer = keep_as_typed(miriam, version=0, learned="From the second window.")
    assert (answer.status_code, list(answer.get_json())) == (409, ["conflict"])


def test_goal_is_kept_with_what_will_show_it_and_its_day(miriam, story):
    answer = send(
        miriam, "/reflection/goal", page="/reflection", goal="I ask in the same hour.",
        shown_by="Falls talked about", review_on="2027-02-22", **PERIOD,
    )  # fmt: skip
    assert answer.status_code == 303
    page = read(miriam, "/reflection")
    assert "I ask in the same hour." in page.says(".goal")
    assert "To look back on: 22 February 2027." in page.says(".goal")
    with story():
        assert db.session.scalars(db.select(LearningGoal)).one().shown_by == "Falls talked about"


def test_goal_without_words_keeps_what_was_typed_and_says_what_is_missing(miriam):
    answer = send(
        miriam, "/reflection/goal", page="/reflection", goal="", shown_by="Falls talked about",
        review_on="2026-01-01", **PERIOD,
    )  # fmt: skip
    assert answer.status_code == 422
    assert "<title>Error: Reflection" in answer.text
    assert "Say what you want to do." in answer.text
    assert "The day to look back lies ahead." in answer.text
    assert "Falls talked about" in answer.text


def test_nobody_else_sees_a_reflection_before_it_is_shared(miriam, signed_in, story):
    keep(miriam, learned="Mine alone.")
    address = the_reflection(story)
    assert "Only you can see this page." in read(miriam, "/reflection").html
    assert signed_in("ingrid").get(address).status_code == 404
    assert signed_in("samir").get(address).status_code == 404
    assert signed_in("director").get(address).status_code == 403


def test_supervisor_reads_a_shared_reflection_until_it_is_private_again(miriam, signed_in, story):
    keep(miriam, learned="I let the drop pass.")
    share(miriam, story)
    address, ingrid = the_reflection(story), signed_in("ingrid")
    page = read(ingrid, address)
    assert page.heading == "Reflection of Miriam Aalto"
    assert page.place() == "Supervision"
    assert "I let the drop pass." in page.each(".answer")
    assert not page.all("textarea")
    assert "Cannot tell yet: fewer than 10 closed." in page.html
    assert "did not benefit (" not in page.html
    assert "Miriam Aalto, August to November 2026" in read(ingrid, "/team").links()
    assert "Shared with Ingrid Solberg." in read(miriam, "/reflection").html

    send(miriam, "/reflection/unshare", page="/reflection", **PERIOD)
    assert ingrid.get(address).status_code == 404


def test_looking_at_a_shared_reflection_is_recorded(miriam, signed_in, story):
    share(miriam, story)
    signed_in("ingrid").get(the_reflection(story))
    with story():
        seen = db.select(AuditEvent).filter_by(event="reflection_viewed")
        assert db.session.scalars(seen).one().relationship == "shared"


def test_nobody_but_ones_supervisor_can_be_shared_with(miriam, story):
    assert share(miriam, story, supervisor="tomas").status_code == 409


def test_own_reflection_opened_by_its_number_leads_to_the_page(miriam, story):
    keep(miriam, learned="x")
    answer = miriam.get(the_reflection(story))
    assert answer.headers["Location"] == "/reflection?from=2026-08-01&to=2026-11-30"


def test_earlier_periods_are_linked(miriam):
    send(miriam, "/reflection/keep", page="/reflection", learned="Then.", version=0,
         **{"from": "2026-04-01", "to": "2026-07-31"})  # fmt: skip
    page = read(miriam, "/reflection")
    assert page.link("April to July 2026") == "/reflection?from=2026-04-01&to=2026-07-31"


def test_pdf_holds_cases_answers_and_goal_and_is_recorded(miriam, story):
    keep(miriam, learned="I let the drop pass.")
    answer = miriam.get("/reflection.pdf")
    assert "reflection-2026-08-01-2026-11-30.pdf" in answer.headers["Content-Disposition"]
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    text = " ".join("\n".join(sheet.extract_text() for sheet in reader.pages).split())
    assert "4 of 10 clients did not benefit" in text
    assert "I let the drop pass." in text
    assert "Not answered." in text
    with story() as cast:
        event = db.session.scalars(db.select(AuditEvent).filter_by(event="report_exported")).one()
        assert event.facts["report"] == "reflection"
        assert event.object_id == str(cast.staff("miriam").id)


def test_supervisor_has_no_reflection_page_of_their_own(signed_in):
    assert signed_in("ingrid").get("/reflection").status_code == 403
