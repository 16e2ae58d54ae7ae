"""The ratings that the mixed models are compared on with other software, made anew from seeds.

    python tests/published/mixed/cases.py FOLDER

writes each case as FOLDER/NAME.csv (client, session, score) for `lme4.R` and `with_statsmodels.py`
to read. Nothing here is real but the published data sets, which are read where they lie (the
sample of this project, and the folder of shared data beside it when there is one).
Scores are rounded to six decimals, so that the last digit of a logarithm does not matter, and each
case is known by the checksum of its file.
"""

import csv
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[3]
SAMPLE = REPOSITORY / "docs" / "samples"
SHARED = REPOSITORY / ".." / "shared" / "data"


class Ratings(NamedTuple):
    """One row a score, ordered by client and session; a session without score has no row."""

    client: np.ndarray
    session: np.ndarray
    score: np.ndarray


class Truth(NamedTuple):
    """score = T + (rise + back (T - mean)) ln(session) + u ln(session) + e."""

    mean: float = 19.5
    sd_level: float = 6.5
    rise: float = 3.0
    back: float = -0.12
    sd_slope: float = 1.6
    sd_rest: float = 3.6


TRUTH = Truth()


def text_of(ratings: Ratings) -> str:
    """The ratings as CSV text: what the other software reads, and what the checksum is of."""
    rows = zip(*(column.tolist() for column in ratings), strict=True)
    return "client,session,score\n" + "".join(f"{c},{s},{x:.6f}\n" for c, s, x in rows)


def checksum(ratings: Ratings) -> str:
    """SHA-256 of `text_of`."""
    return hashlib.sha256(text_of(ratings).encode()).hexdigest()


def third_and_week(ratings: Ratings) -> np.ndarray:
    """A term of the client and one of the rating, made up from their numbers, as columns."""
    client, session, _ = ratings
    week = session - 1 + (7 * client + 5 * session**2) % 4
    return np.column_stack([client % 3 == 0, week]).astype(float)


def simulated(
    random: np.random.Generator, lengths: np.ndarray, *, truth: Truth = TRUTH, gap: float = 0.0
) -> Ratings:
    """Courses of the given lengths from `truth`; of the sessions a share `gap` has no score."""
    client = np.repeat(np.arange(len(lengths)), lengths)
    session = np.concatenate([np.arange(1, length + 1) for length in lengths])
    score = _scores(random, client, session=session, truth=truth)
    kept = random.random(len(score)) >= gap
    return Ratings(client[kept], session[kept], np.round(score[kept], 6))


def at_sessions(random: np.random.Generator, clients: int, *, sessions: list[int]) -> Ratings:
    """Courses that were all rated at the same sessions."""
    client = np.repeat(np.arange(clients), len(sessions))
    session = np.tile(sessions, clients)
    return Ratings(
        client, session, np.round(_scores(random, client, session=session, truth=TRUTH), 6)
    )


def _scores(
    random: np.random.Generator, client: np.ndarray, *, session: np.ndarray, truth: Truth
) -> np.ndarray:
    n = client.max() + 1
    level = random.normal(0, truth.sd_level, n)
    slope = truth.rise + truth.back * level + random.normal(0, truth.sd_slope, n)
    rest = random.normal(0, truth.sd_rest, len(client))
    return truth.mean + level[client] + slope[client] * np.log(session) + rest


def on_the_boundary(level: float, slope: float, *, less: float, more: float = 9.0) -> Ratings:
    """Ratings whose best random effects are multiples of (level, slope), in fact and not only
    in expectation, for the model given the intake (sessions 2 to 7, everybody rated each time).

    Let v = level + slope ln(session) and u the rest of that plane, at right angles to v. The
    residuals are made to have exactly the covariance s^2 I + more v v' / v'v - less u u' / u'u:
    along u there is less variance than chance alone would give, so the best variance there is
    none, and no mixed term is left over. A negative `more` leaves no variance at all.
    """
    random = np.random.default_rng(20_270_101)
    clients, sessions = 60, np.arange(2, 8)
    log = np.log(sessions)
    v = level + slope * log
    other = log if level else np.ones_like(log)
    u = other - v * (v @ other) / (v @ v)
    covariance = 4.0 * np.eye(6) + more * np.outer(v, v) / (v @ v) - less * np.outer(u, u) / (u @ u)
    intake = np.round(random.normal(18.0, 5.0, clients), 6)
    fixed = np.column_stack([np.ones(clients), intake])
    noise = random.normal(size=(clients, 6))
    noise -= fixed @ np.linalg.lstsq(fixed, noise, rcond=None)[0]
    noise = np.linalg.qr(noise)[0] * np.sqrt(clients) @ np.linalg.cholesky(covariance).T
    expected = 5.0 + 0.7 * intake[:, None] + (4.0 - 0.1 * intake[:, None]) * log
    scores = np.column_stack([intake, expected + noise])
    client, session = np.repeat(np.arange(clients), 7), np.tile(np.arange(1, 8), clients)
    return Ratings(client, session, np.round(scores.ravel(), 6))


