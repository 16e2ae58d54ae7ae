"""What is said of a whole caseload at once: how many, how they fare, what the numbers rest on."""

from __future__ import annotations

from collections.abc import Mapping

from outcomes.change.rates import OutcomeRates, Rate
from outcomes.measures import Threshold, Yardstick
from outcomes.wording.labels import limit_marks
from outcomes.wording.rates import interval_words, rate_sentence
from outcomes.wording.reasons import aside

_MEANINGS = {
    "not_on_track": "Far enough behind the expected course, or worse than the own start, to be "
    "worth talking about. It is no forecast for a person.",
    "watch": "Behind the expected course, or fallen back from the own best: worth an eye.",
    "on_track": "Not far behind the expected course, not reliably worse than the start and not "
    "fallen back from the own best. Clients without an expected course, or without room to improve "
    "from the clinical range, are held to their own start and best alone.",
    "improved": "Better than the start by at least the reliable change.",
    "recovered": "Improved, and past the cut-off as well.",
    "insufficient": "Fewer than two ratings.",
    "cannot_tell": "The measure has no known reliable change, so change cannot be told from error.",
}
_MEANINGS_WITHOUT_CURVE = _MEANINGS | {
    "not_on_track": "Worse than the start by at least the reliable change. It is no forecast for a "
    "person.",
    "watch": "Fallen back from the own best by at least the reliable change.",
    "on_track": "Only this: not reliably worse than the start, and not fallen back from the own "
    "best. There is no expected course to compare with, so nothing is said of whether the change "
    "is as large as it could be by now.",
}
NO_COURSE_NOTE = (
    "Without an expected course, On track says only: not reliably worse than the start, and not "
    "fallen back from the best so far."
)
_TOLD = ("on_track", "improved", "recovered")

CANNOT_SAY_OF_CASELOAD = (
    "Why the ratings moved. Change during care is not change through care.",
    "How the clients fared who have fewer than two ratings, or who left before the last one.",
    "How good a therapist, a team or a method is. There is no comparison group here.",
)


def status_meaning(status: str, *, curve: str | None) -> str:
    """What a status says of a client. `curve` names the expected course; None where there is
    none, and the status rests on the own start and best alone."""
    return (_MEANINGS if curve else _MEANINGS_WITHOUT_CURVE)[status]


def size_sentence(*, clients: int, episodes: int, ratings: int, missing: int, measure: str) -> str:
    """ "100 clients gave 380 ratings of the BDI-II; 120 are missing.", and where gaps parted them
    into more episodes, that each of these is what is called a client from there on."""
    who = "1 client" if clients == 1 else f"{clients:,} clients"
    what = "1 rating" if ratings == 1 else f"{ratings:,} ratings"
    gone = "none is" if not missing else "1 is" if missing == 1 else f"{missing:,} are"
    size = f"{who} gave {what} of the {measure}; {gone} missing."
    if episodes == clients:
        return size
    return (
        f"{size} Parted by gaps, these make {episodes:,} episodes, each counted below as a client."
    )


def status_note(statuses: Mapping[str, int], *, curve: str | None) -> str:
    """What stands below the counts of statuses: how little On track says where there is no
    expected course. Empty where there is one, or nobody is on track."""
    return NO_COURSE_NOTE if curve is None and statuses["on_track"] else ""


def need_sentence(statuses: Mapping[str, int]) -> str:
    """ "7 clients are worth talking about first: 4 not on track, 3 to watch.

    `statuses` counts clients by status. Where no status says anything, nobody can say that no
    course calls for a look.
    """
    not_on_track, watch = statuses["not_on_track"], statuses["watch"]
    total = not_on_track + watch
    if not total and not any(statuses[name] for name in _TOLD):
        return "Which courses call for a closer look cannot be told."
    if not total:
        return "No course calls for a closer look."
    who = "1 client is" if total == 1 else f"{total:,} clients are"
    return f"{who} worth talking about first: {not_on_track:,} not on track, {watch:,} to watch."


def change_sentences(rates: OutcomeRates) -> list[str]:
    """Improved or recovered, deteriorated: counts, what they are out of, intervals."""
    return [
        rate_sentence(
            rates.improved_or_recovered,
            "with two ratings or more and room to improve did so reliably",
        ),
        rate_sentence(
            rates.deteriorated, "with two ratings or more and room to get worse did so reliably"
        ),
    ]


RATES_NOTE = (
    "Counted, except in the last row: two ratings or more, and room on the scale to change that "
    "much."
)
"""Below `rate_rows`: why the numbers they are out of differ."""


def rate_rows(rates: OutcomeRates) -> list[tuple[str, str, str]]:
    """("improved reliably or recovered", "51 of 97", "53 %, interval 43 to 62"), a row of a table
    headed "Clients who ..."; below ten "too few for a percentage"."""
    named = (
        ("improved reliably or recovered", rates.improved_or_recovered),
        ("recovered, having begun in the clinical range", rates.recovered),
        ("got reliably worse", rates.deteriorated),
        ("have two ratings or more", rates.complete),
    )
    return [
        (what, f"{rate.count:,} of {rate.n:,}",
         _share_words(rate))
        for what, rate in named
    ]  # fmt: skip


def _share_words(rate: Rate) -> str:
    if rate.n == 0:
        return "none to count"
    return interval_words(rate) if rate.enough else "too few for a percentage"


def source_rows(yardstick: Yardstick) -> list[tuple[str, str]]:
    """(term, sentence) pairs: every number of the measure that decided something, its source, and
    what is provisional or not verified."""
    rows = [
        ("Cut-off", _threshold(yardstick.clinical, yardstick.why_no_clinical)),
        (
            "Reliable change",
            _threshold(yardstick.reliable_change, yardstick.why_no_reliable_change),
        ),
        ("Norms at intake", _norms(yardstick)),
    ]
    if yardstick.reliability is not None:
        mark = "" if yardstick.reliability_verified else " (not verified)"
        source = yardstick.reliability_provenance or ""
        rows.append(("Reliability", f"{yardstick.reliability:g}{mark}. {source}".strip()))
    return rows


def _threshold(threshold: Threshold | None, why_not: str | None) -> str:
    if threshold is None:
        return why_not or "Not known for this measure."
    marks = aside(limit_marks(provisional=threshold.provisional, verified=threshold.verified))
    return f"{threshold.value:g}{marks}. {threshold.provenance}"


def _norms(yardstick: Yardstick) -> str:
    if yardstick.norm_mean is None or yardstick.norm_sd is None:
        return yardstick.why_no_norms or "Not known for this measure."
    marks = aside(limit_marks(provisional=yardstick.norms_provisional,
                              verified=yardstick.norms_verified))  # fmt: skip
    return (
        f"Mean {yardstick.norm_mean:g}, SD {yardstick.norm_sd:g}{marks}. "
        f"{yardstick.norms_provenance or ''}"
    ).strip()
