"""What a test of a curve found, in sentences: pairs, bands, chances, alarms, later closings."""

from __future__ import annotations

from outcomes.change.validation import (
    NO_RELIABLE_IMPROVEMENT,
    TOO_FEW,
    Calibration,
    Estimate,
    Evaluation,
    HoldOut,
    Landmark,
    Verdict,
)
from outcomes.change.validation.landmarks import FEWEST
from outcomes.change.validation.verdict import DECIDES
from outcomes.wording.curve_figures import many, of_100, share_words, starts_words
from outcomes.wording.numbers import number_word, percent, points, rounded, signed

THIRD_WORDS = {
    "worst": "after the most severe starts",
    "middle": "after those in the middle",
    "best": "after the mildest",
}

NOT_TESTED = {
    "assessments": "These are assessment visits, not therapy sessions.",
    "no_courses": "No closed episode has a start by session 3 and a rating after it.",
    "one_client": "There is one client only, so that nobody is left to make a curve from.",
    "fit_failed": "The episodes without those held out do not carry a curve.",
    "no_dates": "The closing dates are not known.",
    "one_closing_date": "The closing dates do not part earlier from later episodes.",
}


def pairs_sentence(evaluation: Evaluation) -> str:
    """ "After four ratings it puts 83 of 100 pairs of clients the right way round, raw change 81
    (difference +2.1, interval +0.7 to +3.6; ...)." of the landmark that decided."""
    return _pairs_at(_deciding(evaluation))


def too_few_sentence(verdict: Verdict) -> str:
    """What a verdict would take, and how far it is."""
    ten = number_word(FEWEST)
    needed = (
        f"That takes {ten} closed episodes without reliable improvement and {ten} with it, rated "
        f"twice or more after the prediction."
    )
    if not verdict.n:
        return f"{needed} There are none."
    others = verdict.n - verdict.positives
    after = f"After {number_word(verdict.scores)} ratings"
    return f"{needed} {after} there are {verdict.positives:,} and {others:,}."


def band_sentences(found: HoldOut | None) -> str:
    """How often the 80 % band held, for all and by third of the starts; "" where not tested."""
    if found is None or found.coverage is None:
        return ""
    cover = found.coverage
    central = cover.whole.central
    thirds = [
        f"{of_100(100 * third.central.value)} {THIRD_WORDS[third.name]} ({starts_words(third)})"
        for third in cover.by_intake
        if third.central
    ]
    by_chance = ""
    if cover.error_by_chance is not None:
        by_chance = f", of which about {points(100 * cover.error_by_chance)} would come by chance"
    return (
        f"The band that is to hold 80 of 100 later ratings held {of_100(100 * central.value)} "
        f"({_interval(central, scale=100.0)}{central.n:,} ratings of "
        f"{many(cover.whole.n_clients, 'client')}): {', '.join(thirds)}. Its percentiles were off "
        f"by {points(100 * cover.error)} in 100 on average{by_chance}."
    )


def chance_sentences(evaluation: Evaluation) -> str:
    """What was told on average beside what came, and whether high and low chances are right."""
    landmark = _deciding(evaluation)
    if landmark is None or landmark.calibration is None:
        return ""
    told = landmark.calibration
    share = f" ({percent(told.observed.value)})" if told.observed.n >= FEWEST else ""
    return (
        f"After {number_word(landmark.scores)} ratings it told, on average, "
        f"{of_100(100 * told.predicted.value)} in 100 that they would not improve reliably; "
        f"{told.observed.count:,} of {told.observed.n:,}{share} did not."
        f"{_average_words(told)}{_slope_words(told.slope)} It speaks of session 8, or of two "
        f"sessions on; the last rating came sooner or later than that."
    )


def status_sentences(evaluation: Evaluation) -> str:
    """What became of those not on track at the landmark, and how many it had missed."""
    landmark = _deciding(evaluation)
    if landmark is None:
        return ""
    rule = landmark.of("not_on_track")
    words = (
        f"After {number_word(landmark.scores)} ratings {rule.alarms:,} of {landmark.n:,} were not "
        f"on track."
    )
    if rule.ppv:
        words += f" In the end {share_words(rule.ppv)}, of these had not improved reliably."
    if rule.sensitivity:
        had = share_words(rule.sensitivity)
        words += f" Of all who had not, {had}, were not on track by then."
    return words


