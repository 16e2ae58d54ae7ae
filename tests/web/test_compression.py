"""Which pages are compressed, and which never: a secret could be read off their length."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import form_token, sign_in
from tests.cast import Cast, address

SQUEEZED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def tablet(harbour: Flask) -> FlaskClient:
    """A tablet in Jonas's hands, its form begun."""
    with harbour.app_context():
        episode_id = Cast().episode("0417").id
    client = harbour.test_client()
    sign_in(client, address("miriam"))
    token = form_token(client.get("/account"))
    client.post(f"/episodes/{episode_id}/ratings", data={"csrf_token": token, "kind": "outcome"})
    client.post("/rate/start", data={"csrf_token": form_token(client.get("/rate/"))})
    return client


def test_form_is_compressed_and_says_so(tablet: FlaskClient) -> None:
    small = tablet.get("/rate/form", headers=SQUEEZED)
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers.get_all("Vary")[0]
    assert int(small.headers["Content-Length"]) == len(small.data) < 4000
    page = gzip.decompress(small.data).decode()
    assert "How has life been this week?" in page


def test_form_is_plain_for_those_who_do_not_ask(tablet: FlaskClient) -> None:
    answer = tablet.get("/rate/form")
    assert "Content-Encoding" not in answer.headers
    assert "How has life been this week?" in answer.text


def test_nothing_of_the_request_stands_in_a_compressed_page(tablet: FlaskClient) -> None:
    answer = tablet.get("/rate/form?canary=csrf_token", headers=SQUEEZED)
    assert "Content-Encoding" not in answer.headers
    assert "canary" not in answer.text


def test_form_that_comes_back_with_what_was_typed_is_not_compressed(tablet: FlaskClient) -> None:
    page = tablet.get("/rate/form").text
    uuid = page.split('name="form_uuid" value="')[1].split('"')[0]
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "form_uuid": uuid, "answer-feeling": "3"}
    answer = tablet.post("/rate/form", data=sent, headers=SQUEEZED)
    assert answer.status_code == 422
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/sign-in", "/caseload", "/account", "/search?q=jonas"])
def test_no_page_of_the_staff_is_compressed(harbour: Flask, path: str) -> None:
    client = harbour.test_client()
    sign_in(client, address("miriam"))
    assert "Content-Encoding" not in client.get(path, headers=SQUEEZED).headers
