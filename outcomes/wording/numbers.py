"""Numbers as people read them: half-up, true minus, words for shares."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

MINUS = "\u2212"

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FRACTIONS = sorted(
    [(n - 1, n) for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 20)]
    + [(1, n) for n in (3, 4, 5, 6, 7, 8, 9, 10, 20)]
    + [(2, 5), (3, 5), (3, 10), (7, 10)],
    key=lambda pair: pair[1],
)


def rounded(value: float, decimals: int = 1) -> Decimal:
    """Half-up: 0.25 gives 0.3 and -0.25 gives -0.3 (away from zero, so that a change of one size
    reads the same in both directions)."""
    # Six decimals first: 2.6499999999 is 2.65 with float error, and reads 2.7.
    exact = Decimal(repr(round(float(value), 6)))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=4096)  # a caseload has few different scores, and each stands in many sentences
def points(value: float, decimals: int = 1) -> str:
    """A score or size for a table: 16.4, 18.0; with decimals=0 a whole number stays whole (12)
    and a pro-rated one keeps one decimal (12.4)."""
    shown = rounded(value, decimals)
    if decimals == 0 and rounded(value, 1) != shown:
        shown = rounded(value, 1)
    text = f"{abs(shown)}"
    return MINUS + text if shown < 0 else text


def plain(value: float) -> str:
    """A score inside a sentence: one decimal, none where it is whole (17.5, 18, 6)."""
    text = points(value, 1)
    return text.removesuffix(".0")


def limit_text(value: float) -> str:
    """A limit inside a sentence, as it decides: 6, 7.95. Rounded it would claim another limit."""
    text = points(value, 2)
    return text.rstrip("0").rstrip(".")


def signed(value: float, decimals: int = 1) -> str:
    """A change with its sign: +4.0, −1.1; no change at all is 0.0."""
    text = points(value, decimals)
    return "+" + text if rounded(value, 1) > 0 else text


def percent(share: float) -> str:
    """A share of 0 to 1 as a whole percentage: 22 %."""
    return f"{rounded(100.0 * share, 0)} %"


def number_word(n: int) -> str:
    """Numbers below ten as words ("nine"), others as digits."""
    return _WORDS[n] if 0 <= n < len(_WORDS) else str(n)


def counted(n: int, noun: str, plural: str = "") -> str:
    """A number with its noun: 1 rating, 6 ratings."""
    return f"{n} {noun if n == 1 else plural or noun + 's'}"


def share_words(share: float) -> str:
    """A share of 0 to 1 in words people picture: "about 6 in 7", "about half", "nearly all".

    The nearest of n - 1 in n, 1 in n and a few tenths and fifths, up to 19 in 20; beyond that
    no curve is sure enough to count, so from 97.5 % "nearly all", below 2.5 % "hardly any".
    """
    if share >= 0.975:
        return "nearly all"
    if share < 0.025:
        return "hardly any"
    part, whole = min(_FRACTIONS, key=lambda pair: abs(pair[0] / pair[1] - share))
    return "about half" if (part, whole) == (1, 2) else f"about {part} in {whole}"
