"""Typed text survives being signed out: kept on the server, for its owner, for a day, once."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.storage import db
from outcomes.storage.sign_in import FormDraft
from tests.browsing import form_token, sign_in
from tests.cast import address

PAGE = "/episodes/1?step=when"
FIELDS = {"/episodes/1/events event_label": "lost his job"}


def browser(app: Flask, key: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, address(key))
    return client


def post(client: FlaskClient, url: str, **body: object):
    headers = {"X-CSRFToken": form_token(client.get("/account"))}
    return client.post(url, json=body, headers=headers)


def take(client: FlaskClient, page: str = PAGE) -> dict[str, str]:
    return post(client, "/session/draft/take", page=page).json["fields"]


def test_text_comes_back_once_in_another_session_of_the_same_person(harbour: Flask) -> None:
    post(browser(harbour, "miriam"), "/session/draft", page=PAGE, fields=FIELDS)
    again = browser(harbour, "miriam")
    assert take(again) == FIELDS
    assert take(again) == {}


def test_nobody_else_and_no_other_page_gets_it(harbour: Flask) -> None:
    miriam = browser(harbour, "miriam")
    post(miriam, "/session/draft", page=PAGE, fields=FIELDS)
    assert take(browser(harbour, "samir")) == {}
    assert take(miriam, "/episodes/2") == {}


def test_last_text_counts(harbour: Flask) -> None:
    miriam = browser(harbour, "miriam")
    post(miriam, "/session/draft", page=PAGE, fields=FIELDS)
    post(miriam, "/session/draft", page=PAGE, fields={"a": "later"})
    assert take(miriam) == {"a": "later"}


def test_it_is_gone_after_a_day(harbour: Flask) -> None:
    post(browser(harbour, "miriam"), "/session/draft", page=PAGE, fields=FIELDS)
    harbour.config["CLOCK"].forward(hours=24)
    assert take(browser(harbour, "miriam")) == {}


def test_typing_keeps_the_session_open(harbour: Flask) -> None:
    miriam = browser(harbour, "miriam")
    headers = {"X-CSRFToken": form_token(miriam.get("/account"))}
    for _ in range(3):
        harbour.config["CLOCK"].forward(minutes=14)
        answer = miriam.post(
            "/session/draft", json={"page": PAGE, "fields": FIELDS}, headers=headers
        )
        assert answer.json == {"seconds_left": 900}


@pytest.mark.parametrize(
    "body",
    [
        {"page": "https://evil.example/", "fields": {}},
        {"page": PAGE, "fields": {"a": 7}},
        {"page": PAGE, "fields": ["a"]},
        {"page": 3},
        {"page": PAGE, "fields": {str(number): "" for number in range(101)}},
    ],
)
def test_what_no_page_sends_is_refused(harbour: Flask, body: dict[str, object]) -> None:
    assert post(browser(harbour, "miriam"), "/session/draft", **body).status_code == 400


def test_more_than_a_person_types_is_refused(harbour: Flask) -> None:
    answer = post(
        browser(harbour, "miriam"), "/session/draft", page=PAGE, fields={"a": "x" * 100_001}
    )
    assert answer.status_code == 409


def test_old_text_is_deleted_when_anybody_signs_in(harbour: Flask) -> None:
    post(browser(harbour, "miriam"), "/session/draft", page=PAGE, fields=FIELDS)
    harbour.config["CLOCK"].forward(hours=24)
    browser(harbour, "samir")
    with harbour.app_context():
        assert db.session.scalars(db.select(FormDraft)).all() == []
