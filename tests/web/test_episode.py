"""The client's page: where the course stands, what happened, and what can be recorded."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select

from outcomes.storage import AuditEvent, LifeEvent, db
from tests import cast as story_of
from tests.browsing import send
from tests.reading import Page, read, words


@pytest.fixture
def episode(story):
    """Ids of episodes by the client's code."""

    def id_of(code: str) -> int:
        with story() as cast:
            return cast.episode(code).id

    return id_of


def events(story, name: str) -> list[AuditEvent]:
    with story():
        query = select(AuditEvent).where(AuditEvent.event == name).order_by(AuditEvent.sequence)
        return list(db.session.scalars(query))


def happened(page: Page) -> list[str]:
    return [words(each) for each in page.within(page.one(".happened"), "li")]


def test_the_page_begins_with_who_it_is_and_where_the_course_stands(miriam, episode):
    page = read(miriam, f"/episodes/{episode('0417')}")

    assert page.heading == "Jonas K."
    assert "0417 · therapy since 24 September 2026 · 7 sessions, 6 rated" in words(page.one("main"))
    assert "last session 12 November, next today 14:00" in words(page.one("main"))
    assert page.says(".finding").startswith(
        "Not on track Outcome is 1.1 below the start after 6 ratings. Half of those who began at "
        "17.5 have gained 6.7 or more by session 7."
    )


def test_reason_alliance_and_the_prompt_to_look_deeper_stand_below_the_finding(miriam, episode):
    also = read(miriam, f"/episodes/{episode('0417')}").says(".also")

    assert also.startswith("With six ratings like these, about 7 in 8 clients have not improved")
    assert "Session check-in fell by 5.5 from the client's own level of 32.4" in also
    assert "Six ratings or more without a reliable improvement" in also


def test_the_drawing_is_there_without_scripts_and_the_figure_says_the_same(miriam, episode):
    page = read(miriam, f"/episodes/{episode('0417')}")

    wide = page.within(page.one(".chart-wide"), "svg")[0]
    assert next(wide.iter("title")).text == "Falls from 17.5 to 16.4 over 7 sessions"
    figure = json.loads(page.one("#figure-course").text)
    observed = next(t for t in figure["data"] if t["meta"]["part"] == "observed")
    assert [value for value in observed["y"] if value is not None] == [
        17.5, 18.0, 17.2, 18.8, 18.1, 16.4,
    ]  # fmt: skip


def test_the_table_holds_every_rating_and_leaves_a_gap_where_there_is_none(miriam, episode):
    page = read(miriam, f"/episodes/{episode('0417')}")

    rows = {words(tr).split(" 1", 1)[0]: words(tr) for tr in page.within(page.one("tbody"), "tr")}
    assert "Wellbeing check-in 17.5 18.0 17.2 18.8 none 18.1 16.4" in rows.values()
    assert "Session check-in 31.2 33.0 32.4 33.1 none 29.8 26.9" in rows.values()
    # Middle course from the design's worked example, computed with the formulas of the facts file.
    assert "Middle course 17.5 19.7 21.2 22.2 23.0 23.7 24.2" in rows.values()


def test_what_happened_is_told_with_the_latest_first(miriam, episode):
    told = happened(read(miriam, f"/episodes/{episode('0417')}"))

    assert told[0] == "12 Nov Session 7 Rated 16.4; session check-in 26.9"
    assert "2 Nov Event: lost his job" in told
    assert "29 Oct Session 5 No rating: ran out of time" in told
    assert "15 Oct Session cancelled" in told
    assert told[-1] == "24 Sep Episode opened"
    assert told.index("2 Nov Event: lost his job") < told.index("15 Oct Session cancelled")


def test_what_followed_a_response_stands_beside_the_course(miriam, episode):
    page = read(miriam, f"/episodes/{episode('0417')}")

    line = words(page.one(".fate-block"))
    assert "After the response of 8 October" in words(page.one("main"))
    assert line == (
        "17.2 18.8 no rating 18.1 16.4 No reliable change in the three ratings after the signal."
    )


