"""The cast in a database of each test's own, without a request around it."""

import contextlib

import pytest
from sqlalchemy import event

from outcomes.storage import db
from tests import cast as story


@pytest.fixture
def cast(harbour):
    """Looks people up; an application context is open around the test."""
    with harbour.app_context():
        yield story.Cast()
        db.session.remove()


@pytest.fixture
def queries():
    """`with queries() as seen`: the statements sent to the database inside."""

    @contextlib.contextmanager
    def recorded():
        seen = []

        def note(_connection, _cursor, statement, *_):
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return recorded