def leaving(random: np.random.Generator, clients: int) -> Ratings:
    """A service: who is well, or worse than at first, leaves sooner; one form in twelve missing."""
    full = simulated(random, np.full(clients, 24))
    score = full.score.reshape(clients, 24)
    well = np.maximum(score - 19.5, 0) / 6.5
    worse = np.maximum(score[:, :1] - score, 0) / 6.5
    leaves = random.random(score.shape) < 0.02 + 0.05 * well + 0.05 * worse + 0.06 * (worse == 0)
    ended = np.cumsum(leaves, axis=1) - leaves > 0
    blank = random.random(score.shape) < np.array([0.03] + [0.08] * 23)
    kept = ~(ended | blank).ravel()
    return Ratings(*(column[kept] for column in full))


def in_units(ratings: Ratings, *, mean: float, unit: float) -> Ratings:
    """The same courses with another zero and another unit."""
    return ratings._replace(score=np.round(mean + unit * (ratings.score - 19.5), 6))


def in_whole_points(ratings: Ratings, *, top: int) -> Ratings:
    """As a scale from 0 to `top` in whole points would have it, floor and ceiling included."""
    return ratings._replace(score=np.clip(np.rint(ratings.score), 0, top))


def published(path: Path, *, measure: str) -> Ratings | None:
    """A published data set, its occasions as sessions; None where the file is missing."""
    if not path.exists():
        return None
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["score"] and row["measure"] == measure]
    names = list(dict.fromkeys(row["client_id"] for row in rows))
    client = np.array([names.index(row["client_id"]) for row in rows])
    session = np.array([int(row["occasion"]) for row in rows])
    order = np.lexsort((session, client))
    score = np.array([float(row["score"]) for row in rows])
    return Ratings(client[order], session[order], score[order])


def _random(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def _lengths(seed: int, clients: int, *, shortest: int, longest: int) -> np.ndarray:
    return _random(seed).integers(shortest, longest + 1, clients)


def _mostly_one_later_score() -> Ratings:
    lengths = np.where(_random(5).random(400) < 0.7, 2, 6)
    return simulated(_random(6), lengths, gap=0.05)


CASES: dict[str, Callable[[], Ratings | None]] = {
    "balanced_small": lambda: simulated(_random(1), np.full(20, 6)),
    "very_few_clients": lambda: simulated(_random(2), np.array([4, 5, 6, 3, 5, 4])),
    "two_optima": lambda: simulated(
        _random(825), _lengths(825, 7, shortest=2, longest=11),
        truth=Truth(sd_level=2.0, sd_slope=1.0, sd_rest=5.0),
    ),
    "unbalanced": lambda: simulated(_random(3), _lengths(3, 150, shortest=2, longest=12)),
    "gaps": lambda: simulated(_random(4), _lengths(4, 200, shortest=3, longest=10), gap=0.3),
    "mostly_one_later_score": _mostly_one_later_score,
    "slope_variance_zero": lambda: on_the_boundary(1.0, 0.0, less=2.0),
    "level_variance_zero": lambda: on_the_boundary(0.0, 1.0, less=2.0),
    "perfectly_correlated": lambda: on_the_boundary(1.0, -0.8, less=2.0),
    "no_variance_between_clients": lambda: on_the_boundary(1.0, 0.0, less=2.0, more=-1.0),
    "slope_variance_near_zero": lambda: simulated(
        _random(7), _lengths(7, 300, shortest=2, longest=9), truth=Truth(back=0.0, sd_slope=0.0)
    ),
    "level_variance_near_zero": lambda: simulated(
        _random(8), _lengths(8, 300, shortest=2, longest=9), truth=Truth(sd_level=0.0)
    ),
    "hardly_any_noise": lambda: simulated(
        _random(9), _lengths(9, 80, shortest=3, longest=8), truth=Truth(sd_rest=0.05)
    ),
    "mostly_noise": lambda: simulated(
        _random(10), _lengths(10, 300, shortest=2, longest=8),
        truth=Truth(sd_level=1.0, sd_slope=0.3, sd_rest=12.0),
    ),
    "service_of_2000": lambda: leaving(_random(11), 2000),
    "large_numbers_tiny_unit": lambda: in_units(
        simulated(_random(12), _lengths(12, 200, shortest=2, longest=9)),
        mean=500.0, unit=0.01 / 6.5,
    ),
    "up_to_80_sessions": lambda: simulated(
        _random(13), _lengths(13, 60, shortest=2, longest=80), truth=Truth(rise=1.5), gap=0.1
    ),
    "late_sessions_only": lambda: at_sessions(_random(14), 120, sessions=[1, 20, 21, 22, 23, 24]),
    "whole_points_floor_and_ceiling": lambda: in_whole_points(
        simulated(_random(15), _lengths(15, 400, shortest=2, longest=10)), top=27
    ),
    "btheb_bdi": lambda: published(SAMPLE / "btheb_bdi.csv", measure="bdi2"),
    "panic2_pas": lambda: published(SHARED / "panic2_pas.csv", measure="pas"),
    "mental_state": lambda: published(SHARED / "mental_state.csv", measure="mental_state"),
    "ruiz2020_act": lambda: published(SHARED / "ruiz2020_act.csv", measure="dass_total"),
}  # fmt: skip


OTHER_TERMS = ("unbalanced", "gaps")
"""Cases that are fitted a third time, with `third_and_week` besides the intake."""


def main(folder: Path) -> None:
    """Write every case that can be had."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in CASES.items():
        ratings = make()
        if ratings is not None:
            (folder / f"{name}.csv").write_text(text_of(ratings), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