def test_a_rating_starts_with_one_press_from_here(miriam, episode):
    number = episode("0417")
    page = read(miriam, f"/episodes/{number}")

    elsewhere = page.within(page.one(".start-elsewhere"), "form")
    starts = [f for f in page.all("form") if f.get("action") == f"/episodes/{number}/ratings"]
    forms = [f for f in starts if f not in elsewhere]
    kinds = {words(f.find("button")): f.find("input[@name='kind']").get("value") for f in forms}

    assert kinds == {"Start a rating": "outcome", "Session check-in": "alliance"}


def test_a_rating_starts_in_the_clients_language_and_is_offered_in_others(miriam, episode, story):
    with story() as cast:
        cast.client("0417").language = "ar"
        db.session.commit()

    page = read(miriam, f"/episodes/{episode('0417')}")
    offered = [each.get("value") for each in page.one("#language-outcome").iter("option")]

    assert {each.get("value") for each in page.root.iterfind(".//input[@name='language']")} == {
        "ar"
    }
    assert set(offered) == {"en", "es", "de", "fr", "nb"}


def test_a_start_says_its_language_where_it_is_not_the_clients(signed_in, episode, story):
    with story() as cast:
        cast.client("0431").language = "ar"
        db.session.commit()

    page = read(signed_in("samir"), f"/episodes/{episode('0431')}")

    assert "Start a rating in English" in page.buttons()
    assert not page.has("#language-outcome")


def test_after_todays_outcome_only_the_session_is_left_to_rate(miriam, episode, story):
    with story() as cast:
        story_of.rate(cast.episode("0417"), on=story_of.TODAY, by=cast.staff("miriam"), total=17.0)

    page = read(miriam, f"/episodes/{episode('0417')}")

    assert "Session check-in" in page.buttons()
    assert "Start a rating" not in page.buttons()


def test_opening_the_page_takes_the_new_mark_away_from_the_next_look(miriam, episode, story):
    address = f"/episodes/{episode('0421')}"
    assert "New" in words(read(miriam, "/caseload?text=rosa").one(".caseload-row"))

    read(miriam, address)

    assert "New" not in words(read(miriam, "/caseload?text=rosa").one(".caseload-row"))
    assert events(story, "ratings_seen")


def test_a_supervisor_who_looks_leaves_the_new_mark_for_the_therapist(signed_in, miriam, episode):
    read(signed_in("ingrid"), f"/episodes/{episode('0421')}")

    assert "New" in words(read(miriam, "/caseload?text=rosa").one(".caseload-row"))


def test_every_look_is_recorded_with_the_relationship_that_allowed_it(signed_in, episode, story):
    read(signed_in("ingrid"), f"/episodes/{episode('0417')}")

    look = events(story, "episode_viewed")[-1]
    assert look.object_id == str(episode("0417"))
    assert look.relationship == "supervisor"


def test_a_supervisor_reads_and_is_offered_nothing_to_change(signed_in, episode):
    page = read(signed_in("ingrid"), f"/episodes/{episode('0417')}")

    assert page.heading == "Jonas K."
    assert not page.has("#respond")
    assert not page.has(".record")
    assert set(page.buttons()) <= {"Sign out"}
    assert "Responding is theirs" in words(page.one("main"))


@pytest.mark.parametrize("code", ["0440", "0329"])
def test_a_colleagues_client_is_not_there(miriam, episode, code):
    assert miriam.get(f"/episodes/{episode(code)}").status_code == 404


