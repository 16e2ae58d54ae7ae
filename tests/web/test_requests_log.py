"""The log says what happened and never to whom: canaries sent everywhere appear nowhere."""

import io
import json

import pytest
from flask import Flask

from outcomes.web import requests_log
from outcomes.web.guards import public
from tests.browsing import sign_in
from tests.cast import address

CANARY = "canary-7351-berg"


@pytest.fixture
def written(harbour: Flask) -> io.StringIO:
    stream = io.StringIO()
    harbour.config["LOG"] = requests_log.logger_to(stream)
    return stream


def test_canaries_in_every_place_of_a_request_stay_out_of_the_log(
    harbour: Flask, written: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    client = harbour.test_client()
    sign_in(client, f"{CANARY}@harbour.example", password=f"{CANARY} password")
    client.get(f"/caseload?search={CANARY}", headers={"User-Agent": CANARY, "Referer": CANARY})
    client.get(f"/set-password/{CANARY}")
    client.get(f"/{CANARY}")
    client.set_cookie("__Host-outcomes", CANARY)
    client.get("/account")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert len(lines) >= 6
    assert CANARY not in written.getvalue()
    assert CANARY not in "".join(capfd.readouterr())
    assert set().union(*lines) <= requests_log.ALLOWED


def test_unexpected_error_is_logged_by_place_without_its_message(
    harbour: Flask, written: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    def view() -> str:
        raise ValueError(f"cannot read {CANARY}")

    harbour.add_url_rule("/broken", "broken", public(view))
    harbour.config["PROPAGATE_EXCEPTIONS"] = False
    answer = harbour.test_client().get("/broken")
    failed, request = (json.loads(line) for line in written.getvalue().splitlines())
    assert answer.status_code == 500
    assert failed["error"] == "ValueError"
    assert failed["where"][-1].endswith("view")
    assert failed["reference"] == request["reference"]
    assert f"Reference {failed['reference']}" in answer.text
    for text in (written.getvalue(), answer.text, "".join(capfd.readouterr())):
        assert CANARY not in text


def test_line_tells_who_what_and_how_long(harbour: Flask, written: io.StringIO) -> None:
    client = harbour.test_client()
    sign_in(client, address("miriam"))
    client.get("/account")
    line = json.loads(written.getvalue().splitlines()[-1])
    assert (line["endpoint"], line["method"], line["status"]) == ("account.page", "GET", 200)
    assert isinstance(line["staff_id"], int)
    assert "duration_ms" in line


def test_field_that_is_not_on_the_list_is_dropped(written: io.StringIO, harbour: Flask) -> None:
    harbour.config["LOG"].info("request", name=CANARY, status=200)
    assert json.loads(written.getvalue()).keys() == {"at", "event", "level", "status"}
