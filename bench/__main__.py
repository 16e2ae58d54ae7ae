"""Prints how long `outcomes analyse` takes, and how much memory, against a plain group-by; then
the fitting of curves against other programs (`bench.curves`), how long a form that is sent takes
(`bench.submissions`), and the client's form in a browser (`bench.form`).

The tasks take turns, round after round, each in a fresh process, and the least processor time of
each counts: what else the machine does then touches all of them alike. Ratios carry over to other
machines; seconds do not.
"""

import json
import subprocess
import sys
from pathlib import Path

from bench import curves, form, submissions
from bench.ratings import RATINGS, ratings_file
from bench.tasks import TASKS

FOLDER = Path(__file__).resolve().parents[1] / ".bench"
ROUNDS = 3
NAMES = {
    "group_by": "pandas: read_csv, group by client",
    "read": "read and check every cell",
    "work_out": "... and change, percentile, prediction, status",
    "analyse": "... and every reason as a sentence, CSV, JSON",
}


def run(name: str, path: Path) -> dict[str, float]:
    """One task in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.tasks", name, str(path)],
        capture_output=True, text=True, check=True, cwd=FOLDER.parent,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Make the file if need be, measure, print the table."""
    path = ratings_file(FOLDER)
    print(f"{RATINGS:,} ratings, {path.stat().st_size / 1e6:.0f} MB, {ROUNDS} interleaved rounds\n")
    found: dict[str, list[dict[str, float]]] = {name: [] for name in TASKS}
    for _ in range(ROUNDS):
        for name in TASKS:
            found[name].append(run(name, path))
    best = {name: min(each["seconds"] for each in runs) for name, runs in found.items()}
    peak = {name: max(each["peak_mb"] for each in runs) for name, runs in found.items()}
    print(f"{'':50}{'processor':>10}{'ratio':>8}{'peak memory':>14}{'ratio':>8}")
    for name, words in NAMES.items():
        print(
            f"{words:50}{best[name]:>8.2f} s{best[name] / best['group_by']:>8.1f}"
            f"{peak[name]:>11.0f} MB{peak[name] / peak['group_by']:>8.1f}"
        )


if __name__ == "__main__":
    main()
    print()
    curves.main()
    print()
    submissions.main()
    print()
    form.main()
