"""Somebody of the cast, signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.browsing import sign_in
from tests.cast import Cast, address


@pytest.fixture
def signed_in(harbour: Flask) -> Callable[[str], FlaskClient]:
    """``signed_in("miriam")``: a browser in which that colleague has signed in."""

    def browser(key: str) -> FlaskClient:
        client = harbour.test_client()
        assert sign_in(client, address(key)).status_code == 303
        return client

    return browser


@pytest.fixture
def miriam(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """The browser of the therapist whose day the story tells."""
    return signed_in("miriam")


@pytest.fixture
def story(harbour: Flask) -> Callable[[], Iterator[Cast]]:
    """``with story() as cast:`` looks into the database, apart from any request."""

    @contextmanager
    def look() -> Iterator[Cast]:
        with harbour.app_context():
            yield Cast()

    return look
