"""What the client's pages say beside the form, in the language of the form."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from outcomes.languages import Language, language, languages_for
from outcomes.measures import Measure, Wording
from outcomes.storage import Administration, Clinic
from outcomes.web.pages.help_words import Said, help_words

SHORT_FORM = 5
"""Up to so many items a form takes less than a minute."""
SECONDS_PER_ITEM = 10


@dataclass(frozen=True)
class Opening:
    """Before the form: whom it is for, what for, who sees it, how long, what may be left out.

    `languages` are the others that the form can be had in.
    """

    title: str
    clinic: str
    first_name: str
    greeting: str
    sentences: tuple[str, ...]
    languages: tuple[Language, ...]


@dataclass(frozen=True)
class FormPage:
    """What stands around the form."""

    first_name: str
    who_sees: str
    errors: tuple[dict[str, str], ...]

    @property
    def bold_name(self) -> Markup:
        """The name as it stands in its sentence."""
        return Markup("<b>{}</b>").format(self.first_name)


@dataclass(frozen=True)
class Waiting:
    """A tablet without a form."""

    clinic: str
    title: str
    sentences: tuple[str, ...]
    help: tuple[Said, ...]


@dataclass(frozen=True)
class Thanks:
    """After sending. The name is said once; whoever opens the page later does not read it."""

    greeting: str
    help: tuple[Said, ...]


def opening(rating: Administration, measure: Measure, wording: Wording) -> Opening:
    """The opening screen of one rating."""
    spoken = language(rating.language)
    first_name = rating.episode.client.first_name
    return Opening(
        title=wording.title,
        clinic=rating.opened_by.clinic.name,
        first_name=first_name,
        greeting=spoken.say("opening.greeting", first_name=first_name),
        sentences=(
            spoken.say(f"opening.why_{rating.kind}"),
            who_sees(rating),
            how_long(len(wording.items), spoken),
            leaving_out(measure, spoken),
        ),
        languages=other_languages(rating, measure),
    )


def other_languages(rating: Administration, measure: Measure) -> tuple[Language, ...]:
    """The languages beside its own that a form can be had in, by the names they give themselves."""
    offered = languages_for(measure, age_band=rating.episode.age_band, rater=rating.rater)
    others = [each for each in offered if each.code != rating.language]
    return tuple(sorted(others, key=lambda each: each.name.casefold()))


def who_sees(rating: Administration) -> str:
    """Who reads the answers: on the opening screen and at the foot of the form."""
    therapist = rating.episode.therapist.name
    return language(rating.language).say("opening.who_sees", therapist=therapist)


def how_long(items: int, spoken: Language) -> str:
    """How long a form takes.

    >>> how_long(4, language("en"))
    'It takes less than a minute.'
    >>> how_long(9, language("en"))
    'It takes about 2 minutes.'
    """
    if items <= SHORT_FORM:
        return spoken.say("opening.quick")
    return spoken.say("opening.minutes", count=max(2, round(items * SECONDS_PER_ITEM / 60)))


def leaving_out(measure: Measure, spoken: Language) -> str:
    """Whether questions may be left out."""
    allowed = measure.missing.at_most
    if allowed == 0:
        return spoken.say("opening.all_needed")
    return spoken.say("opening.may_leave_out", count=allowed)


def given_back(clinic: Clinic, spoken: Language) -> Waiting:
    """The client pressed "Give the tablet back": nothing is shown and nothing was stored."""
    return Waiting(
        clinic=clinic.name,
        title=spoken.say("thanks.give_back"),
        sentences=(spoken.say("waiting.nothing_saved"), spoken.say("waiting.somebody")),
        help=help_words(clinic, spoken),
    )


def waiting(clinic: Clinic | None, spoken: Language) -> Waiting:
    """No form has been handed to this tablet."""
    return Waiting(
        clinic=clinic.name if clinic else "",
        title=spoken.say("waiting.ready"),
        sentences=(spoken.say("waiting.seat"), spoken.say("waiting.somebody")),
        help=help_words(clinic, spoken) if clinic else (),
    )


def thanks(rating: Administration, *, by_name: bool) -> Thanks:
    """The page after sending."""
    spoken = language(rating.language)
    greeting = spoken.say("thanks.greeting")
    if by_name:
        first_name = rating.episode.client.first_name
        greeting = spoken.say("thanks.greeting_by_name", first_name=first_name)
    return Thanks(greeting=greeting, help=help_words(rating.opened_by.clinic, spoken))


def not_taken(rating: Administration) -> Waiting:
    """Why these answers were not stored, and what became of the first ones."""
    spoken, clinic = language(rating.language), rating.opened_by.clinic
    sent = rating.state == "submitted"
    title = "sent_before" if sent else "closed"
    sentences = ("first_saved", "tell_staff") if sent else ("not_saved", "new_form")
    return Waiting(
        clinic=clinic.name,
        title=spoken.say(f"not_taken.{title}"),
        sentences=tuple(spoken.say(f"not_taken.{each}") for each in sentences),
        help=help_words(clinic, spoken),
    )
