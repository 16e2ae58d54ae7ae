"""A PostgreSQL server for tests, of their own; without its programs they are skipped by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.served import free_port

FOLDERS = [*map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"))), os.environ["PATH"]]
INITDB = shutil.which("initdb", path=os.pathsep.join(FOLDERS))
OWNER = "clinic"


@contextmanager
def postgres_in(folder: Path) -> Iterator[str]:
    """A server that keeps its files in a folder; the address of an empty database.

    It syncs to disk, as the application demands of a server.
    """
    pytest.importorskip("psycopg", reason="psycopg is missing: this needs PostgreSQL")
    if INITDB is None:
        pytest.skip("PostgreSQL is missing: this needs it")
    data, port = folder / "data", free_port()
    # PostgreSQL refuses to run as root.
    who = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    _prepare(data, who)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **who}
    create = [INITDB, "-D", data, "-U", "root", "--auth=trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(create, check=True, **quiet)
    postgres = Path(INITDB).with_name("postgres")
    where = ["-p", str(port), "-h", "127.0.0.1", "-k", str(data)]
    process = subprocess.Popen([postgres, "-D", data, *where], **quiet)
    try:
        yield _make_database(port)
    finally:
        process.terminate()
        process.wait(timeout=30)


def administer(address: str, *statements: str) -> None:
    """Say something to the server as its administrator, one statement at a time."""
    import psycopg

    port = int(address.rpartition(":")[2].partition("/")[0])
    with psycopg.connect(
        host="127.0.0.1", port=port, user="root", dbname="postgres", autocommit=True
    ) as connection:
        for statement in statements:
            connection.execute(statement)


def _prepare(folder: Path, who: dict[str, str]) -> None:
    folder.mkdir()
    if who:
        shutil.chown(folder, **who)
        # The folders above are closed to others, one level more of them with several processes.
        for parent in folder.parents:
            if parent == Path(tempfile.gettempdir()):
                break
            parent.chmod(parent.stat().st_mode | 0o011)


def _make_database(port: int) -> str:
    """A database whose owner is no superuser: superusers pass through every fence."""
    import psycopg

    address = f"postgresql+psycopg://{OWNER}@127.0.0.1:{port}/outcomes"
    for _ in range(300):
        try:
            administer(address, f"CREATE ROLE {OWNER} LOGIN")
            break
        except psycopg.OperationalError:
            time.sleep(0.1)
    administer(address, f"CREATE DATABASE outcomes OWNER {OWNER}")
    return address
