"""The answers of statsmodels MixedLM to three of the cases of `cases.py`, a second witness.

    python tests/published/mixed/with_statsmodels.py FOLDER > tests/published/mixed/statsmodels.json

Run by an interpreter that has pandas and statsmodels; the suite itself needs neither R nor
statsmodels. Its standard errors are left out: they come from the observed information of fixed
terms and variances together, where lme4 and this project take the variances as known, and differ
by up to 2 percent for that reason alone.
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np
import pandas
import statsmodels
from statsmodels.regression.mixed_linear_model import MixedLM

NAMES = ("btheb_bdi", "gaps", "service_of_2000")


def frame_of(path: Path, model: str) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Ratings and fixed terms of one model."""
    ratings = pandas.read_csv(path)
    log = np.log(ratings["session"])
    terms = pandas.DataFrame({"(Intercept)": 1.0, "log_session": log})
    if model == "all-sessions":
        return ratings, terms
    first = ratings[ratings["session"] == 1].set_index("client")["score"]
    intake = ratings["client"].map(first)
    terms.insert(1, "intake", intake)
    terms["intake:log_session"] = intake * log
    kept = (ratings["session"] > 1) & intake.notna()
    return ratings[kept], terms[kept]


def fit(path: Path, model: str, *, method: str) -> dict[str, object]:
    """The higher of two searches."""
    ratings, terms = frame_of(path, model)
    random = terms[["(Intercept)", "log_session"]]
    mixed = MixedLM(ratings["score"], terms, groups=ratings["client"], exog_re=random)
    found = [
        mixed.fit(reml=method == "reml", method=[name], maxiter=2000, gtol=gtol)
        for name, gtol in (("lbfgs", 1e-9), ("bfgs", 1e-9))
    ]
    best = max(found, key=lambda each: each.llf)
    level, both, slope = best.cov_re.to_numpy()[[0, 0, 1], [0, 1, 1]].tolist()
    return {
        "terms": list(terms),
        "fixed": best.fe_params.tolist(),
        "variance_level": level,
        "variance_slope": slope,
        "random_covariance": both,
        "residual_variance": float(best.scale),
        "log_likelihood": float(best.llf),
        "clients": int(ratings["client"].nunique()),
        "scores": len(ratings),
    }


def main(folder: Path) -> None:
    """Print the answers as JSON."""
    cases = {
        name: {
            model: {
                method: fit(folder / f"{name}.csv", model, method=method)
                for method in ("ml", "reml")
            }
            for model in ("given-intake", "all-sessions")
        }
        for name in NAMES
    }
    made_with = {"python": platform.python_version(), "statsmodels": statsmodels.__version__}
    print(json.dumps({"made_with": made_with, "cases": cases}, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
