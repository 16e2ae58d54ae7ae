"""Each reason as one sentence with its numbers, and where the limits in it come from.

A sentence is made from the stored reason alone, so that it reads the same years later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from outcomes.change import Reason
from outcomes.wording.numbers import limit_text, number_word, plain, points, share_words

Numbers = Mapping[str, Any]

CURVE_WORDS = {
    "starter": "starter curve, not from local clients",
    "blended": "curve from published figures and local clients",
    "local": "curve from local clients",
}


def reason_sentence(reason: Reason) -> str:
    """The sentence of a reason, with a full stop. Raises KeyError for an unknown code."""
    return _SENTENCES[reason.code](reason.numbers)


def curve_words(stage: str) -> str:
    """Where a curve comes from, in the words that stand beside everything drawn from it."""
    return CURVE_WORDS[stage]


def limit_words(n: Numbers) -> str:
    """"the reliable change of 6 (provisional)"."""
    return f"the reliable change of {limit_text(n['reliable_change'])}" + _provisional(
        n["reliable_change_provisional"]
    )


def cut_off_words(n: Numbers) -> str:
    """"the cut-off of 25 (provisional)"."""
    return f"the cut-off of {plain(n['cut_off'])}" + _provisional(n["cut_off_provisional"])


def _cut_off_aside(n: Numbers) -> str:
    provisional = ", provisional" if n["cut_off_provisional"] else ""
    return f"(cut-off {plain(n['cut_off'])}{provisional})"


def moved(n: Numbers) -> str:
    """"Outcome fell by 6.5"; where lower is better "Score rose by 6 (worse)"."""
    change, decimals = n["change"], n["decimals"]
    noun = subject(n)
    if change == 0:
        return f"{noun} has not changed"
    verb = "rose" if change > 0 else "fell"
    return f"{noun} {verb} by {points(abs(change), decimals)}{_benefit(change, n)}"


def subject(n: Numbers) -> str:
    """"Outcome" where higher is better, "Score" where lower is: an outcome that falls while the
    client gets better would be misread."""
    return "Outcome" if n["direction"] > 0 else "Score"


def passed_cut_off(n: Numbers) -> str:
    """"passed the cut-off of 25"; "reached" where the latest score is the cut-off itself."""
    verb = "reached" if n["latest"] == n["cut_off"] else "passed"
    return f"{verb} {cut_off_words(n)}"


def against_others(n: Numbers) -> str:
    """"lower than about 6 in 7", with (better) or (worse) where lower is better."""
    benefit = n["benefit_percentile"] / 100.0
    higher = (benefit >= 0.5) == (n["direction"] > 0)
    word = "higher" if higher else "lower"
    if n["direction"] < 0:
        word += " (worse)" if higher else " (better)"
    return f"{word} than {share_words(max(benefit, 1.0 - benefit))}"


def _provisional(provisional: bool | None) -> str:
    return " (provisional)" if provisional else ""


def _benefit(change: float, n: Numbers) -> str:
    if n["direction"] > 0:
        return ""
    return " (worse)" if change > 0 else " (better)"


def _too_few_scores(n: Numbers) -> str:
    return "No rating yet." if n["n"] == 0 else "Only one rating so far; a change needs two."


def _no_reliable_change_known(n: Numbers) -> str:
    return f"No reliable change is known for {n['measure']}, so change cannot be told from error."


def _reliable(n: Numbers) -> str:
    return f"{moved(n)} since the start, at least {limit_words(n)}."


def _recovered(n: Numbers) -> str:
    """A reliable gain past the cut-off; where both limits are provisional it is said once."""
    both = n["reliable_change_provisional"] and n["cut_off_provisional"]
    shown = n | {"reliable_change_provisional": False, "cut_off_provisional": False} if both else n
    end = " (both provisional)" if both else ""
    gain = f"{moved(n)} since the start, at least {limit_words(shown)}"
    return f"{gain}, and {passed_cut_off(shown)}{end}."


def _fell_back(n: Numbers) -> str:
    side = "below" if n["direction"] > 0 else "above (worse than)"
    return (
        f"Score {plain(n['latest'])} at session {n['session']} is "
        f"{points(n['fall'], n['decimals'])} {side} the best so far, {plain(n['best'])} at session "
        f"{n['best_session']}, at least {limit_words(n)}."
    )


def _began_outside(n: Numbers) -> str:
    return (
        f"Began at {plain(n['intake'])}, outside the clinical range {_cut_off_aside(n)}; "
        f"{_since(n)}."
    )


def _not_attainable(n: Numbers) -> str:
    return (
        f"Began at {plain(n['intake'])}, too near the best possible {plain(n['best_possible'])} "
        f"for {limit_words(n)} to show; {_since(n)}."
    )


def _since(n: Numbers) -> str:
    if n["change"] == 0:
        return "no change since then"
    side = "above" if n["change"] > 0 else "below"
    return f"now {points(abs(n['change']), n['decimals'])} {side}{_benefit(n['change'], n)}"


def _below_expected(n: Numbers) -> str:
    return (
        f"Score {plain(n['latest'])} at session {n['session']} is {against_others(n)} clients who "
        f"began at {plain(n['intake'])} score by then; {curve_words(n['curve_stage'])}."
    )


def _as_expected(n: Numbers) -> str:
    if not 25.0 <= n["benefit_percentile"] <= 75.0:
        return _below_expected(n)
    return (
        f"Score {plain(n['latest'])} at session {n['session']} lies in the middle half of what "
        f"clients who began at {plain(n['intake'])} score by then; "
        f"{curve_words(n['curve_stage'])}."
    )


def _little_prospect(n: Numbers) -> str:
    share = share_words(n["p_no_reliable_improvement"])
    return (
        f"With {number_word(n['n'])} ratings like these, {share} clients have not improved by "
        f"{limit_words(n)} at session {n['horizon']}; {curve_words(n['curve_stage'])}."
    )


def _within_error(n: Numbers) -> str:
    return (
        f"{moved(n)} since the start, less than {limit_words(n)}; there is no expected course to "
        "compare with."
    )


def _harmed(n: Numbers) -> str:
    return (
        f"Began outside the clinical range at {plain(n['intake'])} and is inside it now at "
        f"{plain(n['latest'])} {_cut_off_aside(n)}."
    )


def _crossed_only(n: Numbers) -> str:
    verb = passed_cut_off(n)
    return f"The score {verb}, but the change is less than {limit_words(n)}."


def _intake_at_session(n: Numbers) -> str:
    return (
        f"The start is the rating of session {n['intake_session']} ({plain(n['intake'])}), the "
        "first there is."
    )


def _seesaw(n: Numbers) -> str:
    return f"Ratings have swung up and down, four times or more by at least {limit_words(n)}."


def _bleeding(n: Numbers) -> str:
    side = "below" if n["direction"] > 0 else "above"
    return (
        f"Both last ratings were worse than the one before, together by at least half of "
        f"{limit_words(n)}, and the latest, {plain(n['latest'])}, is {side} the start of "
        f"{plain(n['intake'])}."
    )


def _plateau(n: Numbers) -> str:
    return f"The last four ratings lie within less than half of {limit_words(n)}."


def _sudden_gain(n: Numbers) -> str:
    return (
        f"A sudden gain between sessions {n['sudden_gain_from']} and {n['sudden_gain_to']}: "
        "worth asking what happened then."
    )


def _alliance_fell(n: Numbers) -> str:
    verb = "fell" if n["direction"] > 0 else "rose"
    return (
        f"{n['measure']} {verb} by {points(n['fall'], n['decimals'])} from the client's own level "
        f"of {plain(n['level'])}; limit {plain(n['limit'])}{_provisional(n['provisional'])}."
    )


def _low_line(n: Numbers) -> str:
    return (
        f"One line of the {lower_first(n['measure'])} is at {plain(n['lowest_line'])}; limit "
        f"{plain(n['limit'])}{_provisional(n['provisional'])}."
    )


def _low_total(n: Numbers) -> str:
    return (
        f"{n['measure']} total of {plain(n['latest'])} is below {plain(n['limit'])}"
        f"{_provisional(n['provisional'])}."
    )


def _no_information(n: Numbers) -> str:
    return (
        f"The last {number_word(n['run'])} ratings of the {lower_first(n['measure'])} were "
        f"{plain(n['limit'])} or more: so high that they say little. Worth asking what could be "
        "better."
    )


def lower_first(name: str) -> str:
    """A measure's name inside a sentence: "wellbeing check-in", but never "pHQ-9" or "k10"."""
    rest = name.split(" ")[0][1:]
    return name[:1].lower() + name[1:] if rest.islower() and rest.isalpha() else name


_SENTENCES: Mapping[str, Callable[[Numbers], str]] = {
    "too_few_scores": _too_few_scores,
    "no_reliable_change_known": _no_reliable_change_known,
    "reliably_worse": _reliable,
    "reliably_better": _reliable,
    "recovered": _recovered,
    "fell_back": _fell_back,
    "began_outside_clinical_range": _began_outside,
    "improvement_not_attainable": _not_attainable,
    "below_expected": _below_expected,
    "little_prospect": _little_prospect,
    "as_expected": _as_expected,
    "within_error": _within_error,
    "harmed": _harmed,
    "crossed_only": _crossed_only,
    "intake_at_session": _intake_at_session,
    "seesaw": _seesaw,
    "bleeding": _bleeding,
    "plateau": _plateau,
    "sudden_gain": _sudden_gain,
    "alliance_fell": _alliance_fell,
    "low_line": _low_line,
    "low_total": _low_total,
    "no_information": _no_information,
}
