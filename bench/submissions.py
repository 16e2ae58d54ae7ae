"""How long the server takes for a form that is sent, at 20 a second, beside a bare commit.

The application is served as in production (`outcomes serve`, SQLite with `synchronous=FULL`).
Forms arrive whatever became of the ones before (open loop): evenly, and at moments of chance, where
several come at once. The time is what the browser waits from the standing connection to the last
byte. The yardstick is one transaction of two rows, with the same PRAGMAs on the same disk, at the
same pace. They take turns, round after round. What else runs on the machine is part of all of
them; ratios carry over better than milliseconds.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import sqlcipher3.dbapi2 as driver
from sqlalchemy import create_engine

from bench.open_forms import OpenForm, open_forms
from bench.served import Served, free_port, send
from outcomes import create_app
from outcomes.cli.database import bring_up_to_date
from outcomes.config import settings_from
from outcomes.storage.database import harden_sqlite

FOLDER = Path(__file__).resolve().parents[1] / ".bench" / "submissions"
PER_SECOND = 20
ROUNDS = 5
FORMS = 200
"""Sent in each round in each of the two ways."""
COMMITS = 200
"""Of the yardstick in each round."""
WARM_UP = 40
PAST = 2
"""Rated sessions each client has had before."""
AT_ONCE = 48
QUANTILES = (50, 95, 99)
EVENLY, BY_CHANCE = "a form sent, evenly spaced", "a form sent, at moments of chance"
COMMIT = "a bare commit of two rows"


@dataclass
class Measured:
    """Milliseconds of each, how many were not answered with 200, and the generator's lateness."""

    times: dict[str, list[float]] = field(
        default_factory=lambda: {EVENLY: [], BY_CHANCE: [], COMMIT: []}
    )
    errors: int = 0
    latest_start: float = 0.0
    """Milliseconds by which the latest form left after its moment; large ones are no open loop."""


def measure(folder: Path = FOLDER) -> Measured:
    """Make the clinic anew, serve it, measure in rounds."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    app = create_app(settings_from({"OUTCOMES_INSTANCE": str(folder)}))
    bring_up_to_date(app)
    clients = (2 * ROUNDS * FORMS + WARM_UP) // 2
    forms = iter(open_forms(app, clients=clients, past=PAST))
    found, chance = Measured(), random.Random(2026)
    commit = bare_commit(folder / "bare.sqlite")
    pauses = {EVENLY: lambda: 1 / PER_SECOND, BY_CHANCE: lambda: chance.expovariate(PER_SECOND)}
    with Served(folder, port=free_port()) as served:
        served.wait_until_ready()
        send_all(islice(forms, WARM_UP), served.port, Measured(), EVENLY, pauses[EVENLY])
        for _ in range(ROUNDS):
            found.times[COMMIT] += [paced(commit) for _ in range(COMMITS)]
            for name, pause in pauses.items():
                send_all(islice(forms, FORMS), served.port, found, name, pause)
    return found


def send_all(
    forms: Iterable[OpenForm],
    port: int,
    found: Measured,
    name: str,
    pause: Callable[[], float],
) -> None:
    """Send each at its moment, however long the ones before take."""
    moment = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for form in forms:
            moment += pause()
            pool.submit(_send_at, moment, form, port, found, name)


def _send_at(moment: float, form: OpenForm, port: int, found: Measured, name: str) -> None:
    time.sleep(max(0.0, moment - time.perf_counter()))
    late = (time.perf_counter() - moment) * 1000
    try:
        answer = send(form, port=port)
    except OSError:
        found.errors += 1
        return
    found.errors += answer.status != 200
    found.times[name].append(answer.seconds * 1000)
    found.latest_start = max(found.latest_start, late)


def bare_commit(path: Path) -> Callable[[], float]:
    """What makes one transaction of a row and its audit row, and returns its milliseconds."""
    engine = create_engine(f"sqlite:///{path}", module=driver)
    harden_sqlite(engine)
    connection = engine.raw_connection().driver_connection
    for table in ("rating (form TEXT UNIQUE, answers TEXT)", "audit (event TEXT, facts TEXT)"):
        connection.execute(f"CREATE TABLE {table}")

    def commit() -> float:
        started = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rating VALUES (hex(randomblob(16)), '5.0 5.0 5.0 5.0')")
        connection.execute("INSERT INTO audit VALUES ('rating_submitted', '{}')")
        connection.execute("COMMIT")
        return (time.perf_counter() - started) * 1000

    return commit


def paced(commit: Callable[[], float]) -> float:
    """One commit at the pace of the forms."""
    time.sleep(1 / PER_SECOND)
    return commit()


def main() -> None:
    """Measure and print the table."""
    found = measure()
    print(f"{PER_SECOND} forms a second, SQLite with synchronous=FULL, {ROUNDS} interleaved rounds")
    columns = "".join(f"{f'p{each} ms':>10}" for each in QUANTILES)
    print(f"{'':36}{'n':>6}{columns}{'ratio p99':>11}")
    bare = np.percentile(found.times[COMMIT], 99)
    for name, times in found.times.items():
        values = np.percentile(times, QUANTILES)
        shown = "".join(f"{value:>10.1f}" for value in values)
        print(f"{name:36}{len(times):>6,}{shown}{values[-1] / bare:>11.1f}")
    print(f"errors: {found.errors}; latest start of a form: {found.latest_start:.1f} ms")


if __name__ == "__main__":
    main()
