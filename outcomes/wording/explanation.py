"""How a status was worked out, and what the words of a report mean: for readers who check."""

from __future__ import annotations

from outcomes.change import Progress
from outcomes.change.status import (
    LOW,
    MIDDLE,
    NOT_ON_TRACK_CHANCE,
    NOT_ON_TRACK_SCORES,
    VERY_LOW,
    WATCH_CHANCE,
    WATCH_SCORES,
)
from outcomes.measures import Threshold
from outcomes.wording.findings import why_sentence
from outcomes.wording.labels import class_label, limit_marks, status_label, sub_mark_label
from outcomes.wording.numbers import limit_text, percent, plain, points, rounded, signed
from outcomes.wording.reasons import curve_words, reason_sentence

RULE_SENTENCES = {
    0: "Without a reliable change no status can be told.",
    1: "Fewer than two scores: too early to say.",
    2: "Worse than the start by at least the reliable change: not on track.",
    3: "Better than the start by at least the reliable change: improved, or recovered if the "
    "cut-off was passed as well.",
    4: "Began outside the clinical range, or too near the end of the scale to improve reliably: "
    "watch after a fall from the own best of at least the reliable change, else on track.",
    5: f"Benefit percentile below {VERY_LOW:.0f}; or, from {NOT_ON_TRACK_SCORES} scores, a chance "
    f"of no reliable improvement of at least {percent(NOT_ON_TRACK_CHANCE)} and a percentile below "
    f"{MIDDLE:.0f}: not on track.",
    6: f"Benefit percentile below {LOW:.0f}; or, from {WATCH_SCORES} scores, a chance of no "
    f"reliable improvement of at least {percent(WATCH_CHANCE)} and a percentile below "
    f"{MIDDLE:.0f}; or a fall from the own best of at least the reliable change: watch.",
    7: "None of the rules before: on track.",
}

CANNOT_SAY = (
    "Why the ratings moved. Events are shown beside them, not as causes.",
    "What happened in sessions without a rating.",
    "How good the therapist is. One course says nothing about that.",
)


def how_worked_out(progress: Progress) -> list[tuple[str, str]]:
    """(term, sentence) pairs: the status with its rule, then every number that went into it,
    each with its source, and why any is missing."""
    rows = [
        ("Status", f"{status_label(progress.status)}. {reason_sentence(progress.reasons[0])}"),
        (f"Rule {progress.rule}", RULE_SENTENCES[progress.rule]),
        *(("Also", reason_sentence(reason)) for reason in progress.reasons[1:]),
        ("Change", _change(progress)),
        ("Reliable change", _limit(progress)),
        ("Cut-off", _cut_off(progress)),
        ("Class", _class(progress)),
        ("Expected course", _expected(progress)),
        ("Prediction", _prediction(progress)),
        ("Made with", _versions(progress)),
    ]
    return [(term, sentence) for term, sentence in rows if sentence]


def definitions(progress: Progress) -> list[tuple[str, str]]:
    """(term, sentence) pairs: what the words of a report mean, with this measure's numbers."""
    stick = progress.yardstick
    rows = []
    if stick.reliable_change is not None:
        rows.append(
            (
                "Measurement error",
                f"A change smaller than {limit_text(stick.reliable_change.value)} points can come "
                f"from the measure itself.{_marked(stick.reliable_change)}",
            )
        )
    if progress.median_expected is not None:
        words = curve_words(progress.curve)
        rows.append(
            (
                "Expected course",
                f"What is to be expected of clients who begin at {plain(progress.intake)}. Of "
                f"every 100 such clients, 50 lie inside the shaded middle half. "
                f"{words.capitalize()}.",
            )
        )
    if stick.clinical is not None:
        side = "below" if stick.direction > 0 else "of at least"
        rows.append(
            (
                "Cut-off",
                f"Ratings {side} {limit_text(stick.clinical.value)} are more like those of people "
                f"in therapy than of people who are not.{_marked(stick.clinical)}",
            )
        )
    if progress.status in ("watch", "not_on_track"):
        rows.append(
            (
                status_label(progress.status),
                "The course is far enough behind the expected course, or its own start or best, to "
                "be worth talking about. It is not a forecast for this person.",
            )
        )
    return rows


