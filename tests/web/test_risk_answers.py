"""Risk answers on staff pages: apart from every signal, acknowledged once, escalated by the clock.

Mei's came on Monday 16 November at 10:01; Samir treats her, Ingrid supervises Samir, and Judith is
on duty for the clinic. The story's moment is Thursday 19 November, 13:52.
"""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from outcomes.actions import people, risk_answers, treatment
from outcomes.storage import AuditEvent, Response, RiskSettings, Signal, SignalEvent, db
from tests.browsing import send
from tests.cast import Cast, at, day
from tests.reading import Page, read

CAME = at(day(16, 11), "10:01")
SOON, LATE = CAME + dt.timedelta(hours=23), CAME + dt.timedelta(hours=24)
BANNER = ".banner-risk"


@pytest.fixture(autouse=True)
def _judith_is_on_duty(harbour: Flask) -> None:
    with harbour.app_context():
        cast = Cast()
        risk_answers.set_risk_settings(
            contact=cast.staff("judith"), hours=24, by=cast.staff("director"), at=CAME
        )
        db.session.remove()


@pytest.fixture
def risk(story) -> int:
    with story() as cast:
        return cast.signal("0431", kind="risk").id


@pytest.fixture
def soon(harbour: Flask) -> None:
    """Within the clinic's 24 hours."""
    harbour.config["CLOCK"].set(SOON)


def events(story, name: str) -> list[AuditEvent]:
    with story():
        query = select(AuditEvent).filter_by(event=name).order_by(AuditEvent.sequence)
        return list(db.session.scalars(query))


def acknowledge(browser, risk: int, **fields: str):
    sent = {f"{name}-{risk}": value for name, value in fields.items()}
    return send(browser, f"/risk-answers/{risk}/acknowledge", **sent)


START = {"samir": "/caseload", "judith": "/caseload", "ingrid": "/team"}


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(("who", "told"), [("samir", 1), ("judith", 1), ("ingrid", 0)])
def test_before_the_time_is_over_therapist_and_duty_are_told(signed_in, who, told):
    browser = signed_in(who)
    assert len(read(browser, START[who]).all(BANNER)) == told
    assert len(read(browser, "/risk-answers").all(".panel")) == told


@pytest.mark.parametrize("who", START)
def test_afterwards_the_supervisor_is_told_too_without_any_job(signed_in, who):
    browser = signed_in(who)
    assert "It has waited for more than 24 hours." in read(browser, START[who]).says(BANNER)
    assert len(read(browser, "/risk-answers").all(".panel")) == 1


@pytest.mark.parametrize("who", ["miriam", "tomas"])
def test_nobody_else_is(signed_in, who):
    page = read(signed_in(who), "/risk-answers")
    assert page.says(".lead") == "No risk answer waits."
    assert "Mei" not in page.html


@pytest.mark.parametrize("who", ["reception", "director"])
def test_reception_and_director_have_no_such_page(signed_in, who):
    browser = signed_in(who)
    assert browser.get("/risk-answers").status_code == 403
    assert "Risk answers" not in read(browser, "/account").each(".place")


def test_the_page_says_the_item_and_the_answer_in_words(signed_in):
    words = read(signed_in("judith"), "/risk-answers").says(".panel")
    for each in (
        "Mei L. 0431",
        "Samir Haddad",
        "16 November, 10:01, PHQ-9",
        "9. Thoughts that you would be better off dead or of hurting yourself in some way",
        "Several days (1)",
        "It has waited for 3 days, and so for longer than 24 hours. Ingrid Solberg sees it too.",
    ):
        assert each in words


def test_whoever_is_on_duty_gets_no_further(signed_in, story, risk):
    with story() as cast:
        mei = cast.episode("0431").id
    judith = signed_in("judith")
    page = read(judith, "/risk-answers")
    assert not [url for url in page.html.split('"') if url.startswith("/episodes/")]
    for address in (f"/episodes/{mei}", f"/episodes/{mei}/report", f"/episodes/{mei}/explained"):
        assert judith.get(address).status_code == 404
    assert send(judith, f"/signals/{risk}/responses", did="consulted").status_code == 404


def test_the_therapist_is_led_to_the_clients_page(signed_in, story):
    with story() as cast:
        mei = cast.episode("0431").id
    page = read(signed_in("samir"), "/risk-answers")
    assert page.link("The page of Mei L.") == f"/episodes/{mei}"


@pytest.mark.parametrize("who", START)
def test_every_look_is_in_the_audit(signed_in, story, who):
    with story() as cast:
        mei, reader = cast.episode("0431").id, cast.staff(who).id
    browser = signed_in(who)
    read(browser, "/risk-answers")
    last = events(story, "episodes_listed")[-1]
    facts = {"endpoint": "risk_answers.overview", "episodes": [mei]}
    assert (last.actor_id, last.facts) == (reader, facts)


@pytest.mark.parametrize("who", START)
def test_acknowledging_takes_it_off_every_queue(signed_in, story, risk, who):
    answer = acknowledge(signed_in(who), risk, did="talked_with_client", note="canary-note")
    assert answer.headers["Location"] == "/risk-answers"
    for each, start in START.items():
        browser = signed_in(each)
        assert not read(browser, start).has(BANNER)
        assert read(browser, "/risk-answers").says(".lead") == "No risk answer waits."
    with story() as cast:
        [given] = db.session.scalars(select(Response).filter_by(signal_id=risk))
        assert given.responded_by_id == cast.staff(who).id
        assert (given.action, given.note) == ("talked_with_client", "canary-note")
    assert "canary" not in str([each.facts for each in events(story, "response_recorded")])
    [look] = events(story, "risk_answer_viewed")
    word = {"samir": "therapist", "judith": "duty_contact", "ingrid": "supervisor"}[who]
    assert (look.object_id, look.relationship) == (str(risk), word)


