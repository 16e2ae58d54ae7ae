"""The demonstration clinic, made once for Thursday 19 November 2026 and copied for each test."""

import datetime as dt
import shutil

import pytest

from outcomes import create_app, demo
from outcomes.cli.serve import DEMO_SEED
from outcomes.storage import db
from tests.conftest import settings_for

AS_OF = dt.date(2026, 11, 19)


def made(folder, empty_database, *, as_of=AS_OF, seed=DEMO_SEED):
    """An application on a new demonstration clinic, and who signs in."""
    shutil.copy(empty_database, folder / "clinic.sqlite")
    app = create_app(settings_for(folder))
    with app.app_context():
        sign_ins = demo.load(as_of=as_of, seed=seed)
        db.session.remove()
        db.engine.dispose()
    return app, sign_ins


@pytest.fixture(scope="session")
def first_making(tmp_path_factory, empty_database):
    """Database file and sign-ins of the clinic as first made."""
    folder = tmp_path_factory.mktemp("demo")
    _, sign_ins = made(folder, empty_database)
    return folder / "clinic.sqlite", sign_ins


@pytest.fixture
def sign_ins(first_making):
    return first_making[1]


@pytest.fixture
def demo_app(tmp_path, first_making):
    """The application with a copy of the demonstration clinic."""
    shutil.copy(first_making[0], tmp_path / "clinic.sqlite")
    app = create_app(settings_for(tmp_path))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def clinic(demo_app):
    """An application context in the demonstration clinic."""
    with demo_app.app_context():
        yield
        db.session.remove()
