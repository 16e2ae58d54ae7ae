"""Putting the application together: settings, database, extensions, pages. No rule lives here."""

from __future__ import annotations

import mimetypes
import sqlite3
from types import TracebackType
from typing import Any

import argon2
from flask import Flask, Response
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from outcomes.actions import passwords, rating_codes
from outcomes.charts import status_shape
from outcomes.config import PROJECT, Settings
from outcomes.errors import ConfigurationError
from outcomes.languages import use_languages_of_clinic
from outcomes.measures import use_measures_of_clinic
from outcomes.storage import db
from outcomes.storage.database import harden_sqlite, journal_for
from outcomes.storage.fence import fence
from outcomes.storage.mounts import check_on_this_machine
from outcomes.storage.postgres import CONNECT_ARGS, harden_postgres
from outcomes.web import (
    assets,
    clock,
    compression,
    errors,
    filters,
    guards,
    headers,
    languages,
    limits,
    machine,
    register_blueprints,
    requests_log,
    sessions,
    shell,
)

# With `nosniff` a browser takes the tablet's manifest by its right type only.
mimetypes.add_type("application/manifest+json", ".webmanifest")
STATIC = PROJECT / "static"
MEGABYTE = 1024 * 1024


class Application(Flask):
    """Flask, except that an unexpected error is logged without its message (security E8)."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        if exc_info[1] is not None:
            requests_log.log_failure(self, exc_info[1])

    def send_static_file(self, filename: str) -> Response:
        return assets.answer(STATIC, filename)


def wire(settings: Settings) -> Flask:
    """A checked application for these settings."""
    app = Application(
        "outcomes",
        instance_path=str(settings.instance),
        template_folder=str(PROJECT / "templates"),
        static_folder=str(STATIC),
        static_url_path=f"/static/{assets.version(STATIC)}",
    )
    _configure(app, settings)
    use_languages_of_clinic(_files_of_clinic(settings, "languages"))
    use_measures_of_clinic(_files_of_clinic(settings, "measures"))
    _connect_database(app, settings)
    _wire_pages(app)
    register_blueprints(app)
    guards.check_policies(app)
    return app


def _files_of_clinic(settings: Settings, kind: str) -> dict[str, str]:
    """The clinic's own files of a kind by name; the folder `instance/<kind>/` need not exist."""
    folder = settings.instance / kind
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        CLOCK=clock.system_clock,
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=settings.trusted_hosts,
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=500,
        # The token lives as long as the session it is bound to, which ends by itself.
        WTF_CSRF_TIME_LIMIT=None,
        # Its strict check wants a Referer, which our own pages never send; guards.py does better.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.autoescape = True
    app.jinja_env.globals["status_shape"] = status_shape
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
    rating_codes.configure(settings.secret_key)
    passwords.configure(
        argon2.PasswordHasher(
            memory_cost=settings.argon2_memory_kib,
            time_cost=settings.argon2_time,
            parallelism=settings.argon2_parallelism,
        )
    )


def _connect_database(app: Flask, settings: Settings) -> None:
    # Values of a statement never reach an error message, and so no log.
    options: dict[str, Any] = {"hide_parameters": True}
    journal = "WAL"
    if settings.is_sqlite:
        settings.instance.mkdir(parents=True, exist_ok=True)
        check_on_this_machine(settings.database_file)
        driver = _sqlite_driver(settings)
        options["module"] = driver
        journal = journal_for(driver.sqlite_version_info)
    else:
        options["connect_args"] = CONNECT_ARGS
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    Migrate(app, db, directory=str(PROJECT / "migrations"), render_as_batch=True)
    with app.app_context():
        harden_sqlite(db.engine, key=settings.database_key, journal=journal)
        harden_postgres(db.engine)
        fence(db.engine)


def _sqlite_driver(settings: Settings) -> Any:
    try:
        import sqlcipher3.dbapi2 as driver
    except ImportError:
        if settings.database_key:
            raise ConfigurationError(
                "OUTCOMES_DATABASE_KEY is set, but sqlcipher3, which encrypts, is missing."
            ) from None
        return sqlite3
    return driver


def _wire_pages(app: Flask) -> None:
    """The order matters: log, session, who may, how often, form token; then the page."""
    sessions.init_app(app)
    requests_log.init_app(app)
    machine.init_app(app)
    headers.init_app(app)
    compression.init_app(app)
    login = LoginManager(app)
    login.session_protection = None
    login.request_loader(lambda _request: sessions.staff_of_session())
    guards.init_app(app)
    limits.init_app(app)
    # The token of a link for home proves more than a form token could (see web/home.py), and so
    # does the key of answers that rested on a device (web/resting.py).
    csrf = CSRFProtect(app)
    for view in ("home.start", "resting.bring_back"):
        csrf.exempt(f"outcomes.web.{view}")
    filters.init_app(app)
    shell.init_app(app)
    languages.init_app(app)
    errors.init_app(app)
