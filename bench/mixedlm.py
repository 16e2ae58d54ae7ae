"""statsmodels MixedLM on the arrays of bench/caseloads.py: python bench/mixedlm.py FOLDER

Run by any interpreter that has statsmodels, so nothing else of this project is imported. The
fixed and random terms are there before the clock starts. Prints JSON.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import statsmodels
from statsmodels.regression.mixed_linear_model import MixedLM


def main(folder: Path) -> None:
    """Fit once, by REML, as it comes."""
    warnings.simplefilter("ignore")
    client = np.fromfile(folder / "client.bin", dtype=np.int32)
    session = np.fromfile(folder / "session.bin", dtype=np.int32)
    score = np.fromfile(folder / "score.bin")
    first = np.flatnonzero(np.diff(client, prepend=-1))
    whose = np.repeat(first, np.diff(np.append(first, len(client))))
    kept = (session > 1) & (session[whose] == 1)
    intake, log = score[whose][kept], np.log(session[kept])
    random = np.column_stack([np.ones(len(log)), log])
    fixed = np.column_stack([random[:, 0], intake, log, intake * log])
    groups, y = client[kept], score[kept]
    begun = time.process_time()
    fit = MixedLM(y, fixed, groups=groups, exog_re=random).fit(reml=True)
    seconds = time.process_time() - begun
    level, both, slope = fit.cov_re[[0, 0, 1], [0, 1, 1]]
    status = Path("/proc/self/status").read_text().splitlines()
    found = {
        "seconds": seconds,
        "peak_mb": int(next(each for each in status if each.startswith("VmHWM")).split()[1]) / 1000,
        "fixed": fit.fe_params.tolist(),
        "variances": [float(each) for each in (level, slope, both, fit.scale)],
        "log_likelihood": float(fit.llf),
        "version": f"statsmodels {statsmodels.__version__}",
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
