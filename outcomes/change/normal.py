"""The normal distribution for arrays: distribution function and quantile, without scipy."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

_STANDARD = NormalDist()


def cdf(x: np.ndarray | float) -> np.ndarray:
    """Share of a standard normal population below `x`; nan stays nan.

    Phi(x) = erfc(-x / sqrt 2) / 2, with the C library's erfc (relative error near 1e-16 in the
    tails, where 1 - erf would lose every digit).
    """
    values = np.asarray(x, dtype=float)
    scaled = (-values / math.sqrt(2.0)).ravel().tolist()
    # A plain map over a list costs about 0.1 s for a million values; np.vectorize three times that.
    out = np.fromiter(map(math.erfc, scaled), dtype=float, count=values.size)
    return 0.5 * out.reshape(values.shape)


def quantile(p: float) -> float:
    """The z below which the share `p` (0 < p < 1) of a standard normal population lies."""
    return _STANDARD.inv_cdf(p)
