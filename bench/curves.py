"""Prints how long a curve takes to fit, and how much memory, beside lme4 and statsmodels.

    python -m bench.curves

Each program fits score ~ intake * log(session) + (1 + log(session) | client) by REML to the same
ratings, each in a fresh process, in turn, round after round; the least processor time counts, one
thread each. Ours starts from client, session and score; the others are given the table of terms
ready made. lme4 is timed when R has it, statsmodels by the interpreter that
OUTCOMES_STATSMODELS_PYTHON names (or this one). A program whose fit took more than 20 seconds is
given nothing larger.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.caseloads import caseload_folder, kinds

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / ".bench"
SIZES = (1_000, 10_000, 100_000)
LARGEST = 1_000_000
ROUNDS = 3
PATIENCE = 20.0
"""Processor seconds after which a program is given no larger caseload of this kind."""
OURS = "outcomes"
NAMES = {
    "simulated": "Clients differ in level and slope (the simulator's)",
    "service": "Clients differ in level and slope",
    "boundary": "Clients do not differ in slope (the best fit lies on the boundary)",
}


def command_of_ours(folder: Path) -> list[str]:
    return [sys.executable, "-m", "bench.fits", "whole", str(folder)]


def command_of_r(how: str) -> Callable[[Path], list[str]]:
    return lambda folder: ["Rscript", str(HERE / "lme4.R"), str(folder), how]


def command_of_statsmodels(folder: Path) -> list[str]:
    python = os.environ.get("OUTCOMES_STATSMODELS_PYTHON", sys.executable)
    return [python, str(HERE / "mixedlm.py"), str(folder)]


PROGRAMS: dict[str, tuple[Callable[[Path], list[str]], int]] = {
    # name: command, rounds
    OURS: (command_of_ours, ROUNDS),
    "lme4, as it comes": (command_of_r("checked"), ROUNDS),
    "lme4, no check at the end": (command_of_r("lean"), ROUNDS),
    "lme4, stopping tightened": (command_of_r("late"), 1),
    "statsmodels": (command_of_statsmodels, 1),
}


def run(command: list[str]) -> dict | None:
    """One fit in a fresh process; None where the program is not there."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=HERE.parent,
            env=os.environ | one_thread,
        )  # fmt: skip
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return json.loads(done.stdout.splitlines()[-1])


def compare(folder: Path, programs: list[str]) -> dict[str, dict]:
    """The best run of each program that is there, round after round."""
    best: dict[str, dict] = {}
    for turn in range(ROUNDS):
        for name in programs:
            command, rounds = PROGRAMS[name]
            if turn >= rounds or (turn and name not in best):
                continue
            found = run(command(folder))
            if found and (name not in best or found["seconds"] < best[name]["seconds"]):
                best[name] = found
    return best


def apart(one: dict, other: dict) -> tuple[float, float, float]:
    """Largest disagreement: fixed terms (relative), variances (relative, at least to a hundredth
    of the residual variance), and how much higher the log likelihood of `one` is."""
    fixed, wanted = np.array(one["fixed"]), np.array(other["fixed"])
    variances, expected = np.array(one["variances"]), np.array(other["variances"])
    scale = np.maximum(np.abs(expected), 0.01 * expected[-1])
    return (
        float(np.max(np.abs(fixed - wanted) / np.abs(wanted))),
        float(np.max(np.abs(variances - expected) / scale)),
        one["log_likelihood"] - other["log_likelihood"],
    )


def print_table(best: dict[str, dict]) -> None:
    """One line a program: how many times the processor time and the memory of ours, and how far
    its estimates are from ours."""
    ours = best[OURS]
    print(
        f"{'':27}{'processor':>12}{'ratio':>9}{'peak memory':>13}{'ratio':>7}"
        f"{'fixed':>10}{'variances':>11}{'log lik.':>11}"
    )
    for name, found in best.items():
        seconds, peak = found["seconds"], found["peak_mb"]
        line = f"{name:27}{seconds:>10.3f} s{seconds / ours['seconds']:>9.1f}"
        line += f"{peak:>10.0f} MB{peak / ours['peak_mb']:>7.1f}"
        if found is not ours:
            fixed, variances, higher = apart(found, ours)
            line += f"{fixed:>10.0e}{variances:>11.0e}{higher:>+11.0e}"
        print(line)
    versions = sorted({found["version"] for found in best.values() if "version" in found})
    print("; ".join([f"{ours['patterns']:,} patterns of sessions", *versions]) + "\n")


def print_largest() -> None:
    """A million clients: the fit from the sums beside the passes over the ratings."""
    folder = caseload_folder(FOLDER, LARGEST, kind="service")
    size = json.loads((folder / "size.json").read_text())
    runs = [run([sys.executable, "-m", "bench.fits", "parts", str(folder)]) for _ in range(ROUNDS)]
    names = {
        "means": "one plain pass over the ratings: mean score of each client",
        "sums": "one pass over the ratings: the sums by pattern",
        "fit": "the fit, from the sums",
    }
    print(f"{size['clients']:,} clients, {size['scores']:,} scores")
    least = {name: min(found[name] for found in runs) for name in names}
    for name, words in names.items():
        print(f"{words:60}{least[name]:>8.3f} s{least[name] / least['sums']:>8.2f}")
    peak = max(found["peak_mb"] for found in runs)
    print(f"{runs[0]['patterns']:,} patterns of sessions, peak memory {peak:.0f} MB")


def main() -> None:
    """Make the ratings if need be, measure, print the tables."""
    for kind in kinds():
        programs = list(PROGRAMS)
        for clients in SIZES:
            folder = caseload_folder(FOLDER, clients, kind=kind)
            scores = json.loads((folder / "size.json").read_text())["scores"]
            print(f"{NAMES[kind]}: {clients:,} clients, {scores:,} scores")
            best = compare(folder, programs)
            print_table(best)
            programs = [name for name in best if best[name]["seconds"] < PATIENCE]
    print_largest()


if __name__ == "__main__":
    main()
