"""What the pages of a link for home say: the clinic's name, nobody else's, and no past data."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from outcomes.actions.home_links import FoundLink
from outcomes.measures import catalogue
from outcomes.storage import Clinic
from outcomes.web.filters import local
from outcomes.web.languages import language_here
from outcomes.web.pages.help_words import Said, help_words
from outcomes.web.pages.tablet import how_long, leaving_out


@dataclass(frozen=True)
class LandingPage:
    """Before the form: who asks, who reads it, how long it takes, until when; one button.

    `go_on_url` where this browser has the form open already.
    """

    clinic: str
    sentences: tuple[str, ...]
    start_url: str
    go_on_url: str
    help: tuple[Said, ...]


@dataclass(frozen=True)
class ClosedPage:
    """A link that opens nothing: why, and what to do. `clinic` is empty for unknown links."""

    clinic: str
    title: str
    sentences: tuple[str, ...]
    help: tuple[Said, ...]


@dataclass(frozen=True)
class LeavingPage:
    """After "Exit this page": where the browser goes by itself; empty where nowhere."""

    address: str


def landing(found: FoundLink, token: str, *, is_here: bool) -> LandingPage:
    """The page of a link that can be started, or that is open in this very browser."""
    spoken, rating, clinic = language_here(), found.link.administration, found.link.clinic
    measure, age_band = catalogue()[rating.measure_id], rating.episode.age_band
    wording = measure.wording(rating.language, age_band=age_band, rater=rating.rater)
    until = local(found.link.expires_at, clinic.time_zone)
    about = (spoken.say("home.about_other"),) if rating.rater == "caregiver" else ()
    return LandingPage(
        clinic=clinic.name,
        sentences=(
            spoken.say("home.asks", clinic=clinic.name),
            *about,
            spoken.say("home.who_sees"),
            how_long(len(wording.items), spoken),
            leaving_out(measure, spoken),
            spoken.say("home.until", day=spoken.date(until.date()), time=f"{until:%H:%M}"),
        ),
        start_url=url_for("home.start", token=token),
        go_on_url=url_for("tablet.opening") if is_here else "",
        help=help_words(clinic, spoken),
    )


def closed(found: FoundLink | None = None) -> ClosedPage:
    """The page of a link that opens nothing."""
    spoken = language_here()
    state = found.state if found else "closed"
    why = {
        "closed": ("home.closed", ("home.closed_why",)),
        "used": ("home.used", ("home.used_why",)),
        "open": ("home.used", ("home.used_why",)),
        "sent": ("home.sent", ("thanks.saved", "home.close_page")),
    }
    title, sentences = why[state]
    clinic = found.link.clinic if found else None
    return ClosedPage(
        clinic=clinic.name if clinic else "",
        title=spoken.say(title),
        sentences=tuple(spoken.say(each) for each in sentences),
        help=help_words(clinic, spoken) if clinic else (),
    )


def leaving(clinic: Clinic) -> LeavingPage:
    """The page after the client's exit."""
    return LeavingPage(clinic.exit_address)
