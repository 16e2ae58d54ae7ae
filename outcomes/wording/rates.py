"""Shares of clients in sentences: counts first, an interval always, a verdict only when clear."""

from __future__ import annotations

from outcomes.change.rates import SMALLEST_GROUP, Comparison, Rate
from outcomes.wording.numbers import percent, rounded

CANNOT_TELL = f"Cannot tell yet: fewer than {SMALLEST_GROUP} closed"


def rate_words(rate: Rate) -> str:
    """ "9 of 41 (22 %, interval 12 to 37)"; below ten cases the count alone, "3 of 7"."""
    if rate.n == 0:
        return "none to count"
    if not rate.enough:
        return f"{rate.count} of {rate.n}"
    return f"{rate.count} of {rate.n} ({interval_words(rate)})"


def interval_words(rate: Rate) -> str:
    """ "22 %, interval 12 to 37"."""
    low, high = rounded(100.0 * rate.low, 0), rounded(100.0 * rate.high, 0)
    return f"{percent(rate.share)}, interval {low} to {high}"


def rate_sentence(rate: Rate, what: str, *, whom: str = "clients") -> str:
    """ "9 of 41 clients did not benefit (22 %, interval 12 to 37)." with `what` the words after
    the noun."""
    if rate.n == 0:
        return f"There are no {whom} to count."
    numbers = f" ({interval_words(rate)})" if rate.enough else ""
    who = whom.removesuffix("s") if rate.n == 1 else whom
    return f"{rate.count:,} of {rate.n:,} {who} {what}{numbers}."


def comparison_sentence(comparison: Comparison, earlier: str) -> str:
    """The second rate of a comparison beside the first, with a verdict.

    "In the same months of 2025 it was 11 of 38 (29 %, interval 17 to 45): too close to tell."
    `earlier` opens the sentence. A difference is only said to be one when the 95 % interval of
    the difference (Newcombe's hybrid score) leaves out 0 and both groups have ten or more.
    """
    return f"{earlier} it was {rate_words(comparison.second)}: {verdict(comparison)}."


def verdict(comparison: Comparison) -> str:
    """ "too few to compare", "too close to tell", "more now" or "fewer now"."""
    if not (comparison.first.enough and comparison.second.enough):
        return "too few to compare"
    if not comparison.clear:
        return "too close to tell"
    return "more now" if comparison.difference > 0 else "fewer now"
