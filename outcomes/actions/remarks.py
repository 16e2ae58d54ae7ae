"""Remarks: a client says that the picture of their ratings is not how it feels.

A remark stands beside a rating and changes nothing of it: no answer, no score, no status, and it
opens no signal. It makes the rating new again for the responsible therapist, who reads it there.
"""

from __future__ import annotations

import datetime as dt
import unicodedata

from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.errors import Refused
from outcomes.storage import Administration, EpisodeProgress, Remark, db
from outcomes.storage.remarks import remark_on

LONGEST = 500
"""Letters, counted as they are kept."""
_JOINERS = "\u200c\u200d"
"""Invisible letters that words of some scripts, and emoji, are spelled with."""


class RemarkTooLong(Refused):
    """A remark has more letters than are kept; nothing was stored. `letters` says how many."""

    def __init__(self, letters: int) -> None:
        super().__init__(f"The text has {letters} letters; {LONGEST} is the most.")
        self.letters = letters


def keep_remark(*, rating: Administration, text: str, at: dt.datetime) -> None:
    """Keep what a client says about a rating they have sent; said again, it takes the place of
    what was said before, and the same words change nothing.

    Args:
        text: one line to the therapist, tidied by `tidy`; may be empty.

    Raises:
        RemarkTooLong: more than `LONGEST` letters.
        Refused: the rating was not sent, or somebody else's answers are in it.
    """
    kept = tidy(text)
    if len(kept) > LONGEST:
        raise RemarkTooLong(len(kept))
    with writing() as session:
        # Two presses at once come one after the other, and find each other's remark.
        session.refresh(rating, with_for_update=True)
        if rating.state != "submitted" or rating.rater != "self":
            raise Refused("There is no rating of the client's own to remark on.")
        found = session.scalars(remark_on(rating.id)).first()
        if found is not None and found.text == kept:
            return
        event = "remark_made" if found is None else "remark_changed"
        if found is None:
            found = Remark(clinic_id=rating.clinic_id, administration_id=rating.id)
            session.add(found)
        found.text, found.made_at = kept, at
        _make_new_again(rating)
        facts = {"episode": rating.episode_id, "with_words": bool(kept)}
        record(event, by=rating, at=at, about=("administration", rating.id), facts=facts)


def tidy(text: str) -> str:
    """One line of the letters that were typed: composed, without control and formatting
    characters, which could scramble the page it is read on, and without stray spaces.

    >>> tidy("  It was\\r\\n a\\x00 bad\\u202e week. ")
    'It was a bad week.'
    """
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(map(_shown, composed)).split())


def _shown(letter: str) -> str:
    """The letter, a space for one that separates, nothing for one that cannot be seen."""
    if letter.isspace():
        return " "
    kind = unicodedata.category(letter)
    return "" if kind in ("Cc", "Cf", "Cs") and letter not in _JOINERS else letter


def _make_new_again(rating: Administration) -> None:
    """Whoever looked at the rating before the remark came has not seen all of it."""
    rating.seen_at = None
    progress = db.session.get(EpisodeProgress, rating.episode_id)
    if progress is not None:
        progress.new_rating = True