def test_a_client_without_a_session_has_nothing_to_draw_and_says_why(miriam, story):
    with story() as cast:
        from outcomes.actions import treatment

        new = treatment.admit(
            code="0500", name="Nils B.", birth_date=None, therapist=cast.staff("miriam"),
            opened_on=story_of.TODAY, service_kind="therapy", outcome_measure_id="wellbeing",
            alliance_measure_id="session", by=cast.staff("miriam"), at=story_of.NOW,
        )  # fmt: skip
        number = new.id

    page = read(miriam, f"/episodes/{number}")

    assert "no session has been held" in page.says(".empty-words")
    assert "Start a rating" in page.buttons()


def test_an_event_is_added_and_stands_in_the_list_and_on_the_axis(miriam, episode, story):
    number = episode("0417")

    answer = send(
        miriam, f"/episodes/{number}/events", event_label="moved in with his sister",
        event_on="2026-11-16",
    )  # fmt: skip

    assert answer.status_code == 303
    page = read(miriam, f"/episodes/{number}")
    assert "16 Nov Event: moved in with his sister" in happened(page)
    assert "moved in with his sister" in page.html.split("<table")[0]
    assert events(story, "life_event_added")[-1].facts.keys() == {"life_event"}


def test_everything_wrong_with_an_event_is_said_at_once_and_nothing_is_lost(miriam, episode):
    number = episode("0417")

    answer = send(miriam, f"/episodes/{number}/events", event_label=" ", event_on="2027-01-01")

    assert answer.status_code == 400
    page = Page(answer)
    assert page.title.startswith("Error: ")
    assert page.each("h2")[0] == "2 things need another look"
    assert page.link("Say in a few words what happened.") == "#event_label"
    assert page.link("Choose the day on which it happened.") == "#event_on"
    assert page.value("event_on") == "2027-01-01"
    assert page.one("#add-event").get("open") is not None


def test_an_event_that_is_too_long_keeps_its_words(miriam, episode, story):
    long = "lost " * 40

    answer = send(
        miriam, f"/episodes/{episode('0417')}/events", event_label=long, event_on="2026-11-16"
    )

    assert Page(answer).value("event_label") == long
    with story():
        assert db.session.query(LifeEvent).filter(LifeEvent.label.like("lost lost%")).count() == 0


def test_a_missed_appointment_is_recorded_and_can_be_taken_back(miriam, episode):
    number = episode("0417")

    send(miriam, f"/episodes/{number}/missed", missed_on="2026-11-19", attendance="did_not_attend")

    page = read(miriam, f"/episodes/{number}")
    assert "19 Nov The client did not attend" in happened(page)
    undo = next(f for f in page.all("form") if "undo-missed" in (f.get("action") or ""))
    assert words(undo) == "Undo"
    send(miriam, undo.get("action"))
    page = read(miriam, f"/episodes/{number}")
    assert "19 Nov The client did not attend" not in happened(page)
    assert "next today 14:00" in words(page.one("main"))


def test_a_missed_appointment_nobody_had_planned_leaves_none_once_taken_back(miriam, episode):
    number = episode("0417")
    send(miriam, f"/episodes/{number}/missed", missed_on="2026-11-17", attendance="cancelled")

    page = read(miriam, f"/episodes/{number}")
    assert "17 Nov Session cancelled" in happened(page)
    undo = next(f for f in page.all("form") if "undo-missed" in (f.get("action") or ""))
    send(miriam, undo.get("action"))

    page = read(miriam, f"/episodes/{number}")
    assert "17 Nov Session cancelled" not in happened(page)
    assert "planned again" not in page.html
    assert "next today 14:00" in words(page.one("main"))


def test_a_missed_appointment_needs_its_day(miriam, episode):
    answer = send(miriam, f"/episodes/{episode('0417')}/missed", missed_on="")

    assert answer.status_code == 400
    assert Page(answer).link("Choose the day of the appointment.") == "#missed_on"