@pytest.mark.usefixtures("soon")
def test_a_supervisor_cannot_before_it_is_escalated(signed_in, risk):
    assert acknowledge(signed_in("ingrid"), risk, did="consulted").status_code == 404


@pytest.mark.parametrize("who", ["miriam", "tomas"])
def test_nobody_else_can_acknowledge(signed_in, risk, who):
    assert acknowledge(signed_in(who), risk, did="consulted").status_code == 404


def test_what_was_done_has_to_be_said(signed_in, story, risk):
    samir = signed_in("samir")
    page = Page(acknowledge(samir, risk, note="Kept."))
    assert (page.status, page.link("Choose what was done.")) == (400, f"#did-{risk}")
    assert page.value(f"note-{risk}") == "Kept."
    page = Page(acknowledge(samir, risk, did="false_alarm"))
    assert page.link("Say in one line why it was a mistake.") == f"#detail-{risk}"
    with story():
        assert db.session.get(Signal, risk).is_open


def test_pressing_twice_is_one_acknowledgement(signed_in, story, risk):
    samir = signed_in("samir")
    statuses = {acknowledge(samir, risk, did="consulted").status_code for _ in range(3)}
    assert statuses == {303}
    with story():
        assert len(list(db.session.scalars(select(Response).filter_by(signal_id=risk)))) == 1


def test_undo_puts_it_back(signed_in, risk):
    judith = signed_in("judith")
    acknowledge(judith, risk, did="consulted")
    page = read(judith, "/risk-answers")
    [undo] = [form.get("action") for form in page.all("form") if "undo" in form.get("action", "")]
    send(judith, undo)
    assert read(judith, "/risk-answers").says(".lead") == (
        "One risk answer waits to be acknowledged."
    )


def test_the_clients_page_tells_who_acknowledged_and_when(signed_in, story, risk):
    with story() as cast:
        mei = cast.episode("0431").id
    read(signed_in("ingrid"), "/team")
    acknowledge(signed_in("judith"), risk, did="referred", detail="psychiatric out-patients")
    html = " ".join(read(signed_in("samir"), f"/episodes/{mei}").each(".happened-words"))
    assert "Acknowledged by Judith Okoye, 19 Nov, 13:52. Referred: " in html
    assert "Nobody had acknowledged it for 24 hours; escalated on 19 Nov." in html


@pytest.mark.parametrize("who", START)
def test_the_first_look_after_the_time_is_written_down_once(signed_in, story, risk, who):
    for browser, address in ((signed_in(who), START[who]), (signed_in("samir"), "/risk-answers")):
        read(browser, address)
    with story():
        query = select(SignalEvent).filter_by(signal_id=risk, event="escalated")
        assert len(list(db.session.scalars(query))) == 1
    [event] = events(story, "risk_answer_escalated")
    assert event.actor_kind == "staff"


@pytest.mark.usefixtures("soon")
def test_nothing_is_written_down_before_it(signed_in, story):
    read(signed_in("samir"), "/caseload")
    assert events(story, "risk_answer_escalated") == []


def test_a_closed_episode_hides_none(signed_in, story):
    with story() as cast:
        treatment.close_episode(
            episode=cast.episode("0431"), ending_kind="planned", closed_on=day(19, 11),
            by=cast.staff("samir"), at=LATE,
        )  # fmt: skip
        db.session.remove()
    assert read(signed_in("samir"), "/caseload").has(BANNER)


class TestSettings:
    def test_director_says_who_is_on_duty_and_when_it_goes_on(self, signed_in, story):
        director = signed_in("director")
        with story() as cast:
            samir = cast.staff("samir").id
        answer = send(director, "/clinic/risk-answers", duty_contact=str(samir), risk_hours="8")
        assert answer.headers["Location"] == "/clinic#risk-answers"
        with story() as cast:
            kept = db.session.get(RiskSettings, cast.staff("samir").clinic_id)
            assert (kept.duty_contact_id, kept.hours) == (samir, 8)
        page = read(director, "/clinic")
        assert page.value("risk_hours") == "8"

    @pytest.mark.parametrize("hours", ["0", "169", "soon", "", "1.5", "-3"])
    def test_other_times_are_asked_for_again(self, signed_in, hours):
        answer = send(signed_in("director"), "/clinic/risk-answers", risk_hours=hours)
        assert answer.status_code == 400
        assert Page(answer).value("risk_hours") == hours

    @pytest.mark.parametrize("who", ["reception", "director", "mark"])
    def test_only_clinical_staff_of_the_clinic_can_be_chosen(self, signed_in, story, who):
        director = signed_in("director")
        with story() as cast:
            chosen = str(cast.staff(who).id)
        answer = send(director, "/clinic/risk-answers", duty_contact=chosen, risk_hours="24")
        assert answer.status_code == 400

    def test_director_is_told_a_number_and_no_name(self, signed_in):
        director = signed_in("director")
        for address in ("/people", "/clinic"):
            page = read(director, address)
            assert "1 risk answer has waited for 24 hours or longer." in page.html
        assert "Mei" not in page.html

    @pytest.mark.usefixtures("soon")
    def test_before_the_time_there_is_no_number(self, signed_in):
        assert "has waited for" not in read(signed_in("director"), "/people").html

    def test_it_says_where_nobody_can_be_asked(self, signed_in, story, harbour):
        with harbour.app_context():
            cast = Cast()
            for who in ("ingrid", "judith"):
                people.disable(by=cast.staff("director"), at=LATE, staff=cast.staff(who))
            db.session.remove()
        director = signed_in("director")
        assert "One has nobody to go to" in read(director, "/people").html
        assert "Judith Okoye cannot sign in any more" in read(director, "/clinic").html
