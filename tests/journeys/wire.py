"""The network between a device and the clinic, cut where a story wants it."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from tests.journeys.devices import Device


class Wire:
    """Stands before an application and breaks connections.

    The application has done its work by then: what it stored is stored, and the device does not
    know. `asked` counts the requests whose answers were lost.
    """

    def __init__(self, app: Flask) -> None:
        self.inner, app.wsgi_app = app.wsgi_app, self
        self.broken: tuple[str, str] | None = None
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        answer = self.inner(environ, start)
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == self.broken:
            self.asked += 1
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer

    @contextmanager
    def breaks(self, method: str, path: str) -> Iterator[None]:
        """While the block runs, no answer of this address leaves the clinic."""
        self.broken, self.asked = (method, path), 0
        try:
            yield
        finally:
            self.broken = None


@contextmanager
def offline(device: Device) -> Iterator[None]:
    """While the block runs the device has no network."""
    device.context.set_offline(True)
    yield
    device.context.set_offline(False)
