"""Responding to a signal in three taps, without scripts; and the therapist's list of signals."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from outcomes.storage import AuditEvent, Response, Signal, db
from tests import cast as story_of
from tests.browsing import send
from tests.reading import Page, read, words


@pytest.fixture
def signal(story):
    """Ids of signals by the client's code and kind."""

    def id_of(code: str, kind: str = "outcome") -> int:
        with story() as cast:
            return cast.signal(code, kind=kind).id

    return id_of


@pytest.fixture
def page_of(story):
    """The address of a client's page by code."""

    def address(code: str) -> str:
        with story() as cast:
            return f"/episodes/{cast.episode(code).id}"

    return address


def responses(story, number: int) -> list[Response]:
    with story():
        query = select(Response).where(Response.signal_id == number).order_by(Response.id)
        return list(db.session.scalars(query))


def options(page: Page) -> list[str]:
    return page.each(".option-label")


def follow(client, answer) -> Page:
    """The page that an answer leads to."""
    assert answer.status_code == 303, answer.text[:500]
    return read(client, answer.headers["Location"].split("#")[0])


def test_the_caseload_leads_straight_to_the_first_question(miriam, signal):
    page = read(miriam, "/caseload")

    where = page.link("Respond to Aylin D.")

    assert where.endswith(f"?signal={signal('0388')}#respond")
    assert read(miriam, where.split("#")[0]).says("#panel-title") == "What did you do?"


def test_the_first_step_offers_six_things_one_can_have_done(miriam, page_of):
    page = read(miriam, page_of("0388"))

    assert options(page) == [
        "Talked about it with the client",
        "Changed something",
        "Consulted a colleague",
        "Referred",
        "False alarm",
        "Remind me next session",
    ]


def test_the_first_tap_asks_what_it_was_about_and_keeps_what_was_chosen(miriam, page_of, signal):
    page = read(miriam, f"{page_of('0388')}?signal={signal('0388')}&did=talked_with_client")

    assert page.says("#panel-title") == "What was it about?"
    assert "2 of 3" in page.says("#respond")
    assert page.says(".chosen") == "Did Talked about it · change did"
    assert options(page) == [
        "Working together",
        "Goals and motivation",
        "Way of working",
        "Life and support",
        "Medical or risk",
    ]


def test_a_fallen_alliance_speaks_for_working_together(miriam, page_of):
    page = read(miriam, f"{page_of('0417')}?did=talked_with_client")

    assert page.says(".option-note").startswith("Session check-in fell by 5.5")


def test_the_second_tap_gives_questions_to_ask_and_asks_when_to_look_again(miriam, page_of):
    page = read(miriam, f"{page_of('0388')}?did=talked_with_client&about=goals")

    assert page.says("#panel-title") == "When do you look again?"
    assert "Is that still what we should work on first?" in page.says(".script")
    assert options(page) == ["Next session", "In three sessions", "At a date"]
    hints = page.each(".option-hint")
    # Planned on 24 November; sessions have been a week apart.
    assert hints == ["Tuesday 24 November", "about 8 December"]


def test_the_third_tap_saves(miriam, page_of, signal, story):
    number = signal("0388")

    page = follow(
        miriam,
        send(
            miriam, f"/signals/{number}/responses", did="talked_with_client", about="goals",
            look_again="next_session", note="She had not told me about the flat.",
        ),
    )  # fmt: skip

    saved = responses(story, number)[-1]
    assert (saved.action, saved.domain, saved.look_again) == (
        "talked_with_client", "goals", "next_session",
    )  # fmt: skip
    assert saved.note == "She had not told me about the flat."
    assert page.says("#panel-title") == "Saved at 13:52."
    assert page.each("h3")[0] == "The next three ratings will show here"
    assert "15.9" in page.says("#respond")
    assert "24 Nov to come to come" in page.says("#respond")


def test_after_saving_the_next_client_who_needs_a_look_is_one_tap_away(miriam, signal, page_of):
    page = follow(
        miriam,
        send(
            miriam, f"/signals/{signal('0388')}/responses", did="consulted", about="method",
            look_again="in_three_sessions",
        ),
    )  # fmt: skip

    assert page.link("Next client: Jonas K.").startswith(page_of("0417"))


def test_an_answered_signal_leaves_the_group_that_needs_a_look(miriam, signal):
    send(
        miriam, f"/signals/{signal('0388')}/responses", did="consulted", about="method",
        look_again="in_three_sessions",
    )  # fmt: skip

    page = read(miriam, "/caseload?text=aylin")

    assert "Needs a look 1" not in page.each(".group-heading")
    assert "Consulted: way of working" in words(page.one(".caseload-row"))