def _marked(threshold: Threshold) -> str:
    words = limit_marks(provisional=threshold.provisional, verified=threshold.verified)
    return f" This limit is {words}." if words else ""


def _source(threshold: Threshold) -> str:
    words = limit_marks(provisional=threshold.provisional, verified=threshold.verified)
    marked = f" ({words})" if words else ""
    return f"{limit_text(threshold.value)}{marked}. {_sentence(threshold.provenance)}"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith(".") else f"{text}."


def _change(progress: Progress) -> str:
    if progress.change is None:
        return why_sentence(progress.why_null["change"])
    decimals = 1 if progress.yardstick.step < 1 else 0
    words = (
        f"{signed(progress.change, decimals)} since the start ({plain(progress.intake)} at session "
        f"{progress.intake_session}, {plain(progress.latest)} at session {progress.session})."
    )
    if progress.change_interval is None:
        return words
    low, high = progress.change_interval
    source = {
        "reliability": "from the measure's spread and reliability",
        "reliable_change": "from the reliable change alone",
    }[progress.s_diff_source]
    return (
        f"{words} Counted as benefit, {signed(progress.gain, decimals)} with a 95 % interval of "
        f"{signed(low)} to {signed(high)}; error of a difference "
        f"{rounded(progress.s_diff, 2)} points, {source}."
    )


def _limit(progress: Progress) -> str:
    limit = progress.yardstick.reliable_change
    if limit is None:
        return progress.yardstick.why_no_reliable_change or why_sentence("no_limit")
    return _source(limit)


def _cut_off(progress: Progress) -> str:
    if progress.yardstick.clinical is None:
        return progress.yardstick.why_no_clinical or why_sentence("no_cut_off")
    return _source(progress.yardstick.clinical)


def _class(progress: Progress) -> str:
    if progress.n == 0:
        return ""
    marks = "".join(f", {sub_mark_label(mark)}" for mark in progress.sub_marks)
    return f"{class_label(progress.class_)}{marks}."


def _expected(progress: Progress) -> str:
    if progress.benefit_percentile is None:
        return why_sentence(progress.why_null["benefit_percentile"])
    return (
        f"Of 100 clients who began at {plain(progress.intake)}, "
        f"{_of_a_hundred(progress.benefit_percentile)} have fared worse by session "
        f"{progress.session}; the middle course is at {points(progress.median_expected)}. Curve "
        f"{progress.curve.label}: {curve_words(progress.curve)}. "
        f"{_sentence(progress.curve.provenance)}"
    )


def _of_a_hundred(percentile: float) -> str:
    """ "about 14"; never 0 or 100, for no curve is that sure of anybody."""
    if percentile < 1:
        return "hardly any"
    return "nearly all" if percentile > 99 else f"about {rounded(percentile, 0)}"


def _prediction(progress: Progress) -> str:
    if progress.predicted is None:
        return ""
    ahead, stick = progress.predicted, progress.yardstick
    # The model knows no ends of the scale; nobody can score beyond them.
    mean = min(max(ahead.mean, stick.minimum), stick.maximum)
    words = (
        f"From all {progress.n} ratings: {points(mean)} at session {ahead.horizon}, give or "
        f"take {points(ahead.sd)}."
    )
    if progress.p_no_reliable_improvement is None:
        return words
    return (
        f"{words} Chance of no reliable improvement by then "
        f"{_chance(progress.p_no_reliable_improvement)}, of reliable worsening "
        f"{_chance(progress.p_reliable_worsening)}. It describes clients with such ratings, not "
        "this person's future."
    )


def _chance(p: float) -> str:
    if p < 0.01:
        return "below 1 %"
    return "above 99 %" if p > 0.99 else percent(p)


def _versions(progress: Progress) -> str:
    made = progress.versions
    curve = f", curve {made['curve_id']}-{made['curve_version']}" if made["curve_id"] else ""
    return (
        f"Measure {made['measure_id']} version {made['measure_version']}{curve}, rules version "
        f"{made['rules']}."
    )
