"""The figures of a whole clinic in words: no small count, and none that can be reckoned."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from outcomes.change import Curve
from outcomes.change.rates import SMALLEST_GROUP, Rate, rate
from outcomes.change.small_cells import SMALLEST_CELL, guarded, readable
from outcomes.measures import AllianceRules, Measure
from outcomes.wording.caseloads import source_rows
from outcomes.wording.episodes import ENDING_LABELS
from outcomes.wording.numbers import counted, percent, plain, points, rounded
from outcomes.wording.rates import interval_words
from outcomes.wording.reasons import curve_words

FEWER = f"fewer than {SMALLEST_CELL}"
NOT_SHOWN = f"not shown: it would give away a count below {SMALLEST_CELL}"
MOST_SIGNALS = 20.0
"""Newly opened outcome signals per 100 ratings; above, a clinic has reason to look at its
thresholds."""

HIDDEN_NOTE = (
    f"A count below {SMALLEST_CELL} is not shown, nor one from which it could be reckoned. "
    f"Figures of fewer than {SMALLEST_GROUP} say that they cannot tell yet."
)

CANNOT_SAY_OF_CLINIC = (
    "Why the ratings moved. Change during care is not change through care.",
    "How the clients fared who have fewer than two ratings, or who left before the last one.",
    "How good the clinic, a team or a therapist is. There is no comparison group here.",
    "Which response works. Who gets which one is no accident.",
)

BAND_LABELS = {"adult": "adults", "youth": "ages 13 to 17", "child": "children up to 12"}


def opening_words(*, opened: int, closed: int, open_at_end: int) -> str:
    """ "41 episodes were opened and 36 closed; 52 were open at the end."."""
    begun = f"{counted(opened, 'episode')} {'was' if opened == 1 else 'were'} opened"
    still = f"{open_at_end} {'was' if open_at_end == 1 else 'were'} open at the end"
    return f"{begun} and {closed} closed; {still}."


def share_words(share: Rate, *, of: str) -> tuple[str, str]:
    """Count and percentage of a share, or why there is none.

    ("18 of 31", "58 %"); ("fewer than 5 of 31", "below 17 %"); ("all but fewer than 5 of 31",
    "above 83 %"); ("", "Cannot tell yet: fewer than 10 sessions"), where `of` is the noun.
    """
    if not share.enough:
        return "", f"Cannot tell yet: fewer than {SMALLEST_GROUP} {of}"
    least, most = readable(share)
    if least == most:
        return f"{share.count:,} of {share.n:,}", percent(share.share)
    if least == 0:
        return f"{FEWER} of {share.n:,}", f"below {_up(share.n)} %"
    return f"all but {FEWER} of {share.n:,}", f"above {100 - _up(share.n)} %"


def interval_share_words(share: Rate, *, of: str) -> tuple[str, str]:
    """The same with the 95 % interval: "58 %, interval 41 to 74"; of a count that is not shown
    what holds for every count it could be: "below 17 %, interval within 0 to 29"."""
    count, words = share_words(share, of=of)
    least, most = readable(share)
    if not count:
        return count, words
    if least == most:
        return count, interval_words(share)
    low = rounded(100.0 * rate(least, share.n).low, 0)
    high = rounded(100.0 * rate(most, share.n).high, 0)
    return count, f"{words}, interval within {low} to {high}"


def ending_rows(endings: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """(kind of ending, count or "fewer than 5") of every kind, in their fixed order."""
    counts = [endings.get(kind, 0) for kind in ENDING_LABELS]
    words = {"small": FEWER, "withheld": "not shown"}
    return tuple(
        (label.capitalize(), words.get(cell, str(count)))
        for label, count, cell in zip(ENDING_LABELS.values(), counts, guarded(counts), strict=True)
    )


def small_count(count: int) -> str:
    """ "14"; "fewer than 5"."""
    return FEWER if count < SMALLEST_CELL else f"{count:,}"


def load_words(opened: int, ratings: int) -> str:
    """ "31 in 244 ratings, 12.7 per 100"; "fewer than 5 in 84 ratings, below 6.0 per 100"."""
    if ratings < SMALLEST_GROUP:
        return f"Cannot tell yet: fewer than {SMALLEST_GROUP} ratings"
    known = max(opened, SMALLEST_CELL)
    below = "below " if opened < SMALLEST_CELL else ""
    load = points(100.0 * known / ratings)
    return f"{small_count(opened)} in {ratings:,} ratings, {below}{load} per 100"


def goal_words(goal: str, reached: bool | None) -> str:
    """ "80 % or more: reached"; without a verdict where the figure leaves it open."""
    verdicts = {True: f"{goal}: reached", False: f"{goal}: not reached", None: goal}
    return verdicts[reached]


def seconds_words(seconds: Sequence[float], middle: float | None) -> str:
    """ "38 s, the middle of 612 forms"."""
    if middle is None:
        return f"Cannot tell yet: fewer than {SMALLEST_GROUP} forms"
    return f"{rounded(middle, 0)} s, the middle of {len(seconds):,} forms"


def measure_rows(
    measure: Measure, age_bands: Sequence[str], *, version: str
) -> tuple[tuple[str, str], ...]:
    """(term, sentence): what a measure decides with, each number with where it comes from."""
    rows: list[tuple[str, str]] = []
    if version != measure.version:
        rows.append(("Version", f"Ratings of version {version}, numbers of {measure.version}."))
    if measure.alliance is not None:
        rows.append(("Signal", _alliance(measure.alliance)))
    else:
        rows += _numbers(measure, age_bands)
    licence = measure.licence
    until = f", until {licence.expires.isoformat()}" if licence.expires else ""
    return (*rows, ("Licence", f"{licence.name}{until}. {_sentence(licence.attribution)}"))


def curve_rows(used: Sequence[tuple[str, Curve]]) -> tuple[tuple[str, str], ...]:
    """(term, sentence): the curve in use and where it comes from; of several, whose each is.

    `used` are (for whom, curve) pairs; empty where no measure in use has a curve.
    """
    rows: list[tuple[str, str]] = []
    curves = dict.fromkeys(curve for _, curve in used)
    for curve in curves:
        whom = [name for name, theirs in used if theirs == curve]
        rows.append(("In use", f"{curve.label}: {curve_words(curve)}."))
        if len(curves) > 1:
            rows.append(("For", f"{'; '.join(whom)}."))
        rows.append(("Where it comes from", _sentence(curve.provenance)))
        rows.append(("Clients it rests on", _rests_on(curve)))
    return tuple(rows)


def _rests_on(curve: Curve) -> str:
    if not curve.n_episodes:
        return "None of this clinic"
    return f"{curve.n_episodes:,} closed episodes of this clinic"


def _up(n: int) -> int:
    """The least whole percentage that is above the share of any count below five."""
    return math.ceil(100 * SMALLEST_CELL / n)


def _numbers(measure: Measure, age_bands: Sequence[str]) -> list[tuple[str, str]]:
    """The numbers of the first age band, and of the others what differs."""
    first, *others = sorted(age_bands)
    rows = source_rows(measure.yardstick(first))
    for band in others:
        rows += [
            (f"{term}, {BAND_LABELS[band]}", sentence)
            for term, sentence in source_rows(measure.yardstick(band))
            if (term, sentence) not in rows
        ]
    return rows


def _alliance(rules: AllianceRules) -> str:
    mark = " (provisional)" if rules.provisional else ""
    return (
        f"A fall of {plain(rules.fall)} from the client's own level{mark}. A prompt at a total "
        f"below {plain(rules.total)} or a line of {plain(rules.line)} or less. "
        f"{_sentence(rules.provenance)}"
    )


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith(".") else f"{text}."
