"""The model card of a curve, for clinicians: what it is, how well it foresees, what it cannot say.

The first line is the verdict, whatever it is. Every figure says what it rests on and how sure it
is; one that rests on fewer than ten is a count alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from outcomes.change.validation import (
    BETTER,
    NO_BETTER,
    TOO_FEW,
    WORSE,
    Evaluation,
    Stage,
)
from outcomes.measures import Yardstick
from outcomes.wording.curve_figures import FigureTable, figure_tables, many, of_100
from outcomes.wording.curve_findings import (
    NOT_TESTED,
    THIRD_WORDS,
    alarm_sentences,
    band_sentences,
    chance_sentences,
    later_sentences,
    pairs_sentence,
    status_sentences,
    too_few_sentence,
)
from outcomes.wording.reasons import curve_words

VERDICTS = {
    WORSE: "Predicts worse than raw change.",
    NO_BETTER: "Predicts no better than raw change.",
    BETTER: "Predicts better than raw change.",
    TOO_FEW: "Too few to say whether it predicts better than raw change.",
}

MEANINGS = {
    WORSE: "Its predictions are not fit for use. What has changed since the start tells more; "
    "the band can still show what is usual.",
    NO_BETTER: "The band shows what is usual. For foreseeing who will not improve, what has "
    "changed since the start tells as much, as far as can be told.",
    BETTER: "It adds to what the change since the start tells. A course below the band is a "
    "reason to ask, not a forecast for this person.",
    TOO_FEW: "The band shows what is usual, with caution. Whether it foresees anything is not "
    "known yet.",
}

CANNOT_SAY_OF_CURVE = (
    "What will become of one person. It describes clients with such ratings.",
    "How clients fared after their last rating, or who had no second one.",
    "Whether anyone is helped by knowing it. That was not tested here.",
    "How it does elsewhere, with other clients or another way of giving the form.",
    "What a curve from other clients would have said. The intervals hold this one fixed.",
    "How good a therapist is. The clients of one therapist may be alike; the intervals take them "
    "as independent of each other.",
)

PAIRS = (
    "Of two clients, one without reliable improvement in the end and one with it: the pair is the "
    "right way round if the first was to be feared for more. A coin gets 50 of 100 right."
)

_STAGES = {
    "few_episodes": "Starter: fewer than 30 closed episodes with two ratings.",
    "not_yet_200": "Blended with the starter: fewer than 200 closed episodes with two ratings.",
    "coverage_not_known": "Blended with the starter: how often its band holds is not known.",
    None: "Local: from 200 closed episodes on, and the band held 75 to 85 of 100 ratings in each "
    "third of the starts.",
}


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a page or a paper shows of an evaluation, ready to print.

    `verdict` is the first line. `rows` are (term, sentences) in reading order, `cannot_say` what
    must stand beside them, `tables` all figures with what they rest on.
    """

    verdict: str
    rows: tuple[tuple[str, str], ...]
    cannot_say: tuple[str, ...]
    tables: tuple[FigureTable, ...]


def model_card(evaluation: Evaluation, yardstick: Yardstick, *, least: int = 0) -> ModelCard:
    """The card of an evaluation of a curve for this measure; `least` as in `figure_tables`."""
    rows = (
        ("What it is", _what(evaluation, yardstick)),
        ("Who it rests on", _who(evaluation)),
        ("How it was tested", _tested(evaluation)),
        ("Pairs", "" if evaluation.verdict.code == TOO_FEW else PAIRS),
        ("How often the band held", band_sentences(evaluation.by_client)),
        ("Its chances", chance_sentences(evaluation)),
        ("Not on track", status_sentences(evaluation)),
        ("How often, how early", alarm_sentences(evaluation.by_client)),
        ("Episodes closed later", later_sentences(evaluation)),
        ("Stage", stage_sentence(evaluation.stage)),
        ("What it means", MEANINGS[evaluation.verdict.code]),
    )
    return ModelCard(
        verdict=verdict_sentence(evaluation),
        rows=tuple((term, words) for term, words in rows if words),
        cannot_say=CANNOT_SAY_OF_CURVE,
        tables=figure_tables(evaluation, least=least),
    )


def verdict_sentence(evaluation: Evaluation) -> str:
    """The first line of a card: the verdict, then the figures behind it.

    "Predicts better than raw change. After four ratings it puts 83 of 100 pairs of clients the
    right way round, raw change 81 (difference +2.1, interval +0.7 to +3.6; 561 closed episodes,
    267 of them without reliable improvement)."
    """
    verdict = evaluation.verdict
    words = VERDICTS[verdict.code]
    if verdict.why == "no_limit":
        return "The measure has no reliable change, so that nothing is to be foreseen."
    if verdict.why == "no_interval":
        return "Whether it predicts better than raw change cannot be said without intervals."
    if verdict.code == TOO_FEW:
        return f"{words} {too_few_sentence(verdict)}"
    return f"{words} {pairs_sentence(evaluation)}"


def verdict_of_kept(evaluation: Mapping[str, Any] | None) -> str:
    """The verdict of an evaluation as it is kept, in a few words for a list."""
    if evaluation is None:
        return "Not tested"
    return VERDICTS[evaluation["verdict"]["code"]].rstrip(".")


def stage_sentence(stage: Stage | None) -> str:
    """Which stage, and what keeps it from the next; nothing for a curve that was not fitted."""
    if stage is None:
        return ""
    if stage.reason != "coverage_off":
        return _STAGES[stage.reason]
    found = [
        ("had none" if third.held is None else f"held {of_100(100 * third.held)}")
        + f" {THIRD_WORDS[third.name]}"
        for third in stage.failed
    ]
    return (
        "Blended with the starter: from 200 closed episodes on a local curve must hold 75 to 85 "
        f"of 100 ratings in its 80 % band, and this one {' and '.join(found)}."
    )


def _what(evaluation: Evaluation, yardstick: Yardstick) -> str:
    curve = evaluation.curve
    if curve is None:
        return f"No curve for the {yardstick.measure_name} could be made."
    return (
        f"{curve.label} for the {yardstick.measure_name}: {curve_words(curve)}. "
        f"{_sentence(curve.provenance)} It says what clients with the same first rating went on "
        f"to score at each session, and how far apart they were."
    )


def _who(evaluation: Evaluation) -> str:
    curve = evaluation.curve
    local = curve is not None and curve.n_episodes > 0
    rests = many(curve.n_episodes, "closed episode") if local else "no client of this clinic"
    return (
        f"It rests on {rests}. For this test {evaluation.n_closed:,} of "
        f"{many(evaluation.n_courses, 'closed episode')} could be used: a start by session 3, and "
        f"a rating after it."
    )


def _tested(evaluation: Evaluation) -> str:
    found = evaluation.by_client
    if found is None:
        return f"It was not tested. {NOT_TESTED[evaluation.why_null['by_client']]}"
    if found.how != "fixed_curve":
        return (
            f"Each client was predicted by a curve made without that client, in {found.folds} "
            f"parts: {many(found.n_scores, 'rating')} of {many(found.n_clients, 'client')}."
        )
    words = "As it stands. Nothing was fitted for this test, so that nobody was held out."
    if not evaluation.curve.n_episodes:
        return words
    return f"{words} If it was made from these clients, every figure is too good."


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith(".") else f"{text}."
