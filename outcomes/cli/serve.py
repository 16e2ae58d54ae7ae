"""`outcomes serve`: from nothing to a running clinic, in one command."""

from __future__ import annotations

import errno
import gc
import socket
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from outcomes.actions import clinics
from outcomes.actions.clock import compare_with_records
from outcomes.cli.database import bring_up_to_date
from outcomes.cli.people import link_words
from outcomes.cli.starting import application, console, settings
from outcomes.cli.storage_words import storage_words
from outcomes.cli.tls_worker import TLSWorker, tls_options
from outcomes.cli.trust import keep_local_certificate, trust_words
from outcomes.config import Settings, write_private
from outcomes.storage import db
from outcomes.storage.space import space_of
from outcomes.tls.names import is_loopback
from outcomes.web.clock import system_clock

THREADS = 8
"""In one process: SQLite has one writer, and the limit of four password hashes at once holds
without a lock between processes. See docs/decisions/0004."""
DEMO_SEED = 20251118
SIGN_INS = "demo-sign-ins.txt"
SHOWN = ("therapist", "supervisor", "director")
"""One sign-in of each is printed at every start."""


class Server(BaseApplication):
    """gunicorn without a configuration file."""

    def __init__(self, how: Settings, greeting: str) -> None:
        self.how, self.greeting = how, greeting
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # A fresh application in the worker: no database connection crosses the fork.
        app = application(self.how)
        # All that is loaded by now stays; looking through it for garbage stopped every page for
        # more than a tenth of a second, now and then.
        gc.collect()
        gc.freeze()
        return app

    def _options(self) -> dict[str, Any]:
        host = f"[{self.how.host}]" if ":" in self.how.host else self.how.host
        return {
            "bind": f"{host}:{self.how.port}",
            "workers": 1,
            "worker_class": f"{TLSWorker.__module__}.{TLSWorker.__name__}"
            if self.how.tls.is_on
            else "gthread",
            "threads": THREADS,
            "timeout": 90,
            "graceful_timeout": 10,
            "loglevel": "warning",
            # Nobody's headers are believed here: which proxies may say X-Forwarded-* is a setting
            # of the application (wiring), and none may say SCRIPT_NAME or PATH_INFO.
            "forwarded_allow_ips": "",
            "proc_name": "outcomes",
            "when_ready": lambda _server: click.echo(self.greeting),
            **tls_options(self.how.tls),
        }


@click.command()
def serve() -> None:
    """Prepare the database and serve on HOST:PORT; DEMO=1 serves the demonstration clinic."""
    how = settings()
    check_address(how)
    trust = ""
    if how.tls.is_local:
        kept = keep_local_certificate(how, at=system_clock())
        how = kept.settings
        trust = trust_words(kept)
    app = application(how)
    bring_up_to_date(app)
    with console(app):
        greeting = _demo_greeting(how) if how.demo else _own_greeting(how)
        greeting += storage_words(how, space_of(how.instance))
        db.session.remove()
        db.engine.dispose()
    Server(how, f"{greeting}{trust}").run()


def check_address(how: Settings) -> None:
    """Refuse an address that cannot or must not be served on.

    Raises:
        click.ClickException: one clear sentence.
    """
    host, port = how.host, how.port
    if not is_loopback(host) and not how.tls.is_on:
        raise click.ClickException(
            f"HOST={host} with TLS=off would send health data over the network unencrypted. Leave "
            "TLS alone, or leave HOST at 127.0.0.1 and put a TLS proxy before it (see "
            "docs/security.md)."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(_why_not(error, host, port)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop what uses it, or say another one: make run PORT=8001"
    if error.errno == errno.EACCES:
        return f"Port {port} needs an administrator. Use one above 1023: make run PORT=8001"
    return f"{host}:{port} cannot be served on: {error.strerror}."


def _own_greeting(how: Settings) -> str:
    # The demonstration's story may end later today than now.
    compare_with_records(at=system_clock())
    lines = [f"outcomes is ready: {how.origin}"]
    if not clinics.somebody_can_sign_in():
        invitation = clinics.first_director(at=system_clock())
        lines += ["Nobody can sign in yet. Set up the practice and its first director."]
        lines += [link_words(how.origin, invitation.token)]
        lines += ["Not used in time? Start again for a new one."]
    return "\n".join(lines)


def _demo_greeting(how: Settings) -> str:
    file = how.instance / SIGN_INS
    if not clinics.somebody_can_sign_in():
        _load_demo(how, file)
    return (
        f"outcomes is ready: {how.origin}\n"
        f"Demonstration clinic; everyone in it is invented. Sign in as\n{_sign_ins(file)}"
    )


def _load_demo(how: Settings, file: Path) -> None:
    from outcomes import demo

    click.echo("Making the demonstration clinic; this takes a moment.")
    now = system_clock()
    sign_ins = demo.load(as_of=now.astimezone().date(), seed=DEMO_SEED, at=now)
    # The passphrases are random for each installation and nowhere else but in this file.
    write_private(
        file, "".join(f"  {who.role:<12}{who.email:<36}{who.passphrase}\n" for who in sign_ins)
    )


def _sign_ins(file: Path) -> str:
    if not file.exists():
        return (
            f"  (the passphrases were in {file}, which is gone; delete demo.sqlite to start anew)"
        )
    lines = file.read_text(encoding="utf-8").splitlines()
    shown = [next((line for line in lines if line.split()[:1] == [role]), "") for role in SHOWN]
    return "\n".join([*filter(None, shown), f"  (all of them: {file})"])
