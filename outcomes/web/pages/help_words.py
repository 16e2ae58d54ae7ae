"""Where help is: the clinic's own words in the client's language, or as near to it as there is."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.languages import Language, catalogue
from outcomes.storage import Clinic


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a client's page. `language` is empty where they are in that of the page."""

    text: str
    language: str = ""
    direction: str = ""


def help_words(
    clinic: Clinic | None, spoken: Language, *, standard: str = "help.standard"
) -> tuple[Said, ...]:
    """The clinic's help text as a sentence of the page's language.

    A clinic that has none in this language shows the language's own sentence, and what it wrote in
    its own language beside it, marked as such: a telephone number is read in any language.

    Args:
        standard: key of the language's own sentence.
    """
    own = _texts(clinic)
    if spoken.code in own:
        return (Said(spoken.say("help.now", words=own[spoken.code])),)
    of_language = Said(spoken.say(standard))
    if clinic is None or clinic.help_language not in own:
        return (of_language,)
    written = catalogue().get(clinic.help_language)
    direction = written.direction if written else "auto"
    return of_language, Said(own[clinic.help_language], clinic.help_language, direction)


def _texts(clinic: Clinic | None) -> dict[str, str]:
    """What the clinic wrote, by language; empty texts are none."""
    if clinic is None:
        return {}
    written = clinic.help_texts | {clinic.help_language: clinic.help_text}
    return {code: text.strip() for code, text in written.items() if text.strip()}
