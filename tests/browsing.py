"""A browser for tests: signs in by the real form and sends forms with their token."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "blue kettle over seven hills"
"""The password of everybody in the cast."""


def form_token(page: TestResponse) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, f"{page.request.path} has no form"
    return found[1]


def sign_in(
    client: FlaskClient, email: str, *, password: str = PASSWORD, next_page: str = ""
) -> TestResponse:
    """Sign in through the page; returns the answer to the form."""
    token = form_token(client.get("/sign-in"))
    sent = {"csrf_token": token, "email": email, "password": password, "next": next_page}
    return client.post("/sign-in", data=sent)


def send(
    client: FlaskClient, url: str, *, page: str = "/account", **fields: object
) -> TestResponse:
    """Send a form to `url` with the token of `page`."""
    token = form_token(client.get(page))
    return client.post(url, data={"csrf_token": token, **fields})
