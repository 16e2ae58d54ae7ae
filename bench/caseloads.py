"""Invented services of any size for the mixed models: client, session and score as plain arrays.

score = T + (3.2 - 0.12 (T - 19.5) + u) ln(session) + e with T ~ N(19.5, 6.5), u ~ N(0, 1.6) and
e ~ N(0, 3.6), not rounded. Clients leave sooner when they are well, or worse than at first, judged
by their last score; one form in twelve is missing. Some 5.9 scores a client in up to 40 sessions.

"simulated" comes from the simulator of caseloads that lies beside a checkout of the project, where
there is one: its PHQ-9 before rounding. "service" stands in for it elsewhere.

"boundary" has no slope of its own (u = 0, and the same change for all), and half of what is left
of a slope in each course's noise is taken out: the best slope variance is then zero at every size.
"""

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

MEAN, SD_LEVEL, RISE, BACK, SD_SLOPE, NOISE = 19.5, 6.5, 3.2, -0.12, 1.6, 3.6
LAST_SESSION = 40
MISSING = 1 / 12
SEED = 20_270_117
KINDS = ("service", "boundary")
SIMULATOR = Path(__file__).resolve().parents[2] / "shared" / "tools" / "simulate_caseload.py"


def kinds() -> tuple[str, ...]:
    """What can be made here: with or without a slope of each client's own."""
    return ("simulated" if SIMULATOR.is_file() else "service", "boundary")


def caseload_folder(folder: Path, clients: int, *, kind: str) -> Path:
    """The folder with client.bin and session.bin (32-bit integers), score.bin (64-bit numbers)
    and size.json, made once and kept."""
    path = folder / f"{kind}-{clients}"
    if (path / "size.json").exists():
        return path
    path.mkdir(parents=True, exist_ok=True)
    made = simulated(clients) if kind == "simulated" else caseload(clients, kind=kind)
    client, session, score = made
    client.astype(np.int32).tofile(path / "client.bin")
    session.astype(np.int32).tofile(path / "session.bin")
    score.tofile(path / "score.bin")
    (path / "size.json").write_text(json.dumps({"clients": clients, "scores": len(score)}))
    return path


def read_caseload(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """client, session and score as `caseload_folder` wrote them."""
    return (
        np.fromfile(path / "client.bin", dtype=np.int32),
        np.fromfile(path / "session.bin", dtype=np.int32),
        np.fromfile(path / "score.bin"),
    )


def simulated(clients: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """client, session and score of the simulator, sorted by client and session."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, SIMULATOR, "--clients", str(clients), "--seed", str(SEED),
             "--measures", "phq9", "--exact", "--out", folder],
            check=True, capture_output=True,
        )  # fmt: skip
        with open(Path(folder) / "ratings.csv", newline="") as file:
            rows = [
                (int(row["client_id"][1:]) - 1, int(row["session"]), float(row["score_exact"]))
                for row in csv.DictReader(file)
                if row["score_exact"]
            ]
    client, session, score = map(np.array, zip(*rows, strict=True))
    return client, session, score


def caseload(clients: int, *, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """client, session and score, sorted by client and session."""
    random = np.random.default_rng([SEED, clients, KINDS.index(kind)])
    level = random.normal(MEAN, SD_LEVEL, clients)
    slope = np.full(clients, RISE)
    if kind == "service":
        slope += BACK * (level - MEAN) + random.normal(0, SD_SLOPE, clients)
    there = np.arange(clients)
    first, last = np.full(clients, np.nan), np.full(clients, MEAN)
    rows = []
    for session in range(1, LAST_SESSION + 1):
        score = level[there] + slope[there] * np.log(session) + random.normal(0, NOISE, len(there))
        filled = random.random(len(there)) >= MISSING * (0.4 if session == 1 else 1.0)
        rows.append((there[filled], np.full(filled.sum(), session), score[filled]))
        last[there[filled]] = score[filled]
        new = there[filled & np.isnan(first[there])]
        first[new] = last[new]
        there = there[random.random(len(there)) >= _leaving(first[there], last[there])]
    client, sessions, score = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((sessions, client))
    client, sessions, score = client[order], sessions[order], score[order]
    if kind == "boundary":
        score = score - 0.5 * _own_slopes(client, sessions, score)
    return client, sessions, score


def _leaving(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Chance of leaving after a session."""
    well = np.maximum(last - MEAN, 0) / SD_LEVEL
    worse = np.maximum(np.nan_to_num(first - last), 0) / SD_LEVEL
    return np.clip(0.115 + 0.045 * well + 0.04 * worse, 0, 0.9)


def _own_slopes(client: np.ndarray, session: np.ndarray, score: np.ndarray) -> np.ndarray:
    """What each course after its intake changes more, or less, than RISE ln(session), about its
    own middle."""
    later = session > 1
    size = client.max() + 1
    count = np.maximum(np.bincount(client[later], minlength=size), 1)

    def centred(values: np.ndarray) -> np.ndarray:
        middle = np.bincount(client[later], values[later], minlength=size) / count
        return np.where(later, values - middle[client], 0.0)

    log = centred(np.log(session))
    rest = centred(score - RISE * np.log(session))
    spread = np.bincount(client, log**2, minlength=size)
    steep = np.bincount(client, log * rest, minlength=size) / np.where(spread > 0, spread, 1.0)
    return steep[client] * log
