"""A linear mixed model fitted from sums by session pattern. Pure; numpy alone.

    sums = sums_by_pattern(...)        one pass over the ratings; sums add up
    fit = fit_mixed(sums, "reml")      cost by the number of patterns, not of clients

`docs/curves.md` says what is fitted, and what the sums reveal.
"""

from outcomes.change.mixed.cross_products import CrossProducts
from outcomes.change.mixed.fit import METHODS, Convergence, MixedFit, fit_mixed, fit_products
from outcomes.change.mixed.session_patterns import (
    ALL_SESSIONS,
    EXPECTED,
    GIVEN_INTAKE,
    SessionClock,
)
from outcomes.change.mixed.sums import PatternSums, sums_by_pattern

__all__ = [
    "ALL_SESSIONS",
    "EXPECTED",
    "GIVEN_INTAKE",
    "METHODS",
    "Convergence",
    "CrossProducts",
    "MixedFit",
    "PatternSums",
    "SessionClock",
    "fit_mixed",
    "fit_products",
    "sums_by_pattern",
]