def test_why_a_session_has_no_rating_can_be_said_once(miriam, episode, story):
    number = episode("0395")
    page = read(miriam, f"/episodes/{number}")
    actions = [f.get("action") for f in page.all("form") if "why-unrated" in f.get("action", "")]
    assert len(actions) == 2
    session = actions[0].split("/")[2]

    send(miriam, actions[0], **{f"why-{session}": "the tablet was out of charge"})

    page = read(miriam, f"/episodes/{number}")
    assert any("No rating: the tablet was out of charge" in each for each in happened(page))
    left = [f for f in page.all("form") if "why-unrated" in f.get("action", "")]
    assert len(left) == 1


def test_closing_an_episode_asks_how_it_ended_and_can_be_undone(miriam, episode):
    number = episode("0414")
    wrong = send(miriam, f"/episodes/{number}/close", ending_kind="", closed_on="2026-11-30")
    assert {"Say how it ended.", "Choose the last day, today or earlier."} <= set(
        Page(wrong).links()
    )

    send(miriam, f"/episodes/{number}/close", ending_kind="planned", closed_on="2026-11-19")

    page = read(miriam, f"/episodes/{number}")
    assert "closed 19 November, planned ending" in words(page.one("main"))
    assert "Start a rating" not in page.buttons()
    assert "Tomasz R." not in words(read(miriam, "/caseload").one("main"))
    send(miriam, f"/episodes/{number}/reopen")
    assert "Tomasz R." in words(read(miriam, "/caseload").one("main"))


def test_an_episode_cannot_close_before_its_last_session(miriam, episode):
    number = episode("0414")

    answer = send(
        miriam, f"/episodes/{number}/close", ending_kind="planned", closed_on="2026-11-01"
    )

    assert answer.status_code == 400
    assert Page(answer).value("ending_kind") == "planned"


def test_the_explanation_names_rule_limits_and_where_they_come_from(miriam, episode):
    page = read(miriam, f"/episodes/{episode('0417')}/explained")

    text = words(page.one("main"))
    assert page.heading == "How this is worked out"
    assert "Rule 5, applies here" in text
    assert "6 (provisional)" in text
    assert "25 (provisional)" in text
    assert "Curve starter-1: starter curve, not from local clients" in text


def test_each_signal_is_explained_from_what_was_kept_on_its_day(miriam, episode):
    page = read(miriam, f"/episodes/{episode('0417')}/explained")

    text = words(page.one("#evidence"))
    assert "Not on track, raised 5 November" in text
    assert "Watch, opened 8 October" in text
    assert "Session 1: 17.5; session 2: 18.0; session 3: 17.2" in text
    assert "Wellbeing check-in version 1, curve starter-1, rules version 1" in text


def test_later_ratings_leave_the_kept_evidence_as_it_was(miriam, episode, story):
    address = f"/episodes/{episode('0417')}/explained"
    before = words(read(miriam, address).one("#evidence"))
    with story() as cast:
        story_of.rate(cast.episode("0417"), on=story_of.TODAY, by=cast.staff("miriam"), total=12.0)

    assert before in words(read(miriam, address).one("#evidence"))


def test_a_risk_answer_is_on_top_of_the_page_in_its_own_words(signed_in, episode):
    page = read(signed_in("samir"), f"/episodes/{episode('0431')}")

    assert page.says(".banner-risk").startswith("Risk answer, 16 Nov. ")
    assert "Say what was done" in page.says(".banner-risk")


def test_a_page_opened_with_nonsense_in_the_address_is_the_plain_page(miriam, episode):
    page = read(miriam, f"/episodes/{episode('0417')}?signal=x&did=y&about=z&saved=99999999999999")

    assert page.says("#panel-title") == "What did you do?"


def test_the_age_of_the_day_changes_how_an_appointment_is_named(miriam, harbour, episode):
    harbour.config["CLOCK"].set(dt.datetime(2026, 11, 19, 12, 0, tzinfo=story_of.ZONE))
    assert "next Tue 24 Nov" in words(read(miriam, f"/episodes/{episode('0388')}").one("main"))
