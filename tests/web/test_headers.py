"""The same strict headers on every answer of every route, errors and files included."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes import create_app
from tests.browsing import sign_in
from tests.cast import address
from tests.conftest import settings_for

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)


@pytest.fixture(scope="module")
def everywhere() -> dict[str, str]:
    return {"filename": "css/tokens.css", "token": "no-such-link"}


def test_every_route_answers_with_the_strict_headers(
    harbour: Flask, everywhere: dict[str, str]
) -> None:
    miriam = harbour.test_client()
    sign_in(miriam, address("miriam"))
    with harbour.test_request_context():
        urls = {
            harbour.url_for(rule.endpoint, **{n: everywhere.get(n, 1) for n in rule.arguments})
            for rule in harbour.url_map.iter_rules()
            if "GET" in rule.methods
        }
    for url in sorted(urls | {"/no-such-page", "/sign-out"}):
        with miriam.get(url) as answer:
            assert answer.headers["Content-Security-Policy"] == CSP, url
            assert answer.headers["X-Content-Type-Options"] == "nosniff", url
            assert answer.headers["Referrer-Policy"] == "no-referrer", url
            assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", url
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", url
            assert "camera=()" in answer.headers["Permissions-Policy"], url
            assert "Strict-Transport-Security" not in answer.headers, url
            if not url.startswith("/static/"):
                assert answer.headers["Cache-Control"] == "no-store", url


def test_strict_transport_is_said_only_where_it_is_set(tmp_path) -> None:
    app = create_app(settings_for(tmp_path, hsts=True, host_name="outcomes.harbour.example"))
    answer = app.test_client().get("/healthz")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_health_answers_once_the_database_is_there(client: FlaskClient, tmp_path) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    empty = create_app(settings_for(tmp_path, database_url=f"sqlite:///{tmp_path}/none.sqlite"))
    assert empty.test_client().get("/healthz").status_code == 503


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"])
def test_forwarded_headers_count_only_behind_a_configured_proxy(
    app: Flask, tmp_path, header: str
) -> None:
    from flask import request

    from outcomes.web.guards import public

    behind = create_app(settings_for(tmp_path, trusted_proxies=1, host_name="clinic.example"))
    for one in (app, behind):
        seen = {}
        view = public(lambda seen=seen: seen.update(at=(request.remote_addr, request.url)) or "")
        one.add_url_rule("/who", "who", view)
        sent = {"X-Forwarded-For": "203.0.113.9"}.get(header) or {
            "X-Forwarded-Host": "clinic.example",
            "X-Forwarded-Proto": "https",
        }[header]
        one.test_client().get("/who", headers={header: sent})
        changed = seen["at"] != ("127.0.0.1", "http://localhost/who")
        assert changed == (one is behind)


def test_absolute_links_come_from_the_configured_name(tmp_path) -> None:
    named = settings_for(tmp_path, host_name="outcomes.harbour.example")
    assert named.origin == "https://outcomes.harbour.example"
    assert settings_for(tmp_path).origin == "http://127.0.0.1:8000"


def test_body_over_a_megabyte_is_refused_with_a_page(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "x" * (1024 * 1024 + 1)})
    assert answer.status_code == 413
    assert "too much at once" in answer.text


def test_more_than_thirty_changing_requests_a_minute_are_refused(tmp_path, empty_database) -> None:
    import shutil

    shutil.copy(empty_database, tmp_path / "clinic.sqlite")
    client = create_app(settings_for(tmp_path, unsafe_per_minute=30)).test_client()
    client.get("/sign-in")
    answers = [client.post("/sign-in", data={}).status_code for _ in range(31)]
    assert 429 not in answers[:30]
    assert answers[30] == 429
    assert client.get("/sign-in").status_code == 200
