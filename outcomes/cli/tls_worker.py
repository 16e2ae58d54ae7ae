"""gunicorn's threads over TLS: who has not asked for anything yet keeps no thread waiting.

Browsers open connections in advance and leave them idle. gunicorn's own worker would hold one of
its few threads for each from the handshake on, and some tablets could stop the clinic.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from gunicorn.workers import gthread

from outcomes.tls.settings import Tls

READ_SECONDS = 20
"""The longest pause between two pieces of one request, and of one handshake."""
IDLE_SECONDS = 0.2
"""How long a thread waits for the first bytes before it gives the connection back."""
KEPT_SECONDS = 15
"""How long a connection without a request is kept open."""


class PatientSocket(ssl.SSLSocket):
    """A connection on which nobody waits for ever, whatever gunicorn sets."""

    def setblocking(self, flag: bool) -> None:
        self.settimeout(READ_SECONDS if flag else 0.0)

    def do_handshake(self, block: bool = False) -> None:
        self.settimeout(READ_SECONDS)
        super().do_handshake(block)


class TLSWorker(gthread.ThreadWorker):
    """The worker of `outcomes serve` where it encrypts the connection itself."""

    def handle(self, conn: gthread.TConn) -> Any:
        """One turn of a thread: the handshake, or a request that has begun to arrive."""
        try:
            if not conn.initialized and not self._shaken(conn):
                return gthread._DEFER
        except OSError:
            # No TLS, a certificate that was refused, a connection that went away.
            return False
        return super().handle(conn)

    def _shaken(self, conn: gthread.TConn) -> bool:
        """Whether hands are shaken and a request is coming; else the connection is given back."""
        if not conn.data_ready and not conn.wait_for_data(IDLE_SECONDS):
            return False
        conn.init()
        conn.data_ready = conn.sock.pending() > 0
        return conn.wait_for_data(IDLE_SECONDS)


def tls_options(tls: Tls) -> dict[str, Any]:
    """gunicorn's settings for a connection encrypted by itself; none where it is not."""
    if not tls.is_on:
        return {}
    contexts = Contexts(tls)
    return {
        "certfile": str(tls.certificate),
        "keyfile": str(tls.key),
        "keepalive": KEPT_SECONDS,
        "ssl_context": lambda _conf, _factory: contexts.current(),
    }


class Contexts:
    """The TLS settings of the server, read anew when its certificate was renewed."""

    def __init__(self, tls: Tls) -> None:
        self._files = tls.certificate, tls.key
        self._read: tuple[float, ssl.SSLContext] | None = None

    def current(self) -> ssl.SSLContext:
        """What a new connection is made with; the old one stays while new files are half there."""
        changed = self._changed()
        if self._read is None or self._read[0] != changed:
            try:
                self._read = changed, server_context(*self._files)
            except (OSError, ssl.SSLError):
                if self._read is None:
                    raise
        return self._read[1]

    def _changed(self) -> float:
        try:
            return self._files[0].stat().st_mtime
        except OSError:
            return 0.0


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 or newer with Python's own choice of ciphers."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    context.sslsocket_class = PatientSocket
    return context
