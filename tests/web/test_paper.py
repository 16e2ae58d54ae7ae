"""Forms on paper: printed with a code and no name, entered in millimetres, read twice, settled."""

import io
import re

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.measures import catalogue
from outcomes.storage import Administration, AuditEvent, Clinic, PaperForm, PaperReading, db
from outcomes.web.pages.paper_entry import entry_fields, read_answers
from tests import cast as story
from tests.browsing import form_token
from tests.cast import Cast

GOOD = {
    "form": "outcome:self:en",
    "completed_on": "2026-11-19",
    "answer-feeling": "43",
    "answer-close": "51,5",
    "answer-days": "38.0",
    "answer-life": "40",
}


def number(harbour, code: str) -> int:
    with harbour.app_context():
        return Cast().episode(code).id


def entry_url(harbour, code: str = "0417") -> str:
    return f"/episodes/{number(harbour, code)}/paper/enter"


def enter(harbour, client, *, code: str = "0417", form_uuid: str = "", **changes: str):
    url = entry_url(harbour, code)
    page = client.get(url, query_string={"form": changes.get("form", GOOD["form"])})
    shown = re.search(r'name="form_uuid" value="([^"]+)"', page.text)[1]
    token = form_token(page)
    fields = {**GOOD, "csrf_token": token, "form_uuid": form_uuid or shown} | changes
    return client.post(url, data={name: value for name, value in fields.items() if value})


def stored(harbour, model, **conditions):
    with harbour.app_context():
        query = db.select(model).filter_by(**conditions).order_by(model.id)
        return db.session.scalars(query).all()


def ratings(harbour):
    with harbour.app_context():
        query = db.select(Administration).where(Administration.device_class == "paper")
        found = db.session.scalars(query).all()
        return [(each.score.value, each.therapy_session.held_on, each.state) for each in found]


def events(harbour, name: str) -> list[dict]:
    with harbour.app_context():
        query = db.select(AuditEvent).where(AuditEvent.event == name)
        return [each.facts for each in db.session.scalars(query)]


def problems(answer) -> list[str]:
    summary = answer.text.split('id="error-summary"')[1].split("</div>")[0]
    return re.findall(r'<a href="#[^"]+">([^<]+)</a>', summary)


# --- blank forms --------------------------------------------------------------------------------


def test_client_page_leads_to_printing_and_entering(harbour, miriam) -> None:
    page = miriam.get(f"/episodes/{number(harbour, '0417')}")
    assert f"/episodes/{number(harbour, '0417')}/paper" in page.text
    paper = miriam.get(f"/episodes/{number(harbour, '0417')}/paper").text
    assert "Wellbeing check-in, by the client, English" in paper
    assert "Session check-in, by the client, Arabic" in paper
    assert "Enter one that was filled in" in paper


def test_printed_form_carries_the_code_and_never_the_name(harbour, miriam) -> None:
    url = f"/episodes/{number(harbour, '0417')}/paper.pdf?form=outcome:self:en"
    answer = miriam.get(url)
    assert answer.mimetype == "application/pdf"
    assert "form-wellbeing-en-0417.pdf" in answer.headers["Content-Disposition"]
    text = pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    assert "0417" in text
    assert "Jonas" not in text
    assert b"Jonas" not in answer.data
    assert events(harbour, "blank_form_printed") == [{"measure": "wellbeing"}]


def test_desk_prints_any_form_of_the_catalogue_without_a_code(harbour, signed_in) -> None:
    desk = signed_in("reception")
    page = desk.get("/paper-forms").text
    names = re.findall(r'<option value="([^"]+)"', page)
    assert "phq9:adult:self:en" in names
    assert "faces:child:self:nb" in names
    assert not any(name.startswith("k10") for name in names)
    answer = desk.get("/paper-forms.pdf?form=faces:child:self:nb&paper=letter")
    assert pypdf.PdfReader(io.BytesIO(answer.data)).trailer["/Root"]["/Lang"] == "nb"


@pytest.mark.parametrize(
    "form", ["outcome:self:xx", "outcome:nobody:en", "mood:self:en", "outcome", "outcome:self:-"]
)
def test_form_that_is_not_there_is_not_found(harbour, miriam, form) -> None:
    url = f"/episodes/{number(harbour, '0417')}/paper.pdf"
    assert miriam.get(url, query_string={"form": form}).status_code == 404