def test_undo_takes_the_response_back_and_asks_again(miriam, signal, story):
    number = signal("0388")
    page = follow(
        miriam,
        send(
            miriam, f"/signals/{number}/responses", did="referred", about="medical_or_risk",
            look_again="next_session",
        ),
    )  # fmt: skip
    undo = next(each for each in page.all("form") if words(each) == "Undo")

    page = follow(miriam, send(miriam, undo.get("action")))

    assert page.says("#panel-title") == "What did you do?"
    assert responses(story, number)[-1].undone_at is not None
    with story():
        assert db.session.get(Signal, number).asking


def test_change_goes_back_to_that_step_with_the_steps_before_it_kept(miriam, signal, story):
    number = signal("0388")
    follow(
        miriam,
        send(
            miriam, f"/signals/{number}/responses", did="consulted", about="goals",
            look_again="next_session",
        ),
    )  # fmt: skip
    given = responses(story, number)[-1].id

    page = follow(miriam, send(miriam, f"/responses/{given}/undo", again="when"))

    assert page.says("#panel-title") == "When do you look again?"
    assert page.says(".chosen") == (
        "Did Consulted a colleague · change did About Goals and motivation · change about"
    )


def test_reminding_saves_with_one_tap(miriam, signal, story):
    number = signal("0388")

    page = follow(miriam, send(miriam, f"/signals/{number}/responses", did="remind_me"))

    assert responses(story, number)[-1].look_again == "next_session"
    assert "until the next session" in page.says("#respond")


def test_a_date_is_asked_for_with_the_note_kept(miriam, signal):
    answer = send(
        miriam, f"/signals/{signal('0388')}/responses", did="consulted", about="goals",
        look_again="at_date", note="Ask Ingrid on Monday", detail="",
    )  # fmt: skip

    page = Page(answer)
    assert answer.status_code == 200
    assert page.says("#panel-title") == "On which day do you look again?"
    assert page.value("note") == "Ask Ingrid on Monday"


@pytest.mark.parametrize("day", ["", "2026-11-19", "2026-11-01", "tomorrow"])
def test_a_date_to_look_again_lies_ahead(miriam, signal, story, day):
    number = signal("0388")

    answer = send(
        miriam, f"/signals/{number}/responses", did="consulted", about="goals",
        look_again="at_date", remind_on=day, note="Kept.",
    )  # fmt: skip

    assert answer.status_code == 400
    page = Page(answer)
    assert page.title.startswith("Error: ")
    assert page.link("Choose a day that lies ahead.") == "#remind_on"
    assert page.value("note") == "Kept."
    assert not responses(story, number)


def test_a_date_is_stored_as_it_was_chosen(miriam, signal, story):
    number = signal("0388")

    page = follow(
        miriam,
        send(
            miriam, f"/signals/{number}/responses", did="consulted", about="goals",
            look_again="at_date", remind_on="2026-12-01",
        ),
    )  # fmt: skip

    assert responses(story, number)[-1].remind_on == dt.date(2026, 12, 1)
    assert "Look again 1 December" in page.says(".chosen")


def test_a_false_alarm_asks_why_and_takes_two_taps(miriam, page_of, signal, story):
    page = read(miriam, f"{page_of('0388')}?did=false_alarm")
    assert page.says("#panel-title") == "Why is it a false alarm?"
    assert "2 of 2" in page.says("#respond")
    number = signal("0388")

    answer = send(miriam, f"/signals/{number}/responses", did="false_alarm", note="Kept.")
    assert answer.status_code == 400
    assert Page(answer).link("Say in one line why it was a false alarm.") == "#detail"
    assert Page(answer).value("note") == "Kept."

    send(miriam, f"/signals/{number}/responses", did="false_alarm", detail="Rated for last year")
    assert responses(story, number)[-1].detail == "Rated for last year"


def test_changing_something_asks_what(miriam, signal, story):
    number = signal("0388")

    answer = send(
        miriam, f"/signals/{number}/responses", did="changed_something", about="method",
        look_again="next_session",
    )  # fmt: skip

    assert answer.status_code == 400
    page = Page(answer)
    assert page.link("Say in one line what you changed.") == "#detail"
    assert page.says("#panel-title") == "When do you look again?"
    send(
        miriam, f"/signals/{number}/responses", did="changed_something", about="method",
        look_again="next_session", detail="walks instead of the room",
    )  # fmt: skip
    assert "Changed: walks instead of the room" in words(
        read(miriam, "/caseload?text=aylin").one(".caseload-row")
    )


def test_words_of_ones_own_never_stand_in_an_address(miriam, page_of):
    for step in ("did=talked_with_client&about=goals", "did=false_alarm", "did=changed_something"):
        page = read(miriam, f"{page_of('0388')}?{step}")
        for form in page.all("form"):
            if (form.get("method") or "get") == "get":
                assert not page.within(form, "textarea")
                assert not [i for i in page.within(form, "input") if i.get("type") == "text"]


