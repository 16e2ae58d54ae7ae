"""`outcomes serve` in a process group of its own, on a folder of its own; and forms sent to it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

from bench.open_forms import OpenForm

CONSOLE = [sys.executable, "-c", "from outcomes.cli import main; main()"]
PROJECT = Path(__file__).resolve().parents[1]
PATIENCE = 60
"""Seconds until a server that does not answer is given up."""


class Served:
    """A served clinic. `kill` is a power cut for the whole process group; files stay."""

    def __init__(self, folder: Path, *, port: int, **environment: str) -> None:
        self.port = port
        self.log = folder / "serve.log"
        values = {"OUTCOMES_INSTANCE": str(folder), "PORT": str(port), "DEMO": "0"}
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                [*CONSOLE, "serve"],
                cwd=PROJECT,
                env=os.environ | values | environment,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )

    def __enter__(self) -> Served:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """kill -9, worker and all."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def wait_until_ready(self) -> None:
        """Return when it answers.

        Raises:
            RuntimeError: it has ended, or does not answer.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self._is_well():
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-2000:]}")

    def _is_well(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        finally:
            connection.close()


@dataclass(frozen=True)
class Answered:
    """What came back, and how many seconds it took from the standing connection on."""

    status: int
    body: bytes
    seconds: float


def send(form: OpenForm, *, port: int, patience: float = 30) -> Answered:
    """Send one form as the page's script does.

    Raises:
        OSError, http.client.HTTPException: no answer came.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": form.cookie,
        "Sec-Fetch-Site": "same-origin",
    }
    try:
        connection.connect()
        started = time.perf_counter()
        connection.request("POST", "/rate/form", urlencode(form.fields), headers)
        response = connection.getresponse()
        body = response.read()
        return Answered(response.status, body, time.perf_counter() - started)
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
