"""The normal distribution against printed tables."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change import normal


def test_distribution_function_against_tables():
    # Abramowitz & Stegun, table 26.1; tails from R's pnorm.
    x = np.array([[-1.959963984540054, 0.0], [1.0, -10.0]])
    expected = [0.025, 0.5, 0.8413447460685429, 7.619853024160527e-24]
    assert normal.cdf(x).ravel() == pytest.approx(expected, rel=1e-12)


def test_missing_stays_missing():
    assert np.isnan(normal.cdf(np.array([np.nan, 0.0]))[0])


def test_quantile_against_tables():
    assert normal.quantile(0.975) == pytest.approx(1.959963984540054, abs=1e-12)
