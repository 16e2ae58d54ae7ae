"""What the client's pages say beside the form. Plain words, one idea in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.measures import Measure, Wording
from outcomes.storage import Administration, Clinic

SHORT_FORM = 5
"""Up to so many items a form takes less than a minute."""
SECONDS_PER_ITEM = 10


@dataclass(frozen=True)
class Opening:
    """Before the form: whom it is for, what for, who sees it, how long, what may be left out."""

    title: str
    clinic: str
    first_name: str
    greeting: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class FormPage:
    """What stands around the form."""

    first_name: str
    who_sees: str
    errors: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Waiting:
    """A tablet without a form."""

    clinic: str
    title: str
    sentences: tuple[str, ...]
    help: str


@dataclass(frozen=True)
class Thanks:
    """After sending. The name is said once; whoever opens the page later does not read it."""

    greeting: str
    help: str


def opening(rating: Administration, measure: Measure, wording: Wording) -> Opening:
    """The opening screen of one rating."""
    first_name = rating.episode.client.first_name
    return Opening(
        title=wording.title,
        clinic=rating.opened_by.clinic.name,
        first_name=first_name,
        greeting=f"Hello, {first_name}.",
        sentences=(
            purpose(rating.kind),
            who_sees(rating),
            how_long(len(wording.items)),
            leaving_out(measure),
        ),
    )


def purpose(kind: str) -> str:
    """What the answers are for."""
    if kind == "alliance":
        return "Please say how today's session was for you. It helps to make the next one better."
    return "Please say how life has been. It shows whether our work together helps you."


def who_sees(rating: Administration) -> str:
    """Who reads the answers: on the opening screen and at the foot of the form."""
    return f"{rating.episode.therapist.name}, your therapist, sees your answers."


def how_long(items: int) -> str:
    """How long a form takes.

    >>> how_long(4)
    'It takes less than a minute.'
    >>> how_long(9)
    'It takes about 2 minutes.'
    """
    if items <= SHORT_FORM:
        return "It takes less than a minute."
    return f"It takes about {max(2, round(items * SECONDS_PER_ITEM / 60))} minutes."


def leaving_out(measure: Measure) -> str:
    """Whether questions may be left out."""
    allowed = measure.missing.at_most
    if allowed == 0:
        return "All answers are needed. There is no right or wrong."
    questions = "one question" if allowed == 1 else f"up to {allowed} questions"
    return f"You may leave out {questions}. There is no right or wrong."


def given_back(clinic: Clinic) -> Waiting:
    """The client pressed "Give the tablet back": nothing is shown and nothing was stored."""
    return Waiting(
        clinic=clinic.name,
        title="Please give the tablet back.",
        sentences=("Nothing was saved.", "Someone will start your check-in with you."),
        help=help_now(clinic),
    )


def waiting(clinic: Clinic | None) -> Waiting:
    """No form has been handed to this tablet."""
    return Waiting(
        clinic=clinic.name if clinic else "",
        title="This tablet is ready.",
        sentences=("Please take a seat.", "Someone will start your check-in with you."),
        help=help_now(clinic) if clinic else "",
    )


def thanks(rating: Administration, *, by_name: bool) -> Thanks:
    """The page after sending."""
    name = f", {rating.episode.client.first_name}" if by_name else ""
    return Thanks(greeting=f"Thank you{name}.", help=help_now(rating.opened_by.clinic))


def help_now(clinic: Clinic) -> str:
    """The clinic's help text as a sentence; where there is none, the nearest person."""
    words = clinic.help_text.strip() or "please speak to anyone at the desk."
    return f"If you need help now: {words}"


def not_taken(rating: Administration) -> Waiting:
    """Why these answers were not stored, and what became of the first ones."""
    clinic = rating.opened_by.clinic
    if rating.state == "submitted":
        return Waiting(
            clinic=clinic.name,
            title="These answers were sent before.",
            sentences=(
                "The first answers are saved. They were not changed.",
                "To change something, please tell a member of staff.",
            ),
            help=help_now(clinic),
        )
    return Waiting(
        clinic=clinic.name,
        title="This form is no longer open.",
        sentences=(
            "These answers were not saved.",
            "Please give the tablet back and ask for a new form.",
        ),
        help=help_now(clinic),
    )