# --- entering -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["miriam", "reception"])
def test_entered_form_counts_as_a_rating_of_its_day(harbour, signed_in, who) -> None:
    client = signed_in(who)
    answer = enter(harbour, client)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/episodes/{number(harbour, '0417')}/paper",
    )
    assert ratings(harbour) == [(pytest.approx(17.3), story.TODAY, "submitted")]
    said = client.get(answer.headers["Location"]).text
    assert "The form of 19 November 2026 counts." in said
    assert "17.3" not in said


def test_double_press_stores_one_form(harbour, miriam) -> None:
    uuid = "3f0a1c5e-6c1b-4b7e-9a57-0d1f2f9f8a01"
    assert enter(harbour, miriam, form_uuid=uuid).status_code == 303
    assert enter(harbour, miriam, form_uuid=uuid).status_code == 303
    assert len(ratings(harbour)) == 1
    other = enter(harbour, miriam, form_uuid=uuid, **{"answer-life": "41"})
    assert other.status_code == 400
    assert "sent before with other answers" in other.text


def test_every_problem_is_told_at_once_and_nothing_is_stored(harbour, miriam) -> None:
    bad = {
        "completed_on": "2026-12-24",
        "answer-feeling": "101",
        "answer-close": "4.25",
        "answer-days": "many",
        "answer-life": "",
    }
    answer = enter(harbour, miriam, **bad)
    assert answer.status_code == 400
    told = problems(answer)
    assert len(told) == 5
    for words in (
        "still to come",
        "How I have been feeling",
        "People close",
        "My days",
        "Not enter",
    ):
        assert any(words in each for each in told), words
    assert 'value="4.25"' in answer.text
    assert "<title>Error: " in answer.text
    assert (stored(harbour, PaperForm), ratings(harbour)) == ([], [])


@pytest.mark.parametrize("number", ["-1", "1e2", "100.05", "0x10", "٤٣", "nan", "9" * 400, "4 3"])
def test_what_is_no_place_on_the_line_is_refused(harbour, miriam, number) -> None:
    answer = enter(harbour, miriam, **{"answer-feeling": number})
    assert answer.status_code == 400
    assert stored(harbour, PaperForm) == []


def test_empty_answers_have_to_be_empty_on_the_paper_too(harbour, miriam) -> None:
    assert enter(harbour, miriam, **{"answer-life": ""}).status_code == 400
    sent = enter(harbour, miriam, **{"answer-life": "", "empty_on_paper": "yes"})
    assert sent.status_code == 303
    assert [value for value, _, _ in ratings(harbour)] == [None]


def test_what_the_action_refuses_is_said_on_the_page(harbour, miriam) -> None:
    answer = enter(harbour, miriam, completed_on="2026-11-12")
    assert answer.status_code == 400
    assert "rated already" in problems(answer)[0]


def test_boxes_are_entered_as_the_words_of_the_form(harbour, signed_in) -> None:
    samir = signed_in("samir")
    page = samir.get(entry_url(harbour, "0431")).text
    assert "More than half the days" in page
    boxes = {f"answer-q{number}": "1" for number in range(1, 10)}
    answer = enter(harbour, samir, code="0431", **boxes)
    assert answer.status_code == 303
    assert ratings(harbour)[0][0] == 9.0
    assert (
        "asks for a look today. Tell Samir Haddad now."
        in samir.get(answer.headers["Location"]).text
    )


def test_line_of_a_form_from_right_to_left_is_measured_from_the_right(harbour, miriam) -> None:
    page = miriam.get(entry_url(harbour), query_string={"form": "outcome:self:ar"}).text
    assert "from the right end" in page
    assert '“<bdi lang="ar">سيئ جدًا</bdi>”' in page


def test_measure_without_words_is_entered_by_its_numbers(harbour, miriam) -> None:
    with harbour.app_context():
        episode = Cast().episode("0417")
        episode.outcome_measure_id = "bdi2"
        db.session.commit()
    page = miriam.get(f"/episodes/{number(harbour, '0417')}/paper").text
    assert "without words: to enter only" in page
    sent = enter(harbour, miriam, form="outcome:self:-", **{"answer-total": "14"})
    assert sent.status_code == 303
    assert ratings(harbour)[0][0] == 14.0


# --- second reading -----------------------------------------------------------------------------


def waiting(harbour, signed_in) -> tuple[int, object]:
    """A form that Miriam entered and that waits; and the browser of the desk."""
    enter(harbour, signed_in("miriam"), second_reading="yes")
    [form] = stored(harbour, PaperForm)
    assert (form.state, ratings(harbour)) == ("waiting", [])
    return form.id, signed_in("reception")


