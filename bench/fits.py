"""Our side of the benchmark of the curves, each task in a process of its own:

    python -m bench.fits NAME FOLDER

FOLDER is one of `bench.caseloads`. Prints processor seconds of the work (reading the arrays and
imports not counted), the peak of memory of the process, and the estimates.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from bench.caseloads import read_caseload
from bench.tasks import peak_memory
from outcomes.change import Caseload
from outcomes.change.mixed import MixedFit, fit_mixed
from outcomes.change.modelled import points_sums


def whole(folder: Path) -> dict[str, object]:
    """From the ratings in memory to converged estimates."""
    client, session, score = read_caseload(folder)
    begun = time.process_time()
    sums = points_sums(Caseload(client, session, score))
    fit = fit_mixed(sums, "reml")
    seconds = time.process_time() - begun
    return {"seconds": seconds, "patterns": len(sums), **estimates(fit)}


def parts(folder: Path) -> dict[str, object]:
    """The same with the sums and the fit timed apart, and a plain pass over the ratings beside
    them: the mean score of each client."""
    client, session, score = read_caseload(folder)
    marks = [time.process_time()]
    counts = np.bincount(client)
    np.bincount(client, weights=score) / np.maximum(counts, 1)
    marks.append(time.process_time())
    sums = points_sums(Caseload(client, session, score))
    marks.append(time.process_time())
    fit = fit_mixed(sums, "reml")
    marks.append(time.process_time())
    means, summing, fitting = np.diff(marks).tolist()
    return {
        "means": means,
        "sums": summing,
        "fit": fitting,
        "patterns": len(sums),
        "evaluations": fit.convergence.evaluations,
        **estimates(fit),
    }


def estimates(fit: MixedFit) -> dict[str, object]:
    """In the order in which the other programs give theirs."""
    return {
        "fixed": fit.beta.tolist(),
        "variances": [fit.g[0, 0], fit.g[1, 1], fit.g[0, 1], fit.residual_variance],
        "log_likelihood": fit.log_likelihood,
        "boundary": fit.convergence.boundary,
    }


TASKS = {"whole": whole, "parts": parts}


def main() -> None:
    """Run one task and print its figures as JSON on the last line."""
    name, folder = sys.argv[1:]
    found = TASKS[name](Path(folder))
    print(json.dumps({**found, "peak_mb": peak_memory()}))


if __name__ == "__main__":
    main()