def test_an_answer_that_no_form_could_send_is_refused(miriam, signal, story):
    number = signal("0388")

    answer = send(miriam, f"/signals/{number}/responses", did="prayed", look_again="never")

    assert answer.status_code == 400
    assert not responses(story, number)


def test_two_signals_of_one_client_are_answered_one_after_the_other(miriam, page_of, signal):
    page = read(miriam, page_of("0417"))

    assert "Session check-in fell by 5.5" in words(page.one("main"))
    alliance = next(
        each.get("href") for each in page.all("a")
        if f"signal={signal('0417', 'alliance')}" in (each.get("href") or "")
    )  # fmt: skip
    asked = read(miriam, alliance.split("#")[0])
    said = words(asked.within(asked.one("#respond"), ".panel-signal")[0])
    assert said.startswith("Session check-in fell. ")


def test_a_missing_rating_can_be_answered_too(miriam, page_of, signal, story):
    number = signal("0395", "no_rating")

    page = read(miriam, f"{page_of('0395')}?signal={number}")
    assert page.says(".panel-signal").startswith("No rating. ")
    send(
        miriam, f"/signals/{number}/responses", did="talked_with_client", about="alliance",
        look_again="next_session",
    )  # fmt: skip

    assert responses(story, number)[-1].action == "talked_with_client"


def test_a_risk_answer_has_a_short_form_of_its_own_and_is_settled_by_it(
    signed_in, page_of, signal, story
):
    samir, number = signed_in("samir"), signal("0431", "risk")
    page = read(samir, page_of("0431"))
    assert page.says("#panel-title") == "What was done about it?"
    assert "Remind me next session" not in options(page)

    empty = send(samir, f"/signals/{number}/responses", note="Kept.")
    assert Page(empty).link("Choose what was done.") == "#did-0"
    assert Page(empty).value("note") == "Kept."
    follow(samir, send(samir, f"/signals/{number}/responses", did="talked_with_client"))

    assert not read(samir, "/caseload").has(".banner-risk")
    with story():
        assert db.session.get(Signal, number).closed_because == "acknowledged"


def test_taking_back_what_was_said_of_a_risk_answer_puts_it_on_top_again(signed_in, signal, story):
    samir, number = signed_in("samir"), signal("0431", "risk")
    send(samir, f"/signals/{number}/responses", did="consulted")
    send(samir, f"/responses/{responses(story, number)[-1].id}/undo")

    assert read(samir, "/caseload").has(".banner-risk")


def test_a_response_is_recorded_without_its_words(miriam, signal, story):
    send(
        miriam, f"/signals/{signal('0388')}/responses", did="consulted", about="goals",
        look_again="next_session", note="canary-text",
    )  # fmt: skip

    with story():
        query = select(AuditEvent).where(AuditEvent.event == "response_recorded")
        events = list(db.session.scalars(query))
        assert events[-1].actor_id == story_of.Cast().staff("miriam").id
        assert not [each for each in events if "canary-text" in str(each.facts)]


def test_a_supervisor_cannot_respond_and_a_colleague_does_not_find_the_signal(signed_in, signal):
    number = signal("0388")

    assert send(signed_in("ingrid"), f"/signals/{number}/responses").status_code == 403
    assert send(signed_in("samir"), f"/signals/{number}/responses").status_code == 404


def test_the_list_shows_what_waits_longest_waiting_first(miriam):
    page = read(miriam, "/signals")

    assert page.says(".lead") == "Four signals wait for a response."
    clients = [words(page.within(row, ".caseload-client")[0]) for row in page.all(".signal-row")]
    assert clients == ["Jonas K.", "Aylin D.", "Jonas K.", "Hanna S."]


def test_the_list_shows_each_response_with_what_followed(miriam):
    page = read(miriam, "/signals")

    told = page.each(".answered-row")
    assert told[0].startswith("Peter W. 0352 · 5 November")
    assert told[1].endswith(
        "17.2 18.8 no rating 18.1 16.4 No reliable change in the three ratings after the signal."
    )


def test_small_groups_are_counts_and_never_percentages(miriam):
    table = words(read(miriam, "/signals").one("table"))

    assert "Talked about it with the client 1 0 of 1" in table
    assert "Changed something 1 –" in table
    assert "%" not in table


def test_the_alarm_load_is_given_with_its_counts(miriam):
    # Outcome signals opened: Jonas, Aylin, Peter and Arvid, in all the ratings of the year.
    page = words(read(miriam, "/signals").one("main"))

    assert "4 outcome signals opened in 50 outcome ratings: 8.0 per 100 ratings." in page
    assert "19 November 2025 to 19 November 2026. Your own episodes only." in page


def test_without_any_signal_the_page_says_what_will_stand_there(signed_in):
    page = read(signed_in("ewa"), "/signals")

    assert "no course of the past year has asked for a look" in page.says(".empty-words")