def alarm_sentences(found: HoldOut | None) -> str:
    """How often the status calls, and how early."""
    every = found.alarms if found else ()
    rule = next((each for each in every if each.predictor == "not_on_track"), None)
    if rule is None:
        return ""
    words = (
        f"Not on track began {points(rule.per_100_sessions.value)} times in 100 rated sessions "
        f"({_interval(rule.per_100_sessions)}{many(rule.n_sessions, 'session')})."
    )
    warned = rule.forewarnings[0]
    if warned.lead_time is None:
        return words
    return (
        f"{words} Where a client did not improve and had been not on track before the last "
        f"rating, that began {many(int(warned.lead_time.value), 'session')} before it in the "
        f"middle case (quartiles {warned.lead_lower} and {warned.lead_upper}; "
        f"{many(warned.lead_time.n, 'episode')})."
    )


def later_sentences(evaluation: Evaluation) -> str:
    """How the curve of the earlier episodes did on those closed later; "" for a fixed curve."""
    found = evaluation.by_date
    if found is None:
        reason = NOT_TESTED.get(evaluation.why_null.get("by_date", ""))
        return f"Not tested. {reason}" if reason else ""
    words = (
        f"{many(found.n_courses, 'episode')} closed from {found.first_day.isoformat()} on, "
        f"predicted by a curve made from the {found.n_fitted:,} closed before."
    )
    if found.coverage:
        words += f" The 80 % band held {of_100(100 * found.coverage.whole.central.value)} of 100."
    landmark = next((each for each in _asked(found) if each.scores == DECIDES), None)
    if landmark is None or landmark.verdict == TOO_FEW:
        return f"{words} They are too few to say whether it predicts better than raw change."
    return f"{words} {_pairs_at(landmark)}"


def _asked(found: HoldOut) -> list[Landmark]:
    return [each for each in found.landmarks if each.outcome == NO_RELIABLE_IMPROVEMENT and each.n]


def _deciding(evaluation: Evaluation) -> Landmark | None:
    """The landmark of the verdict, or the one that came nearest to one."""
    if evaluation.by_client is None:
        return None
    asked = _asked(evaluation.by_client)
    return next((each for each in asked if each.scores == evaluation.verdict.scores), None)


def _pairs_at(landmark: Landmark) -> str:
    told, raw = (100 * landmark.of(name).auc.value for name in ("posterior", "raw_change"))
    difference = landmark.difference
    low, high = signed(100 * difference.low), signed(100 * difference.high)
    return (
        f"After {number_word(landmark.scores)} ratings it puts {of_100(told)} of 100 pairs of "
        f"clients the right way round, raw change {of_100(raw)} (difference "
        f"{signed(100 * difference.value)}, interval {low} to {high}; "
        f"{many(landmark.n, 'closed episode')}, {landmark.positives:,} of them without reliable "
        f"improvement)."
    )


def _average_words(told: Calibration) -> str:
    """Said only where the interval of what came leaves out what was told."""
    seen = told.observed
    if seen.n < FEWEST or seen.low is None or seen.low <= told.predicted.value <= seen.high:
        return ""
    gloomy = told.predicted.value > seen.high
    return " On average it was too gloomy." if gloomy else " On average it was too hopeful."


def _slope_words(slope: Estimate | None) -> str:
    """A fault is named only where the interval leaves out 1."""
    if slope is None or slope.low is None:
        return " Whether high and low chances are right cannot be told yet."
    value, low, high = (rounded(each, 2) for each in (slope.value, slope.low, slope.high))
    size = f"(slope {value}, interval {low} to {high})"
    if slope.high < 1.0:
        return f" Its chances are too extreme {size}: high ones too high, low ones too low."
    if slope.low > 1.0:
        return f" Its chances are too timid {size}: high ones too low, low ones too high."
    return f" High and low chances lie as far apart as they should, as far as can be told {size}."


def _interval(figure: Estimate, *, scale: float = 1.0) -> str:
    if figure.low is None:
        return ""
    decimals = 0 if scale > 1.0 else 1
    low, high = (rounded(scale * end, decimals) for end in (figure.low, figure.high))
    return f"interval {low} to {high}; "
