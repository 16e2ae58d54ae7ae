"""Each reason as one sentence with its numbers, and where the limits in it come from.

A sentence is made from the stored reason alone, so that it reads the same years later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from outcomes.change import Curve, Reason
from outcomes.wording.labels import limit_marks
from outcomes.wording.numbers import limit_text, number_word, plain, points, share_words

Numbers = Mapping[str, Any]

CURVE_WORDS = {
    "starter": "starter curve, not from local clients",
    "blended": "starter curve blended with local clients",
    "local": "curve from local clients",
    "pooled": "curve pooled from several clinics",
    "alone": "curve from these clients alone, blended with nothing",
}


def reason_sentence(reason: Reason) -> str:
    """The sentence of a reason, with a full stop. Raises KeyError for an unknown code."""
    return _SENTENCES[reason.code](reason.numbers)


def reasons_paragraph(sentences: Sequence[str]) -> str:
    """Reasons one after the other. A source that several of them name ("; starter curve, not from
    local clients.") is named once, with the last of them; what is no sentence ends in ";"."""
    said = []
    for place, sentence in enumerate(sentences):
        claim, mark, source = sentence.rpartition("; ")
        again = mark and any(each.endswith(mark + source) for each in sentences[place + 1 :])
        said.append(f"{claim}." if again else sentence)
    ends = [each if each.endswith(".") else f"{each};" for each in said]
    return " ".join(ends).removesuffix(";")


def curve_words(curve: Curve) -> str:
    """Where a curve comes from, in the words that stand beside everything drawn from it:
    "starter curve blended with local clients, n = 64"."""
    return _stage_words(curve.stage, curve.n_episodes)


def curves_words(curves: Iterable[Curve]) -> str:
    """The same for a list whose entries may be held against different curves."""
    words = list(dict.fromkeys(curve_words(each) for each in curves))
    return words[0] if len(words) == 1 else f"not one curve for all: {'; '.join(words)}"


def _stage_words(stage: str, n_episodes: int | None) -> str:
    # What was kept before there were curves of clinics does not say how many.
    return f"{CURVE_WORDS[stage]}, n = {n_episodes:,}" if n_episodes else CURVE_WORDS[stage]


def _source(n: Numbers) -> str:
    return _stage_words(n["curve_stage"], n.get("curve_episodes"))


def limit_words(n: Numbers) -> str:
    """ "the reliable change of 6 (provisional)"."""
    limit = limit_text(n["reliable_change"])
    return f"the reliable change of {limit}{aside(marks(n, 'reliable_change'))}"


def cut_off_words(n: Numbers) -> str:
    """ "the cut-off of 25 (provisional)"."""
    return f"the cut-off of {limit_text(n['cut_off'])}{aside(marks(n, 'cut_off'))}"


def marks(n: Numbers, limit: str) -> str:
    """ "provisional", "not verified" or "", of the limit called `limit` in the numbers."""
    return limit_marks(provisional=n[f"{limit}_provisional"], verified=n.get(f"{limit}_verified"))


def aside(words: str) -> str:
    """ " (provisional)", or nothing."""
    return f" ({words})" if words else ""


def both_marked(n: Numbers) -> tuple[str, Numbers]:
    """The mark that reliable change and cut-off share, with the numbers freed of it, so that one
    sentence says it once; "" with the numbers as they are where they differ."""
    shared = marks(n, "reliable_change")
    if not shared or shared != marks(n, "cut_off"):
        return "", n
    unmarked = {"_provisional": False, "_verified": True}
    free = {f"{limit}{end}": value for limit in ("reliable_change", "cut_off")
            for end, value in unmarked.items()}  # fmt: skip
    return shared, {**n, **free}


def _cut_off_aside(n: Numbers) -> str:
    words = marks(n, "cut_off")
    return f"(cut-off {limit_text(n['cut_off'])}{', ' if words else ''}{words})"


def moved(n: Numbers) -> str:
    """ "Outcome fell by 6.5"; where lower is better "Score rose by 6 (worse)"."""
    change, decimals = n["change"], n["decimals"]
    noun = subject(n)
    if change == 0:
        return f"{noun} has not changed"
    verb = "rose" if change > 0 else "fell"
    return f"{noun} {verb} by {points(abs(change), decimals)}{_benefit(change, n)}"


def subject(n: Numbers) -> str:
    """ "Outcome" where higher is better, "Score" where lower is: an outcome that falls while the
    client gets better would be misread."""
    return "Outcome" if n["direction"] > 0 else "Score"


def passed_cut_off(n: Numbers) -> str:
    """ "passed the cut-off of 25"; "reached" where the latest score is the cut-off itself."""
    verb = "reached" if n["latest"] == n["cut_off"] else "passed"
    return f"{verb} {cut_off_words(n)}"


def against_others(n: Numbers) -> str:
    """ "lower than about 6 in 7", with (better) or (worse) where lower is better."""
    benefit = n["benefit_percentile"] / 100.0
    higher = (benefit >= 0.5) == (n["direction"] > 0)
    word = "higher" if higher else "lower"
    if n["direction"] < 0:
        word += " (worse)" if higher else " (better)"
    return f"{word} than {share_words(max(benefit, 1.0 - benefit))}"


def _provisional(n: Numbers) -> str:
    """Of the limits of the alliance rules."""
    return aside(limit_marks(provisional=n["provisional"], verified=None))


def _occasion(n: Numbers) -> str:
    """ "session"; "assessment" where the ratings were made at visits that are none."""
    return n.get("occasion", "session")


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
    """A reliable gain past the cut-off; what is true of both limits is said once."""
    both, shown = both_marked(n)
    end = f" (both {both})" if both else ""
    gain = f"{moved(n)} since the start, at least {limit_words(shown)}"
    return f"{gain}, and {passed_cut_off(shown)}{end}."


def _fell_back(n: Numbers) -> str:
    side = "below" if n["direction"] > 0 else "above (worse than)"
    return (
        f"Score {plain(n['latest'])} at {_occasion(n)} {n['session']} is "
        f"{points(n['fall'], n['decimals'])} {side} the best so far, {plain(n['best'])} at "
        f"{_occasion(n)} {n['best_session']}, at least {limit_words(n)}."
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
        f"began at {plain(n['intake'])} score by then; {_source(n)}."
    )


def _as_expected(n: Numbers) -> str:
    if not 25.0 <= n["benefit_percentile"] <= 75.0:
        return _below_expected(n)
    return (
        f"Score {plain(n['latest'])} at session {n['session']} lies in the middle half of what "
        f"clients who began at {plain(n['intake'])} score by then; "
        f"{_source(n)}."
    )


def _little_prospect(n: Numbers) -> str:
    share = share_words(n["p_no_reliable_improvement"])
    whom = f"{share} of the" if share == "about half" else share
    return (
        f"With {number_word(n['n'])} ratings like these, {whom} clients have not improved by "
        f"{limit_words(n)} at session {n['horizon']}; {_source(n)}."
    )


def _within_error(n: Numbers) -> str:
    return f"{change_within_error(n)}; there is no expected course to compare with."


def change_within_error(n: Numbers) -> str:
    """ "Score rose by 1 (worse) since the start, less than the reliable change of 7"."""
    if n["change"] == 0:
        return f"{moved(n)} since the start"
    return f"{moved(n)} since the start, less than {limit_words(n)}"


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
        f"The start is the rating of {_occasion(n)} {n['intake_session']} "
        f"({plain(n['intake'])}), the first there is."
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
        f"A sudden gain between {_occasion(n)}s {n['sudden_gain_from']} and "
        f"{n['sudden_gain_to']}: worth asking what happened then."
    )


def _alliance_fell(n: Numbers) -> str:
    verb = "fell" if n["direction"] > 0 else "rose"
    return (
        f"{n['measure']} {verb} by {points(n['fall'], n['decimals'])} from the client's own level "
        f"of {plain(n['level'])}; limit {plain(n['limit'])}{_provisional(n)}."
    )


def _low_line(n: Numbers) -> str:
    return (
        f"The lowest line of the {lower_first(n['measure'])} is at {plain(n['lowest_line'])}; "
        f"limit {plain(n['limit'])}{_provisional(n)}."
    )


def _low_total(n: Numbers) -> str:
    return (
        f"{n['measure']} total of {plain(n['latest'])} is below {plain(n['limit'])}"
        f"{_provisional(n)}."
    )


def _no_information(n: Numbers) -> str:
    return (
        f"The last {number_word(n['run'])} ratings of the {lower_first(n['measure'])} were "
        f"{plain(n['limit'])} or more{_provisional(n)}: so high that they say little. Worth "
        "asking what could be better."
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
