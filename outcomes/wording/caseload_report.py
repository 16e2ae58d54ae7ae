"""The figures of one therapist's caseload in words: counts first, an interval, or "cannot tell"."""

from __future__ import annotations

from outcomes.change.rates import SMALLEST_GROUP, Rate
from outcomes.wording.numbers import counted, points
from outcomes.wording.rates import CANNOT_TELL, interval_words

TOO_FEW_ATTAINABLE = f"Cannot tell yet: fewer than {SMALLEST_GROUP} to count"


def therapist_rate(rate: Rate, *, closed: int) -> tuple[str, str]:
    """Count and interval of a therapist's rate, or a reason: no figure under ten closed episodes.

    ("9 of 14", "64 %, interval 39 to 84"); ("", "Cannot tell yet: fewer than 10 closed").
    """
    if closed < SMALLEST_GROUP:
        return "", CANNOT_TELL
    if not rate.enough:
        return "", TOO_FEW_ATTAINABLE
    return f"{rate.count} of {rate.n}", interval_words(rate)


def closed_rows(
    *, complete: Rate, improved_or_recovered: Rate, recovered: Rate, deteriorated: Rate
) -> tuple[tuple[str, str, str], ...]:
    """(what, count, interval or reason) for the table of closed episodes."""
    closed = complete.n
    return (
        ("With two ratings or more", f"{complete.count} of {complete.n}", ""),
        ("Improved or recovered, where there was room to",
         *therapist_rate(improved_or_recovered, closed=closed)),
        ("Recovered, of those who began in the clinical range",
         *therapist_rate(recovered, closed=closed)),
        ("Deteriorated, where there was room to", *therapist_rate(deteriorated, closed=closed)),
    )  # fmt: skip


def in_time_words(answered: Rate, *, too_soon: int) -> str:
    """ "7 of 9"; "none to answer yet"; what is too soon to count stands behind."""
    words = f"{answered.count} of {answered.n}" if answered.n else "none to answer yet"
    return f"{words}; {too_soon} too recent" if too_soon else words


def load_words(load: float | None) -> str:
    """ "6.3 per 100 ratings"; None stands for fewer than ten ratings."""
    return "too few ratings to say" if load is None else f"{points(load)} per 100 ratings"


def team_words(therapists: int, episodes: int) -> str:
    """ "Four therapists, 39 open episodes."""
    return f"{counted(therapists, 'therapist')}, {counted(episodes, 'open episode')}."
