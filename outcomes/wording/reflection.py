"""The sentences of a reflection: counts first, percentages from ten cases on, questions last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outcomes.change.learning import Learning, SharedFactor
from outcomes.change.rates import SMALLEST_GROUP, Comparison, Rate
from outcomes.wording.numbers import counted, number_word, plain
from outcomes.wording.rates import comparison_sentence, rate_sentence, rate_words
from outcomes.wording.responses import ACTION_NOUNS

QUESTIONS = {
    "learned": "What did I learn from the clients who benefited, and from those who did not?",
    "new_or_different": "What happened that was new or different?",
    "how_i_work": "How does this change how I see myself and how I work?",
}

FACTOR_LABELS = {
    "severe_start": "Began in the clinic's most severe third",
    "early_alliance_signal": "Session check-in fell in the first three sessions",
    "missed_appointments": "Two or more appointments missed",
    "client_stopped": "The client stopped, of closed episodes",
    "no_early_response": "No response before the sixth session, of those who came to it",
}

UNKNOWN_WORDS = {"severe_start": "not known", "early_alliance_signal": "not rated"}
"""What is said of cases a factor cannot be told of; the other labels name their own group."""

FACTORS_WITHOUT_OTHERS = frozenset({"no_early_response"})


def counted_words(learning: Learning) -> str:
    """ "41 clients counted · 3 with one rating and 5 who ... are not counted"."""
    parts = [f"{counted(len(learning.counted), 'client')} counted"]
    if learning.one_score:
        n = len(learning.one_score)
        parts.append(f"{n} with one rating {'is' if n == 1 else 'are'} not counted")
    if learning.outside:
        n = len(learning.outside)
        who = "who began outside the clinical range or without room to improve"
        parts.append(f"{n} {who} {'is' if n == 1 else 'are'} not counted")
    return " · ".join(parts)


def finding_words(learning: Learning) -> str:
    """ "9 of 41 clients did not benefit (22 %, interval 12 to 37). They are the ones to learn
    from."; nobody who did not benefit is said as it is."""
    rate = learning.rate
    if rate.n == 0:
        return "No case of this period can be counted yet."
    if rate.count == 0:
        return f"Of {counted(rate.n, 'client')} counted nobody is among those who did not benefit."
    sentence = rate_sentence(rate, "did not benefit")
    whom = "It is the one" if rate.count == 1 else "They are the ones"
    return f"{sentence} {whom} to learn from."


def comparison_words(comparison: Comparison, earlier: str) -> str:
    """Beside one's own past; nothing where one of the two periods is empty."""
    if comparison.first.n == 0:
        return ""
    if comparison.second.n == 0:
        return f"{earlier} there is nothing to compare with."
    return comparison_sentence(comparison, earlier)


def group_heading(n: int) -> str:
    """ "Nine who did not benefit"."""
    if n == 0:
        return "Nobody who did not benefit"
    return f"{number_word(n).capitalize()} who did not benefit"


def factors_note(factors: Sequence[SharedFactor]) -> str:
    """How far the counts may be trusted."""
    n = max((factor.these.n for factor in factors), default=0)
    if n == 0:
        return ""
    if n < SMALLEST_GROUP:
        return (
            f"{number_word(n).capitalize()} is few: counts only, no percentages. Take these as "
            "questions."
        )
    return "The intervals are wide. Take these as questions."


def factor_label(name: str, limit: float | None = None, direction: int = 0) -> str:
    """ "Began at 15 or below, the clinic's most severe third" where one limit serves all cases."""
    if name != "severe_start" or limit is None:
        return FACTOR_LABELS[name]
    side = "below" if direction > 0 else "above"
    return f"Began at {plain(limit)} or {side}, the clinic's most severe third"


def factor_words(rate: Rate, *, unknown: str = "") -> str:
    """ "5 of 9"; from ten cases on with its interval; `unknown` ("1 not rated") stands behind."""
    words = rate_words(rate)
    return f"{words}, {unknown}" if unknown and rate.n else words


def unknown_words(name: str, n: int) -> str:
    """ "1 not rated"; empty where there is nothing to say."""
    return f"{n} {UNKNOWN_WORDS[name]}" if n and name in UNKNOWN_WORDS else ""


def tried_words(tried: tuple[Mapping[str, int], int]) -> str:
    """ "What was tried: talked about it in 4, changed something in 2; nothing recorded in 3."."""
    actions, nothing = tried
    if not actions and not nothing:
        return ""
    nouns = ACTION_NOUNS | {"talked_with_client": "talked about it"}
    parts = [f"{nouns[action]} in {n}" for action, n in actions.items()]
    none = f"nothing recorded in {nothing}" if nothing else ""
    words = "; ".join(each for each in (", ".join(parts), none) if each)
    return f"What was tried: {words}."