def read_again(client, form_id: int, **changes: str):
    page = client.get(f"/paper-forms/{form_id}")
    fields = {name: value for name, value in GOOD.items() if name.startswith("answer")} | changes
    return client.post(
        f"/paper-forms/{form_id}/second", data={"csrf_token": form_token(page), **fields}
    )


def test_second_reader_does_not_see_the_first_reading(harbour, signed_in) -> None:
    form_id, desk = waiting(harbour, signed_in)
    assert f"/paper-forms/{form_id}" in desk.get("/paper-forms").text
    page = desk.get(f"/paper-forms/{form_id}").text
    assert "Read by Miriam Aalto" in page
    assert 'value="43"' not in page
    assert "51" not in page.split("<main")[1]


def test_readings_that_agree_count(harbour, signed_in) -> None:
    form_id, desk = waiting(harbour, signed_in)
    assert read_again(desk, form_id, **{"answer-feeling": "44.5"}).status_code == 303
    assert ratings(harbour) == [(pytest.approx(17.3), story.TODAY, "submitted")]


def test_first_reader_is_asked_to_leave_the_second_to_somebody_else(harbour, signed_in) -> None:
    form_id, _ = waiting(harbour, signed_in)
    miriam = signed_in("miriam")
    assert "You did the first reading" in miriam.get(f"/paper-forms/{form_id}").text
    answer = read_again(miriam, form_id)
    assert answer.status_code == 400


def test_differences_are_listed_and_settled(harbour, signed_in) -> None:
    form_id, desk = waiting(harbour, signed_in)
    answer = read_again(desk, form_id, **{"answer-feeling": "34", "answer-life": "46"})
    assert answer.headers["Location"] == f"/paper-forms/{form_id}"
    page = desk.get(answer.headers["Location"])
    for words in ("2 differences", "43 mm (Miriam Aalto)", "34 mm (Noor Rahimi)", "46 mm"):
        assert words in page.text
    assert "My days" not in page.text
    url, token = f"/paper-forms/{form_id}/settle", form_token(page)
    half = desk.post(url, data={"csrf_token": token, "settle-feeling": "second"})
    assert half.status_code == 400
    assert problems(half) == ["My life as a whole: say what stands on the paper."]
    assert ratings(harbour) == []
    done = {"settle-feeling": "second", "settle-life": "other", "settle-life-other": "45.5"}
    assert desk.post(url, data={"csrf_token": token, **done}).status_code == 303
    # 3.4 + 5.2 + 3.8 + 4.6 = 17.0, by hand
    assert ratings(harbour) == [(pytest.approx(17.0), story.TODAY, "submitted")]
    assert len(stored(harbour, PaperReading)) == 3


def test_waiting_form_can_be_let_count_or_taken_away(harbour, signed_in) -> None:
    form_id, desk = waiting(harbour, signed_in)
    token = form_token(desk.get(f"/paper-forms/{form_id}"))
    assert desk.post(f"/paper-forms/{form_id}/count", data={"csrf_token": token}).status_code == 303
    assert len(ratings(harbour)) == 1
    refused = desk.post(f"/paper-forms/{form_id}/discard", data={"csrf_token": token})
    assert refused.status_code >= 400


def test_director_asks_for_two_readings_of_every_form(harbour, signed_in) -> None:
    director = signed_in("director")
    token = form_token(director.get("/paper-readings"))
    sent = {"csrf_token": token, "second_readings": "yes"}
    assert director.post("/paper-readings", data=sent).status_code == 303
    assert stored(harbour, Clinic, name=story.CLINIC)[0].second_readings is True
    enter(harbour, signed_in("miriam"))
    assert stored(harbour, PaperForm)[0].state == "waiting"


def test_list_of_waiting_forms_is_a_look_at_records(harbour, signed_in) -> None:
    _, desk = waiting(harbour, signed_in)
    desk.get("/paper-forms")
    assert events(harbour, "episodes_listed")[-1] == {
        "endpoint": "paper.blank_forms",
        "episodes": [number(harbour, "0417")],
    }


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from([*GOOD, "empty_on_paper", "answer-mood"]), st.text()))
def test_whatever_is_typed_is_a_reading_or_a_problem(sent) -> None:
    fields = entry_fields(catalogue()["wellbeing"], catalogue()["wellbeing"].wording("en"))
    reading, problems = read_answers(fields, sent)
    assert set(reading) == {"feeling", "close", "days", "life"}
    assert problems or all(value is None or 0 <= value <= 100 for value in reading.values())
