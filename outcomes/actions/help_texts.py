"""Where clients find help, in the clinic's own words and in as many languages as it likes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.errors import Refused
from outcomes.languages import catalogue
from outcomes.storage import StaffMember

LONGEST = 300
"""Letters; it stands at the foot of a page."""


def keep_help_texts(
    *, texts: Mapping[str, str], language: str, by: StaffMember, at: dt.datetime
) -> None:
    """Set the help text of a clinic in every language at once.

    Args:
        texts: language code to text; an empty one leaves the language's standard sentence.
        language: the clinic's own. Its text is shown, and marked as such, to clients in whose
            language there is none.

    Raises:
        Refused: a language nobody knows, or a text that is too long; nothing changed.
    """
    tidy = {code: " ".join(text.split()) for code, text in texts.items()}
    problems = [
        f"The text in {_name(code)} has {len(text)} letters; {LONGEST} is the most."
        for code, text in tidy.items()
        if len(text) > LONGEST
    ]
    unknown = sorted({language, *tidy} - set(catalogue()))
    problems += [f"There is no language {code!r} here." for code in unknown]
    if problems:
        raise Refused("The help texts were not kept.", problems=problems)
    with writing():
        clinic = by.clinic
        clinic.help_language, clinic.help_text = language, tidy.pop(language, "")
        clinic.help_texts = {code: text for code, text in tidy.items() if text}
        facts = {"language": language, "languages": sorted(clinic.help_texts)}
        record("help_texts_set", by=by, at=at, about=("clinic", clinic.id), facts=facts)


def _name(code: str) -> str:
    return catalogue()[code].english_name if code in catalogue() else code
