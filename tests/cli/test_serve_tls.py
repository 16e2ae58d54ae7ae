"""`outcomes serve` over TLS: by its own authority, to whoever trusts it, and to nobody else."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from outcomes.cli import main
from outcomes.tls import Names, local_certificate
from outcomes.tls.names import LOOPBACK
from outcomes.web.clock import system_clock

CONSOLE = [sys.executable, "-c", "from outcomes.cli import main; main()"]
ROOT = Path(__file__).resolve().parents[2]
IDLE = 12
"""More connections than the server has threads."""


class Serving:
    """A clinic served over TLS on this machine, in its own process."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.log = folder, folder / "serve.log"
        environment = os.environ | {
            "OUTCOMES_INSTANCE": str(folder),
            "PORT": str(self.port),
            "DEMO": "0",
            "TLS": "on",
            "PYTHONUNBUFFERED": "1",
        }
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                [*CONSOLE, "serve"], cwd=ROOT, env=environment, stdout=stream, stderr=stream
            )

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.folder / "tls" / "authority.crt")

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30, context=self.trusting()
        )
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def connected(self, context: ssl.SSLContext, *, name: str = "127.0.0.1") -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        try:
            return context.wrap_socket(plain, server_hostname=name)
        except BaseException:
            plain.close()
            raise

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


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    serving = Serving(tmp_path_factory.mktemp("tls"))
    try:
        serving.wait_until_ready()
        yield serving
    finally:
        serving.process.send_signal(signal.SIGTERM)
        serving.process.wait(timeout=20)


def test_whoever_trusts_the_authority_is_served(clinic: Serving) -> None:
    status, headers, body = clinic.get("/healthz")
    assert (status, body) == (200, b'{"status":"ok"}\n')
    assert "Strict-Transport-Security" not in headers


def test_links_begin_with_https(clinic: Serving) -> None:
    told = clinic.log.read_text()
    link = re.search(rf"https://127\.0\.0\.1:{clinic.port}(/set-password/[\w-]+)", told)
    assert clinic.get(link[1])[0] == 200


def test_session_cookie_is_secure(clinic: Serving) -> None:
    _, headers, _ = clinic.get("/sign-in")
    cookie = headers["Set-Cookie"]
    assert cookie.startswith("__Host-outcomes=")
    assert "Secure" in cookie


def test_device_without_the_authority_is_warned(clinic: Serving) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        clinic.connected(ssl.create_default_context())


def test_other_host_is_refused_by_the_certificate_and_by_the_application(clinic: Serving) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        clinic.connected(clinic.trusting(), name="bank.example")
    assert clinic.get("/healthz", Host="bank.example")[0] == 400


def test_old_tls_is_refused(clinic: Serving) -> None:
    old = clinic.trusting()
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        clinic.connected(old)


def test_nothing_is_answered_without_tls(clinic: Serving) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", clinic.port, timeout=30)
    try:
        plain.request("GET", "/healthz")
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            plain.getresponse()
    finally:
        plain.close()


def test_idle_connections_do_not_keep_others_waiting(clinic: Serving) -> None:
    """Browsers open connections in advance; the server has fewer threads than these."""
    idle = [clinic.connected(clinic.trusting()) for _ in range(IDLE)]
    silent = [socket.create_connection(("127.0.0.1", clinic.port)) for _ in range(IDLE)]
    try:
        assert clinic.get("/healthz")[0] == 200
    finally:
        for connection in (*idle, *silent):
            connection.close()


def test_guide_shows_the_fingerprint_that_the_terminal_shows(clinic: Serving) -> None:
    _, headers, installed = clinic.get("/authority.crt")
    assert headers["Content-Type"] == "application/x-x509-ca-cert"
    pairs = hashlib.sha256(installed).hexdigest().upper()
    guide = clinic.get("/authority")[2].decode()
    told = clinic.log.read_text()
    for place in (guide, told):
        shown = re.sub(r"<[^>]+>", "", place)
        assert pairs in re.sub(r"\s", "", shown)
    assert f"https://127.0.0.1:{clinic.port}/authority" in told
    assert "\u2588" in told  # the QR


def test_key_is_not_to_be_had(clinic: Serving) -> None:
    for path in ("/authority.key", "/static/../instance/tls/authority.key", "/tls/authority.key"):
        assert clinic.get(path)[0] == 404
    assert b"PRIVATE" not in clinic.get("/authority.crt")[2]


def test_renewed_certificate_is_used_without_a_new_start(clinic: Serving) -> None:
    before = clinic.connected(clinic.trusting())
    first = before.getpeercert(binary_form=True)
    before.close()
    folder = clinic.folder / "tls"
    (folder / "server.crt").unlink()
    local_certificate(folder, Names(("localhost",), LOOPBACK), at=system_clock())
    after = clinic.connected(clinic.trusting())
    second = after.getpeercert(binary_form=True)
    after.close()
    assert second != first


def test_given_certificate_is_served_as_it_is(tmp_path: Path, monkeypatch) -> None:
    key = tmp_path / "own.key"
    key.write_text("not a key")
    key.chmod(0o644)
    answer = run(monkeypatch, tmp_path, OUTCOMES_TLS_CERTIFICATE="none.crt", OUTCOMES_TLS_KEY=key)
    assert "none.crt does not exist" in answer.output
    (tmp_path / "own.crt").write_text("not a certificate")
    answer = run(monkeypatch, tmp_path, OUTCOMES_TLS_CERTIFICATE=tmp_path / "own.crt")
    assert f"chmod 600 {key}" in answer.output


def test_one_file_without_the_other_an_unknown_word_and_hsts_are_refused(
    tmp_path: Path, monkeypatch
) -> None:
    answer = run(monkeypatch, tmp_path, OUTCOMES_TLS_KEY="a.key", TLS="maybe")
    assert "go together" in answer.output
    assert "TLS must be auto, on or off" in answer.output
    monkeypatch.delenv("OUTCOMES_TLS_KEY")
    answer = run(monkeypatch, tmp_path, TLS="on", OUTCOMES_HSTS="1")
    assert "publicly trusted certificate only" in answer.output


def test_authority_command_shows_what_a_tablet_needs(tmp_path: Path, monkeypatch) -> None:
    answer = run(monkeypatch, tmp_path, "authority", TLS="on", PORT="8443")
    assert answer.exit_code == 0, answer.output
    assert "https://127.0.0.1:8443/authority" in answer.output
    assert run(monkeypatch, tmp_path, "authority", TLS="off").exit_code == 1


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, command: str = "serve", **environment):
    monkeypatch.setenv("OUTCOMES_INSTANCE", str(folder))
    for name, value in environment.items():
        monkeypatch.setenv(name, str(value))
    return CliRunner().invoke(main, [command])
