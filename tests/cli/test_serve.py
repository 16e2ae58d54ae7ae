"""`outcomes serve`: from an empty folder to a clinic that answers, and plain words where not."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from outcomes.cli import main

CONSOLE = [sys.executable, "-c", "from outcomes.cli import main; main()"]
ROOT = Path(__file__).resolve().parents[2]


class Serving:
    """A served clinic in its own process."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.log = folder / "serve.log"
        environment = os.environ | {
            "OUTCOMES_INSTANCE": str(folder),
            "PORT": str(self.port),
            "DEMO": "0",
            "PYTHONUNBUFFERED": "1",
        }
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                [*CONSOLE, "serve"], cwd=ROOT, env=environment, stdout=stream, stderr=stream
            )

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"{self.origin}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def wait_until_ready(self) -> None:
        for _ in range(600):
            try:
                self.get("/healthz")
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
            else:
                return
        pytest.fail(f"not ready after a minute: {self.log.read_text()}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Serving]:
    serving = Serving(tmp_path)
    try:
        serving.wait_until_ready()
        yield serving
    finally:
        if serving.process.poll() is None:
            serving.process.kill()
        serving.process.wait()


def test_empty_folder_becomes_a_clinic_with_a_set_up_link(clinic: Serving, tmp_path: Path) -> None:
    assert clinic.get("/healthz") == (200, '{"status":"ok"}\n')
    link = re.search(rf"{clinic.origin}(/set-password/[\w-]+)", clinic.log.read_text())
    status, page = clinic.get(link[1])
    assert status == 200
    assert "Set up your practice" in page
    for file in ("secret-key", "outcomes.sqlite", "outcomes.sqlite-wal"):
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600, file
    assert clinic.stop() == 0


def test_port_in_use_is_said_in_one_sentence(tmp_path: Path, monkeypatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = run(monkeypatch, tmp_path, PORT=str(taken.getsockname()[1]))
    assert answer.exit_code == 1
    assert "is in use" in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "clinic.example"])
def test_health_data_are_not_served_unencrypted_beyond_the_machine(
    tmp_path: Path, monkeypatch, host: str
) -> None:
    answer = run(monkeypatch, tmp_path, HOST=host, TLS="off")
    assert answer.exit_code == 1
    assert "unencrypted" in answer.output


def test_unsafe_settings_are_listed_and_nothing_starts(tmp_path: Path, monkeypatch) -> None:
    answer = run(monkeypatch, tmp_path, OUTCOMES_IDLE_MINUTES="90", OUTCOMES_SECRET_KEY="secret")
    assert answer.exit_code == 1
    assert "OUTCOMES_IDLE_MINUTES is 90" in answer.output
    assert "too easy to guess" in answer.output


def test_first_director_comes_from_the_console_once_there_is_nobody(
    tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("OUTCOMES_INSTANCE", str(tmp_path))
    arguments = ["first-director", "Ada Lund", "ada@harbour.example", "--clinic", "Harbour"]
    answer = CliRunner().invoke(main, arguments)
    assert answer.exit_code == 0, answer.output
    assert re.search(r"http://127\.0\.0\.1:8000/set-password/[\w-]{43}", answer.output)


def test_reset_for_an_unknown_address_says_so(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("OUTCOMES_INSTANCE", str(tmp_path))
    CliRunner().invoke(main, ["migrate"])
    answer = CliRunner().invoke(main, ["reset", "nobody@harbour.example"])
    assert answer.exit_code == 1
    assert "Nobody signs in with this address" in answer.output


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, **environment: str):
    monkeypatch.setenv("OUTCOMES_INSTANCE", str(folder))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(main, ["serve"])
