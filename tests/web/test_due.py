"""Who is due to rate and who missed it: for the desk and for therapists, without scores."""

from flask import Flask
from flask.testing import FlaskClient

from tests import cast as story
from tests.browsing import send, sign_in
from tests.web.test_home import made_link, start
from tests.web.test_tablet import FOUR
from tests.web.test_tablet import send as send_form


def due(harbour: Flask, who: str = "reception") -> str:
    browser = harbour.test_client()
    sign_in(browser, story.address(who))
    return browser.get("/due").text


def section(page: str, title: str) -> str:
    return page.split(f'id="{title}"')[1].split("</section>")[0]


def therapist(harbour: Flask) -> FlaskClient:
    browser = harbour.test_client()
    sign_in(browser, story.address("miriam"))
    return browser


def test_who_comes_today_and_has_not_rated_is_due(harbour: Flask) -> None:
    page = section(due(harbour), "due-today")
    assert "Jonas K." in page
    assert "comes today" in page
    assert ">14:00</span>" in page


def test_sessions_without_a_rating_were_missed(harbour: Flask) -> None:
    page = section(due(harbour), "missed")
    assert "Hanna S." in page
    assert "session without a rating" in page
    assert ">12 Nov</span>" in page
    assert "Jonas K." in page  # of 29 October, within four weeks
    assert "ran out of time" in page


def test_desk_reads_no_score(harbour: Flask) -> None:
    page = due(harbour)
    for value in ("16.4", "18.1", "23.9", "watch", "not on track"):
        assert value not in page


def test_therapist_sees_their_own_clients_only(harbour: Flask) -> None:
    assert "Hanna S." in due(harbour, "miriam")
    assert "Hanna S." not in due(harbour, "judith")


def test_link_waits_then_runs_out(harbour: Flask) -> None:
    made_link(harbour, therapist(harbour))
    waiting = section(due(harbour), "sent")
    assert "Jonas K." in waiting
    assert "link not opened, until 22 November, 13:52" in waiting
    harbour.config["CLOCK"].forward(hours=73)
    page = due(harbour)
    assert "Jonas K." not in section(page, "sent")
    assert "link ran out on 22 November" in section(page, "missed")


def test_answered_link_is_no_longer_listed(harbour: Flask) -> None:
    phone = harbour.test_client()
    send_form(phone, start(phone, made_link(harbour, therapist(harbour))), FOUR)
    page = due(harbour)
    assert "Jonas K." not in section(page, "sent")
    assert "Jonas K." not in section(page, "due-today")


def test_rating_sent_ahead_joins_the_course_once_the_session_was_held(harbour: Flask) -> None:
    browser, phone = therapist(harbour), harbour.test_client()
    # The link for today's planned appointment leaves it planned.
    send_form(phone, start(phone, made_link(harbour, browser)), FOUR)
    page = browser.get(_jonas(harbour)).text
    assert "The client, ahead of the session" in page
    held = page.split('id="beside"')[1].split('action="')[1].split('"')[0]
    assert send(browser, held).status_code == 303
    page = browser.get(_jonas(harbour)).text
    assert "ahead of the session" not in page
    assert "8 sessions, 7 rated" in page


def _jonas(harbour: Flask) -> str:
    with harbour.app_context():
        return f"/episodes/{story.Cast().episode('0417').id}"
