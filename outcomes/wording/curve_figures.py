"""The figures of a model card as tables: each with what it rests on and how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from outcomes.change.validation import (
    NO_RELIABLE_IMPROVEMENT,
    RELIABLE_DETERIORATION,
    Alarms,
    Coverage,
    CoverageGroup,
    Discrimination,
    Estimate,
    Evaluation,
    Forewarning,
    HoldOut,
    Landmark,
)
from outcomes.change.validation.landmarks import FEWEST
from outcomes.change.validation.verdict import DECIDES
from outcomes.wording.numbers import number_word, percent, plain, points, rounded, signed

NOTHING = "–"

PREDICTOR_LABELS = {
    "no_change_so_far": "No change so far, or worse",
    "below_reliable_change": "Less than the reliable change so far",
    "raw_change": "Raw change",
    "band": "Band (alarm below the 10th percentile)",
    "posterior": "Predicted chance (alarm from 50 %)",
    "posterior_70": "Predicted chance (alarm from 70 %)",
    "not_on_track": "Not on track",
    "watch_or_not_on_track": "Watch or not on track",
}

OUTCOME_LABELS = {
    NO_RELIABLE_IMPROVEMENT: "no reliable improvement",
    RELIABLE_DETERIORATION: "reliable deterioration",
}

HOW_LABELS = {
    "by_client": "held out by client",
    "by_closing_date": "closed later",
    "fixed_curve": "curve as it stands",
}

THIRD_LABELS = {"worst": "Most severe starts", "middle": "Middle", "best": "Mildest starts"}

LANDMARK_NOTE = (
    "Pairs: of 100 pairs of one client with and one without the outcome, how many the rule puts "
    "the right way round (100 times the area under the curve; 50 is a coin). Sensitivity: of those "
    "with the outcome, the share with an alarm. Specificity: of those without it, the share "
    "without one. PPV and NPV: alarms that came true, and silences that did; only where the "
    "outcome is as common as here. Intervals are 95 %."
)
ALARM_NOTE = (
    "Over whole courses of three ratings or more; an alarm counts if it came before the last "
    "rating. Opened: new alarms in 100 rated sessions. Lead: sessions from the first alarm to the "
    "last rating, median and quartiles, where the outcome came."
)
COVERAGE_NOTE = (
    "Of 100 ratings after the first, how many lie below each percentile, and between the 10th and "
    "the 90th. A rating on a whole-number scale counts in part where a percentile runs through it; "
    "by the mid-point rule it counts wholly."
)
CHANCE_NOTE = "Of clients told about the same chance, how many had the outcome."


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table ready to print: the first column heads the rows. `note` explains the columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


def figure_tables(evaluation: Evaluation, *, least: int = 0) -> tuple[FigureTable, ...]:
    """All tables of an evaluation; none where nothing could be tested.

    A table about an outcome is left out where fewer than `least` episodes had it, or had not, so
    that a reader who must not recognise anybody does not.
    """
    found = [each for each in (evaluation.by_client, evaluation.by_date) if each is not None]
    return tuple(table for each in found for table in _tables(each, least))


def pairs_words(area: Estimate) -> str:
    """ "83.1 (79.6 to 86.2)", of 100 pairs."""
    return _with_interval(points(100 * area.value), area, points)


def difference_words(difference: Estimate) -> str:
    """ "+2.1 (+0.7 to +3.6)", of 100 pairs."""
    return _with_interval(signed(100 * difference.value), difference, signed)


def share_words(share: Estimate | None) -> str:
    """ "27 of 31, 87 % (71 to 95)"; of fewer than ten the count alone; "–" where there is none."""
    if share is None:
        return NOTHING
    words = f"{share.count:,} of {share.n:,}"
    if share.n < FEWEST:
        return words
    return f"{words}, {_with_interval(percent(share.value), share, of_100)}"


def of_100(hundredths: float) -> str:
    """ "80", of 100."""
    return f"{rounded(hundredths, 0)}"


def starts_words(group: CoverageGroup) -> str:
    """ "18 to 27", the intakes of a third."""
    if group.low == group.high:
        return plain(group.low)
    return f"{plain(group.low)} to {plain(group.high)}"


def many(n: int, noun: str) -> str:
    """ "1 rating", "5,561 ratings"."""
    return f"{n:,} {noun if n == 1 else noun + 's'}"


def _tables(found: HoldOut, least: int) -> Iterable[FigureTable]:
    """All tables of the main test; of the later closings those of four scores and the bands."""
    how, whole = HOW_LABELS[found.how], found.how != "by_closing_date"
    landmarks = [each for each in found.landmarks if each.n and _enough(each, least)]
    for landmark in landmarks:
        if whole or landmark.scores == DECIDES:
            yield _landmark_table(landmark, how)
    for landmark in landmarks:
        # A deterioration is too rare for tenths: nine of them would be told "0 of 100".
        told = landmark.calibration
        if whole and landmark.outcome == NO_RELIABLE_IMPROVEMENT and told and told.bins:
            yield _chance_table(landmark, how)
    if whole and found.alarms:
        for place, warned in enumerate(found.alarms[0].forewarnings):
            if _enough(warned, least):
                yield _alarm_table(found, place, how)
    if found.coverage:
        yield _coverage_table(found.coverage, how)


def _enough(counted: Landmark | Forewarning, least: int) -> bool:
    return min(counted.positives, counted.n - counted.positives) >= least


def _landmark_table(landmark: Landmark, how: str) -> FigureTable:
    every = [_predictor_row(each) for each in landmark.predictors]
    rows = [row for row in every if set(row[1:]) != {NOTHING}]
    if landmark.difference:
        label = "Predicted chance less raw change"
        blank = (NOTHING,) * 4
        rows.append((label, difference_words(landmark.difference), *blank))
    return FigureTable(
        title=f"{_at(landmark)}, {how}: {many(landmark.n, 'episode')}, "
        f"{landmark.positives:,} with the outcome",
        columns=("Rule", "Pairs", "Sensitivity", "Specificity", "PPV", "NPV"),
        rows=tuple(rows),
        note=LANDMARK_NOTE,
    )


def _predictor_row(each: Discrimination) -> tuple[str, ...]:
    shares = (each.sensitivity, each.specificity, each.ppv, each.npv)
    pairs = pairs_words(each.auc) if each.auc else NOTHING
    return (PREDICTOR_LABELS[each.predictor], pairs, *(share_words(share) for share in shares))


def _chance_table(landmark: Landmark, how: str) -> FigureTable:
    told = landmark.calibration
    rows = [
        (
            f"{of_100(100 * each.low)} to {of_100(100 * each.high)}",
            points(100 * each.predicted),
            share_words(each.observed),
        )
        for each in told.bins
    ]
    brier = rounded(told.brier.value, 3)
    of_share = rounded(told.brier_of_share, 3)
    return FigureTable(
        title=f"{_at(landmark)}, chances told and seen, {how}",
        columns=("Chance told, of 100", "Mean", "Seen"),
        rows=tuple(rows),
        note=f"{CHANCE_NOTE} Brier score {brier}; {of_share} if all were told the share seen here.",
    )


def _alarm_table(found: HoldOut, place: int, how: str) -> FigureTable:
    warned = found.alarms[0].forewarnings[place]
    return FigureTable(
        title=f"Alarms ahead of {OUTCOME_LABELS[warned.outcome]}, {how}: "
        f"{many(warned.n, 'episode')}, {warned.positives:,} with the outcome; "
        f"{many(found.alarms[0].n_sessions, 'rated session')}",
        columns=("Rule", "Opened", "Sensitivity", "Specificity", "PPV", "Lead"),
        rows=tuple(_alarm_row(each, each.forewarnings[place]) for each in found.alarms),
        note=ALARM_NOTE,
    )


def _alarm_row(each: Alarms, warned: Forewarning) -> tuple[str, ...]:
    shares = (warned.sensitivity, warned.specificity, warned.ppv)
    opened = each.per_100_sessions
    lead = NOTHING
    if warned.lead_time:
        middle = f"{warned.lead_time.value:.0f}"
        lead = f"{middle} ({warned.lead_lower} to {warned.lead_upper}), n = {warned.lead_time.n:,}"
    return (
        PREDICTOR_LABELS[each.predictor],
        _with_interval(points(opened.value), opened, points, scale=1.0),
        *(share_words(share) for share in shares),
        lead,
    )


def _coverage_table(found: Coverage, how: str) -> FigureTable:
    groups = [("All", found.whole)]
    groups += [(_session_label(each), each) for each in found.by_session]
    groups += [(_third_label(each), each) for each in found.by_intake]
    groups += [("All, mid-point rule", found.mid_point)]
    return FigureTable(
        title=f"What the bands held, {how}: {many(found.whole.n_scores, 'rating')} of "
        f"{many(found.whole.n_clients, 'client')}",
        columns=(
            "Ratings", "n", "Clients", *(f"Below {p}" for p in found.percentiles), "Inside 80 %",
        ),
        rows=tuple(_coverage_row(label, each) for label, each in groups if each.n_scores),
        note=COVERAGE_NOTE,
    )  # fmt: skip


def _coverage_row(label: str, group: CoverageGroup) -> tuple[str, ...]:
    shares = (*group.below, group.central)
    words = [_with_interval(points(100 * each.value), each, of_100) for each in shares]
    return (label, f"{group.n_scores:,}", f"{group.n_clients:,}", *words)


def _session_label(group: CoverageGroup) -> str:
    if group.high is None:
        return f"Session {group.low} and later"
    if group.low == group.high:
        return f"Session {group.low}"
    return f"Sessions {group.low} to {group.high}"


def _third_label(group: CoverageGroup) -> str:
    label = THIRD_LABELS[group.name]
    return label if group.low is None else f"{label} ({starts_words(group)})"


def _at(landmark: Landmark) -> str:
    outcome = OUTCOME_LABELS[landmark.outcome]
    return f"{outcome.capitalize()}, foreseen after {number_word(landmark.scores)} ratings"


def _with_interval(
    text: str, figure: Estimate, show: Callable[[float], str], *, scale: float = 100.0
) -> str:
    if figure.low is None or figure.high is None:
        return text
    return f"{text} ({show(scale * figure.low)} to {show(scale * figure.high)})"
