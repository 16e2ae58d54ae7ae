"""What the client's pages say beside the form, in the language of the form."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from outcomes.languages import Language, language, languages_for
from outcomes.measures import Measure, Wording
from outcomes.storage import Administration, Clinic
from outcomes.web.pages.cared import Cared, cared_for
from outcomes.web.pages.help_words import Said, help_words
from outcomes.web.pages.rating_form import Field

SHORT_FORM = 5
"""Up to so many items a form takes less than a minute."""
SECONDS_PER_ITEM = 10


@dataclass(frozen=True)
class Opening:
    """Before the form: whom it is for, what for, who sees it, how long, what may be left out.

    `first_name` is the client's, and empty where somebody else answers about them.
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
    """What stands around the form.

    `whom` is empty at home, where nobody's name is shown; `may_exit` where the clinic chose so.
    `resting_key` is for the page's script alone: base64 of the key that answers rest with.
    """

    whom: str
    who_sees: str
    errors: tuple[dict[str, str], ...]
    at_home: bool
    may_exit: bool
    resting_key: str


@dataclass(frozen=True)
class Waiting:
    """A tablet without a form."""

    clinic: str
    title: str
    sentences: tuple[str, ...]
    help: tuple[Said, ...]


@dataclass(frozen=True)
class Thanks:
    """After sending. The name is said once; whoever opens the page later does not read it.

    `ratings_url` leads to the client's own ratings; empty where they are not shown them. `cared`
    is what comes first after a risk answer.
    """

    greeting: str
    sentences: tuple[str, ...]
    help: tuple[Said, ...]
    ratings_url: str
    cared: Cared | None = None


def opening(rating: Administration, measure: Measure, wording: Wording) -> Opening:
    """The opening screen of one rating."""
    spoken = language(rating.language)
    first_name = rating.episode.client.first_name
    of_client = rating.rater == "self"
    about = () if of_client else (spoken.say("opening.about", first_name=first_name),)
    return Opening(
        title=wording.title,
        clinic=rating.opened_by.clinic.name,
        first_name=first_name if of_client else "",
        greeting=(
            spoken.say("opening.greeting", first_name=first_name)
            if of_client
            else spoken.say("home.hello")
        ),
        sentences=(
            *(about or (spoken.say(f"opening.why_{rating.kind}"),)),
            who_sees(rating),
            how_long(len(wording.items), spoken),
            leaving_out(measure, spoken),
        ),
        languages=other_languages(rating, measure),
    )


def form_page(
    rating: Administration, problems: Sequence[Field], *, at_home: bool, resting_key: bytes
) -> FormPage:
    """What stands around a form, in the clinic or at home."""
    sentence = "form.for_whom" if rating.rater == "self" else "form.about_whom"
    name = Markup("<b>{}</b>").format(rating.episode.client.first_name)
    pattern = language(rating.language).pattern(sentence)
    return FormPage(
        whom="" if at_home else Markup(escape(pattern)).format(first_name=name),  # noqa: S704
        who_sees=who_sees(rating),
        errors=tuple({"text": field.problem or "", "field": field.id} for field in problems),
        at_home=at_home,
        may_exit=at_home and bool(rating.opened_by.clinic.exit_address),
        resting_key=base64.b64encode(resting_key).decode(),
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


def thanks(rating: Administration, *, by_name: bool, ratings_url: str) -> Thanks:
    """The page after sending in the clinic; only the client is thanked by name, once."""
    spoken = language(rating.language)
    greeting = spoken.say("thanks.greeting")
    if by_name and rating.rater == "self":
        first_name = rating.episode.client.first_name
        greeting = spoken.say("thanks.greeting_by_name", first_name=first_name)
    return Thanks(
        greeting=greeting,
        sentences=(spoken.say("thanks.saved"), spoken.say("thanks.give_back")),
        help=help_words(rating.opened_by.clinic, spoken),
        cared=cared_for(rating, at_home=False),
        ratings_url=ratings_url,
    )


def thanks_at_home(rating: Administration, *, ratings_url: str) -> Thanks:
    """The page after sending at home: no name of the client, and who will look at it."""
    spoken, therapist = language(rating.language), rating.episode.therapist.name
    return Thanks(
        greeting=spoken.say("thanks.greeting"),
        sentences=(
            spoken.say("thanks.saved"),
            spoken.say("home.looks_at", therapist=therapist),
            spoken.say("home.close_page"),
        ),
        help=help_words(rating.opened_by.clinic, spoken),
        cared=cared_for(rating, at_home=True),
        ratings_url=ratings_url,
    )


def not_taken(rating: Administration, *, at_home: bool) -> Waiting:
    """Why these answers were not stored, and what became of the first ones."""
    spoken, clinic = language(rating.language), rating.opened_by.clinic
    sent = rating.state == "submitted"
    title = "sent_before" if sent else "closed"
    new_form = "home.new_link" if at_home else "not_taken.new_form"
    sentences = (
        ("not_taken.first_saved", "not_taken.tell_staff")
        if sent
        else ("not_taken.not_saved", new_form)
    )
    return Waiting(
        clinic=clinic.name,
        title=spoken.say(f"not_taken.{title}"),
        sentences=tuple(spoken.say(each) for each in sentences),
        help=help_words(clinic, spoken),
    )
