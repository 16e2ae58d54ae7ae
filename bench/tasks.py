"""What is measured, each in a process of its own: `python -m bench.tasks NAME FILE`.

Prints processor seconds of the work (imports not counted) and the peak of memory of the process.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


def group_by(path: Path) -> Callable[[], object]:
    """The yardstick: pandas reads the file and groups by client, nothing checked."""
    import pandas

    def work() -> object:
        table = pandas.read_csv(path)
        return table.groupby("client_id")["score"].agg(["count", "first", "last", "mean"])

    return work


def read(path: Path) -> Callable[[], object]:
    """Reading and checking every cell, rows in order."""
    import pandas  # noqa: F401 - loaded before the clock starts, as for the yardstick

    from outcomes.exchange.ratings_csv import read_ratings
    from outcomes.measures import catalogue

    phq9 = catalogue()["phq9"]
    return lambda: read_ratings(path, phq9)


def work_out(path: Path) -> Callable[[], object]:
    """Reading, then change, class, percentile, prediction and status of every client."""
    from outcomes.change import STARTER
    from outcomes.exchange.analysis import analyse
    from outcomes.measures import catalogue

    reading, phq9 = read(path), catalogue()["phq9"]
    return lambda: analyse(reading(), phq9, curve=STARTER)


def analyse_all(path: Path) -> Callable[[], object]:
    """`outcomes analyse` but the report: every reason a sentence, CSV, JSON and summary."""
    import pandas  # noqa: F401

    from outcomes.cli.analyse import analyse

    def work() -> object:
        with tempfile.TemporaryDirectory() as folder:
            words = [str(path), "--measure", "phq9", "--out", f"{folder}/found", "--no-pdf"]
            return analyse.main(words, standalone_mode=False)

    return work


TASKS = {"group_by": group_by, "read": read, "work_out": work_out, "analyse": analyse_all}


def main() -> None:
    """Run one task and print its figures as JSON on the last line."""
    name, file = sys.argv[1:]
    work = TASKS[name](Path(file))
    begun = time.process_time()
    work()
    seconds = time.process_time() - begun
    print(json.dumps({"seconds": seconds, "peak_mb": peak_memory()}))


def peak_memory() -> float:
    """MB. Linux counts the peak of this program alone; what `getrusage` gives is never below
    that of the process which started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
