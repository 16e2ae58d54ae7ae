"""What a client is told at once after a risk answer: help first, in the clinic's own words.

Nothing here names the answer. Others may look at the screen, so the words are plain and fit many
answers; that the page differs at all is a trade-off, see docs/decisions/0014-risk-answers.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.languages import Language, language
from outcomes.storage import Administration
from outcomes.web.pages.help_words import Said, help_words


@dataclass(frozen=True)
class Cared:
    """`help` stands in large at the top of the thanks, `sentences` around it."""

    sentences: tuple[str, ...]
    help: tuple[Said, ...]


def cared_for(rating: Administration, *, at_home: bool) -> Cared | None:
    """What is said besides the thanks; None where no answer of this rating is a risk answer."""
    if rating.score is None or not rating.score.risk:
        return None
    spoken = language(rating.language)
    standard = "cared.help_at_home" if at_home else "cared.help_here"
    return Cared(
        sentences=_sentences(rating, spoken),
        help=help_words(rating.opened_by.clinic, spoken, standard=standard),
    )


def _sentences(rating: Administration, spoken: Language) -> tuple[str, ...]:
    """Who is told depends on who answered; a therapist who did knows it already."""
    if rating.rater == "therapist":
        return ()
    told = spoken.say("cared.told")
    if rating.rater == "self":
        return told, spoken.say("cared.talks")
    return told, spoken.say("cared.looks", therapist=rating.episode.therapist.name)
